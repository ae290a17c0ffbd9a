//! Cancelling, and what it finds.

use sale::{Progress, SaleState};
use till::{Cancelled, Charge, Error, Failure};

use crate::front::Mood;
use crate::shop::*;

#[tokio::test]
async fn a_session_that_nobody_paid_is_revoked() {
    let shop = Shop::open().await;
    let till = shop.till().await;
    let sale = till.charge(usual()).await.unwrap();
    assert_eq!(till.cancel(sale.id).await.unwrap(), Cancelled::Revoked);
    let sale = till.sale(sale.id).await.unwrap();
    let SaleState::Rejected { rejection } = &sale.state else {
        panic!("{:?}", sale.state);
    };
    assert_eq!(rejection.reason, "MC");
    assert!(kinds(&till, sale.id).await.contains(&"cancel-asked"));
    assert_eq!(till.cancel(sale.id).await.unwrap(), Cancelled::Revoked);
    shop.assert_whole();
}

#[tokio::test]
async fn what_is_paid_already_is_not_cancelled_whoever_notices_first() {
    let shop = Shop::open().await;
    let till = shop.till().await;
    let sale = till.charge(usual()).await.unwrap();
    shop.pay(&sale, APPROVES).await;
    assert_eq!(till.cancel(sale.id).await.unwrap(), Cancelled::AlreadyPaid);
    until_approved(&till, sale.id).await;
    assert_eq!(till.cancel(sale.id).await.unwrap(), Cancelled::AlreadyPaid);
    until_printed(&till, sale.id, 1).await;
    shop.assert_whole();
}

#[tokio::test]
async fn what_the_bank_validates_is_not_cancelled() {
    let shop = Shop::open().await;
    let till = shop.till().await;
    let sale = till.charge(usual()).await.unwrap();
    shop.pay(&sale, PENDING_APPROVES).await;
    assert_eq!(till.cancel(sale.id).await.unwrap(), Cancelled::Validating);
    shop.clock.advance(minutes(1));
    until_approved(&till, sale.id).await;
}

#[tokio::test]
async fn what_is_paid_in_part_is_not_cancelled() {
    let shop = Shop::open().await;
    let till = shop.till().await;
    let charge = Charge {
        allow_partial: true,
        ..usual()
    };
    let sale = till.charge(charge).await.unwrap();
    shop.pay_part(&sale, 6_000).await;
    assert_eq!(till.cancel(sale.id).await.unwrap(), Cancelled::PartlyPaid);
    let state = till.sale(sale.id).await.unwrap().state;
    assert!(matches!(
        state,
        SaleState::Pending {
            progress: Progress::PartlyPaid { .. }
        }
    ));
}

#[tokio::test]
async fn i4_a_cancel_without_an_answer_is_unknown_and_the_truth_follows() {
    let shop = Shop::open().await;
    let till = shop.till().await;
    let sale = till.charge(usual()).await.unwrap();
    shop.front.is(Mood::HangsUp);
    let cancelled = till.cancel(sale.id).await.unwrap();
    assert!(
        matches!(cancelled, Cancelled::Unknown(Failure::Unreachable { .. })),
        "{cancelled:?}"
    );
    assert!(till.sale(sale.id).await.unwrap().state.is_open());
    assert!(
        till.charge_again(sale.id).await.is_err(),
        "it could be paid"
    );
    shop.pay(&sale, APPROVES).await;
    shop.front.is(Mood::Fine);
    until_approved(&till, sale.id).await;
}

#[tokio::test]
async fn what_never_opened_cannot_be_cancelled() {
    let shop = Shop::open().await;
    let till = shop.till().await;
    shop.front.is(Mood::HangsUp);
    let sale = till.charge(usual()).await.unwrap();
    let error = till.cancel(sale.id).await.unwrap_err();
    assert!(matches!(error, Error::NotOpen), "{error:?}");
    let error = till.ask_now(sale.id).await.unwrap_err();
    assert!(matches!(error, Error::NotOpen), "{error:?}");
    let error = till.cancel(till::SaleId(77)).await.unwrap_err();
    assert!(matches!(error, Error::Ledger(_)), "{error:?}");
}
