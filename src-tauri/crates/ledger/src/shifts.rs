//! The table of shifts: each a period at the till, which is a span of the log.
//!
//! A shift holds what happened after the close before it, also while none was open, so that no money
//! falls between two. The first one begins when it is opened.

use std::fmt;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row};
use sale::{CashierName, Money, Reference, SaleState};
use serde::{Deserialize, Serialize};

use crate::column::{At, Json};
use crate::events::Event;
use crate::{
    CashierId, Error, JobState, Ledger, SaleId, SaleRecord, Stamp, Tables, Takings, cashiers,
    newest_receipts,
};

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
    printed_at TEXT
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

/// How a shift ended; nothing of it changes any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShiftClose {
    /// When.
    pub at: Timestamp,
    /// Who closed it.
    pub by: Option<CashierName>,
    /// What it came to.
    pub report: ShiftReport,
    /// When it was first printed; a later print is a copy (`I13`).
    pub printed_at: Option<Timestamp>,
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

const COLUMNS: &str = "id, since, opened_at, opened_by, closed_at, closed_by, report, printed_at";

type Columns = (
    i64,
    i64,
    At,
    Option<i64>,
    Option<At>,
    Option<i64>,
    Option<Json<ShiftReport>>,
    Option<At>,
);

fn read(connection: &Connection, row: &Row<'_>) -> rusqlite::Result<ShiftRecord> {
    let columns: Columns = row.try_into()?;
    let (id, since, At(opened_at), opened_by, closed_at, closed_by, report, printed_at) = columns;
    let name = |id| cashiers::name(connection, id);
    let close = match (closed_at, report) {
        (Some(At(at)), Some(Json(report))) => Some(ShiftClose {
            at,
            by: name(closed_by)?,
            report,
            printed_at: printed_at.map(|at| at.0),
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
        let mut report = ShiftReport {
            takings: self.takings_since(event)?,
            ..ShiftReport::default()
        };
        for (sale, happened) in self.sales_since(event)? {
            self.count(&mut report, &self.sale(sale)?, happened)?;
        }
        let mut open: Vec<_> = self.open_sessions()?.iter().map(|open| open.sale).collect();
        open.extend(self.intended_sessions()?.iter().map(|session| session.sale));
        open.sort();
        open.dedup();
        for sale in open {
            let sale = self.sale(sale)?;
            if can_be_paid(&sale.state) {
                report.pending.extend(named(&sale));
            }
        }
        let all: u32 = self
            .0
            .prepare_cached(
                "SELECT count(*) FROM sales WHERE state_kind IN ('conflict', 'unsure')",
            )?
            .query_row([], |row| row.get(0))?;
        let of_it = u32::try_from(report.conflicts.len()).unwrap_or(u32::MAX);
        report.earlier_conflicts = all.saturating_sub(of_it);
        Ok(report)
    }

    fn count(
        self,
        report: &mut ShiftReport,
        sale: &SaleRecord,
        happened: Happened,
    ) -> Result<(), Error> {
        if happened == Happened::ToTheSale {
            match &sale.state {
                SaleState::Rejected { .. } | SaleState::Unopened { .. } => report.unpaid += 1,
                SaleState::PartialExpired { .. } => report.partial.extend(named(sale)),
                SaleState::Conflict { .. } | SaleState::Unsure { .. } => {
                    report.conflicts.extend(named(sale));
                }
                SaleState::Opening
                | SaleState::Pending { .. }
                | SaleState::Attention { .. }
                | SaleState::Approved
                | SaleState::Refunded { .. } => {}
            }
        }
        let jobs = self.print_jobs_of(sale.id)?;
        let lacks = |state: &JobState| match state {
            JobState::Queued
            | JobState::Delayed { .. }
            | JobState::Printing
            | JobState::Failed { .. } => true,
            JobState::Printed { .. } | JobState::Seen => false,
        };
        if newest_receipts(&jobs).any(|job| lacks(&job.state)) {
            report.unprinted.extend(named(sale));
        }
        Ok(())
    }

    /// The sales to which something happened after an event.
    fn sales_since(self, event: i64) -> Result<Vec<(SaleId, Happened)>, Error> {
        let query = "SELECT sale_id, max(json_extract(body, '$.event') IN (
                'sale-opened', 'session-unopened', 'session-settled', 'session-contradicted'
            )) FROM events WHERE number > ? AND sale_id IS NOT NULL GROUP BY sale_id";
        let mut statement = self.0.prepare_cached(query)?;
        let sales = statement.query_map([event], |row| {
            let happened = match row.get(1)? {
                true => Happened::ToTheSale,
                false => Happened::BesideIt,
            };
            Ok((SaleId(row.get(0)?), happened))
        })?;
        Ok(sales.collect::<Result<_, _>>()?)
    }
}

/// What an event of a sale was about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Happened {
    /// Whether and how it is paid.
    ToTheSale,
    /// Its paper, its refunds, or that it is asked about no more.
    BesideIt,
}

fn can_be_paid(state: &SaleState) -> bool {
    match state {
        SaleState::Opening | SaleState::Pending { .. } | SaleState::Attention { .. } => true,
        SaleState::Unopened { .. }
        | SaleState::Approved
        | SaleState::Refunded { .. }
        | SaleState::Rejected { .. }
        | SaleState::PartialExpired { .. }
        | SaleState::Conflict { .. }
        | SaleState::Unsure { .. } => false,
    }
}

fn named(sale: &SaleRecord) -> Option<ShiftSale> {
    Some(ShiftSale {
        sale: sale.id,
        reference: sale.newest_session()?.reference.clone(),
        amount: sale.amount.money(),
    })
}

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
