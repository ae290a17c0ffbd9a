//! What is acknowledged survives a loss of power (`I12`).
//!
//! Killing a process proves nothing about it: the system still writes what was never synced. So a
//! process is recorded with `strace`, and from its calls folders are built as a disk may hold them
//! when the power goes: synced data is there; each change after it is kept, lost, or torn between
//! sectors. Each such image is opened as a till does, and must hold what was acknowledged before the
//! crash, or that and the commit under way, and `verify` must find it whole.
//!
//! `COBRO_IMAGES` sets how many images a workload goes through, `COBRO_SEED` the first one's seed:
//! `COBRO_IMAGES=50000 cargo test --release -p ledger --test power_loss -- --nocapture`
#![cfg(target_os = "linux")]
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod crashes;
#[path = "../day/mod.rs"]
mod day;
mod disk;
mod recording;
#[path = "../scratch/mod.rs"]
mod scratch;
mod workload;

use std::path::Path;

use crashes::Tally;
use recording::{ACKNOWLEDGEMENTS, Acknowledgement, FOLDER, PLACE, Recording, WORKLOAD};
use workload::Workload;

/// The test that does the work which is recorded.
const RECORDED: &str = "every_workload_ends_whole";

#[test]
fn i12_nothing_acknowledged_is_lost_over_checkpoints() {
    let recording = Recording::make(Workload::LongDay, RECORDED);
    let (made, on_the_way, at_the_end) = (2, 2, 1);
    assert!(recording.database_syncs() >= made + on_the_way + at_the_end);
    survives(&recording);
}

#[test]
fn i12_nothing_acknowledged_is_lost_where_the_till_starts_again_and_again() {
    survives(&Recording::make(Workload::Reopened, RECORDED));
}

#[test]
fn losses_are_seen_where_commits_return_before_they_are_durable() {
    survives(&Recording::make(Workload::RowsFull, RECORDED));
    let tally = crash(&Recording::make(Workload::RowsNormal, RECORDED));
    assert!(tally.lost * 10 > tally.images(), "{tally}");
    assert_eq!(tally.damaged, 0, "{tally}");
}

#[test]
fn every_workload_ends_whole() {
    if let (Ok(workload), Some(place)) = (std::env::var(WORKLOAD), std::env::var_os(PLACE)) {
        return work(Workload::named(&workload), Path::new(&place));
    }
    for workload in Workload::ALL {
        let place = tempfile::tempdir().unwrap();
        std::fs::create_dir(place.path().join(FOLDER)).unwrap();
        work(workload, place.path());
        let told = std::fs::read_to_string(place.path().join(ACKNOWLEDGEMENTS)).unwrap();
        let last = Acknowledgement::read(told.lines().last().unwrap());
        let there = workload.recover(&place.path().join(FOLDER));
        assert_eq!(there, Ok(last.fingerprint), "{}", workload.name());
    }
}

fn work(workload: Workload, place: &Path) {
    workload.run(&place.join(FOLDER), &place.join(ACKNOWLEDGEMENTS));
}

fn survives(recording: &Recording) {
    let tally = crash(recording);
    assert_eq!((tally.lost, tally.damaged), (0, 0), "{tally}");
}

fn crash(recording: &Recording) -> Tally {
    let seed = from_environment("COBRO_SEED").unwrap_or(0);
    let images = from_environment("COBRO_IMAGES").unwrap_or(200);
    let tally = recording.crash(seed..seed + images);
    println!("{}: {tally}", recording.workload.name());
    tally
}

fn from_environment(name: &str) -> Option<u64> {
    let value = std::env::var(name).ok()?;
    let number = value.parse();
    Some(number.unwrap_or_else(|_| panic!("{name} is not a number: {value}")))
}
