//! The second window, which faces the customer.

use crate::charge;
use crate::customer::{APPROVES, pay};
use crate::window::Counter;

#[tokio::test]
async fn the_customer_sees_the_code_and_thanks_in_a_window_of_their_own() {
    let counter = Counter::open().await;
    let window = counter.window().await;
    let page = charge(&window, "12990").await;
    window.click("#show-customer").await;
    let customer = counter.window_with("[data-scene=pay]").await;
    assert!(customer.text("body").await.contains("$12.990"));
    assert_eq!(customer.scanned_qr().await, page);
    assert_eq!(customer.barriers().await, Vec::<String>::new());
    assert_eq!(
        customer.count("button, a, input").await,
        0,
        "nothing to press"
    );

    pay(&page, APPROVES).await;
    customer.shows("[data-scene=thanks]").await;
    assert_eq!(customer.barriers().await, Vec::<String>::new());
    let cashier = counter.window_with("#outcome[data-state=approved]").await;
    cashier.press_enter().await;
    let customer = counter.window_with("[data-scene=idle]").await;
    customer.holds("Comercio de práctica").await;
}
