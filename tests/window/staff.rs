//! The people at the counter: taken on in the settings, signed in with their PINs.

use fantoccini::key::Key;

use crate::window::Window;

pub const ANA: (&str, &str) = ("#cashier-1", "1111");
pub const BETO: (&str, &str) = ("#cashier-2", "2222");

pub async fn to_cashiers(window: &Window) {
    window.shows("#charge").await;
    window.click("#to-settings").await;
    window.click("#section-cashiers").await;
}

pub async fn add_cashier(window: &Window, name: &str, role: &str, pin: &str) {
    window.click("#add-cashier").await;
    window.fill("#cashier-name", name).await;
    if !role.is_empty() {
        window.click(&format!("input[value={role}]")).await;
    }
    write_pin(window, pin).await;
}

/// Fills the PIN of the dialog that is open, and saves.
pub async fn write_pin(window: &Window, pin: &str) {
    window.fill("#cashier-pin", pin).await;
    window.fill("#cashier-pin-again", pin).await;
    window.click("#cashier-save").await;
    window.hides("#cashier-dialog").await;
}

/// Ana supervises and Beto charges; Ana is in the settings.
pub async fn take_on(window: &Window) {
    to_cashiers(window).await;
    add_cashier(window, "Ana", "", ANA.1).await;
    assert_eq!(window.text("#cashier").await, "Ana");
    add_cashier(window, "Beto", "cashier", BETO.1).await;
}

/// Ana supervises and Beto charges; Ana is at the counter.
pub async fn with_ana(window: &Window) {
    take_on(window).await;
    change_to(window, ANA).await;
}

/// Ana supervises and Beto charges; Beto is at the counter.
pub async fn with_beto(window: &Window) {
    take_on(window).await;
    change_to(window, BETO).await;
    assert_eq!(window.text("#cashier").await, "Beto");
}

/// Whoever is there locks the till, and somebody else takes it.
pub async fn change_to(window: &Window, who: (&str, &str)) {
    window.click("#lock").await;
    try_pin(window, who).await;
    window.hides("#locked").await;
}

/// Somebody types a PIN at the lock screen.
pub async fn try_pin(window: &Window, (name, pin): (&str, &str)) {
    window.shows("#locked").await;
    if window.count("#pin").await == 0 {
        window.click(name).await;
    }
    window.shows("#pin").await;
    window.send(pin).await;
    window.press(Key::Enter).await;
}
