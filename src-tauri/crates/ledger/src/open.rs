//! Opening a ledger's file, and owning it.

use std::fs::{File, TryLockError};
use std::path::Path;

use rusqlite::{Connection, OpenFlags};

use crate::migrations::{self, Age};
use crate::{BackupError, OpenError, backups, events, files, folder, wal};

/// The ledger's file within its folder.
pub const FILE_NAME: &str = "ledger.sqlite3";
const LOCK_NAME: &str = "ledger.lock";

/// Marks a file as Cobro's: `Cobr`.
const APPLICATION_ID: i32 = 0x436f_6272;

/// The first SQLite, as its `SQLITE_VERSION_NUMBER`, without the error that could lose commits of a
/// write-ahead log while it is checkpointed from two connections.
const OLDEST_SQLITE: i32 = 3_051_003;

/// More than the statements that are used again and again, so that none of those is prepared twice.
pub(crate) const STATEMENTS: usize = 128;

/// Makes the folder and its own name durable.
fn make(folder: &Path) -> std::io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    std::fs::create_dir_all(folder)?;
    match folder.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => files::sync_folder(parent),
        Some(_) | None => Ok(()),
    }
}

/// The right to write the ledger of a folder: an OS file lock beside it, given up when dropped or with
/// the process (`I14`).
#[derive(Debug)]
pub struct Ownership(#[expect(dead_code, reason = "held open for its lock")] File);

impl Ownership {
    /// Takes it, and makes the folder where there is none.
    ///
    /// # Errors
    /// [`OpenError::Owned`] while a till runs.
    pub fn take(folder: &Path) -> Result<Self, OpenError> {
        folder::check(folder)?;
        make(folder).map_err(|source| OpenError::at(folder, source))?;
        let path = folder.join(LOCK_NAME);
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path);
        let file = file.map_err(|source| OpenError::at(&path, source))?;
        match file.try_lock() {
            Ok(()) => Ok(Ownership(file)),
            Err(TryLockError::WouldBlock) => Err(OpenError::Owned(folder.to_owned())),
            Err(TryLockError::Error(source)) => Err(OpenError::at(&path, source)),
        }
    }
}

/// Opens the file for writing, made or migrated as needed.
pub(crate) fn for_writing(folder: &Path) -> Result<Connection, OpenError> {
    if rusqlite::version_number() < OLDEST_SQLITE {
        return Err(OpenError::OldSqlite(rusqlite::version()));
    }
    let path = folder.join(FILE_NAME);
    check_log(&path)?;
    check_presence(folder, &path)?;
    let mut connection = Connection::open(&path)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    own(&path, &connection)?;
    check(&connection)?;
    let age = migrations::age(&connection)?;
    match age {
        Age::Older => keep_old(folder, &connection)?,
        Age::Newer => return Err(OpenError::Newer),
        Age::Empty | Age::Current => {}
    }
    // for macOS, where an ordinary fsync leaves data in the disk's own memory
    connection.pragma_update(None, "fullfsync", true)?;
    connection.pragma_update(None, "checkpoint_fullfsync", true)?;
    // what an unfinished commit left behind must not be taken for a part of a later one
    connection.pragma(None, "wal_checkpoint", "TRUNCATE", |_| Ok(()))?;
    connection.pragma_update(None, "application_id", APPLICATION_ID)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    if age != Age::Current {
        migrations::migrate(&mut connection)?;
    }
    Ok(connection)
}

/// Refuses to begin anew where there was a ledger: its backups tell.
fn check_presence(folder: &Path, path: &Path) -> Result<(), OpenError> {
    let is_there = std::fs::metadata(path).is_ok_and(|file| file.len() > 0);
    if !is_there && backups::backups(folder).is_ok_and(|backups| !backups.is_empty()) {
        return Err(OpenError::Damaged {
            findings: vec![format!("{} is gone or empty", path.display())],
        });
    }
    Ok(())
}

/// Refuses a damaged log before SQLite takes a part of it for the whole.
fn check_log(path: &Path) -> Result<(), OpenError> {
    let log = files::beside(path, "-wal");
    let is_damaged = wal::is_damaged(&log).map_err(|source| OpenError::at(&log, source))?;
    if is_damaged {
        let found = format!("commits in {} can no longer be read", log.display());
        return Err(OpenError::Damaged {
            findings: vec![found],
        });
    }
    Ok(())
}

/// Refuses a damaged file before anything is written to it.
fn check(connection: &Connection) -> Result<(), OpenError> {
    let mut findings = Vec::new();
    connection.pragma_query(None, "quick_check", |row| {
        let told: String = row.get(0)?;
        if told != "ok" {
            findings.push(told);
        }
        Ok(())
    })?;
    if findings.is_empty() {
        Ok(())
    } else {
        Err(OpenError::Damaged { findings })
    }
}

/// Backs up what a migration is about to change, under the time of its last event.
fn keep_old(folder: &Path, connection: &Connection) -> Result<(), OpenError> {
    let Some((_, at)) = events::last_recorded(connection)? else {
        return Ok(());
    };
    match backups::back_up(folder, at, usize::MAX) {
        Ok(_) => Ok(()),
        Err(BackupError::DiskFull) => Err(OpenError::DiskFull),
        Err(BackupError::Disk { why }) => Err(OpenError::Disk { why }),
        Err(BackupError::Damaged { findings, .. }) => Err(OpenError::Damaged { findings }),
        Err(BackupError::Ledger(error)) => Err(error),
    }
}

/// Refuses a damaged log that its owner may be writing: what is read half-written looks damaged too,
/// though not again and again.
pub(crate) fn check_log_in_use(path: &Path) -> Result<(), OpenError> {
    const LOOKS: usize = 3;
    let again = |told: Result<_, _>, _| told.or_else(|_| check_log(path));
    (1..LOOKS).fold(check_log(path), again)
}

/// Opens a file for reading alone.
pub(crate) fn for_reading(path: &Path) -> Result<Connection, OpenError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    own(path, &connection)?;
    Ok(connection)
}

/// Refuses a file that another program made.
fn own(path: &Path, connection: &Connection) -> Result<(), OpenError> {
    let id: i32 = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let tables: i64 =
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if id != APPLICATION_ID && tables > 0 {
        return Err(OpenError::Foreign(path.to_owned()));
    }
    Ok(())
}
