//! What the gateway tells of a session.
//!
//! Source: the gateway's "Query", `POST /api/session/{requestId}`.

use std::fmt;

use jiff::Timestamp;
use serde::Deserialize;

use crate::wire::{List, Text, Whole, WireAmount, WireStatus};
use crate::{Amount, Error};

/// The gateway's number of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RequestId(pub i64);

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A session as the gateway tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// The session that the answer is about.
    pub request_id: RequestId,
    /// Where it stands.
    pub status: Status,
    /// The machine word for the status.
    pub reason: String,
    /// The words for people.
    pub message: String,
    /// The shop's reference, as the gateway keeps it.
    pub reference: Option<String>,
    /// The amount asked for, as the gateway keeps it.
    pub amount: Option<Amount>,
    /// The attempts, in no promised order.
    pub transactions: Vec<Transaction>,
}

/// A status word. New ones may be added by the gateway at any time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    /// Done; never that anything is paid.
    Ok,
    /// Refused or failed.
    Failed,
    /// Waiting for the customer, a retry or the bank.
    Pending,
    /// Waiting for the bank.
    PendingValidation,
    /// Waiting for the processor.
    PendingProcess,
    /// Waiting for a confirmation.
    PendingConfirmation,
    /// Paid.
    Approved,
    /// A part is paid and the rest may follow.
    ApprovedPartial,
    /// Over without a payment.
    Rejected,
    /// Over with a part paid.
    PartialExpired,
    /// Called off.
    Canceled,
    /// Given back.
    Refunded,
    /// The gateway failed.
    Error,
    /// A word that this client does not know.
    Unrecognized(String),
}

impl Status {
    pub(crate) fn from_wire(word: &str) -> Self {
        match word {
            "OK" => Status::Ok,
            "FAILED" => Status::Failed,
            "PENDING" => Status::Pending,
            "PENDING_VALIDATION" => Status::PendingValidation,
            "PENDING_PROCESS" => Status::PendingProcess,
            "PENDING_CONFIRMATION" => Status::PendingConfirmation,
            "APPROVED" => Status::Approved,
            "APPROVED_PARTIAL" => Status::ApprovedPartial,
            "REJECTED" => Status::Rejected,
            "PARTIAL_EXPIRED" => Status::PartialExpired,
            "CANCELED" => Status::Canceled,
            "REFUNDED" => Status::Refunded,
            "ERROR" => Status::Error,
            other => Status::Unrecognized(other.to_owned()),
        }
    }
}

/// What came of an attempt uses the same words as a session.
pub type TransactionStatus = Status;

/// One attempt to pay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transaction {
    /// The gateway's number of the attempt.
    pub internal_reference: i64,
    /// What came of it.
    pub status: TransactionStatus,
    /// The machine word for the outcome.
    pub reason: String,
    /// The words for people.
    pub message: String,
    /// When the outcome was set.
    pub at: Option<Timestamp>,
    /// What it took, in the session's currency (`amount.from`).
    pub amount: Option<Amount>,
    /// What the gateway took off, in major units of the session's currency, as told.
    pub discount: Option<Amount>,
    /// How it was paid, such as `Visa`.
    pub method: Option<String>,
    /// The bank that issued the card.
    pub issuer: Option<String>,
    /// The bank's authorization code.
    pub authorization: Option<String>,
    /// The gateway's receipt number.
    pub receipt: Option<String>,
    /// The card's last digits, from `processorFields`.
    pub last_digits: Option<String>,
    /// In how many instalments, from `processorFields`.
    pub instalments: Option<u16>,
    /// It was given back. `false` proves nothing.
    pub refunded: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireSession {
    request_id: Whole,
    status: WireStatus,
    #[serde(default)]
    request: Option<WireRequest>,
    #[serde(default)]
    payment: List<WireTransaction>,
}

#[derive(Deserialize)]
struct WireRequest {
    #[serde(default)]
    payment: Option<WirePayment>,
}

#[derive(Deserialize)]
struct WirePayment {
    #[serde(default)]
    reference: Text,
    #[serde(default)]
    amount: Option<WireAmount>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireTransaction {
    status: WireStatus,
    internal_reference: Whole,
    #[serde(default)]
    amount: Option<WireConversion>,
    #[serde(default)]
    discount: Option<WireDiscount>,
    #[serde(default)]
    payment_method_name: Text,
    #[serde(default)]
    payment_method: Text,
    #[serde(default)]
    issuer_name: Text,
    #[serde(default)]
    authorization: Text,
    #[serde(default)]
    receipt: Text,
    #[serde(default)]
    refunded: Text,
    #[serde(default)]
    processor_fields: List<WireField>,
}

#[derive(Deserialize)]
struct WireConversion {
    from: WireAmount,
}

#[derive(Deserialize)]
struct WireDiscount {
    #[serde(default)]
    amount: Text,
}

#[derive(Deserialize)]
struct WireField {
    #[serde(default)]
    keyword: Text,
    #[serde(default)]
    value: Text,
}

impl Session {
    pub(crate) fn parse(body: &[u8]) -> Result<Self, Error> {
        let wire: WireSession = crate::client::read_json(body)?;
        let payment = wire.request.and_then(|request| request.payment);
        let (reference, amount) = match payment {
            Some(payment) => (payment.reference.filled(), payment.amount),
            None => (None, None),
        };
        let transactions = wire.payment.0.into_iter().map(Transaction::try_from);
        Ok(Session {
            request_id: RequestId(wire.request_id.0),
            status: Status::from_wire(&wire.status.status),
            reason: wire.status.reason.or_empty(),
            message: wire.status.message.or_empty(),
            reference,
            amount: amount.map(|amount| amount.0),
            transactions: transactions.collect::<Result<_, _>>()?,
        })
    }
}

impl TryFrom<WireTransaction> for Transaction {
    type Error = Error;

    fn try_from(wire: WireTransaction) -> Result<Self, Self::Error> {
        let amount = wire.amount.map(|conversion| conversion.from.0);
        let field = |keyword: &str| {
            let fields = &wire.processor_fields.0;
            let field = fields
                .iter()
                .find(|field| field.keyword.0.as_deref() == Some(keyword));
            field.and_then(|field| field.value.clone().filled())
        };
        Ok(Transaction {
            internal_reference: wire.internal_reference.0,
            status: Status::from_wire(&wire.status.status),
            at: wire.status.at(),
            discount: discount(wire.discount, amount)?,
            amount,
            last_digits: field("lastDigits"),
            instalments: field("installments").and_then(|text| text.parse().ok()),
            reason: wire.status.reason.or_empty(),
            message: wire.status.message.or_empty(),
            method: wire
                .payment_method_name
                .filled()
                .or(wire.payment_method.filled()),
            issuer: wire.issuer_name.filled(),
            authorization: wire.authorization.filled(),
            receipt: wire.receipt.filled(),
            refunded: matches!(wire.refunded.0.as_deref(), Some("true" | "1")),
        })
    }
}

/// A discount names no currency: it is in that of the amount it was taken off.
fn discount(wire: Option<WireDiscount>, amount: Option<Amount>) -> Result<Option<Amount>, Error> {
    let (Some(told), Some(amount)) = (wire.and_then(|wire| wire.amount.filled()), amount) else {
        return Ok(None);
    };
    Amount::from_major(&told, amount.currency)
        .map(Some)
        .map_err(|error| Error::UnusableAnswer {
            why: format!("a discount is {error}"),
        })
}
