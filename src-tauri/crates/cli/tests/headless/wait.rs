//! `charge --wait`: every change on the way, and the exit status of each end.

use std::time::Duration;

use serde_json::{Value, json};

use crate::common::{
    APPROVES, Bank, Counter, PENDING_APPROVES, REJECTS, Running, abandon, keys, listed, overpaid,
    page, pay, pay_part,
};

/// Charges and waits; comes back when the customer can pay, with the page.
async fn waiting(counter: &Counter, options: &str) -> (Running, String) {
    let line = format!("charge --amount 12990 --wait --json {options}");
    let mut running = counter.start(line.trim_end());
    let opened = running.line().await;
    assert_eq!(opened["event"], "opened");
    let waits = running.line().await;
    let wanted = json!({"event": "state", "saleId": 1, "state": "pending", "progress": "waiting"});
    assert_eq!(waits, wanted);
    (running, page(&opened))
}

/// The last line, checked for what every final line says.
#[track_caller]
fn last(lines: &[Value]) -> &Value {
    let last = lines.last().unwrap();
    assert_eq!(last["event"], "final");
    assert_eq!(last["saleId"], 1);
    assert_eq!(last["amount"], json!({"minor": 12990, "currency": "CLP"}));
    last
}

#[tokio::test]
async fn approved_is_0_and_the_receipt_is_printed() {
    let bank = Bank::open().await;
    let counter = bank.counter().await;
    let (running, page) = waiting(&counter, "--reference BOLETA-1").await;
    pay(&page, APPROVES).await;
    let lines = running.exits(0).await;
    let wanted = json!({
        "event": "final",
        "saleId": 1,
        "reference": "BOLETA-1",
        "amount": {"minor": 12990, "currency": "CLP"},
        "state": "approved",
    });
    assert_eq!(lines, [wanted]);
    let paper = counter.printed();
    assert_eq!(paper.matches("COMPROBANTE").count(), 1, "{paper}");
    assert!(paper.contains("$12.990") && paper.contains("BOLETA-1"));
    assert!(!paper.contains("COPIA"));
    assert_eq!(counter.state().await, "approved");
}

#[tokio::test]
async fn a_rejected_attempt_is_told_and_the_customer_may_try_again() {
    let bank = Bank::open().await;
    let counter = bank.counter().await;
    let (mut running, page) = waiting(&counter, "").await;
    pay(&page, REJECTS).await;
    let change = running.line().await;
    assert_eq!(change["event"], "state");
    assert_eq!(change["state"], "pending");
    assert_eq!(change["progress"], "attempt-rejected");
    assert_eq!(change["attempts"], 1);
    pay(&page, APPROVES).await;
    assert_eq!(last(&running.exits(0).await)["state"], "approved");
}

#[tokio::test]
async fn a_payment_that_the_bank_validates_is_told_until_it_decides() {
    let bank = Bank::open().await;
    let counter = bank.counter().await;
    let (mut running, page) = waiting(&counter, "").await;
    pay(&page, PENDING_APPROVES).await;
    let change = running.line().await;
    assert_eq!(change["state"], "pending");
    assert_eq!(change["progress"], "validating");
    bank.clock.advance(Duration::from_secs(21));
    assert_eq!(last(&running.exits(0).await)["state"], "approved");
}

#[tokio::test]
async fn rejected_is_10_with_the_reason() {
    let bank = Bank::open().await;
    let counter = bank.counter().await;
    let (running, page) = waiting(&counter, "").await;
    abandon(&page).await;
    let lines = running.exits(10).await;
    let last = last(&lines);
    assert_eq!(last["state"], "rejected");
    assert_eq!(last["attempts"], 0);
    assert_eq!(last["message"], "El cliente canceló el pago.");
    assert_eq!(counter.printed(), "");
}

#[tokio::test]
async fn expired_without_a_payment_is_10() {
    let bank = Bank::open().await;
    let counter = bank.counter().await;
    let (running, _) = waiting(&counter, "").await;
    bank.let_everything_expire();
    let lines = running.exits(10).await;
    assert_eq!(last(&lines)["state"], "rejected");
    assert_eq!(last(&lines)["message"], "Se acabó el tiempo y nadie pagó.");
}

#[tokio::test]
async fn partly_paid_and_expired_is_11_with_what_was_paid() {
    let bank = Bank::open().await;
    let counter = bank.counter().await;
    let (mut running, page) = waiting(&counter, "--allow-partial").await;
    pay_part(&page, 6000).await;
    let part = json!({"minor": 6000, "currency": "CLP"});
    let change = running.line().await;
    assert_eq!(change["progress"], "partly-paid");
    assert_eq!(change["paid"], part);
    bank.let_everything_expire();
    let lines = running.exits(11).await;
    assert_eq!(last(&lines)["state"], "partial-expired");
    assert_eq!(last(&lines)["paid"], part);
    let printed = counter.printed();
    assert_eq!(
        printed.matches("COMPROBANTE DE PAGO PARCIAL").count(),
        2,
        "{printed}"
    );
    assert!(
        printed.contains("VENCIDO: LA VENTA NO SE COMPLETÓ"),
        "{printed}"
    );
}

#[tokio::test]
async fn two_parts_that_make_the_whole_are_0() {
    let bank = Bank::open().await;
    let counter = bank.counter().await;
    let (running, page) = waiting(&counter, "--allow-partial").await;
    pay_part(&page, 6000).await;
    pay_part(&page, 6990).await;
    assert_eq!(last(&running.exits(0).await)["state"], "approved");
    let paper = counter.printed();
    assert!(
        paper.contains("$6.000") && paper.contains("$6.990"),
        "{paper}"
    );
}

#[tokio::test]
async fn still_open_at_the_timeout_is_12_and_stays_open() {
    let bank = Bank::open().await;
    let counter = bank.counter().await;
    let (running, page) = waiting(&counter, "--timeout 200ms").await;
    let lines = running.exits(12).await;
    let wanted =
        json!({"event": "timeout", "saleId": 1, "state": "pending", "progress": "waiting"});
    assert_eq!(lines, [wanted]);
    assert_eq!(counter.state().await, "pending");
    pay(&page, APPROVES).await;
    counter.run("watch").await.exits(0);
    assert_eq!(counter.state().await, "approved");
}

#[tokio::test]
async fn another_sum_than_asked_is_a_conflict_13_and_never_approved() {
    let counter = Counter::at(&overpaid().await, "L", "K").await;
    let line = "charge --amount 12990 --wait --json";
    let lines = counter.run(line).await.exits(13).json();
    let last = last(&lines);
    assert_eq!(last["state"], "conflict");
    let words = last["message"].as_str().unwrap();
    assert!(words.contains("$13.990"), "{words}");
    assert_eq!(counter.printed(), "");
    assert_eq!(counter.state().await, "conflict");
    counter.run("receipt 1").await.refused(1, "no está pagada");
}

#[cfg(unix)]
#[tokio::test]
async fn an_interrupted_wait_is_12_and_the_sale_stays_open() {
    let bank = Bank::open().await;
    let counter = bank.counter().await;
    for signal in ["INT", "TERM"] {
        let line = "charge --amount 12990 --allow-duplicate --wait --json";
        let mut running = counter.start(line);
        running.until("event", "state").await;
        running.signal(signal).await;
        running.exits(12).await;
    }
    let sales = counter.sales("--state pending").await;
    assert_eq!(sales.len(), 2);
}

#[tokio::test]
async fn the_final_line_of_a_rejection_has_known_keys() {
    let bank = Bank::open().await;
    let counter = bank.counter().await;
    let (running, page) = waiting(&counter, "").await;
    pay(&page, REJECTS).await;
    abandon(&page).await;
    let lines = running.exits(10).await;
    let wanted = "event saleId reference amount state attempts message";
    assert_eq!(keys(last(&lines)), listed(wanted));
    assert_eq!(last(&lines)["attempts"], 1);
}
