//! Cashiers and supervisors at the counter: who may do what, and the shifts.

use fantoccini::key::Key;

use crate::charge;
use crate::customer::{APPROVES, pay};
use crate::window::{Counter, Window};

async fn add_cashier(window: &Window, name: &str, role: &str, pin: &str) {
    window.click("#add-cashier").await;
    window.fill("#cashier-name", name).await;
    if !role.is_empty() {
        window.click(&format!("input[value={role}]")).await;
    }
    window.fill("#cashier-pin", pin).await;
    window.fill("#cashier-pin-again", pin).await;
    window.click("#cashier-save").await;
    window.hides("#cashier-save").await;
}

/// Ana supervises with 1111 and Beto charges with 2222; Beto is at the counter.
async fn with_beto(window: &Window) {
    window.shows("#charge").await;
    window.click("#to-settings").await;
    window.click("#section-cashiers").await;
    add_cashier(window, "Ana", "", "1111").await;
    assert_eq!(window.text("#cashier").await, "Ana");
    add_cashier(window, "Beto", "cashier", "2222").await;
    window.click("#lock").await;
    window.click("#cashier-2").await;
    window.shows("#pin").await;
    window.send("2222").await;
    window.press(Key::Enter).await;
    window.shows("#charge").await;
    assert_eq!(window.text("#cashier").await, "Beto");
}

#[tokio::test]
async fn a_wrong_hand_gets_no_further_than_the_lock_screen() {
    let mut counter = Counter::open().await;
    let window = counter.window().await;
    with_beto(&window).await;
    window.click("#to-settings").await;
    window.shows("#settings-only").await;
    assert_eq!(
        window.count("#settings form, #settings nav").await,
        0,
        "Beto is no supervisor"
    );
    window.press(Key::Escape).await;
    window
        .send(&format!("{}l{}", Key::Control, Key::Null))
        .await;
    window.shows("#locked").await;
    assert_eq!(window.count("button.sale").await, 0);
    window.click("#cashier-1").await;
    window.send("2222").await;
    window.press(Key::Enter).await;
    window.shows("#locked [role=alert]").await;
    let told = window.text("#locked").await;
    assert!(told.contains("La clave no es correcta."), "{told}");

    counter.kill();
    counter.reopen().await;
    let window = counter.window().await;
    window.shows("#locked").await;
}

#[tokio::test]
async fn a_cashier_gives_money_back_on_a_supervisors_word_alone() {
    let counter = Counter::open().await;
    let window = counter.window().await;
    with_beto(&window).await;
    let page = charge(&window, "12990").await;
    pay(&page, APPROVES).await;
    window.shows("#outcome[data-state=approved]").await;
    window.shows("#receipt[data-kind=printed]").await;
    assert!(
        counter.receipts().contains("Beto"),
        "who charged is on the paper"
    );

    window.press(Key::F4).await;
    window.shows("#book-list [data-id='1']").await;
    window.fill("#search", "12.990").await;
    window.click("#book-list [data-id='1']").await;
    window.click("[id^=refund-]").await;
    window.click("#refund-confirm").await;
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
async fn a_shift_is_closed_with_its_money_and_what_is_pending_and_printed() {
    let counter = Counter::open().await;
    let window = counter.window().await;
    let page = charge(&window, "12990").await;
    pay(&page, APPROVES).await;
    window.shows("#outcome[data-state=approved]").await;
    window.shows("#receipt[data-kind=printed]").await;
    window.press_enter().await;
    charge(&window, "4500").await;

    window.click("#to-shifts").await;
    assert_eq!(window.text("#shift-total").await, "$12.990");
    window.click("#close-shift").await;
    window.shows("#close-shift-dialog[open]").await;
    window.click("#close-shift-confirm").await;
    window.shows("#print-shift").await;
    let closed = window.text("#shift").await;
    assert!(
        closed.contains("$4.500"),
        "what is pending is named: {closed}"
    );
    window.click("#print-shift").await;
    window.shows("[data-shift='1']").await;
    counter.prints("CIERRE DE TURNO N° 1").await;
}

#[tokio::test]
async fn a_barcode_scanned_into_the_amount_charges_nothing() {
    let counter = Counter::open().await;
    let window = counter.window().await;
    window.type_keys("15").await;
    window.scan(&format!("7802800534890{}", Key::Enter)).await;
    window.says("#scanned", "Se ignoró").await;
    assert_eq!(window.text("#amount").await, "$15");
    assert_eq!(window.count("button.sale").await, 0);
    window.type_keys("00").await;
    window.says("#amount", "$1.500").await;
}
