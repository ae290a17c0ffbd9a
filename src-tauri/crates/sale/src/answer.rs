//! What the gateway said of a session, in the till's words.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{Currency, LastDigits, Money, RequestId};

/// One answer about one session. Nothing in it is believed before [`settle`](crate::settle()).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The session that the answer says it is about.
    pub request_id: RequestId,
    /// The reference that the gateway keeps for it, where it told one.
    pub reference: Option<String>,
    /// The currency that the gateway keeps for it, where it told one.
    pub currency: Option<Currency>,
    /// Where the session stands.
    pub status: Status,
    /// The gateway's machine word for the status.
    pub reason: String,
    /// The gateway's words for people.
    pub message: String,
    /// The attempts, in no promised order.
    pub transactions: Vec<Transaction>,
}

impl Answer {
    /// The gateway may yet say something else of the session's money: it has not ended it, a bank
    /// has not decided, or it does not tell what was paid.
    #[must_use]
    pub fn is_open(&self) -> bool {
        match self.status {
            Status::Pending | Status::ApprovedPartial | Status::Unrecognized(_) => true,
            Status::Approved if self.is_unpaid() => true,
            Status::Approved | Status::Rejected | Status::PartialExpired => {
                self.transactions.iter().any(Transaction::is_unclear)
            }
        }
    }

    /// The transactions that took money.
    pub(crate) fn approved(&self) -> impl Iterator<Item = &Transaction> {
        let is_approved = |t: &&Transaction| t.status == TransactionStatus::Approved;
        self.transactions.iter().filter(is_approved)
    }

    /// No transaction is approved, whatever its amount.
    pub(crate) fn is_unpaid(&self) -> bool {
        self.approved().next().is_none()
    }
}

/// Where a session stands at the gateway.
///
/// Source: the gateway's "Query", session statuses. New values may come at any time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    /// Waiting for the customer, or for a retry, or for the bank.
    Pending,
    /// The whole amount is paid.
    Approved,
    /// A part is paid; the rest may still come.
    ApprovedPartial,
    /// Over without a payment.
    Rejected,
    /// Over; a part was paid.
    PartialExpired,
    /// A status that says nothing certain of a session's money.
    Unrecognized(String),
}

/// One attempt to pay inside a session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Transaction {
    /// The gateway's number of the attempt; a refund needs it.
    pub internal_reference: i64,
    /// What came of it.
    pub status: TransactionStatus,
    /// What it took, in the session's currency, after any discount; `None` when not told.
    pub amount: Option<Money>,
    /// What the gateway took off; part of what the sale counts as paid.
    pub discount: Option<Money>,
    /// The gateway's machine word for the outcome.
    pub reason: String,
    /// The gateway's words for people.
    pub message: String,
    /// When the outcome was set.
    pub at: Option<Timestamp>,
    /// How it was paid, such as `Visa`.
    pub method: Option<String>,
    /// The bank that issued the card.
    pub issuer: Option<String>,
    /// The bank's authorization code.
    pub authorization: Option<String>,
    /// The gateway's receipt number.
    pub receipt: Option<String>,
    /// The card's last digits.
    pub last_digits: Option<LastDigits>,
    /// In how many instalments.
    pub instalments: Option<u16>,
    /// The gateway says that all of it was given back. That it does not proves nothing: a query may
    /// never show it.
    pub refunded: bool,
}

impl Transaction {
    /// What came of it is not known yet, or not understood, or how much it took is not told.
    fn is_unclear(&self) -> bool {
        match self.status {
            TransactionStatus::Pending | TransactionStatus::Unrecognized(_) => true,
            TransactionStatus::Approved => self.amount.is_none(),
            TransactionStatus::Rejected => false,
        }
    }
}

/// What came of an attempt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TransactionStatus {
    /// Paid.
    Approved,
    /// Not paid.
    Rejected,
    /// The bank has not decided.
    Pending,
    /// A status that Cobro does not know.
    Unrecognized(String),
}
