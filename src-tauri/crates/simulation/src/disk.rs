//! The till's disk: a folder for each life of the till, and what goes wrong at a commit.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use jiff::Timestamp;
use ledger::{CommitWatch, Error, FILE_NAME, Finding, Ledger, NewerEvents, Reader, Stage, Tables};

use crate::verdict::lock;

/// What a commit meets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fate {
    /// It passes.
    #[default]
    Passes,
    /// The power goes just before it.
    CrashBefore,
    /// The power goes just after it.
    CrashAfter,
    /// There is no room, for this one and all that follow.
    Full,
    /// The disk fails once.
    Fails,
}

/// A disk that outlives the tills that write on it.
#[derive(Debug)]
pub struct Disk {
    root: PathBuf,
    state: Mutex<State>,
    /// Another process's eye on the ledger of the present life.
    reader: Mutex<Option<Reader>>,
    /// The eye on the life that just ended: while it is open, the dead till's last close writes
    /// nothing that nobody reads.
    last_reader: Mutex<Option<Reader>>,
}

#[derive(Debug, Default)]
struct State {
    life: u32,
    /// The power is gone: nothing of this life reaches the disk any more.
    is_dead: bool,
    fate: Fate,
    /// So many commits pass before the one that meets its fate: some follow each other at once.
    spared: u32,
    /// It failed once in this life.
    failed: bool,
    commits: u64,
    /// A copy of the ledger, on another disk.
    backup: Option<PathBuf>,
}

impl Disk {
    /// A disk in an empty folder, with an empty ledger copied from `template`.
    pub fn new(root: PathBuf, template: &Path) -> io::Result<Self> {
        let disk = Disk {
            root,
            state: Mutex::default(),
            reader: Mutex::default(),
            last_reader: Mutex::default(),
        };
        fs::create_dir_all(disk.folder())?;
        fs::copy(template.join(FILE_NAME), disk.folder().join(FILE_NAME))?;
        Ok(disk)
    }

    /// Where the ledger of the present life is.
    pub fn folder(&self) -> PathBuf {
        self.folder_of(lock(&self.state).life)
    }

    fn folder_of(&self, life: u32) -> PathBuf {
        self.root.join(life.to_string())
    }

    /// What the next commit meets.
    pub fn set_fate(&self, fate: Fate) {
        self.set_fate_after(0, fate);
    }

    /// What a commit meets after so many that pass.
    pub fn set_fate_after(&self, spared: u32, fate: Fate) {
        let mut state = lock(&self.state);
        (state.spared, state.fate) = (spared, fate);
    }

    /// The power is gone.
    pub fn is_dead(&self) -> bool {
        lock(&self.state).is_dead
    }

    /// A till that starts now may fail to.
    pub fn is_in_trouble(&self) -> bool {
        let state = lock(&self.state);
        state.is_dead || state.fate == Fate::Full || state.failed
    }

    /// How many commits were made.
    pub fn commits(&self) -> u64 {
        lock(&self.state).commits
    }

    /// Opens the ledger as a till does that starts.
    pub fn open(self: &Arc<Self>) -> Result<Ledger, ledger::OpenError> {
        {
            let mut state = lock(&self.state);
            state.is_dead = false;
            state.failed = false;
        }
        let mut ledger = Ledger::open(&self.folder())?;
        let disk = Arc::clone(self);
        let life = lock(&self.state).life;
        let watch: CommitWatch = Box::new(move |stage, _| disk.commit(life, stage));
        ledger.watch_commits(watch);
        Ok(ledger)
    }

    /// Reads what is durable, as another process does.
    pub fn read<T>(&self, read: impl FnOnce(Tables<'_>) -> Result<T, Error>) -> Result<T, String> {
        let mut kept = lock(&self.reader);
        let mut reader = match kept.take() {
            Some(reader) => reader,
            None => Reader::open(&self.folder()).map_err(|error| error.to_string())?,
        };
        let done = reader.refresh().and_then(|()| read(reader.tables()));
        let done = done.and_then(|done| reader.rest().map(|()| done));
        *kept = Some(reader);
        done.map_err(|error| error.to_string())
    }

    /// Opens the ledger anew and checks all of it.
    pub fn verify(&self) -> Result<Vec<Finding>, String> {
        let reader = Reader::open(&self.folder()).map_err(|error| error.to_string())?;
        reader.tables().verify().map_err(|error| error.to_string())
    }

    /// The power goes: what is on the disk now is what the next life finds.
    pub fn crash(&self) {
        let Some((before, after)) = self.end_life() else {
            return;
        };
        if fs::create_dir_all(&after).is_ok() {
            for name in [FILE_NAME.to_owned(), format!("{FILE_NAME}-wal")] {
                fs::copy(before.join(&name), after.join(&name)).ok();
            }
        }
    }

    /// The folder of the life that ends, and that of the next one; `None` where it ended already.
    fn end_life(&self) -> Option<(PathBuf, PathBuf)> {
        let mut state = lock(&self.state);
        if state.is_dead {
            return None;
        }
        let folders = (self.folder_of(state.life), self.folder_of(state.life + 1));
        state.is_dead = true;
        state.life += 1;
        *lock(&self.last_reader) = lock(&self.reader).take();
        Some(folders)
    }

    /// Somebody copies the ledger to another disk, as `cobroctl backup` does.
    pub fn back_up(&self, at: Timestamp) -> Result<(), String> {
        let made = ledger::back_up(&self.folder(), at, 1).map_err(|error| error.to_string())?;
        let kept = self.root.join("backup.sqlite3");
        fs::rename(made.path, &kept).map_err(|error| error.to_string())?;
        lock(&self.state).backup = Some(kept);
        Ok(())
    }

    /// There is a backup that nobody needed yet.
    pub fn has_backup(&self) -> bool {
        lock(&self.state).backup.is_some()
    }

    /// The disk breaks: the next life begins on another one with the backup, as `cobroctl restore`
    /// puts it there.
    pub fn replace(&self, at: Timestamp) -> Result<(), String> {
        let backup = lock(&self.state).backup.take();
        let (Some(backup), Some((_, after))) = (backup, self.end_life()) else {
            return Err("there is no backup, or no life to end".to_owned());
        };
        lock(&self.state).fate = Fate::Passes;
        fs::create_dir_all(&after).map_err(|error| error.to_string())?;
        let restored = ledger::restore(&after, &backup, at, NewerEvents::Kept);
        restored.map(drop).map_err(|error| error.to_string())
    }

    /// Forgets the lives before the present one.
    pub fn forget_the_past(&self) {
        lock(&self.last_reader).take();
        let life = lock(&self.state).life;
        for past in 0..life {
            fs::remove_dir_all(self.folder_of(past)).ok();
        }
    }

    fn commit(&self, life: u32, stage: Stage) -> Result<(), Error> {
        let mut state = lock(&self.state);
        if state.is_dead || state.life != life {
            return Err(gone());
        }
        let fate = match state.spared {
            0 => state.fate,
            _ => Fate::Passes,
        };
        match (fate, stage) {
            (Fate::CrashBefore, Stage::Before) | (Fate::CrashAfter, Stage::After) => {
                state.fate = Fate::Passes;
                drop(state);
                self.crash();
                Err(gone())
            }
            (Fate::Full, Stage::Before) => Err(Error::DiskFull),
            (Fate::Fails, Stage::Before) => {
                state.fate = Fate::Passes;
                state.failed = true;
                Err(Error::Disk {
                    why: "the simulated disk fails".to_owned(),
                })
            }
            (_, Stage::Before) => Ok(()),
            (_, Stage::After) => {
                state.commits += 1;
                state.spared = state.spared.saturating_sub(1);
                Ok(())
            }
        }
    }
}

fn gone() -> Error {
    Error::Disk {
        why: "the power is gone".to_owned(),
    }
}
