//! The log of events: append-only, hash-chained, and the source of every other table (`I16`).

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use sale::{Amount, Reference, RequestId, SessionState, Standing, Transaction, Unopened};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::column::{At, Json};
use crate::print_jobs::{self, Copy, Fault, JobId, JobState};
use crate::sales::{self, SaleValues};
use crate::sessions::{self, SessionValues};
use crate::{Error, SaleId, SessionId, Tables, transactions};

pub(crate) const MIGRATION: &str = "
CREATE TABLE events (
    number  INTEGER PRIMARY KEY,
    at      TEXT    NOT NULL,
    sale_id INTEGER NOT NULL REFERENCES sales (id) DEFERRABLE INITIALLY DEFERRED,
    body    TEXT    NOT NULL,
    hash    BLOB    NOT NULL
) STRICT;
CREATE INDEX events_by_sale ON events (sale_id);
CREATE TRIGGER events_are_not_changed BEFORE UPDATE ON events
BEGIN SELECT raise(ABORT, 'events are append-only'); END;
CREATE TRIGGER events_are_not_deleted BEFORE DELETE ON events
BEGIN SELECT raise(ABORT, 'events are append-only'); END;
";

/// Something that happened to a sale. Each carries all that the tables need to follow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "event",
    rename_all = "kebab-case",
    rename_all_fields = "camelCase"
)]
pub enum Event {
    /// A cashier charged.
    SaleOpened {
        /// What is to be paid.
        amount: Amount,
        /// The customer may pay in parts.
        allow_partial: bool,
        /// What is sold.
        description: Option<String>,
    },
    /// A session is about to be asked for; committed before the request leaves (`I1`).
    SessionIntended {
        /// The session.
        session: SessionId,
        /// The shop's name for it.
        reference: Reference,
        /// When the gateway ends it.
        expires_at: Timestamp,
    },
    /// The gateway opened the session.
    SessionOpened {
        /// The session.
        session: SessionId,
        /// The gateway's number.
        request_id: RequestId,
        /// Where the customer pays.
        process_url: String,
    },
    /// The session never became payable.
    SessionUnopened {
        /// The session.
        session: SessionId,
        /// Why.
        why: Unopened,
    },
    /// An answer of the gateway changed how the session stands.
    SessionSettled {
        /// The session.
        session: SessionId,
        /// The gateway's number.
        request_id: RequestId,
        /// Where the customer pays.
        process_url: String,
        /// How it stands now.
        standing: Standing,
        /// The attempts, as told.
        transactions: Vec<Transaction>,
    },
    /// An answer contradicted a final state, which stayed.
    SessionContradicted {
        /// The session.
        session: SessionId,
        /// How it would stand by that answer.
        told: Standing,
    },
    /// A person asked to cancel the session.
    CancelAsked {
        /// The session.
        session: SessionId,
    },
    /// A receipt is to be printed.
    ReceiptQueued {
        /// The job.
        job: JobId,
        /// The first one or a reprint.
        copy: Copy,
    },
    /// A receipt is about to go to the printer; committed before its first byte does.
    ReceiptStarted {
        /// The job.
        job: JobId,
    },
    /// The printer took a receipt.
    ReceiptPrinted {
        /// The job.
        job: JobId,
        /// The printer, in words for people.
        target: String,
    },
    /// The printer did not take a receipt.
    ReceiptFailed {
        /// The job.
        job: JobId,
        /// What is wrong.
        fault: Fault,
    },
}

/// An event with its place in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedEvent {
    /// Its number, counted from 1 without gaps.
    pub number: i64,
    /// When it was recorded.
    pub at: Timestamp,
    /// The sale it happened to.
    pub sale: SaleId,
    /// What happened.
    pub event: Event,
}

pub(crate) type Hash = [u8; 32];

/// Writes an event to the log and lets the tables follow; within the caller's transaction.
pub(crate) fn record(
    connection: &Connection,
    at: Timestamp,
    sale: SaleId,
    event: &Event,
) -> Result<(), Error> {
    let (last, hash) = last(connection)?;
    let body = serde_json::to_string(event)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))?;
    let number = last + 1;
    let hash = chain(&hash, number, &At(at).text(), sale, &body);
    connection
        .prepare_cached(
            "INSERT INTO events (number, at, sale_id, body, hash) VALUES (?, ?, ?, ?, ?)",
        )?
        .execute(params![number, At(at), sale.0, body, hash])?;
    apply(connection, at, sale, event)
}

/// What an event makes of the tables.
pub(crate) fn apply(
    connection: &Connection,
    at: Timestamp,
    sale: SaleId,
    event: &Event,
) -> Result<(), Error> {
    match event {
        Event::SaleOpened {
            amount,
            allow_partial,
            description,
        } => {
            let values = SaleValues {
                id: sale,
                created_at: at,
                amount: *amount,
                allow_partial: *allow_partial,
                description: description.as_deref(),
            };
            sales::insert(connection, &values)?;
        }
        Event::SessionIntended {
            session,
            reference,
            expires_at,
        } => {
            let values = SessionValues {
                id: *session,
                sale,
                reference,
                created_at: at,
                expires_at: *expires_at,
            };
            sessions::insert(connection, &values)?;
            sales::refresh(connection, sale, at)?;
        }
        Event::SessionOpened {
            session,
            request_id,
            process_url,
        } => {
            let state = opened(*request_id, process_url, Standing::WAITING);
            set_session(connection, at, *session, &state)?;
        }
        Event::SessionUnopened { session, why } => {
            let state = SessionState::Unopened { why: why.clone() };
            set_session(connection, at, *session, &state)?;
        }
        Event::SessionSettled {
            session,
            request_id,
            process_url,
            standing,
            transactions,
        } => {
            for transaction in transactions {
                transactions::upsert(connection, *session, transaction)?;
            }
            let state = opened(*request_id, process_url, standing.clone());
            set_session(connection, at, *session, &state)?;
        }
        Event::SessionContradicted { .. } | Event::CancelAsked { .. } => {}
        Event::ReceiptQueued { job, copy } => {
            print_jobs::insert(connection, (*job, sale, at, *copy))?
        }
        Event::ReceiptStarted { job } => {
            print_jobs::update(connection, *job, &JobState::Printing)?;
        }
        Event::ReceiptPrinted { job, target } => {
            print_jobs::update(
                connection,
                *job,
                &JobState::Printed {
                    target: target.clone(),
                },
            )?;
        }
        Event::ReceiptFailed { job, fault } => {
            print_jobs::update(
                connection,
                *job,
                &JobState::Failed {
                    fault: fault.clone(),
                },
            )?;
        }
    }
    Ok(())
}

fn opened(request_id: RequestId, process_url: &str, standing: Standing) -> SessionState {
    SessionState::Opened {
        request_id,
        process_url: process_url.to_owned(),
        standing,
    }
}

fn set_session(
    connection: &Connection,
    at: Timestamp,
    session: SessionId,
    state: &SessionState,
) -> Result<(), Error> {
    let sale = sessions::update(connection, session, state)?;
    sales::refresh(connection, sale, at)
}

fn last(connection: &Connection) -> rusqlite::Result<(i64, Hash)> {
    let query = "SELECT number, hash FROM events ORDER BY number DESC LIMIT 1";
    let last = connection
        .prepare_cached(query)?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    Ok(last.unwrap_or((0, [0; 32])))
}

/// The hash of an event: over the one before it and all that the event's row says.
pub(crate) fn chain(before: &Hash, number: i64, at: &str, sale: SaleId, body: &str) -> Hash {
    Sha256::new()
        .chain_update(before)
        .chain_update(number.to_be_bytes())
        .chain_update(at)
        .chain_update(sale.0.to_be_bytes())
        .chain_update(body)
        .finalize()
        .into()
}

fn read(row: &Row<'_>) -> rusqlite::Result<RecordedEvent> {
    Ok(RecordedEvent {
        number: row.get("number")?,
        at: row.get::<_, At>("at")?.0,
        sale: SaleId(row.get("sale_id")?),
        event: row.get::<_, Json<_>>("body")?.0,
    })
}

impl Tables<'_> {
    /// What happened to a sale, oldest first.
    ///
    /// # Errors
    /// The database fails.
    pub fn events_of(self, sale: SaleId) -> Result<Vec<RecordedEvent>, Error> {
        let query =
            "SELECT number, at, sale_id, body FROM events WHERE sale_id = ? ORDER BY number";
        let mut statement = self.0.prepare_cached(query)?;
        let events = statement.query_map([sale.0], read)?;
        Ok(events.collect::<Result<_, _>>()?)
    }
}
