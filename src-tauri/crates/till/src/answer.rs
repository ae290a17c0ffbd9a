//! From the gateway's words to the till's. No wildcard: a new word must be thought about here.

use checkout::{Session, Status as Wire};
use sale::{Answer, LastDigits, Money, Status, Transaction, TransactionStatus};

/// What the gateway said of a session, in the till's words.
pub(crate) fn answer(session: Session) -> Answer {
    Answer {
        request_id: sale::RequestId(session.request_id.0),
        currency: session
            .request
            .amount
            .and_then(|amount| currency(amount.currency())),
        reference: session.request.reference,
        status: session_status(session.report.status),
        reason: session.report.reason,
        message: session.report.message,
        transactions: session.transactions.into_iter().map(transaction).collect(),
    }
}

fn session_status(status: Wire) -> Status {
    match status {
        Wire::Pending
        | Wire::PendingValidation
        | Wire::PendingProcess
        | Wire::PendingConfirmation => Status::Pending,
        Wire::Approved => Status::Approved,
        Wire::ApprovedPartial => Status::ApprovedPartial,
        Wire::Rejected => Status::Rejected,
        Wire::PartialExpired => Status::PartialExpired,
        Wire::Ok => Status::Unrecognized("OK".to_owned()),
        Wire::Failed => Status::Unrecognized("FAILED".to_owned()),
        Wire::Canceled => Status::Unrecognized("CANCELED".to_owned()),
        Wire::Refunded => Status::Unrecognized("REFUNDED".to_owned()),
        Wire::Error => Status::Unrecognized("ERROR".to_owned()),
        Wire::Unrecognized(word) => Status::Unrecognized(word),
    }
}

fn transaction_status(status: Wire) -> TransactionStatus {
    match status {
        Wire::Approved => TransactionStatus::Approved,
        Wire::Rejected | Wire::Failed | Wire::Canceled | Wire::Error => TransactionStatus::Rejected,
        Wire::Pending
        | Wire::PendingValidation
        | Wire::PendingProcess
        | Wire::PendingConfirmation => TransactionStatus::Pending,
        Wire::Ok => TransactionStatus::Unrecognized("OK".to_owned()),
        Wire::ApprovedPartial => TransactionStatus::Unrecognized("APPROVED_PARTIAL".to_owned()),
        Wire::PartialExpired => TransactionStatus::Unrecognized("PARTIAL_EXPIRED".to_owned()),
        Wire::Refunded => TransactionStatus::Unrecognized("REFUNDED".to_owned()),
        Wire::Unrecognized(word) => TransactionStatus::Unrecognized(word),
    }
}

fn transaction(told: checkout::Transaction) -> Transaction {
    let discount = told.discount.and_then(|discount| money(discount.amount));
    Transaction {
        internal_reference: told.internal_reference.0,
        status: transaction_status(told.report.status),
        amount: told.amount.and_then(|amount| money(amount.from)),
        discount,
        reason: told.report.reason,
        message: told.report.message,
        at: told.report.at,
        method: told.payment_method_name.or(told.payment_method),
        issuer: told.issuer,
        authorization: told.authorization,
        receipt: told.receipt,
        last_digits: told.last_digits.as_deref().and_then(LastDigits::new),
        instalments: told.instalments,
        refunded: told.refunded,
    }
}

fn currency(currency: checkout::Currency) -> Option<sale::Currency> {
    currency.code().parse().ok()
}

fn money(amount: checkout::Amount) -> Option<Money> {
    Some(Money::new(amount.minor(), currency(amount.currency())?))
}
