//! The book of sales: finding one, all that is known of it, another print, and tables.

use std::fs;
use std::process::Command;

use fantoccini::key::Key;

use crate::charge;
use crate::customer::{APPROVES, pay};
use crate::staff::{with_ana, with_beto};
use crate::window::{Counter, Window};

/// $12.990 are paid, $4.500 cancelled; gives the reference of the first.
async fn sell(window: &Window) -> String {
    let page = charge(window, "12990").await;
    let reference = window.text("#reference").await;
    pay(&page, APPROVES).await;
    window.shows("#outcome[data-state=approved]").await;
    window.shows("#receipt[data-kind=printed]").await;
    window.press_enter().await;
    charge(window, "4500").await;
    window.click("#cancel").await;
    window.click("#cancel-confirm").await;
    window.shows("#outcome[data-state=cancelled]").await;
    reference
}

/// Waits until the list holds one of both sales alone.
async fn lists_only(window: &Window, wanted: u8) {
    let other = 3 - wanted;
    window
        .hides(&format!("#book-list [data-id='{other}']"))
        .await;
    window
        .shows(&format!("#book-list [data-id='{wanted}']"))
        .await;
}

/// What stands after a word, up to the next space.
fn after<'t>(text: &'t str, word: &str) -> &'t str {
    let (_, rest) = text.split_once(word).expect(word);
    rest.split_whitespace().next().expect(word)
}

#[tokio::test]
async fn a_supervisor_finds_a_sale_by_whatever_is_known_of_it() {
    let counter = Counter::open().await;
    let window = counter.window().await;
    with_ana(&window).await;
    let reference = sell(&window).await;
    window.press(Key::F4).await;
    window.click("#book-list [data-id='1']").await;
    window.shows("#detail[data-state=approved]").await;
    let payments = window.text("#payments").await;
    let code = after(&payments, "autorización").to_owned();
    for words in [reference.as_str(), "12.990", "0081", &code] {
        window.overwrite("#search", "4.500").await;
        lists_only(&window, 2).await;
        window.overwrite("#search", words).await;
        lists_only(&window, 1).await;
    }
    window.overwrite("#search", "C1").await;
    window.click("#kind-unpaid").await;
    lists_only(&window, 2).await;
    window.click("#kind-paid").await;
    lists_only(&window, 1).await;
}

#[tokio::test]
async fn a_sale_tells_all_that_happened_and_is_asked_about_again() {
    let counter = Counter::open().await;
    let window = counter.window().await;
    with_ana(&window).await;
    let reference = sell(&window).await;
    window.press(Key::F4).await;
    window.click("#book-list [data-id='1']").await;
    assert_eq!(window.text("#detail-reference").await, reference);
    assert_eq!(window.text("#detail-amount").await, "$12.990");
    assert_eq!(window.count("#payments [data-outcome=approved]").await, 1);
    window.says("#payments", "0081").await;
    window.says("#timeline", "Ana").await;
    window.says("#sessions", &reference).await;
    let before = window.count("#timeline li").await;
    assert!(before >= 3, "opened, paid, printed");

    window.click("#ask").await;
    window.says("#answer", "Sí pagó $12.990").await;
    window.click("#show-sale").await;
    window.shows("#outcome[data-state=approved]").await;
}

#[tokio::test]
async fn i13_each_further_print_says_copia() {
    let counter = Counter::open().await;
    let window = counter.window().await;
    with_ana(&window).await;
    let page = charge(&window, "12990").await;
    pay(&page, APPROVES).await;
    window.shows("#receipt[data-kind=printed]").await;
    assert!(!counter.receipts().contains("COPIA"));
    window.press(Key::F9).await;
    counter.prints("COPIA").await;
    window.press(Key::F4).await;
    window.click("#book-list [data-id='1']").await;
    window.click("[id^=print-again-]").await;
    counter.prints_times("COPIA ·", 2).await;
    assert_eq!(counter.receipts().matches("COMPROBANTE").count(), 3);
}

#[tokio::test]
async fn a_supervisor_takes_away_what_was_found_as_tables() {
    let counter = Counter::open().await;
    let window = counter.window().await;
    with_ana(&window).await;
    let reference = sell(&window).await;
    window.press(Key::F4).await;
    window.click("#kind-paid").await;
    lists_only(&window, 1).await;
    window.click("#export-csv").await;
    window.says("#exported", ".csv").await;
    let path = counter.saved(".csv").expect("a table");
    assert!(
        window
            .text("#exported")
            .await
            .contains(&*path.to_string_lossy())
    );
    let table = fs::read_to_string(path).unwrap();
    let rows: Vec<Vec<&str>> = table.lines().map(|row| row.split(';').collect()).collect();
    assert_eq!(rows.len(), 2, "its head and what was found: {table}");
    let of = |title: &str| rows[1][rows[0].iter().position(|head| *head == title).unwrap()];
    assert_eq!(
        (of("Referencia"), of("Estado")),
        (reference.as_str(), "Pagado")
    );
    assert_eq!((of("Monto"), of("Cajero")), ("12990", "Ana"));

    window.click("#kind-all").await;
    window.shows("#book-list [data-id='2']").await;
    window.click("#export-xlsx").await;
    window.says("#exported", ".xlsx").await;
    let path = counter.saved(".xlsx").expect("a workbook");
    let sheets = Command::new("unzip")
        .arg("-p")
        .arg(path)
        .arg("xl/*.xml")
        .output();
    let sheets = String::from_utf8(sheets.expect("unzip").stdout).unwrap();
    for held in [reference.as_str(), "Cancelado", "12990", "4500"] {
        assert!(sheets.contains(held), "{held} is not in the workbook");
    }
}

#[tokio::test]
async fn a_cashier_looks_sales_up_and_takes_none_away() {
    let counter = Counter::open().await;
    let window = counter.window().await;
    with_beto(&window).await;
    sell(&window).await;
    window.press(Key::F4).await;
    window.fill("#search", "12.990").await;
    lists_only(&window, 1).await;
    window.click("#book-list [data-id='1']").await;
    window.says("#timeline", "Beto").await;
    window.click("[id^=print-again-]").await;
    counter.prints("COPIA").await;
    assert_eq!(window.count("[id^=export-]").await, 0);
}
