//! One process owns a ledger; the others only read.

use crate::common::{Bank, id};

#[tokio::test]
async fn a_second_process_is_22_but_may_read() {
    let bank = Bank::open().await;
    let counter = bank.counter().await;
    let paid = counter.paid_sale(990).await;
    let mut owner = counter.start("charge --amount 12990 --wait --json");
    let opened = owner.line().await;
    owner.until("event", "state").await;
    let open = id(&opened);

    for line in [
        "charge --amount 500 --json".to_owned(),
        "charge --amount 500 --wait --json".to_owned(),
        "watch --json".to_owned(),
        format!("cancel {open} --json"),
        format!("ask {open} --json"),
        format!("refund {paid} --supervisor Ana --json"),
        format!("decide-refund {paid} 1 given-back --supervisor Ana --json"),
    ] {
        counter.run(&line).await.refused(22, "ya está abierto");
    }
    // what is set up under a running till would be undone by its next change
    let before = counter.settings();
    for line in [
        "init --environment training".to_owned(),
        format!(
            "init --environment custom --url {} --login {}",
            bank.url(),
            bank.site().login
        ),
    ] {
        counter.run(&line).await.refused(22, "ciérrela");
        assert_eq!(counter.settings(), before, "{line}");
    }

    let states = counter.sales("").await;
    let states: Vec<_> = states.iter().map(|sale| &sale["state"]).collect();
    assert_eq!(states, ["pending", "approved"], "newest first");
    let sale = counter.run(&format!("sale {open} --json")).await.exits(0);
    assert_eq!(sale.only()["state"], "pending");
    let receipt = counter.run(&format!("receipt {paid}")).await.exits(0);
    assert!(receipt.text().contains("$990"));
    counter.run("verify").await.exits(0);
    counter.run("backup").await.exits(0);

    // the lock goes with its process, however it ends
    owner.kill().await;
    counter.charge(500).await;
}
