//! The gateway rings: a reason to ask, and nothing else.

use sale::{Progress, SaleState};
use till::{SaleRecord, Till};

use crate::front::Mood;
use crate::shop::*;

const WAITING: SaleState = SaleState::Pending {
    progress: Progress::Waiting,
};

/// A sale that is asked about only when somebody rings, with a notification that it is paid.
async fn notified() -> (Shop, Till, SaleRecord, String) {
    let mut shop = Shop::open().await;
    shop.cadence = SELDOM;
    let till = shop.till().await;
    let sale = till.charge(usual()).await.unwrap();
    shop.front.answers_at(&question(&sale), 1).await;
    shop.pay(&sale, APPROVES).await;
    let body = shop.bell.first().await;
    assert_eq!(till.sale(sale.id).await.unwrap().state, WAITING);
    (shop, till, sale, body)
}

#[tokio::test]
async fn a_genuine_notification_has_its_session_asked_about_at_once() {
    let (shop, till, sale, body) = notified().await;
    until_approved_by(&till, sale.id, || till.ring(body.as_bytes()).unwrap()).await;
    until_printed(&till, sale.id, 1).await;
    shop.assert_whole();
}

#[tokio::test]
async fn what_a_notification_says_is_asked_about_and_never_believed() {
    let (shop, till, sale, body) = notified().await;
    shop.front.is(Mood::Lies("\"APPROVED\"", "\"PENDING\""));
    let asked = shop.front.heard_at(&question(&sale));
    while shop.front.heard_at(&question(&sale)) == asked {
        till.ring(body.as_bytes()).unwrap();
        tokio::task::yield_now().await;
    }
    // the answer of the watcher came before this one
    till.ask_now(sale.id).await.unwrap();
    assert_ne!(till.sale(sale.id).await.unwrap().state, SaleState::Approved);
    shop.front.is(Mood::Fine);
    until_approved_by(&till, sale.id, || till.ring(body.as_bytes()).unwrap()).await;
}

#[tokio::test]
async fn a_forged_or_unreadable_notification_is_refused() {
    let (shop, till, sale, body) = notified().await;
    let request_id = sale.sessions[0].state.request_id().unwrap();
    let about = |id: String| body.replace(&format!("\"requestId\":{request_id}"), &id);
    let another = about(format!("\"requestId\":{}", request_id.0 + 1));
    assert_ne!(another, body);
    let unsigned = body.replace("sha256:", "sha256:0");
    for forged in [
        another.as_str(),
        unsigned.as_str(),
        "",
        "{}",
        "\u{0}",
        "[1,2,3]",
    ] {
        assert!(till.ring(forged.as_bytes()).is_err(), "{forged}");
    }
    assert_eq!(till.sale(sale.id).await.unwrap().state, WAITING);
    assert_eq!(shop.front.heard_at(&question(&sale)), 1, "somebody asked");
}

#[tokio::test]
async fn i6_a_notification_that_is_played_again_changes_nothing() {
    let (shop, till, sale, body) = notified().await;
    until_approved_by(&till, sale.id, || till.ring(body.as_bytes()).unwrap()).await;
    until_printed(&till, sale.id, 1).await;
    let before = kinds(&till, sale.id).await;
    for _ in 0..10 {
        till.ring(body.as_bytes()).unwrap();
    }
    assert_eq!(till.ask_now(sale.id).await.unwrap().failure, None);
    assert_eq!(kinds(&till, sale.id).await, before);
    assert_eq!(shop.receipts().matches("TOTAL").count(), 1);
}
