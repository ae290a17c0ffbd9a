//! Putting a backup in the place of the ledger.
//!
//! # Design
//! What replaces the ledger is prepared and made durable under another name first. Giving it the
//! name `restored-…` decides: before, the old ledger is the ledger; after, the new one is, and
//! whoever owns the folder next [finishes](finish) what a crash interrupted. The old ledger is moved
//! with its write-ahead log, the database first, so that neither is ever seen with another's.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rusqlite::Connection;
use thiserror::Error;

use crate::backups;
use crate::events::{self, Event};
use crate::files::{self, SUFFIXES, Unfinished};
use crate::migrations::{self, Age};
use crate::open::{self, FILE_NAME, Ownership};
use crate::{Error, Finding, OpenError, SessionRecord, Tables};

const RESTORING: &str = "restoring.sqlite3";
const RESTORED: &str = "restored-";
const REPLACED: &str = "replaced-";
const SUFFIX: &str = ".sqlite3";

/// What to do with events that the ledger has and the backup lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NewerEvents {
    /// They are not given up: nothing is restored.
    Kept,
    /// A person gave them up.
    Discarded,
}

/// A ledger that was put back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// How many events the backup has.
    pub events: i64,
    /// The time of the last one.
    pub until: Option<Timestamp>,
    /// The folder with the ledger that was there before.
    pub replaced: Option<PathBuf>,
}

/// Why a backup was not restored. The ledger is what it was.
#[derive(Debug, Error)]
pub enum RestoreError {
    /// There is no such backup.
    #[error("there is no backup {}", .0.display())]
    Missing(PathBuf),
    /// The file belongs to another program.
    #[error("{} is no ledger of Cobro", .0.display())]
    Foreign(PathBuf),
    /// A newer program made the backup, or the ledger that it would replace.
    #[error("{} was written by a newer version", .0.display())]
    Newer(PathBuf),
    /// The backup is damaged: another one is needed.
    #[error("the backup is damaged: {}", findings.join("; "))]
    Damaged {
        /// What is wrong with it.
        findings: Vec<String>,
    },
    /// The ledger has events that the backup lacks, and they can be read.
    #[error("{events} events since {since} would be lost")]
    WouldLose {
        /// How many.
        events: i64,
        /// When the first of them happened.
        since: Timestamp,
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
    /// The folder cannot be owned, as while a till runs (`I14`), or not be used.
    #[error(transparent)]
    Ledger(OpenError),
}

impl From<OpenError> for RestoreError {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::DiskFull => RestoreError::DiskFull,
            OpenError::Disk { why } => RestoreError::Disk { why },
            OpenError::Folder { .. } => RestoreError::Disk {
                why: error.to_string(),
            },
            OpenError::Owned(_)
            | OpenError::Missing(_)
            | OpenError::Newer
            | OpenError::Older
            | OpenError::Foreign(_)
            | OpenError::UnsafeFolder { .. }
            | OpenError::OldSqlite(_)
            | OpenError::Damaged { .. }
            | OpenError::Database(_) => RestoreError::Ledger(error),
        }
    }
}

/// Puts a backup in the place of the ledger in a folder, whose owner it is meanwhile. The ledger
/// that was there is moved aside, never deleted. That it was restored is the new ledger's last event.
///
/// # Errors
/// [`RestoreError::WouldLose`] where the present ledger can be read and has events that the backup
/// lacks, unless they are [given up](NewerEvents::Discarded); [`RestoreError::Ledger`] with
/// [`OpenError::Owned`] while a till runs (`I14`).
pub fn restore(
    folder: &Path,
    from: &Path,
    at: Timestamp,
    newer: NewerEvents,
) -> Result<Restored, RestoreError> {
    if !from.is_file() {
        return Err(RestoreError::Missing(from.to_owned()));
    }
    let _ownership = Ownership::take(folder)?;
    finish(folder)?;
    let unfinished = Unfinished(folder.join(RESTORING));
    let (backup, last) = prepare(from, &unfinished.0)?;
    match newer {
        NewerEvents::Kept => would_lose(folder, &backup)?,
        NewerEvents::Discarded => {}
    }
    let restored = Event::LedgerRestored {
        last_event: last.map_or(0, |(number, _)| number),
    };
    record(&backup, at, &restored).map_err(unrecorded)?;
    drop(backup);
    files::sync(&unfinished.0)?;

    let label = label(folder, at);
    let pending = folder.join(format!("{RESTORED}{label}{SUFFIX}"));
    unfinished.keep(&pending)?;
    if let Err(failed) = replace(folder, &label, &mut || Ok(())) {
        if folder.join(FILE_NAME).exists() {
            // nothing was moved, as where somebody reads the ledger on Windows: undecided again
            fs::remove_file(&pending).map_err(|source| OpenError::at(&pending, source))?;
            let _ = fs::remove_dir(folder.join(format!("{REPLACED}{label}")));
        }
        return Err(OpenError::at(folder, failed).into());
    }
    let replaced = folder.join(format!("{REPLACED}{label}"));
    Ok(Restored {
        events: last.map_or(0, |(number, _)| number),
        until: last.map(|(_, at)| at),
        replaced: replaced.exists().then_some(replaced),
    })
}

/// Finishes what a crash interrupted; for the owner of the folder.
pub(crate) fn finish(folder: &Path) -> Result<(), OpenError> {
    finish_through(folder, &mut || Ok(())).map_err(|source| OpenError::at(folder, source))
}

/// Stops the world before a step on the disk, in proofs.
type Step<'s> = &'s mut dyn FnMut() -> io::Result<()>;

fn finish_through(folder: &Path, step: Step<'_>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name();
        let label = name
            .to_str()
            .and_then(|name| name.strip_prefix(RESTORED)?.strip_suffix(SUFFIX));
        if let Some(label) = label {
            replace(folder, label, step)?;
        }
    }
    Ok(())
}

/// Moves the old ledger aside and the restored one into its place.
fn replace(folder: &Path, label: &str, step: Step<'_>) -> io::Result<()> {
    files::sync_folder(folder)?;
    let ledger = folder.join(FILE_NAME);
    let aside = folder.join(format!("{REPLACED}{label}"));
    for suffix in SUFFIXES {
        let part = files::beside(&ledger, suffix);
        if part.exists() {
            step()?;
            fs::create_dir_all(&aside)?;
            step()?;
            fs::rename(part, aside.join(format!("{FILE_NAME}{suffix}")))?;
        }
    }
    step()?;
    if aside.exists() {
        files::sync_folder(&aside)?;
    }
    files::sync_folder(folder)?;
    step()?;
    fs::rename(folder.join(format!("{RESTORED}{label}{SUFFIX}")), ledger)?;
    step()?;
    files::sync_folder(folder)
}

/// The number and the time of a log's last event.
type Last = Option<(i64, Timestamp)>;

/// Copies the backup, brings it up to date and verifies it.
fn prepare(from: &Path, into: &Path) -> Result<(Connection, Last), RestoreError> {
    files::remove(into).map_err(|source| OpenError::at(into, source))?;
    let told = |error| match error {
        OpenError::Foreign(_) => RestoreError::Foreign(from.to_owned()),
        OpenError::Newer => RestoreError::Newer(from.to_owned()),
        OpenError::Damaged { findings } => RestoreError::Damaged { findings },
        other => other.into(),
    };
    open::check_log_in_use(from).map_err(told)?;
    let backup = open::for_reading(from).map_err(told)?;
    match migrations::age(&backup)
        .map_err(OpenError::from)
        .map_err(told)?
    {
        Age::Current | Age::Older => {}
        Age::Newer => return Err(RestoreError::Newer(from.to_owned())),
        Age::Empty => return Err(RestoreError::Foreign(from.to_owned())),
    }
    let mut copy = Connection::open(into).map_err(OpenError::from)?;
    files::copy(&backup, &mut copy).map_err(told)?;
    migrations::migrate(&mut copy).map_err(told)?;
    let findings = Tables(&copy).verify().map_err(told)?;
    if !findings.is_empty() {
        return Err(RestoreError::Damaged {
            findings: findings.iter().map(Finding::to_string).collect(),
        });
    }
    let last = events::last_recorded(&copy)
        .map_err(OpenError::from)
        .map_err(told)?;
    Ok((copy, last))
}

/// Refuses to give up events of a ledger that is whole.
fn would_lose(folder: &Path, backup: &Connection) -> Result<(), RestoreError> {
    let ledger = folder.join(FILE_NAME);
    if !ledger.exists() {
        return Ok(());
    }
    let present = match open::for_reading(&ledger) {
        Ok(present) => present,
        Err(error) => return undecided(error, &ledger),
    };
    match lost(&present, backup) {
        Ok(None) => Ok(()),
        Ok(Some((events, since))) => Err(RestoreError::WouldLose { events, since }),
        Err(error) => undecided(error, &ledger),
    }
}

/// What a ledger that cannot be compared says against a restore: nothing where it is damaged, which
/// is what backups are for.
fn undecided(error: OpenError, ledger: &Path) -> Result<(), RestoreError> {
    match error {
        OpenError::Damaged { .. }
        | OpenError::Disk { .. }
        | OpenError::Foreign(_)
        | OpenError::Missing(_) => Ok(()),
        OpenError::Newer => Err(RestoreError::Newer(ledger.to_owned())),
        OpenError::Owned(_)
        | OpenError::Older
        | OpenError::UnsafeFolder { .. }
        | OpenError::OldSqlite(_)
        | OpenError::DiskFull
        | OpenError::Folder { .. }
        | OpenError::Database(_) => Err(error.into()),
    }
}

/// How many events a ledger that is whole has and the backup lacks, and since when.
fn lost(present: &Connection, backup: &Connection) -> Result<Last, OpenError> {
    match migrations::age(present)? {
        Age::Empty => return Ok(None),
        Age::Newer => return Err(OpenError::Newer),
        Age::Older | Age::Current => {}
    }
    let Some((events, _)) = events::last_recorded(present)? else {
        return Ok(None);
    };
    // each hash covers all before it, so the logs are the same up to where the hashes are
    let (mut same, mut differs) = (0, events + 1);
    while differs - same > 1 {
        let middle = same + (differs - same) / 2;
        let hash = events::hash_of(present, middle)?;
        if hash.is_some() && hash == events::hash_of(backup, middle)? {
            same = middle;
        } else {
            differs = middle;
        }
    }
    if same == events || !is_whole(present)? {
        return Ok(None);
    }
    let since = events::time_of(present, same + 1)?;
    Ok(since.map(|since| (events - same, since)))
}

fn is_whole(present: &Connection) -> Result<bool, OpenError> {
    match backups::verify(present) {
        Ok(findings) => Ok(findings.is_empty()),
        Err(OpenError::Damaged { .. }) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Whether the answers that the backup lacks came is not known: the sessions that waited for them
/// may have been paid since.
fn record(backup: &Connection, at: Timestamp, restored: &Event) -> Result<(), Error> {
    backup.pragma_update(None, "synchronous", "FULL")?;
    let commit = backup.unchecked_transaction()?;
    events::record(&commit, at.into(), None, restored)?;
    for SessionRecord { id, sale, .. } in Tables(&commit).intended_sessions()? {
        let forgotten = Event::SessionForgotten { session: id };
        events::record(&commit, at.into(), Some(sale), &forgotten)?;
    }
    commit.commit()?;
    Ok(())
}

/// The backup was verified: what does not fit it is damage.
fn unrecorded(error: Error) -> OpenError {
    match error {
        Error::DiskFull => OpenError::DiskFull,
        Error::Disk { why } => OpenError::Disk { why },
        Error::Database(error) => OpenError::Database(error),
        Error::Damaged { .. }
        | Error::ReferenceUsed(_)
        | Error::StillPayable(_)
        | Error::Unsure { .. }
        | Error::Duplicate(_)
        | Error::NotRefundable(_)
        | Error::AlreadySettled(_)
        | Error::NameUsed(_)
        | Error::NoSupervisor
        | Error::NoOpenShift
        | Error::Unknown { .. } => OpenError::Damaged {
            findings: vec![error.to_string()],
        },
    }
}

/// The time, made unlike that of any earlier restore.
fn label(folder: &Path, at: Timestamp) -> String {
    let stamp = files::stamp(at);
    let others = (2..).map(|count| format!("{stamp}-{count}"));
    std::iter::once(stamp.clone())
        .chain(others)
        .find(|label| !folder.join(format!("{REPLACED}{label}")).exists())
        .unwrap_or(stamp)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Duplicates, Ledger, NewSale, NewSession, Reader, SaleFilter, back_up};
    use jiff::SignedDuration;
    use sale::{Amount, Currency};

    fn at(hour: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_hours(hour)
    }

    fn charge(folder: &Path, reference: &str) -> Ledger {
        let mut ledger = Ledger::open(folder).unwrap();
        let sale = NewSale {
            amount: Amount::parse("990", Currency::CLP).unwrap(),
            allow_partial: false,
            description: None,
            customer: sale::Customer::default(),
        };
        let session = NewSession {
            reference: reference.parse().unwrap(),
            expires_at: at(0),
        };
        ledger
            .open_sale(at(0), sale, session, Duplicates::Allowed)
            .unwrap();
        ledger
    }

    fn sales(folder: &Path) -> usize {
        let reader = Reader::open(folder).unwrap();
        assert_eq!(reader.tables().verify().unwrap(), []);
        reader.tables().sales(&SaleFilter::default()).unwrap().len()
    }

    /// A folder whose ledger has two sales, one of them in the write-ahead log alone, with a backup
    /// of one sale, restored up to where the new ledger's name decides.
    fn decided() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        drop(charge(path, "C1-1"));
        let backup = back_up(path, at(1), 9).unwrap();
        let ledger = charge(path, "C1-2");
        // as after a crash: the owner's last close would have cleared the log
        let crashed = tempfile::tempdir().unwrap();
        for suffix in ["", "-wal"] {
            let name = format!("{FILE_NAME}{suffix}");
            fs::copy(path.join(&name), crashed.path().join(name)).unwrap();
        }
        assert_ne!(
            fs::metadata(crashed.path().join("ledger.sqlite3-wal"))
                .unwrap()
                .len(),
            0
        );
        drop(ledger);
        let restoring = crashed.path().join(RESTORING);
        drop(prepare(&backup.path, &restoring).unwrap());
        (crashed, restoring)
    }

    #[test]
    fn i12_a_crash_leaves_the_old_ledger_or_the_new_one() {
        let (folder, _) = decided();
        assert_eq!(sales(folder.path()), 2, "undecided: the old one");
        drop(Ledger::open(folder.path()).unwrap());
        assert_eq!(sales(folder.path()), 2);

        let mut ends = 0;
        for last in 0.. {
            let (folder, restoring) = decided();
            let label = label(folder.path(), at(2));
            let pending = folder.path().join(format!("{RESTORED}{label}{SUFFIX}"));
            fs::rename(restoring, pending).unwrap();
            let mut steps = 0;
            let stopped = finish_through(folder.path(), &mut || {
                steps += 1;
                if steps > last {
                    return Err(io::Error::other("power"));
                }
                Ok(())
            });
            ends = last;
            drop(Ledger::open(folder.path()).unwrap());
            assert_eq!(sales(folder.path()), 1, "decided, stopped after {last}");
            let replaced = folder.path().join(format!("{REPLACED}{label}"));
            assert_eq!(sales(&replaced), 2, "the old one is kept whole");
            if stopped.is_ok() {
                break;
            }
        }
        assert!(ends > 5, "{ends}");
    }
}
