//! `simulate`: lives many tills' worst days, and prints the one command that lives a bad one again.

mod day;
mod dice;
mod disk;
mod judge;
mod lies;
mod life;
mod memory;
mod net;
mod paper;
mod people;
mod time;
mod verdict;

use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::Instant;

use clap::Parser;
use mimalloc::MiMalloc;

use crate::day::Report;
use crate::verdict::lock;

/// Lives the worst days of a till in virtual time.
#[derive(Parser)]
#[command(name = "simulate")]
struct Arguments {
    /// How many seeds.
    #[arg(long, default_value_t = 1_000)]
    seeds: u64,
    /// The first seed.
    #[arg(long, default_value_t = 0)]
    from: u64,
    /// On how many threads; as many as there are cores unless said otherwise.
    #[arg(long)]
    threads: Option<usize>,
    /// Tells the story of each seed.
    #[arg(long)]
    story: bool,
}

/// A day is made of many short-lived things.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    match simulate(&Arguments::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("the simulation cannot run: {error}");
            ExitCode::from(2)
        }
    }
}

/// What all seeds together were like.
#[derive(Debug, Default)]
struct Total {
    seeds: u64,
    failed: u64,
    sales: u64,
    approved: u64,
    crashes: u64,
    restored: u64,
    happenings: u64,
    requests: u64,
    commits: u64,
    refunds: u64,
    conflicts: u64,
    receipts: u64,
}

fn simulate(arguments: &Arguments) -> io::Result<bool> {
    let folder = workplace()?;
    let template = folder.path().join("template");
    drop(ledger::Ledger::open(&template).map_err(io::Error::other)?);
    let begun = Instant::now();
    let (next, broken) = (AtomicU64::new(0), AtomicBool::new(false));
    let total = Mutex::new(Total::default());
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let lived = thread::scope(|scope| {
        let work = || {
            work(
                arguments,
                (folder.path(), &template),
                (&next, &broken),
                &total,
            )
        };
        let threads = arguments.threads.unwrap_or(cores).max(1);
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        let lived = threads.into_iter().map(|thread| thread.join());
        lived.collect::<Result<Vec<io::Result<()>>, _>>()
    });
    let lived = lived.map_err(|_| io::Error::other("a thread of the simulation broke off"))?;
    lived.into_iter().collect::<io::Result<()>>()?;
    let total = lock(&total);
    println!("{total:?} in {:.1} s", begun.elapsed().as_secs_f64());
    Ok(total.failed == 0)
}

/// In memory where the system has a place for that: no disk is worn out.
fn workplace() -> io::Result<tempfile::TempDir> {
    let memory = Path::new("/dev/shm");
    let place: PathBuf = if memory.is_dir() {
        memory.to_owned()
    } else {
        std::env::temp_dir()
    };
    tempfile::Builder::new().prefix("cobro-").tempdir_in(place)
}

fn work(
    arguments: &Arguments,
    (folder, template): (&Path, &Path),
    (next, broken): (&AtomicU64, &AtomicBool),
    total: &Mutex<Total>,
) -> io::Result<()> {
    loop {
        let index = next.fetch_add(1, Ordering::Relaxed);
        if index >= arguments.seeds || broken.load(Ordering::Relaxed) {
            return Ok(());
        }
        let seed = arguments.from + index;
        let root = folder.join(seed.to_string());
        let report = day::live(seed, &root, template, arguments.story)?;
        std::fs::remove_dir_all(&root)?;
        if !report.violations.is_empty() {
            broken.store(true, Ordering::Relaxed);
        }
        tell(seed, &report);
        add(&mut lock(total), &report);
    }
}

fn tell(seed: u64, report: &Report) {
    for line in &report.story {
        println!("{line}");
    }
    if report.violations.is_empty() {
        return;
    }
    for violation in &report.violations {
        println!("seed {seed} {violation}");
    }
    println!("cargo xtask simulate --seeds 1 --from {seed} --story");
}

fn add(total: &mut Total, report: &Report) {
    total.seeds += 1;
    total.failed += u64::from(!report.violations.is_empty());
    total.sales += u64::from(report.sales);
    total.approved += u64::from(report.approved);
    total.crashes += u64::from(report.crashes);
    total.restored += u64::from(report.restored);
    total.happenings += u64::from(report.happenings);
    total.requests += report.requests;
    total.commits += report.commits;
    total.refunds += u64::from(report.refunds);
    total.conflicts += u64::from(report.conflicts);
    total.receipts += u64::from(report.receipts);
}
