//! A bit that turned on the disk is noticed, or changes nothing that the shop is told (`I16`).
//!
//! `COBRO_FLIPS` sets how many bits are flipped, one at a time; `COBRO_SEED` which ones:
//! `COBRO_FLIPS=10000 cargo test --release -p ledger --test bit_flips -- --nocapture`
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod day;
mod scratch;

use std::collections::BTreeMap;
use std::path::Path;

use day::{Day, at};
use ledger::{
    Duplicates, Error, FILE_NAME, Ledger, NewSale, NewSession, PrintJob, Reader, RecordedEvent,
    RefundRecord, SaleFilter, SaleRecord, SessionRecord, Tables, Taken,
};
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use sale::{Amount, Currency};
use scratch::Files;
use tempfile::TempDir;

/// A flip takes a tenth of a second; a thousand are a proof.
const FLIPS: u64 = 60;
/// The last commit opens a sale with its session.
const OF_THE_LAST_COMMIT: usize = 2;
const WAL_NAME: &str = "ledger.sqlite3-wal";

/// All that the shop can be told.
#[derive(PartialEq)]
struct Told {
    taken: Vec<Taken>,
    sales: Vec<SaleRecord>,
    open: Vec<SessionRecord>,
    intended: Vec<SessionRecord>,
    sessions: u32,
    print_jobs: Vec<PrintJob>,
    next_print_job: Option<PrintJob>,
    interrupted: Vec<PrintJob>,
    requested: Vec<RefundRecord>,
    unknown: Vec<RefundRecord>,
    events: BTreeMap<i64, RecordedEvent>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Outcome {
    /// The ledger cannot be opened.
    Refused,
    /// Something cannot be read, and `verify` tells.
    UnreadableAndFound,
    /// Something cannot be read, though `verify` finds nothing.
    Unreadable,
    /// `verify` tells; a total that is read without it is wrong.
    TotalWrongButFound,
    /// `verify` tells; the totals are right.
    Found,
    /// All is told as it was, and `verify` finds nothing.
    Harmless,
    /// `verify` finds nothing, and all is told as it was so many events earlier.
    Earlier(usize),
    /// `verify` finds nothing, and what is told never was.
    Wrong,
}

/// A bit of a file.
#[derive(Clone, Copy)]
struct Flip {
    offset: usize,
    bit: u32,
    /// Opened by its owner, or by a reader.
    by_owner: bool,
}

#[test]
fn i16_a_flipped_bit_in_the_database_is_noticed_or_harmless() {
    let (folder, ledger) = traded();
    drop(ledger);
    let files = held(folder.path(), &[FILE_NAME]);
    let outcomes = flip_bits(&files, FILE_NAME);
    for (flip, outcome) in outcomes {
        let noticed = !matches!(outcome, Outcome::Earlier(_) | Outcome::Wrong);
        assert!(noticed, "{outcome:?}: {}", flip.told(&files[FILE_NAME]));
    }
}

/// SQLite takes a frame with a wrong checksum for the end of the log. Commits after it are found,
/// unless it is the last commit that is hit: that one is gone, and what is left is whole.
#[test]
fn i16_a_flipped_bit_in_the_log_of_a_crash_is_noticed_or_loses_the_last_commit_alone() {
    let (folder, ledger) = traded();
    let files = held(folder.path(), &[FILE_NAME, WAL_NAME]);
    drop(ledger);
    for (flip, outcome) in flip_bits(&files, WAL_NAME) {
        let is_right = match outcome {
            Outcome::Wrong => false,
            Outcome::Earlier(events) => events == OF_THE_LAST_COMMIT,
            _ => true,
        };
        assert!(is_right, "{outcome:?}: {}", flip.told(&files[WAL_NAME]));
    }
}

fn traded() -> (TempDir, Ledger) {
    let folder = scratch::folder();
    let mut ledger = Ledger::open(folder.path()).unwrap();
    let mut day = Day::new(6);
    for _ in 0..200 {
        day.serve(&mut ledger, &mut |_, _, _| {});
    }
    let amount = Amount::parse("12990", Currency::CLP).unwrap();
    let last = NewSale {
        amount,
        allow_partial: false,
        description: None,
        customer: sale::Customer::default(),
    };
    let session = NewSession {
        reference: "LAST".parse().unwrap(),
        expires_at: at(80_900),
    };
    ledger
        .open_sale(at(80_000), last, session, Duplicates::Allowed)
        .unwrap();
    (folder, ledger)
}

fn held(folder: &Path, names: &[&str]) -> Files {
    let content = |name: &&str| std::fs::read(folder.join(name)).unwrap();
    names
        .iter()
        .map(|name| ((*name).to_owned(), content(name)))
        .collect()
}

/// Flips one bit of one file, again and again, and counts what comes of it.
fn flip_bits(files: &Files, name: &str) -> Vec<(Flip, Outcome)> {
    let folder = scratch::folder();
    scratch::fill(folder.path(), files);
    let truth = Told::by(Ledger::open(folder.path()).unwrap().tables()).unwrap();

    let flips = from_environment("COBRO_FLIPS").unwrap_or(FLIPS);
    let mut random = StdRng::seed_from_u64(from_environment("COBRO_SEED").unwrap_or(0));
    let flips: Vec<_> = (0..flips)
        .map(|_| Flip::draw(&mut random, files[name].len()))
        .collect();
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let truth = &truth;
    let outcomes: Vec<_> = std::thread::scope(|scope| {
        let shares = flips.chunks(flips.len().div_ceil(threads));
        let running: Vec<_> = shares
            .map(|share| scope.spawn(move || endure(share, files, name, truth)))
            .collect();
        running
            .into_iter()
            .flat_map(|thread| thread.join().unwrap())
            .collect()
    });
    report(name, files[name].len(), &outcomes);
    outcomes
}

fn endure(flips: &[Flip], files: &Files, name: &str, truth: &Told) -> Vec<(Flip, Outcome)> {
    let folder = scratch::folder();
    let mut files = files.clone();
    let mut outcomes = Vec::new();
    for flip in flips {
        flip.make(files.get_mut(name).unwrap());
        scratch::fill(folder.path(), &files);
        outcomes.push((*flip, flip.outcome(folder.path(), truth)));
        flip.make(files.get_mut(name).unwrap());
    }
    outcomes
}

fn report(name: &str, length: usize, outcomes: &[(Flip, Outcome)]) {
    let mut counts = BTreeMap::<_, usize>::new();
    for (_, outcome) in outcomes {
        *counts.entry(*outcome).or_default() += 1;
    }
    println!(
        "{name}, {length} bytes, {} flips: {counts:?}",
        outcomes.len()
    );
}

impl Flip {
    fn draw(random: &mut StdRng, length: usize) -> Self {
        Flip {
            offset: random.random_range(0..length),
            bit: random.random_range(0..8),
            by_owner: random.random_bool(0.5),
        }
    }

    /// Twice is once too many: it undoes itself.
    fn make(self, content: &mut [u8]) {
        content[self.offset] ^= 1 << self.bit;
    }

    fn outcome(self, folder: &Path, truth: &Told) -> Outcome {
        if self.by_owner {
            Ledger::open(folder).map_or(Outcome::Refused, |l| Outcome::of(l.tables(), truth))
        } else {
            Reader::open(folder).map_or(Outcome::Refused, |r| Outcome::of(r.tables(), truth))
        }
    }

    /// The bit and what stands around it.
    fn told(self, content: &[u8]) -> String {
        let around = self.offset.saturating_sub(40)..content.len().min(self.offset + 40);
        let text = String::from_utf8_lossy(&content[around]);
        let Flip {
            offset,
            bit,
            by_owner,
        } = self;
        format!("bit {bit} of byte {offset}, opened by its owner: {by_owner}, in {text:?}")
    }
}

impl Outcome {
    fn of(tables: Tables<'_>, truth: &Told) -> Self {
        let total_is_wrong = taken(tables).is_ok_and(|taken| taken != truth.taken);
        let told = Told::by(tables);
        let whole = tables.verify().is_ok_and(|findings| findings.is_empty());
        match (whole, told) {
            (false, _) if total_is_wrong => Outcome::TotalWrongButFound,
            (false, Err(_)) => Outcome::UnreadableAndFound,
            (false, Ok(_)) => Outcome::Found,
            (true, Err(_)) => Outcome::Unreadable,
            (true, Ok(told)) if told == *truth => Outcome::Harmless,
            (true, Ok(told)) if told.is_earlier_than(truth) => {
                Outcome::Earlier(truth.events.len() - told.events.len())
            }
            (true, Ok(_)) => Outcome::Wrong,
        }
    }
}

impl Told {
    fn by(tables: Tables<'_>) -> Result<Self, Error> {
        let sales = tables.sales(&SaleFilter::default())?;
        let mut print_jobs = Vec::new();
        let mut events = BTreeMap::new();
        for sale in &sales {
            print_jobs.extend(tables.print_jobs_of(sale.id)?);
            events.extend(
                tables
                    .events_of(sale.id)?
                    .into_iter()
                    .map(|e| (e.number, e)),
            );
        }
        Ok(Told {
            taken: taken(tables)?,
            open: tables.open_sessions()?,
            intended: tables.intended_sessions()?,
            sessions: tables.sessions_within(at(0)..at(86_400))?,
            next_print_job: tables.next_print_job()?,
            interrupted: tables.interrupted_print_jobs()?,
            requested: tables.requested_refunds()?,
            unknown: tables.unknown_refunds()?,
            sales,
            print_jobs,
            events,
        })
    }

    /// Its events are the first of the others. As `verify` finds nothing, so are its tables.
    fn is_earlier_than(&self, truth: &Told) -> bool {
        self.events.len() < truth.events.len()
            && self
                .events
                .iter()
                .eq(truth.events.iter().take(self.events.len()))
    }
}

/// The totals of the day and of each quarter of an hour in which the shop was open.
fn taken(tables: Tables<'_>) -> Result<Vec<Taken>, Error> {
    let quarters = (0..12).map(|n| at(n * 900)..at((n + 1) * 900));
    let spans = quarters.chain([at(0)..at(86_400)]);
    let totals = spans.flat_map(|span| {
        [Currency::CLP, Currency::USD].map(|currency| tables.taken(span.clone(), currency))
    });
    totals.collect()
}

fn from_environment(name: &str) -> Option<u64> {
    let value = std::env::var(name).ok()?;
    let number = value.parse();
    Some(number.unwrap_or_else(|_| panic!("{name} is not a number: {value}")))
}
