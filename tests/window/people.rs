//! Who may take the counter: PINs, roles, and who works here no more.

use fantoccini::key::Key;

use crate::staff::{
    ANA, BETO, change_to, take_on, to_cashiers, try_pin, with_ana, with_beto, write_pin,
};
use crate::window::{Counter, Window};

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
    try_pin(&window, (ANA.0, BETO.1)).await;
    window.says("#problem", "La clave no es correcta.").await;

    counter.kill();
    counter.reopen().await;
    let window = counter.window().await;
    window.shows("#locked").await;
}

#[tokio::test]
async fn who_was_dismissed_signs_in_no_more_and_the_till_keeps_a_supervisor() {
    let mut counter = Counter::open().await;
    let window = counter.window().await;
    with_ana(&window).await;
    to_cashiers(&window).await;
    window.click("#dismiss-cashier-1").await;
    window.click("#dismiss-confirm").await;
    window.says("#cashier-problem", "sin supervisor").await;
    window.click("#dismiss-back").await;
    window.hides("#dismiss-dialog").await;

    window.click("#dismiss-cashier-2").await;
    window.says("#dismiss-dialog", "¿Quitar a Beto?").await;
    window.press_enter().await;
    window.hides("#dismiss-dialog").await;
    window.shows("#dismiss-cashier-2").await;
    window.click("#dismiss-cashier-2").await;
    window.click("#dismiss-confirm").await;
    window.hides("#dismiss-dialog").await;

    counter.kill();
    counter.reopen().await;
    let window = counter.window().await;
    window.says("#locked", "Clave de Ana").await;
    assert_eq!(window.count(BETO.0).await, 0);
    try_pin(&window, BETO).await;
    window.says("#problem", "La clave no es correcta.").await;
    try_pin(&window, ANA).await;
    window.shows("#charge").await;
}

#[tokio::test]
async fn the_list_of_cashiers_follows_each_change() {
    let counter = Counter::open().await;
    let window = counter.window().await;
    take_on(&window).await;
    window.says("#cashiers", "Beto").await;
    window.click("#dismiss-cashier-2").await;
    window.click("#dismiss-confirm").await;
    window.hides("#dismiss-cashier-2").await;
}

#[tokio::test]
async fn a_changed_pin_opens_the_till_and_the_old_one_does_not() {
    let counter = Counter::open().await;
    let window = counter.window().await;
    with_ana(&window).await;
    to_cashiers(&window).await;
    window.click("#change-cashier-2").await;
    write_pin(&window, "3333").await;
    window.click("#lock").await;
    try_pin(&window, BETO).await;
    window.says("#problem", "La clave no es correcta.").await;
    try_pin(&window, (BETO.0, "3333")).await;
    window.shows("#charge").await;
    assert_eq!(window.text("#cashier").await, "Beto");
}

/// Types a wrong PIN and waits for the word on it.
async fn miss(window: &Window) -> String {
    window.shows("#pin").await;
    try_pin(window, (ANA.0, "9999")).await;
    window.shows("#problem").await;
    let told = window.text("#problem").await;
    window.press(Key::Escape).await;
    window.hides("#problem").await;
    window.click(ANA.0).await;
    told
}

#[tokio::test]
async fn guessing_a_pin_has_to_wait_also_after_a_restart() {
    let mut counter = Counter::open().await;
    let window = counter.window().await;
    with_beto(&window).await;
    window.click("#lock").await;
    window.click(ANA.0).await;
    for _ in 0..3 {
        assert!(!miss(&window).await.contains("Espere"));
    }
    let told = miss(&window).await;
    assert!(told.contains("Espere 30 segundos"), "{told}");
    try_pin(&window, ANA).await;
    window.says("#problem", "demasiadas claves").await;
    window.press(Key::Escape).await;
    change_nobody_else(&window).await;

    counter.kill();
    counter.reopen().await;
    let window = counter.window().await;
    window.click(ANA.0).await;
    // Told also where the half minute is over by now: one more miss makes it longer.
    let told = miss(&window).await;
    assert!(told.contains("Espere"), "the misses are forgotten: {told}");
}

/// Who guessed at one PIN keeps nobody else from the counter.
async fn change_nobody_else(window: &Window) {
    try_pin(window, BETO).await;
    window.shows("#charge").await;
    change_to(window, BETO).await;
}
