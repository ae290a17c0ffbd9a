//! Backups: whole copies of a ledger, made while its owner goes on.

use std::cmp::Reverse;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rusqlite::Connection;
use thiserror::Error;

use crate::files::{self, Unfinished};
use crate::migrations::{self, Age};
use crate::open::{self, FILE_NAME};
use crate::{Finding, OpenError, Tables};

const FOLDER: &str = "backups";
const LOCK_NAME: &str = "backups.lock";
const WHOLE: &str = "ledger-";
const DAMAGED: &str = "damaged-";
const UNFINISHED: &str = "unfinished-";
const SUFFIX: &str = ".sqlite3";

/// A whole copy of a ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backup {
    /// The file.
    pub path: PathBuf,
    /// When it was made.
    pub at: Timestamp,
    /// How long the file is, in bytes.
    pub bytes: u64,
}

/// Why no backup was made. The earlier ones are all there.
#[derive(Debug, Error)]
pub enum BackupError {
    /// The ledger is damaged: a backup from before is needed.
    #[error("the ledger is damaged: {}", findings.join("; "))]
    Damaged {
        /// The damaged copy, where one could be made; it is not among the backups.
        kept: Option<PathBuf>,
        /// What is wrong with it.
        findings: Vec<String>,
    },
    /// The disk is full.
    #[error("the disk is full")]
    DiskFull,
    /// The disk fails or does not let itself be written.
    #[error("the disk fails: {why}")]
    Disk {
        /// What failed, for whoever looks into it.
        why: String,
    },
    /// There is no ledger, or it cannot be read.
    #[error(transparent)]
    Ledger(OpenError),
}

impl From<OpenError> for BackupError {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::DiskFull => BackupError::DiskFull,
            OpenError::Disk { why } => BackupError::Disk { why },
            OpenError::Folder { .. } => BackupError::Disk {
                why: error.to_string(),
            },
            OpenError::Damaged { findings } => BackupError::Damaged {
                kept: None,
                findings,
            },
            OpenError::Owned(_)
            | OpenError::Missing(_)
            | OpenError::Newer
            | OpenError::Older
            | OpenError::Foreign(_)
            | OpenError::UnsafeFolder { .. }
            | OpenError::OldSqlite(_)
            | OpenError::Database(_) => BackupError::Ledger(error),
        }
    }
}

/// Copies the ledger in a folder, as it stands at one moment, into the folder's `backups`, while its
/// owner goes on writing. Only when the copy is durable and verified are the oldest beyond `keep`
/// deleted; the new one always stays.
///
/// # Errors
/// [`BackupError::Damaged`] where the copy is not whole. Nothing half-made stays behind.
pub fn back_up(folder: &Path, at: Timestamp, keep: usize) -> Result<Backup, BackupError> {
    back_up_through(folder, at, keep, |path| Connection::open(path))
}

fn back_up_through(
    folder: &Path,
    at: Timestamp,
    keep: usize,
    create: impl FnOnce(&Path) -> rusqlite::Result<Connection>,
) -> Result<Backup, BackupError> {
    let ledger = folder.join(FILE_NAME);
    if !ledger.exists() {
        return Err(BackupError::Ledger(OpenError::Missing(folder.to_owned())));
    }
    let backups = folder.join(FOLDER);
    fs::create_dir_all(&backups).map_err(|source| OpenError::at(&backups, source))?;
    let _alone = lock(&backups)?;
    remove_unfinished(&backups)?;

    let stamp = files::stamp(at);
    let named = |kind: &str| backups.join(format!("{kind}{stamp}{SUFFIX}"));
    let unfinished = Unfinished(named(UNFINISHED));
    open::check_log_in_use(&ledger)?;
    let from = open::for_reading(&ledger)?;
    let mut into = create(&unfinished.0).map_err(OpenError::from)?;
    files::copy(&from, &mut into)?;
    drop((from, into));
    files::sync(&unfinished.0)?;
    let findings = verify(&open::for_reading(&unfinished.0)?)?;
    if !findings.is_empty() {
        let kept = named(DAMAGED);
        unfinished.keep(&kept)?;
        // the damage is what matters
        let _ = thin_out_damaged(&backups, &kept);
        return Err(BackupError::Damaged {
            kept: Some(kept),
            findings: findings.iter().map(Finding::to_string).collect(),
        });
    }
    let place = named(WHOLE);
    unfinished.keep(&place)?;
    files::sync_folder(&backups).map_err(|source| OpenError::at(&backups, source))?;
    delete_oldest(&backups, keep, &place)?;
    Ok(read(&place, WHOLE)?.ok_or(OpenError::Missing(place))?)
}

/// The backups of the ledger in a folder, newest first.
///
/// # Errors
/// The folder cannot be read.
pub fn backups(folder: &Path) -> Result<Vec<Backup>, BackupError> {
    Ok(copies(&folder.join(FOLDER), WHOLE)?)
}

/// The copies of one kind in the folder of backups, newest first.
fn copies(backups: &Path, kind: &str) -> Result<Vec<Backup>, OpenError> {
    let mut copies = Vec::new();
    for path in entries(backups)? {
        copies.extend(read(&path, kind)?);
    }
    copies.sort_by_key(|copy| Reverse(copy.at));
    Ok(copies)
}

/// Everything that is wrong with a ledger, which an older program may have made.
pub(crate) fn verify(ledger: &Connection) -> Result<Vec<Finding>, OpenError> {
    match migrations::age(ledger)? {
        Age::Current => Tables(ledger).verify(),
        Age::Newer => Err(OpenError::Newer),
        // what has no tables has no events, and nothing is wrong with that
        Age::Empty => Ok(Vec::new()),
        Age::Older => {
            // a copy: the ledger stays as it is
            let mut migrated = Connection::open("")?;
            files::copy(ledger, &mut migrated)?;
            migrations::migrate(&mut migrated)?;
            Tables(&migrated).verify()
        }
    }
}

/// Waits until no other backup of the ledger is being made.
fn lock(backups: &Path) -> Result<File, OpenError> {
    let path = backups.join(LOCK_NAME);
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path);
    let file = file.map_err(|source| OpenError::at(&path, source))?;
    file.lock().map_err(|source| OpenError::at(&path, source))?;
    Ok(file)
}

/// Removes what a crash left half-made.
fn remove_unfinished(backups: &Path) -> Result<(), OpenError> {
    for path in entries(backups)? {
        if name(&path).starts_with(UNFINISHED) {
            fs::remove_file(&path).map_err(|source| OpenError::at(&path, source))?;
        }
    }
    Ok(())
}

/// Of the damaged copies, the new one, the one before it and the first stay for whoever looks into
/// the damage.
fn thin_out_damaged(backups: &Path, new: &Path) -> Result<(), OpenError> {
    let mut others = copies(backups, DAMAGED)?;
    others.retain(|copy| copy.path != new);
    if let [_, between @ .., _] = others.as_slice() {
        for copy in between {
            // one that somebody holds open is deleted later
            let _ = fs::remove_file(&copy.path);
        }
    }
    Ok(())
}

/// Deletes the oldest backups beyond the number, but never the new one, whatever the clock said
/// before.
fn delete_oldest(backups: &Path, keep: usize, new: &Path) -> Result<(), OpenError> {
    let mut others = copies(backups, WHOLE)?;
    others.retain(|copy| copy.path != new);
    for copy in others.into_iter().skip(keep.saturating_sub(1)) {
        // one that somebody holds open is deleted after a later backup
        let _ = fs::remove_file(copy.path);
    }
    Ok(())
}

fn read(path: &Path, kind: &str) -> Result<Option<Backup>, OpenError> {
    let stamp = name(path)
        .strip_prefix(kind)
        .and_then(|name| name.strip_suffix(SUFFIX));
    let Some(at) = stamp.and_then(files::stamped) else {
        return Ok(None);
    };
    let told = fs::metadata(path).map_err(|source| OpenError::at(path, source))?;
    Ok(Some(Backup {
        path: path.to_owned(),
        at,
        bytes: told.len(),
    }))
}

fn name(path: &Path) -> &str {
    path.file_name()
        .and_then(|name| name.to_str())
        .unwrap_or_default()
}

/// What a folder contains; nothing where it is not there.
fn entries(folder: &Path) -> Result<Vec<PathBuf>, OpenError> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(|source| OpenError::at(folder, source))?,
    };
    let paths = entries.map(|entry| entry.map(|entry| entry.path()));
    paths
        .collect::<Result<_, _>>()
        .map_err(|source| OpenError::at(folder, source))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Ledger;

    #[test]
    fn a_full_disk_leaves_no_half_backup_and_no_backup_less() {
        let folder = tempfile::tempdir().unwrap();
        let _ledger = Ledger::open(folder.path()).unwrap();
        let at = Timestamp::UNIX_EPOCH;
        let first = back_up(folder.path(), at, 1).unwrap();
        let later = at + jiff::SignedDuration::from_hours(1);
        let failed = back_up_through(folder.path(), later, 1, |path| {
            let small = Connection::open(path)?;
            small.pragma_update(None, "max_page_count", 3)?;
            Ok(small)
        });
        assert!(matches!(failed, Err(BackupError::DiskFull)), "{failed:?}");
        assert_eq!(backups(folder.path()).unwrap(), [first]);
        let left = entries(&folder.path().join(FOLDER)).unwrap();
        assert_eq!(left.len(), 2, "the backup and the lock: {left:?}");
    }

    #[test]
    fn what_a_crash_left_half_made_goes_away() {
        let folder = tempfile::tempdir().unwrap();
        let _ledger = Ledger::open(folder.path()).unwrap();
        let at = Timestamp::UNIX_EPOCH;
        let half = folder.path().join("backups/unfinished-x.sqlite3");
        fs::create_dir(folder.path().join(FOLDER)).unwrap();
        for suffix in files::SUFFIXES {
            fs::write(files::beside(&half, suffix), "half").unwrap();
        }
        let backup = back_up(folder.path(), at, 1).unwrap();
        let left = entries(&folder.path().join(FOLDER)).unwrap();
        assert_eq!(left.len(), 2, "the backup and the lock: {left:?}");
        assert_eq!(backups(folder.path()).unwrap(), [backup]);
    }
}
