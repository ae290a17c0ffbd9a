//! What a disk may hold after the power went: what was synced, and any part of what was not.

use std::collections::BTreeMap;

use rand::Rng as _;
use rand::rngs::StdRng;

use crate::recording::Call;
use crate::scratch::Files;

const SECTOR: usize = 512;

/// A folder while calls are made on it.
#[derive(Default)]
pub struct Disk<'r> {
    files: Vec<File<'r>>,
    names: BTreeMap<&'r str, FileId>,
    /// Names made and taken away since the folder was last synced.
    unsynced: Vec<(&'r str, Option<FileId>)>,
}

type FileId = usize;

#[derive(Default)]
struct File<'r> {
    durable: Vec<u8>,
    unsynced: Vec<Change<'r>>,
}

#[derive(Clone, Copy)]
enum Change<'r> {
    Write { offset: usize, data: &'r [u8] },
    Length(usize),
}

/// How much of what was not synced is there, in percent.
struct Fate {
    kept: u32,
    torn: u32,
}

impl<'r> Disk<'r> {
    pub fn apply(&mut self, call: &'r Call) {
        match call {
            Call::Open(name) => {
                if self.find(name).is_none() {
                    self.files.push(File::default());
                    self.unsynced.push((name, Some(self.files.len() - 1)));
                }
            }
            Call::Unlink(name) => self.unsynced.push((name, None)),
            Call::Write { name, offset, data } => {
                let offset = *offset;
                self.file(name)
                    .unsynced
                    .push(Change::Write { offset, data });
            }
            Call::Truncate { name, length } => {
                self.file(name).unsynced.push(Change::Length(*length));
            }
            Call::Sync(name) => self.file(name).sync(),
            Call::SyncFolder => {
                for (name, file) in self.unsynced.drain(..) {
                    set(&mut self.names, name, file);
                }
            }
            Call::Acknowledge(_) => {}
        }
    }

    /// The power goes: each change that was not synced is kept, torn or lost, by chance.
    pub fn crash(&self, random: &mut StdRng) -> Files {
        let fate = Fate::draw(random);
        let mut names = self.names.clone();
        for (name, file) in &self.unsynced {
            if fate.keeps(random) {
                set(&mut names, name, *file);
            }
        }
        names
            .into_iter()
            .map(|(name, file)| (name.to_owned(), self.files[file].crash(&fate, random)))
            .collect()
    }

    fn find(&self, name: &str) -> Option<FileId> {
        let recent = self.unsynced.iter().rev().find(|(made, _)| *made == name);
        recent.map_or_else(|| self.names.get(name).copied(), |(_, file)| *file)
    }

    fn file(&mut self, name: &str) -> &mut File<'r> {
        let found = self.find(name);
        &mut self.files[found.expect("a file is opened before it is used")]
    }
}

fn set<'r>(names: &mut BTreeMap<&'r str, FileId>, name: &'r str, file: Option<FileId>) {
    match file {
        Some(file) => names.insert(name, file),
        None => names.remove(name),
    };
}

impl File<'_> {
    fn sync(&mut self) {
        for change in self.unsynced.drain(..) {
            change.make(&mut self.durable);
        }
    }

    fn crash(&self, fate: &Fate, random: &mut StdRng) -> Vec<u8> {
        let mut content = self.durable.clone();
        for change in &self.unsynced {
            if fate.keeps(random) {
                change.make(&mut content);
            } else if fate.tears(random) {
                change.make_torn(&mut content, random);
            }
        }
        content
    }
}

impl Change<'_> {
    fn make(self, content: &mut Vec<u8>) {
        match self {
            Change::Write { offset, data } => {
                reach(content, offset + data.len());
                content[offset..offset + data.len()].copy_from_slice(data);
            }
            Change::Length(length) => content.resize(length, 0),
        }
    }

    /// The file has its new length, but only some sectors of what was written.
    fn make_torn(self, content: &mut Vec<u8>, random: &mut StdRng) {
        let Change::Write { offset, data } = self else {
            return;
        };
        let end = offset + data.len();
        reach(content, end);
        let mut start = offset;
        while start < end {
            let next = end.min((start / SECTOR + 1) * SECTOR);
            if random.random_bool(0.5) {
                content[start..next].copy_from_slice(&data[start - offset..next - offset]);
            }
            start = next;
        }
    }
}

fn reach(content: &mut Vec<u8>, length: usize) {
    if content.len() < length {
        content.resize(length, 0);
    }
}

impl Fate {
    fn draw(random: &mut StdRng) -> Self {
        let mut percent = || [0, 10, 50, 90, 100][random.random_range(0..5)];
        Fate {
            kept: percent(),
            torn: percent(),
        }
    }

    fn keeps(&self, random: &mut StdRng) -> bool {
        random.random_ratio(self.kept, 100)
    }

    fn tears(&self, random: &mut StdRng) -> bool {
        random.random_ratio(self.torn, 100)
    }
}
