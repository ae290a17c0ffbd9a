//! The API's answers.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

use crate::cards::{Brand, Decision};
use crate::fields::Properties;
use crate::language::Language;
use crate::money::{Amount, Currency, Total};
use crate::session::{Attempt, Cause, Reversal, Session, Standing, State};

/// The status that most answers carry.
#[derive(Clone, Serialize)]
pub(crate) struct Status {
    pub(crate) status: &'static str,
    reason: Reason,
    message: String,
    pub(crate) date: String,
}

/// A reason's code: most are words, an authentication's is a number.
#[derive(Clone, Serialize)]
#[serde(untagged)]
pub(crate) enum Reason {
    Word(&'static str),
    Number(u16),
}

/// When and in which language something is told.
#[derive(Clone, Copy)]
pub(crate) struct Telling<'a> {
    pub(crate) now: Timestamp,
    pub(crate) zone: &'a TimeZone,
    pub(crate) language: Language,
}

impl Telling<'_> {
    fn date(&self, at: Timestamp) -> String {
        date(at, self.zone)
    }
}

impl Status {
    fn new(
        status: &'static str,
        reason: &'static str,
        message: &str,
        at: Timestamp,
        telling: Telling<'_>,
    ) -> Self {
        Self {
            status,
            reason: Reason::Word(reason),
            message: message.to_owned(),
            date: telling.date(at),
        }
    }

    /// The request was carried out.
    pub(crate) fn ok(reason: &'static str, telling: Telling<'_>) -> Self {
        let message = telling.language.choose(
            "La petición se ha procesado correctamente",
            "The request has been processed correctly",
        );
        Self::new("OK", reason, message, telling.now, telling)
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

    pub(crate) fn of_session(state: State, telling: Telling<'_>) -> Self {
        let (status, reason, spanish, english, at) = match state {
            State::Waiting { since } | State::InProgress { since } => (
                "PENDING",
                "PT",
                "La petición se encuentra pendiente",
                "The request is pending",
                since,
            ),
            State::PartPaid { since, .. } | State::PartPaidInProgress { since, .. } => (
                "APPROVED_PARTIAL",
                "P0",
                "La petición está parcialmente aprobada",
                "The request is partially approved",
                since,
            ),
            State::Paid { at } => (
                "APPROVED",
                "00",
                "La petición ha sido aprobada exitosamente",
                "The request has been approved",
                at,
            ),
            State::PartPaidOver { at, .. } => (
                "PARTIAL_EXPIRED",
                "PX",
                "La petición está expirada o cancelada y se han realizado pagos",
                "The request is over and payments were made",
                at,
            ),
            State::Unpaid { at, cause } => {
                let (status, reason, spanish, english) = end_unpaid(cause);
                (status, reason, spanish, english, at)
            }
        };
        let message = telling.language.choose(spanish, english);
        Self::new(status, reason, message, at, telling)
    }

    pub(crate) fn of_attempt(attempt: &Attempt, telling: Telling<'_>) -> Self {
        let (status, reason, message, at) = match attempt.standing(telling.now) {
            Standing::Challenged { .. } => (
                "PENDING",
                "PT",
                telling.language.choose(
                    "La transacción espera la autenticación del cliente",
                    "The transaction awaits the customer's authentication",
                ),
                attempt.made,
            ),
            Standing::Validating => (
                "PENDING",
                "PT",
                telling.language.choose(
                    "La transacción espera la validación del banco",
                    "The transaction awaits the bank's validation",
                ),
                attempt.made,
            ),
            Standing::ByHand => (
                "PENDING_PROCESS",
                "PT",
                telling.language.choose(
                    "La transacción está en procesamiento manual",
                    "The transaction is processed by hand",
                ),
                attempt.made,
            ),
            Standing::Unconfirmed => (
                "PENDING_CONFIRMATION",
                "PT",
                telling.language.choose(
                    "La transacción espera la confirmación del comercio",
                    "The transaction awaits the merchant's confirmation",
                ),
                attempt.made,
            ),
            Standing::Decided {
                decision: Decision::Approve,
                at,
            } => (
                "APPROVED",
                "00",
                telling.language.choose("Aprobada", "Approved"),
                at,
            ),
            Standing::Decided {
                decision: Decision::Reject(reason),
                at,
            } => (
                reason.status(),
                reason.code(),
                reason.words(telling.language),
                at,
            ),
        };
        Self::new(status, reason, message, at, telling)
    }

    /// Money was given back.
    fn reversed(at: Timestamp, telling: Telling<'_>) -> Self {
        let message = telling.language.choose("Aprobada", "Approved");
        Self::new("APPROVED", "00", message, at, telling)
    }
}

fn end_unpaid(cause: Cause) -> (&'static str, &'static str, &'static str, &'static str) {
    match cause {
        Cause::CustomerLeft => (
            "REJECTED",
            "?C",
            "La petición ha sido cancelada por el usuario",
            "The request has been cancelled by the user",
        ),
        Cause::MerchantCancelled => (
            "REJECTED",
            "MC",
            "La petición ha sido cancelada por el comercio",
            "The request has been cancelled by the merchant",
        ),
        Cause::CalledOff => (
            "CANCELED",
            "?C",
            "El comercio canceló la transacción",
            "The merchant cancelled the transaction",
        ),
        Cause::NotConfirmed => (
            "REJECTED",
            "EX",
            "El comercio no confirmó la transacción a tiempo",
            "The merchant did not confirm the transaction in time",
        ),
        Cause::Expired => (
            "REJECTED",
            "EX",
            "La petición ha expirado",
            "The request has expired",
        ),
        Cause::TooManyRejections => (
            "REJECTED",
            "XN",
            "Se ha rechazado la petición",
            "The request has been rejected",
        ),
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

/// The answer to an action on a transaction.
#[derive(Serialize)]
pub(crate) struct Acted {
    status: Status,
    payment: Transaction,
}

impl Acted {
    /// A payment that was confirmed or called off, as it stands now.
    pub(crate) fn changed(attempt: &Attempt, session: &Session, telling: Telling<'_>) -> Self {
        Self {
            status: Status::of_attempt(attempt, telling),
            payment: Transaction::of(attempt, session, telling),
        }
    }

    /// Money that was given back: a transaction of its own.
    pub(crate) fn reversed(
        reversal: &Reversal,
        attempt: &Attempt,
        session: &Session,
        telling: Telling<'_>,
    ) -> Self {
        let status = Status::reversed(reversal.at, telling);
        Self {
            status: status.clone(),
            payment: Transaction {
                status,
                internal_reference: reversal.internal_reference,
                receipt: reversal.receipt.clone(),
                amount: reversal.amount.into(),
                refunded: false,
                ..Transaction::of(attempt, session, telling)
            },
        }
    }
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
    pub(crate) fn of(session: &Session, gateway_url: &str, telling: Telling<'_>) -> Self {
        let attempts = session.attempts(telling.now).rev();
        let transactions: Vec<_> = attempts
            .map(|attempt| Transaction::of(attempt, session, telling))
            .collect();
        Self {
            request_id: session.id,
            status: Status::of_session(session.state(telling.now), telling),
            request: echo(session, gateway_url),
            payment: (!transactions.is_empty()).then_some(transactions),
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

impl From<Amount> for Conversion {
    fn from(amount: Amount) -> Self {
        Self {
            from: amount.into(),
            to: amount.into(),
            factor: 1,
        }
    }
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
    fn of(attempt: &Attempt, session: &Session, telling: Telling<'_>) -> Self {
        let brand: Brand = attempt.card.brand;
        let authorization = attempt.authorization(telling.now);
        Self {
            status: Status::of_attempt(attempt, telling),
            internal_reference: attempt.internal_reference,
            reference: session.order.reference.clone(),
            payment_method: brand.code(),
            payment_method_name: brand.name(),
            issuer_name: "BANCO DE PRÁCTICA",
            amount: attempt.amount.into(),
            authorization: authorization.unwrap_or("000000").to_owned(),
            receipt: attempt.receipt.clone(),
            franchise: brand.franchise(),
            refunded: attempt.is_reversed(),
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
