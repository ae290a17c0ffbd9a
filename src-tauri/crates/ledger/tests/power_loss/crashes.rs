//! Crashes at random points of a recording, and what a till finds after each.

use std::fmt::{self, Write as _};
use std::fs;
use std::ops::{AddAssign, Range};
use std::path::Path;

use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use tempfile::TempDir;

use crate::disk::Disk;
use crate::recording::{Call, Recording};
use crate::scratch::{self, Files};
use crate::workload::{Fingerprint, Workload};

/// A crash: where in the recording, and the chances after it.
struct Crash {
    seed: u64,
    /// How many calls were made before.
    after: usize,
    random: StdRng,
}

/// What a till finds after a crash.
enum Found {
    /// All that was acknowledged and nothing else.
    Acknowledged,
    /// Also the commit that was under way.
    UnderWay,
    /// An earlier state: so many acknowledged commits are lost.
    Lost(usize),
    /// What never was, or what cannot be opened.
    Damaged(String),
}

#[derive(Default)]
pub struct Tally {
    pub acknowledged: usize,
    pub under_way: usize,
    pub lost: usize,
    pub damaged: usize,
    /// Some that were lost or damaged, in words.
    pub examples: Vec<String>,
}

impl Recording {
    /// Crashes once for each seed.
    pub fn crash(&self, seeds: Range<u64>) -> Tally {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let mut tally = Tally::default();
        std::thread::scope(|scope| {
            let shares = (0..threads).map(|first| seeds.clone().skip(first).step_by(threads));
            let running: Vec<_> = shares
                .map(|share| scope.spawn(|| self.endure(share)))
                .collect();
            for thread in running {
                tally += thread.join().unwrap();
            }
        });
        tally
    }

    /// Makes the calls one after another and crashes where it is due.
    fn endure(&self, seeds: impl Iterator<Item = u64>) -> Tally {
        let mut crashes: Vec<_> = seeds.map(|seed| Crash::draw(seed, self)).collect();
        crashes.sort_by_key(|crash| std::cmp::Reverse(crash.after));
        let folder = scratch::folder();
        let (mut disk, mut tally) = (Disk::default(), Tally::default());
        let truths = self.truths();
        let mut acknowledged = 0;
        for made in 0..=self.calls.len() {
            while let Some(crash) = crashes.pop_if(|crash| crash.after == made) {
                let image = disk.crash(&mut crash.random.clone());
                let found = found(self.workload, &folder, &image, &truths, acknowledged);
                tally.count(&found, || self.example(&crash, &found, &image));
            }
            if let Some(call) = self.calls.get(made) {
                disk.apply(call);
                acknowledged += usize::from(matches!(call, Call::Acknowledge(_)));
            }
        }
        tally
    }

    /// Keeps the image and tells how to see it again.
    fn example(&self, crash: &Crash, found: &Found, image: &Files) -> String {
        let name = format!("{}-{}", self.workload.name(), crash.seed);
        let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::create_dir_all(&kept).unwrap();
        scratch::fill(&kept, image);
        let last = self.calls[..crash.after]
            .iter()
            .rev()
            .find_map(|call| match call {
                Call::Acknowledge(told) => Some(told.change.as_str()),
                _ => None,
            });
        let (name, seed, after) = (self.workload.name(), crash.seed, crash.after);
        let (last, kept) = (last.unwrap_or("nothing"), kept.display());
        format!(
            "{found} after call {after} of {name}, last acknowledged: {last}; \
             again with COBRO_SEED={seed} COBRO_IMAGES=1; the image is in {kept}"
        )
    }
}

impl Crash {
    fn draw(seed: u64, recording: &Recording) -> Self {
        let mut random = StdRng::seed_from_u64(seed);
        let after = random.random_range(0..=recording.calls.len());
        Crash {
            seed,
            after,
            random,
        }
    }
}

fn found(
    workload: Workload,
    folder: &TempDir,
    image: &Files,
    truths: &[Fingerprint],
    acknowledged: usize,
) -> Found {
    scratch::fill(folder.path(), image);
    let there = match workload.recover(folder.path()) {
        Ok(there) => there,
        Err(why) => return Found::Damaged(why),
    };
    match truths
        .iter()
        .take(acknowledged + 2)
        .rposition(|truth| *truth == there)
    {
        None => Found::Damaged("it holds what never was".into()),
        Some(state) if state > acknowledged => Found::UnderWay,
        Some(state) if state == acknowledged => Found::Acknowledged,
        Some(state) => Found::Lost(acknowledged - state),
    }
}

impl Tally {
    pub fn images(&self) -> usize {
        self.acknowledged + self.under_way + self.lost + self.damaged
    }

    fn count(&mut self, found: &Found, example: impl FnOnce() -> String) {
        match found {
            Found::Acknowledged => self.acknowledged += 1,
            Found::UnderWay => self.under_way += 1,
            Found::Lost(_) => self.lost += 1,
            Found::Damaged(_) => self.damaged += 1,
        }
        if matches!(found, Found::Lost(_) | Found::Damaged(_)) && self.examples.is_empty() {
            self.examples.push(example());
        }
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.acknowledged += other.acknowledged;
        self.under_way += other.under_way;
        self.lost += other.lost;
        self.damaged += other.damaged;
        self.examples.extend(other.examples);
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = format!(
            "{} images: {} as acknowledged, {} with the commit under way, {} lost, {} damaged",
            self.images(),
            self.acknowledged,
            self.under_way,
            self.lost,
            self.damaged
        );
        for example in &self.examples {
            write!(text, "\n  {example}")?;
        }
        f.write_str(&text)
    }
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Found::Acknowledged => f.write_str("whole"),
            Found::UnderWay => f.write_str("whole, with the commit under way"),
            Found::Lost(commits) => write!(f, "{commits} acknowledged commits lost"),
            Found::Damaged(why) => write!(f, "damaged: {why}"),
        }
    }
}
