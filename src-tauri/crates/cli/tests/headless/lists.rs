//! `sales` and `sale`.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use crate::common::{
    APPROVES, Bank, Counter, REJECTS, abandon, finish, id, keys, listed, page, pay,
};

fn ids(sales: &[Value]) -> Vec<i64> {
    sales.iter().map(id).collect()
}

#[tokio::test]
async fn a_sale_is_one_line_with_the_documented_keys() {
    let bank = Bank::open().await;
    let counter = bank.counter().await;
    let opened = counter.charge(12_990).await;
    let wanted = "saleId state amount createdAt sessions";
    let pending = &counter.sales("").await[0];
    assert_eq!(keys(pending), listed(&format!("{wanted} progress")));
    assert_eq!(pending["sessions"][0]["status"], "pending");

    pay(&page(&opened), APPROVES).await;
    counter.run("watch").await.exits(0);
    let sale = &counter.sales("").await[0];
    assert_eq!(keys(sale), listed(wanted));
    assert_eq!(sale["saleId"], 1);
    assert_eq!(sale["state"], "approved");
    assert_eq!(sale["amount"], json!({"minor": 12990, "currency": "CLP"}));
    let created: Timestamp = sale["createdAt"].as_str().unwrap().parse().unwrap();
    assert!(Timestamp::now().duration_since(created).as_secs() < 60);
    let session = json!({
        "reference": opened["reference"],
        "requestId": opened["requestId"],
        "status": "approved",
    });
    assert_eq!(sale["sessions"], json!([session]));
}

#[tokio::test]
async fn a_till_without_sales_lists_none() {
    assert!(Counter::new().sales("").await.is_empty());
}

#[tokio::test]
async fn state_chooses_among_the_sales() {
    let bank = Bank::open().await;
    let counter = bank.counter().await;
    let paid = counter.paid_sale(1000).await;
    let left = counter.charge(2000).await;
    abandon(&page(&left)).await;
    counter.run("watch").await.exits(0);
    let open = counter.charge(3000).await;
    let left = id(&left);
    let open = id(&open);

    assert_eq!(ids(&counter.sales("").await), [open, left, paid]);
    assert_eq!(ids(&counter.sales("--state approved").await), [paid]);
    assert_eq!(ids(&counter.sales("--state rejected").await), [left]);
    assert_eq!(ids(&counter.sales("--state pending").await), [open]);
    for state in [
        "unopened",
        "opening",
        "attention",
        "refunded",
        "conflict",
        "partial-expired",
    ] {
        let line = format!("--state {state}");
        assert!(counter.sales(&line).await.is_empty(), "{state}");
    }
    let done = counter.run("sales --state paid --json").await;
    done.refused(2, "partial-expired");
}

#[tokio::test]
async fn from_is_included_and_to_is_not() {
    let bank = Bank::open().await;
    let counter = bank.counter().await;
    counter.charge(1000).await;
    counter.charge(2000).await;
    let second = counter.sales("").await[0]["createdAt"].clone();
    let at = second.as_str().unwrap();
    assert_eq!(ids(&counter.sales(&format!("--from {at}")).await), [2]);
    assert_eq!(ids(&counter.sales(&format!("--to {at}")).await), [1]);
    let none = format!("--from {at} --to {at}");
    assert!(counter.sales(&none).await.is_empty());
    for line in [
        "sales --from ayer",
        "sales --to 22-11-2026",
        "sales --from 2026-02-30",
    ] {
        counter.run(line).await.refused(2, "2026-11-22");
    }
}

/// Between the first place on Earth to see a day and the last lie 25 hours: they never have the
/// same date.
#[tokio::test]
async fn a_day_is_one_on_the_shops_wall() {
    let bank = Bank::open().await;
    let counter = bank.counter().await;
    counter.charge(1000).await;
    let created = counter.sales("").await[0]["createdAt"].clone();
    let created: Timestamp = created.as_str().unwrap().parse().unwrap();
    let date = |zone: &str| {
        let zone = TimeZone::get(zone).unwrap();
        created.to_zoned(zone).date().to_string()
    };
    let (early, late) = ("Pacific/Kiritimati", "Pacific/Pago_Pago");
    for (zone, filter, is_listed) in [
        (early, format!("--from {0} --to {0}", date(early)), true),
        (late, format!("--from {0} --to {0}", date(late)), true),
        (early, format!("--to {}", date(late)), false),
        (late, format!("--from {}", date(early)), false),
    ] {
        let line = format!("sales --json {filter}");
        let mut command = counter.command(&line.split(' ').collect::<Vec<_>>());
        command.env("TZ", zone);
        let sales = finish(command).await.exits(0).json();
        assert_eq!(sales.len() == 1, is_listed, "{zone} {filter}");
    }
}

#[tokio::test]
async fn a_sale_is_told_whole() {
    let bank = Bank::open().await;
    let counter = bank.counter().await;
    let opened = counter.charge(12_990).await;
    pay(&page(&opened), REJECTS).await;
    pay(&page(&opened), APPROVES).await;
    counter.run("watch").await.exits(0);

    let sale = counter.run("sale 1 --json").await.exits(0).only();
    let listed = &counter.sales("").await[0];
    for (name, value) in listed.as_object().unwrap() {
        assert_eq!(sale[name], *value, "as `sales` tells it");
    }
    let attempts = sale["transactions"].as_array().unwrap();
    let mut statuses: Vec<_> = attempts.iter().map(|a| a["status"].clone()).collect();
    statuses.sort_by_key(Value::to_string);
    assert_eq!(statuses, ["approved", "rejected"]);
    let events = sale["events"].as_array().unwrap();
    let kinds: Vec<_> = events
        .iter()
        .map(|e| e["event"].as_str().unwrap())
        .collect();
    assert_eq!(
        kinds[..3],
        ["sale-opened", "session-intended", "session-opened"]
    );
    assert_eq!(*kinds.last().unwrap(), "receipt-printed");
    let [receipt] = sale["receipts"].as_array().unwrap().as_slice() else {
        panic!("{sale}");
    };
    assert_eq!(
        (&receipt["job"], &receipt["about"]["kind"]),
        (&1.into(), &"sale".into())
    );
    assert_eq!(
        (&receipt["copy"], &receipt["kind"]),
        (&"original".into(), &"printed".into())
    );

    let words = counter.run("sale 1").await.exits(0);
    for word in [
        "PAGADO $12.990",
        opened["reference"].as_str().unwrap(),
        "0081",
    ] {
        assert!(words.text().contains(word), "{word}: {}", words.text());
    }
    counter
        .run("sale 2 --json")
        .await
        .refused(2, "No existe esa venta");
}
