//! From pending to a final state.

use sale::{Attention, Conflict, Progress, SaleState, Unsure};
use till::{Change, Charge, Contact, Failure, Receipt, SaleFilter};

use crate::front::Mood;
use crate::shop::*;

fn progress(state: &SaleState) -> Option<&Progress> {
    match state {
        SaleState::Pending { progress } => Some(progress),
        _ => None,
    }
}

#[tokio::test]
async fn what_is_paid_is_approved_and_its_receipt_printed() {
    let shop = Shop::open().await;
    let till = shop.till().await;
    let charge = Charge {
        description: Some("Café".to_owned()),
        ..usual()
    };
    let sale = till.charge(charge).await.unwrap();
    shop.pay(&sale, APPROVES).await;
    let sale = until_approved(&till, sale.id).await;
    let jobs = until_printed(&till, sale.id, 1).await;
    assert!(
        matches!(&jobs[0].state, till::JobState::Printed { target } if target.es.ends_with("receipts.txt"))
    );

    let receipts = shop.receipts();
    let reference = sale.newest_session().unwrap().reference.to_string();
    for text in ["$12.990", &reference, "Café", "0081", "22-11-2026 14:05"] {
        assert!(receipts.contains(text), "{text} is not in\n{receipts}");
    }
    assert!(!receipts.contains("COPIA"), "{receipts}");
    assert_eq!(
        kinds(&till, sale.id).await,
        [
            "sale-opened",
            "session-intended",
            "session-opened",
            "session-settled",
            "receipt-queued",
            "receipt-started",
            "receipt-printed"
        ]
    );
    shop.assert_whole();
}

#[tokio::test]
async fn i12_what_is_announced_as_approved_was_durable_first() {
    let shop = Shop::open().await;
    let till = shop.till().await;
    let sale = till.charge(usual()).await.unwrap();
    let mut changes = till.changes();
    shop.pay(&sale, APPROVES).await;
    let announced = tokio::time::timeout(PATIENCE, changes.recv())
        .await
        .unwrap();
    assert_eq!(announced.unwrap(), Change::Sale(sale.id));
    let durable = shop.reader().tables().sale(sale.id).unwrap();
    assert_eq!(durable.state, SaleState::Approved);
}

#[tokio::test]
async fn a_rejected_attempt_is_told_and_the_customer_may_retry() {
    let shop = Shop::open().await;
    let till = shop.till().await;
    let sale = till.charge(usual()).await.unwrap();
    for attempts in 1..=2 {
        shop.pay(&sale, REJECTS).await;
        let rejected = Progress::AttemptRejected { attempts };
        let sale = until(&till, sale.id, |s| progress(s) == Some(&rejected)).await;
        assert_eq!(sale.sessions[0].transactions.len(), attempts as usize);
    }
    assert_eq!(till.open_sales().await.unwrap().len(), 1);
    shop.pay(&sale, APPROVES).await;
    let sale = until_approved(&till, sale.id).await;
    assert_eq!(sale.sessions[0].transactions.len(), 3);
    assert_eq!(till.open_sales().await.unwrap(), []);
    until_printed(&till, sale.id, 1).await;
    assert_eq!(shop.receipts().matches("TOTAL").count(), 1);
    shop.assert_whole();
}

#[tokio::test]
async fn what_the_bank_validates_is_settled_when_the_bank_says_so() {
    let shop = Shop::open().await;
    let till = shop.till().await;
    let approved = till.charge(usual()).await.unwrap();
    let rejected = till.charge(usual()).await.unwrap();
    shop.pay(&approved, PENDING_APPROVES).await;
    shop.pay(&rejected, PENDING_REJECTS).await;
    for sale in [&approved, &rejected] {
        until(&till, sale.id, |s| {
            progress(s) == Some(&Progress::Validating)
        })
        .await;
    }
    shop.clock.advance(minutes(1));
    until_approved(&till, approved.id).await;
    let again = Progress::AttemptRejected { attempts: 1 };
    until(&till, rejected.id, |s| progress(s) == Some(&again)).await;
}

#[tokio::test]
async fn an_expired_session_is_rejected_by_the_gateways_word() {
    let shop = Shop::open().await;
    let till = shop.till().await;
    let sale = till.charge(usual()).await.unwrap();
    shop.clock.advance(minutes(16));
    let sale = until(&till, sale.id, |state| !state.is_open()).await;
    let SaleState::Rejected { rejection } = sale.state else {
        panic!("{:?}", sale.state);
    };
    assert_eq!((rejection.reason.as_str(), rejection.attempts), ("EX", 0));
    assert_eq!(till.print_jobs_of(sale.id).await.unwrap(), []);
    shop.assert_whole();
}

#[tokio::test]
async fn i10_the_expiration_alone_ends_nothing() {
    let shop = Shop::open().await;
    let till = shop.till().await;
    let sale = till.charge(usual()).await.unwrap();
    shop.front.is(Mood::HangsUp);
    shop.clock.advance(minutes(60));
    shop.front.hears(3).await;
    let sale = till.sale(sale.id).await.unwrap();
    assert_eq!(progress(&sale.state), Some(&Progress::Waiting));
}

#[tokio::test]
async fn a_part_that_is_paid_stays_paid_when_the_rest_never_comes() {
    let shop = Shop::open().await;
    let till = shop.till().await;
    let charge = Charge {
        allow_partial: true,
        ..usual()
    };
    let sale = till.charge(charge).await.unwrap();
    shop.pay_part(&sale, 6_000).await;
    let part = Progress::PartlyPaid { paid: clp(6_000) };
    until(&till, sale.id, |s| progress(s) == Some(&part)).await;
    shop.clock.advance(minutes(16));
    let over = SaleState::PartialExpired { paid: clp(6_000) };
    until(&till, sale.id, |state| *state == over).await;
    let jobs = until_printed(&till, sale.id, 2).await;
    let session = sale.sessions[0].id;
    assert!(matches!(jobs[0].receipt, Receipt::Part { .. }), "{jobs:?}");
    assert_eq!(jobs[1].receipt, Receipt::PartialExpired { session });
    let receipts = shop.receipts();
    for text in [
        "Pagado hasta ahora                  $6.000",
        "Falta                               $6.990",
        "VENCIDO: LA VENTA NO SE COMPLETÓ",
        "Sin pagar                           $6.990",
    ] {
        assert!(receipts.contains(text), "{receipts}");
    }
    assert!(!receipts.contains("COPIA") && !receipts.contains("ELECTRÓNICO"));
    till.reprint(sale.id).await.unwrap();
    let jobs = until_printed(&till, sale.id, 3).await;
    assert_eq!(jobs[2].receipt, Receipt::PartialExpired { session });
    assert_eq!(shop.receipts().matches("COPIA").count(), 1);
    shop.assert_whole();
}

#[tokio::test]
async fn parts_that_make_the_whole_are_an_approval() {
    let shop = Shop::open().await;
    let till = shop.till().await;
    let charge = Charge {
        allow_partial: true,
        ..usual()
    };
    let sale = till.charge(charge).await.unwrap();
    shop.pay_part(&sale, 6_000).await;
    until_printed(&till, sale.id, 1).await;
    shop.pay(&sale, APPROVES).await;
    until_approved(&till, sale.id).await;
    let jobs = until_printed(&till, sale.id, 2).await;
    assert_eq!(jobs[1].receipt, Receipt::Sale);
    let receipts = shop.receipts();
    for text in ["Pago 1 de 2", "$6.000", "Pago 2 de 2", "$6.990", "$12.990"] {
        assert!(receipts.contains(text), "{receipts}");
    }
}

#[tokio::test]
async fn i3_another_sum_is_a_conflict_and_no_receipt() {
    let shop = Shop::open().await;
    let till = shop.till().await;
    let sale = till.charge(usual()).await.unwrap();
    shop.front.is(Mood::Lies("12990", "12989"));
    shop.pay(&sale, APPROVES).await;
    let conflict = SaleState::Conflict {
        conflict: Conflict::Sum { paid: clp(12_989) },
    };
    until(&till, sale.id, |state| *state == conflict).await;
    assert_eq!(till.print_jobs_of(sale.id).await.unwrap(), []);
    assert_eq!(till.today(sale::Currency::CLP).await.unwrap().total, clp(0));
    assert!(till.charge_again(sale.id).await.is_err());
    shop.assert_whole();
}

#[tokio::test]
async fn i2_a_session_that_ended_here_but_not_there_is_asked_about_until_it_is_paid() {
    let shop = Shop::open().await;
    let till = shop.till().await;
    let charge = Charge {
        allow_partial: true,
        ..usual()
    };
    let sale = till.charge(charge).await.unwrap();
    shop.front.is(Mood::Lies("C1-261122", "C2-261122"));
    shop.pay_part(&sale, 6_000).await;
    until(&till, sale.id, |state| {
        matches!(state, SaleState::Conflict { .. })
    })
    .await;
    shop.front.is(Mood::Fine);
    shop.pay(&sale, APPROVES).await;
    until_approved(&till, sale.id).await;
}

#[tokio::test]
async fn i3_another_reference_or_currency_calls_for_attention_and_paid_is_a_conflict() {
    for (truth, lie) in [("C1-261122", "C2-261122"), ("CLP", "COP")] {
        let shop = Shop::open().await;
        let till = shop.till().await;
        let sale = till.charge(usual()).await.unwrap();
        shop.front.is(Mood::Lies(truth, lie));
        let mismatch = |state: &SaleState| {
            let attention = match state {
                SaleState::Attention { attention } => Some(attention),
                _ => None,
            };
            matches!(attention, Some(Attention::Mismatch { .. }))
        };
        until(&till, sale.id, mismatch).await;
        shop.pay(&sale, APPROVES).await;
        let sale = until(&till, sale.id, |state| !state.is_open()).await;
        let SaleState::Conflict { conflict } = &sale.state else {
            panic!("{:?}", sale.state);
        };
        let (other_reference, other_currency) = (
            matches!(conflict, Conflict::Reference { .. }),
            matches!(conflict, Conflict::Currency { .. }),
        );
        assert_eq!(
            (other_reference, other_currency),
            (lie != "COP", lie == "COP")
        );
        let kept = &sale.sessions[0].transactions;
        assert_eq!(
            kept.is_empty(),
            other_reference,
            "another session's are not ours"
        );
        assert_eq!(till.print_jobs_of(sale.id).await.unwrap(), []);
    }
}

#[tokio::test]
async fn i5_an_unknown_status_calls_for_attention_and_asking_goes_on() {
    let shop = Shop::open().await;
    let till = shop.till().await;
    let sale = till.charge(usual()).await.unwrap();
    shop.front.is(Mood::Lies("\"PENDING\"", "\"ON_HOLD\""));
    let odd = SaleState::Attention {
        attention: Attention::UnknownStatus {
            status: "ON_HOLD".to_owned(),
        },
    };
    until(&till, sale.id, |state| *state == odd).await;
    assert!(
        till.charge_again(sale.id).await.is_err(),
        "it could be paid"
    );
    shop.front.is(Mood::Fine);
    shop.pay(&sale, APPROVES).await;
    until_approved(&till, sale.id).await;
}

#[tokio::test]
async fn a_session_that_the_gateway_forgot_calls_for_attention_until_it_remembers() {
    let shop = Shop::open().await;
    let till = shop.till().await;
    let sale = till.charge(usual()).await.unwrap();
    let body =
        r#"{"status":{"status":"FAILED","reason":"request_not_valid","message":"No existe"}}"#;
    shop.front
        .is(Mood::Says("404 Not Found", "x-a: b", body.to_owned()));
    let forgotten = SaleState::Attention {
        attention: Attention::NotFound,
    };
    until(&till, sale.id, |state| *state == forgotten).await;
    shop.front.is(Mood::Fine);
    until(&till, sale.id, |s| progress(s) == Some(&Progress::Waiting)).await;
}

#[tokio::test]
async fn i6_what_is_approved_stays_so_whatever_the_gateway_says_later() {
    let shop = Shop::open().await;
    let till = shop.till().await;
    let sale = till.charge(usual()).await.unwrap();
    shop.pay(&sale, APPROVES).await;
    until_approved(&till, sale.id).await;
    until_printed(&till, sale.id, 1).await;
    for lie in ["\"REJECTED\"", "\"PENDING\"", "\"ON_HOLD\""] {
        shop.front.is(Mood::Lies("\"APPROVED\"", lie));
        assert_eq!(till.ask_now(sale.id).await.unwrap().failure, None);
        assert_eq!(till.sale(sale.id).await.unwrap().state, SaleState::Approved);
    }
    let contradicted = kinds(&till, sale.id).await;
    let contradicted = contradicted
        .iter()
        .filter(|kind| **kind == "session-contradicted");
    assert_eq!(contradicted.count(), 3, "people can see it");
    shop.assert_whole();
}

#[tokio::test]
async fn i7_what_the_gateway_says_is_not_over_after_all_is_not_charged_again() {
    let shop = Shop::open().await;
    let till = shop.till().await;
    let sale = till.charge(usual()).await.unwrap();
    till.cancel(sale.id).await.unwrap();
    for lie in ["\"PENDING\"", "\"APPROVED\""] {
        shop.front.is(Mood::Lies("\"REJECTED\"", lie));
        till.ask_now(sale.id).await.unwrap();
        let why = Unsure::Doubted;
        let state = till.sale(sale.id).await.unwrap().state;
        assert_eq!(state, SaleState::Unsure { why });
        assert!(till.charge_again(sale.id).await.is_err(), "nobody knows");
        shop.front.is(Mood::Fine);
        till.ask_now(sale.id).await.unwrap();
        let state = till.sale(sale.id).await.unwrap().state;
        assert_eq!(state.name(), "rejected");
    }
    shop.front.is(Mood::Lies("C1-261122", "C2-261122"));
    let misdirected = till.ask_now(sale.id).await.unwrap();
    shop.front.is(Mood::Fine);
    let state = till.sale(sale.id).await.unwrap().state;
    assert_eq!(state.name(), "rejected");
    let failure = misdirected.unanswered(&state);
    assert!(
        matches!(failure, Some(Failure::Unusable { .. })),
        "{failure:?}"
    );
    assert_eq!(misdirected.unanswered(&SaleState::Approved), None);
    till.charge_again(sale.id).await.unwrap();
    shop.assert_whole();
}

#[tokio::test]
async fn an_approval_told_many_times_is_printed_and_counted_once() {
    let shop = Shop::open().await;
    let till = shop.till().await;
    let sale = till.charge(usual()).await.unwrap();
    shop.front.is(Mood::Silent);
    shop.front.hears(1).await;
    shop.pay(&sale, APPROVES).await;
    let asking: Vec<_> = (0..4)
        .map(|_| {
            let (till, id) = (till.clone(), sale.id);
            tokio::spawn(async move { till.ask_now(id).await.unwrap() })
        })
        .collect();
    shop.front.hears(4).await;
    shop.front.is(Mood::Fine);
    for asked in asking {
        assert_eq!(asked.await.unwrap().failure, None);
    }
    until_printed(&till, sale.id, 1).await;
    assert_eq!(till.ask_now(sale.id).await.unwrap().failure, None);
    until_printed(&till, sale.id, 1).await;
    assert_eq!(shop.receipts().matches("TOTAL").count(), 1);
    let settled = kinds(&till, sale.id).await;
    let settled = settled
        .iter()
        .filter(|kind| **kind == "session-settled")
        .count();
    assert_eq!(settled, 1);
    assert_eq!(till.today(sale::Currency::CLP).await.unwrap().count, 1);
}

#[tokio::test]
async fn today_counts_what_was_paid_today_by_the_shops_wall() {
    let shop = Shop::open().await;
    let till = shop.till().await;
    let today = async || {
        let today = till.today(sale::Currency::CLP).await.unwrap();
        (today.total.minor, today.count)
    };
    assert_eq!(today().await, (0, 0));
    for (amount, card) in [("12990", APPROVES), ("1000", APPROVES), ("500", REJECTS)] {
        let charge = Charge {
            amount: pesos(amount),
            ..usual()
        };
        let sale = till.charge(charge).await.unwrap();
        shop.pay(&sale, card).await;
        let waiting = Some(&Progress::Waiting);
        until(&till, sale.id, |s| progress(s) != waiting).await;
    }
    assert_eq!(today().await, (13_990, 2));
    let approved = SaleFilter {
        state: Some("approved".to_owned()),
        ..SaleFilter::default()
    };
    assert_eq!(till.sales(approved).await.unwrap().len(), 2);
    // 14:05 and 9 h 54 min: 23:59; two minutes later it is tomorrow
    shop.clock.advance(minutes(9 * 60 + 54));
    assert_eq!(today().await, (13_990, 2));
    shop.clock.advance(minutes(2));
    assert_eq!(today().await, (0, 0));
}

#[tokio::test]
async fn many_open_sales_are_all_settled() {
    let shop = Shop::open().await;
    let till = shop.till().await;
    let mut sales = Vec::new();
    for _ in 0..9 {
        sales.push(till.charge(usual()).await.unwrap());
    }
    for sale in &sales {
        shop.pay(sale, APPROVES).await;
    }
    for sale in &sales {
        until_approved(&till, sale.id).await;
        until_printed(&till, sale.id, 1).await;
    }
    assert_eq!(till.contact(), Contact::Fine);
    assert_eq!(shop.receipts().matches("TOTAL").count(), 9);
    shop.assert_whole();
}
