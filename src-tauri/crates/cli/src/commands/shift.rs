//! `shift` and `close-shift`: what came and went since the shift before.

use std::fmt::Write as _;
use std::path::Path;

use sale::Money;
use serde::Serialize;
use till::{
    Authority, LedgerError, Reader, Settings, ShiftId, ShiftRecord, ShiftReport, ShiftSale, Taking,
};

use crate::args::Format;
use crate::outcome::{Outcome, Refusal};
use crate::output;
use crate::running::{self, Place};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Answer<'r> {
    event: &'static str,
    shift_id: ShiftId,
    opened_at: jiff::Timestamp,
    opened_by: Option<&'r str>,
    closed_at: Option<jiff::Timestamp>,
    #[serde(flatten)]
    report: &'r ShiftReport,
}

pub fn so_far(data: &Path, format: Format) -> Result<Outcome, Refusal> {
    let reader = Reader::open(&Settings::load(data)?.folder(data))?;
    let tables = reader.tables();
    let shift = tables.open_shift()?.ok_or(LedgerError::NoOpenShift)?;
    tell(format, "shift", &shift, &tables.shift_so_far()?)?;
    Ok(Outcome::Done)
}

pub async fn close(place: &Place, print: bool, format: Format) -> Result<Outcome, Refusal> {
    let running = running::start(place).await?;
    let open = running.till.open_shift_so_far().await?;
    let (open, _) = open.ok_or(LedgerError::NoOpenShift)?;
    let closed = running
        .till
        .close_shift(open.id, Authority::AtCounter)
        .await?;
    if let Some(close) = &closed.close {
        tell(format, "shift-closed", &closed, &close.report)?;
    }
    if print {
        running.till.print_shift(closed.id).await?;
    }
    Ok(Outcome::Done)
}

fn tell(
    format: Format,
    event: &'static str,
    shift: &ShiftRecord,
    report: &ShiftReport,
) -> Result<(), Refusal> {
    let answer = Answer {
        event,
        shift_id: shift.id,
        opened_at: shift.opened_at,
        opened_by: shift.opened_by.as_ref().map(|(_, name)| name.as_str()),
        closed_at: shift.close.as_ref().map(|close| close.at),
        report,
    };
    Ok(output::write(format, &answer, &words(shift, report))?)
}

fn words(shift: &ShiftRecord, report: &ShiftReport) -> String {
    let state = match shift.close {
        Some(_) => "cerrado",
        None => "abierto",
    };
    let mut words = format!("Turno {} ({state})", shift.id);
    let mut line = |name: &str, value: &str| {
        write!(words, "\n  {name}: {value}").ok();
    };
    for taking in &report.takings.taken {
        line(&method(taking), &counted(taking.count, taking.sum));
    }
    for taking in &report.takings.given_back {
        line("Devuelto", &counted(taking.count, taking.sum));
    }
    line("Sin pago", &report.unpaid.to_string());
    for (name, sales) in [
        ("Pagadas en parte", &report.partial),
        ("Pendientes", &report.pending),
        ("Sin confirmar", &report.conflicts),
        ("Sin comprobante impreso", &report.unprinted),
    ] {
        line(name, &listed(sales));
    }
    if report.earlier_conflicts > 0 {
        line(
            "Sin confirmar de antes",
            &report.earlier_conflicts.to_string(),
        );
    }
    words
}

fn method(taking: &Taking) -> String {
    if taking.method.is_empty() {
        "Otro".to_owned()
    } else {
        taking.method.clone()
    }
}

fn counted(count: i64, sum: Money) -> String {
    format!("{sum} ({count})")
}

fn listed(sales: &[ShiftSale]) -> String {
    let named = |sale: &ShiftSale| format!("{} {}", sale.reference, sale.amount);
    let all: Vec<_> = sales.iter().map(named).collect();
    if all.is_empty() {
        "ninguna".to_owned()
    } else {
        all.join(", ")
    }
}
