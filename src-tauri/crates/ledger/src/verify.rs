//! Checks that a ledger is whole: the file, the chain of its log, and that the log replayed gives
//! the tables (`I16`).

use std::fmt;

use rusqlite::types::Value;
use rusqlite::{Connection, Row};

use crate::events::{self, Event, Happened, Hash, Link};
use crate::{CashierId, Error, OpenError, SaleId, Stamp, Tables, migrations, open};

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

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Finding::File(told) => f.write_str(told),
            Finding::Reference { table } => write!(f, "a row of {table} refers to none"),
            Finding::Chain { event } => {
                write!(f, "event {event} does not follow from the one before")
            }
            Finding::Event { event, why } => write!(f, "event {event}: {why}"),
            Finding::Table(table) => write!(f, "{table} differ from what the log says"),
        }
    }
}

/// A damaged definition would hide rows from later queries.
const SCHEMA: (&str, &str) = (
    "sqlite_schema",
    "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name",
);

const TABLES: [(&str, &str); 8] = [
    (
        "sales",
        "SELECT id, created_at, amount_minor, currency, allow_partial, description, state, paid_at, restored_at, cashier_id, customer FROM sales ORDER BY id",
    ),
    (
        "sessions",
        "SELECT id, sale_id, reference, created_at, expires_at, state, ended_at, left_at FROM sessions ORDER BY id",
    ),
    (
        "transactions",
        "SELECT session_id, internal_reference, told FROM transactions ORDER BY session_id, internal_reference",
    ),
    (
        "refunds",
        "SELECT id, session_id, internal_reference, amount_minor, currency, asked_by, asked_at, state, settled_at FROM refunds ORDER BY id",
    ),
    (
        "print_jobs",
        "SELECT id, sale_id, receipt, created_at, copy, state FROM print_jobs ORDER BY id",
    ),
    ("cashiers", "SELECT * FROM cashiers ORDER BY id"),
    ("shifts", "SELECT * FROM shifts ORDER BY id"),
    ("takings", "SELECT * FROM takings ORDER BY rowid"),
];

impl Tables<'_> {
    /// Everything that is wrong with the ledger; nothing when it is whole. Reads the log event by
    /// event, however long it is.
    ///
    /// # Errors
    /// The disk fails, or the database cannot be read at all.
    pub fn verify(self) -> Result<Vec<Finding>, OpenError> {
        let mut findings = Vec::new();
        match self.find(&mut findings) {
            Ok(()) => {}
            // damage that ends the search is what it found
            Err(OpenError::Damaged { findings: told }) => {
                findings.extend(told.into_iter().map(Finding::File));
            }
            Err(error) => return Err(error),
        }
        Ok(findings)
    }

    fn find(self, findings: &mut Vec<Finding>) -> Result<(), OpenError> {
        self.check_file(findings)?;
        // a database of its own on the disk, for what does not fit into memory
        let mut replayed = Connection::open("")?;
        replayed.set_prepared_statement_cache_capacity(open::STATEMENTS);
        migrations::make_tables(&mut replayed)?;
        replayed.pragma_update(None, "journal_mode", "OFF")?;
        replayed.execute_batch("BEGIN")?;
        self.replay(&replayed, findings)?;
        for (table, query) in [SCHEMA].into_iter().chain(TABLES) {
            if !same(self.0, &replayed, query)? {
                findings.push(Finding::Table(table));
            }
        }
        Ok(())
    }

    fn check_file(self, findings: &mut Vec<Finding>) -> Result<(), OpenError> {
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
        Ok(())
    }

    fn replay(self, into: &Connection, findings: &mut Vec<Finding>) -> Result<(), OpenError> {
        let query =
            "SELECT number, at, cashier_id, sale_id, body, hash FROM events ORDER BY number";
        let mut statement = self.0.prepare(query)?;
        let mut rows = statement.query([])?;
        let mut before: Hash = [0; 32];
        let mut expected = 1;
        while let Some(row) = rows.next()? {
            let columns: (i64, String, Option<i64>, Option<i64>, String, Hash) = row.try_into()?;
            let (number, at, by, sale, body, hash) = columns;
            let link = Link {
                number,
                at: &at,
                by: by.map(CashierId),
                sale: sale.map(SaleId),
                body: &body,
            };
            if number != expected || hash != events::chain(&before, link) {
                findings.push(Finding::Chain { event: number });
            }
            before = hash;
            expected = number + 1;
            if let Err(why) = apply(into, link) {
                findings.push(Finding::Event { event: number, why });
            }
        }
        Ok(())
    }
}

fn apply(into: &Connection, link: Link<'_>) -> Result<(), String> {
    // what the parsers say quotes what they read, which may name a customer
    let at = link.at.parse();
    let at = at.map_err(|_: jiff::Error| "its time cannot be read".to_owned())?;
    let event = serde_json::from_str(link.body);
    let event: Event = event.map_err(|error| {
        let (kind, column) = (error.classify(), error.column());
        format!("it cannot be read at character {column} ({kind:?})")
    })?;
    let happened = Happened {
        number: link.number,
        stamp: Stamp { at, by: link.by },
        sale: link.sale,
        event: &event,
    };
    events::apply(into, happened).map_err(|error: Error| error.to_string())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn findings_quote_nothing_of_a_damaged_record() {
        const CANARY: &str = "Canaria Pérez";
        let mut connection = Connection::open_in_memory().unwrap();
        migrations::migrate(&mut connection).unwrap();
        let insert = "INSERT INTO events (number, at, body, hash) VALUES (?, ?, ?, zeroblob(32))";
        let kind = format!(r#"{{"event":"{CANARY}"}}"#);
        let value = format!(r#"{{"event":"signed-in","cashier":"{CANARY}"}}"#);
        let now = "2026-11-22T17:05:00.000Z";
        let rows = (1_i64..).zip([(now, &kind), (now, &value), (CANARY, &kind)]);
        for (number, (at, body)) in rows {
            connection.execute(insert, (number, at, body)).unwrap();
        }
        let shift = "INSERT INTO shifts (id, since, opened_at, closed_at, report) VALUES (1, 0, ?1, ?1, ?2)";
        let report = format!("\"{CANARY}\"");
        connection.execute(shift, (now, report)).unwrap();
        let tables = Tables(&connection);
        let findings = tables.verify().unwrap();
        assert!(findings.len() > 3, "{findings:?}");
        let unreadable = tables.shifts(1).unwrap_err();
        assert!(matches!(unreadable, Error::Damaged { .. }), "{unreadable}");
        for told in [
            format!("{findings:?}"),
            format!("{unreadable:?} {unreadable}"),
        ] {
            assert!(!told.contains("Canaria"), "{told}");
        }
    }

    #[test]
    fn i16_every_column_of_every_table_takes_part_in_the_replay() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrations::migrate(&mut connection).unwrap();
        let names = |query: &str| -> Vec<String> {
            let mut statement = connection.prepare(query).unwrap();
            let names = statement.query_map([], |row| row.get(0)).unwrap();
            names.collect::<Result<_, _>>().unwrap()
        };
        let mut compared: Vec<String> = TABLES.iter().map(|(table, _)| (*table).into()).collect();
        compared.push("events".into());
        compared.sort();
        let tables = "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name";
        assert_eq!(names(tables), compared);
        for (table, query) in TABLES {
            let statement = connection.prepare(query).unwrap();
            // generated columns, which it leaves out, follow from the others
            let columns = names(&format!("SELECT name FROM pragma_table_info('{table}')"));
            assert_eq!(statement.column_names(), columns, "{table}");
        }
    }
}
