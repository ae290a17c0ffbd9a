//! Giving money back (`I11`).

use sale::{Currency, NotRefundable, NotRefunded, RefundFinding, RefundState, SaleState};
use till::{
    Authority, Cancelled, Error, RefundOrder, RefundRecord, SaleRecord, Till, explain_error,
    explain_inquiry, explain_refund,
};

use crate::front::Mood;
use crate::shop::*;

/// Where the gateway is asked to give money back.
const REFUNDS: &str = "/api/transaction";

async fn paid(shop: &Shop, till: &Till) -> SaleRecord {
    let sale = till.charge(usual()).await.unwrap();
    shop.pay(&sale, APPROVES).await;
    until_printed(till, sale.id, 1).await;
    till.sale(sale.id).await.unwrap()
}

fn ana() -> Authority {
    Authority::Named("Ana".parse().unwrap())
}

/// All that is left of the sale's only payment, or a part of it.
fn order(sale: &SaleRecord, pesos: Option<i64>) -> RefundOrder {
    RefundOrder {
        sale: sale.id,
        transaction: sale.sessions[0].transactions[0].internal_reference,
        amount: pesos.map(clp),
        authority: ana(),
    }
}

async fn refunds(till: &Till, sale: &SaleRecord) -> Vec<RefundRecord> {
    let sale = till.sale(sale.id).await.unwrap();
    sale.sessions[0].refunds.clone()
}

async fn assert_refused(till: &Till, order: RefundOrder, why: NotRefundable) {
    let error = till.refund(order).await.unwrap_err();
    assert!(
        matches!(&error, Error::Ledger(ledger::Error::NotRefundable(told)) if *told == why),
        "{error:?}"
    );
    let told = spanish(&explain_error(&error));
    assert!(told.starts_with("No se devolvió nada. "), "{told}");
}

fn refunded(pesos: i64) -> SaleState {
    SaleState::Refunded {
        given_back: clp(pesos),
    }
}

#[tokio::test]
async fn all_of_a_payment_goes_back_at_once() {
    let shop = Shop::open().await;
    let till = shop.till().await;
    let sale = paid(&shop, &till).await;
    let refund = till.refund(order(&sale, None)).await.unwrap();
    assert!(
        matches!(
            &refund.state,
            RefundState::Done {
                authorization: Some(_)
            }
        ),
        "{refund:?}"
    );
    assert_eq!(refund.amount, clp(12_990));
    assert_eq!(refund.by.as_deref(), Some("Ana"));
    let kept = &refunds(&till, &sale).await[0];
    assert_eq!((kept.id, &kept.state), (refund.id, &refund.state));
    let told = spanish(&explain_refund(refund.amount, &refund.state));
    assert!(
        told.starts_with("Se devolvieron $12.990. Autorización "),
        "{told}"
    );

    let after = till.sale(sale.id).await.unwrap();
    assert_eq!(after.state, refunded(12_990));
    let today = till.today(Currency::CLP).await.unwrap();
    assert_eq!((today.total, today.count), (clp(12_990), 1));
    assert_eq!((today.given_back, today.refunds), (clp(12_990), 1));
    assert_refused(&till, order(&sale, None), NotRefundable::GivenBack).await;
    assert_eq!(till.cancel(sale.id).await.unwrap(), Cancelled::GivenBack);
    assert_eq!(shop.front.heard_at(REFUNDS), 1);

    let inquiry = till.ask_now(sale.id).await.unwrap();
    let after = till.sale(sale.id).await.unwrap();
    assert_eq!(after.state, refunded(12_990));
    let told = spanish(&explain_inquiry(&after, &inquiry, till.zone()));
    assert!(
        told.starts_with("Pagó, y se le devolvieron $12.990."),
        "{told}"
    );
    shop.assert_whole();
}

#[tokio::test]
async fn a_refund_that_a_restored_ledger_forgot_is_found_when_somebody_asks() {
    let shop = Shop::open().await;
    let till = shop.till().await;
    let sale = paid(&shop, &till).await;
    let backup = ledger::back_up(&shop.folder(), till.now(), 9).unwrap();
    till.refund(order(&sale, None)).await.unwrap();
    let now = till.now();
    drop(till);
    drop(shop.ledger().await);
    let discarded = ledger::NewerEvents::Discarded;
    ledger::restore(&shop.folder(), &backup.path, now, discarded).unwrap();

    let till = shop.till().await;
    assert_eq!(till.sale(sale.id).await.unwrap().state, SaleState::Approved);
    let inquiry = till.ask_now(sale.id).await.unwrap();
    let after = till.sale(sale.id).await.unwrap();
    assert_eq!(after.state, refunded(12_990));
    assert_eq!(refunds(&till, &after).await[0].by, None, "nobody here");
    let told = spanish(&explain_inquiry(&after, &inquiry, till.zone()));
    assert!(
        told.starts_with("Pagó, y se le devolvieron $12.990."),
        "{told}"
    );
    let error = till.charge_again(sale.id).await.unwrap_err();
    assert!(
        matches!(error, Error::Ledger(ledger::Error::StillPayable(_))),
        "{error:?}"
    );
    shop.assert_whole();
}

#[tokio::test]
async fn a_part_goes_back_once_the_bank_has_settled_the_payment() {
    let shop = Shop::open().await;
    let till = shop.till().await;
    let sale = paid(&shop, &till).await;
    let early = till.refund(order(&sale, Some(6_000))).await.unwrap();
    assert!(
        matches!(
            &early.state,
            RefundState::NotDone {
                why: NotRefunded::Refused { .. }
            }
        ),
        "{early:?}"
    );
    assert_eq!(till.sale(sale.id).await.unwrap().state, SaleState::Approved);

    shop.clock.advance(minutes(25 * 60));
    let part = till.refund(order(&sale, Some(6_000))).await.unwrap();
    assert!(part.state.gave_back(), "{part:?}");
    assert_eq!(till.sale(sale.id).await.unwrap().state, refunded(6_000));
    let too_much = NotRefundable::TooMuch { left: clp(6_990) };
    assert_refused(&till, order(&sale, Some(6_991)), too_much).await;
    assert_refused(&till, order(&sale, Some(0)), NotRefundable::Nothing).await;
    let rest = till.refund(order(&sale, None)).await.unwrap();
    assert_eq!(rest.amount, clp(6_990));
    assert_eq!(till.sale(sale.id).await.unwrap().state, refunded(12_990));
    assert_eq!(refunds(&till, &sale).await.len(), 3);
    let today = till.today(Currency::CLP).await.unwrap();
    assert_eq!((today.given_back, today.refunds), (clp(12_990), 2));
    shop.assert_whole();
}

#[tokio::test]
async fn i11_a_refund_without_an_answer_is_never_sent_again_by_itself() {
    let shop = Shop::open().await;
    let till = shop.till().await;
    let sale = paid(&shop, &till).await;
    shop.front.is(Mood::SwallowsAnswers);
    let refund = till.refund(order(&sale, None)).await.unwrap();
    assert!(
        matches!(refund.state, RefundState::Unknown { .. }),
        "{refund:?}"
    );
    let told = spanish(&explain_refund(refund.amount, &refund.state));
    assert!(told.starts_with("No se sabe si se devolvió. "), "{told}");
    shop.front.is(Mood::Fine);
    assert_eq!(till.sale(sale.id).await.unwrap().state, SaleState::Approved);
    assert_refused(&till, order(&sale, None), NotRefundable::InFlight).await;
    drop(till);

    let till = shop.till().await;
    // the watcher has looked at everything that it looks at
    let other = till.charge(usual()).await.unwrap();
    shop.front.answers_at(&question(&other), 2).await;
    assert_eq!(shop.front.heard_at(REFUNDS), 1);

    let id = refund.id;
    let found = RefundFinding::GivenBack;
    till.decide_refund(sale.id, id, found, ana()).await.unwrap();
    assert_eq!(till.sale(sale.id).await.unwrap().state, refunded(12_990));
    let other = RefundFinding::NotGivenBack;
    let error = till.decide_refund(sale.id, id, other, ana()).await;
    let error = error.unwrap_err();
    assert!(
        matches!(error, Error::Ledger(ledger::Error::AlreadySettled(_))),
        "{error:?}"
    );
    assert_eq!(shop.front.heard_at(REFUNDS), 1);
    shop.assert_whole();
}

#[tokio::test]
async fn a_refund_that_a_supervisor_finds_undone_may_be_made_again() {
    let shop = Shop::open().await;
    let till = shop.till().await;
    let sale = paid(&shop, &till).await;
    shop.front.is(Mood::HangsUp);
    let lost = till.refund(order(&sale, None)).await.unwrap();
    assert!(
        matches!(lost.state, RefundState::Unknown { .. }),
        "{lost:?}"
    );
    shop.front.is(Mood::Fine);
    let found = RefundFinding::NotGivenBack;
    till.decide_refund(sale.id, lost.id, found, ana())
        .await
        .unwrap();
    assert_eq!(till.sale(sale.id).await.unwrap().state, SaleState::Approved);
    let again = till.refund(order(&sale, None)).await.unwrap();
    assert!(again.state.gave_back(), "{again:?}");
    assert_eq!(till.sale(sale.id).await.unwrap().state, refunded(12_990));
    shop.assert_whole();
}

#[tokio::test]
async fn i11_the_gateways_later_word_settles_a_refund_that_nobody_knew_about() {
    let shop = Shop::open().await;
    let till = shop.till().await;
    let sale = paid(&shop, &till).await;
    shop.front.is(Mood::SwallowsAnswers);
    till.refund(order(&sale, None)).await.unwrap();
    shop.front.is(Mood::Fine);
    till.ask_now(sale.id).await.unwrap();
    assert_eq!(till.sale(sale.id).await.unwrap().state, refunded(12_990));
    assert!(refunds(&till, &sale).await[0].state.gave_back());
    assert_eq!(shop.front.heard_at(REFUNDS), 1);
}

#[tokio::test]
async fn i11_a_second_refund_waits_until_the_first_is_answered() {
    let shop = Shop::open().await;
    let till = shop.till().await;
    let sale = paid(&shop, &till).await;
    shop.front.is(Mood::SilentAt(REFUNDS.to_owned()));
    let (first, wanted) = (till.clone(), order(&sale, None));
    let first = tokio::spawn(async move { first.refund(wanted).await.unwrap() });
    shop.front.hears(1).await;
    let requested = shop.reader().tables().requested_refunds().unwrap();
    assert_eq!(requested.len(), 1, "I1: the intent is durable first");
    assert_refused(&till, order(&sale, None), NotRefundable::InFlight).await;
    shop.front.is(Mood::Fine);
    assert!(first.await.unwrap().state.gave_back());
    assert_eq!(shop.front.heard_at(REFUNDS), 1);
}

#[tokio::test]
async fn whoever_gave_back_may_leave_and_the_answer_is_kept() {
    let shop = Shop::open().await;
    let till = shop.till().await;
    let sale = paid(&shop, &till).await;
    shop.front.is(Mood::SilentAt(REFUNDS.to_owned()));
    let (leaving, wanted) = (till.clone(), order(&sale, None));
    let leaving = tokio::spawn(async move { leaving.refund(wanted).await });
    shop.front.hears(1).await;
    leaving.abort();
    assert!(leaving.await.unwrap_err().is_cancelled());
    shop.front.is(Mood::Fine);
    until(&till, sale.id, |state| *state == refunded(12_990)).await;
}

#[tokio::test]
async fn i11_a_crash_before_the_answer_leaves_a_refund_that_nobody_knows_about() {
    let shop = Shop::open().await;
    let till = shop.till().await;
    let sale = paid(&shop, &till).await;
    drop(till);
    let mut ledger = shop.ledger().await;
    let wanted = order(&sale, None);
    let session = sale.sessions[0].id;
    ledger
        .request_refund(start(), session, wanted.transaction, None, "Ana".to_owned())
        .unwrap();
    drop(ledger);

    let till = shop.till().await;
    let [refund] = &refunds(&till, &sale).await[..] else {
        panic!("one refund");
    };
    assert!(
        matches!(refund.state, RefundState::Unknown { .. }),
        "{refund:?}"
    );
    assert_refused(&till, order(&sale, None), NotRefundable::InFlight).await;
    assert_eq!(shop.front.heard_at(REFUNDS), 0);
    shop.assert_whole();
}

#[tokio::test]
async fn only_what_was_paid_goes_back_and_somebody_answers_for_it() {
    let shop = Shop::open().await;
    let till = shop.till().await;
    let sale = till.charge(usual()).await.unwrap();
    shop.pay(&sale, REJECTS).await;
    let sale = until(&till, sale.id, |_| true).await;
    let missing = RefundOrder {
        transaction: 77,
        sale: sale.id,
        amount: None,
        authority: ana(),
    };
    let error = till.refund(missing).await.unwrap_err();
    assert!(matches!(error, Error::NoSuchTransaction), "{error:?}");
    till.cancel(sale.id).await.unwrap();
    let sale = till.sale(sale.id).await.unwrap();
    assert_refused(&till, order(&sale, None), NotRefundable::NotApproved).await;
    let nobodys = RefundOrder {
        authority: Authority::AtCounter,
        ..order(&sale, None)
    };
    let error = till.refund(nobodys).await.unwrap_err();
    assert!(matches!(error, Error::Nameless), "{error:?}");
    assert_eq!(shop.front.heard_at(REFUNDS), 0);
}
