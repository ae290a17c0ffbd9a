//! What the gateway tells of a session.

use std::fmt;

use jiff::Timestamp;
use serde::Deserialize;

use crate::answer::customer::WireCustomer;
use crate::answer::field::{ToldField, told_fields};
use crate::answer::json;
use crate::answer::loose::{List, Text, Whole, WireAmount, WireField, beside, object};
use crate::answer::status::{Report, WireStatus};
use crate::answer::subscription::WireSubscription;
use crate::answer::transaction::WireTransaction;
use crate::{Amount, Currency, Customer, Error, Reference, Status, Subscription, Transaction};

/// The gateway's number of a session.
///
/// Source: "Create a session".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RequestId(pub i64);

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A session as the gateway tells it.
///
/// Source: "Query a session", `POST /api/session/{requestId}`.
///
/// # Design
/// The gateway's status alone is not enough for goods to leave the shop: see [`Session::pays`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// The session that the answer is about.
    pub request_id: RequestId,
    /// How it stands.
    pub report: Report,
    /// What was asked for, as the gateway keeps it.
    pub request: Asked,
    /// The attempts, newest first as a rule, but that is not promised. One that failed before it got
    /// a number is left out.
    pub transactions: Vec<Transaction>,
    /// A stored card, where the session was for that and told it readably.
    pub subscription: Option<Subscription>,
}

/// What a session was opened with, as the gateway keeps it.
///
/// Source: "Query a session".
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// The shop's reference, exactly as told.
    pub reference: Option<String>,
    /// What is sold.
    pub description: Option<String>,
    /// What is to be paid.
    pub amount: Option<Amount>,
    /// Whether it may be paid in parts, where that is told.
    pub allow_partial: Option<bool>,
    /// Until when it can be paid.
    pub expiration: Option<Timestamp>,
    /// Where the page leads back to.
    pub return_url: Option<String>,
    /// Who buys, where that is told readably; as payer and fields, no decision hangs on it.
    pub buyer: Option<Customer>,
    /// Who pays.
    pub payer: Option<Customer>,
    /// The shop's own data.
    pub fields: Vec<ToldField>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireSession {
    #[serde(default)]
    request_id: Option<Whole>,
    status: WireStatus,
    #[serde(default, deserialize_with = "object")]
    request: Option<WireRequest>,
    #[serde(default)]
    payment: List<WireTransaction>,
    #[serde(default, deserialize_with = "beside")]
    subscription: Option<WireSubscription>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct WireRequest {
    #[serde(deserialize_with = "object")]
    payment: Option<WirePayment>,
    expiration: Text,
    return_url: Text,
    #[serde(deserialize_with = "beside")]
    buyer: Option<WireCustomer>,
    #[serde(deserialize_with = "beside")]
    payer: Option<WireCustomer>,
    #[serde(deserialize_with = "beside")]
    fields: List<WireField>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct WirePayment {
    reference: Text,
    description: Text,
    #[serde(deserialize_with = "object")]
    amount: Option<WireAmount>,
    allow_partial: Text,
}

impl Session {
    /// Reads the body of an answer to a query, such as one that was kept.
    /// [`Client::query_session`](crate::Client::query_session) does so by itself.
    ///
    /// # Errors
    /// [`Error::UnusableAnswer`], [`Error::HostileAnswer`], and [`Error::Refused`] where the
    /// body says only that the request failed.
    pub fn parse(body: &[u8]) -> Result<Self, Error> {
        let wire: WireSession = json::read(body)?;
        let report = Report::from(wire.status);
        let Some(request_id) = wire.request_id else {
            return Err(report.instead(Error::unavailable));
        };
        let transactions = wire.payment.0.into_iter().filter_map(WireTransaction::told);
        Ok(Session {
            request_id: RequestId(request_id.0),
            report,
            request: wire.request.map(Asked::from).unwrap_or_default(),
            transactions: transactions.collect::<Result<_, _>>()?,
            subscription: wire.subscription.map(Subscription::from),
        })
    }
}

impl Session {
    /// Whether the session pays exactly this: it is [`Approved`](Status::Approved), tells this
    /// reference and this currency, and its approved transactions, a discount added back, sum to
    /// this amount. Whatever else is approved is for people to look at.
    ///
    /// Ask with what was recorded when the session was opened, not with what the answer tells.
    #[must_use]
    pub fn pays(&self, reference: &Reference, amount: Amount) -> bool {
        let asked = self.request.amount.map(Amount::currency);
        self.report.status == Status::Approved
            && self.request.reference.as_deref() == Some(reference.as_str())
            && asked == Some(amount.currency())
            && self.approved(amount.currency()) == Some(amount.minor())
    }

    /// What the approved transactions took, in minor units of `currency`; `None` where one tells no
    /// amount or another currency, or the sum doesn't fit.
    fn approved(&self, currency: Currency) -> Option<i64> {
        let transactions = self.transactions.iter();
        let mut approved = transactions.filter(|told| told.report.status == Status::Approved);
        approved.try_fold(0_i64, |sum, told| {
            let took = told.amount?.from;
            let discount = told
                .discount
                .as_ref()
                .map_or(0, |taken| taken.amount.minor());
            if took.currency() != currency {
                return None;
            }
            sum.checked_add(took.minor())?.checked_add(discount)
        })
    }
}

impl From<WireRequest> for Asked {
    fn from(wire: WireRequest) -> Self {
        let payment = wire.payment.unwrap_or_default();
        Asked {
            reference: payment.reference.exact(),
            description: payment.description.filled(),
            amount: payment.amount.map(|amount| amount.0),
            allow_partial: match payment.allow_partial.as_str() {
                Some("true" | "1") => Some(true),
                Some("false" | "0") => Some(false),
                _ => None,
            },
            expiration: wire.expiration.as_str().and_then(|time| time.parse().ok()),
            return_url: wire.return_url.filled(),
            buyer: wire.buyer.map(Customer::from),
            payer: wire.payer.map(Customer::from),
            fields: told_fields(&wire.fields),
        }
    }
}
