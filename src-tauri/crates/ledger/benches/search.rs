//! How long it takes to find sales among a million: `cargo bench --profile dev -p ledger`.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use ledger::{FILE_NAME, Known, Ledger, Reader, SaleId, SaleSearch};
use rusqlite::Connection;
use sale::{Currency, Money};

const SALES: i64 = 1_000_000;

/// A sale a minute from here on.
const FIRST: &str = "2024-01-01T12:00:00Z";

fn main() {
    let folder = tempfile::tempdir().unwrap();
    drop(Ledger::open(folder.path()).unwrap());
    fill(&Connection::open(folder.path().join(FILE_NAME)).unwrap());
    let reader = Reader::open(folder.path()).unwrap();
    let first: Timestamp = FIRST.parse().unwrap();
    let day = |minute| first + SignedDuration::from_mins(minute);
    let all = || SaleSearch {
        known: Vec::new(),
        states: Vec::new(),
        charged: None,
        before: None,
        limit: 100,
    };
    let knowing = |known| SaleSearch {
        known: vec![known],
        ..all()
    };
    let clp = |minor| Money::new(minor, Currency::CLP);
    for (name, search) in [
        ("the newest", all()),
        (
            "a page in the middle",
            SaleSearch {
                before: Some(SaleId(SALES / 2)),
                ..all()
            },
        ),
        (
            "paid",
            SaleSearch {
                states: vec!["approved", "refunded"],
                ..all()
            },
        ),
        (
            "to review, 1 in 10 000",
            SaleSearch {
                states: vec!["conflict", "unsure"],
                ..all()
            },
        ),
        (
            "a day two years ago",
            SaleSearch {
                charged: Some(day(1_440)..day(2_880)),
                ..all()
            },
        ),
        (
            "paid in a year",
            SaleSearch {
                states: vec!["approved"],
                charged: Some(day(0)..day(525_600)),
                ..all()
            },
        ),
        (
            "an amount that 10 have",
            knowing(Known::Amount(clp(1_000_007))),
        ),
        (
            "an amount that 90 000 have",
            knowing(Known::Amount(clp(990))),
        ),
        ("a reference", knowing(Known::Reference("C1-777777".into()))),
        (
            "last digits that 80 have",
            knowing(Known::LastDigits("1234".into())),
        ),
        (
            "an authorization",
            knowing(Known::Authorization("A543211".into())),
        ),
    ] {
        let mut times: Vec<Duration> = (0..9)
            .map(|_| {
                let begun = Instant::now();
                let found = reader.tables().search(&search).unwrap();
                assert!(!found.is_empty(), "{name}: nothing found");
                begun.elapsed()
            })
            .collect();
        times.sort();
        println!(
            "{name}: {:?} at the median, {:?} at most",
            times[4], times[8]
        );
    }
}

fn fill(connection: &Connection) {
    let sql = format!(
        "PRAGMA synchronous = OFF;
         BEGIN;
         WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {SALES})
         INSERT INTO sales (id, created_at, amount_minor, currency, allow_partial, state, paid_at)
         SELECT i, strftime('%Y-%m-%dT%H:%M:%S', '{FIRST}', i || ' minutes') || '.000Z',
             iif(i % 11 = 0, 990, 1000000 + i / 10), 'CLP', 0,
             json_object('kind', CASE WHEN i % 10000 = 0 THEN 'conflict'
                 WHEN i % 5 = 0 THEN 'rejected' ELSE 'approved' END),
             NULL
         FROM n;
         INSERT INTO sessions (id, sale_id, reference, created_at, expires_at, state)
         SELECT id, id, 'C1-' || id, created_at, created_at, '{{\"kind\":\"forgotten\"}}' FROM sales;
         INSERT INTO transactions (session_id, internal_reference, told)
         SELECT id, id, json_object('lastDigits', printf('%04d', id % 10000),
             'authorization', 'A' || id)
         FROM sales WHERE id % 5 <> 0;
         COMMIT;"
    );
    connection.execute_batch(&sql).unwrap();
}
