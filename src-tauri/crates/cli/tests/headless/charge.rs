//! Opening a sale: what is printed, and what is not even tried.

use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use crate::common::{Bank, Counter, START, keys, listed, page};

#[tokio::test]
async fn without_wait_it_prints_the_opened_line_and_is_done() {
    let bank = Bank::open().await;
    let counter = bank.counter().await;
    let opened = counter.charge(12_990).await;
    let wanted = "event saleId reference requestId processUrl expiration";
    assert_eq!(keys(&opened), listed(wanted));
    assert_eq!(opened["event"], "opened");
    assert_eq!(opened["saleId"], 1);
    assert!(opened["requestId"].is_i64());
    assert!(page(&opened).starts_with(bank.url()));
    let reference = opened["reference"].as_str().unwrap();
    let parts: Vec<_> = reference.split('-').map(str::len).collect();
    assert!(reference.starts_with("C1-"), "{reference}");
    assert_eq!(parts, [2, 6, 4, 6], "{reference}");
    assert_expires_in(&opened, SignedDuration::from_mins(15));
    assert_eq!(counter.state().await, "pending");
}

/// On the gateway's clock, which stands still; the till knows it to the second.
#[track_caller]
fn assert_expires_in(opened: &serde_json::Value, time: SignedDuration) {
    let expiration: Timestamp = opened["expiration"].as_str().unwrap().parse().unwrap();
    let start: Timestamp = START.parse().unwrap();
    let off = start.duration_until(expiration) - time;
    assert!(off.abs() <= SignedDuration::from_secs(10), "{expiration}");
}

#[tokio::test]
async fn everything_about_a_sale_can_be_said() {
    let bank = Bank::open().await;
    let counter = bank.counter().await;
    let longest = "R".repeat(32);
    let args = [
        "charge",
        "--amount",
        "12.50",
        "--currency",
        "USD",
        "--reference",
        &longest,
        "--description",
        "Dos panes, café",
        "--expires-in",
        "30m",
        "--json",
    ];
    let opened = counter.run_args(&args).await.exits(0).only();
    assert_eq!(opened["reference"], longest);
    assert_expires_in(&opened, SignedDuration::from_mins(30));
    let sale = &counter.sales("").await[0];
    assert_eq!(sale["amount"], json!({"minor": 1250, "currency": "USD"}));
    assert_eq!(sale["description"], "Dos panes, café");
    assert_eq!(sale["sessions"][0]["reference"], longest);
}

#[tokio::test]
async fn the_smallest_and_the_largest_amount_and_the_shortest_time_are_taken() {
    let bank = Bank::open().await;
    let counter = bank.counter().await;
    for (text, minor) in [("1", 1), ("12.990", 12_990), ("999999999", 999_999_999)] {
        let line = format!("charge --amount {text} --expires-in 5m --json");
        counter.run(&line).await.exits(0);
        assert_eq!(counter.sales("").await[0]["amount"]["minor"], minor);
    }
}

#[tokio::test]
async fn a_bad_amount_is_usage_and_opens_nothing() {
    let counter = Counter::new();
    for (amount, words) in [
        ("0", "El monto es cero"),
        ("000", "El monto es cero"),
        ("-1", "El monto es negativo"),
        ("-12990", "El monto es negativo"),
        ("12.5", "decimales"),
        ("12990,50", "decimales"),
        ("1000000000", "el máximo es $999.999.999"),
        ("99999999999999999999999", "el máximo es $999.999.999"),
        ("doce", "no es un monto"),
        ("1e3", "no es un monto"),
        ("12 990 pesos", "no es un monto"),
        ("NaN", "no es un monto"),
        ("٣", "no es un monto"),
        ("", "Falta el monto"),
    ] {
        let args = ["charge", "--amount", amount, "--json"];
        let done = counter.run_args(&args).await;
        done.refused(2, words).says("No se cobró nada");
    }
    counter.run("charge --json").await.refused(2, "--amount");
    assert!(counter.files().is_empty(), "nothing was even begun");
}

#[tokio::test]
async fn other_bad_values_are_usage_and_open_nothing() {
    let counter = Counter::new();
    let (long_reference, long_description) = ("R".repeat(33), "d".repeat(251));
    for (option, value, words) in [
        ("--reference", long_reference.as_str(), "32"),
        ("--reference", "", "referencia"),
        ("--reference", "con espacio", "referencia"),
        ("--reference", "ñandú", "referencia"),
        ("--description", &long_description, "250"),
        ("--currency", "XXX", "XXX"),
        ("--currency", "pesos", "pesos"),
        ("--expires-in", "4m59s", "al menos 5 minutos"),
        ("--expires-in", "0m", "al menos 5 minutos"),
        ("--expires-in", "-15m", "al menos 5 minutos"),
        ("--expires-in", "mañana", "--expires-in"),
    ] {
        let args = ["charge", "--amount", "12990", option, value, "--json"];
        let done = counter.run_args(&args).await;
        done.refused(2, words);
    }
    assert_eq!(counter.sales("").await.len(), 0);
}

#[tokio::test]
async fn a_reference_is_used_once() {
    let bank = Bank::open().await;
    let counter = bank.counter().await;
    let line = "charge --amount 12990 --reference BOLETA-7 --allow-duplicate --json";
    counter.run(line).await.exits(0);
    let before = counter.sales("").await;
    let done = counter.run(line).await;
    done.refused(2, "La referencia BOLETA-7 ya se usó");
    assert_eq!(
        counter.sales("").await,
        before,
        "the first one is untouched"
    );
}

#[tokio::test]
async fn the_same_amount_while_a_sale_is_open_is_23_unless_it_is_allowed() {
    let bank = Bank::open().await;
    let counter = bank.counter().await;
    counter.charge(12_990).await;
    let line = "charge --amount 12990 --json";
    let done = counter.run(line).await;
    done.refused(
        23,
        "La venta 1, por el mismo monto, todavía está pendiente.",
    );
    assert_eq!(counter.sales("").await.len(), 1, "nothing was recorded");
    let allowed = format!("{line} --allow-duplicate");
    let opened = counter.run(&allowed).await.exits(0).only();
    assert_eq!(opened["saleId"], 2);
    counter.charge(12_991).await;

    for sale in [1, 2] {
        let line = format!("cancel {sale}");
        counter.run(&line).await.exits(0);
    }
    counter.charge(12_990).await;
}
