//! `ask`: "¿Pagó o no?"

use crate::common::{
    APPROVES, Bank, Counter, PENDING_APPROVES, abandon, keys, listed, not_authenticated,
    opening_gateway, page, pay,
};

#[tokio::test]
async fn what_was_not_paid_yet_is_12_and_what_was_is_0() {
    let bank = Bank::open().await;
    let counter = bank.counter().await;
    let opened = counter.charge(12_990).await;
    let told = counter.run("ask 1 --json").await.exits(12).only();
    let wanted = "event saleId askedAt outcome state progress answer";
    assert_eq!(keys(&told), listed(wanted));
    assert_eq!(told["event"], "ask");
    assert_eq!(told["outcome"], "answered");
    assert_eq!(told["progress"], "waiting");
    assert!(
        told["answer"]
            .as_str()
            .unwrap()
            .starts_with("Todavía no ha pagado.")
    );

    pay(&page(&opened), APPROVES).await;
    let done = counter.run("ask 1").await.exits(0);
    let words = done.text();
    assert!(
        words.starts_with("Sí pagó $12.990, autorización "),
        "{words}"
    );
    assert!(words.contains("Banchile lo dijo a las "), "{words}");
    assert!(words.contains("Puede entregar."), "{words}");
    assert_eq!(counter.state().await, "approved");
    assert_eq!(counter.printed().matches("COMPROBANTE").count(), 1);
}

#[tokio::test]
async fn the_bank_that_validates_and_the_customer_who_left_are_told_apart() {
    let bank = Bank::open().await;
    let counter = bank.counter().await;
    let validating = counter.charge(12_990).await;
    pay(&page(&validating), PENDING_APPROVES).await;
    let done = counter.run("ask 1").await.exits(12);
    assert!(
        done.text().contains("el banco está validando"),
        "{}",
        done.text()
    );
    let left = counter.charge(500).await;
    abandon(&page(&left)).await;
    let done = counter.run("ask 2").await.exits(10);
    assert!(done.text().starts_with("No pagó."), "{}", done.text());
}

#[tokio::test]
async fn without_an_answer_nothing_certain_is_said() {
    let bank = Bank::open().await;
    let counter = bank.counter().await;
    counter.charge(12_990).await;
    bank.sandbox.stop().await;
    let told = counter.run("ask 1 --json").await.exits(21).only();
    assert_eq!(told["outcome"], "unanswered");
    assert_eq!(told["state"], "pending");
    let answer = told["answer"].as_str().unwrap();
    assert!(answer.starts_with("No se sabe si se pagó."), "{answer}");

    let url = opening_gateway(|_| (401, not_authenticated(106))).await;
    let counter = Counter::at(&url, "L", "K").await;
    counter.charge(12_990).await;
    let done = counter.run("ask 1").await.exits(20);
    assert!(done.text().contains("(106)"), "{}", done.text());
}

#[tokio::test]
async fn there_is_nothing_to_ask_about_a_sale_that_never_opened_or_is_not_there() {
    let bank = Bank::open().await;
    let counter = Counter::at(bank.url(), "nadie", "K").await;
    counter.run("charge --amount 12990").await.exits(20);
    let done = counter.run("ask 1 --json").await;
    done.refused(1, "no tiene un cobro abierto");
    let done = counter.run("ask 7 --json").await;
    done.refused(2, "No existe esa venta");
}
