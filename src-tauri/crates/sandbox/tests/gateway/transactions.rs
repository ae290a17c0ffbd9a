//! Giving money back, and confirming or calling off what waits for that.

use sandbox::{Clock, Config, Site};
use serde_json::{Value, json};

use crate::support::{
    APPROVES, Opened, PENDING_APPROVES, REJECTS, Reply, START, World, assert_status, config,
};

fn pesos(total: u32) -> Value {
    json!({"currency": "CLP", "total": total})
}

fn settlement() -> std::time::Duration {
    Config::training().settles_after
}

async fn act(world: &World, site: &Site, body: Value) -> Reply {
    world.ask_as(site, "/api/transaction", body).await
}

async fn reverse(world: &World, number: u64, amount: Value) -> Reply {
    let body = json!({"action": "reverse", "internalReference": number, "amount": amount});
    act(world, world.site(), body).await
}

/// A session paid with a card, and its transaction's number.
async fn paid(world: &World, reference: &str, card: &str) -> (Opened, u64) {
    let session = world.open(world.order(reference)).await;
    world.pay(&session, card).await;
    let transaction = world.query(&session).await["payment"][0].clone();
    (session, transaction["internalReference"].as_u64().unwrap())
}

async fn refunded(world: &World, session: &Opened) -> Value {
    world.query(session).await["payment"][0]["refunded"].clone()
}

#[tokio::test]
async fn the_whole_can_be_given_back_before_settlement_and_only_once() {
    let world = World::new().await;
    let (session, number) = paid(&world, "T-1", APPROVES).await;
    assert_eq!(refunded(&world, &session).await, false);

    let reply = reverse(&world, number, Value::Null).await;
    assert_eq!(reply.code, 200, "{}", reply.text);
    let body = reply.json();
    assert_eq!(body["status"]["status"], "APPROVED");
    assert_eq!(body["payment"]["status"], body["status"]);
    assert_eq!(body["payment"]["amount"]["from"], pesos(12990));
    assert_eq!(body["payment"]["reference"], "T-1");
    assert_eq!(refunded(&world, &session).await, true);
    assert_status(world.status(&session).await, "APPROVED", "00");

    let again = reverse(&world, number, Value::Null).await;
    let message = again.refused(400, "request_not_valid");
    assert_eq!(message, "La transacción ya fue reembolsada");
}

#[tokio::test]
async fn the_whole_may_be_named_before_settlement() {
    let world = World::new().await;
    let (session, number) = paid(&world, "T-2", APPROVES).await;
    assert_eq!(reverse(&world, number, pesos(12990)).await.code, 200);
    assert_eq!(refunded(&world, &session).await, true);
}

#[tokio::test]
async fn a_part_is_given_back_only_after_settlement() {
    let world = World::new().await;
    let (session, number) = paid(&world, "T-3", APPROVES).await;
    world
        .clock
        .advance(settlement() - std::time::Duration::from_secs(1));
    let early = reverse(&world, number, pesos(1000)).await;
    early.refused(400, "request_not_valid");

    world.clock.advance(std::time::Duration::from_secs(1));
    let reply = reverse(&world, number, pesos(1000)).await;
    assert_eq!(reply.code, 200, "{}", reply.text);
    assert_eq!(reply.json()["payment"]["amount"]["from"], pesos(1000));
    assert_eq!(refunded(&world, &session).await, false, "not all of it");
}

#[tokio::test]
async fn parts_are_given_back_until_nothing_is_left() {
    let world = World::new().await;
    let (session, number) = paid(&world, "T-4", APPROVES).await;
    world.clock.advance(settlement());
    for part in [5000, 5000] {
        assert_eq!(reverse(&world, number, pesos(part)).await.code, 200);
    }
    let more = reverse(&world, number, pesos(2991)).await;
    let message = more.refused(400, "request_not_valid");
    assert_eq!(message, "El monto supera lo que queda por reembolsar");
    assert_eq!(refunded(&world, &session).await, false);

    // Without an amount, all that is left.
    let rest = reverse(&world, number, Value::Null).await.json();
    assert_eq!(rest["payment"]["amount"]["from"], pesos(2990));
    assert_eq!(refunded(&world, &session).await, true);
    for amount in [pesos(1), Value::Null] {
        let message = reverse(&world, number, amount).await;
        let message = message.refused(400, "request_not_valid");
        assert_eq!(message, "La transacción ya fue reembolsada");
    }
}

#[tokio::test]
async fn what_is_not_right_is_not_given_back() {
    let world = World::new().await;
    let (session, number) = paid(&world, "T-5", APPROVES).await;
    world.clock.advance(settlement());
    for (amount, message) in [
        (pesos(12991), "El monto supera lo que queda por reembolsar"),
        (
            json!({"currency": "USD", "total": 10}),
            "La moneda no es la de la transacción",
        ),
    ] {
        let reply = reverse(&world, number, amount).await;
        assert_eq!(reply.refused(400, "request_not_valid"), message);
    }
    for (amount, path) in [
        (json!({"currency": "CLP"}), "amount.total"),
        (json!({"total": 5}), "amount.currency"),
        (json!({"currency": "pesos", "total": 5}), "amount.currency"),
        (pesos(0), "amount.total"),
        (json!({"currency": "CLP", "total": -5}), "amount.total"),
        (json!({"currency": "CLP", "total": "5"}), "amount.total"),
        (json!(5), "amount"),
    ] {
        let message = reverse(&world, number, amount.clone()).await;
        let message = message.refused(422, "request_not_valid");
        assert!(message.contains(path), "{amount}: {message}");
    }
    assert_eq!(refunded(&world, &session).await, false);
    assert_eq!(reverse(&world, number, pesos(12990)).await.code, 200);
}

#[tokio::test]
async fn only_what_is_approved_is_given_back() {
    let world = World::new().await;
    let (_, rejected) = paid(&world, "T-6", REJECTS).await;
    let (at_bank, pending) = paid(&world, "T-7", PENDING_APPROVES).await;
    for number in [rejected, pending] {
        let reply = reverse(&world, number, Value::Null).await;
        let message = reply.refused(400, "request_not_valid");
        assert_eq!(message, "La transacción no está aprobada");
    }
    world.clock.advance(Config::training().pending_for);
    assert_eq!(reverse(&world, pending, Value::Null).await.code, 200);
    assert_eq!(refunded(&world, &at_bank).await, true);
}

#[tokio::test]
async fn only_a_sites_own_transactions_are_found() {
    let world = World::new().await;
    let (session, number) = paid(&world, "T-8", APPROVES).await;
    let reversal = json!({"action": "reverse", "internalReference": number});
    let stranger = act(&world, world.site_of("otro"), reversal).await;
    let unknown = reverse(&world, number + 1, Value::Null).await;
    for reply in [stranger, unknown] {
        let message = reply.refused(400, "request_not_valid");
        assert_eq!(message, "No existe la transacción que busca");
    }
    assert_eq!(refunded(&world, &session).await, false);
}

#[tokio::test]
async fn money_given_back_is_a_transaction_of_its_own() {
    let world = World::new().await;
    let (session, number) = paid(&world, "T-9", APPROVES).await;
    let payment = world.query(&session).await["payment"][0].clone();
    world.clock.advance(settlement());
    let first = reverse(&world, number, pesos(1000)).await.json()["payment"].clone();
    let second = reverse(&world, number, pesos(1000)).await.json()["payment"].clone();
    let numbers = [&payment, &first, &second].map(|made| made["internalReference"].as_u64());
    assert!(numbers.is_sorted_by(|one, next| one < next), "{numbers:?}");
    assert_ne!(first["receipt"], payment["receipt"]);
    assert_ne!(first["receipt"], second["receipt"]);

    let reversal = first["internalReference"].as_u64().unwrap();
    let reply = reverse(&world, reversal, Value::Null).await;
    reply.refused(400, "request_not_valid");
    // The payment's list stays what the customer did.
    let listed = world.query(&session).await["payment"].clone();
    assert_eq!(listed.as_array().unwrap().len(), 1);
    assert_eq!(listed[0]["internalReference"], number);

    let (_, next) = paid(&world, "T-10", APPROVES).await;
    assert!(Some(next) > numbers[2]);
}

#[tokio::test]
async fn the_older_way_needs_no_action() {
    let world = World::new().await;
    let (session, number) = paid(&world, "T-11", APPROVES).await;
    let reversal = json!({ "internalReference": number });
    let reply = world.ask("/api/reverse", reversal.clone()).await;
    assert_eq!(reply.code, 200, "{}", reply.text);
    assert_eq!(reply.json()["payment"]["amount"]["from"], pesos(12990));
    assert_eq!(refunded(&world, &session).await, true);
    let again = world.ask("/api/reverse", reversal).await;
    again.refused(400, "request_not_valid");
    let nameless = world.ask("/api/reverse", json!({})).await;
    let message = nameless.refused(422, "request_not_valid");
    assert!(message.contains("internalReference"), "{message}");
}

#[tokio::test]
async fn a_refund_outlives_a_restart() {
    let directory = tempfile::tempdir().unwrap();
    let clock = Clock::manual(START.parse().unwrap());
    let kept = || Config {
        store: Some(directory.path().join("sandbox.json")),
        ..config(&clock)
    };
    let world = World::with(kept()).await;
    let (session, number) = paid(&world, "T-12", APPROVES).await;
    let given_back = reverse(&world, number, Value::Null).await.json();
    world.sandbox.stop().await;

    let world = World::with(kept()).await;
    assert_eq!(refunded(&world, &session).await, true);
    let again = reverse(&world, number, Value::Null).await;
    again.refused(400, "request_not_valid");
    let (_, next) = paid(&world, "T-13", APPROVES).await;
    assert!(Some(next) > given_back["payment"]["internalReference"].as_u64());
}

#[tokio::test]
async fn other_actions_are_refused() {
    let world = World::new().await;
    let (_, number) = paid(&world, "T-14", APPROVES).await;
    for action in [
        json!("checkout"),
        json!("reauthorization"),
        json!("refund"),
        json!("REVERSE"),
        json!(""),
        json!(7),
        Value::Null,
    ] {
        let body = json!({"action": action, "internalReference": number});
        let reply = act(&world, world.site(), body).await;
        let message = reply.refused(422, "request_not_valid");
        assert!(message.contains("action"), "{action}: {message}");
    }
    for number in [json!("1"), json!(true), Value::Null] {
        let body = json!({"action": "reverse", "internalReference": number});
        let reply = act(&world, world.site(), body).await;
        let message = reply.refused(422, "request_not_valid");
        assert!(message.contains("internalReference"), "{number}: {message}");
    }
}

/// A session of the site that confirms, paid with a card, and its transaction's number.
async fn held(world: &World, reference: &str, card: &str) -> (Opened, u64) {
    let site = world.site_of("confirmaciones");
    let mut order = world.order(reference);
    order["metadata"] = json!({"requiresConfirmation": true});
    let session = world.open_as(site, order).await;
    assert_eq!(world.pay(&session, card).await.code, 303);
    let answer = world.query_as(site, &session).await;
    assert_eq!(answer["status"]["status"], "PENDING");
    let transaction = &answer["payment"][0];
    assert_eq!(transaction["status"]["status"], "PENDING_CONFIRMATION");
    assert_eq!(transaction["authorization"], "000000");
    (session, transaction["internalReference"].as_u64().unwrap())
}

async fn decide(world: &World, action: &str, number: u64) -> Reply {
    let body = json!({"action": action, "internalReference": number});
    act(world, world.site_of("confirmaciones"), body).await
}

async fn statuses(world: &World, session: &Opened) -> (String, String) {
    let site = world.site_of("confirmaciones");
    let answer = world.query_as(site, session).await;
    let text = |status: &Value| status["status"]["status"].as_str().unwrap().to_owned();
    (text(&answer), text(&answer["payment"][0]))
}

#[tokio::test]
async fn a_confirmed_payment_goes_to_the_bank() {
    let world = World::new().await;
    for (card, answered, session_status, transaction) in [
        (APPROVES, "APPROVED", "APPROVED", "APPROVED"),
        (REJECTS, "REJECTED", "PENDING", "REJECTED"),
        (PENDING_APPROVES, "PENDING", "PENDING", "PENDING"),
    ] {
        let (session, number) = held(&world, card, card).await;
        let reply = decide(&world, "confirm", number).await;
        assert_eq!(reply.code, 200, "{}", reply.text);
        let body = reply.json();
        assert_eq!(body["status"]["status"], answered);
        assert_eq!(body["payment"]["status"]["status"], answered);
        assert_eq!(body["payment"]["internalReference"], number);
        let (found, of_transaction) = statuses(&world, &session).await;
        assert_eq!(
            (found.as_str(), of_transaction.as_str()),
            (session_status, transaction)
        );
        for action in ["confirm", "cancel"] {
            let reply = decide(&world, action, number).await;
            reply.refused(400, "request_not_valid");
        }
    }
}

#[tokio::test]
async fn a_payment_called_off_cancels_its_session() {
    let world = World::new().await;
    let (session, number) = held(&world, "H-1", APPROVES).await;
    let reply = decide(&world, "cancel", number).await;
    assert_eq!(reply.code, 200, "{}", reply.text);
    let body = reply.json();
    assert_eq!(body["status"]["status"], "REJECTED");
    assert_eq!(body["status"]["reason"], "?C");
    assert_eq!(body["payment"]["status"], body["status"]);
    let (found, transaction) = statuses(&world, &session).await;
    assert_eq!(
        (found.as_str(), transaction.as_str()),
        ("CANCELED", "REJECTED")
    );
    world.pay(&session, APPROVES).await;
    assert_eq!(statuses(&world, &session).await.0, "CANCELED");
    decide(&world, "confirm", number)
        .await
        .refused(400, "request_not_valid");
    decide(&world, "reverse", number)
        .await
        .refused(400, "request_not_valid");
}

#[tokio::test]
async fn a_payment_not_confirmed_in_time_is_rejected() {
    let world = World::new().await;
    let (session, number) = held(&world, "H-2", APPROVES).await;
    let confirm_within = Config::training().confirm_within;
    world
        .clock
        .advance(confirm_within - std::time::Duration::from_secs(1));
    assert_eq!(statuses(&world, &session).await.1, "PENDING_CONFIRMATION");
    world.clock.advance(std::time::Duration::from_secs(1));
    let (found, transaction) = statuses(&world, &session).await;
    assert_eq!(
        (found.as_str(), transaction.as_str()),
        ("REJECTED", "REJECTED")
    );
    assert_eq!(decide(&world, "confirm", number).await.code, 400);
}

#[tokio::test]
async fn a_payment_that_waits_for_confirmation_keeps_others_out() {
    let world = World::new().await;
    let (session, number) = held(&world, "H-3", APPROVES).await;
    let site = world.site_of("confirmaciones");
    world.pay(&session, APPROVES).await;
    world.abandon(&session).await;
    let path = format!("/api/session/{}/cancel", session.id);
    let reply = world.ask_as(site, &path, json!({})).await;
    reply.refused(400, "action_not_allowed");
    let payment = world.query_as(site, &session).await["payment"].clone();
    assert_eq!(payment.as_array().unwrap().len(), 1);
    assert_eq!(decide(&world, "confirm", number).await.code, 200);
    assert_eq!(statuses(&world, &session).await.0, "APPROVED");
}

#[tokio::test]
async fn confirmation_is_refused_where_it_has_no_place() {
    let world = World::new().await;
    let offers = world.site_of("confirmaciones");
    let mut order = world.order("H-4");
    order["metadata"] = json!({"requiresConfirmation": true});
    let mut in_parts = order.clone();
    in_parts["payment"]["allowPartial"] = json!(true);
    for (site, order) in [(world.site(), order), (offers, in_parts)] {
        let reply = world.ask_as(site, "/api/session", order).await;
        let message = reply.refused(422, "metadata_not_valid");
        assert!(
            message.contains("metadata.requiresConfirmation"),
            "{message}"
        );
    }
    // Not needing it is allowed everywhere.
    let mut order = world.order("H-5");
    order["metadata"] = json!({"requiresConfirmation": false});
    let session = world.open(order).await;
    world.pay(&session, APPROVES).await;
    assert_status(world.status(&session).await, "APPROVED", "00");

    let (_, number) = paid(&world, "H-6", APPROVES).await;
    for action in ["confirm", "cancel"] {
        let body = json!({"action": action, "internalReference": number});
        let reply = act(&world, world.site(), body).await;
        reply.refused(400, "request_not_valid");
    }
}
