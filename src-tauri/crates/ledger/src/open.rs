//! Opening a ledger: as its owner, or to read.

use std::fs::{File, TryLockError};
use std::path::Path;

use rusqlite::{Connection, OpenFlags};
use rusqlite_migration::{M, Migrations};

use crate::{OpenError, Tables, events, print_jobs, sales, sessions, transactions};

/// The ledger's file within its folder.
pub const FILE_NAME: &str = "ledger.sqlite3";
const LOCK_NAME: &str = "ledger.lock";

/// Marks a file as Cobro's: `Cobr`.
const APPLICATION_ID: i32 = 0x436f_6272;

const MIGRATIONS: &[M<'_>] = &[
    M::up(sales::MIGRATION),
    M::up(sessions::MIGRATION),
    M::up(transactions::MIGRATION),
    M::up(print_jobs::MIGRATION),
    M::up(events::MIGRATION),
];

/// The right to write a ledger: an OS file lock beside it, given up with the process (`I14`).
#[derive(Debug)]
pub(crate) struct Ownership(#[expect(dead_code, reason = "held open for its lock")] File);

impl Ownership {
    pub fn take(folder: &Path) -> Result<Self, OpenError> {
        let unusable = |path: &Path, source| OpenError::Folder {
            path: path.to_owned(),
            source,
        };
        std::fs::create_dir_all(folder).map_err(|source| unusable(folder, source))?;
        let path = folder.join(LOCK_NAME);
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path);
        let file = file.map_err(|source| unusable(&path, source))?;
        match file.try_lock() {
            Ok(()) => Ok(Ownership(file)),
            Err(TryLockError::WouldBlock) => Err(OpenError::Owned(folder.to_owned())),
            Err(TryLockError::Error(source)) => Err(unusable(&path, source)),
        }
    }
}

/// Opens the file for writing, made or migrated as needed.
pub(crate) fn for_writing(folder: &Path) -> Result<Connection, OpenError> {
    let path = folder.join(FILE_NAME);
    let mut connection = Connection::open(&path)?;
    let id: i32 = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let tables: i64 =
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if id != APPLICATION_ID && tables > 0 {
        return Err(OpenError::Foreign(path));
    }
    connection.pragma_update(None, "application_id", APPLICATION_ID)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    migrate(&mut connection)?;
    Ok(connection)
}

pub(crate) fn migrate(connection: &mut Connection) -> Result<(), OpenError> {
    use rusqlite_migration::{Error, MigrationDefinitionError};
    match Migrations::from_slice(MIGRATIONS).to_latest(connection) {
        Ok(()) => Ok(()),
        Err(Error::MigrationDefinition(MigrationDefinitionError::DatabaseTooFarAhead)) => {
            Err(OpenError::Newer)
        }
        Err(Error::RusqliteError { err, .. }) => Err(OpenError::Database(err)),
        Err(other) => Err(OpenError::Database(
            rusqlite::Error::ToSqlConversionFailure(Box::new(other)),
        )),
    }
}

/// Reads a ledger that another process may own, as it stood at the first read: what the owner
/// changes meanwhile is not seen.
#[derive(Debug)]
pub struct Reader(Connection);

impl Reader {
    /// Opens the ledger in a folder for reading alone.
    ///
    /// # Errors
    /// [`OpenError::Missing`] where there is none yet.
    pub fn open(folder: &Path) -> Result<Self, OpenError> {
        let path = folder.join(FILE_NAME);
        if !path.exists() {
            return Err(OpenError::Missing(folder.to_owned()));
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(&path, flags)?;
        let version: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
        let known = i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX);
        if version > known {
            return Err(OpenError::Newer);
        }
        connection.execute_batch("BEGIN")?;
        Ok(Reader(connection))
    }

    /// What the ledger holds.
    #[must_use]
    pub fn tables(&self) -> Tables<'_> {
        Tables(&self.0)
    }
}
