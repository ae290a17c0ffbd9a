//! The README's pictures, taken from the real window by `cargo xtask picture`.

use crate::charge;
use crate::customer::{APPROVES, pay};
use crate::window::Counter;

#[tokio::test]
async fn pictures_of_a_sale() {
    let counter = Counter::open().await;
    let window = counter.window().await;
    let keep = std::env::var_os("COBRO_PICTURES").is_some();
    let page = charge(&window, "12990").await;
    if keep {
        window.keep_picture("charge").await;
    }
    pay(&page, APPROVES).await;
    window.shows("#outcome[data-state=approved]").await;
    window.shows("#receipt[data-kind=printed]").await;
    if keep {
        window.keep_picture("paid").await;
    }
}
