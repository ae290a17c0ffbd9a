//! The whole application in a real window, driven through WebDriver as a cashier would.
#![cfg(target_os = "linux")]
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod book;
mod customer;
mod customer_window;
mod display;
mod gallery;
mod habits;
mod people;
mod pictures;
mod refunds;
mod settings;
mod shifts;
mod shop;
mod staff;
mod stopped;
mod waiting;
mod walks;
mod window;

use std::time::{Duration, Instant};

use crate::customer::{APPROVES, REJECTS, can_pay, pay};
use crate::window::{Counter, Window};

/// Types an amount, charges, and gives the page where the customer pays.
async fn charge(window: &Window, amount: &str) -> String {
    window.type_keys(amount).await;
    window.press_enter().await;
    window.shows("#state[data-state=waiting]").await;
    window.scanned_qr().await
}

#[tokio::test]
async fn a_sale_is_charged_rejected_retried_paid_and_printed() {
    let counter = Counter::open().await;
    let window = counter.window().await;
    assert!(
        window
            .text("#band")
            .await
            .contains("CAPACITACIÓN / TRAINING")
    );

    let page = charge(&window, "12990").await;
    assert_eq!(window.text("#amount").await, "$12.990");
    assert!(window.text("#reference").await.starts_with("C1-"));
    assert!(window.text("#countdown").await.starts_with("Vence en 1"));
    window.click("#open-browser").await;
    assert_eq!(
        counter.opened_page().await,
        page,
        "the browser opens what the QR code says"
    );

    pay(&page, REJECTS).await;
    window.shows("#state[data-state=attempt-rejected]").await;
    assert!(
        window
            .text("#state")
            .await
            .contains("el cliente puede reintentar")
    );
    window.shows("button.sale[data-state=waiting]").await;

    pay(&page, APPROVES).await;
    let approved = Instant::now();
    window.shows("#outcome[data-state=approved]").await;
    println!("approval to PAGADO: {} ms", approved.elapsed().as_millis());
    assert!(window.text("#outcome").await.contains("PAGADO"));
    window.shows("#receipt[data-kind=printed]").await;
    window.shows("button.sale[data-state=approved]").await;
    assert!(counter.receipts().contains("$12.990"));

    window.press_enter().await;
    window.shows("#charge").await;
    assert_eq!(window.text("#amount").await, "$0");
}

#[tokio::test]
async fn a_receipt_that_waits_is_marked_and_comes_out_once_there_is_a_printer() {
    let counter = Counter::open().await;
    let window = counter.window().await;
    window.shows("#charge").await;
    counter.take_printer_away();
    let page = charge(&window, "12990").await;
    pay(&page, APPROVES).await;
    window.shows("#outcome[data-state=approved]").await;
    window.shows("#receipt[data-kind=waiting]").await;
    window.shows("button.sale .lacks-receipt").await;

    counter.give_printer_back();
    window.click("#print").await;
    window.shows("#receipt[data-kind=printed]").await;
    window.hides("button.sale .lacks-receipt").await;
    assert_eq!(counter.receipts().matches("COMPROBANTE").count(), 1);
}

#[tokio::test]
async fn a_cancel_is_made_at_the_gateway_and_said_honestly() {
    let counter = Counter::open().await;
    let window = counter.window().await;
    let page = charge(&window, "4500").await;
    assert!(can_pay(&page).await);
    window.click("#cancel").await;
    window.click("#cancel-confirm").await;
    window.shows("#outcome[data-state=cancelled]").await;
    window.shows("button.sale[data-state=cancelled]").await;
    assert!(
        !can_pay(&page).await,
        "the gateway takes no payment any more"
    );

    window.click("#charge-again").await;
    window.shows("#state[data-state=waiting]").await;
    let again = window.scanned_qr().await;
    assert_ne!(again, page);
    pay(&again, APPROVES).await;
    window.shows("#outcome[data-state=approved]").await;
    assert_eq!(window.count("button.sale").await, 1, "it is the same sale");
}

#[tokio::test]
async fn the_same_amount_is_asked_about_while_an_earlier_one_is_pending() {
    let counter = Counter::open().await;
    let window = counter.window().await;
    let page = charge(&window, "12990").await;
    let charge_the_same = async || {
        window.click("#set-aside").await;
        window.type_keys("12990").await;
        window.press_enter().await;
        window.shows("#duplicate-dialog[open]").await;
    };
    charge_the_same().await;
    let asked = window.text("#duplicate-dialog").await;
    assert!(
        asked.contains("Hay un cobro pendiente por $12.990"),
        "{asked}"
    );
    assert_eq!(window.count("button.sale").await, 1, "nothing was opened");

    window.press_enter().await;
    window.hides("#duplicate-dialog").await;
    window.shows("#state[data-state=waiting]").await;
    assert_eq!(window.scanned_qr().await, page, "the earlier one");

    charge_the_same().await;
    window.click("#duplicate-another").await;
    window.shows("#state[data-state=waiting]").await;
    assert_ne!(window.scanned_qr().await, page);
    assert_eq!(window.count("button.sale").await, 2);
}

#[tokio::test]
async fn whether_it_was_paid_is_answered_plainly() {
    let counter = Counter::open().await;
    let window = counter.window().await;
    let page = charge(&window, "4500").await;
    window.click("#ask-now").await;
    window.shows("#answer").await;
    let answer = window.text("#answer").await;
    assert!(answer.starts_with("Todavía no ha pagado."), "{answer}");
    assert!(answer.contains("Banchile lo dijo a las "), "{answer}");

    pay(&page, REJECTS).await;
    window.shows("#state[data-state=attempt-rejected]").await;
    window.hides("#answer").await;
}

#[tokio::test]
async fn i2_a_pending_payment_survives_a_kill_and_is_paid_after_the_restart() {
    let mut counter = Counter::open().await;
    let window = counter.window().await;
    let page = charge(&window, "22000").await;
    counter.kill();

    counter.reopen().await;
    let window = counter.window().await;
    window.shows("#state[data-state=waiting]").await;
    assert_eq!(window.text("#amount").await, "$22.000");
    assert_eq!(window.scanned_qr().await, page);
    pay(&page, APPROVES).await;
    window.shows("#outcome[data-state=approved]").await;
    window.shows("#receipt[data-kind=printed]").await;
}

#[tokio::test]
async fn closing_with_a_pending_payment_asks_first() {
    let mut counter = Counter::open().await;
    let window = counter.window().await;
    charge(&window, "990").await;
    counter.ask_to_close();
    window.shows("#close-dialog[open]").await;
    window.click("#close-back").await;
    window.hides("#close-dialog[open]").await;
    window.shows("#state[data-state=waiting]").await;

    counter.ask_to_close();
    window.shows("#close-dialog[open]").await;
    window.click_last("#close-anyway").await;
    counter.is_closed().await;
}

#[tokio::test]
async fn i14_a_second_cobro_says_so_and_closes() {
    let counter = Counter::open().await;
    counter.window().await.shows("#charge").await;
    let mut second = counter.second().await;
    let window = second.window().await;
    window.shows("#problem").await;
    assert!(window.text("#problem").await.contains("ya está abierto"));
    second.ask_to_close();
    second.is_closed().await;
}

#[tokio::test]
async fn a_wrong_amount_is_refused_in_words_and_nothing_is_charged() {
    let counter = Counter::open().await;
    let window = counter.window().await;
    window.type_keys("9999999999").await;
    window.shows("#problem").await;
    assert!(window.text("#problem").await.contains("máximo"));
    assert_eq!(window.count("button.sale").await, 0);
}

#[tokio::test]
async fn the_first_screen_and_the_qr_code_come_quickly() {
    let started = Instant::now();
    let counter = Counter::open().await;
    let window = counter.window().await;
    window.shows("#charge").await;
    println!(
        "cold start to the first screen: {} ms",
        started.elapsed().as_millis()
    );
    window.type_keys("12990").await;
    let clicked = Instant::now();
    window.press_enter().await;
    window.shows("#state[data-state=waiting]").await;
    println!("Enter to QR code: {} ms", clicked.elapsed().as_millis());
    assert!(clicked.elapsed() < Duration::from_secs(20));
}
