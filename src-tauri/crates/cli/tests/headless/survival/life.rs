//! The steps of a sale's life, each one a command.

use serde_json::Value;

use super::shop::Shop;
use crate::common::{APPROVES, id, page, pay};

/// A step of a sale's life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// A session is opened.
    Charge,
    /// The paid sale is approved and its receipt printed.
    Watch,
    /// The paid sale is asked about.
    Ask,
    /// The open sale is cancelled.
    Cancel,
    /// The paid sale is given back.
    Refund,
}

pub const STEPS: [Step; 5] = [
    Step::Charge,
    Step::Watch,
    Step::Ask,
    Step::Cancel,
    Step::Refund,
];

impl Step {
    /// Lives up to this step, and tells the command that is next.
    pub async fn begins(self, shop: &Shop) -> String {
        let charge = "charge --amount 12990 --allow-duplicate --json";
        if self == Step::Charge {
            return charge.to_owned();
        }
        let opened = shop.counter.run(charge).await.exits(0).only();
        let sale = id(&opened);
        if self == Step::Cancel {
            return format!("cancel {sale} --json");
        }
        pay(&page(&opened), APPROVES).await;
        match self {
            Step::Ask => format!("ask {sale} --json"),
            Step::Refund => {
                shop.counter.run("watch --json").await.exits(0);
                format!("refund {sale} --supervisor Ana --json")
            }
            Step::Charge | Step::Cancel | Step::Watch => "watch --json --timeout 3s".to_owned(),
        }
    }
}

/// What a command showed to the customer is paid at once: whoever sees a page may pay.
pub async fn customer_sees(stdout: &str) {
    for line in stdout.lines() {
        match serde_json::from_str::<Value>(line) {
            Ok(told) if told["event"] == "opened" => pay(&page(&told), APPROVES).await,
            Ok(_) | Err(_) => {}
        }
    }
}
