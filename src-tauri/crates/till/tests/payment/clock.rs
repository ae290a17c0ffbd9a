//! A till whose clock is wrong (`I10`).

use std::sync::atomic::Ordering;

use sale::SaleState;

use crate::front::Mood;
use crate::shop::*;

/// 12 minutes and 3 hours, slow and fast, in seconds.
const WRONG: [i64; 4] = [-720, 720, -10_800, 10_800];

#[tokio::test]
async fn i10_a_clock_that_is_wrong_from_the_start_changes_nothing() {
    for wrong_by in WRONG {
        let shop = Shop::open().await;
        shop.wrong_by.store(wrong_by, Ordering::SeqCst);
        let till = shop.till().await;
        let sale = till.charge(usual()).await.unwrap();
        assert!(
            matches!(sale.state, SaleState::Pending { .. }),
            "{:?}",
            sale.state
        );
        let expires = sale.newest_session().unwrap().expires_at;
        let lives = start().duration_until(expires).as_secs();
        assert!(
            (895..=925).contains(&lives),
            "a quarter of an hour, not {lives} s"
        );
        shop.pay(&sale, APPROVES).await;
        until_approved(&till, sale.id).await;
        until_printed(&till, sale.id, 1).await;
        assert!(
            shop.receipts().contains("22-11-2026 14:05"),
            "the gateway's time"
        );
        assert_eq!(shop.front.refused_times(), 0, "the clock was known");
        assert!((till.clock_offset().as_secs() + wrong_by).abs() <= 20);
        shop.assert_whole();
    }
}

#[tokio::test]
async fn i10_a_clock_that_is_learnt_by_a_refusal_costs_one_retry() {
    for wrong_by in WRONG {
        let shop = Shop::open().await;
        shop.wrong_by.store(wrong_by, Ordering::SeqCst);
        shop.front.is(Mood::HidesClock);
        let till = shop.till().await;
        let sale = till.charge(usual()).await.unwrap();
        assert!(
            matches!(sale.state, SaleState::Pending { .. }),
            "{:?}",
            sale.state
        );
        shop.pay(&sale, APPROVES).await;
        until_approved(&till, sale.id).await;
        assert_eq!(shop.front.refused_times(), 1);
    }
}

#[tokio::test]
async fn i10_a_clock_that_is_set_while_the_till_runs_changes_nothing() {
    for wrong_by in WRONG {
        let shop = Shop::open().await;
        let till = shop.till().await;
        let watched = till.charge(usual()).await.unwrap();
        shop.front.hears(1).await;
        // by then the watcher knows, by the old clock, when to ask next
        assert_eq!(till.ask_now(watched.id).await.unwrap().failure, None);
        shop.wrong_by.store(wrong_by, Ordering::SeqCst);
        shop.pay(&watched, APPROVES).await;
        until_approved(&till, watched.id).await;
        until_printed(&till, watched.id, 1).await;

        shop.wrong_by.store(0, Ordering::SeqCst);
        let charged = till.charge(usual()).await.unwrap();
        assert!(
            matches!(charged.state, SaleState::Pending { .. }),
            "{:?}",
            charged.state
        );
        shop.pay(&charged, APPROVES).await;
        until_approved(&till, charged.id).await;
        assert!(shop.front.refused_times() <= 2, "once a step of the clock");
    }
}
