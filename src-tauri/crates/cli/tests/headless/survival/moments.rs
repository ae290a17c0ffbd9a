//! kill -9 at any moment.

use std::time::Duration;

use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use rand::{Rng as _, SeedableRng as _};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::time::{Instant, timeout_at};

use super::asked_for;
use super::shop::Shop;
use crate::common::{APPROVES, REJECTS, abandon, id, page, pay};

/// So many deaths, then everything heals.
const BETWEEN_TWO_HEALINGS: u32 = 25;

/// What a cashier may be at when the power goes.
struct Day {
    shop: Shop,
    dice: StdRng,
    shown: Vec<i64>,
    paid: Vec<i64>,
}

enum End {
    Killed,
    Finished,
}

#[tokio::test]
async fn whenever_it_is_killed_the_next_start_finds_everything() {
    let kills = asked_for("COBRO_KILLS", 50);
    let seed = u64::from(asked_for("COBRO_SEED", 5));
    let (mut killed, mut finished, mut approved) = (0, 0, 0);
    let mut days = 0;
    while killed < kills {
        let mut day = Day {
            shop: Shop::open().await,
            dice: StdRng::seed_from_u64(seed + days),
            shown: Vec::new(),
            paid: Vec::new(),
        };
        days += 1;
        let enough = kills.min(killed + BETWEEN_TWO_HEALINGS);
        while killed < enough {
            match day.is_at_work().await {
                End::Killed => killed += 1,
                End::Finished => finished += 1,
            }
        }
        approved += day.shop.heals().await;
    }
    println!("killed {killed}, finished {finished}, approved {approved}, healed {days} times");
}

impl Day {
    async fn is_at_work(&mut self) -> End {
        let amount = 500 + 10 * self.dice.random_range(0..1000);
        let charge = format!("charge --amount {amount} --allow-duplicate --json");
        let shown = self.shown.choose(&mut self.dice).copied();
        let paid = self.paid.choose(&mut self.dice).copied();
        let (line, longest) = match (self.dice.random_range(0..8), shown, paid) {
            (0..2, ..) => (charge, 130),
            (2..4, ..) => (format!("{charge} --wait"), 500),
            (4, Some(sale), _) => (format!("cancel {sale} --json"), 130),
            (5, Some(sale), _) => (format!("ask {sale} --json"), 130),
            (6, _, Some(sale)) => (format!("refund {sale} --supervisor Ana --json"), 130),
            _ => ("watch --json".to_owned(), 200),
        };
        let after = Duration::from_micros(self.dice.random_range(0..longest * 1_000));
        self.runs(&line, after).await
    }

    /// Runs a command until it ends or is killed; its customer sees what it shows.
    async fn runs(&mut self, line: &str, after: Duration) -> End {
        let args: Vec<_> = line.split(' ').collect();
        let mut child = self.shop.counter.command(&args).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let dies = Instant::now() + after;
        while let Ok(Ok(Some(line))) = timeout_at(dies, lines.next_line()).await {
            self.shows(&line).await;
        }
        child.start_kill().ok();
        let status = child.wait().await.unwrap();
        while let Ok(Some(line)) = lines.next_line().await {
            self.shows(&line).await;
        }
        match status.code() {
            None => End::Killed,
            Some(_) => End::Finished,
        }
    }

    async fn shows(&mut self, line: &str) {
        // a line that the death cut short was not shown
        let Ok(told) = serde_json::from_str::<Value>(line) else {
            return;
        };
        if told["event"] == "final" && told["state"] == "approved" {
            self.paid.push(id(&told));
        }
        if told["event"] != "opened" {
            return;
        }
        self.shown.push(id(&told));
        match self.dice.random_range(0..10) {
            0..6 => pay(&page(&told), APPROVES).await,
            6 => pay(&page(&told), REJECTS).await,
            7 => abandon(&page(&told)).await,
            _ => {}
        }
    }
}
