//! A disk that fails at any call of a sale's life: told clearly, and nothing is lost.

use std::path::PathBuf;

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

/// So many calls fail in one shop: with each its ledger grows, and so does the number of calls.
const CALLS_OF_A_SHOP: u32 = 20;

/// What fails, and for how long.
#[derive(Clone, Copy)]
struct Failing {
    what: &'static str,
    calls: &'static [&'static str],
    lasts: Lasts,
}

/// What came of it.
#[derive(Default)]
struct Count {
    failed: u32,
    told: u32,
}

async fn every_call_fails(failing: Failing) {
    let mut count = Count::default();
    for step in [Step::Charge, Step::Watch, Step::Refund] {
        for call in failing.calls {
            every_call_of_a_step_fails(failing, step, call, &mut count).await;
        }
    }
    let Count { failed, told } = count;
    let Failing { what, lasts, .. } = failing;
    println!("{what} {lasts:?}: {failed} calls failed, {told} commands said so");
    assert!(failed > 0 && told > 0, "strace let nothing fail");
}

async fn every_call_of_a_step_fails(
    Failing { what, lasts, .. }: Failing,
    step: Step,
    call: &'static str,
    count: &mut Count,
) {
    let stride = asked_for("COBRO_STRIDE", STRIDE);
    let mut number = 1;
    loop {
        let shop = Shop::open().await;
        for _ in 0..CALLS_OF_A_SHOP {
            let line = step.begins(&shop).await;
            let interference = Interference {
                call,
                files: files(&shop),
                number,
                lasts,
                what,
            };
            let ended = strace::run(&shop.counter, &line, &interference).await;
            if ended.code.is_none_or(|code| code != 0) {
                let place = format!("{step:?}, {call} {number}, {what} {lasts:?}");
                let words = ended.stderr.trim();
                assert!(!words.is_empty(), "{place}: it failed without a word");
                count.told += 1;
            }
            customer_sees(&ended.stdout).await;
            shop.heals().await;
            if !ended.was_met {
                return;
            }
            count.failed += 1;
            number += stride;
        }
    }
}

/// What a ledger is made of.
fn files(shop: &Shop) -> Vec<PathBuf> {
    let ledger = shop.counter.ledger();
    let folder = ledger.parent().unwrap();
    let name = ledger.file_name().unwrap().to_str().unwrap();
    let ledgers = ["", "-wal", "-shm"].map(|end| folder.join(format!("{name}{end}")));
    let others = [folder.join("ledger.lock"), folder.to_owned()];
    ledgers.into_iter().chain(others).collect()
}

#[tokio::test]
async fn a_disk_that_is_full_for_a_moment_loses_nothing() {
    every_call_fails(Failing {
        what: "error=ENOSPC",
        calls: &WRITES,
        lasts: Lasts::Once,
    })
    .await;
}

#[tokio::test]
async fn a_disk_that_is_full_from_some_call_on_loses_nothing() {
    every_call_fails(Failing {
        what: "error=ENOSPC",
        calls: &WRITES,
        lasts: Lasts::ForEver,
    })
    .await;
}

#[tokio::test]
async fn a_disk_that_fails_once_at_any_call_loses_nothing() {
    every_call_fails(Failing {
        what: "error=EIO",
        calls: &ALL,
        lasts: Lasts::Once,
    })
    .await;
}

#[tokio::test]
async fn a_disk_that_fails_from_some_call_on_loses_nothing() {
    every_call_fails(Failing {
        what: "error=EIO",
        calls: &ALL,
        lasts: Lasts::ForEver,
    })
    .await;
}
