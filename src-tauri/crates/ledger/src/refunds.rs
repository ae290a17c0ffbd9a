//! The table of refunds: each one request to give money of a transaction back, or money that the
//! gateway gave back without one from here.

use std::fmt;
use std::ops::Range;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Params, Row, named_params};
use sale::{
    Currency, EarlierRefund, Left, Money, RefundState, Refunds, Transaction, TransactionStatus,
};
use serde::{Deserialize, Serialize};

use crate::column::{At, Json, Parsed};
use crate::{Error, SessionId, Tables};

pub(crate) const MIGRATION: &str = "
CREATE TABLE refunds (
    id                 INTEGER PRIMARY KEY,
    session_id         INTEGER NOT NULL REFERENCES sessions (id),
    internal_reference INTEGER NOT NULL,
    amount_minor       INTEGER NOT NULL CHECK (amount_minor > 0),
    currency           TEXT    NOT NULL,
    asked_by           TEXT,
    asked_at           TEXT    NOT NULL,
    state              TEXT    NOT NULL,
    settled_at         TEXT,
    is_in_flight INTEGER NOT NULL GENERATED ALWAYS AS (
        json_extract(state, '$.kind') IN ('requested', 'unknown')
    ) VIRTUAL,
    gave_back INTEGER NOT NULL GENERATED ALWAYS AS (
        json_extract(state, '$.kind') = 'done'
            OR coalesce(json_extract(state, '$.finding') = 'given-back', 0)
    ) VIRTUAL
) STRICT;
CREATE INDEX refunds_by_session ON refunds (session_id);
CREATE INDEX refunds_not_known ON refunds (id) WHERE is_in_flight;
CREATE UNIQUE INDEX refunds_in_flight ON refunds (session_id, internal_reference) WHERE is_in_flight;
CREATE INDEX refunds_that_gave_back ON refunds (settled_at) WHERE gave_back;
";

/// A refund's number in one ledger, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RefundId(pub i64);

impl fmt::Display for RefundId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Money that was given back, or was to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefundRecord {
    /// Its number here.
    pub id: RefundId,
    /// The session whose money it is.
    pub session: SessionId,
    /// The gateway's number of the transaction, its `internalReference`.
    pub transaction: i64,
    /// How much.
    pub amount: Money,
    /// Who asked for it; nobody here where the gateway tells of money that was given back elsewhere.
    pub by: Option<String>,
    /// When it was asked for, before the request left, or was heard of.
    pub asked_at: Timestamp,
    /// What came of it.
    pub state: RefundState,
    /// When its outcome was recorded; none while nobody knows it.
    pub settled_at: Option<Timestamp>,
}

impl RefundRecord {
    /// The refund as far as the next one of its transaction cares.
    pub(crate) fn as_earlier(&self) -> EarlierRefund<'_> {
        EarlierRefund {
            amount: self.amount,
            state: &self.state,
        }
    }
}

pub(crate) struct RefundValues<'a> {
    pub id: RefundId,
    pub session: SessionId,
    pub transaction: i64,
    pub amount: Money,
    pub by: Option<&'a str>,
    pub asked_at: Timestamp,
}

pub(crate) fn insert(connection: &Connection, refund: &RefundValues<'_>) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO refunds (id, session_id, internal_reference, amount_minor, currency,
                 asked_by, asked_at, state)
             VALUES (:id, :session_id, :internal_reference, :amount_minor, :currency,
                 :asked_by, :asked_at, :state)",
        )?
        .execute(named_params! {
            ":id": refund.id.0,
            ":session_id": refund.session.0,
            ":internal_reference": refund.transaction,
            ":amount_minor": refund.amount.minor,
            ":currency": refund.amount.currency.code(),
            ":asked_by": refund.by,
            ":asked_at": At(refund.asked_at),
            ":state": Json(RefundState::Requested),
        })?;
    Ok(())
}

/// Sets what came of a refund and tells which session it belongs to.
pub(crate) fn update(
    connection: &Connection,
    at: Timestamp,
    id: RefundId,
    state: &RefundState,
) -> Result<SessionId, Error> {
    let settled_at = (!state.is_in_flight()).then_some(At(at));
    connection
        .prepare_cached(
            "UPDATE refunds SET state = ?, settled_at = ? WHERE id = ? RETURNING session_id",
        )?
        .query_row((Json(state), settled_at, id.0), |row| {
            row.get(0).map(SessionId)
        })
        .optional()?
        .ok_or(unknown(id))
}

pub(crate) fn next_id(connection: &Connection) -> rusqlite::Result<RefundId> {
    connection
        .prepare_cached("SELECT coalesce(max(id), 0) + 1 FROM refunds")?
        .query_row([], |row| row.get(0))
        .map(RefundId)
}

/// What a session's refunds gave back of what its transactions took; `None` where they did not.
pub(crate) fn given_back(
    refunds: &[RefundRecord],
    transactions: &[Transaction],
) -> Option<Refunds> {
    let gave_back = || refunds.iter().filter(|refund| refund.state.gave_back());
    let given_back = gave_back()
        .map(|refund| refund.amount)
        .reduce(|sum, more| sum.checked_add(more).unwrap_or(sum))?;
    let is_given_back = |transaction: &Transaction| {
        let of_it = gave_back().filter(|r| r.transaction == transaction.internal_reference);
        let amounts = of_it.map(|refund| refund.amount);
        let back = amounts.reduce(|sum, more| sum.checked_add(more).unwrap_or(sum));
        match (transaction.amount, back) {
            (Some(took), Some(back)) => took.currency == back.currency && back.minor >= took.minor,
            (None, _) | (_, None) => false,
        }
    };
    let is_approved = |t: &&Transaction| t.status == TransactionStatus::Approved;
    let is_all = transactions.iter().filter(is_approved).all(is_given_back);
    Some(Refunds {
        given_back,
        left: if is_all { Left::Nothing } else { Left::Some },
    })
}

fn unknown(id: RefundId) -> Error {
    Error::Unknown {
        what: "refund",
        id: id.0,
    }
}

const COLUMNS: &str = "id, session_id, internal_reference, amount_minor, currency, \
    asked_by, asked_at, state, settled_at";

type Columns = (
    i64,
    i64,
    i64,
    i64,
    Parsed<Currency>,
    Option<String>,
    At,
    Json<RefundState>,
    Option<At>,
);

fn read(row: &Row<'_>) -> rusqlite::Result<RefundRecord> {
    let columns: Columns = row.try_into()?;
    let (id, session, transaction, minor, Parsed(currency), ..) = columns;
    let (.., by, At(asked_at), Json(state), settled_at) = columns;
    Ok(RefundRecord {
        id: RefundId(id),
        session: SessionId(session),
        transaction,
        amount: Money::new(minor, currency),
        by,
        asked_at,
        state,
        settled_at: settled_at.map(|at| at.0),
    })
}

impl Tables<'_> {
    /// One refund.
    ///
    /// # Errors
    /// [`Error::Unknown`] where there is none.
    pub fn refund(self, id: RefundId) -> Result<RefundRecord, Error> {
        self.refunds_where("id = ?", [id.0])?
            .pop()
            .ok_or(unknown(id))
    }

    /// A session's refunds, oldest first.
    pub(crate) fn refunds_of(self, session: SessionId) -> Result<Vec<RefundRecord>, Error> {
        self.refunds_where("session_id = ?", [session.0])
    }

    /// The refunds whose request's answer is not recorded: a crash came in between.
    ///
    /// # Errors
    /// The database fails.
    pub fn requested_refunds(self) -> Result<Vec<RefundRecord>, Error> {
        self.refunds_where(
            "is_in_flight AND json_extract(state, '$.kind') = 'requested'",
            [],
        )
    }

    /// The refunds of which nobody knows whether they gave money back.
    ///
    /// # Errors
    /// The database fails.
    pub fn unknown_refunds(self) -> Result<Vec<RefundRecord>, Error> {
        self.refunds_where(
            "is_in_flight AND json_extract(state, '$.kind') = 'unknown'",
            [],
        )
    }

    /// The sum of what was given back in a currency within a span of time, and how often.
    pub(crate) fn given_back(
        self,
        span: &Range<Timestamp>,
        currency: Currency,
    ) -> Result<(Money, u32), Error> {
        let given_back = self
            .0
            .prepare_cached(
                "SELECT coalesce(sum(amount_minor), 0), count(*) FROM refunds
                 WHERE gave_back AND settled_at >= ? AND settled_at < ? AND currency = ?",
            )?
            .query_row((At(span.start), At(span.end), currency.code()), |row| {
                Ok((Money::new(row.get(0)?, currency), row.get(1)?))
            })?;
        Ok(given_back)
    }

    fn refunds_where(
        self,
        condition: &str,
        values: impl Params,
    ) -> Result<Vec<RefundRecord>, Error> {
        let mut statement = self.0.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM refunds WHERE {condition} ORDER BY id"
        ))?;
        let rows = statement.query_map(values, read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
