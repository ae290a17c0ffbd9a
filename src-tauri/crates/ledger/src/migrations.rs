//! The steps that make a ledger's tables, in the order in which programs in shops learnt them.
//!
//! A step that was released is never changed: files out there went through it as it was. What is
//! new comes at the end.
//!
//! Where events mean something else than they did, the last step makes the tables anew from the log,
//! by what events mean now: whoever changes that, or adds a column that events fill, moves this to a
//! new last step. A kind of event that older programs cannot read is a step too, so that they say that
//! the file is newer instead of calling it damaged.

use std::sync::{Mutex, PoisonError};

use rusqlite::{Connection, Transaction, ffi};
use rusqlite_migration::{Error, HookError, M, MigrationDefinitionError, Migrations};

use crate::{
    OpenError, cashiers, events, files, print_jobs, refunds, sales, search, sessions, shifts,
    takings, transactions,
};

const STEPS: usize = 19;

fn steps() -> [M<'static>; STEPS] {
    [
        M::up(sales::MIGRATION),
        M::up(sessions::MIGRATION),
        M::up(transactions::MIGRATION),
        M::up(print_jobs::MIGRATION),
        M::up(events::MIGRATION),
        M::up(events::OF_THE_LEDGER),
        M::up(sessions::ENDS),
        M::up(refunds::MIGRATION),
        M::up(sales::RESTORED),
        M::up(sessions::DOUBTS),
        M::up(print_jobs::OF_ALL_RECEIPTS),
        M::up(cashiers::MIGRATION),
        M::up(events::DONE_BY),
        M::up(shifts::MIGRATION),
        M::up(takings::MIGRATION),
        M::up(transactions::FOUND_BY),
        M::up(search::BY_KIND),
        M::up_with_hook(sales::SOLD_BY_AND_TO, replay),
        M::up(events::OF_THE_SETTINGS),
    ]
}

fn replay(transaction: &Transaction<'_>) -> Result<(), HookError> {
    let failure = |code| HookError::RusqliteError(rusqlite::Error::SqliteFailure(code, None));
    events::replay(transaction).map_err(|error| match error {
        crate::Error::Database(error) => HookError::RusqliteError(error),
        crate::Error::DiskFull => failure(ffi::Error::new(ffi::SQLITE_FULL)),
        crate::Error::Disk { .. } => failure(ffi::Error::new(ffi::SQLITE_IOERR)),
        other => HookError::Hook(other.to_string()),
    })
}

/// How old a file's tables are, against what this program knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Age {
    /// There are none yet.
    Empty,
    /// An older program made them.
    Older,
    /// As this program makes them.
    Current,
    /// A newer program made them.
    Newer,
}

/// How old a file's tables are.
pub(crate) fn age(connection: &Connection) -> rusqlite::Result<Age> {
    let version: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let known = i64::try_from(STEPS).unwrap_or(i64::MAX);
    Ok(match version {
        0 => Age::Empty,
        version if version < known => Age::Older,
        version if version > known => Age::Newer,
        _ => Age::Current,
    })
}

/// The tables as this program makes them, without a row.
pub(crate) fn make_tables(in_empty: &mut Connection) -> Result<(), OpenError> {
    /// Made once: the steps to them take longer than many a ledger's replay.
    static TABLES: Mutex<Option<Connection>> = Mutex::new(None);
    let mut kept = TABLES.lock().unwrap_or_else(PoisonError::into_inner);
    let tables = match kept.take() {
        Some(tables) => tables,
        None => {
            let mut tables = Connection::open_in_memory()?;
            migrate(&mut tables)?;
            tables
        }
    };
    files::copy(kept.insert(tables), in_empty)
}

/// Brings the tables up to date.
pub(crate) fn migrate(connection: &mut Connection) -> Result<(), OpenError> {
    match Migrations::new(steps().into()).to_latest(connection) {
        Ok(()) => Ok(()),
        Err(Error::MigrationDefinition(MigrationDefinitionError::DatabaseTooFarAhead)) => {
            Err(OpenError::Newer)
        }
        Err(Error::RusqliteError { err, .. }) => Err(err.into()),
        Err(Error::Hook(why)) => Err(OpenError::Damaged {
            findings: vec![why],
        }),
        Err(other) => Err(OpenError::Database(
            rusqlite::Error::ToSqlConversionFailure(Box::new(other)),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tables' definitions, in the order in which they were made.
    fn schema(connection: &Connection) -> Vec<String> {
        let mut statement = connection
            .prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid")
            .unwrap();
        let definitions = statement.query_map([], |row| row.get(0)).unwrap();
        definitions.collect::<Result<_, _>>().unwrap()
    }

    fn to_step(step: usize, connection: &mut Connection) {
        let steps = steps().into_iter().take(step).collect();
        Migrations::new(steps).to_latest(connection).unwrap();
    }

    #[test]
    fn what_was_released_makes_the_tables_that_it_made_then() {
        let then = Connection::open_in_memory().unwrap();
        then.execute_batch(include_str!("../tests/ledger/version-5.sql"))
            .unwrap();
        let mut now = Connection::open_in_memory().unwrap();
        to_step(5, &mut now);
        assert_eq!(schema(&now), schema(&then));
    }

    #[test]
    fn i7_a_migrated_ledger_knows_which_sales_are_older_than_its_backup() {
        let mut connection = Connection::open_in_memory().unwrap();
        to_step(8, &mut connection);
        let insert = "
            INSERT INTO sales (id, created_at, amount_minor, currency, allow_partial, state)
            SELECT value, '', 1, 'CLP', 0, '{\"kind\":\"opening\"}' FROM json_each('[1, 2, 3]');
            INSERT INTO events (number, at, sale_id, body, hash) VALUES
                (1, 'a', 1, '{\"event\":\"sale-opened\"}', zeroblob(32)),
                (2, 'b', NULL, '{\"event\":\"ledger-restored\"}', zeroblob(32)),
                (3, 'c', 2, '{\"event\":\"sale-opened\"}', zeroblob(32)),
                (4, 'd', 1, '{\"event\":\"session-settled\"}', zeroblob(32)),
                (5, 'e', NULL, '{\"event\":\"ledger-restored\"}', zeroblob(32)),
                (6, 'f', 3, '{\"event\":\"sale-opened\"}', zeroblob(32));";
        connection.execute_batch(insert).unwrap();
        to_step(9, &mut connection);
        let query = "SELECT group_concat(coalesce(restored_at, '-') ORDER BY id) FROM sales";
        let restored: String = connection.query_row(query, [], |row| row.get(0)).unwrap();
        assert_eq!(restored, "e,e,-");
    }

    #[test]
    fn a_files_age_is_told_by_its_version() {
        let mut connection = Connection::open_in_memory().unwrap();
        assert_eq!(age(&connection).unwrap(), Age::Empty);
        migrate(&mut connection).unwrap();
        assert_eq!(age(&connection).unwrap(), Age::Current);
        for (version, expected) in [(1, Age::Older), (99, Age::Newer)] {
            connection
                .pragma_update(None, "user_version", version)
                .unwrap();
            assert_eq!(age(&connection).unwrap(), expected);
        }
    }
}
