//! Shifts and what they come to.

use sale::{Deed, Money, date_time};
use till::{ShiftRecord, ShiftReport as Report, ShiftSale as Named, Taking, Till, totals};

use crate::dto::{Shift, ShiftClose, ShiftReport, ShiftSale, ShiftScreen, ShiftSum};

/// The shifts' own screen.
pub fn shift_screen(
    till: &Till,
    open: Option<(ShiftRecord, Report)>,
    earlier: Vec<ShiftRecord>,
) -> ShiftScreen {
    ShiftScreen {
        open: open.map(|(record, so_far)| shift(till, &record, &so_far)),
        closed: earlier
            .iter()
            .filter_map(|record| Some(shift(till, record, &record.close.as_ref()?.report)))
            .collect(),
    }
}

fn shift(till: &Till, record: &ShiftRecord, come_to: &Report) -> Shift {
    let at = |time| date_time(time, till.zone());
    Shift {
        id: record.id.0,
        opened_at: at(record.opened_at),
        opened_by: record.opened_by.as_ref().map(|(_, name)| name.to_string()),
        close: record.close.as_ref().map(|close| ShiftClose {
            at: at(close.at),
            by: close.by.as_ref().map(ToString::to_string),
            printed_at: close.printed_at.map(at),
        }),
        is_foreign: till.deed_of_closing(record) == Deed::CloseForeignShift,
        report: report(come_to),
    }
}

fn report(report: &Report) -> ShiftReport {
    ShiftReport {
        taken: report.takings.taken.iter().map(sum).collect(),
        total: lines(&report.takings.taken),
        given_back: if report.takings.given_back.is_empty() {
            Vec::new()
        } else {
            lines(&report.takings.given_back)
        },
        unpaid: report.unpaid,
        partial: named(&report.partial),
        pending: named(&report.pending),
        conflicts: named(&report.conflicts),
        earlier_conflicts: report.earlier_conflicts,
        unprinted: named(&report.unprinted),
    }
}

fn sum(taking: &Taking) -> ShiftSum {
    ShiftSum {
        method: taking.method.clone(),
        count: taking.count,
        sum: taking.sum.to_string(),
    }
}

/// One a currency.
fn lines(takings: &[Taking]) -> Vec<ShiftSum> {
    let line = |(count, sum): (i64, Money)| ShiftSum {
        method: String::new(),
        count,
        sum: sum.to_string(),
    };
    totals(takings).into_iter().map(line).collect()
}

fn named(sales: &[Named]) -> Vec<ShiftSale> {
    let line = |sale: &Named| ShiftSale {
        sale_id: sale.sale.0,
        reference: sale.reference.to_string(),
        amount: sale.amount.to_string(),
    };
    sales.iter().map(line).collect()
}
