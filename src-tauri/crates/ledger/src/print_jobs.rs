//! The table of print jobs: what is to come out on paper, and what came of it.

use std::fmt;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, named_params};
use sale::Words;
use serde::{Deserialize, Serialize};

use crate::column::{At, Json};
use crate::{Error, RefundId, SaleId, SessionId, Tables};

pub(crate) const MIGRATION: &str = "
CREATE TABLE print_jobs (
    id         INTEGER PRIMARY KEY,
    sale_id    INTEGER NOT NULL REFERENCES sales (id),
    created_at TEXT    NOT NULL,
    copy       TEXT    NOT NULL,
    state      TEXT    NOT NULL,
    is_queued  INTEGER NOT NULL GENERATED ALWAYS AS (json_extract(state, '$.kind') = 'queued') VIRTUAL
) STRICT;
CREATE INDEX print_jobs_by_sale ON print_jobs (sale_id);
CREATE INDEX print_jobs_queued ON print_jobs (id) WHERE is_queued;
";

/// Receipts of all kinds, and jobs that wait for a printer with a fault. What the table held is
/// told by the log.
pub(crate) const OF_ALL_RECEIPTS: &str = "
DROP TABLE print_jobs;
CREATE TABLE print_jobs (
    id         INTEGER PRIMARY KEY,
    sale_id    INTEGER NOT NULL REFERENCES sales (id),
    receipt    TEXT    NOT NULL,
    created_at TEXT    NOT NULL,
    copy       TEXT    NOT NULL,
    state      TEXT    NOT NULL,
    is_waiting INTEGER NOT NULL
        GENERATED ALWAYS AS (json_extract(state, '$.kind') IN ('queued', 'delayed')) VIRTUAL
) STRICT;
CREATE INDEX print_jobs_by_sale ON print_jobs (sale_id);
CREATE INDEX print_jobs_waiting ON print_jobs (id) WHERE is_waiting;
";

/// A print job's number in one ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct JobId(pub i64);

impl fmt::Display for JobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Which money of a sale a receipt is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "kind",
    rename_all = "kebab-case",
    rename_all_fields = "camelCase"
)]
pub enum Receipt {
    /// All of it: the sale is paid.
    #[default]
    Sale,
    /// One approved part of a session that is paid in parts.
    Part {
        /// The session.
        session: SessionId,
        /// The gateway's number of the transaction.
        transaction: i64,
    },
    /// The part that was paid of a session that ended.
    PartialExpired {
        /// The session.
        session: SessionId,
    },
    /// What was given back.
    Refund {
        /// The refund.
        refund: RefundId,
    },
}

/// Whether a receipt is the first of its kind (`I13`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Copy {
    /// The first one.
    Original,
    /// A reprint, which says COPIA.
    Reprint,
}

/// A receipt to print.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrintJob {
    /// Its number.
    pub id: JobId,
    /// The sale whose receipt it is.
    pub sale: SaleId,
    /// What the receipt is about.
    pub receipt: Receipt,
    /// When it was queued.
    pub created_at: Timestamp,
    /// The first receipt or a reprint.
    pub copy: Copy,
    /// What came of it.
    pub state: JobState,
}

/// What came of a print job.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "kind",
    rename_all = "kebab-case",
    rename_all_fields = "camelCase"
)]
pub enum JobState {
    /// Waits for the printer.
    Queued,
    /// Waits for a printer that does not print; it is tried again. Nothing is on paper.
    Delayed {
        /// What is wrong.
        fault: Fault,
    },
    /// The printer has it: a part or all of it may be on paper.
    Printing,
    /// The printer took all of it.
    Printed {
        /// The printer, in words for people.
        target: Words,
    },
    /// Nobody knew what came out, and a person saw all of it on paper.
    Seen,
    /// The printer did not take it; a person asks again.
    Failed {
        /// What is wrong.
        fault: Fault,
    },
}

/// What was wrong with a printer, in words for people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// What happened.
    pub what: Words,
    /// What to do now.
    pub advice: Words,
    /// Whether something may be on paper.
    pub paper: Paper,
}

/// Whether a failed job may have left something on paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Paper {
    /// Nothing was sent.
    Untouched,
    /// A part or all of it may have come out.
    Unsure,
}

impl JobState {
    /// It comes out by itself, now or once a printer prints.
    #[must_use]
    pub fn is_under_way(&self) -> bool {
        match self {
            JobState::Queued | JobState::Delayed { .. } | JobState::Printing => true,
            JobState::Printed { .. } | JobState::Seen | JobState::Failed { .. } => false,
        }
    }

    /// Nobody knows what of it is on paper: a person looks.
    #[must_use]
    pub fn is_unsure(&self) -> bool {
        matches!(self, JobState::Failed { fault } if fault.paper == Paper::Unsure)
    }

    /// It was given up before anything came out, and will not come.
    #[must_use]
    pub fn is_untouched(&self) -> bool {
        matches!(self, JobState::Failed { fault } if fault.paper == Paper::Untouched)
    }
}

/// The newest job of each of a sale's receipts, oldest first.
pub fn newest_receipts(jobs: &[PrintJob]) -> impl Iterator<Item = &PrintJob> {
    jobs.iter().enumerate().filter_map(|(place, job)| {
        let mut later = jobs.iter().skip(place + 1);
        later
            .all(|later| later.receipt != job.receipt)
            .then_some(job)
    })
}

pub(crate) fn insert(connection: &Connection, job: &PrintJob) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO print_jobs (id, sale_id, receipt, created_at, copy, state)
             VALUES (:id, :sale_id, :receipt, :created_at, :copy, :state)",
        )?
        .execute(named_params! {
            ":id": job.id.0,
            ":sale_id": job.sale.0,
            ":receipt": Json(job.receipt),
            ":created_at": At(job.created_at),
            ":copy": Json(job.copy),
            ":state": Json(&job.state),
        })?;
    Ok(())
}

pub(crate) fn update(connection: &Connection, id: JobId, state: &JobState) -> Result<(), Error> {
    let changed = connection
        .prepare_cached("UPDATE print_jobs SET state = ? WHERE id = ?")?
        .execute((Json(state), id.0))?;
    if changed == 0 {
        return Err(unknown(id));
    }
    Ok(())
}

fn unknown(job: JobId) -> Error {
    Error::Unknown {
        what: "print job",
        id: job.0,
    }
}

pub(crate) fn next_id(connection: &Connection) -> rusqlite::Result<JobId> {
    connection
        .prepare_cached("SELECT coalesce(max(id), 0) + 1 FROM print_jobs")?
        .query_row([], |row| row.get(0))
        .map(JobId)
}

fn read(row: &Row<'_>) -> rusqlite::Result<PrintJob> {
    let columns: (i64, i64, Json<Receipt>, At, Json<Copy>, Json<JobState>) = row.try_into()?;
    let (id, sale, Json(receipt), At(created_at), Json(copy), Json(state)) = columns;
    Ok(PrintJob {
        id: JobId(id),
        sale: SaleId(sale),
        receipt,
        created_at,
        copy,
        state,
    })
}

const COLUMNS: &str = "id, sale_id, receipt, created_at, copy, state";

impl Tables<'_> {
    /// The oldest job that waits for the printer.
    ///
    /// # Errors
    /// The database fails.
    pub fn next_print_job(self) -> Result<Option<PrintJob>, Error> {
        self.print_job_after(JobId(0))
    }

    /// The oldest job that waits for the printer of those that were queued after one.
    ///
    /// # Errors
    /// The database fails.
    pub fn print_job_after(self, job: JobId) -> Result<Option<PrintJob>, Error> {
        let query = format!(
            "SELECT {COLUMNS} FROM print_jobs WHERE is_waiting AND id > ? ORDER BY id LIMIT 1"
        );
        let mut statement = self.0.prepare_cached(&query)?;
        Ok(statement.query_row([job.0], read).optional()?)
    }

    /// A print job.
    ///
    /// # Errors
    /// [`Error::Unknown`].
    pub fn print_job(self, job: JobId) -> Result<PrintJob, Error> {
        let query = format!("SELECT {COLUMNS} FROM print_jobs WHERE id = ?");
        let mut statement = self.0.prepare_cached(&query)?;
        let found = statement.query_row([job.0], read).optional()?;
        found.ok_or(unknown(job))
    }

    /// The jobs that a printer had when the till stopped: nobody knows what is on paper.
    ///
    /// # Errors
    /// The database fails.
    pub fn interrupted_print_jobs(self) -> Result<Vec<PrintJob>, Error> {
        let query = format!(
            "SELECT {COLUMNS} FROM print_jobs WHERE json_extract(state, '$.kind') = 'printing'"
        );
        let mut statement = self.0.prepare_cached(&query)?;
        let jobs = statement.query_map([], read)?;
        Ok(jobs.collect::<Result<_, _>>()?)
    }

    /// A sale's print jobs, oldest first.
    ///
    /// # Errors
    /// The database fails.
    pub fn print_jobs_of(self, sale: SaleId) -> Result<Vec<PrintJob>, Error> {
        let query = format!("SELECT {COLUMNS} FROM print_jobs WHERE sale_id = ? ORDER BY id");
        let mut statement = self.0.prepare_cached(&query)?;
        let jobs = statement.query_map([sale.0], read)?;
        Ok(jobs.collect::<Result<_, _>>()?)
    }
}
