//! Files and folders on the disk: what makes them durable, and names that carry a time.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, ffi};

use crate::OpenError;
use crate::column::At;

/// What SQLite keeps beside a database, by what is added to its name. The database comes first.
pub(crate) const SUFFIXES: [&str; 4] = ["", "-wal", "-shm", "-journal"];

/// A time in a file's name: sorts, and is fit for every file system, as `2026-11-22T17-05-00.123Z`.
pub(crate) fn stamp(at: Timestamp) -> String {
    At(at).text().replace(':', "-")
}

/// The time that a stamp says.
pub(crate) fn stamped(stamp: &str) -> Option<Timestamp> {
    let (day, time) = stamp.split_once('T')?;
    format!("{day}T{}", time.replace('-', ":")).parse().ok()
}

/// The same path with something added to its name.
pub(crate) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut path = path.as_os_str().to_owned();
    path.push(suffix);
    path.into()
}

/// Makes a file's content durable.
pub(crate) fn sync(file: &Path) -> Result<(), OpenError> {
    let synced = File::options().write(true).open(file);
    synced
        .and_then(|file| file.sync_all())
        .map_err(|source| OpenError::at(file, source))
}

/// Makes what a folder contains durable, where the system asks for that.
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

/// Removes a database that nobody needs, with all that SQLite keeps beside it.
pub(crate) fn remove(database: &Path) -> io::Result<()> {
    for suffix in SUFFIXES {
        match fs::remove_file(beside(database, suffix)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => {}
        }
    }
    Ok(())
}

/// Copies all pages, as they stand at one moment, into a file that needs nothing beside it.
pub(crate) fn copy(from: &Connection, into: &mut Connection) -> Result<(), OpenError> {
    let copying = Backup::new(from, into)?;
    // in one step: page by page, a busy owner would have it begin again and again
    if copying.step(-1)? != StepResult::Done {
        let busy = ffi::Error::new(ffi::SQLITE_BUSY);
        return Err(OpenError::Database(rusqlite::Error::SqliteFailure(
            busy, None,
        )));
    }
    drop(copying);
    into.pragma_update(None, "journal_mode", "DELETE")?;
    Ok(())
}

/// A database in the making, removed unless it is kept.
pub(crate) struct Unfinished(pub PathBuf);

impl Unfinished {
    /// Moves it to where it belongs.
    pub fn keep(self, place: &Path) -> Result<(), OpenError> {
        fs::rename(&self.0, place).map_err(|source| OpenError::at(place, source))?;
        // what is left to remove is not there
        Ok(())
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        // what stays behind is removed by the next one
        let _ = remove(&self.0);
    }
}
