use serde_json::json;

use crate::support::{APPROVES, PENDING_APPROVES, REJECTS, World, assert_status, minutes};

#[tokio::test]
async fn a_merchant_cancels_a_pending_session() {
    let world = World::new().await;
    let session = world.open(world.order("X-1")).await;
    world.pay(&session, REJECTS).await;
    world.clock.advance(minutes(1));
    let reply = world.cancel(&session).await;
    assert_eq!(reply.code, 200, "{}", reply.text);
    let body = reply.json();
    assert_eq!(body["status"]["status"], "OK");
    assert_eq!(body["session"]["requestId"], session.id);
    assert_eq!(body["session"]["status"]["status"], "REJECTED");
    assert_eq!(body["session"]["status"]["reason"], "MC");
    assert_eq!(
        body["session"]["status"]["date"],
        "2026-11-22T14:06:00-03:00"
    );
    assert_status(world.status(&session).await, "REJECTED", "MC");

    world.pay(&session, APPROVES).await;
    assert_status(world.status(&session).await, "REJECTED", "MC");
    assert!(
        world
            .page(&session)
            .await
            .text
            .contains("El comercio lo canceló")
    );
}

#[tokio::test]
async fn what_is_paid_being_paid_or_over_cannot_be_cancelled() {
    let world = World::new().await;
    let paid = world.open(world.order("X-2")).await;
    world.pay(&paid, APPROVES).await;
    let at_bank = world.open(world.order("X-3")).await;
    world.pay(&at_bank, PENDING_APPROVES).await;
    let cancelled = world.open(world.order("X-4")).await;
    world.cancel(&cancelled).await;
    let mut order = world.order("X-5");
    order["payment"]["allowPartial"] = json!(true);
    let part_paid = world.open(order).await;
    world
        .pay_form(&part_paid, &format!("card={APPROVES}&amount=1000"))
        .await;
    for session in [&paid, &at_bank, &cancelled, &part_paid] {
        let message = world
            .cancel(session)
            .await
            .refused(400, "action_not_allowed");
        assert_eq!(
            message,
            "No se pueden cancelar sesiones que no están pendientes."
        );
    }
    let expired = world.open(world.order("X-6")).await;
    world.clock.advance(minutes(30));
    world
        .cancel(&expired)
        .await
        .refused(400, "action_not_allowed");
}

#[tokio::test]
async fn an_unknown_session_cannot_be_cancelled() {
    let world = World::new().await;
    world
        .ask("/api/session/7/cancel", json!({}))
        .await
        .refused(404, "request_not_valid");
}
