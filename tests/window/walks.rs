//! More of the gallery: money that goes back, people, the customer's window and a till that stopped.

use std::fs;
use std::path::Path;

use fantoccini::key::Key;
use sandbox::{Fault, RequestKind};
use serde_json::Value;

use crate::customer::{APPROVES, REJECTS, pay};
use crate::gallery::{Look, Walk, charge, next_sale};
use crate::shop::Shop;
use crate::staff::{ANA, BETO, change_to, try_pin};
use crate::window::{Counter, Window, training};

pub async fn a_scanned_code(walk: &mut Walk, window: &Window) {
    window.type_keys("15").await;
    window.scan(&format!("7802800534890{}", Key::Enter)).await;
    window.says("#scanned", "bar").await;
    walk.see(window, "16-charge-scanned").await;
    window.press(Key::Escape).await;
}

/// A refund of the newest sale that nobody knows of, and a supervisor who looked.
pub async fn a_refund_in_doubt(walk: &mut Walk, shop: &Shop, window: &Window) {
    charge(window, "3500").await;
    pay(&shop.page(), APPROVES).await;
    window.shows("#outcome[data-state=approved]").await;
    window.press(Key::F4).await;
    window.press(Key::Enter).await;
    window.shows("#detail[data-state=approved]").await;
    shop.breaks(RequestKind::Transaction, Fault::LoseAnswer);
    window.click("[id^=refund-]").await;
    window.click("#refund-confirm").await;
    window.fill("#approval-name", "Ana").await;
    window.click("#approval-confirm").await;
    window.shows("#refund-answer[data-state=unknown]").await;
    walk.see(window, "46-refund-unknown").await;
    window.click("#refund-done").await;
    window.shows("#refunds [data-state=unknown]").await;
    shop.sandbox.clear_faults();
    walk.see(window, "47-sale-refund-unknown").await;
    window.click("[id^=not-given-back-]").await;
    window.shows("#approval-dialog[open]").await;
    walk.see(window, "48-refund-decide").await;
    window.fill("#approval-name", "Ana").await;
    window.click("#approval-confirm").await;
    window.shows("#refunds [data-state=not-given-back]").await;
    walk.see(window, "49-refund-decided").await;
    window.press(Key::F2).await;
}

pub async fn a_printed_shift(walk: &mut Walk, window: &Window) {
    window.click("#print-shift").await;
    window.hides("#print-shift[disabled]").await;
    window.shows("#shift-printed").await;
    walk.see(window, "53-shift-printed").await;
    window.click("#to-shifts").await;
    window.click("#to-shifts").await;
    window.shows("#open-shift").await;
    walk.see(window, "54-no-shift").await;
    window.click("#to-shifts").await;
}

/// What Beto needs Ana for, who then dismisses him. The till is locked.
pub async fn people_at_the_counter(walk: &mut Walk, shop: &Shop, window: &Window) {
    try_pin(window, BETO).await;
    window.shows("#charge").await;
    window.click("#to-settings").await;
    window.shows("#settings-only").await;
    walk.see(window, "73-settings-of-a-cashier").await;
    window.press(Key::Escape).await;
    charge(window, "990").await;
    pay(&shop.page(), APPROVES).await;
    window.shows("#outcome[data-state=approved]").await;
    window.press(Key::F4).await;
    window.press(Key::Enter).await;
    window.shows("#detail[data-state=approved]").await;
    window.click("[id^=refund-]").await;
    window.click("#refund-confirm").await;
    window.shows("#approval-dialog #pin").await;
    walk.see(window, "74-refund-by-pin").await;
    window.press(Key::Escape).await;
    window.click("#refund-back").await;

    change_to(window, ANA).await;
    window.click("#to-shifts").await;
    window.click("#close-shift").await;
    window.shows("#close-shift-dialog[open]").await;
    walk.see(window, "75-foreign-shift").await;
    window.click("#close-shift-back").await;
    window.click("#to-settings").await;
    window.click("#section-cashiers").await;
    window.click("#change-cashier-2").await;
    window.shows("#cashier-dialog[open]").await;
    walk.see(window, "76-change-cashier").await;
    window.click("#cashier-back").await;
    window.click("#dismiss-cashier-2").await;
    window.shows("#dismiss-dialog[open]").await;
    walk.see(window, "77-dismiss").await;
    window.click("#dismiss-back").await;
}

/// What the customer sees, from the first code to thanks.
pub async fn the_customers_window(walk: &mut Walk, look: Look) {
    let shop = Shop::open(look.size, look.settings()).await;
    let window = shop.counter.window().await;
    charge(&window, "12990").await;
    window.click("#show-customer").await;
    let customer = shop.counter.window_with("[data-scene=pay]").await;
    customer.fill_the_screen();
    walk.see(&customer, "80-customer-pay").await;
    pay(&shop.page(), REJECTS).await;
    customer.shows("[data-scene=pay] .again").await;
    walk.see(&customer, "81-customer-try-again").await;
    pay(&shop.page(), APPROVES).await;
    customer.shows("[data-scene=thanks]").await;
    walk.see(&customer, "82-customer-thanks").await;
    let cashier = shop.counter.window_with("#outcome").await;
    cashier.press_enter().await;
    let customer = shop.counter.window_with("[data-scene=idle]").await;
    walk.see(&customer, "83-customer-idle").await;

    let cashier = shop.counter.window_with("#charge").await;
    charge(&cashier, "4500").await;
    shop.sandbox.expire(shop.newest()).unwrap();
    let customer = shop.counter.window_with("[data-scene=not-paid]").await;
    walk.see(&customer, "84-customer-not-paid").await;
    let cashier = shop.counter.window_with("#outcome").await;
    next_sale(&cashier).await;
    charge(&cashier, "7990").await;
    shop.breaks(RequestKind::Query, Fault::WrongAmount);
    pay(&shop.page(), APPROVES).await;
    let customer = shop.counter.window_with("[data-scene=ask-cashier]").await;
    walk.see(&customer, "85-customer-ask-cashier").await;
}

pub async fn stopped_tills(walk: &mut Walk, look: Look) {
    see_stopped(walk, look, "90-stopped-damaged", |_, data| {
        let folder = data.join("training");
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join("ledger.sqlite3"), "overwritten").unwrap();
    })
    .await;
    see_stopped(walk, look, "91-stopped-no-key", |settings, _| {
        settings["environment"] = "test".into();
        settings["login"] = "somebody".into();
    })
    .await;
}

async fn see_stopped(
    walk: &mut Walk,
    look: Look,
    state: &str,
    fault: impl FnOnce(&mut Value, &Path),
) {
    let settings = |data: &Path| {
        let mut settings = training(data);
        settings["window"] = look.settings();
        fault(&mut settings, data);
        Some(settings)
    };
    let counter = Counter::with(look.size, Vec::new(), settings).await;
    let window = counter.window().await;
    window.fill_the_screen();
    window.shows("#start-again").await;
    walk.see(&window, state).await;
}
