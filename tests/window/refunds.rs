//! Money that goes back: on whose word, and what is said where nobody knows.

use fantoccini::key::Key;
use sandbox::{Fault, RequestKind};

use crate::charge;
use crate::customer::{APPROVES, pay};
use crate::shop::Shop;
use crate::staff::{with_ana, with_beto};
use crate::window::{Counter, Window};

/// Charges $12.990, which are paid and printed, and looks the sale up.
async fn sell_and_look_up(window: &Window) {
    let page = charge(window, "12990").await;
    pay(&page, APPROVES).await;
    window.shows("#outcome[data-state=approved]").await;
    window.shows("#receipt[data-kind=printed]").await;
    window.press(Key::F4).await;
    window.click("#book-list [data-id='1']").await;
    window.click("[id^=refund-]").await;
    window.click("#refund-confirm").await;
}

#[tokio::test]
async fn a_cashier_gives_money_back_on_a_supervisors_word_alone() {
    let counter = Counter::open().await;
    let window = counter.window().await;
    with_beto(&window).await;
    sell_and_look_up(&window).await;
    assert!(
        counter.receipts().contains("Beto"),
        "who charged is on the paper"
    );
    window.shows("#approval-dialog[open]").await;
    window.send("2222").await;
    window.click("#approval-confirm").await;
    window.shows("#refund-dialog[open] [role=alert]").await;
    let refused = window.text("#refund-dialog").await;
    assert!(refused.contains("La clave no es correcta."), "{refused}");

    window.click("#refund-confirm").await;
    window.shows("#approval-dialog[open]").await;
    let asked = window.text("#approval-dialog").await;
    assert!(
        asked.contains("$12.990"),
        "Ana sees what it is about: {asked}"
    );
    window.send("1111").await;
    window.click("#approval-confirm").await;
    window.shows("#refund-answer[data-state=given-back]").await;
    window.click("#refund-done").await;
    window
        .shows("#book-list [data-id='1'] [data-state=refunded]")
        .await;
    let detail = window.text("#detail").await;
    assert!(
        detail.contains("Ana") && detail.contains("Beto"),
        "{detail}"
    );
    assert_eq!(
        window.text("#cashier").await,
        "Beto",
        "Ana only gave her word"
    );
}

#[tokio::test]
async fn i11_a_refund_that_nobody_knows_of_is_asked_once_and_decided_by_a_supervisor() {
    let mut shop = Shop::usual().await;
    let window = shop.counter.window().await;
    with_ana(&window).await;
    shop.breaks(RequestKind::Transaction, Fault::LoseAnswer);
    sell_and_look_up(&window).await;
    window.shows("#refund-answer[data-state=unknown]").await;
    let told = window.text("#refund-answer").await;
    assert!(told.starts_with("No se sabe si se devolvió."), "{told}");
    window.click("#refund-done").await;
    window.shows("#refunds [data-state=unknown]").await;
    assert_eq!(
        window.count("[id^=refund-]").await,
        0,
        "nothing more to give back meanwhile"
    );

    shop.counter.restart().await;
    let window = shop.counter.window().await;
    crate::staff::try_pin(&window, crate::staff::ANA).await;
    window.shows("#charge").await;
    window.press(Key::F4).await;
    window.click("#book-list [data-id='1']").await;
    window.click("#given-back-1").await;
    window.shows("#approval-dialog[open]").await;
    window.click("#approval-confirm").await;
    window.shows("#refunds [data-state=given-back]").await;
    window.says("#refunds", "Lo comprobó Ana.").await;
    window.shows("#detail[data-state=refunded]").await;
    assert_eq!(shop.asked("/transaction"), 1, "never sent again by itself");
    shop.counter.prints("DEVOLUCI").await;
}
