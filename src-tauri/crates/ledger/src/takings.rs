//! The table of takings: what each event changed of the money that the till holds.
//!
//! A payment counts from the event on by which its session is approved, in whole or in part. What a
//! later event tells otherwise is a row of the difference, so that the sum over any span of the log
//! is what came and went in it, and the sum over all of it what the tables say now (`I16`).

use std::collections::BTreeMap;

use rusqlite::{Connection, named_params};
use sale::{Currency, Money, Progress, Standing, Transaction};
use serde::{Deserialize, Serialize};

use crate::column::Parsed;
use crate::{Error, RefundId, SessionId, SessionRecord, Tables, refunds};

pub(crate) const MIGRATION: &str = "
CREATE TABLE takings (
    event              INTEGER NOT NULL,
    session_id         INTEGER NOT NULL REFERENCES sessions (id),
    internal_reference INTEGER NOT NULL,
    refund_id          INTEGER REFERENCES refunds (id),
    method             TEXT    NOT NULL,
    amount_minor       INTEGER NOT NULL,
    currency           TEXT    NOT NULL
) STRICT;
CREATE INDEX takings_by_event ON takings (event);
CREATE INDEX takings_by_session ON takings (session_id);
";

/// What was taken, or given back, in one way and one currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Taking {
    /// How it was paid, such as `Visa`; empty where the gateway does not tell.
    pub method: String,
    /// How many payments.
    pub count: i64,
    /// Their sum.
    pub sum: Money,
}

/// What came and went in a span of the log.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Takings {
    /// What was taken, by method and currency.
    pub taken: Vec<Taking>,
    /// What was given back of it and of earlier payments, likewise; sums are what left the till.
    pub given_back: Vec<Taking>,
}

impl SessionRecord {
    /// The payments that count as taken: those of a session that is approved, in whole or in part.
    /// A conflict's money is for people to look into.
    #[must_use]
    pub fn taken(&self) -> Vec<(&Transaction, Money)> {
        let counts = match self.state.standing() {
            Some(
                Standing::Approved
                | Standing::PartialExpired { .. }
                | Standing::Pending {
                    progress: Progress::PartlyPaid { .. },
                },
            ) => true,
            Some(
                Standing::Pending { .. }
                | Standing::Attention { .. }
                | Standing::Rejected { .. }
                | Standing::Doubted { .. }
                | Standing::Conflict { .. },
            )
            | None => false,
        };
        let payments = if counts { self.payments() } else { Vec::new() };
        let worth = |paid: &Transaction| match paid.discount {
            Some(discount) => paid.amount?.checked_add(discount),
            None => paid.amount,
        };
        payments
            .into_iter()
            .filter_map(|paid| Some((paid, worth(paid)?)))
            .collect()
    }
}

/// What a payment is known by, and in which way and currency it came.
type Line = (i64, String, String);

/// Records what an event changed of the money of a session.
pub(crate) fn follow(connection: &Connection, event: i64, session: SessionId) -> Result<(), Error> {
    let record = Tables(connection).session(session)?;
    let mut change: BTreeMap<Line, i64> = BTreeMap::new();
    for (paid, money) in record.taken() {
        let method = paid.method.clone().unwrap_or_default();
        let line = (
            paid.internal_reference,
            method,
            money.currency.code().to_owned(),
        );
        *change.entry(line).or_default() += money.minor;
    }
    for (line, minor) in counted(connection, session)? {
        *change.entry(line).or_default() -= minor;
    }
    for ((transaction, method, currency), minor) in change {
        if minor != 0 {
            let row = (event, session.0, transaction, method, minor, currency);
            let insert = "INSERT INTO takings
                (event, session_id, internal_reference, method, amount_minor, currency)
                VALUES (?, ?, ?, ?, ?, ?)";
            connection.prepare_cached(insert)?.execute(row)?;
        }
    }
    Ok(())
}

/// What is recorded of a session's payments.
fn counted(connection: &Connection, session: SessionId) -> rusqlite::Result<Vec<(Line, i64)>> {
    let query = "SELECT internal_reference, method, currency, sum(amount_minor) FROM takings
        WHERE session_id = ? AND refund_id IS NULL GROUP BY 1, 2, 3";
    let mut statement = connection.prepare_cached(query)?;
    let lines = statement.query_map([session.0], |row| {
        Ok(((row.get(0)?, row.get(1)?, row.get(2)?), row.get(3)?))
    })?;
    lines.collect()
}

/// Records that a refund gave money back.
pub(crate) fn gave_back(
    connection: &Connection,
    event: i64,
    refund: RefundId,
) -> Result<(), Error> {
    let refunds::RefundRecord {
        session,
        transaction,
        amount,
        ..
    } = Tables(connection).refund(refund)?;
    let insert = "INSERT INTO takings
        SELECT :event, :session, :transaction, :refund, coalesce((
            SELECT json_extract(told, '$.method') FROM transactions
            WHERE session_id = :session AND internal_reference = :transaction
        ), ''), :minor, :currency";
    connection.prepare_cached(insert)?.execute(named_params! {
        ":event": event,
        ":session": session.0,
        ":transaction": transaction,
        ":refund": refund.0,
        ":minor": amount.minor.checked_neg(),
        ":currency": amount.currency.code(),
    })?;
    Ok(())
}

impl Tables<'_> {
    /// What came and went after an event, up to now.
    ///
    /// # Errors
    /// The database fails.
    pub fn takings_since(self, event: i64) -> Result<Takings, Error> {
        let of = |what: &str, sign: i64| -> Result<Vec<Taking>, Error> {
            let query = format!(
                "SELECT method, sum(sign(amount_minor)) * {sign}, sum(amount_minor) * {sign}, currency
                 FROM takings WHERE event > ? AND refund_id IS {what}
                 GROUP BY currency, method ORDER BY currency, 3 DESC, method"
            );
            let mut statement = self.0.prepare_cached(&query)?;
            let takings = statement.query_map([event], |row| {
                let Parsed(currency): Parsed<Currency> = row.get(3)?;
                Ok(Taking {
                    method: row.get(0)?,
                    count: row.get(1)?,
                    sum: Money::new(row.get(2)?, currency),
                })
            })?;
            Ok(takings.collect::<Result<_, _>>()?)
        };
        Ok(Takings {
            taken: of("NULL", 1)?,
            given_back: of("NOT NULL", -1)?,
        })
    }
}
