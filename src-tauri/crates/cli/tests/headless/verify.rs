//! `verify`: a damaged ledger does not pass.

use rusqlite::Connection;
use serde_json::json;

use crate::common::{Bank, Counter, keys, listed};

async fn sold(bank: &Bank) -> Counter {
    let counter = bank.counter().await;
    counter.paid_sale(12_990).await;
    counter
}

#[tokio::test]
async fn a_whole_ledger_is_0() {
    let bank = Bank::open().await;
    let counter = sold(&bank).await;
    let done = counter.run("verify --json").await.exits(0);
    assert_eq!(done.only(), json!({"findings": []}));
    let words = counter.run("verify").await.exits(0);
    assert!(words.text().contains("íntegro"), "{}", words.text());
}

#[tokio::test]
async fn whatever_was_changed_by_hand_is_1_and_named() {
    for (damage, named) in [
        ("UPDATE sales SET amount_minor = 990", "sales"),
        ("UPDATE sessions SET reference = 'OTRA'", "sessions"),
        ("DELETE FROM transactions", "transactions"),
        ("DELETE FROM print_jobs", "print_jobs"),
    ] {
        let bank = Bank::open().await;
        let counter = sold(&bank).await;
        let ledger = Connection::open(counter.ledger()).unwrap();
        assert!(ledger.execute(damage, []).unwrap() > 0, "{damage}");
        drop(ledger);
        let report = counter.run("verify --json").await.exits(1).only();
        assert_eq!(keys(&report), listed("findings"));
        assert!(report["findings"].to_string().contains(named), "{report}");
        let words = counter.run("verify").await.exits(1);
        assert!(words.text().contains(named), "{}", words.text());
    }
}

#[tokio::test]
async fn a_log_changed_by_hand_is_1() {
    let bank = Bank::open().await;
    let counter = sold(&bank).await;
    let ledger = Connection::open(counter.ledger()).unwrap();
    let triggers = "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'events'";
    let mut named = ledger.prepare(triggers).unwrap();
    let names = named.query_map([], |row| row.get::<_, String>(0)).unwrap();
    let names: Vec<_> = names.map(Result::unwrap).collect();
    for name in names {
        ledger.execute(&format!("DROP TRIGGER {name}"), []).unwrap();
    }
    let changed = "UPDATE events SET body = replace(body, '12990', '990')";
    assert!(ledger.execute(changed, []).unwrap() > 0);
    let report = counter.run("verify --json").await.exits(1).only();
    let findings = report["findings"].to_string();
    assert!(findings.contains("evento 2 "), "{findings}");
}

#[tokio::test]
async fn what_is_no_ledger_is_1() {
    let bank = Bank::open().await;
    let counter = bank.counter().await;
    std::fs::create_dir_all(counter.ledger().parent().unwrap()).unwrap();
    std::fs::write(counter.ledger(), "no es una base de datos\n".repeat(99)).unwrap();
    counter.run("verify --json").await.refused(1, "registro");
    let line = "charge --amount 12990 --json";
    counter.run(line).await.refused(1, "registro");
}
