//! The API's answers.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

use crate::fields::Properties;
use crate::money::{Amount, Currency, Total};
use crate::session::{Attempt, Cause, Session, Standing, State, Verdict};

/// The status that most answers carry.
#[derive(Serialize)]
pub(crate) struct Status {
    status: &'static str,
    reason: Reason,
    message: String,
    date: String,
}

/// A reason's code: most are words, an authentication's is a number.
#[derive(Serialize)]
#[serde(untagged)]
pub(crate) enum Reason {
    Word(&'static str),
    Number(u16),
}

impl Status {
    /// The request was carried out.
    pub(crate) fn ok(reason: &'static str, date: String) -> Self {
        let message = "La petición se ha procesado correctamente".to_owned();
        Self {
            status: "OK",
            reason: Reason::Word(reason),
            message,
            date,
        }
    }

    /// The request was refused.
    pub(crate) fn failed(reason: Reason, message: String, date: String) -> Self {
        Self {
            status: "FAILED",
            reason,
            message,
            date,
        }
    }

    fn of_session(state: State, zone: &TimeZone) -> Self {
        let (status, reason, message, at) = match state {
            State::Waiting { since } | State::AtBank { since } => {
                ("PENDING", "PT", "La petición se encuentra pendiente", since)
            }
            State::PartPaid { since, .. } | State::PartPaidAtBank { since, .. } => (
                "APPROVED_PARTIAL",
                "P0",
                "La petición está parcialmente aprobada",
                since,
            ),
            State::Paid { at } => (
                "APPROVED",
                "00",
                "La petición ha sido aprobada exitosamente",
                at,
            ),
            State::PartPaidOver { at, .. } => (
                "PARTIAL_EXPIRED",
                "PX",
                "La petición está expirada o cancelada y se han realizado pagos",
                at,
            ),
            State::Rejected { at, cause } => {
                let (reason, message) = cause_of_rejection(cause);
                ("REJECTED", reason, message, at)
            }
        };
        let message = message.to_owned();
        Self {
            status,
            reason: Reason::Word(reason),
            message,
            date: date(at, zone),
        }
    }

    fn of_attempt(attempt: &Attempt, now: Timestamp, zone: &TimeZone) -> Self {
        let (status, reason, message, at) = match attempt.standing(now) {
            Standing::AtBank => (
                "PENDING",
                "PT",
                "La transacción espera la validación del banco",
                attempt.made,
            ),
            Standing::Decided {
                at,
                verdict: Verdict::Approved { .. },
            } => ("APPROVED", "00", "Aprobada", at),
            Standing::Decided {
                at,
                verdict: Verdict::Rejected(reason),
            } => ("REJECTED", reason.code(), reason.words(), at),
        };
        let message = message.to_owned();
        Self {
            status,
            reason: Reason::Word(reason),
            message,
            date: date(at, zone),
        }
    }
}

fn cause_of_rejection(cause: Cause) -> (&'static str, &'static str) {
    match cause {
        Cause::CustomerLeft => ("?C", "La petición ha sido cancelada por el usuario"),
        Cause::MerchantCancelled => ("MC", "La petición ha sido cancelada por el comercio"),
        Cause::Expired => ("EX", "La petición ha expirado"),
        Cause::TooManyRejections => ("XN", "Se ha rechazado la petición"),
    }
}

/// The time as the gateway writes it: `2026-11-22T14:05:00-03:00`.
pub(crate) fn date(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone())
        .strftime("%Y-%m-%dT%H:%M:%S%:z")
        .to_string()
}

/// An answer that is nothing but its status.
#[derive(Serialize)]
pub(crate) struct StatusOnly {
    pub(crate) status: Status,
}

/// The answer to a create.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Created {
    pub(crate) status: Status,
    pub(crate) request_id: u64,
    pub(crate) process_url: String,
}

/// The answer to a cancel.
#[derive(Serialize)]
pub(crate) struct Cancelled {
    pub(crate) status: Status,
    pub(crate) session: Information,
}

/// The answer to a query.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Information {
    request_id: u64,
    status: Status,
    request: Properties,
    payment: Option<Vec<Transaction>>,
    subscription: Option<()>,
}

impl Information {
    /// What there is to say about a session at a time.
    pub(crate) fn of(
        session: &Session,
        gateway_url: &str,
        now: Timestamp,
        zone: &TimeZone,
    ) -> Self {
        let attempts = session.attempts();
        let transaction = |attempt| Transaction::of(attempt, session, now, zone);
        Self {
            request_id: session.id,
            status: Status::of_session(session.state(now), zone),
            request: echo(session, gateway_url),
            payment: (!attempts.is_empty())
                .then(|| attempts.iter().rev().map(transaction).collect()),
            subscription: None,
        }
    }
}

/// What the customer follows to pay.
pub(crate) fn process_url(session: &Session, gateway_url: &str) -> String {
    format!("{gateway_url}/session/{}/{}", session.id, session.token)
}

fn echo(session: &Session, gateway_url: &str) -> Properties {
    let process_url = Field::new("_processUrl_", process_url(session, gateway_url));
    // Serializing fails only for maps with keys that aren't text, and there are none.
    let process_url = to_raw_value(&process_url).ok();
    let fields: Vec<Box<RawValue>> = session
        .order
        .fields
        .iter()
        .cloned()
        .chain(process_url)
        .collect();
    let mut request = session.order.echo.clone();
    request.extend(
        to_raw_value(&fields)
            .ok()
            .map(|fields| ("fields".to_owned(), fields)),
    );
    request
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Transaction {
    status: Status,
    internal_reference: u64,
    reference: String,
    payment_method: &'static str,
    payment_method_name: &'static str,
    issuer_name: &'static str,
    amount: Conversion,
    authorization: String,
    receipt: String,
    franchise: &'static str,
    refunded: bool,
    processor_fields: Vec<Field>,
    dispersion: Option<()>,
    discount: Option<()>,
}

#[derive(Serialize)]
struct Conversion {
    from: Money,
    to: Money,
    factor: u8,
}

#[derive(Serialize)]
struct Money {
    currency: Currency,
    total: Total,
}

impl From<Amount> for Money {
    fn from(amount: Amount) -> Self {
        Self {
            currency: amount.currency,
            total: Total(amount),
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Field {
    keyword: &'static str,
    value: FieldValue,
    display_on: &'static str,
}

#[derive(Serialize)]
#[serde(untagged)]
enum FieldValue {
    Text(String),
    Number(u8),
    Amount(Total),
}

impl Field {
    fn new(keyword: &'static str, value: impl Into<FieldValue>) -> Self {
        Self {
            keyword,
            value: value.into(),
            display_on: "none",
        }
    }
}

impl<T: Into<String>> From<T> for FieldValue {
    fn from(text: T) -> Self {
        Self::Text(text.into())
    }
}

impl Transaction {
    fn of(attempt: &Attempt, session: &Session, now: Timestamp, zone: &TimeZone) -> Self {
        Self {
            status: Status::of_attempt(attempt, now, zone),
            internal_reference: attempt.internal_reference,
            reference: session.order.reference.clone(),
            payment_method: "visa",
            payment_method_name: "Visa",
            issuer_name: "BANCO DE PRÁCTICA",
            amount: Conversion {
                from: attempt.amount.into(),
                to: attempt.amount.into(),
                factor: 1,
            },
            authorization: match attempt.standing(now) {
                Standing::Decided {
                    verdict: Verdict::Approved { authorization },
                    ..
                } => authorization.clone(),
                Standing::Decided {
                    verdict: Verdict::Rejected(_),
                    ..
                }
                | Standing::AtBank => "000000".to_owned(),
            },
            receipt: attempt.receipt.clone(),
            franchise: "CR_VS",
            refunded: false,
            processor_fields: processor_fields(attempt),
            dispersion: None,
            discount: None,
        }
    }
}

fn processor_fields(attempt: &Attempt) -> Vec<Field> {
    vec![
        Field::new("merchantCode", "597000000001"),
        Field::new("terminalNumber", "00990101"),
        Field::new("bin", attempt.card.bin.as_str()),
        Field::new("lastDigits", attempt.card.last_digits.as_str()),
        Field::new("installments", FieldValue::Number(attempt.instalments)),
        Field::new("totalAmount", FieldValue::Amount(Total(attempt.amount))),
    ]
}
