//! The till's disk: a folder for each life of the till, and what goes wrong at a commit.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use ledger::{CommitWatch, Error, FILE_NAME, Finding, Ledger, Reader, Stage, Tables};

use crate::verdict::lock;

/// What the next commit meets.
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
}

#[derive(Debug, Default)]
struct State {
    life: u32,
    /// The power is gone: nothing of this life reaches the disk any more.
    is_dead: bool,
    fate: Fate,
    /// It failed once in this life.
    failed: bool,
    commits: u64,
}

impl Disk {
    /// A disk in an empty folder, with an empty ledger copied from `template`.
    pub fn new(root: PathBuf, template: &Path) -> io::Result<Self> {
        let disk = Disk {
            root,
            state: Mutex::default(),
            reader: Mutex::default(),
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
        lock(&self.state).fate = fate;
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
        let mut state = lock(&self.state);
        if state.is_dead {
            return;
        }
        let (before, after) = (self.folder_of(state.life), self.folder_of(state.life + 1));
        state.is_dead = true;
        state.life += 1;
        lock(&self.reader).take();
        if fs::create_dir_all(&after).is_ok() {
            for name in [FILE_NAME.to_owned(), format!("{FILE_NAME}-wal")] {
                fs::copy(before.join(&name), after.join(&name)).ok();
            }
        }
    }

    /// Forgets the lives before the present one.
    pub fn forget_the_past(&self) {
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
        match (state.fate, stage) {
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
