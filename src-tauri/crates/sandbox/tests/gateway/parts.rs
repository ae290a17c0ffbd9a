use std::sync::Arc;

use serde_json::json;

use crate::support::{
    APPROVES, Opened, PENDING_APPROVES, PENDING_REJECTS, World, assert_status, minutes,
};

async fn open(world: &World, reference: &str) -> Opened {
    let mut order = world.order(reference);
    order["payment"]["allowPartial"] = json!(true);
    world.open(order).await
}

async fn pay(world: &World, session: &Opened, card: &str, amount: u32) -> u16 {
    world
        .pay_form(session, &format!("card={card}&amount={amount}"))
        .await
        .code
}

#[tokio::test]
async fn parts_add_up_to_the_whole() {
    let world = World::new().await;
    let session = open(&world, "P-1").await;
    assert_eq!(pay(&world, &session, APPROVES, 6000).await, 303);
    assert_status(world.status(&session).await, "APPROVED_PARTIAL", "P0");
    let page = world.page(&session).await.text;
    assert!(page.contains("$6.000") && page.contains("$6.990"), "{page}");

    let reply = world
        .pay_form(&session, &format!("card={APPROVES}&amount=6991"))
        .await;
    assert_eq!(reply.code, 422);
    assert!(reply.text.contains("Falta pagar $6.990"));

    // Without an amount, all that is left.
    world.pay(&session, APPROVES).await;
    assert_status(world.status(&session).await, "APPROVED", "00");
    let payment = world.query(&session).await["payment"].clone();
    assert_eq!(payment[0]["amount"]["from"]["total"], 6990);
    assert_eq!(payment[1]["amount"]["from"]["total"], 6000);
}

#[tokio::test]
async fn a_part_at_the_bank_takes_nothing_back() {
    let world = World::new().await;
    let session = open(&world, "P-2").await;
    pay(&world, &session, APPROVES, 6000).await;
    pay(&world, &session, PENDING_REJECTS, 6990).await;
    assert_status(world.status(&session).await, "APPROVED_PARTIAL", "P0");
    pay(&world, &session, APPROVES, 1000).await;
    assert_eq!(
        world.query(&session).await["payment"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    world.clock.advance(minutes(1));
    assert_status(world.status(&session).await, "APPROVED_PARTIAL", "P0");
    pay(&world, &session, PENDING_APPROVES, 6990).await;
    world.clock.advance(minutes(1));
    assert_status(world.status(&session).await, "APPROVED", "00");
}

#[tokio::test]
async fn a_part_paid_session_expires_as_such() {
    let world = World::new().await;
    let session = open(&world, "P-3").await;
    pay(&world, &session, APPROVES, 6000).await;
    world.clock.advance(minutes(30));
    assert_status(world.status(&session).await, "PARTIAL_EXPIRED", "PX");
    pay(&world, &session, APPROVES, 6990).await;
    assert_status(world.status(&session).await, "PARTIAL_EXPIRED", "PX");
    assert!(
        world
            .page(&session)
            .await
            .text
            .contains("Faltaron $6.990 de $12.990")
    );
}

#[tokio::test]
async fn a_customer_may_leave_after_a_part() {
    let world = World::new().await;
    let session = open(&world, "P-4").await;
    pay(&world, &session, APPROVES, 6000).await;
    world.abandon(&session).await;
    assert_status(world.status(&session).await, "PARTIAL_EXPIRED", "PX");
}

#[tokio::test]
async fn simultaneous_parts_never_exceed_the_whole() {
    let world = Arc::new(World::new().await);
    let session = Arc::new(open(&world, "P-5").await);
    let payments: Vec<_> = (0..10)
        .map(|_| {
            let (world, session) = (Arc::clone(&world), Arc::clone(&session));
            tokio::spawn(async move { pay(&world, &session, APPROVES, 5000).await })
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
        2
    );
    assert_status(world.status(&session).await, "APPROVED_PARTIAL", "P0");
}
