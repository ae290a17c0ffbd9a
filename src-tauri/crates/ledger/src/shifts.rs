//! The table of shifts: each a period at the till, which is a span of the log.
//!
//! A shift holds what happened after the close before it, also while none was open, so that no money
//! falls between two. The first one begins when it is opened.

use std::fmt;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row};
use sale::{CashierName, Money, Reference};
use serde::{Deserialize, Serialize};

use crate::column::{At, Json, Parsed};
use crate::events::Event;
use crate::{CashierId, Copy, Error, Ledger, SaleId, Stamp, Tables, Takings, cashiers};

pub(crate) const MIGRATION: &str = "
CREATE TABLE shifts (
    id         INTEGER PRIMARY KEY,
    since      INTEGER NOT NULL,
    opened_at  TEXT    NOT NULL,
    opened_by  INTEGER REFERENCES cashiers (id),
    closed_at  TEXT,
    closed_by  INTEGER REFERENCES cashiers (id),
    closed     INTEGER,
    report     TEXT,
    printed_at TEXT,
    restored_at TEXT
) STRICT;
";

/// A shift's number in one ledger, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ShiftId(pub i64);

impl fmt::Display for ShiftId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A period at the till.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShiftRecord {
    /// Its number.
    pub id: ShiftId,
    /// The last event that is not in it.
    pub since: i64,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// Whose it is; nobody's at a till that knew no cashiers.
    pub opened_by: Option<(CashierId, CashierName)>,
    /// Its close, once there is one.
    pub close: Option<ShiftClose>,
}

/// How a shift ended. Its numbers never change; whether it was printed may.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShiftClose {
    /// When.
    pub at: Timestamp,
    /// Who closed it.
    pub by: Option<CashierName>,
    /// What it came to.
    pub report: ShiftReport,
    /// When it was first printed.
    pub printed_at: Option<Timestamp>,
    /// Whether its next print is the first one (`I13`): not where one may be on paper that a restored
    /// ledger does not know of.
    pub copy: Copy,
}

/// What a shift came to, or comes to so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ShiftReport {
    /// What came and went.
    pub takings: Takings,
    /// How many sales ended in it without a payment.
    pub unpaid: u32,
    /// Sales that ended in it with a part paid.
    pub partial: Vec<ShiftSale>,
    /// All that can still be paid, of any shift: carried forward.
    pub pending: Vec<ShiftSale>,
    /// Sales of it that people must look into.
    pub conflicts: Vec<ShiftSale>,
    /// How many sales of earlier shifts people must still look into.
    pub earlier_conflicts: u32,
    /// Sales of it whose receipt did not come out, or nobody knows whether it did.
    pub unprinted: Vec<ShiftSale>,
}

/// A sale that a shift's report names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ShiftSale {
    /// The sale.
    pub sale: SaleId,
    /// The reference of its newest session.
    pub reference: Reference,
    /// What it is about.
    pub amount: Money,
}

pub(crate) fn open(
    connection: &Connection,
    event: i64,
    stamp: Stamp,
    id: ShiftId,
) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO shifts (id, since, opened_at, opened_by)
             VALUES (?1, coalesce((SELECT max(closed) FROM shifts), ?2 - 1), ?3, ?4)",
        )?
        .execute((id.0, event, At(stamp.at), stamp.by.map(|by| by.0)))?;
    Ok(())
}

pub(crate) fn close(
    connection: &Connection,
    event: i64,
    stamp: Stamp,
    id: ShiftId,
    report: &ShiftReport,
) -> rusqlite::Result<()> {
    let by = stamp.by.map(|by| by.0);
    connection
        .prepare_cached(
            "UPDATE shifts SET closed_at = ?, closed_by = ?, closed = ?, report = ? WHERE id = ?",
        )?
        .execute((At(stamp.at), by, event, Json(report), id.0))?;
    Ok(())
}

pub(crate) fn printed(connection: &Connection, at: Timestamp, id: ShiftId) -> rusqlite::Result<()> {
    connection
        .prepare_cached("UPDATE shifts SET printed_at = coalesce(printed_at, ?) WHERE id = ?")?
        .execute((At(at), id.0))?;
    Ok(())
}

/// Notes that a backup took the ledger's place: a close of these shifts may be on paper.
pub(crate) fn restored(connection: &Connection, at: Timestamp) -> rusqlite::Result<()> {
    connection
        .prepare_cached("UPDATE shifts SET restored_at = ?")?
        .execute([At(at)])?;
    Ok(())
}

const COLUMNS: &str = "id, since, opened_at, opened_by, closed_at, closed_by, report, printed_at, \
    coalesce(printed_at, restored_at) IS NOT NULL";

type Columns = (
    i64,
    i64,
    At,
    Option<i64>,
    Option<At>,
    Option<i64>,
    Option<Json<ShiftReport>>,
    Option<At>,
    bool,
);

fn read(connection: &Connection, row: &Row<'_>) -> rusqlite::Result<ShiftRecord> {
    let columns: Columns = row.try_into()?;
    let (id, since, At(opened_at), opened_by, closed_at, closed_by, ..) = columns;
    let (.., report, printed_at, may_be_on_paper) = columns;
    let name = |id| cashiers::name(connection, id);
    let close = match (closed_at, report) {
        (Some(At(at)), Some(Json(report))) => Some(ShiftClose {
            at,
            by: name(closed_by)?,
            report,
            printed_at: printed_at.map(|at| at.0),
            copy: if may_be_on_paper {
                Copy::Reprint
            } else {
                Copy::Original
            },
        }),
        (_, _) => None,
    };
    let opener = name(opened_by)?;
    Ok(ShiftRecord {
        id: ShiftId(id),
        since,
        opened_at,
        opened_by: opened_by.map(CashierId).zip(opener),
        close,
    })
}

impl Tables<'_> {
    /// The shift that is open, if one is.
    ///
    /// # Errors
    /// The database fails.
    pub fn open_shift(self) -> Result<Option<ShiftRecord>, Error> {
        let newest = self.shifts(1)?.pop();
        Ok(newest.filter(|shift| shift.close.is_none()))
    }

    /// One shift.
    ///
    /// # Errors
    /// [`Error::Unknown`].
    pub fn shift(self, id: ShiftId) -> Result<ShiftRecord, Error> {
        let query = format!("SELECT {COLUMNS} FROM shifts WHERE id = ?");
        let mut statement = self.0.prepare_cached(&query)?;
        let found = statement.query_row([id.0], |row| read(self.0, row));
        found.optional()?.ok_or(Error::Unknown {
            what: "shift",
            id: id.0,
        })
    }

    /// The newest shifts, newest first.
    ///
    /// # Errors
    /// The database fails.
    pub fn shifts(self, limit: u32) -> Result<Vec<ShiftRecord>, Error> {
        let query = format!("SELECT {COLUMNS} FROM shifts ORDER BY id DESC LIMIT ?");
        let mut statement = self.0.prepare_cached(&query)?;
        let shifts = statement.query_map([limit], |row| read(self.0, row))?;
        Ok(shifts.collect::<Result<_, _>>()?)
    }

    /// What the open shift comes to so far or, where none is open, what the next one begins with.
    ///
    /// # Errors
    /// The database fails.
    pub fn shift_so_far(self) -> Result<ShiftReport, Error> {
        let query = "SELECT coalesce(
                (SELECT since FROM shifts WHERE closed IS NULL), (SELECT max(closed) FROM shifts)
            )";
        let since: Option<i64> = self
            .0
            .prepare_cached(query)?
            .query_row([], |row| row.get(0))?;
        match since {
            Some(since) => self.report_since(since),
            None => Ok(ShiftReport::default()),
        }
    }

    fn report_since(self, event: i64) -> Result<ShiftReport, Error> {
        let named = |which: &str| self.named(event, which);
        let report = ShiftReport {
            takings: self.takings_since(event)?,
            unpaid: self.count(event, UNPAID)?,
            partial: named("settled AND state_kind = 'partial-expired'")?,
            pending: self.pending()?,
            conflicts: named("settled AND state_kind IN ('conflict', 'unsure')")?,
            earlier_conflicts: self.count(event, EARLIER_CONFLICTS)?,
            unprinted: named(UNPRINTED)?,
        };
        Ok(report)
    }

    /// The sales of a span that a condition picks, in the order in which they were charged.
    fn named(self, event: i64, which: &str) -> Result<Vec<ShiftSale>, Error> {
        let query = format!(
            "WITH {TOUCHED} SELECT id FROM touched JOIN sales ON id = sale_id WHERE {which} ORDER BY id"
        );
        let mut statement = self.0.prepare_cached(&query)?;
        let sales = statement.query_map([event], |row| row.get(0).map(SaleId))?;
        let sales = sales.collect::<Result<Vec<_>, _>>()?;
        sales.into_iter().map(|sale| self.as_named(sale)).collect()
    }

    fn as_named(self, sale: SaleId) -> Result<ShiftSale, Error> {
        let query = "SELECT reference FROM sessions WHERE sale_id = ? ORDER BY id DESC LIMIT 1";
        let Parsed(reference) = self
            .0
            .prepare_cached(query)?
            .query_row([sale.0], |row| row.get(0))?;
        Ok(ShiftSale {
            sale,
            reference,
            amount: self.amount_of(sale)?.money(),
        })
    }

    fn count(self, event: i64, what: &str) -> Result<u32, Error> {
        let query = format!("WITH {TOUCHED} {what}");
        let mut statement = self.0.prepare_cached(&query)?;
        Ok(statement.query_row([event], |row| row.get(0))?)
    }

    /// All that can still be paid, of any shift.
    fn pending(self) -> Result<Vec<ShiftSale>, Error> {
        let mut statement = self.0.prepare_cached(
            "SELECT id FROM sales WHERE state_kind IN ('opening', 'pending', 'attention') ORDER BY id",
        )?;
        let sales = statement.query_map([], |row| row.get(0).map(SaleId))?;
        let sales = sales.collect::<Result<Vec<_>, _>>()?;
        sales.into_iter().map(|sale| self.as_named(sale)).collect()
    }
}

/// The sales to which something happened after an event, and whether that was about their payment.
/// An index by sale would have the whole log read.
const TOUCHED: &str = "touched AS (
    SELECT sale_id, max(json_extract(body, '$.event') IN (
        'sale-opened', 'session-unopened', 'session-settled', 'session-contradicted'
    )) AS settled
    FROM events NOT INDEXED WHERE number > ? AND sale_id IS NOT NULL GROUP BY sale_id
)";

const UNPAID: &str = "SELECT count(*) FROM touched JOIN sales ON id = sale_id
    WHERE settled AND state_kind IN ('rejected', 'unopened')";

const EARLIER_CONFLICTS: &str = "SELECT count(*) FROM sales
    WHERE state_kind IN ('conflict', 'unsure')
      AND id NOT IN (SELECT sale_id FROM touched WHERE settled)";

/// A receipt did not come out, nor did a later print of it.
const UNPRINTED: &str = "EXISTS (
    SELECT 1 FROM print_jobs AS job
    WHERE job.sale_id = sales.id
      AND json_extract(job.state, '$.kind') IN ('queued', 'delayed', 'printing', 'failed')
      AND NOT EXISTS (
          SELECT 1 FROM print_jobs AS later
          WHERE later.sale_id = job.sale_id AND later.receipt = job.receipt AND later.id > job.id
      )
)";

impl Ledger {
    /// Opens a shift, unless one is open.
    ///
    /// # Errors
    /// The database fails.
    pub fn open_shift(&mut self, stamp: impl Into<Stamp>) -> Result<ShiftId, Error> {
        let stamp = stamp.into();
        self.commit(|commit| {
            let newest = commit.tables().shifts(1)?.pop();
            let shift = match newest {
                Some(open) if open.close.is_none() => return Ok(open.id),
                Some(closed) => ShiftId(closed.id.0 + 1),
                None => ShiftId(1),
            };
            commit.record(stamp, None, &Event::ShiftOpened { shift })?;
            Ok(shift)
        })
    }

    /// Closes the shift that is open, with what it came to.
    ///
    /// # Errors
    /// [`Error::NoOpenShift`], also where another one is open by now.
    pub fn close_shift(&mut self, stamp: impl Into<Stamp>, id: ShiftId) -> Result<(), Error> {
        let stamp = stamp.into();
        self.commit(|commit| {
            let open = commit.tables().open_shift()?;
            let open = open
                .filter(|open| open.id == id)
                .ok_or(Error::NoOpenShift)?;
            let report = commit.tables().report_since(open.since)?;
            let closed = Event::ShiftClosed {
                shift: open.id,
                report: Box::new(report),
            };
            commit.record(stamp, None, &closed)
        })
    }

    /// Records that a shift's close is about to be printed: from here on it is a copy (`I13`).
    ///
    /// # Errors
    /// [`Error::Unknown`].
    pub fn shift_printed(&mut self, stamp: impl Into<Stamp>, shift: ShiftId) -> Result<(), Error> {
        let stamp = stamp.into();
        self.commit(|commit| {
            commit.tables().shift(shift)?;
            commit.record(stamp, None, &Event::ShiftPrinted { shift })
        })
    }
}
