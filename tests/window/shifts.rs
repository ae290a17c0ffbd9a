//! Shifts: their money, what is pending, and whose they are.

use crate::charge;
use crate::customer::{APPROVES, pay};
use crate::staff::{ANA, BETO, change_to, with_ana, with_beto};
use crate::window::{Counter, Window};

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
    close_shift(&window).await;
    window.shows("#print-shift").await;
    let closed = window.text("#shift").await;
    assert!(
        closed.contains("$4.500"),
        "what is pending is named: {closed}"
    );
    window.click("#print-shift").await;
    window.shows("[data-shift='1']").await;
    counter.prints("CIERRE DE TURNO N° 1").await;
    window.says("#shift-printed", "dirá COPIA").await;
    window.click("#print-shift").await;
    counter.prints("COPIA").await;
}

async fn close_shift(window: &Window) {
    window.click("#close-shift").await;
    window.shows("#close-shift-dialog[open]").await;
    window.click("#close-shift-confirm").await;
}

/// Opens a shift without a sale.
async fn open_shift(window: &Window) {
    window.click("#to-shifts").await;
    window.click("#open-shift").await;
    window.shows("#close-shift").await;
}

#[tokio::test]
async fn somebody_elses_shift_is_closed_by_a_cashier_on_a_supervisors_word_alone() {
    let counter = Counter::open().await;
    let window = counter.window().await;
    with_ana(&window).await;
    open_shift(&window).await;
    change_to(&window, BETO).await;
    window.click("#to-shifts").await;
    window.click("#close-shift").await;
    window
        .says("#close-shift-dialog", "El turno es de Ana")
        .await;
    window.click("#close-shift-confirm").await;
    window.shows("#approval-dialog[open]").await;
    window.send(BETO.1).await;
    window.click("#approval-confirm").await;
    window.says("#problem", "La clave no es correcta.").await;
    window.shows("#shift[data-state=open]").await;

    close_shift(&window).await;
    window.shows("#approval-dialog[open]").await;
    window.send(ANA.1).await;
    window.click("#approval-confirm").await;
    window.shows("#shift[data-state=closed]").await;
    assert_eq!(window.text("#cashier").await, "Beto");
}

#[tokio::test]
async fn a_supervisor_closes_a_cashiers_shift_and_both_are_named() {
    let counter = Counter::open().await;
    let window = counter.window().await;
    with_beto(&window).await;
    open_shift(&window).await;
    change_to(&window, ANA).await;
    window.click("#to-shifts").await;
    close_shift(&window).await;
    window.shows("#shift[data-state=closed]").await;
    let closed = window.text("#shift").await;
    assert!(closed.contains("Turno de Beto"), "{closed}");
    assert!(closed.contains("Lo cerró Ana"), "{closed}");
    window.click("#print-shift").await;
    counter.prints("CIERRE DE TURNO N° 1").await;
    counter.prints("Cerrado por").await;
    let paper = counter.receipts();
    assert!(paper.contains("Beto") && paper.contains("Ana"), "{paper}");
}

#[tokio::test]
async fn a_cashier_closes_their_own_shift() {
    let counter = Counter::open().await;
    let window = counter.window().await;
    with_beto(&window).await;
    open_shift(&window).await;
    close_shift(&window).await;
    window.shows("#shift[data-state=closed]").await;
    assert_eq!(window.count("#approval-dialog").await, 0);
}
