//! A document as the commands of ESC/POS printers.

use std::cell::RefCell;

use escpos::driver::Driver;
use escpos::errors::Result;
use escpos::printer::Printer;
use escpos::printer_options::PrinterOptions;
use escpos::utils::{
    JustifyMode, PageCode, Protocol, QRCodeCorrectionLevel, QRCodeModel, QRCodeOption,
};

use crate::layout::{Row, rows};
use crate::{Align, Columns, Document, Qr, Size, Style, Weight};

/// The crate ends lines with `ESC d 1`, of which some printers make two lines.
const LINE_FEED: &[u8] = b"\n";

/// Printers without a cutter are torn off above the print head, some lines below the last.
const LINES_TO_THE_EDGE: u8 = 3;

impl Document {
    /// The document as bytes for an ESC/POS printer: initialise, the text in windows-1252
    /// (`ESC t 16`), feed, cut.
    #[must_use]
    #[expect(
        clippy::expect_used,
        reason = "the sheet takes every byte, PaperText is within the page, Qr fits a symbol"
    )]
    pub fn to_escpos(&self, columns: Columns) -> Vec<u8> {
        written(self, columns).expect("a sheet that takes every byte")
    }
}

fn written(document: &Document, columns: Columns) -> Result<Vec<u8>> {
    // The crate's PC858 table is wrong in `¿`, `Ò` and `Ô`; its windows-1252 is right.
    let options = PrinterOptions::new(Some(PageCode::WPC1252), None, columns.into());
    let mut printer = Printer::new(Sheet::default(), Protocol::default(), Some(options));
    printer.init()?;
    let mut style = None;
    for row in rows(document, columns) {
        match row {
            Row::Text { text, style: next } => {
                if style.replace(next) != Some(next) {
                    select(&mut printer, next)?;
                }
                printer.write(&text)?.custom(LINE_FEED)?;
            }
            Row::Qr(qr) => {
                style = None;
                select(&mut printer, Style::CENTRED)?;
                printer.qrcode_option(qr.text(), symbol(qr, columns))?;
            }
        }
    }
    printer.feeds(LINES_TO_THE_EDGE)?.print_cut()?;
    Ok(printer.driver().bytes.into_inner())
}

fn select(printer: &mut Printer<Sheet>, style: Style) -> Result<()> {
    let size = match style.size {
        Size::Usual => 1,
        Size::Double => 2,
    };
    printer
        .justify(match style.align {
            Align::Left => JustifyMode::LEFT,
            Align::Centre => JustifyMode::CENTER,
            Align::Right => JustifyMode::RIGHT,
        })?
        .bold(style.weight == Weight::Bold)?
        .size(size, size)?;
    Ok(())
}

/// As large as fits the paper with its quiet margin, and no larger than a phone likes.
fn symbol(qr: &Qr, columns: Columns) -> QRCodeOption {
    let dots = columns.count() * 12;
    let module = (dots / (qr.width() + 8)).clamp(3, 8);
    let module = u8::try_from(module).unwrap_or(3);
    QRCodeOption::new(QRCodeModel::Model2, module, QRCodeCorrectionLevel::M)
}

/// The paper as far as the `escpos` crate knows: it collects what would be sent.
#[derive(Default)]
struct Sheet {
    bytes: RefCell<Vec<u8>>,
}

impl Driver for Sheet {
    fn name(&self) -> String {
        "sheet".to_owned()
    }

    fn write(&self, data: &[u8]) -> Result<()> {
        self.bytes.borrow_mut().extend_from_slice(data);
        Ok(())
    }

    fn read(&self, _: &mut [u8]) -> Result<usize> {
        Ok(0)
    }

    fn flush(&self) -> Result<()> {
        Ok(())
    }
}
