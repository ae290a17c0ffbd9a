//! When the gateway is asked, and what a late or overtaken answer does.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use ledger::{NewSale, NewSession};
use sale::{Progress, RequestId, SaleState};
use till::{Duplicates, SaleFilter};

use crate::front::Mood;
use crate::shop::*;

#[tokio::test]
async fn whoever_wakes_the_till_has_everything_asked_about_at_once() {
    let mut shop = Shop::open().await;
    shop.cadence = SELDOM;
    let till = shop.till().await;
    let sale = till.charge(usual()).await.unwrap();
    shop.front.answers_at(&question(&sale), 1).await;
    shop.pay(&sale, APPROVES).await;
    until_approved_by(&till, sale.id, || till.wake()).await;
}

#[tokio::test]
async fn i2_money_that_comes_after_a_rejection_is_found() {
    let mut shop = Shop::open().await;
    shop.cadence.background = Duration::from_millis(400);
    shop.cadence.slowest = shop.cadence.background;
    let till = shop.till().await;
    let late = till.charge(usual()).await.unwrap();
    shop.front.is(Mood::Lies("\"APPROVED\"", "\"REJECTED\""));
    shop.pay(&late, APPROVES).await;
    let is_rejected = |state: &SaleState| matches!(state, SaleState::Rejected { .. });
    until(&till, late.id, is_rejected).await;
    // once more soon; next after a minute
    let asked = shop.front.heard_at(&question(&late));
    shop.front.answers_at(&question(&late), asked + 1).await;
    // a sale that is asked about all the time, so that time can pass in steps too small for a sleep
    let other = till.charge(usual()).await.unwrap();
    shop.front.answers_at(&question(&other), 2).await;
    shop.front.is(Mood::Fine);
    for _ in 0..8 {
        assert!(is_rejected(&till.sale(late.id).await.unwrap().state));
        shop.clock.advance(Duration::from_secs(8));
        shop.front.hears(1).await;
    }
    until_approved(&till, late.id).await;
    until_printed(&till, late.id, 1).await;
    shop.assert_whole();
}

#[tokio::test]
async fn an_answer_that_another_overtook_does_not_turn_progress_back() {
    let mut shop = Shop::open().await;
    shop.cadence = SELDOM;
    let till = shop.till().await;
    let sale = till.charge(usual()).await.unwrap();
    shop.front.answers_at(&question(&sale), 1).await;
    shop.pay(&sale, REJECTS).await;
    till.ask_now(sale.id).await.unwrap();
    let retry = SaleState::Pending {
        progress: Progress::AttemptRejected { attempts: 1 },
    };
    assert_eq!(till.sale(sale.id).await.unwrap().state, retry);

    shop.front.is(Mood::HoldsAnswers);
    let (slow, id) = (till.clone(), sale.id);
    let slow = tokio::spawn(async move { slow.ask_now(id).await.unwrap() });
    shop.front.holds(1).await;
    shop.front.is(Mood::Fine);
    shop.pay(&sale, PENDING_APPROVES).await;
    till.ask_now(sale.id).await.unwrap();
    let validating = SaleState::Pending {
        progress: Progress::Validating,
    };
    assert_eq!(till.sale(sale.id).await.unwrap().state, validating);

    shop.front.lets_go();
    assert_eq!(slow.await.unwrap().failure, None);
    assert_eq!(till.sale(sale.id).await.unwrap().state, validating);
    assert_eq!(
        till.sale(sale.id).await.unwrap().sessions[0]
            .transactions
            .len(),
        2,
        "nor is an attempt forgotten"
    );
    shop.assert_whole();
}

#[tokio::test]
async fn a_hundred_open_sales_share_one_budget() {
    const BURST: u32 = 10;
    const RATE: u32 = 5;
    const ASKED: u32 = 25;
    let shop = Shop::open().await;
    let mut ledger = shop.ledger().await;
    for number in 1..=100 {
        let sale = NewSale {
            amount: pesos("990"),
            allow_partial: false,
            description: None,
            customer: sale::Customer::default(),
        };
        let session = NewSession {
            reference: format!("C1-{number}").parse().unwrap(),
            expires_at: start() + minutes(15),
        };
        let opened = ledger.open_sale(start(), sale, session, Duplicates::Allowed);
        let (_, session) = opened.unwrap();
        let url = format!("{}/session/{number}/x", shop.front.url);
        let expires_at = start() + minutes(15);
        ledger
            .session_opened(start(), session, RequestId(number), url, expires_at)
            .unwrap();
    }
    let begun = Instant::now();
    let till = shop.till_over(ledger);
    shop.front.hears(ASKED as usize).await;
    // a slower machine only takes longer
    let least = Duration::from_secs(1) * (ASKED - BURST) / RATE;
    let took = begun.elapsed();
    assert!(took >= least, "{ASKED} questions in {took:?}");
    drop(till);

    let received = shop.sandbox.received();
    let asked: BTreeSet<_> = received.iter().map(|asked| asked.path.clone()).collect();
    assert!(
        asked.len() >= ASKED as usize - 4,
        "whoever waits longest comes first: {asked:?}"
    );
    let till = shop.till().await;
    assert_eq!(till.sales(SaleFilter::default()).await.unwrap().len(), 100);
}
