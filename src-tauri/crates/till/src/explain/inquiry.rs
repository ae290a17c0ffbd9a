//! The answer to "¿Pagó o no?".

use jiff::tz::TimeZone;
use ledger::SaleRecord;
use sale::{Progress, SaleState, TransactionStatus, Words, time_of_day, words};

use super::Explanation;
use super::gateway::{
    explain_attention, explain_conflict, explain_failure, explain_rejection, explain_unsure,
};
use crate::Inquiry;

/// The plain answer: how the sale stands after asking, and when that was.
#[must_use]
pub fn explain_inquiry(sale: &SaleRecord, inquiry: &Inquiry, zone: &TimeZone) -> Explanation {
    if let Some(failure) = inquiry.unanswered(&sale.state) {
        return explain_failure(failure);
    }
    let asked = time_of_day(inquiry.at, zone);
    let answered = |(money, advice): (Words, Words)| Explanation {
        money,
        what: words!(
            "Banchile lo dijo a las {asked}.",
            "Banchile said so at {asked}."
        ),
        advice,
    };
    let amount = sale.amount;
    let charge_again = || words!("Puede cobrar de nuevo.", "You can charge again.");
    match &sale.state {
        SaleState::Approved => answered((
            words!(
                "Sí pagó {amount}{codes}.",
                "Yes, {amount} was paid{codes}.";
                codes = authorizations(sale)
            ),
            words!("Puede entregar.", "You can hand over the goods."),
        )),
        SaleState::Refunded { given_back } => answered((
            words!(
                "Pagó, y se le devolvieron {given_back}.",
                "It was paid, and {given_back} was refunded."
            ),
            words!(
                "No entregue sin revisar la venta.",
                "Do not hand over the goods without checking the sale."
            ),
        )),
        SaleState::Pending { progress } => answered(still_pending(progress, sale)),
        SaleState::Rejected { rejection } => answered((
            words!("No pagó. {why}", "It was not paid. {why}"; why = explain_rejection(rejection)),
            charge_again(),
        )),
        SaleState::PartialExpired { paid } => answered((
            words!(
                "Pagó solo {paid} de {amount}.",
                "Only {paid} of {amount} was paid."
            ),
            words!(
                "Cobre el resto o devuelva lo pagado.",
                "Charge the rest or refund what was paid."
            ),
        )),
        SaleState::Opening | SaleState::Unopened { .. } => {
            answered((words!("No pagó.", "It was not paid."), charge_again()))
        }
        SaleState::Attention { attention } => explain_attention(attention),
        SaleState::Conflict { conflict } => explain_conflict(conflict),
        SaleState::Unsure { why } => explain_unsure(*why),
    }
}

fn still_pending(progress: &Progress, sale: &SaleRecord) -> (Words, Words) {
    let amount = sale.amount;
    match progress {
        Progress::Waiting | Progress::AttemptRejected { .. } => (
            words!("Todavía no ha pagado.", "It is not paid yet."),
            words!(
                "El cliente aún puede pagar; no entregue.",
                "The customer can still pay; do not hand over the goods."
            ),
        ),
        Progress::Validating => (
            words!(
                "Todavía no se sabe: el banco está validando un pago.",
                "It is not known yet: the bank is checking a payment."
            ),
            words!(
                "No entregue ni cobre de nuevo hasta saberlo.",
                "Do not hand over the goods or charge again until it is known."
            ),
        ),
        Progress::PartlyPaid { paid } => (
            words!("Pagó {paid} de {amount}.", "{paid} of {amount} was paid."),
            words!(
                "Falta el resto; no entregue.",
                "The rest is missing; do not hand over the goods."
            ),
        ),
    }
}

/// Such as `, autorización 614761`.
fn authorizations(sale: &SaleRecord) -> Words {
    let transactions = sale
        .sessions
        .iter()
        .flat_map(|session| &session.transactions);
    let approved = transactions.filter(|told| told.status == TransactionStatus::Approved);
    let codes: Vec<_> = approved
        .filter_map(|told| told.authorization.as_deref())
        .collect();
    if codes.is_empty() {
        return Words::default();
    }
    let codes = codes.join(", ");
    words!(", autorización {codes}", ", authorization {codes}")
}
