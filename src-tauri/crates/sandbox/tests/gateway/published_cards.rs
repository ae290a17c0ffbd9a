//! Every test card that the gateway's documentation lists, with what it says of each.

use std::sync::Arc;
use std::time::Duration;

use sandbox::{Config, Outcome};
use serde_json::{Value, json};

use crate::support::{Opened, World, assert_status, minutes};

/// How 3-D Secure takes a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ThreeDs {
    Without,
    Y,
    C,
    A,
    N,
}

/// What the documentation says of a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Course {
    Approved,
    Rejected,
    PendingThenApproved,
    PendingThenRejected,
    SlowlyApproved,
    SlowlyRejected,
    ByHandThenRejected,
    Under200Dollars,
    RightExpiryAndCvv,
    Exception,
}

const PUBLISHED: [(&str, ThreeDs, Course); 31] = {
    use Course::{
        Approved, ByHandThenRejected, Exception, PendingThenApproved, PendingThenRejected,
        Rejected, RightExpiryAndCvv, SlowlyApproved, SlowlyRejected, Under200Dollars,
    };
    use ThreeDs::{A, C, N, Without, Y};
    [
        ("4110760000000081", Without, Approved),
        ("4110770010002837", Without, Approved),
        ("4381080000000029", Without, Approved),
        ("4111111111111111", Y, Approved),
        ("4110760000000008", C, Approved),
        ("4110760000000016", Without, Rejected),
        ("4005580000000040", Without, Rejected),
        ("4716375184092180", Without, Rejected),
        ("4381080000000011", Without, Rejected),
        ("4110760000000032", C, PendingThenApproved),
        ("4110760000000040", A, PendingThenRejected),
        ("4048370000000037", Without, PendingThenRejected),
        ("4110760000000073", Without, PendingThenApproved),
        ("4110760000000065", N, Exception),
        ("4110760000000024", Without, SlowlyApproved),
        ("4110760000000115", Without, SlowlyRejected),
        ("4110760000000057", Without, Under200Dollars),
        ("4012888888881881", Without, RightExpiryAndCvv),
        ("4381080000000003", Without, PendingThenRejected),
        ("4509564638437551", Without, PendingThenApproved),
        ("4864921336824366", Without, PendingThenRejected),
        ("4931974429847108", Without, PendingThenRejected),
        ("4532034637206853", Without, ByHandThenRejected),
        ("4666666666666669", Without, SlowlyApproved),
        ("5367680000000005", Without, Approved),
        ("5180300000000005", Y, Approved),
        ("5292594382060745", C, Approved),
        ("5367680000000013", Without, Rejected),
        ("5180300000000039", N, Rejected),
        ("5180300000000047", C, PendingThenApproved),
        ("5180300000000054", A, PendingThenRejected),
    ]
};

async fn newest(world: &World, session: &Opened) -> Value {
    world.query(session).await["payment"][0].clone()
}

/// Asserts where a session and its newest transaction stand.
async fn stands(world: &World, session: &Opened, expected: (&str, &str), card: &str) {
    let answer = world.query(session).await;
    let found = [&answer["status"], &answer["payment"][0]["status"]];
    let found = found.map(|status| status["status"].as_str().unwrap());
    assert_eq!((found[0], found[1]), expected, "{card}");
}

const APPROVED: (&str, &str) = ("APPROVED", "APPROVED");
/// The customer may try another card.
const REJECTED: (&str, &str) = ("PENDING", "REJECTED");
const PENDING: (&str, &str) = ("PENDING", "PENDING");

#[tokio::test]
async fn every_published_card_does_what_is_said_of_it() {
    let world = Arc::new(World::new().await);
    for (card, three_ds, course) in PUBLISHED {
        let session = world.open(world.order(card)).await;
        let browser = {
            let (world, url) = (Arc::clone(&world), session.url.clone());
            let session = Opened {
                id: session.id,
                url,
            };
            tokio::spawn(async move { world.pay(&session, card).await.code })
        };
        while newest(&world, &session).await.is_null() {
            tokio::task::yield_now().await;
        }
        if three_ds == ThreeDs::C {
            stands(&world, &session, PENDING, card).await;
            assert_eq!(world.enter_code(&session, "12345").await.code, 303);
        }
        follow(&world, &session, card, course).await;
        assert_eq!(browser.await.unwrap(), 303, "{card}");
        let transaction = newest(&world, &session).await;
        let brand = if card.starts_with('4') {
            "visa"
        } else {
            "master"
        };
        assert_eq!(transaction["paymentMethod"], brand, "{card}");
        let approved = transaction["status"]["status"] == "APPROVED";
        assert_eq!(transaction["authorization"] != "000000", approved, "{card}");
    }
}

async fn follow(world: &World, session: &Opened, card: &str, course: Course) {
    let Config {
        pending_for,
        slow_for,
        ..
    } = Config::training();
    let (waits, end) = match course {
        Course::Approved => (Duration::ZERO, APPROVED),
        // $12.990 is little; the right expiry and CVV are missing.
        Course::Under200Dollars => (Duration::ZERO, APPROVED),
        Course::RightExpiryAndCvv | Course::Rejected => (Duration::ZERO, REJECTED),
        Course::Exception => (Duration::ZERO, ("PENDING", "FAILED")),
        Course::PendingThenApproved => (pending_for, APPROVED),
        Course::PendingThenRejected => (pending_for, REJECTED),
        Course::SlowlyApproved => (slow_for, APPROVED),
        Course::SlowlyRejected => (slow_for, REJECTED),
        Course::ByHandThenRejected => {
            stands(world, session, ("PENDING", "PENDING_PROCESS"), card).await;
            let number = newest(world, session).await["internalReference"].as_u64();
            let number = number.unwrap();
            world
                .sandbox
                .settle(session.id, number, Outcome::Reject)
                .unwrap();
            (Duration::ZERO, REJECTED)
        }
    };
    if !waits.is_zero() {
        world.clock.advance(waits - Duration::from_secs(1));
        stands(world, session, PENDING, card).await;
        world.clock.advance(Duration::from_secs(1));
    }
    stands(world, session, end, card).await;
}

#[tokio::test]
async fn the_browser_hangs_as_long_as_a_slow_card_takes() {
    let slow_for = Config::training().slow_for;
    for (card, _, course) in PUBLISHED {
        if !matches!(course, Course::SlowlyApproved | Course::SlowlyRejected) {
            continue;
        }
        let world = World::new().await;
        let session = world.open(world.order(card)).await;
        let mut browser = std::pin::pin!(world.pay(&session, card));
        // The browser must not get its answer while the merchant asks, however often.
        for last in [false, true] {
            tokio::select! {
                reply = &mut browser => panic!("{card} answered {}", reply.code),
                () = asked_often(&world, &session) => {}
            }
            if !last {
                world.clock.advance(slow_for - Duration::from_secs(1));
            }
        }
        world.clock.advance(Duration::from_secs(1));
        assert_eq!(browser.await.code, 303, "{card}");
    }
}

async fn asked_often(world: &World, session: &Opened) {
    while newest(world, session).await.is_null() {}
    for _ in 0..10 {
        newest(world, session).await;
    }
}

async fn challenged(world: &World, card: &str) -> Opened {
    let session = world.open(world.order(card)).await;
    assert_eq!(world.pay(&session, card).await.code, 303);
    stands(world, &session, PENDING, card).await;
    session
}

fn challenging() -> impl Iterator<Item = &'static str> {
    let asks = PUBLISHED
        .iter()
        .filter(|(_, three_ds, _)| *three_ds == ThreeDs::C);
    asks.map(|(card, ..)| *card)
}

async fn assert_not_authenticated(world: &World, session: &Opened, card: &str) {
    stands(world, session, REJECTED, card).await;
    let transaction = newest(world, session).await;
    assert_eq!(transaction["status"]["reason"], "XH", "{card}");
    assert_eq!(transaction["authorization"], "000000", "{card}");
}

#[tokio::test]
async fn three_wrong_codes_reject_a_payment() {
    let world = World::new().await;
    for card in challenging() {
        let session = challenged(&world, card).await;
        for wrong in ["54321", ""] {
            world.enter_code(&session, wrong).await;
            stands(&world, &session, PENDING, card).await;
        }
        world.enter_code(&session, "1234").await;
        assert_not_authenticated(&world, &session, card).await;
        world.enter_code(&session, "12345").await;
        assert_not_authenticated(&world, &session, card).await;
    }
}

#[tokio::test]
async fn the_right_code_may_come_third() {
    let world = World::new().await;
    let session = challenged(&world, "4110760000000008").await;
    for code in ["1", "2", "12345"] {
        world.enter_code(&session, code).await;
    }
    assert_status(world.status(&session).await, "APPROVED", "00");
}

#[tokio::test]
async fn a_code_not_given_in_time_rejects_a_payment() {
    let world = World::new().await;
    for card in challenging() {
        let session = challenged(&world, card).await;
        world.clock.advance(minutes(5) - Duration::from_secs(1));
        stands(&world, &session, PENDING, card).await;
        world.clock.advance(Duration::from_secs(1));
        assert_not_authenticated(&world, &session, card).await;
        world.enter_code(&session, "12345").await;
        assert_not_authenticated(&world, &session, card).await;
    }
}

#[tokio::test]
async fn a_customer_that_is_not_the_cards_is_rejected() {
    let world = World::new().await;
    let card = "5180300000000039";
    let session = world.open(world.order(card)).await;
    world.pay(&session, card).await;
    assert_not_authenticated(&world, &session, card).await;
}

#[tokio::test]
async fn a_code_without_a_question_changes_nothing() {
    let world = World::new().await;
    let session = world.open(world.order("K-10")).await;
    assert_eq!(world.enter_code(&session, "12345").await.code, 303);
    assert!(newest(&world, &session).await.is_null());
    world.pay(&session, "4110760000000073").await;
    world.enter_code(&session, "12345").await;
    stands(&world, &session, PENDING, "4110760000000073").await;
}

#[tokio::test]
async fn an_exception_leaves_the_customer_free_to_retry() {
    let world = World::new().await;
    let session = world.open(world.order("K-11")).await;
    world.pay(&session, "4110760000000065").await;
    stands(&world, &session, ("PENDING", "FAILED"), "4110760000000065").await;
    world.pay(&session, "4110760000000081").await;
    stands(&world, &session, APPROVED, "4110760000000081").await;
}

#[tokio::test]
async fn one_card_pays_less_than_200_dollars() {
    let world = World::new().await;
    for (currency, total, end) in [
        ("USD", json!(199.99), APPROVED),
        ("USD", json!(200.00), REJECTED),
        ("USD", json!(1), APPROVED),
        ("CLP", json!(950 * 200 - 1), APPROVED),
        ("CLP", json!(950 * 200), REJECTED),
    ] {
        let mut order = world.order(&format!("K-{currency}-{total}"));
        order["payment"]["amount"] = json!({"currency": currency, "total": total});
        let session = world.open(order).await;
        world.pay(&session, "4110760000000057").await;
        stands(&world, &session, end, &format!("{currency} {total}")).await;
    }
}

#[tokio::test]
async fn one_card_wants_its_expiry_and_cvv() {
    let world = World::new().await;
    let cases = [
        ("expiry=1128&cvv=917", APPROVED),
        ("expiry=11%2F28&cvv=917", APPROVED),
        ("", REJECTED),
        ("expiry=1128", REJECTED),
        ("cvv=917", REJECTED),
        ("expiry=1228&cvv=917", REJECTED),
        ("expiry=1129&cvv=917", REJECTED),
        ("expiry=1128&cvv=918", REJECTED),
        ("expiry=1128&cvv=0917", REJECTED),
    ];
    for (place, (typed, end)) in cases.into_iter().enumerate() {
        let session = world.open(world.order(&format!("K-{place}"))).await;
        let form = format!("card=4012888888881881&{typed}");
        assert_eq!(world.pay_form(&session, &form).await.code, 303, "{typed}");
        stands(&world, &session, end, typed).await;
    }
}

#[tokio::test]
async fn what_waits_for_a_hand_waits_for_days() {
    let world = World::new().await;
    let by_hand = ("PENDING", "PENDING_PROCESS");
    for (reference, outcome, end) in [
        ("K-12", Outcome::Reject, ("REJECTED", "REJECTED")),
        ("K-13", Outcome::Approve, APPROVED),
    ] {
        let session = world.open(world.order(reference)).await;
        world.pay(&session, "4532034637206853").await;
        for _ in 0..3 {
            world.clock.advance(Duration::from_hours(24));
            stands(&world, &session, by_hand, reference).await;
        }
        world
            .cancel(&session)
            .await
            .refused(400, "action_not_allowed");
        let number = newest(&world, &session).await["internalReference"].as_u64();
        world
            .sandbox
            .settle(session.id, number.unwrap(), outcome)
            .unwrap();
        stands(&world, &session, end, reference).await;
    }
}
