//! `sale`: everything about one sale.

use std::path::Path;

use sale::{Transaction, date_time};
use serde::Serialize;
use till::{CashierId, Event, Reader, RefundRecord, SaleId, Settings, explain_refund, shop_zone};

use crate::args::Format;
use crate::commands::follow::reference;
use crate::outcome::{Outcome, Refusal};
use crate::output::{self, ReceiptLine, RefundLine, SaleLine};
use crate::spanish::{self, spanish};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Whole {
    #[serde(flatten)]
    sale: SaleLine,
    transactions: Vec<Transaction>,
    refunds: Vec<RefundLine>,
    receipts: Vec<ReceiptLine>,
    events: Vec<Dated>,
}

#[derive(Serialize)]
struct Dated {
    number: i64,
    at: jiff::Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    cashier: Option<CashierId>,
    #[serde(flatten)]
    event: Event,
}

pub fn run(data: &Path, id: i64, format: Format) -> Result<Outcome, Refusal> {
    let settings = Settings::load(data)?;
    let reader = Reader::open(&settings.folder(data))?;
    let tables = reader.tables();
    let sale = tables.sale(SaleId(id))?;
    let receipts = tables.print_jobs_of(sale.id)?;
    let events = tables.events_of(sale.id)?.into_iter();
    let refunds: Vec<&RefundRecord> = sale.sessions.iter().flat_map(|s| &s.refunds).collect();
    let whole = Whole {
        sale: SaleLine::from(&sale),
        transactions: sale
            .sessions
            .iter()
            .flat_map(|s| s.transactions.clone())
            .collect(),
        refunds: refunds.iter().copied().map(RefundLine::from).collect(),
        receipts: receipts.into_iter().map(ReceiptLine::from).collect(),
        events: events
            .map(|e| Dated {
                number: e.number,
                at: e.at,
                cashier: e.by,
                event: spanish::event(e.event),
            })
            .collect(),
    };
    let mut words = format!(
        "{}  {}  {}\n{}",
        reference(&sale),
        sale.amount,
        date_time(sale.created_at, &shop_zone()),
        output::words(&sale)
    );
    for attempt in &whole.transactions {
        let method = attempt.method.as_deref().unwrap_or("-");
        let digits = attempt
            .last_digits
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default();
        let number = attempt.internal_reference;
        words.push_str(&format!(
            "\n  {number}: {method} {digits} {}",
            attempt.message
        ));
    }
    for refund in refunds {
        let id = refund.id;
        let by = refund.by.as_deref().unwrap_or("fuera de Cobro");
        let told = spanish(&explain_refund(refund.amount, &refund.state));
        words.push_str(&format!(
            "\n  Devolución {id} ({}, {by}): {told}",
            refund.amount
        ));
    }
    output::write(format, &whole, &words)?;
    Ok(Outcome::Done)
}
