//! `backup` and `restore`.

use std::path::{Path, PathBuf};

use rusqlite::Connection;

use crate::common::{APPROVES, Bank, Counter, keys, listed, page, pay};

async fn back_up(counter: &Counter) -> PathBuf {
    let told = counter.run("backup --json").await.exits(0).only();
    assert_eq!(keys(&told), listed("event path at bytes"));
    assert_eq!(told["event"], "backup");
    let path = PathBuf::from(told["path"].as_str().unwrap());
    let bytes = std::fs::metadata(&path).unwrap().len();
    assert_eq!(told["bytes"], bytes);
    path
}

fn restore(file: &Path, options: &str) -> String {
    let line = format!("restore {} {options}", file.display());
    line.trim_end().to_owned()
}

#[tokio::test]
async fn a_backup_is_made_while_the_till_runs_and_the_oldest_go() {
    let bank = Bank::open().await;
    let counter = bank.counter().await;
    let mut owner = counter.start("charge --amount 12990 --wait --json");
    owner.until("event", "state").await;
    let first = back_up(&counter).await;
    let words = counter.run("backup --keep 1").await.exits(0);
    assert!(
        words.text().starts_with("El respaldo quedó en "),
        "{}",
        words.text()
    );
    assert!(!first.exists(), "only the newest is kept");
    let line = restore(&first, "");
    let listed = counter.run(&line).await;
    listed
        .refused(2, "No existe el respaldo")
        .says("Hay estos:");
    counter.run("backup --keep 0").await.refused(2, "--keep");
    owner.kill().await;
}

#[tokio::test]
async fn a_damaged_ledger_is_put_back_and_what_came_after_is_found_out() {
    let bank = Bank::open().await;
    let counter = bank.counter().await;
    let opened = counter.charge(12_990).await;
    let backup = back_up(&counter).await;
    pay(&page(&opened), APPROVES).await;
    counter.run("watch").await.exits(0);
    let ledger = Connection::open(counter.ledger()).unwrap();
    let damage = "UPDATE sales SET amount_minor = 990";
    assert!(ledger.execute(damage, []).unwrap() > 0);
    drop(ledger);
    counter.run("verify").await.exits(1);
    let refused = counter.run("backup --json").await;
    refused
        .refused(1, "No se hizo el respaldo")
        .says("está dañado");

    let line = restore(&backup, "--json");
    let told = counter.run(&line).await.exits(0).only();
    assert_eq!(keys(&told), listed("event events until replaced"));
    let replaced = Path::new(told["replaced"].as_str().unwrap());
    assert!(replaced.join("ledger.sqlite3").exists(), "kept aside");
    assert_eq!(counter.state().await, "pending");
    counter.run("watch").await.exits(0);
    assert_eq!(counter.state().await, "approved");
    counter.run("verify").await.exits(0);
}

#[tokio::test]
async fn what_would_be_lost_is_told_and_given_up_only_on_demand() {
    let bank = Bank::open().await;
    let counter = bank.counter().await;
    counter.paid_sale(990).await;
    let backup = back_up(&counter).await;
    counter.paid_sale(500).await;
    let done = counter.run(&restore(&backup, "--json")).await;
    let done = done
        .refused(1, "No se cambió nada.")
        .says("que el respaldo no tiene");
    drop(done.says("--discard-newer"));
    assert_eq!(counter.sales("").await.len(), 2);

    let words = counter
        .run(&restore(&backup, "--discard-newer"))
        .await
        .exits(0);
    assert!(
        words.text().contains("El registro se recuperó hasta el "),
        "{}",
        words.text()
    );
    assert!(
        words.text().contains("El anterior quedó en "),
        "{}",
        words.text()
    );
    assert_eq!(counter.sales("").await.len(), 1);
    counter.run("verify").await.exits(0);
    // and takes payments again, under references that were never used
    counter.paid_sale(700).await;
}

#[tokio::test]
async fn i14_nothing_is_restored_under_a_running_till() {
    let bank = Bank::open().await;
    let counter = bank.counter().await;
    counter.paid_sale(990).await;
    let backup = back_up(&counter).await;
    let mut owner = counter.start("charge --amount 12990 --wait --json");
    owner.until("event", "state").await;
    let line = restore(&backup, "--discard-newer --json");
    counter.run(&line).await.refused(22, "ya está abierto");
    owner.kill().await;
    assert_eq!(counter.sales("").await.len(), 2);
}

#[tokio::test]
async fn what_is_no_backup_is_refused() {
    let bank = Bank::open().await;
    let counter = bank.counter().await;
    counter.paid_sale(990).await;
    let line = restore(Path::new("/nowhere/x.sqlite3"), "");
    let done = counter.run(&line).await;
    done.refused(2, "No existe el respaldo")
        .says("No hay respaldos");

    let other = counter.data().join("otra.sqlite3");
    std::fs::write(&other, "no es una base de datos\n".repeat(99)).unwrap();
    counter
        .run(&restore(&other, ""))
        .await
        .refused(1, "No se cambió nada.");

    let backup = back_up(&counter).await;
    let damaged = counter.data().join("dañado.sqlite3");
    std::fs::copy(&backup, &damaged).unwrap();
    let file = Connection::open(&damaged).unwrap();
    file.execute("UPDATE sales SET amount_minor = 1", [])
        .unwrap();
    drop(file);
    let done = counter.run(&restore(&damaged, "")).await;
    done.refused(1, "El respaldo está dañado (");
    assert_eq!(counter.state().await, "approved");
}
