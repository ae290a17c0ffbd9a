//! Sales as a table for other programs: text that spreadsheets of Chile read, or a workbook.

use std::io::Write;
use std::path::Path;

use jiff::tz::TimeZone;
use ledger::{SaleRecord, SaleSearch, SessionRecord, Tables};
use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};
use sale::{Deed, Money, RejectionCause, SaleState, Transaction};
use thiserror::Error as ThisError;

use crate::{Error, Lookup, Till};

/// How a table of sales is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportFormat {
    /// Values between semicolons, in UTF-8 with a mark, as Excel in Chile opens it.
    Csv,
    /// A workbook of Excel.
    Xlsx,
}

/// Why a table was not written.
#[derive(Debug, ThisError)]
pub enum ExportError {
    /// The till failed.
    #[error(transparent)]
    Till(#[from] Error),
    /// The file cannot be written.
    #[error("cannot write the table: {0}")]
    File(String),
}

/// How many rows a sheet of Excel has, without its head.
const SHEET: usize = 1_048_575;

const HEAD: [&str; 17] = [
    "Fecha",
    "Hora",
    "Referencia",
    "Estado",
    "Monto",
    "Moneda",
    "Pagado",
    "Devuelto",
    "Medio de pago",
    "Tarjeta",
    "Autorización",
    "N° de operación",
    "Descripción",
    "Cliente",
    "RUT",
    "Correo",
    "Cajero",
];

enum Cell {
    Text(String),
    /// In major units of its currency.
    Sum(Money),
    Nothing,
}

/// A table in the making.
trait Table {
    fn row(&mut self, cells: &[Cell]) -> Result<(), ExportError>;
}

impl Till {
    /// Writes the sales that somebody looks for into a new file, newest first, and tells how many.
    /// The file appears whole or not at all.
    ///
    /// # Errors
    /// [`ExportError`].
    pub async fn export(
        &self,
        lookup: &Lookup,
        format: ExportFormat,
        path: &Path,
    ) -> Result<usize, ExportError> {
        self.may(Deed::Export)?;
        let search = lookup.search(self.now(), self.zone(), u32::MAX);
        let (zone, path) = (self.zone().clone(), path.to_owned());
        let written = self.shared.read(move |tables| {
            let export = Export { tables, zone };
            Ok(export.into_file(search, format, &path))
        });
        written.await?
    }
}

struct Export<'c> {
    tables: Tables<'c>,
    zone: TimeZone,
}

impl Export<'_> {
    fn into_file(
        self,
        search: SaleSearch,
        format: ExportFormat,
        path: &Path,
    ) -> Result<usize, ExportError> {
        let folder = path.parent().unwrap_or(Path::new("."));
        let mut file = tempfile::NamedTempFile::new_in(folder).map_err(unwritable)?;
        let count = match format {
            ExportFormat::Csv => {
                let mut table = CsvTable::begin(&mut file)?;
                let count = self.fill(&search, &mut table)?;
                table.0.flush().map_err(unwritable)?;
                count
            }
            ExportFormat::Xlsx => {
                let mut workbook = Workbook::new();
                let mut table = XlsxTable::begin(workbook.add_worksheet_with_constant_memory())?;
                let count = self.fill(&search, &mut table)?;
                workbook
                    .save_to_writer(file.as_file_mut())
                    .map_err(unsaved)?;
                count
            }
        };
        file.as_file().sync_all().map_err(unwritable)?;
        file.persist_noclobber(path).map_err(unwritable)?;
        Ok(count)
    }

    fn fill(&self, search: &SaleSearch, table: &mut dyn Table) -> Result<usize, ExportError> {
        let head = HEAD.map(|title| Cell::Text(title.to_owned()));
        table.row(&head)?;
        let found = self.tables.search(search).map_err(Error::from)?;
        for id in &found {
            let sale = self.tables.sale(*id).map_err(Error::from)?;
            table.row(&cells(&sale, &self.zone))?;
        }
        Ok(found.len())
    }
}

fn cells(sale: &SaleRecord, zone: &TimeZone) -> [Cell; HEAD.len()] {
    let session = sale.newest_session();
    let payments = || sale.sessions.iter().flat_map(SessionRecord::taken);
    let of_payments = |tell: fn(&Transaction) -> Option<String>| {
        let told: Vec<_> = payments().filter_map(|(paid, _)| tell(paid)).collect();
        Cell::of((!told.is_empty()).then(|| told.join(" + ")))
    };
    let request = session.and_then(|session| session.state.request_id());
    let charged = sale.created_at.to_zoned(zone.clone());
    [
        Cell::Text(charged.strftime("%d-%m-%Y").to_string()),
        Cell::Text(charged.strftime("%H:%M:%S").to_string()),
        Cell::of(session.map(|session| session.reference.to_string())),
        Cell::Text(state(&sale.state).to_owned()),
        Cell::Sum(sale.amount.money()),
        Cell::Text(sale.amount.currency().code().to_owned()),
        sum(sale, payments().map(|(_, money)| money)),
        sum(sale, given_back(sale)),
        of_payments(|paid| paid.method.clone()),
        of_payments(|paid| Some(paid.last_digits.as_ref()?.as_str().to_owned())),
        of_payments(|paid| paid.authorization.clone()),
        Cell::of(request.map(|request| request.to_string())),
        Cell::of(sale.description.clone()),
        Cell::of(sale.customer.name.clone().map(String::from)),
        Cell::of(sale.customer.rut.map(|rut| rut.to_string())),
        Cell::of(sale.customer.email.clone().map(String::from)),
        Cell::of(sale.cashier.clone().map(String::from)),
    ]
}

fn given_back(sale: &SaleRecord) -> impl Iterator<Item = Money> {
    let refunds = sale.sessions.iter().flat_map(|session| &session.refunds);
    let gave_back = refunds.filter(|refund| refund.state.gave_back());
    gave_back.map(|refund| refund.amount)
}

fn sum(sale: &SaleRecord, parts: impl Iterator<Item = Money>) -> Cell {
    let zero = Money::zero(sale.amount.currency());
    let sum = parts.fold(zero, |sum, part| sum.checked_add(part).unwrap_or(sum));
    if sum == zero {
        Cell::Nothing
    } else {
        Cell::Sum(sum)
    }
}

fn state(state: &SaleState) -> &'static str {
    match state {
        SaleState::Opening => "Abriendo",
        SaleState::Unopened { .. } => "No se abrió",
        SaleState::Pending { .. } => "Pendiente",
        SaleState::Attention { .. } => "Por revisar",
        SaleState::Approved => "Pagado",
        SaleState::Refunded { .. } => "Devuelto",
        SaleState::Rejected { rejection } => match rejection.cause() {
            RejectionCause::Declined => "Rechazado",
            RejectionCause::Cancelled => "Cancelado",
            RejectionCause::Expired => "Vencido",
        },
        SaleState::PartialExpired { .. } => "Parcial",
        SaleState::Conflict { .. } | SaleState::Unsure { .. } => "Sin confirmar",
    }
}

impl Cell {
    fn of(text: Option<String>) -> Self {
        text.map_or(Cell::Nothing, Cell::Text)
    }
}

/// In major units with a comma, as Chile writes it, and without grouping.
fn plain(money: Money) -> String {
    let decimals = money.currency.decimals() as usize;
    let digits = format!(
        "{:0>width$}",
        money.minor.unsigned_abs(),
        width = decimals + 1
    );
    let (whole, fraction) = digits.split_at(digits.len() - decimals);
    let sign = if money.minor < 0 { "-" } else { "" };
    if fraction.is_empty() {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole},{fraction}")
    }
}

struct CsvTable<W: Write>(csv::Writer<W>);

impl<W: Write> CsvTable<W> {
    fn begin(mut into: W) -> Result<Self, ExportError> {
        into.write_all("\u{FEFF}".as_bytes()).map_err(unwritable)?;
        let writer = csv::WriterBuilder::new()
            .delimiter(b';')
            .terminator(csv::Terminator::CRLF)
            .from_writer(into);
        Ok(CsvTable(writer))
    }
}

impl<W: Write> Table for CsvTable<W> {
    fn row(&mut self, cells: &[Cell]) -> Result<(), ExportError> {
        let text = cells.iter().map(|cell| match cell {
            Cell::Text(text) => harmless(text),
            Cell::Sum(money) => plain(*money),
            Cell::Nothing => String::new(),
        });
        self.0.write_record(text).map_err(unwritable)
    }
}

/// What a spreadsheet would take for a formula is text: somebody typed it at the counter.
fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

struct XlsxTable<'w> {
    sheet: &'w mut Worksheet,
    row: u32,
    head: Format,
    sums: [Format; 2],
}

impl<'w> XlsxTable<'w> {
    fn begin(sheet: &'w mut Worksheet) -> Result<Self, ExportError> {
        sheet.set_name("Ventas").map_err(unsaved)?;
        for (column, width) in [11.0, 9.0, 24.0, 14.0].into_iter().zip(0..) {
            sheet.set_column_width(width, column).map_err(unsaved)?;
        }
        sheet.set_freeze_panes(1, 0).map_err(unsaved)?;
        Ok(XlsxTable {
            sheet,
            row: 0,
            head: Format::new().set_bold(),
            sums: ["#,##0", "#,##0.00"].map(|format| Format::new().set_num_format(format)),
        })
    }

    fn write(&mut self, column: u16, cell: &Cell) -> Result<(), XlsxError> {
        let row = self.row;
        match cell {
            Cell::Text(text) if row == 0 => {
                self.sheet
                    .write_string_with_format(row, column, text, &self.head)?;
            }
            Cell::Text(text) => {
                self.sheet.write_string(row, column, text)?;
            }
            Cell::Sum(money) => {
                let decimals = money.currency.decimals();
                // exact: amounts stay far below what a double holds
                let major = money.minor as f64 / 10_f64.powf(decimals.into());
                let [whole, cents] = &self.sums;
                let format = if decimals == 0 { whole } else { cents };
                self.sheet
                    .write_number_with_format(row, column, major, format)?;
            }
            Cell::Nothing => {}
        }
        Ok(())
    }
}

impl Table for XlsxTable<'_> {
    fn row(&mut self, cells: &[Cell]) -> Result<(), ExportError> {
        if self.row as usize > SHEET {
            let why = format!("a sheet of Excel has {SHEET} rows");
            return Err(ExportError::File(why));
        }
        for (cell, column) in cells.iter().zip(0..) {
            self.write(column, cell).map_err(unsaved)?;
        }
        self.row += 1;
        Ok(())
    }
}

fn unwritable(error: impl ToString) -> ExportError {
    ExportError::File(error.to_string())
}

fn unsaved(error: XlsxError) -> ExportError {
    unwritable(error)
}

#[cfg(test)]
mod tests {
    use super::*;
    use sale::Currency;

    #[test]
    fn sums_are_written_as_a_spreadsheet_of_chile_reads_them() {
        for (minor, currency, expected) in [
            (12_990, Currency::CLP, "12990"),
            (-990, Currency::CLP, "-990"),
            (123_450, Currency::USD, "1234,50"),
            (5, Currency::USD, "0,05"),
            (-5, Currency::USD, "-0,05"),
        ] {
            assert_eq!(plain(Money::new(minor, currency)), expected);
        }
    }

    #[test]
    fn no_text_becomes_a_formula() {
        for text in ["=1+1", "+56", "-1", "@x"] {
            assert_eq!(harmless(text), format!("'{text}"));
        }
        assert_eq!(harmless("Café = 2"), "Café = 2");
    }
}
