//! The table of print jobs: what is to come out on paper, and what came of it.

use std::fmt;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, named_params};
use serde::{Deserialize, Serialize};

use crate::column::{At, Json};
use crate::{Error, SaleId, Tables};

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

/// A print job's number in one ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct JobId(pub i64);

impl fmt::Display for JobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Whether a receipt is the first of its sale (`I13`).
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
    /// The printer has it: a part or all of it may be on paper.
    Printing,
    /// The printer took all of it.
    Printed {
        /// The printer, in words for people.
        target: String,
    },
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
    pub what: String,
    /// What to do now.
    pub advice: String,
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

pub(crate) fn insert(
    connection: &Connection,
    (id, sale, at, copy): (JobId, SaleId, Timestamp, Copy),
) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO print_jobs (id, sale_id, created_at, copy, state)
             VALUES (:id, :sale_id, :created_at, :copy, :state)",
        )?
        .execute(named_params! {
            ":id": id.0,
            ":sale_id": sale.0,
            ":created_at": At(at),
            ":copy": Json(copy),
            ":state": Json(JobState::Queued),
        })?;
    Ok(())
}

pub(crate) fn update(connection: &Connection, id: JobId, state: &JobState) -> Result<(), Error> {
    let changed = connection
        .prepare_cached("UPDATE print_jobs SET state = ? WHERE id = ?")?
        .execute((Json(state), id.0))?;
    if changed == 0 {
        return Err(Error::Unknown {
            what: "print job",
            id: id.0,
        });
    }
    Ok(())
}

pub(crate) fn next_id(connection: &Connection) -> rusqlite::Result<JobId> {
    connection
        .prepare_cached("SELECT coalesce(max(id), 0) + 1 FROM print_jobs")?
        .query_row([], |row| row.get(0))
        .map(JobId)
}

fn read(row: &Row<'_>) -> rusqlite::Result<PrintJob> {
    let columns: (i64, i64, At, Json<Copy>, Json<JobState>) = row.try_into()?;
    let (id, sale, At(created_at), Json(copy), Json(state)) = columns;
    Ok(PrintJob {
        id: JobId(id),
        sale: SaleId(sale),
        created_at,
        copy,
        state,
    })
}

const COLUMNS: &str = "id, sale_id, created_at, copy, state";

impl Tables<'_> {
    /// The oldest job that waits for the printer.
    ///
    /// # Errors
    /// The database fails.
    pub fn next_print_job(self) -> Result<Option<PrintJob>, Error> {
        let query = format!("SELECT {COLUMNS} FROM print_jobs WHERE is_queued ORDER BY id LIMIT 1");
        Ok(self
            .0
            .prepare_cached(&query)?
            .query_row([], read)
            .optional()?)
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
