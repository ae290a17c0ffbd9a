use std::time::Duration;

use crate::support::{
    APPROVES, PENDING_APPROVES, PENDING_REJECTS, REJECTS, World, assert_status, minutes,
};

#[tokio::test]
async fn an_unpaid_session_expires() {
    let world = World::new().await;
    let session = world.open(world.order("E-1")).await;
    world.clock.advance(minutes(30) - Duration::from_secs(1));
    assert_status(world.status(&session).await, "PENDING", "PT");
    world.clock.advance(Duration::from_secs(1));
    assert_status(world.status(&session).await, "REJECTED", "EX");
    world.clock.advance(minutes(60));
    let answer = world.query(&session).await;
    assert_eq!(
        answer["status"]["date"], "2026-11-22T14:35:00-03:00",
        "when it ended, not now"
    );
    assert!(answer["payment"].is_null());

    world.pay(&session, APPROVES).await;
    assert_status(world.status(&session).await, "REJECTED", "EX");
    assert!(world.page(&session).await.text.contains("Plazo vencido"));
}

#[tokio::test]
async fn a_payment_at_the_bank_outlives_the_expiration() {
    let world = World::new().await;
    for (card, status, reason) in [
        (PENDING_APPROVES, "APPROVED", "00"),
        (PENDING_REJECTS, "REJECTED", "EX"),
    ] {
        let session = world.open(world.order(card)).await;
        world.clock.advance(minutes(30) - Duration::from_secs(5));
        world.pay(&session, card).await;
        world.clock.advance(Duration::from_secs(19));
        assert_status(world.status(&session).await, "PENDING", "PT");
        world.clock.advance(Duration::from_secs(1));
        assert_status(world.status(&session).await, status, reason);
    }
}

#[tokio::test]
async fn ten_rejections_end_a_session() {
    let world = World::new().await;
    let session = world.open(world.order("E-2")).await;
    for _ in 0..9 {
        world.pay(&session, REJECTS).await;
    }
    assert_status(world.status(&session).await, "PENDING", "PT");
    world.pay(&session, REJECTS).await;
    assert_status(world.status(&session).await, "REJECTED", "XN");
    world.pay(&session, APPROVES).await;
    assert_eq!(
        world.query(&session).await["payment"]
            .as_array()
            .unwrap()
            .len(),
        10
    );
    assert!(
        world
            .page(&session)
            .await
            .text
            .contains("máximo de intentos")
    );
}

#[tokio::test]
async fn a_customer_may_leave() {
    let world = World::new().await;
    let session = world.open(world.order("E-3")).await;
    assert_eq!(world.abandon(&session).await.code, 303);
    assert_status(world.status(&session).await, "REJECTED", "?C");
    world.pay(&session, APPROVES).await;
    assert_status(world.status(&session).await, "REJECTED", "?C");
}

#[tokio::test]
async fn a_customer_cannot_leave_a_payment_at_the_bank_nor_a_paid_session() {
    let world = World::new().await;
    let session = world.open(world.order("E-4")).await;
    world.pay(&session, PENDING_APPROVES).await;
    world.abandon(&session).await;
    assert_status(world.status(&session).await, "PENDING", "PT");
    world.clock.advance(minutes(1));
    world.abandon(&session).await;
    assert_status(world.status(&session).await, "APPROVED", "00");
}
