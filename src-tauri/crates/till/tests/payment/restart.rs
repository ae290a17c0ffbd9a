//! What a crash leaves, and who owns the ledger.

use std::sync::atomic::Ordering;

use ledger::{NewSale, NewSession};
use sale::{RequestId, SessionState, Standing, Unopened};
use till::{Duplicates, Ledger, OpenError, StartError, explain_start};

use crate::shop::*;

#[tokio::test]
async fn i2_what_was_paid_while_the_till_was_down_is_approved_after_it() {
    let shop = Shop::open().await;
    let till = shop.till().await;
    let sale = till.charge(usual()).await.unwrap();
    drop(till);
    shop.pay(&sale, APPROVES).await;

    let till = shop.till().await;
    until_approved(&till, sale.id).await;
    until_printed(&till, sale.id, 1).await;
    assert!(shop.receipts().contains("$12.990"));
    shop.assert_whole();
}

#[tokio::test]
async fn a_crash_before_the_answer_leaves_a_session_that_nobody_can_pay() {
    let shop = Shop::open().await;
    let (id, _) = intended(&mut shop.ledger().await);
    // the clock is wrong too, and the first thing that happens is a charge
    shop.wrong_by.store(-720, Ordering::SeqCst);
    let till = shop.till().await;
    let again = till.charge_again(id).await.unwrap();
    let lost = &again.sessions[0].state;
    let why = match lost {
        SessionState::Unopened { why } => Some(why),
        _ => None,
    };
    assert!(matches!(why, Some(Unopened::AnswerLost { .. })), "{lost:?}");
    let heard = shop.front.heard();
    let creates = heard.iter().filter(|r| r.path == "/api/session");
    let statuses: Vec<_> = creates.map(|r| r.status).collect();
    assert_eq!(statuses, [Some(200)], "one by a person, at the right time");
    shop.pay(&again, APPROVES).await;
    until_approved(&till, id).await;
    until_printed(&till, id, 1).await;
    shop.assert_whole();
}

#[tokio::test]
async fn what_was_queued_for_the_printer_before_a_crash_is_printed_after_it() {
    let shop = Shop::open().await;
    let mut ledger = shop.ledger().await;
    let (id, session) = intended(&mut ledger);
    let url = format!("{}/session/1/x", shop.front.url);
    ledger
        .session_opened(start(), session, RequestId(1), url, start() + minutes(15))
        .unwrap();
    ledger
        .session_settled(start(), session, Standing::Approved, vec![])
        .unwrap();
    drop(ledger);
    let till = shop.till().await;
    until_printed(&till, id, 1).await;
    assert!(shop.receipts().contains("$12.990"));
    shop.assert_whole();
}

fn intended(ledger: &mut Ledger) -> (till::SaleId, ledger::SessionId) {
    let sale = NewSale {
        amount: pesos("12990"),
        allow_partial: false,
        description: None,
        customer: sale::Customer::default(),
    };
    let session = NewSession {
        reference: "C1-1".parse().unwrap(),
        expires_at: start() + minutes(15),
    };
    ledger
        .open_sale(start(), sale, session, Duplicates::Refused)
        .unwrap()
}

#[tokio::test]
async fn i14_a_second_till_on_the_same_ledger_says_so() {
    let shop = Shop::open().await;
    let till = shop.till().await;
    let error = StartError::from(Ledger::open(&shop.folder()).unwrap_err());
    assert!(
        matches!(error, StartError::Ledger(OpenError::Owned(_))),
        "{error:?}"
    );
    let told = spanish(&explain_start(&error));
    assert!(
        told.starts_with("Cobro ya está abierto en este computador"),
        "{told}"
    );
    till.charge(usual()).await.unwrap();
    assert_eq!(shop.reader().tables().open_sessions().unwrap().len(), 1);
}

#[tokio::test]
async fn i14_a_till_lets_go_of_its_ledger_with_its_last_clone() {
    let shop = Shop::open().await;
    let till = shop.till().await;
    let clone = till.clone();
    drop(till);
    let owned = Ledger::open(&shop.folder()).unwrap_err();
    assert!(matches!(owned, OpenError::Owned(_)), "{owned:?}");
    clone.charge(usual()).await.unwrap();
    drop(clone);
    shop.ledger().await;
}
