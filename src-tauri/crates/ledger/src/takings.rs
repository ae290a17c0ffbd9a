//! The table of takings: what each event changed of the money that the till holds.
//!
//! A payment counts from the event on by which its session is approved, in whole or in part, and so
//! do refunds of it. What a later event tells otherwise is a row of the difference, so that the sum
//! over any span of the log is what came and went in it, and the sum over all of it what the tables
//! say now (`I16`). A gateway's discount counts as taken (`I3`) until all that the customer paid is
//! given back. An answer that says nothing certain changes nothing. The money of a conflict is
//! not counted, nor is what is given back of it: people look into it.

use std::collections::BTreeMap;

use rusqlite::Connection;
use sale::{Currency, Money, Progress, Standing, Transaction};
use serde::{Deserialize, Serialize};

use crate::column::Parsed;
use crate::{Error, RefundId, RefundRecord, SessionId, SessionRecord, Tables};

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
    /// How many payments, less those that were told otherwise later.
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
    /// What was given back of it and of earlier payments, likewise; sums are what left the till. Of a
    /// payment that was given back whole, a gateway's discount left it too.
    pub given_back: Vec<Taking>,
}

impl SessionRecord {
    /// The payments that count as taken: those of a session that is approved, in whole or in part.
    /// A conflict's money is for people to look into.
    #[must_use]
    pub fn taken(&self) -> Vec<(&Transaction, Money)> {
        let payments = match self.state.standing().map(counts) {
            Some(Counts::Taken) => self.payments(),
            Some(Counts::NotTaken | Counts::AsBefore) | None => Vec::new(),
        };
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

/// What a standing says of the approved payments of its session.
enum Counts {
    Taken,
    NotTaken,
    /// It says nothing certain: what was told before holds.
    AsBefore,
}

fn counts(standing: &Standing) -> Counts {
    match standing {
        Standing::Approved
        | Standing::PartialExpired { .. }
        | Standing::Pending {
            progress: Progress::PartlyPaid { .. },
        } => Counts::Taken,
        Standing::Pending { .. } | Standing::Attention { .. } => Counts::AsBefore,
        Standing::Rejected { .. } | Standing::Doubted { .. } | Standing::Conflict { .. } => {
            Counts::NotTaken
        }
    }
}

/// What is counted of a session: a payment or a refund of it, by the gateway's number of the
/// transaction, in one way and one currency.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Line {
    transaction: i64,
    refund: Option<i64>,
    method: String,
    currency: String,
}

/// Records what an event changed of the money of a session: of its payments, and of the refunds of
/// those.
pub(crate) fn follow(connection: &Connection, event: i64, session: SessionId) -> Result<(), Error> {
    let record = Tables(connection).session(session)?;
    if matches!(record.state.standing().map(counts), Some(Counts::AsBefore)) {
        return Ok(());
    }
    let mut change = now(&record);
    for (line, minor) in counted(connection, session)? {
        *change.entry(line).or_default() -= minor;
    }
    let insert = "INSERT INTO takings VALUES (?, ?, ?, ?, ?, ?, ?)";
    let mut statement = connection.prepare_cached(insert)?;
    for (line, minor) in change {
        if minor != 0 {
            let Line {
                transaction,
                refund,
                method,
                currency,
            } = line;
            statement.execute((
                event,
                session.0,
                transaction,
                refund,
                method,
                minor,
                currency,
            ))?;
        }
    }
    Ok(())
}

fn now(session: &SessionRecord) -> BTreeMap<Line, i64> {
    let mut lines = BTreeMap::new();
    for (paid, money) in session.taken() {
        let line = |refund: Option<RefundId>, currency: Currency| Line {
            transaction: paid.internal_reference,
            refund: refund.map(|refund| refund.0),
            method: paid.method.clone().unwrap_or_default(),
            currency: currency.code().to_owned(),
        };
        lines.insert(line(None, money.currency), money.minor);
        let refunds = session.refunds.iter();
        let gave_back =
            refunds.filter(|it| it.transaction == paid.internal_reference && it.state.gave_back());
        let mut left = paid.amount;
        for RefundRecord { id, amount, .. } in gave_back {
            left = left.and_then(|left| left.checked_sub(*amount));
            // what the gateway added to a payment goes with the last of it
            let is_last = left.is_some_and(|left| left.minor == 0);
            let discount = paid.discount.filter(|_| is_last);
            let discount = discount.map_or(0, |discount| discount.minor);
            let given = line(Some(*id), amount.currency);
            lines.insert(given, -amount.minor - discount);
        }
    }
    lines
}

/// What is recorded of a session so far.
fn counted(connection: &Connection, session: SessionId) -> rusqlite::Result<Vec<(Line, i64)>> {
    let query = "SELECT internal_reference, refund_id, method, currency, sum(amount_minor)
        FROM takings WHERE session_id = ? GROUP BY 1, 2, 3, 4";
    let mut statement = connection.prepare_cached(query)?;
    let lines = statement.query_map([session.0], |row| {
        let line = Line {
            transaction: row.get(0)?,
            refund: row.get(1)?,
            method: row.get(2)?,
            currency: row.get(3)?,
        };
        Ok((line, row.get(4)?))
    })?;
    lines.collect()
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
