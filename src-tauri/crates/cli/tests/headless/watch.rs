//! `watch`: what was left open goes on by itself.

use serde_json::json;

use crate::common::{APPROVES, Bank, PENDING_APPROVES, abandon, id, page, pay};

#[tokio::test]
async fn a_payment_survives_a_kill_and_its_receipt_is_printed() {
    let bank = Bank::open().await;
    let counter = bank.counter().await;
    let mut waiting = counter.start("charge --amount 12990 --wait --json");
    let opened = waiting.line().await;
    waiting.until("event", "state").await;
    waiting.kill().await;
    assert_eq!(counter.state().await, "pending");
    pay(&page(&opened), APPROVES).await;

    let lines = counter.run("watch --json").await.exits(0).json();
    let last = lines.last().unwrap();
    let wanted = json!({
        "event": "final",
        "saleId": id(&opened),
        "reference": opened["reference"],
        "amount": {"minor": 12990, "currency": "CLP"},
        "state": "approved",
    });
    assert_eq!(*last, wanted);
    let paper = counter.printed();
    assert_eq!(paper.matches("COMPROBANTE").count(), 1, "{paper}");
    assert!(paper.contains(opened["reference"].as_str().unwrap()));
    assert!(!paper.contains("COPIA"), "{paper}");
    counter.run("verify").await.exits(0);
}

#[tokio::test]
async fn with_nothing_open_it_is_done_at_once() {
    let bank = Bank::open().await;
    let counter = bank.counter().await;
    let done = counter.run("watch --json").await.exits(0);
    assert_eq!(done.text(), "");
    counter.paid_sale(990).await;
    let done = counter.run("watch --json").await.exits(0);
    assert_eq!(done.text(), "", "what was over before is no news");
}

#[cfg(unix)]
#[tokio::test]
async fn i13_a_receipt_that_a_kill_interrupted_is_left_to_a_person() {
    let bank = Bank::open().await;
    let counter = bank.counter().await;
    let busy = counter.busy_printer().await;
    bank.give_printer(&counter, &busy).await;
    let mut waiting = counter.start("charge --amount 12990 --wait --json");
    let opened = waiting.line().await;
    pay(&page(&opened), APPROVES).await;
    waiting.until("event", "final").await;
    while counter.run("sale 1 --json").await.exits(0).only()["receipts"][0]["kind"] != "printing" {}
    waiting.kill().await;

    let paper = counter.data().join("paper.txt");
    bank.give_printer(&counter, &paper).await;
    let done = counter.run("watch --json").await.exits(0);
    assert_eq!(done.text(), "", "the sale was over before");
    let sale = counter.run("sale 1 --json").await.exits(0).only();
    assert_eq!(sale["receipts"][0]["kind"], "failed");
    assert_eq!(sale["receipts"][0]["fault"]["paper"], "unsure");
    assert!(!paper.exists(), "it is not printed again by itself");
    let again = counter.run("receipt 1").await.exits(0);
    assert!(again.text().contains("COPIA"), "{}", again.text());
    let seen = counter.run("receipt-seen 1 --json").await.exits(0).only();
    assert_eq!(seen["kind"], "seen", "{seen}");
    let twice = counter.run("receipt-seen 1").await;
    twice.refused(2, "no tiene un comprobante");
    assert!(!paper.exists());
}

#[tokio::test]
async fn every_sale_that_ends_is_told_and_every_receipt_printed() {
    let bank = Bank::open().await;
    let counter = bank.counter().await;
    let mut pages = Vec::new();
    for amount in 1..=4 {
        pages.push(page(&counter.charge(1000 * amount).await));
    }
    for (number, page) in pages.iter().enumerate() {
        if number == 1 {
            abandon(page).await;
        } else {
            pay(page, APPROVES).await;
        }
    }
    let ends = [
        (1, "approved"),
        (2, "rejected"),
        (3, "approved"),
        (4, "approved"),
    ];
    let lines = counter.run("watch --json").await.exits(0).json();
    let finals = lines.iter().filter(|line| line["event"] == "final");
    let mut told: Vec<_> = finals
        .map(|line| (id(line), line["state"].as_str().unwrap()))
        .collect();
    told.sort_unstable();
    assert_eq!(told, ends);
    assert_eq!(counter.printed().matches("COMPROBANTE").count(), 3);
}

#[tokio::test]
async fn a_change_while_it_looks_on_is_told() {
    let bank = Bank::open().await;
    let counter = bank.counter().await;
    let opened = counter.charge(12_990).await;
    let mut watching = counter.start("watch --json");
    let first = watching.line().await;
    assert_eq!(first["progress"], "waiting");
    pay(&page(&opened), PENDING_APPROVES).await;
    let change = watching.line().await;
    assert_eq!(change["progress"], "validating");
    bank.let_everything_expire();
    let lines = watching.exits(0).await;
    assert_eq!(lines.last().unwrap()["state"], "approved");
}

#[tokio::test]
async fn still_open_at_the_timeout_is_12() {
    let bank = Bank::open().await;
    let counter = bank.counter().await;
    counter.charge(12_990).await;
    let done = counter.run("watch --timeout 200ms --json").await;
    assert_eq!(done.exits(12).only()["state"], "pending");
}

#[cfg(unix)]
#[tokio::test]
async fn interrupted_it_leaves_with_12_and_gives_the_ledger_back() {
    let bank = Bank::open().await;
    let counter = bank.counter().await;
    counter.charge(12_990).await;
    for signal in ["INT", "TERM"] {
        let mut watching = counter.start("watch --json");
        watching.until("event", "state").await;
        watching.signal(signal).await;
        watching.exits(12).await;
    }
    assert_eq!(counter.state().await, "pending");
}
