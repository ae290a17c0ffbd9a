//! What the window does for hands without a mouse, for weak eyes, and where its page dies.

use fantoccini::key::Key;

use crate::charge;
use crate::customer::{APPROVES, REJECTS, pay};
use crate::window::{Counter, Window, training};

/// Goes on with the Tab key until something has the focus.
async fn tab_to(window: &Window, id: &str) {
    let mut passed = Vec::new();
    for _ in 0..40 {
        let focused = window.focused().await;
        if focused == id {
            return;
        }
        passed.push(focused);
        window.press(Key::Tab).await;
    }
    panic!("Tab never comes to {id}, but to {passed:?}");
}

/// Charges, cancels, charges again, is paid, prints again and looks it up, all by keyboard.
async fn sell_by_keyboard(window: &Window) {
    let page = charge(window, "12990").await;
    tab_to(window, "cancel").await;
    window.press_enter().await;
    window.shows("#cancel-dialog[open]").await;
    tab_to(window, "cancel-confirm").await;
    window.press_enter().await;
    window.shows("#outcome[data-state=cancelled]").await;
    tab_to(window, "charge-again").await;
    window.press_enter().await;
    window.shows("#state[data-state=waiting]").await;
    let again = window.scanned_qr().await;
    assert_ne!(again, page);
    pay(&again, REJECTS).await;
    window.shows("#state[data-state=attempt-rejected]").await;
    pay(&again, APPROVES).await;
    window.shows("#outcome[data-state=approved]").await;
    window.press(Key::F9).await;
    window.says("#receipt", "impreso").await;
    window.press_enter().await;
    window.shows("#charge").await;
    window.press(Key::F4).await;
    window.shows("#book-list [data-id='1']").await;
    window.press(Key::F2).await;
    window.shows("#charge").await;
    window.type_keys("1").await;
    window.says("#amount", "$1").await;
}

#[tokio::test]
async fn a_sale_is_made_by_keyboard_alone() {
    let counter = Counter::open().await;
    sell_by_keyboard(&counter.window().await).await;
}

#[tokio::test]
async fn a_sale_is_made_at_twice_the_size() {
    let twice = vec![("GDK_SCALE", "2".to_owned())];
    let counter = Counter::with("1366x768", twice, |data| Some(training(data))).await;
    let window = counter.window().await;
    window.fill_the_screen();
    window.shows("#charge").await;
    assert_eq!(window.width().await, 683, "every thing is twice as large");
    assert!(!window.is_wider_than_its_window().await);
    sell_by_keyboard(&window).await;
}

#[tokio::test]
async fn a_page_that_dies_comes_back_where_the_payment_stands() {
    let counter = Counter::open().await;
    let window = counter.window().await;
    let page = charge(&window, "12990").await;
    counter.kill_page().await;
    counter.screen_shows_qr(Some(&page)).await;
    pay(&page, APPROVES).await;
    counter.screen_shows_qr(None).await;
    counter.prints("$12.990").await;
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

#[tokio::test]
async fn the_window_has_none_of_a_browsers_habits() {
    let counter = Counter::open().await;
    let window = counter.window().await;
    window.shows("#charge").await;
    let key = |key: &str| {
        format!("new KeyboardEvent('keydown', {{ {key}, bubbles: true, cancelable: true }})")
    };
    for habit in [
        "key: 'F5'",
        "key: 'r', ctrlKey: true",
        "key: 'ArrowLeft', altKey: true",
    ] {
        assert!(window.keeps_from_browser(&key(habit)).await, "{habit}");
    }
    assert!(!window.keeps_from_browser(&key("key: 'q'")).await);
    let menu = "new MouseEvent('contextmenu', { bubbles: true, cancelable: true })";
    assert!(window.keeps_from_browser(menu).await);
}

#[tokio::test]
async fn the_window_comes_back_where_it_stood() {
    let mut counter = Counter::open().await;
    counter.window().await.shows("#charge").await;
    counter.place_window([240, 90, 820, 560]);
    let before = counter
        .window_stands(|[.., width, height]| (width, height) == (820, 560))
        .await;
    counter.restart().await;
    counter.window().await.shows("#charge").await;
    let after = counter
        .window_stands(|place| place[2..] == before[2..])
        .await;
    let moved = |at: usize| before[at].abs_diff(after[at]);
    assert!(moved(0) < 60 && moved(1) < 60, "{before:?}, then {after:?}");
}
