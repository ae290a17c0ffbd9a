//! The log of events: append-only, hash-chained, and the source of every other table (`I16`).

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use sale::{
    Amount, Money, Reference, RefundState, RequestId, SessionState, Standing, Transaction, Unopened,
};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::column::{At, Json};
use crate::print_jobs::{self, Copy, Fault, JobId, JobState, PrintJob, Receipt};
use crate::refunds::{self, RefundId, RefundValues};
use crate::sales::{self, SaleValues};
use crate::sessions::{self, SessionChange, SessionValues};
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

/// Lets events happen to the ledger itself, of which no sale is the subject.
pub(crate) const OF_THE_LEDGER: &str = "
CREATE TABLE events_of_all (
    number  INTEGER PRIMARY KEY,
    at      TEXT    NOT NULL,
    sale_id INTEGER REFERENCES sales (id) DEFERRABLE INITIALLY DEFERRED,
    body    TEXT    NOT NULL,
    hash    BLOB    NOT NULL
) STRICT;
INSERT INTO events_of_all SELECT number, at, sale_id, body, hash FROM events;
DROP TABLE events;
ALTER TABLE events_of_all RENAME TO events;
CREATE INDEX events_by_sale ON events (sale_id);
CREATE TRIGGER events_are_not_changed BEFORE UPDATE ON events
BEGIN SELECT raise(ABORT, 'events are append-only'); END;
CREATE TRIGGER events_are_not_deleted BEFORE DELETE ON events
BEGIN SELECT raise(ABORT, 'events are append-only'); END;
";

/// Something that happened to a sale, or to the ledger itself. Each carries all that the tables
/// need to follow.
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
        /// When the gateway ends it, where that is known better than at the intent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        expires_at: Option<Timestamp>,
    },
    /// The session never became payable.
    SessionUnopened {
        /// The session.
        session: SessionId,
        /// Why.
        why: Unopened,
    },
    /// The ledger was restored from a backup without the answer to the session's request.
    SessionForgotten {
        /// The session.
        session: SessionId,
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
    /// An answer contradicted a final state, which stayed or is in doubt now.
    SessionContradicted {
        /// The session.
        session: SessionId,
        /// How it would stand by that answer.
        told: Standing,
        /// The attempts, as told.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        transactions: Vec<Transaction>,
    },
    /// The session ended without its money so long ago that the gateway is asked no more.
    SessionLeft {
        /// The session.
        session: SessionId,
    },
    /// A person asked to cancel the session.
    CancelAsked {
        /// The session.
        session: SessionId,
    },
    /// Money of a transaction is about to be asked back; committed before the request leaves (`I1`).
    RefundRequested {
        /// The refund.
        refund: RefundId,
        /// The session whose money it is.
        session: SessionId,
        /// The gateway's number of the transaction.
        transaction: i64,
        /// How much.
        amount: Money,
        /// Who asked for it.
        by: String,
    },
    /// The gateway tells that money of a transaction was given back, and nobody asked for it here:
    /// it was done in the bank's portal, or asked for before the ledger was restored.
    RefundFound {
        /// The refund.
        refund: RefundId,
        /// The session whose money it is.
        session: SessionId,
        /// The gateway's number of the transaction.
        transaction: i64,
        /// How much.
        amount: Money,
    },
    /// What came of a refund.
    RefundSettled {
        /// The refund.
        refund: RefundId,
        /// What came of it.
        state: RefundState,
    },
    /// A receipt is to be printed.
    ReceiptQueued {
        /// The job.
        job: JobId,
        /// The first one or a reprint.
        copy: Copy,
        /// What it is about.
        #[serde(default)]
        receipt: Receipt,
    },
    /// The printer does not print; the receipt waits, and nothing is on paper.
    ReceiptDelayed {
        /// The job.
        job: JobId,
        /// What is wrong.
        fault: Fault,
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
    /// Nobody knew what of a receipt came out, and a person saw all of it on paper.
    ReceiptSeen {
        /// The job.
        job: JobId,
    },
    /// The ledger was put back from a backup; what happened after the backup is not in it.
    LedgerRestored {
        /// The number of the backup's last event.
        last_event: i64,
    },
}

impl Event {
    /// The event's name in the log.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Event::SaleOpened { .. } => "sale-opened",
            Event::SessionIntended { .. } => "session-intended",
            Event::SessionOpened { .. } => "session-opened",
            Event::SessionUnopened { .. } => "session-unopened",
            Event::SessionForgotten { .. } => "session-forgotten",
            Event::SessionSettled { .. } => "session-settled",
            Event::SessionContradicted { .. } => "session-contradicted",
            Event::SessionLeft { .. } => "session-left",
            Event::CancelAsked { .. } => "cancel-asked",
            Event::RefundRequested { .. } => "refund-requested",
            Event::RefundFound { .. } => "refund-found",
            Event::RefundSettled { .. } => "refund-settled",
            Event::ReceiptQueued { .. } => "receipt-queued",
            Event::ReceiptDelayed { .. } => "receipt-delayed",
            Event::ReceiptStarted { .. } => "receipt-started",
            Event::ReceiptPrinted { .. } => "receipt-printed",
            Event::ReceiptFailed { .. } => "receipt-failed",
            Event::ReceiptSeen { .. } => "receipt-seen",
            Event::LedgerRestored { .. } => "ledger-restored",
        }
    }

    /// Every name that [`name`](Self::name) gives.
    pub const NAMES: [&'static str; 19] = [
        "sale-opened",
        "session-intended",
        "session-opened",
        "session-unopened",
        "session-forgotten",
        "session-settled",
        "session-contradicted",
        "session-left",
        "cancel-asked",
        "refund-requested",
        "refund-found",
        "refund-settled",
        "receipt-queued",
        "receipt-delayed",
        "receipt-started",
        "receipt-printed",
        "receipt-failed",
        "receipt-seen",
        "ledger-restored",
    ];
}

/// An event with its place in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedEvent {
    /// Its number, counted from 1 without gaps.
    pub number: i64,
    /// When it was recorded.
    pub at: Timestamp,
    /// The sale it happened to; none where it happened to the ledger itself.
    pub sale: Option<SaleId>,
    /// What happened.
    pub event: Event,
}

pub(crate) type Hash = [u8; 32];

/// Writes an event to the log and lets the tables follow; within the caller's transaction.
pub(crate) fn record(
    connection: &Connection,
    at: Timestamp,
    sale: Option<SaleId>,
    event: &Event,
) -> Result<(), Error> {
    append(connection, at, sale, event)?;
    apply(connection, at, sale, event)
}

/// Writes an event to the log.
fn append(
    connection: &Connection,
    at: Timestamp,
    sale: Option<SaleId>,
    event: &Event,
) -> rusqlite::Result<()> {
    let (last, hash) = last(connection)?;
    let body = serde_json::to_string(event)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))?;
    let number = last + 1;
    let hash = chain(&hash, number, &At(at).text(), sale, &body);
    connection
        .prepare_cached(
            "INSERT INTO events (number, at, sale_id, body, hash) VALUES (?, ?, ?, ?, ?)",
        )?
        .execute(params![number, At(at), sale.map(|sale| sale.0), body, hash])?;
    Ok(())
}

/// Makes the tables anew from the log, unless that is gone.
pub(crate) fn replay(connection: &Connection) -> Result<(), Error> {
    let is_gone = "SELECT EXISTS (SELECT 1 FROM sales) AND NOT EXISTS (SELECT 1 FROM events)";
    if connection.query_row(is_gone, [], |row| row.get(0))? {
        let why = "there are sales and no events".to_owned();
        return Err(Error::Damaged { why });
    }
    for table in ["print_jobs", "refunds", "transactions", "sessions", "sales"] {
        connection.execute(&format!("DELETE FROM {table}"), [])?;
    }
    let query = "SELECT number, at, sale_id, body FROM events ORDER BY number";
    let mut statement = connection.prepare(query)?;
    for recorded in statement.query_map([], read)? {
        let RecordedEvent {
            at, sale, event, ..
        } = recorded?;
        apply(connection, at, sale, &event)?;
    }
    Ok(())
}

/// What an event makes of the tables.
pub(crate) fn apply(
    connection: &Connection,
    at: Timestamp,
    sale: Option<SaleId>,
    event: &Event,
) -> Result<(), Error> {
    match event {
        Event::SaleOpened {
            amount,
            allow_partial,
            description,
        } => {
            let values = SaleValues {
                id: subject(sale, event)?,
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
            let sale = subject(sale, event)?;
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
            expires_at,
        } => {
            let change = SessionChange {
                state: opened(*request_id, process_url, Standing::WAITING),
                expires_at: *expires_at,
                ended_at: None,
            };
            set_session(connection, at, *session, &change)?;
        }
        Event::SessionUnopened { session, why } => {
            let change = SessionChange {
                state: SessionState::Unopened { why: why.clone() },
                expires_at: None,
                ended_at: None,
            };
            set_session(connection, at, *session, &change)?;
        }
        Event::SessionForgotten { session } => {
            let change = SessionChange {
                state: SessionState::Forgotten,
                expires_at: None,
                ended_at: None,
            };
            set_session(connection, at, *session, &change)?;
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
            if *standing == Standing::Approved {
                transactions::keep_only(connection, *session, transactions)?;
            }
            let change = SessionChange {
                state: opened(*request_id, process_url, standing.clone()),
                expires_at: None,
                ended_at: standing.is_final().then_some(at),
            };
            set_session(connection, at, *session, &change)?;
        }
        Event::RefundRequested {
            refund,
            session,
            transaction,
            amount,
            by,
        } => {
            let values = RefundValues {
                id: *refund,
                session: *session,
                transaction: *transaction,
                amount: *amount,
                by: Some(by),
                asked_at: at,
            };
            refunds::insert(connection, &values)?;
        }
        Event::RefundFound {
            refund,
            session,
            transaction,
            amount,
        } => {
            let values = RefundValues {
                id: *refund,
                session: *session,
                transaction: *transaction,
                amount: *amount,
                by: None,
                asked_at: at,
            };
            refunds::insert(connection, &values)?;
            settle_refund(connection, at, *refund, &RefundState::GIVEN_BACK)?;
        }
        Event::RefundSettled { refund, state } => settle_refund(connection, at, *refund, state)?,
        Event::SessionLeft { session } => sessions::leave(connection, at, *session)?,
        Event::LedgerRestored { .. } => sales::restored(connection, at)?,
        Event::SessionContradicted {
            session,
            told,
            transactions,
        } => contradict(connection, at, *session, told, transactions)?,
        Event::CancelAsked { .. } => {}
        Event::ReceiptQueued { job, copy, receipt } => {
            let job = PrintJob {
                id: *job,
                sale: subject(sale, event)?,
                receipt: *receipt,
                created_at: at,
                copy: *copy,
                state: JobState::Queued,
            };
            print_jobs::insert(connection, &job)?;
        }
        Event::ReceiptDelayed { job, fault } => {
            let fault = fault.clone();
            print_jobs::update(connection, *job, &JobState::Delayed { fault })?;
        }
        Event::ReceiptSeen { job } => {
            print_jobs::update(connection, *job, &JobState::Seen)?;
        }
        Event::ReceiptStarted { job } => {
            print_jobs::update(connection, *job, &JobState::Printing)?;
        }
        Event::ReceiptPrinted { job, target } => {
            let target = target.clone();
            print_jobs::update(connection, *job, &JobState::Printed { target })?;
        }
        Event::ReceiptFailed { job, fault } => {
            let fault = fault.clone();
            print_jobs::update(connection, *job, &JobState::Failed { fault })?;
        }
    }
    Ok(())
}

/// The sale that an event happened to, where it cannot be without one.
fn subject(sale: Option<SaleId>, event: &Event) -> Result<SaleId, Error> {
    sale.ok_or_else(|| Error::Damaged {
        why: format!("{} without a sale", event.name()),
    })
}

fn opened(request_id: RequestId, process_url: &str, standing: Standing) -> SessionState {
    SessionState::Opened {
        request_id,
        process_url: process_url.to_owned(),
        standing,
    }
}

fn contradict(
    connection: &Connection,
    at: Timestamp,
    session: SessionId,
    told: &Standing,
    transactions: &[Transaction],
) -> Result<(), Error> {
    let SessionState::Opened {
        request_id,
        process_url,
        standing,
    } = Tables(connection).session(session)?.state
    else {
        return Ok(());
    };
    let standing = standing.contradicted_by(told);
    if matches!(standing, Standing::Doubted { .. }) {
        for transaction in transactions {
            transactions::upsert(connection, session, transaction)?;
        }
    }
    let change = SessionChange {
        state: opened(request_id, &process_url, standing),
        expires_at: None,
        ended_at: None,
    };
    set_session(connection, at, session, &change)
}

fn settle_refund(
    connection: &Connection,
    at: Timestamp,
    refund: RefundId,
    state: &RefundState,
) -> Result<(), Error> {
    let session = refunds::update(connection, at, refund, state)?;
    let sale = sessions::sale_of(connection, session)?;
    sales::refresh(connection, sale, at)
}

fn set_session(
    connection: &Connection,
    at: Timestamp,
    session: SessionId,
    change: &SessionChange,
) -> Result<(), Error> {
    let sale = sessions::update(connection, session, change)?;
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

/// The number and the time of the last event.
pub(crate) fn last_recorded(connection: &Connection) -> rusqlite::Result<Option<(i64, Timestamp)>> {
    let query = "SELECT number, at FROM events ORDER BY number DESC LIMIT 1";
    connection
        .query_row(query, [], |row| Ok((row.get(0)?, row.get::<_, At>(1)?.0)))
        .optional()
}

/// The hash of an event; it covers all events before it too.
pub(crate) fn hash_of(connection: &Connection, number: i64) -> rusqlite::Result<Option<Hash>> {
    connection
        .prepare_cached("SELECT hash FROM events WHERE number = ?")?
        .query_row([number], |row| row.get(0))
        .optional()
}

/// The time of an event.
pub(crate) fn time_of(connection: &Connection, number: i64) -> rusqlite::Result<Option<Timestamp>> {
    connection
        .query_row("SELECT at FROM events WHERE number = ?", [number], |row| {
            Ok(row.get::<_, At>(0)?.0)
        })
        .optional()
}

/// The hash of an event: over the one before it and all that the event's row says. No sale has the
/// number 0, which stands for none.
pub(crate) fn chain(
    before: &Hash,
    number: i64,
    at: &str,
    sale: Option<SaleId>,
    body: &str,
) -> Hash {
    Sha256::new()
        .chain_update(before)
        .chain_update(number.to_be_bytes())
        .chain_update(at)
        .chain_update(sale.map_or(0, |sale| sale.0).to_be_bytes())
        .chain_update(body)
        .finalize()
        .into()
}

fn read(row: &Row<'_>) -> rusqlite::Result<RecordedEvent> {
    let columns: (i64, At, Option<i64>, Json<Event>) = row.try_into()?;
    let (number, At(at), sale, Json(event)) = columns;
    Ok(RecordedEvent {
        number,
        at,
        sale: sale.map(SaleId),
        event,
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

    /// The number of the newest event: the higher, the later the ledger stood so.
    ///
    /// # Errors
    /// The database fails.
    pub fn newest_event(self) -> Result<i64, Error> {
        let query = "SELECT coalesce(max(number), 0) FROM events";
        let mut statement = self.0.prepare_cached(query)?;
        Ok(statement.query_row([], |row| row.get(0))?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::print_jobs::Paper;
    use sale::Currency;

    fn one_of_each() -> Vec<Event> {
        let (session, job, refund) = (SessionId(1), JobId(1), RefundId(1));
        let why = String::new();
        let fault = Fault {
            what: String::new(),
            advice: String::new(),
            paper: Paper::Untouched,
        };
        vec![
            Event::SaleOpened {
                amount: Amount::parse("990", Currency::CLP).unwrap(),
                allow_partial: false,
                description: None,
            },
            Event::SessionIntended {
                session,
                reference: "C1-1".parse().unwrap(),
                expires_at: Timestamp::UNIX_EPOCH,
            },
            Event::SessionOpened {
                session,
                request_id: RequestId(7),
                process_url: String::new(),
                expires_at: Some(Timestamp::UNIX_EPOCH),
            },
            Event::SessionUnopened {
                session,
                why: Unopened::AnswerLost { why },
            },
            Event::SessionForgotten { session },
            Event::SessionSettled {
                session,
                request_id: RequestId(7),
                process_url: String::new(),
                standing: Standing::WAITING,
                transactions: Vec::new(),
            },
            Event::SessionContradicted {
                session,
                told: Standing::WAITING,
                transactions: Vec::new(),
            },
            Event::SessionLeft { session },
            Event::CancelAsked { session },
            Event::RefundRequested {
                refund,
                session,
                transaction: 70,
                amount: Money::new(990, Currency::CLP),
                by: String::new(),
            },
            Event::RefundFound {
                refund,
                session,
                transaction: 70,
                amount: Money::new(990, Currency::CLP),
            },
            Event::RefundSettled {
                refund,
                state: RefundState::Requested,
            },
            Event::ReceiptQueued {
                job,
                copy: Copy::Original,
                receipt: Receipt::Part {
                    session,
                    transaction: 70,
                },
            },
            Event::ReceiptDelayed {
                job,
                fault: fault.clone(),
            },
            Event::ReceiptStarted { job },
            Event::ReceiptPrinted {
                job,
                target: String::new(),
            },
            Event::ReceiptFailed { job, fault },
            Event::ReceiptSeen { job },
            Event::LedgerRestored { last_event: 1 },
        ]
    }

    #[test]
    fn events_are_named_in_code_as_in_the_log() {
        let events = one_of_each();
        let names: Vec<_> = events.iter().map(Event::name).collect();
        assert_eq!(names, Event::NAMES);
        for event in events {
            let body = serde_json::to_value(&event).unwrap();
            assert_eq!(body["event"], event.name());
            assert_eq!(serde_json::from_value::<Event>(body).unwrap(), event);
        }
    }

    #[test]
    fn i16_an_event_without_a_time_to_expire_reads_and_writes_as_it_did() {
        let body = r#"{"event":"session-opened","session":1,"requestId":7,"processUrl":"u"}"#;
        let event: Event = serde_json::from_str(body).unwrap();
        assert_eq!(serde_json::to_string(&event).unwrap(), body);
    }

    #[test]
    fn i16_a_receipt_that_names_no_kind_is_the_sales() {
        let body = r#"{"event":"receipt-queued","job":1,"copy":"original"}"#;
        let Event::ReceiptQueued { receipt, .. } = serde_json::from_str(body).unwrap() else {
            panic!("{body}");
        };
        assert_eq!(receipt, Receipt::Sale);
    }

    #[test]
    fn i16_an_event_of_a_sale_needs_its_sale() {
        let mut connection = Connection::open_in_memory().unwrap();
        crate::migrations::migrate(&mut connection).unwrap();
        let opened = &one_of_each()[0];
        let told = apply(&connection, Timestamp::UNIX_EPOCH, None, opened);
        assert!(matches!(told, Err(Error::Damaged { .. })), "{told:?}");
    }
}
