//! Checks that a ledger is whole: the file, the chain of its log, and that the log replayed gives
//! the tables (`I16`).

use rusqlite::types::Value;
use rusqlite::{Connection, Row};

use crate::column::At;
use crate::events::{self, Event, Hash};
use crate::{Error, OpenError, SaleId, Tables, open};

/// Something wrong with a ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// SQLite finds the file damaged.
    File(String),
    /// A row refers to one that is not there.
    Reference {
        /// The table with the row.
        table: String,
    },
    /// An event does not follow from the one before it: it or an earlier one was changed.
    Chain {
        /// The event's number.
        event: i64,
    },
    /// An event cannot be read or applied.
    Event {
        /// The event's number.
        event: i64,
        /// Why.
        why: String,
    },
    /// A table differs from what the log says.
    Table(&'static str),
}

const TABLES: [(&str, &str); 4] = [
    (
        "sales",
        "SELECT id, created_at, amount_minor, currency, allow_partial, description, state, paid_at FROM sales ORDER BY id",
    ),
    (
        "sessions",
        "SELECT id, sale_id, reference, created_at, expires_at, state FROM sessions ORDER BY id",
    ),
    (
        "transactions",
        "SELECT * FROM transactions ORDER BY session_id, internal_reference",
    ),
    (
        "print_jobs",
        "SELECT id, sale_id, created_at, copy, state FROM print_jobs ORDER BY id",
    ),
];

impl Tables<'_> {
    /// Everything that is wrong with the ledger; nothing when it is whole.
    ///
    /// # Errors
    /// The database cannot be read at all.
    pub fn verify(self) -> Result<Vec<Finding>, OpenError> {
        let mut findings = self.check_file()?;
        let mut replayed = Connection::open_in_memory()?;
        open::migrate(&mut replayed)?;
        self.replay(&replayed, &mut findings)?;
        for (table, query) in TABLES {
            if !same(self.0, &replayed, query)? {
                findings.push(Finding::Table(table));
            }
        }
        Ok(findings)
    }

    fn check_file(self) -> Result<Vec<Finding>, OpenError> {
        let mut findings = Vec::new();
        self.0.pragma_query(None, "integrity_check", |row| {
            let told: String = row.get(0)?;
            if told != "ok" {
                findings.push(Finding::File(told));
            }
            Ok(())
        })?;
        self.0.pragma_query(None, "foreign_key_check", |row| {
            findings.push(Finding::Reference { table: row.get(0)? });
            Ok(())
        })?;
        Ok(findings)
    }

    fn replay(self, into: &Connection, findings: &mut Vec<Finding>) -> Result<(), OpenError> {
        let query = "SELECT number, at, sale_id, body, hash FROM events ORDER BY number";
        let mut statement = self.0.prepare(query)?;
        let mut rows = statement.query([])?;
        let mut before: Hash = [0; 32];
        let mut expected = 1;
        while let Some(row) = rows.next()? {
            let number: i64 = row.get("number")?;
            let hash: Hash = row.get("hash")?;
            let (at, body): (String, String) = (row.get("at")?, row.get("body")?);
            let sale = SaleId(row.get("sale_id")?);
            if number != expected || hash != events::chain(&before, number, &at, sale, &body) {
                findings.push(Finding::Chain { event: number });
            }
            before = hash;
            expected = number + 1;
            if let Err(why) = apply(into, row, sale, &body) {
                findings.push(Finding::Event { event: number, why });
            }
        }
        Ok(())
    }
}

fn apply(into: &Connection, row: &Row<'_>, sale: SaleId, body: &str) -> Result<(), String> {
    let at: At = row.get("at").map_err(|error| error.to_string())?;
    let event: Event = serde_json::from_str(body).map_err(|error| error.to_string())?;
    events::apply(into, at.0, sale, &event).map_err(|error: Error| error.to_string())
}

fn same(one: &Connection, other: &Connection, query: &str) -> rusqlite::Result<bool> {
    let (mut one, mut other) = (one.prepare(query)?, other.prepare(query)?);
    let columns = one.column_count();
    let (mut one, mut other) = (one.query([])?, other.query([])?);
    loop {
        match (one.next()?, other.next()?) {
            (None, None) => return Ok(true),
            (Some(one), Some(other)) => {
                if values(one, columns)? != values(other, columns)? {
                    return Ok(false);
                }
            }
            (Some(_), None) | (None, Some(_)) => return Ok(false),
        }
    }
}

fn values(row: &Row<'_>, columns: usize) -> rusqlite::Result<Vec<Value>> {
    (0..columns).map(|column| row.get(column)).collect()
}
