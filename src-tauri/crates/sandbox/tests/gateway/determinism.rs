//! One seed, one clock and the same requests: the same answers, byte for byte.

use std::time::Duration;

use sandbox::{Clock, Config, Fault, Rule, When};
use serde_json::{Value, json};

use crate::support::{APPROVES, PENDING_APPROVES, REJECTS, START, World, config, minutes};

/// A day at the shop: everything that was answered, with the sandbox's address taken out.
async fn day(seed: Option<u64>) -> Vec<String> {
    let clock = Clock::manual(START.parse().unwrap());
    let world = World::with(Config {
        seed,
        faults: vec![Rule {
            on: None,
            when: When::Chance(0.2),
            fault: Fault::Status {
                code: 503,
                retry_after: None,
            },
        }],
        ..config(&clock)
    })
    .await;
    let mut told = Vec::new();
    for (place, card) in [APPROVES, REJECTS, PENDING_APPROVES, "4110760000000008"]
        .iter()
        .enumerate()
    {
        shop(&world, place, card, &mut told).await;
    }
    world.sandbox.clear_faults();
    for glimpse in world.sandbox.sessions() {
        let path = format!("/api/session/{}", glimpse.request_id);
        told.push(answer(&world, &path, json!({})).await);
    }
    told
}

/// One customer, paid for, asked after, and given something back.
async fn shop(world: &World, place: usize, card: &str, told: &mut Vec<String>) {
    told.push(answer(world, "/api/session", world.order(&format!("B-{place}"))).await);
    let Some(glimpse) = world.sandbox.sessions().pop() else {
        return;
    };
    let pay = world.http.post(format!("{}/pay", glimpse.process_url));
    let pay = pay.header("content-type", "application/x-www-form-urlencoded");
    pay.body(format!("card={card}")).send().await.unwrap();
    for _ in 0..3 {
        world.clock.advance(Duration::from_secs(15));
        let path = format!("/api/session/{}", glimpse.request_id);
        told.push(answer(world, &path, json!({})).await);
    }
    let reversal = json!({"internalReference": place + 1});
    told.push(answer(world, "/api/reverse", reversal).await);
    world.clock.advance(minutes(1));
    let path = format!("/api/session/{}/cancel", glimpse.request_id);
    told.push(answer(world, &path, json!({})).await);
}

async fn answer(world: &World, path: &str, mut body: Value) -> String {
    body["auth"] = world.auth();
    let reply = world.send(path, body.to_string()).await.unwrap();
    let text = reply.text.replace(world.sandbox.url(), "http://sandbox");
    format!("{} {} {text}", reply.code, reply.header("date"))
}

#[tokio::test]
async fn the_same_seed_answers_the_same() {
    let first = day(Some(42)).await;
    let codes = |code: &str| first.iter().filter(|told| told.starts_with(code)).count();
    assert!(codes("200") > 10 && codes("503") > 0, "{first:#?}");
    assert_eq!(day(Some(42)).await, first);
}

#[tokio::test]
async fn another_seed_and_none_answer_otherwise() {
    let first = day(Some(42)).await;
    assert_ne!(day(Some(43)).await, first);
    assert_ne!(day(None).await, day(None).await);
}
