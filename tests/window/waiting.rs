//! Sales that are not over when the cashier would like them to be.

use fantoccini::key::Key;
use sandbox::{Fault, RequestKind};

use crate::charge;
use crate::customer::{APPROVES, pay};
use crate::shop::Shop;
use crate::window::Counter;

#[tokio::test]
async fn a_sale_that_was_set_aside_is_paid_behind_another_and_come_back_to() {
    let counter = Counter::open().await;
    let window = counter.window().await;
    let first = charge(&window, "12990").await;
    window.press(Key::Escape).await;
    let second = charge(&window, "4500").await;
    window.click("button.sale[data-id='1']").await;
    window.says("#amount", "$12.990").await;
    assert_eq!(window.scanned_qr().await, first);
    window.click("button.sale[data-id='2']").await;
    window.says("#amount", "$4.500").await;

    pay(&first, APPROVES).await;
    window
        .shows("button.sale[data-id='1'][data-state=approved]")
        .await;
    window.shows("#state[data-state=waiting]").await;
    assert_eq!(
        window.scanned_qr().await,
        second,
        "nothing moved under the hand"
    );
    window.click("button.sale[data-id='1']").await;
    window.shows("#outcome[data-state=approved]").await;
    window.says("#amount", "$12.990").await;
}

#[tokio::test]
async fn a_sale_that_ended_unpaid_is_charged_again_as_the_same() {
    let shop = Shop::usual().await;
    let window = shop.counter.window().await;
    let page = charge(&window, "12990").await;
    let reference = window.text("#reference").await;
    shop.sandbox.expire(shop.newest()).unwrap();
    window.shows("#outcome[data-state=expired]").await;
    window.click("#charge-again").await;
    window.shows("#state[data-state=waiting]").await;
    assert_ne!(window.scanned_qr().await, page);
    assert_ne!(window.text("#reference").await, reference, "I8");
    pay(&shop.page(), APPROVES).await;
    window.shows("#outcome[data-state=approved]").await;
    assert_eq!(window.count("button.sale").await, 1);
}

#[tokio::test]
async fn i3_what_is_not_confirmed_stays_so_until_somebody_saw_it() {
    let mut shop = Shop::usual().await;
    let window = shop.counter.window().await;
    let page = charge(&window, "7990").await;
    shop.breaks(RequestKind::Query, Fault::WrongAmount);
    pay(&page, APPROVES).await;
    window.shows("#outcome[data-state=conflict]").await;
    window.says("#outcome", "SIN CONFIRMAR").await;
    window.press_enter().await;
    window.shows("#charge").await;

    shop.counter.restart().await;
    let window = shop.counter.window().await;
    window.shows("button.sale[data-state=conflict]").await;
    window.press(Key::F4).await;
    window.click("#kind-to-review").await;
    window
        .shows("#book-list [data-id='1'] [data-state=conflict]")
        .await;
    assert!(
        !shop.counter.has_printed(),
        "no receipt of what nobody confirmed"
    );
    shop.sandbox.clear_faults();
    window.click("#book-list [data-id='1']").await;
    window.click("#ask").await;
    shop.counter.prints("$7.990").await;
}

#[tokio::test]
async fn a_cancel_that_came_too_late_says_that_it_was_paid() {
    let shop = Shop::usual().await;
    let window = shop.counter.window().await;
    let page = charge(&window, "4500").await;
    shop.breaks(RequestKind::Query, Fault::LoseRequest);
    window.shows("#contact").await;
    window.click("#cancel").await;
    window.shows("#cancel-dialog[open]").await;
    pay(&page, APPROVES).await;
    window.click("#cancel-confirm").await;
    window.hides("#cancel-dialog").await;
    window.shows("#action-problem, #problem, #answer").await;
    assert_eq!(window.count("#outcome").await, 0, "nobody knows yet");
    shop.sandbox.clear_faults();
    window.shows("#outcome[data-state=approved]").await;
    window.shows("#receipt[data-kind=printed]").await;
    assert_eq!(shop.asked("/cancel"), 1);
}
