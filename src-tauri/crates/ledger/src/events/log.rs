//! The log itself: how events are written down, chained and read.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use sha2::{Digest as _, Sha256};

use super::{Event, Happened, apply};
use crate::column::{At, Json};
use crate::{CashierId, Error, SaleId, Stamp, Tables};

/// An event with its place in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedEvent {
    /// Its number, counted from 1 without gaps.
    pub number: i64,
    /// When it was recorded.
    pub at: Timestamp,
    /// Who did it, where somebody did.
    pub by: Option<CashierId>,
    /// The sale it happened to; none where it happened to the ledger itself.
    pub sale: Option<SaleId>,
    /// What happened.
    pub event: Event,
}

pub(crate) type Hash = [u8; 32];

/// What an event's hash covers besides the events before it.
#[derive(Clone, Copy)]
pub(crate) struct Link<'r> {
    pub number: i64,
    pub at: &'r str,
    pub by: Option<CashierId>,
    pub sale: Option<SaleId>,
    pub body: &'r str,
}

/// Writes an event to the log and lets the tables follow; within the caller's transaction.
pub(crate) fn record(
    connection: &Connection,
    stamp: Stamp,
    sale: Option<SaleId>,
    event: &Event,
) -> Result<(), Error> {
    let number = append(connection, stamp, sale, event)?;
    let happened = Happened {
        number,
        stamp,
        sale,
        event,
    };
    apply(connection, happened)
}

/// Writes an event to the log and tells its number.
fn append(
    connection: &Connection,
    Stamp { at, by }: Stamp,
    sale: Option<SaleId>,
    event: &Event,
) -> rusqlite::Result<i64> {
    let (last, hash) = last(connection)?;
    let body = serde_json::to_string(event)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))?;
    let number = last + 1;
    let link = Link {
        number,
        at: &At(at).text(),
        by,
        sale,
        body: &body,
    };
    let hash = chain(&hash, link);
    connection
        .prepare_cached(
            "INSERT INTO events (number, at, cashier_id, sale_id, body, hash)
             VALUES (?, ?, ?, ?, ?, ?)",
        )?
        .execute(params![
            number,
            At(at),
            by.map(|by| by.0),
            sale.map(|sale| sale.0),
            body,
            hash
        ])?;
    Ok(number)
}

/// The tables that follow from the log, those first that refer to others.
const TABLES: [&str; 8] = [
    "takings",
    "print_jobs",
    "refunds",
    "transactions",
    "sessions",
    "sales",
    "shifts",
    "cashiers",
];

/// Makes the tables anew from the log, unless that is gone.
pub(crate) fn replay(connection: &Connection) -> Result<(), Error> {
    let is_gone = "SELECT EXISTS (SELECT 1 FROM sales) AND NOT EXISTS (SELECT 1 FROM events)";
    if connection.query_row(is_gone, [], |row| row.get(0))? {
        let why = "there are sales and no events".to_owned();
        return Err(Error::Damaged { why });
    }
    for table in TABLES {
        connection.execute(&format!("DELETE FROM {table}"), [])?;
    }
    let query = format!("SELECT {COLUMNS} FROM events ORDER BY number");
    let mut statement = connection.prepare(&query)?;
    for recorded in statement.query_map([], read)? {
        apply(connection, recorded?.happened())?;
    }
    Ok(())
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
/// number 0, which stands for none. Who did it comes after the body, which ends where its JSON does,
/// and only where somebody did: events of older programs keep their hashes.
pub(crate) fn chain(before: &Hash, link: Link<'_>) -> Hash {
    let mut hash = Sha256::new()
        .chain_update(before)
        .chain_update(link.number.to_be_bytes())
        .chain_update(link.at)
        .chain_update(link.sale.map_or(0, |sale| sale.0).to_be_bytes())
        .chain_update(link.body);
    if let Some(by) = link.by {
        hash.update(by.0.to_be_bytes());
    }
    hash.finalize().into()
}

const COLUMNS: &str = "number, at, cashier_id, sale_id, body";

fn read(row: &Row<'_>) -> rusqlite::Result<RecordedEvent> {
    let columns: (i64, At, Option<i64>, Option<i64>, Json<Event>) = row.try_into()?;
    let (number, At(at), by, sale, Json(event)) = columns;
    Ok(RecordedEvent {
        number,
        at,
        by: by.map(CashierId),
        sale: sale.map(SaleId),
        event,
    })
}

impl RecordedEvent {
    fn happened(&self) -> Happened<'_> {
        let (at, by) = (self.at, self.by);
        Happened {
            number: self.number,
            stamp: Stamp { at, by },
            sale: self.sale,
            event: &self.event,
        }
    }
}

impl Tables<'_> {
    /// What happened to a sale, oldest first.
    ///
    /// # Errors
    /// The database fails.
    pub fn events_of(self, sale: SaleId) -> Result<Vec<RecordedEvent>, Error> {
        let query = format!("SELECT {COLUMNS} FROM events WHERE sale_id = ? ORDER BY number");
        let mut statement = self.0.prepare_cached(&query)?;
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
