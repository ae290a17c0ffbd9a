//! A disk that fails at any call of a sale's life: told clearly, and nothing is lost.

use super::asked_for;
use super::life::{Step, customer_sees};
use super::shop::Shop;
use super::strace::{self, Interference, Lasts};

/// The calls that a full disk refuses.
const WRITES: [&str; 3] = ["pwrite64", "ftruncate", "openat"];
/// The calls that a broken disk refuses.
const ALL: [&str; 6] = [
    "openat",
    "pread64",
    "pwrite64",
    "fsync",
    "ftruncate",
    "unlink",
];

/// The tests take every so many-th call, since each takes half a second.
const STRIDE: u32 = 30;

async fn every_call_fails(what: &'static str, calls: &[&'static str], lasts: Lasts) {
    let stride = asked_for("COBRO_STRIDE", STRIDE);
    let shop = Shop::open().await;
    let ledger = shop.counter.ledger();
    let folder = ledger.parent().unwrap();
    let name = ledger.file_name().unwrap().to_str().unwrap();
    let mut files: Vec<_> = ["", "-wal", "-shm"]
        .map(|end| folder.join(format!("{name}{end}")))
        .into();
    files.extend([folder.join("ledger.lock"), folder.to_owned()]);
    let (mut failed, mut told) = (0, 0);
    for step in [Step::Charge, Step::Watch, Step::Refund] {
        for call in calls {
            for number in (1..).step_by(stride as usize) {
                let line = step.begins(&shop).await;
                let interference = Interference {
                    call,
                    files: files.clone(),
                    number,
                    lasts,
                    what,
                };
                let ended = strace::run(&shop.counter, &line, &interference).await;
                let place = format!("{step:?}, {call} {number}, {what} {lasts:?}");
                if ended.code.is_none_or(|code| code != 0) {
                    let words = ended.stderr.trim();
                    assert!(!words.is_empty(), "{place}: it failed without a word");
                    told += 1;
                }
                customer_sees(&ended.stdout).await;
                shop.heals().await;
                if !ended.was_met {
                    break;
                }
                failed += 1;
            }
        }
    }
    println!("{what} {lasts:?}: {failed} calls failed, {told} commands said so");
    assert!(failed > 0 && told > 0, "strace let nothing fail");
}

#[tokio::test]
async fn a_disk_that_is_full_for_a_moment_loses_nothing() {
    every_call_fails("error=ENOSPC", &WRITES, Lasts::Once).await;
}

#[tokio::test]
async fn a_disk_that_is_full_from_some_call_on_loses_nothing() {
    every_call_fails("error=ENOSPC", &WRITES, Lasts::ForEver).await;
}

#[tokio::test]
async fn a_disk_that_fails_once_at_any_call_loses_nothing() {
    every_call_fails("error=EIO", &ALL, Lasts::Once).await;
}

#[tokio::test]
async fn a_disk_that_fails_from_some_call_on_loses_nothing() {
    every_call_fails("error=EIO", &ALL, Lasts::ForEver).await;
}
