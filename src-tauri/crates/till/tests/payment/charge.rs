//! Opening a sale: what is committed when, and what is refused before anything is.

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use sale::{Progress, SaleState, SessionState, Unopened};
use till::{
    Charge, Duplicates, Error, SaleFilter, SaleRecord, Till, explain_error, explain_unopened,
};
use tokio::net::TcpListener;

use crate::front::Mood;
use crate::shop::*;

const WAITING: SaleState = SaleState::Pending {
    progress: Progress::Waiting,
};

#[track_caller]
fn unopened(sale: &SaleRecord) -> &Unopened {
    match &sale.state {
        SaleState::Unopened { why } => why,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_charge_can_be_paid_at_the_page_that_was_committed() {
    let shop = Shop::open().await;
    let till = shop.till().await;
    let charge = Charge {
        description: Some("Café y media luna".to_owned()),
        ..usual()
    };
    let sale = till.charge(charge).await.unwrap();
    assert_eq!(sale.state, WAITING);
    assert_eq!(sale.amount, pesos("12990"));
    assert!(page(&sale).starts_with(&shop.front.url));
    assert_eq!(shop.reader().tables().sale(sale.id).unwrap(), sale);

    let asked: serde_json::Value = serde_json::from_str(&shop.front.heard()[0].body).unwrap();
    let session = sale.newest_session().unwrap();
    assert_eq!(asked["payment"]["reference"], session.reference.as_str());
    assert_eq!(asked["payment"]["amount"]["total"], 12990);
    assert_eq!(asked["payment"]["allowPartial"], false);
    assert_eq!(asked["payment"]["description"], "Café y media luna");
    let told: jiff::Timestamp = asked["expiration"].as_str().unwrap().parse().unwrap();
    assert_eq!(
        told, session.expires_at,
        "what counts down is what was asked"
    );
    let lives = start().duration_until(session.expires_at).as_secs();
    assert!(
        (899..=903).contains(&lives),
        "a quarter of an hour, not {lives} s"
    );
}

#[tokio::test]
async fn i1_the_intent_is_durable_before_the_request_leaves() {
    let shop = Shop::open().await;
    let till = shop.till().await;
    shop.front.is(Mood::Silent);
    let charging = charging(&till);
    shop.front.hears(1).await;
    let asked: serde_json::Value = serde_json::from_str(&shop.front.heard()[0].body).unwrap();
    let intended = shop.reader().tables().intended_sessions().unwrap();
    let [intended] = &intended[..] else {
        panic!("no intent though the request is out");
    };
    assert_eq!(asked["payment"]["reference"], intended.reference.as_str());
    assert_eq!(
        till.sale(intended.sale).await.unwrap().state,
        SaleState::Opening
    );

    shop.front.is(Mood::Fine);
    assert_eq!(charging.await.unwrap().state, WAITING);
}

fn charging(till: &Till) -> tokio::task::JoinHandle<SaleRecord> {
    let till = till.clone();
    tokio::spawn(async move { till.charge(usual()).await.unwrap() })
}

#[tokio::test]
async fn whoever_charged_may_leave_and_the_answer_is_kept() {
    let shop = Shop::open().await;
    let till = shop.till().await;
    shop.front.is(Mood::Silent);
    let charging = charging(&till);
    shop.front.hears(1).await;
    charging.abort();
    assert!(charging.await.unwrap_err().is_cancelled());
    let id = till.sales(SaleFilter::default()).await.unwrap()[0].id;
    shop.front.is(Mood::Fine);
    let sale = until(&till, id, |state| *state == WAITING).await;
    assert!(page(&sale).starts_with(&shop.front.url));
}

#[tokio::test]
async fn what_breaks_a_limit_is_refused_before_anything_is_recorded() {
    let shop = Shop::open().await;
    let till = shop.till().await;
    let reference: sale::Reference = "PEDIDO-1".parse().unwrap();
    let referenced = || Charge {
        reference: Some(reference.clone()),
        ..usual()
    };
    let first = till.charge(referenced()).await.unwrap();
    assert_eq!(first.newest_session().unwrap().reference, reference);

    let too_long = Charge {
        description: Some("ñ".repeat(251)),
        ..usual()
    };
    let too_short = Charge {
        expires_in: Duration::from_secs(299),
        ..usual()
    };
    for (charge, told) in [
        (
            referenced(),
            "No se cobró nada. La referencia PEDIDO-1 ya se usó.",
        ),
        (
            too_long,
            "No se cobró nada. La descripción es demasiado larga.",
        ),
        (
            too_short,
            "No se cobró nada. El plazo para pagar es muy corto.",
        ),
    ] {
        let error = till.charge(charge).await.unwrap_err();
        let explained = spanish(&explain_error(&error));
        assert!(explained.starts_with(told), "{explained}");
    }
    let sales = till.sales(SaleFilter::default()).await.unwrap();
    assert_eq!(sales.len(), 1, "an intent was recorded");
    let creates = shop.front.heard();
    let creates = creates.iter().filter(|r| r.path == "/api/session");
    assert_eq!(creates.count(), 1, "a request left");
    shop.assert_whole();
}

#[tokio::test]
async fn the_gateways_own_limits_can_be_used_to_the_full() {
    let shop = Shop::open().await;
    let till = shop.till().await;
    for charge in [
        Charge {
            description: Some("ñ".repeat(250)),
            ..usual()
        },
        Charge {
            description: Some(String::new()),
            ..usual()
        },
        Charge {
            reference: Some("x".repeat(32).parse().unwrap()),
            ..usual()
        },
        Charge {
            amount: pesos("999999999"),
            ..usual()
        },
        Charge {
            amount: pesos("1"),
            ..usual()
        },
    ] {
        let sale = till.charge(charge.clone()).await.unwrap();
        assert_eq!(sale.state, WAITING, "{charge:?}");
    }
}

#[tokio::test]
async fn the_shortest_time_is_taken_though_the_request_is_on_its_way_for_a_moment() {
    let shop = Shop::open().await;
    let till = shop.till().await;
    let first = till.charge(usual()).await.unwrap();
    till.cancel(first.id).await.unwrap();
    // since the gateway's clock was learnt, it got ahead by what a request may take
    shop.wrong_by.store(-5, Ordering::SeqCst);
    let shortest = Charge {
        expires_in: minutes(5),
        ..usual()
    };
    let sale = till.charge(shortest).await.unwrap();
    assert_eq!(sale.state, WAITING);
}

#[tokio::test]
async fn wrong_credentials_are_told_apart_with_what_to_do() {
    let mut shop = Shop::open().await;
    shop.settings.login = "otro-comercio".to_owned();
    let till = shop.till().await;
    let sale = till.charge(usual()).await.unwrap();
    assert!(matches!(unopened(&sale), Unopened::Refused { reason, .. } if reason == "101"));
    assert_eq!(
        spanish(&explain_unopened(unopened(&sale))),
        "No se cobró nada. Banchile no reconoce el usuario de este comercio (101). \
         Revise las credenciales en Ajustes."
    );

    let mut shop = Shop::open().await;
    shop.secret = "otra-llave".to_owned();
    let till = shop.till().await;
    let sale = till.charge(usual()).await.unwrap();
    assert!(matches!(unopened(&sale), Unopened::Refused { reason, .. } if reason == "102"));
    assert_eq!(
        spanish(&explain_unopened(unopened(&sale))),
        "No se cobró nada. La llave secreta de este comercio no es la correcta (102). \
         Revise las credenciales en Ajustes."
    );
    shop.assert_whole();
}

#[tokio::test]
async fn a_cause_without_a_meaning_is_still_told_as_one_of_the_credentials() {
    let shop = Shop::open().await;
    let till = shop.till().await;
    shop.front.refuses_credentials(10001);
    let sale = till.charge(usual()).await.unwrap();
    let told = spanish(&explain_unopened(unopened(&sale)));
    assert!(
        told.contains("Banchile no acepta las credenciales (10001)."),
        "{told}"
    );

    let body = r#"{"status":{"status":"FAILED","reason":401,"message":"No autorizado"}}"#;
    shop.front
        .is(Mood::Says("401 Unauthorized", "x-a: b", body.to_owned()));
    let sale = till.charge(usual()).await.unwrap();
    let told = spanish(&explain_unopened(unopened(&sale)));
    assert!(
        told.contains("Banchile no acepta las credenciales."),
        "{told}"
    );
}

/// Charges where the gateway is in this mood; once it is fine again, the same sale can be charged.
async fn charged_in(mood: Mood) -> Unopened {
    let shop = Shop::open().await;
    let till = shop.till().await;
    shop.front.is(mood);
    let sale = till.charge(usual()).await.unwrap();
    let why = unopened(&sale).clone();
    let told = spanish(&explain_unopened(&why));
    assert!(told.starts_with("No se cobró nada. "), "{told}");
    shop.assert_whole();

    shop.front.is(Mood::Fine);
    let again = till.charge_again(sale.id).await.unwrap();
    assert_eq!((again.id, &again.state), (sale.id, &WAITING));
    assert_eq!(again.sessions.len(), 2);
    assert_ne!(again.sessions[0].reference, again.sessions[1].reference);
    why
}

#[tokio::test]
async fn i4_a_create_whose_answer_is_no_use_is_lost_not_rejected() {
    let html = "<!DOCTYPE html><title>Mantención</title>".to_owned();
    for mood in [
        Mood::Says("200 OK", "content-type: text/html", html.clone()),
        Mood::Says(
            "500 Internal Server Error",
            "content-type: text/html",
            html.clone(),
        ),
        Mood::Says("403 Forbidden", "content-type: text/html", html),
        Mood::Lies("requestId", "id"),
        Mood::HangsUp,
    ] {
        let why = charged_in(mood.clone()).await;
        assert!(
            matches!(why, Unopened::AnswerLost { .. }),
            "{mood:?}: {why:?}"
        );
    }
}

#[tokio::test]
async fn a_page_that_is_not_the_gateways_is_shown_to_nobody() {
    let mood = Mood::Lies(
        "\"processUrl\":\"http://127.0.0.1",
        "\"processUrl\":\"http://127.0.0.2",
    );
    let why = charged_in(mood).await;
    let Unopened::Untrusted { why } = why else {
        panic!("{why:?}");
    };
    assert!(!why.contains("127.0.0.2"), "{why}");
}

#[tokio::test]
async fn a_gateway_that_is_too_busy_was_not_reached() {
    let busy = Mood::Says("429 Too Many Requests", "retry-after: 1", String::new());
    let why = charged_in(busy).await;
    assert!(matches!(why, Unopened::Unreachable { .. }), "{why:?}");
}

#[tokio::test]
async fn a_gateway_that_is_down_was_not_reached() {
    let mut shop = Shop::open().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    shop.settings.environment = till::Environment::Custom(url.parse().unwrap());
    let till = shop.till().await;
    let sale = till.charge(usual()).await.unwrap();
    let why = unopened(&sale);
    assert!(matches!(why, Unopened::Unreachable { .. }), "{why:?}");
    assert_eq!(
        spanish(&explain_unopened(why)),
        "No se cobró nada. No hay conexión con Banchile. \
         Revise internet e intente de nuevo, o cobre de otra forma."
    );
    shop.assert_whole();
}

#[tokio::test]
async fn i4_a_create_that_gets_no_answer_in_time_is_lost() {
    let mut shop = Shop::open().await;
    shop.cadence.patience = Duration::from_millis(300);
    let till = shop.till().await;
    shop.front.is(Mood::Silent);
    let begun = Instant::now();
    let sale = till.charge(usual()).await.unwrap();
    let why = unopened(&sale);
    assert!(matches!(why, Unopened::AnswerLost { .. }), "{why:?}");
    assert!(
        begun.elapsed() >= shop.cadence.patience,
        "it was not waited for"
    );
    assert!(begun.elapsed() < PATIENCE);
    shop.assert_whole();
}

#[tokio::test]
async fn i7_no_second_session_while_one_could_be_paid_or_is() {
    let shop = Shop::open().await;
    let till = shop.till().await;
    let sale = till.charge(usual()).await.unwrap();
    let refused = async || {
        let error = till.charge_again(sale.id).await.unwrap_err();
        let still = till::Error::Ledger(ledger::Error::StillPayable(sale.id));
        assert_eq!(error.to_string(), still.to_string());
        assert!(matches!(
            error,
            Error::Ledger(ledger::Error::StillPayable(_))
        ));
    };
    refused().await;
    shop.pay(&sale, REJECTS).await;
    until(&till, sale.id, |state| *state != WAITING).await;
    refused().await;

    till.cancel(sale.id).await.unwrap();
    let again = till.charge_again(sale.id).await.unwrap();
    assert_eq!(again.state, WAITING);
    assert!(matches!(
        again.sessions[0].state,
        SessionState::Opened { .. }
    ));
    assert_eq!(again.sessions.len(), 2);

    shop.pay(&again, APPROVES).await;
    until_approved(&till, sale.id).await;
    refused().await;
    until_printed(&till, sale.id, 1).await;
    shop.assert_whole();
}

#[tokio::test]
async fn i8_references_name_the_till_and_the_day_and_never_repeat() {
    let shop = Shop::open().await;
    let till = shop.till().await;
    let mut references = Vec::new();
    for number in 1..=3 {
        let sale = till.charge(usual()).await.unwrap();
        let reference = sale.newest_session().unwrap().reference.to_string();
        assert!(
            reference.starts_with(&format!("C1-261122-000{number}-")),
            "{reference}"
        );
        references.push(reference);
    }
    references.dedup();
    assert_eq!(references.len(), 3);
}

#[tokio::test]
async fn the_same_amount_is_asked_about_while_an_earlier_sale_is_open() {
    let shop = Shop::open().await;
    let till = shop.till().await;
    let unsure = |amount: &str| Charge {
        amount: pesos(amount),
        duplicates: Duplicates::Refused,
        ..usual()
    };
    let first = till.charge(unsure("12990")).await.unwrap();
    let error = till.charge(unsure("12990")).await.unwrap_err();
    assert!(
        matches!(error, Error::Ledger(ledger::Error::Duplicate(open)) if open == first.id),
        "{error:?}"
    );
    let told = spanish(&explain_error(&error));
    assert!(told.starts_with("No se cobró nada. "), "{told}");
    assert_eq!(shop.front.heard_at("/api/session"), 1, "a request left");
    assert_eq!(till.charge(unsure("12991")).await.unwrap().state, WAITING);

    let second = till.charge(usual()).await.unwrap();
    assert_eq!(second.state, WAITING, "a person said so");
    for sale in [first, second] {
        till.cancel(sale.id).await.unwrap();
    }
    assert_eq!(till.charge(unsure("12990")).await.unwrap().state, WAITING);
    shop.assert_whole();
}
