//! The book of sales: what was found, and all that is known of a sale.

use jiff::Timestamp;
use jiff::civil::Date;
use sale::{RefundState, SessionState, Transaction, date_time, day};
use till::{
    CashierRecord, RecordedEvent, RefundRecord, SaleInFull, SaleRecord, SessionRecord,
    explain_event, explain_receipt, explain_refund, newest_receipts,
};

use super::Scene;
use super::sale::{attempt_outcome, card, receipt, row};
use crate::dto::{
    Found, Happening, PaymentDetail, ReceiptDetail, RefundAnswer, RefundDetail, RefundStanding,
    Refundable, SaleDetail, SessionDetail,
};
use crate::language::spoken;

/// A page of what was found; whether it is full tells whether there may be more.
pub fn found(scene: &Scene<'_>, sales: &[SaleInFull], page: u32) -> Found {
    Found {
        rows: sales.iter().map(|in_full| row(scene, in_full)).collect(),
        has_more: u32::try_from(sales.len()).is_ok_and(|count| count >= page),
    }
}

/// All that is known of a sale.
pub fn detail(
    scene: &Scene<'_>,
    in_full: &SaleInFull,
    events: &[RecordedEvent],
    everybody: &[CashierRecord],
) -> SaleDetail {
    let sale = &in_full.sale;
    let at = |time| date_time(time, scene.zone);
    SaleDetail {
        row: row(scene, in_full),
        charged_at: at(sale.created_at),
        description: sale.description.clone(),
        cashier: sale.cashier.as_ref().map(ToString::to_string),
        customer: customer(sale),
        sessions: sale
            .sessions
            .iter()
            .rev()
            .map(|session| SessionDetail {
                reference: session.reference.to_string(),
                request_id: session.state.request_id().map(|id| id.to_string()),
                opened_at: at(session.created_at),
            })
            .collect(),
        payments: payments(scene, sale),
        refunds: sale
            .sessions
            .iter()
            .flat_map(|session| &session.refunds)
            .map(|refund| refund_detail(scene, refund))
            .collect(),
        receipts: newest_receipts(&in_full.jobs)
            .map(|job| ReceiptDetail {
                job_id: job.id.0,
                title: spoken(&explain_receipt(job.receipt)),
                at: at(job.created_at),
                state: receipt(job),
            })
            .collect(),
        timeline: timeline(scene, events, everybody),
        can_ask: sale.sessions.iter().any(is_known_to_the_gateway),
    }
}

fn is_known_to_the_gateway(session: &SessionRecord) -> bool {
    matches!(session.state, SessionState::Opened { .. })
}

fn customer(sale: &SaleRecord) -> String {
    let customer = &sale.customer;
    let parts = [
        customer.name.as_ref().map(|name| name.as_str().to_owned()),
        customer.rut.map(|rut| rut.to_string()),
        customer
            .email
            .as_ref()
            .map(|email| email.as_str().to_owned()),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

fn payments(scene: &Scene<'_>, sale: &SaleRecord) -> Vec<PaymentDetail> {
    let attempts = sale
        .sessions
        .iter()
        .flat_map(|session| session.transactions.iter().map(move |told| (session, told)));
    let mut attempts: Vec<_> = attempts.collect();
    attempts.sort_by_key(|(_, told)| (told.at, told.internal_reference));
    attempts
        .into_iter()
        .map(|(session, told)| payment(scene, sale, session, told))
        .collect()
}

fn payment(
    scene: &Scene<'_>,
    sale: &SaleRecord,
    session: &SessionRecord,
    told: &Transaction,
) -> PaymentDetail {
    PaymentDetail {
        transaction: told.internal_reference,
        amount: told
            .amount
            .map(|amount| amount.to_string())
            .unwrap_or_default(),
        at: told
            .at
            .map(|at| date_time(at, scene.zone))
            .unwrap_or_default(),
        how: card(told),
        outcome: attempt_outcome(&told.status),
        reason: told.message.clone(),
        issuer: told.issuer.clone(),
        authorization: told.authorization.clone(),
        instalments: told.instalments,
        refundable: refundable(sale, session, told),
    }
}

fn refundable(
    sale: &SaleRecord,
    session: &SessionRecord,
    told: &Transaction,
) -> Option<Refundable> {
    if session.is_payable() {
        return None;
    }
    let left = session.refundable(told, sale.amount.currency()).ok()?;
    Some(Refundable {
        left: left.to_string(),
    })
}

fn refund_detail(scene: &Scene<'_>, refund: &RefundRecord) -> RefundDetail {
    RefundDetail {
        id: refund.id.0,
        amount: refund.amount.to_string(),
        at: date_time(refund.asked_at, scene.zone),
        by: refund.by.clone(),
        state: standing(&refund.state),
        told: explain_refund(refund.amount, &refund.state).into(),
    }
}

fn standing(state: &RefundState) -> RefundStanding {
    match state {
        RefundState::Requested => RefundStanding::UnderWay,
        RefundState::Unknown { .. } => RefundStanding::Unknown,
        gave_back if gave_back.gave_back() => RefundStanding::GivenBack,
        RefundState::Done { .. } | RefundState::NotDone { .. } | RefundState::Decided { .. } => {
            RefundStanding::NotGivenBack
        }
    }
}

/// What came of giving money back.
pub fn refund_answer(refund: &RefundRecord) -> RefundAnswer {
    RefundAnswer {
        state: standing(&refund.state),
        told: explain_refund(refund.amount, &refund.state).into(),
    }
}

fn timeline(
    scene: &Scene<'_>,
    events: &[RecordedEvent],
    everybody: &[CashierRecord],
) -> Vec<Happening> {
    let mut before: Option<Date> = None;
    let mut happening = |recorded: &RecordedEvent| {
        let what = explain_event(&recorded.event)?;
        let today = day(recorded.at, scene.zone);
        let is_same_day = before.replace(today) == Some(today);
        let by = everybody.iter().find(|who| Some(who.id) == recorded.by);
        Some(Happening {
            at: moment(recorded.at, scene, is_same_day),
            what: spoken(&what),
            by: by.map(|who| who.name.to_string()),
        })
    };
    events.iter().filter_map(&mut happening).collect()
}

/// To the second: what follows within one has its order from the list.
fn moment(at: Timestamp, scene: &Scene<'_>, is_same_day: bool) -> String {
    let form = if is_same_day {
        "%H:%M:%S"
    } else {
        "%d-%m-%Y %H:%M:%S"
    };
    at.to_zoned(scene.zone.clone()).strftime(form).to_string()
}
