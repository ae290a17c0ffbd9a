//! The README's pictures, taken from the real window by `cargo xtask picture`.

use crate::charge;
use crate::customer::{APPROVES, pay};
use crate::window::{Counter, Window};

#[tokio::test]
async fn the_pictures_show_a_sale_waiting_and_paid() {
    let counter = Counter::open().await;
    let window = counter.window().await;
    let page = charge(&window, "12990").await;
    keep(&window, "charge").await;
    pay(&page, APPROVES).await;
    window.shows("#outcome[data-state=approved]").await;
    window.shows("#receipt[data-kind=printed]").await;
    keep(&window, "paid").await;
}

/// Taken in every run, so that a picture can always be made; kept only when asked for.
async fn keep(window: &Window, name: &str) {
    let picture = window.picture().await;
    assert!(picture.starts_with(b"\x89PNG"));
    if std::env::var_os("COBRO_PICTURES").is_some() {
        let pictures = concat!(env!("CARGO_MANIFEST_DIR"), "/src-tauri/docs/pictures");
        std::fs::create_dir_all(pictures).unwrap();
        std::fs::write(format!("{pictures}/{name}.png"), picture).unwrap();
    }
}
