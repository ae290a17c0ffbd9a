//! A till that cannot start, and how it comes back.

use std::fs;

use till::{NewerEvents, restore};

use crate::charge;
use crate::customer::{APPROVES, pay};
use crate::window::{Counter, training};

#[tokio::test]
async fn a_damaged_record_stops_the_till_and_a_backup_brings_the_sales_back() {
    let mut counter = Counter::open().await;
    let window = counter.window().await;
    let page = charge(&window, "12990").await;
    pay(&page, APPROVES).await;
    window.shows("#receipt[data-kind=printed]").await;
    window.click("#to-settings").await;
    window.click("#section-backups").await;
    window.click("#back-up").await;
    window.says("#backups", "ledger-").await;
    let rows = window.text("#backups").await;
    let (_, rest) = rows.split_once("ledger-").expect("a backup");
    let name = format!("ledger-{}", rest.split_whitespace().next().unwrap());
    counter.kill();

    let folder = counter.data().join("training");
    let ledger = folder.join("ledger.sqlite3");
    fs::remove_file(folder.join("ledger.sqlite3-wal")).ok();
    fs::write(&ledger, "overwritten by a failing disk").unwrap();
    counter.reopen().await;
    let window = counter.window().await;
    window.shows("#start-again").await;
    window.says("#problem", "registro").await;
    window.click("#start-again").await;
    window.says("#problem", "registro").await;

    fs::rename(&ledger, folder.join("damaged")).unwrap();
    let backup = folder.join("backups").join(name);
    restore(&folder, &backup, now(), NewerEvents::Kept).unwrap();
    window.click("#start-again").await;
    window.shows("button.sale[data-state=approved]").await;
    window.says("#today-total", "$12.990").await;
}

fn now() -> jiff::Timestamp {
    jiff::Timestamp::now()
}

#[tokio::test]
async fn settings_that_cannot_be_read_stop_the_till_until_they_can() {
    let counter = Counter::with("1024x600", Vec::new(), |_| Some("no settings".into())).await;
    let window = counter.window().await;
    window.shows("#start-again").await;
    window.says("#problem", "till.json").await;
    assert_eq!(window.count("#charge").await, 0);
    counter.write_settings(training(&counter.data()));
    window.press_enter().await;
    window.shows("#charge").await;
}
