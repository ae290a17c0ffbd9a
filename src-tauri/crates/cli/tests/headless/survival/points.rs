//! kill -9 at every point that matters: before each commit, each connection, each byte that leaves
//! or comes, and each one on paper.

use super::life::{STEPS, customer_sees};
use super::shop::Shop;
use super::strace::{self, Interference, Lasts};

/// Fewer would mean that `strace` no longer finds the calls.
const LEAST: usize = 25;

#[tokio::test]
async fn killed_at_every_point_of_a_sales_life_nothing_is_lost() {
    let shop = Shop::open().await;
    let paper = shop.counter.data().join("receipts.txt");
    let log = shop.counter.ledger().with_file_name("ledger.sqlite3-wal");
    let places = [
        ("before a commit is durable", "fsync", vec![log]),
        ("before it connects", "connect", vec![]),
        ("before a request leaves", "writev", vec![]),
        ("before an answer is read", "recvfrom", vec![]),
        ("before it is on paper", "write", vec![paper]),
    ];
    let mut points = Vec::new();
    for step in STEPS {
        for (place, call, files) in &places {
            for number in 1.. {
                let line = step.begins(&shop).await;
                let interference = Interference {
                    call,
                    files: files.clone(),
                    number,
                    lasts: Lasts::Once,
                    what: "signal=KILL",
                };
                let ended = strace::run(&shop.counter, &line, &interference).await;
                customer_sees(&ended.stdout).await;
                shop.heals().await;
                if !ended.was_met {
                    break;
                }
                points.push(format!("{step:?}: {place}, number {number}"));
            }
        }
    }
    println!("{} points:\n{}", points.len(), points.join("\n"));
    assert!(points.len() >= LEAST, "only {points:?}");
}
