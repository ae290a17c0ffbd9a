//! `refund`: gives money of a paid sale back.

use sale::{Amount, Money, NotRefundable, Transaction, TransactionStatus};
use serde::Serialize;
use till::{LedgerError, RefundOrder, RefundRecord, SaleId, SaleRecord, explain_refund};

use crate::args::{Format, Refund};
use crate::commands::follow::{self, Onlooker};
use crate::outcome::{Outcome, Refusal};
use crate::output::{self, RefundLine};
use crate::people;
use crate::running::{self, Place};
use crate::spanish::spanish;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    event: &'static str,
    sale_id: i64,
    #[serde(flatten)]
    refund: RefundLine,
}

pub async fn run(place: &Place, refund: Refund) -> Result<Outcome, Refusal> {
    let running = running::start(place).await?;
    let authority = people::authority(&running.till, &refund.supervisor).await?;
    let sale = running.till.sale(SaleId(refund.id)).await?;
    let order = RefundOrder {
        sale: sale.id,
        transaction: match refund.transaction {
            Some(transaction) => transaction,
            None => only_payment(&sale)?,
        },
        amount: amount(&sale, refund.amount.as_deref())?,
        authority,
    };
    let mut onlooker = Onlooker::of(&running.till);
    let refunded = running.till.refund(order).await?;
    tell(refund.format, sale.id, &refunded)?;
    follow::printed(&running.till, sale.id, &mut onlooker).await?;
    Ok(Outcome::from(&refunded.state))
}

/// Writes what became of a refund.
pub fn tell(format: Format, sale: SaleId, refund: &RefundRecord) -> Result<(), Refusal> {
    let answer = Answer {
        event: "refund",
        sale_id: sale.0,
        refund: RefundLine::from(refund),
    };
    let words = format!(
        "Devolución {}: {}",
        refund.id,
        spanish(&explain_refund(refund.amount, &refund.state))
    );
    Ok(output::write(format, &answer, &words)?)
}

fn amount(sale: &SaleRecord, text: Option<&str>) -> Result<Option<Money>, Refusal> {
    let amount = text.map(|text| Amount::parse(text, sale.amount.currency()));
    Ok(amount.transpose()?.map(|amount| amount.money()))
}

/// The sale's payment, where there is only one.
fn only_payment(sale: &SaleRecord) -> Result<i64, Refusal> {
    let told = sale.sessions.iter().flat_map(|s| &s.transactions);
    let payments: Vec<_> = told
        .filter(|told| told.status == TransactionStatus::Approved)
        .collect();
    match payments.as_slice() {
        [] => Err(LedgerError::from(NotRefundable::NotApproved).into()),
        [payment] => Ok(payment.internal_reference),
        several => {
            let named: Vec<_> = several.iter().map(|payment| named(payment)).collect();
            let named = named.join(", ");
            Err(Refusal::Usage(format!(
                "Esta venta tiene varios pagos: {named}. Elija uno con --transaction."
            )))
        }
    }
}

/// Such as `7 ($6.000)`.
fn named(payment: &Transaction) -> String {
    let number = payment.internal_reference;
    match payment.amount {
        Some(amount) => format!("{number} ({amount})"),
        None => number.to_string(),
    }
}
