use std::fs;
use std::time::Duration;

use sandbox::{Clock, Config, Sandbox, StartError};
use serde_json::Value;

use crate::support::{APPROVES, PENDING_APPROVES, START, World, assert_status, config, minutes};

fn kept_in(directory: &tempfile::TempDir, clock: &Clock) -> Config {
    Config {
        store: Some(directory.path().join("sandbox.json")),
        ..config(clock)
    }
}

#[tokio::test]
async fn sessions_outlive_a_restart() {
    let directory = tempfile::tempdir().unwrap();
    let clock = Clock::manual(START.parse().unwrap());
    let world = World::with(kept_in(&directory, &clock)).await;
    let paid = world.open(world.order("S-1")).await;
    world.pay(&paid, APPROVES).await;
    let at_bank = world.open(world.order("S-2")).await;
    world.pay(&at_bank, PENDING_APPROVES).await;
    let open = world.open(world.order("S-3")).await;
    let url = world.sandbox.url().to_owned();
    let before: Vec<Value> = vec![
        world.query(&paid).await,
        world.query(&at_bank).await,
        world.query(&open).await,
    ];
    world.sandbox.stop().await;

    let world = World::with(kept_in(&directory, &clock)).await;
    assert_eq!(world.sandbox.url(), url);
    for (session, before) in [&paid, &at_bank, &open].into_iter().zip(before) {
        assert_eq!(world.query(session).await, before);
    }
    clock.advance(minutes(1));
    assert_status(world.status(&at_bank).await, "APPROVED", "00");
    assert_eq!(world.pay(&open, APPROVES).await.code, 303);
    assert_status(world.status(&open).await, "APPROVED", "00");
    assert_eq!(
        world.query(&open).await["payment"][0]["internalReference"],
        3
    );
    world
        .create(world.order("S-1"))
        .await
        .refused(422, "reference_used");
    assert!(world.open(world.order("S-4")).await.id > open.id);
}

#[tokio::test]
async fn another_port_serves_when_the_old_one_is_taken() {
    let directory = tempfile::tempdir().unwrap();
    let clock = Clock::manual(START.parse().unwrap());
    let world = World::with(kept_in(&directory, &clock)).await;
    let session = world.open(world.order("S-5")).await;
    let (_, path) = session.url.split_at(world.sandbox.url().len());
    let taken = world
        .sandbox
        .url()
        .strip_prefix("http://")
        .unwrap()
        .to_owned();
    world.sandbox.stop().await;

    let squatter = std::net::TcpListener::bind(&taken).unwrap();
    let world = World::with(kept_in(&directory, &clock)).await;
    assert_ne!(world.sandbox.url(), format!("http://{taken}"));
    let page = world.get(&format!("{}{path}", world.sandbox.url())).await;
    assert_eq!(page.code, 200);
    drop(squatter);
}

#[tokio::test]
async fn an_unreadable_store_is_refused_and_left_alone() {
    let directory = tempfile::tempdir().unwrap();
    let clock = Clock::system();
    let config = kept_in(&directory, &clock);
    let file = config.store.clone().unwrap();
    for content in [
        "",
        "{",
        "{\"version\":\"2\",\"port\":1,\"book\":{}}",
        "[1,2]",
    ] {
        fs::write(&file, content).unwrap();
        let error = Sandbox::start(config.clone()).await.unwrap_err();
        assert!(
            matches!(error, StartError::UnreadableStore { .. }),
            "{content}"
        );
        assert_eq!(fs::read_to_string(&file).unwrap(), content);
    }
}

#[tokio::test]
async fn a_store_without_a_place_is_an_error() {
    let directory = tempfile::tempdir().unwrap();
    let store = Some(directory.path().join("missing").join("sandbox.json"));
    let error = Sandbox::start(Config {
        store,
        ..Config::training()
    })
    .await
    .unwrap_err();
    assert!(
        matches!(error, StartError::UnwritableStore { .. }),
        "{error}"
    );
}

#[tokio::test]
async fn what_cannot_be_kept_did_not_happen() {
    let directory = tempfile::tempdir().unwrap();
    let clock = Clock::manual(START.parse().unwrap());
    let world = World::with(kept_in(&directory, &clock)).await;
    let session = world.open(world.order("S-6")).await;
    directory.close().unwrap();
    assert_eq!(world.pay(&session, APPROVES).await.code, 500);
    assert_status(world.status(&session).await, "PENDING", "PT");
    world
        .create(world.order("S-7"))
        .await
        .refused(500, "internal_error");
}

#[tokio::test]
async fn no_card_number_is_kept() {
    let directory = tempfile::tempdir().unwrap();
    let clock = Clock::manual(START.parse().unwrap());
    let config = kept_in(&directory, &clock);
    let file = config.store.clone().unwrap();
    let world = World::with(config).await;
    let session = world.open(world.order("S-8")).await;
    world
        .pay_form(&session, &format!("card={APPROVES}&cvv=987&name=Ana+Soto"))
        .await;
    world.pay_form(&session, "card=4242424242424242").await;
    let kept = fs::read_to_string(&file).unwrap();
    assert!(kept.contains("411076") && kept.contains("0081"));
    for secret in [
        APPROVES,
        "4242",
        "987",
        "Ana Soto",
        &world.site().secret_key,
    ] {
        assert!(!kept.contains(secret), "{secret}");
    }
}

#[tokio::test]
async fn a_stopped_sandbox_is_gone_and_a_dropped_one_goes() {
    let stopped = World::new().await;
    let url = stopped.sandbox.url().to_owned();
    stopped.sandbox.stop().await;
    assert!(stopped.http.get(&url).send().await.is_err());

    let dropped = World::new().await;
    let url = dropped.sandbox.url().to_owned();
    drop(dropped.sandbox);
    let gone = async { while dropped.http.get(&url).send().await.is_ok() {} };
    tokio::time::timeout(Duration::from_secs(5), gone)
        .await
        .unwrap();
}
