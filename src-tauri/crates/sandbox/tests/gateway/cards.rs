use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{
    APPROVES, PENDING_APPROVES, PENDING_REJECTS, REJECTS, SLOW_APPROVES, World, assert_status,
    minutes,
};

fn field<'v>(transaction: &'v Value, keyword: &str) -> &'v Value {
    let fields = transaction["processorFields"].as_array().unwrap();
    &fields
        .iter()
        .find(|field| field["keyword"] == keyword)
        .unwrap()["value"]
}

#[tokio::test]
async fn the_approving_card_pays() {
    let world = World::new().await;
    let session = world.open(world.order("K-1")).await;
    world.clock.advance(minutes(1));
    let reply = world
        .pay_form(
            &session,
            "card=4110+7600+0000+0081&expiry=12%2F30&cvv=123&name=Ana&instalments=3",
        )
        .await;
    assert_eq!(reply.code, 303);
    assert!(session.url.ends_with(reply.header("location")));

    assert_status(world.status(&session).await, "APPROVED", "00");
    let answer = world.query(&session).await;
    assert_eq!(answer["status"]["date"], "2026-11-22T14:06:00-03:00");
    assert_eq!(answer["payment"].as_array().unwrap().len(), 1);
    let transaction = &answer["payment"][0];
    assert_eq!(transaction["status"]["status"], "APPROVED");
    assert_eq!(transaction["reference"], "K-1");
    assert_eq!(transaction["internalReference"], 1);
    assert_eq!(
        transaction["amount"]["from"],
        json!({"currency": "CLP", "total": 12990})
    );
    assert_eq!(
        transaction["amount"]["to"],
        json!({"currency": "CLP", "total": 12990})
    );
    assert_eq!(transaction["amount"]["factor"], 1);
    assert_eq!(transaction["refunded"], false);
    assert_eq!(transaction["discount"], Value::Null);
    assert_ne!(transaction["authorization"], "000000");
    assert_eq!(transaction["authorization"].as_str().unwrap().len(), 6);
    assert_eq!(transaction["receipt"].as_str().unwrap().len(), 12);
    assert_eq!(field(transaction, "bin"), "411076");
    assert_eq!(field(transaction, "lastDigits"), "0081");
    assert_eq!(field(transaction, "installments"), 3);
}

#[tokio::test]
async fn the_rejecting_card_leaves_the_customer_free_to_retry() {
    let world = World::new().await;
    let session = world.open(world.order("K-2")).await;
    world.pay(&session, REJECTS).await;
    assert_status(world.status(&session).await, "PENDING", "PT");
    let transaction = world.query(&session).await["payment"][0].clone();
    assert_eq!(transaction["status"]["status"], "REJECTED");
    assert_eq!(transaction["status"]["reason"], "51");
    assert_eq!(transaction["status"]["message"], "Fondos insuficientes");
    assert_eq!(transaction["authorization"], "000000");

    world.pay(&session, APPROVES).await;
    assert_status(world.status(&session).await, "APPROVED", "00");
    let payment = world.query(&session).await["payment"].clone();
    let statuses: Vec<&Value> = payment
        .as_array()
        .unwrap()
        .iter()
        .map(|paid| &paid["status"]["status"])
        .collect();
    assert_eq!(statuses, ["APPROVED", "REJECTED"], "newest first");
}

#[tokio::test]
async fn the_pending_cards_resolve_as_time_goes_by() {
    let world = World::new().await;
    for (card, status, transaction) in [
        (PENDING_APPROVES, "APPROVED", "APPROVED"),
        (PENDING_REJECTS, "PENDING", "REJECTED"),
    ] {
        let session = world.open(world.order(card)).await;
        assert_eq!(world.pay(&session, card).await.code, 303);
        assert_status(world.status(&session).await, "PENDING", "PT");
        let answer = world.query(&session).await;
        assert_eq!(answer["payment"][0]["status"]["status"], "PENDING");
        assert_eq!(answer["payment"][0]["authorization"], "000000");
        assert!(
            world
                .page(&session)
                .await
                .text
                .contains("El banco está validando su pago")
        );

        // Nothing else is taken meanwhile.
        world.pay(&session, APPROVES).await;
        assert_eq!(
            world.query(&session).await["payment"]
                .as_array()
                .unwrap()
                .len(),
            1
        );

        world.clock.advance(Duration::from_secs(19));
        assert_status(world.status(&session).await, "PENDING", "PT");
        world.clock.advance(Duration::from_secs(1));
        let answer = world.query(&session).await;
        assert_eq!(answer["status"]["status"], status);
        assert_eq!(answer["payment"][0]["status"]["status"], transaction);
    }
}

#[tokio::test]
async fn the_slow_card_keeps_the_browser_waiting() {
    let world = Arc::new(World::new().await);
    let session = Arc::new(world.open(world.order("K-3")).await);
    let mut browser = tokio::spawn({
        let (world, session) = (Arc::clone(&world), Arc::clone(&session));
        async move { world.pay(&session, SLOW_APPROVES).await.code }
    });
    while world.query(&session).await["payment"].is_null() {
        tokio::task::yield_now().await;
    }
    assert_status(world.status(&session).await, "PENDING", "PT");
    world.clock.advance(Duration::from_secs(179));
    let waited = tokio::time::timeout(Duration::from_millis(100), &mut browser).await;
    assert!(waited.is_err(), "it must not answer before its time");
    assert_status(world.status(&session).await, "PENDING", "PT");
    world.clock.advance(Duration::from_secs(1));
    assert_eq!(browser.await.unwrap(), 303);
    assert_status(world.status(&session).await, "APPROVED", "00");
}

#[tokio::test]
async fn any_other_card_is_refused_and_not_kept() {
    let world = World::new().await;
    let session = world.open(world.order("K-4")).await;
    for (form, words) in [
        ("card=4242424242424242", "Parece una tarjeta real"),
        ("card=4242+4242+4242+4242", "Parece una tarjeta real"),
        ("card=4242424242424241", "Esa no es una tarjeta de prueba"),
        ("card=", "Elija una tarjeta de prueba o escriba su número"),
        ("", "Elija una tarjeta de prueba o escriba su número"),
        ("card=4110760000000081x", "Esa no es una tarjeta de prueba"),
    ] {
        let reply = world.pay_form(&session, form).await;
        assert_eq!(reply.code, 422, "{form}");
        assert!(reply.text.contains(words), "{form}");
        let (_, token) = session.url.rsplit_once('/').unwrap();
        assert!(!reply.text.replace(token, "").contains("4242"));
    }
    assert!(world.query(&session).await["payment"].is_null());
}

#[tokio::test]
async fn what_is_typed_beside_the_card_is_checked() {
    let world = World::new().await;
    let session = world.open(world.order("K-5")).await;
    for (extra, words) in [
        ("expiry=13%2F30", "Escriba el vencimiento como MM/AA"),
        ("expiry=soon", "Escriba el vencimiento como MM/AA"),
        ("expiry=10%2F26", "La tarjeta está vencida"),
        ("cvv=12", "Escriba el CVV"),
        ("instalments=0", "Las cuotas van de 1 a 48"),
        ("instalments=many", "Las cuotas van de 1 a 48"),
        (
            "rut=12.345.678-9",
            "El dígito verificador del RUT no corresponde",
        ),
        ("email=ana", "Al correo le falta algo"),
        ("amount=5000", "Aquí se paga todo de una vez: $12.990"),
        ("amount=-1", "Escriba el monto en números enteros"),
    ] {
        let reply = world
            .pay_form(&session, &format!("card={APPROVES}&{extra}"))
            .await;
        assert_eq!(reply.code, 422, "{extra}");
        let told = format!("<strong>No se cobró nada.</strong> {words}");
        assert!(reply.text.contains(&told), "{extra}");
    }
    assert!(world.query(&session).await["payment"].is_null());
    let this_month = format!("card={APPROVES}&expiry=11%2F26&cvv=1234&amount=12.990");
    assert_eq!(world.pay_form(&session, &this_month).await.code, 303);
}

#[tokio::test]
async fn a_typed_card_needs_expiry_and_cvv() {
    let world = World::new().await;
    let session = world.open(world.order("K-9")).await;
    let typed = format!("typed=1&card={APPROVES}&name=&rut=&email=");
    for (form, faults) in [
        (format!("{typed}&expiry=&cvv="), vec!["expiry", "cvv"]),
        (format!("{typed}&expiry=12%2F30"), vec!["cvv"]),
        ("typed=1&card=".to_owned(), vec!["card", "expiry", "cvv"]),
    ] {
        let reply = world.pay_form(&session, &form).await;
        assert_eq!(reply.code, 422, "{form}");
        let invalid = reply.text.matches("aria-invalid=\"true\"").count();
        assert_eq!(invalid, faults.len(), "{form}");
        for field in faults {
            let tie = format!("{field}-fault\" aria-invalid=\"true\"");
            assert!(reply.text.contains(&tie), "{form} {field}");
        }
    }
    assert!(world.query(&session).await["payment"].is_null());
    let reply = world
        .pay_form(&session, &format!("{typed}&expiry=12%2F30&cvv=123"))
        .await;
    assert_eq!(reply.code, 303);
}

#[tokio::test]
async fn what_was_typed_is_kept_but_nothing_of_the_card() {
    let world = World::new().await;
    let session = world.open(world.order("K-10")).await;
    let form = format!(
        "typed=1&card={APPROVES}&expiry=13%2F30&cvv=9876&name=%22%3E%3Cb%3EAna&rut=1-9&instalments=6"
    );
    let page = world.pay_form(&session, &form).await.text;
    assert!(page.contains("value=\"13/30\"") && page.contains("value=\"1-9\""));
    assert!(page.contains("value=\"&quot;&gt;&lt;b&gt;Ana\""));
    assert!(page.contains("<option value=\"6\" selected>"));
    let (_, token) = session.url.rsplit_once('/').unwrap();
    assert!(!page.replace(token, "").contains("9876"));
    assert_eq!(
        page.matches(APPROVES).count(),
        1,
        "the number stands on its button only"
    );
}

#[tokio::test]
async fn a_pressed_card_pays_whatever_is_half_typed() {
    let world = World::new().await;
    let session = world.open(world.order("K-11")).await;
    let form = format!("card={APPROVES}&card=42&expiry=13%2F&cvv=1&rut=x&email=y");
    assert_eq!(world.pay_form(&session, &form).await.code, 303);
    assert_status(world.status(&session).await, "APPROVED", "00");
}

#[tokio::test]
async fn a_tapped_card_wins_over_an_empty_field() {
    let world = World::new().await;
    let session = world.open(world.order("K-6")).await;
    world
        .pay_form(
            &session,
            &format!("card={APPROVES}&card=&expiry=&cvv=&name="),
        )
        .await;
    assert_status(world.status(&session).await, "APPROVED", "00");
}

#[tokio::test]
async fn simultaneous_payments_pay_once() {
    let world = Arc::new(World::new().await);
    let session = Arc::new(world.open(world.order("K-7")).await);
    let payments: Vec<_> = (0..20)
        .map(|_| {
            let (world, session) = (Arc::clone(&world), Arc::clone(&session));
            tokio::spawn(async move { world.pay(&session, APPROVES).await })
        })
        .collect();
    for payment in payments {
        payment.await.unwrap();
    }
    assert_eq!(
        world.query(&session).await["payment"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[tokio::test]
async fn stopping_does_not_wait_for_the_slow_card() {
    let world = World::new().await;
    let session = world.open(world.order("K-8")).await;
    let payment = world
        .http
        .post(format!("{}/pay", session.url))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(format!("card={SLOW_APPROVES}"))
        .send();
    let browser = tokio::spawn(payment);
    while world.query(&session).await["payment"].is_null() {
        tokio::task::yield_now().await;
    }
    tokio::time::timeout(Duration::from_secs(1), world.sandbox.stop())
        .await
        .unwrap();
    assert_eq!(browser.await.unwrap().unwrap().status(), 303);
}
