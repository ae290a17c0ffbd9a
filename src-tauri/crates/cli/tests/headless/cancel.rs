//! `cancel`: what came of it.

use serde_json::{Value, json};

use crate::common::{
    APPROVES, Bank, Counter, PENDING_APPROVES, abandon, opening_gateway, page, pay, pay_part,
};

async fn cancel(counter: &Counter, code: i32) -> Value {
    counter.run("cancel 1 --json").await.exits(code).only()
}

fn told(outcome: &str) -> Value {
    json!({"event": "cancel", "saleId": 1, "outcome": outcome})
}

#[tokio::test]
async fn an_open_sale_is_revoked() {
    let bank = Bank::open().await;
    let counter = bank.counter().await;
    counter.charge(12_990).await;
    assert_eq!(cancel(&counter, 0).await, told("revoked"));
    assert_eq!(counter.state().await, "rejected");
    counter.run("watch").await.exits(0);
    assert_eq!(cancel(&counter, 0).await, told("revoked"), "and stays so");
}

#[tokio::test]
async fn what_was_paid_meanwhile_is_not_cancelled_but_approved_and_printed() {
    let bank = Bank::open().await;
    let counter = bank.counter().await;
    let opened = counter.charge(12_990).await;
    pay(&page(&opened), APPROVES).await;
    assert_eq!(cancel(&counter, 1).await, told("already-paid"));
    assert_eq!(counter.state().await, "approved");
    assert_eq!(counter.printed().matches("COMPROBANTE").count(), 1);
    assert_eq!(cancel(&counter, 1).await, told("already-paid"));
    assert_eq!(counter.printed().matches("COMPROBANTE").count(), 1);
}

#[tokio::test]
async fn what_the_customer_left_needs_no_cancel() {
    let bank = Bank::open().await;
    let counter = bank.counter().await;
    let opened = counter.charge(12_990).await;
    abandon(&page(&opened)).await;
    assert_eq!(cancel(&counter, 0).await, told("revoked"));
}

#[tokio::test]
async fn while_the_bank_validates_nothing_is_cancelled() {
    let bank = Bank::open().await;
    let counter = bank.counter().await;
    let opened = counter.charge(12_990).await;
    pay(&page(&opened), PENDING_APPROVES).await;
    assert_eq!(cancel(&counter, 12).await, told("validating"));
    assert_eq!(counter.state().await, "pending");
}

#[tokio::test]
async fn what_is_paid_in_part_is_not_cancelled() {
    let bank = Bank::open().await;
    let counter = bank.counter().await;
    let line = "charge --amount 12990 --allow-partial --json";
    let opened = counter.run(line).await.exits(0).only();
    pay_part(&page(&opened), 6000).await;
    assert_eq!(cancel(&counter, 12).await, told("partly-paid"));
    assert_eq!(counter.state().await, "pending");
    bank.let_everything_expire();
    assert_eq!(cancel(&counter, 11).await, told("partly-paid"));
    assert_eq!(counter.state().await, "partial-expired");
}

#[tokio::test]
async fn without_an_answer_nothing_certain_is_said() {
    let bank = Bank::open().await;
    let counter = bank.counter().await;
    counter.charge(12_990).await;
    bank.sandbox.stop().await;
    assert_eq!(cancel(&counter, 21).await, told("unknown"));
    assert_eq!(counter.state().await, "pending");
}

#[tokio::test]
async fn refused_credentials_are_20_and_change_nothing() {
    let url = opening_gateway(|_| (401, crate::common::not_authenticated(102))).await;
    let counter = Counter::at(&url, "L", "K").await;
    counter.charge(12_990).await;
    assert_eq!(cancel(&counter, 20).await, told("unknown"));
    let done = counter.run("cancel 1").await.exits(20);
    assert!(done.text().contains("(102)"), "{}", done.text());
    assert_eq!(counter.state().await, "pending");
}

#[tokio::test]
async fn a_sale_that_never_opened_cannot_be_cancelled() {
    let bank = Bank::open().await;
    let counter = Counter::at(bank.url(), "nadie", "K").await;
    counter.run("charge --amount 12990").await.exits(20);
    let done = counter.run("cancel 1 --json").await;
    done.refused(1, "no tiene un cobro abierto");
}

#[tokio::test]
async fn a_sale_that_does_not_exist_is_usage() {
    let bank = Bank::open().await;
    let counter = bank.counter().await;
    let done = counter.run("cancel 7 --json").await;
    done.refused(2, "No existe esa venta");
    counter.run("cancel siete").await.refused(2, "siete");
}
