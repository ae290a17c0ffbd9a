//! What merchants are told when a session is over, heard by a little server of their own.

use std::fmt::Write as _;
use std::time::Duration;

use sandbox::{Clock, Config, Signature, Site};
use serde_json::{Value, json};
use sha1::Sha1;
use sha2::{Digest as _, Sha256};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

use crate::support::{
    APPROVES, Opened, PENDING_APPROVES, PENDING_REJECTS, REJECTS, START, World, config,
    keep_answer, minutes,
};

/// How a merchant's server takes a notification.
#[derive(Clone, Copy, Debug)]
enum Manner {
    Answers(u16),
    HangsUp,
    /// Holds the line until the sandbox gives up.
    NeverAnswers,
}

/// A merchant's server.
struct Ear {
    url: String,
    heard: mpsc::UnboundedReceiver<Value>,
}

impl Ear {
    async fn new(manner: Manner) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/notify", listener.local_addr().unwrap());
        let (hears, heard) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            loop {
                let (line, _) = listener.accept().await.unwrap();
                tokio::spawn(take(line, manner, hears.clone()));
            }
        });
        Self { url, heard }
    }

    /// The next notification.
    async fn next(&mut self) -> Value {
        let heard = tokio::time::timeout(Duration::from_secs(5), self.heard.recv());
        heard.await.expect("no notification").unwrap()
    }

    /// Asserts that nothing is heard but of a session that is paid only now.
    async fn hears_only_of_another(&mut self, world: &World, reference: &str) {
        let session = world.open(world.order(reference)).await;
        world.pay(&session, APPROVES).await;
        assert_eq!(self.next().await["reference"], reference);
        assert!(self.heard.try_recv().is_err());
    }
}

async fn take(mut line: TcpStream, manner: Manner, hears: mpsc::UnboundedSender<Value>) {
    let mut request = Vec::new();
    let body = loop {
        assert_ne!(line.read_buf(&mut request).await.unwrap(), 0);
        if let Some(body) = whole_body(&request) {
            break body;
        }
    };
    keep_answer("notification", &body.to_string());
    hears.send(body).unwrap();
    match manner {
        Manner::Answers(code) => {
            let answer = format!("HTTP/1.1 {code} X\r\ncontent-length: 0\r\n\r\n");
            line.write_all(answer.as_bytes()).await.unwrap();
        }
        Manner::HangsUp => {}
        Manner::NeverAnswers => drop(line.read_buf(&mut request).await),
    }
}

/// A request's JSON body, once all of it is there.
fn whole_body(request: &[u8]) -> Option<Value> {
    let request = std::str::from_utf8(request).ok()?;
    let (head, body) = request.split_once("\r\n\r\n")?;
    assert!(head.starts_with("POST /notify HTTP/1.1"), "{head}");
    assert!(head.contains("content-type: application/json"), "{head}");
    serde_json::from_str(body).ok()
}

fn hears(site: &mut Site, ear: &Ear, signature: Signature) {
    site.notification_url = Some(ear.url.clone());
    site.signature = signature;
}

/// A sandbox whose first site is notified.
fn told(clock: &Clock, ear: &Ear) -> Config {
    let mut config = config(clock);
    hears(&mut config.sites[0], ear, Signature::Sha256);
    config
}

async fn world_of(manner: Manner) -> (World, Ear) {
    let ear = Ear::new(manner).await;
    let clock = Clock::manual(START.parse().unwrap());
    (World::with(told(&clock, &ear)).await, ear)
}

fn hex(bytes: impl AsRef<[u8]>) -> String {
    bytes.as_ref().iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").unwrap();
        hex
    })
}

/// What a merchant hashes to see that a notification is the gateway's.
fn signed(notification: &Value, site: &Site) -> String {
    let status = &notification["status"];
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let id = notification["requestId"].as_u64().unwrap();
    let (word, date) = (text(&status["status"]), text(&status["date"]));
    format!("{id}{word}{date}{}", site.secret_key)
}

/// Asserts that a notification tells what a query does, and is signed.
async fn assert_true(world: &World, session: &Opened, notification: &Value, reference: &str) {
    assert_eq!(notification["requestId"], session.id, "{reference}");
    assert_eq!(notification["reference"], reference);
    let answer = world.query(session).await;
    assert_eq!(notification["status"], answer["status"], "{reference}");
    let digest = hex(Sha256::digest(signed(notification, world.site())));
    assert_eq!(
        notification["signature"],
        format!("sha256:{digest}"),
        "{reference}"
    );
}

/// How a session comes to its end.
#[derive(Clone, Copy, Debug)]
enum End {
    Paid,
    PaidLater,
    Cancelled,
    Left,
    Expired,
    ExpiredByHand,
    RejectedTooOften,
    PartPaidAndExpired,
    PartPaidAndLeft,
}

async fn bring_about(world: &World, session: &Opened, end: End) {
    match end {
        End::Paid => drop(world.pay(session, APPROVES).await),
        End::PaidLater => {
            world.pay(session, PENDING_APPROVES).await;
            world.clock.advance(minutes(1));
        }
        End::Cancelled => drop(world.cancel(session).await),
        End::Left => drop(world.abandon(session).await),
        End::Expired => world.clock.advance(minutes(30)),
        End::ExpiredByHand => world.sandbox.expire(session.id).unwrap(),
        End::RejectedTooOften => {
            for _ in 0..10 {
                world.pay(session, REJECTS).await;
            }
        }
        End::PartPaidAndExpired => {
            pay_part(world, session).await;
            world.clock.advance(minutes(30));
        }
        End::PartPaidAndLeft => {
            pay_part(world, session).await;
            world.abandon(session).await;
        }
    }
}

async fn pay_part(world: &World, session: &Opened) {
    world
        .pay_form(session, &format!("card={APPROVES}&amount=1000"))
        .await;
}

#[tokio::test]
async fn every_end_is_told_once() {
    let (world, mut ear) = world_of(Manner::Answers(204)).await;
    let ends = [
        (End::Paid, "APPROVED", "00"),
        (End::PaidLater, "APPROVED", "00"),
        (End::Cancelled, "REJECTED", "MC"),
        (End::Left, "REJECTED", "?C"),
        (End::Expired, "REJECTED", "EX"),
        (End::ExpiredByHand, "REJECTED", "EX"),
        (End::RejectedTooOften, "REJECTED", "XN"),
        (End::PartPaidAndExpired, "PARTIAL_EXPIRED", "PX"),
        (End::PartPaidAndLeft, "PARTIAL_EXPIRED", "PX"),
    ];
    for (end, status, reason) in ends {
        let reference = format!("{end:?}");
        let mut order = world.order(&reference);
        order["payment"]["allowPartial"] = json!(true);
        let session = world.open(order).await;
        bring_about(&world, &session, end).await;
        let notification = ear.next().await;
        assert_true(&world, &session, &notification, &reference).await;
        let told = &notification["status"];
        assert_eq!(
            (&told["status"], &told["reason"]),
            (&json!(status), &json!(reason))
        );
    }
    world.clock.advance(Duration::from_hours(24 * 30));
    ear.hears_only_of_another(&world, "last").await;
}

#[tokio::test]
async fn a_cancelled_confirmation_is_told() {
    let mut ear = Ear::new(Manner::Answers(200)).await;
    let mut config = config(&Clock::manual(START.parse().unwrap()));
    let site = config
        .sites
        .iter_mut()
        .find(|site| site.login == "confirmaciones");
    hears(site.unwrap(), &ear, Signature::Sha256);
    let world = World::with(config).await;
    let site = world.site_of("confirmaciones");
    let mut order = world.order("N-1");
    order["metadata"] = json!({"requiresConfirmation": true});
    let session = world.open_as(site, order).await;
    world.pay(&session, APPROVES).await;
    let number = &world.query_as(site, &session).await["payment"][0]["internalReference"];
    let body = json!({"action": "cancel", "internalReference": number});
    assert_eq!(world.ask_as(site, "/api/transaction", body).await.code, 200);
    assert_eq!(ear.next().await["status"]["status"], "CANCELED");
}

#[tokio::test]
async fn nothing_is_told_of_a_session_that_goes_on() {
    let (world, mut ear) = world_of(Manner::Answers(200)).await;
    let mut order = world.order("N-2");
    order["payment"]["allowPartial"] = json!(true);
    let part_paid = world.open(order).await;
    pay_part(&world, &part_paid).await;
    let _untouched = world.open(world.order("N-3")).await;
    for (reference, card) in [
        ("N-4", REJECTS),
        ("N-5", PENDING_REJECTS),
        ("N-6", PENDING_APPROVES),
    ] {
        let session = world.open(world.order(reference)).await;
        world.pay(&session, card).await;
    }
    let by_hand = world.open(world.order("N-7")).await;
    world.pay(&by_hand, "4532034637206853").await;
    ear.hears_only_of_another(&world, "N-8").await;
    // Somebody may take longer than the session was to last.
    world.clock.advance(minutes(60));
    let mut references: Vec<Value> = Vec::new();
    for _ in 0..5 {
        references.push(ear.next().await["reference"].take());
    }
    references.sort_by_key(Value::to_string);
    assert_eq!(references, ["N-2", "N-3", "N-4", "N-5", "N-6"]);
    ear.hears_only_of_another(&world, "N-9").await;
}

#[tokio::test]
async fn older_sites_are_signed_for_with_sha1() {
    let mut ear = Ear::new(Manner::Answers(200)).await;
    let mut config = config(&Clock::manual(START.parse().unwrap()));
    hears(&mut config.sites[0], &ear, Signature::Sha1);
    let world = World::with(config).await;
    let session = world.open(world.order("N-10")).await;
    world.pay(&session, APPROVES).await;
    let notification = ear.next().await;
    let digest = hex(Sha1::digest(signed(&notification, world.site())));
    assert_eq!(notification["signature"], digest);
}

#[tokio::test]
async fn a_session_speaks_its_language_to_the_merchant_too() {
    let (world, mut ear) = world_of(Manner::Answers(200)).await;
    let mut order = world.order("N-11");
    order["locale"] = json!("en_US");
    let session = world.open(order).await;
    world.cancel(&session).await;
    let notification = ear.next().await;
    assert_true(&world, &session, &notification, "N-11").await;
    let message = notification["status"]["message"].as_str().unwrap();
    assert!(message.starts_with("The request"), "{message}");
}

/// Waits until so many notifications have come to their end.
async fn all_sent(world: &World, count: usize) -> Vec<Option<u16>> {
    let sent = async {
        let mut looks = tokio::time::interval(Duration::from_millis(20));
        while world.sandbox.notified().len() < count {
            looks.tick().await;
        }
    };
    let patience = Duration::from_secs(15);
    tokio::time::timeout(patience, sent)
        .await
        .expect("not sent");
    let sent = world.sandbox.notified();
    sent.iter()
        .map(|notification| notification.answered)
        .collect()
}

#[tokio::test]
async fn what_a_merchant_misses_is_not_told_again() {
    for (manner, answered) in [
        (Manner::Answers(500), Some(500)),
        (Manner::Answers(302), Some(302)),
        (Manner::HangsUp, None),
    ] {
        let (world, mut ear) = world_of(manner).await;
        let session = world.open(world.order("N-12")).await;
        world.pay(&session, APPROVES).await;
        assert_eq!(ear.next().await["requestId"], session.id, "{manner:?}");
        assert_eq!(all_sent(&world, 1).await, [answered], "{manner:?}");
        world.clock.advance(Duration::from_hours(72));
        ear.hears_only_of_another(&world, "N-13").await;
        assert_eq!(all_sent(&world, 2).await, [answered; 2], "{manner:?}");
    }
}

#[tokio::test]
async fn a_merchant_that_never_answers_is_left_alone() {
    let (world, mut ear) = world_of(Manner::NeverAnswers).await;
    let session = world.open(world.order("N-14")).await;
    world.pay(&session, APPROVES).await;
    assert_eq!(ear.next().await["requestId"], session.id);
    // Nobody waits for it.
    ear.hears_only_of_another(&world, "N-15").await;
    assert_eq!(all_sent(&world, 2).await, [None; 2]);
    world.clock.advance(Duration::from_hours(72));
    assert!(ear.heard.try_recv().is_err());
    let sent = world.sandbox.notified();
    assert_eq!(
        (sent[0].request_id, sent[0].url.as_str()),
        (session.id, ear.url.as_str())
    );
}

#[tokio::test]
async fn a_merchant_that_is_not_there_is_told_once_too() {
    let mut ear = Ear::new(Manner::Answers(200)).await;
    // The port of a service that nobody runs any more.
    "http://127.0.0.1:9/notify".clone_into(&mut ear.url);
    let world = World::with(told(&Clock::manual(START.parse().unwrap()), &ear)).await;
    let session = world.open(world.order("N-16")).await;
    world.pay(&session, APPROVES).await;
    assert_eq!(all_sent(&world, 1).await, [None]);
    world.clock.advance(Duration::from_hours(72));
    assert_eq!(world.query(&session).await["status"]["status"], "APPROVED");
    assert_eq!(world.sandbox.notified().len(), 1);
}

#[tokio::test]
async fn a_restart_tells_what_was_not_told_and_nothing_twice() {
    let mut ear = Ear::new(Manner::Answers(200)).await;
    let directory = tempfile::tempdir().unwrap();
    let clock = Clock::manual(START.parse().unwrap());
    let kept = |ear: &Ear| Config {
        store: Some(directory.path().join("sandbox.json")),
        ..told(&clock, ear)
    };
    let world = World::with(kept(&ear)).await;
    let paid = world.open(world.order("N-17")).await;
    let open = world.open(world.order("N-18")).await;
    world.pay(&paid, APPROVES).await;
    assert_eq!(ear.next().await["requestId"], paid.id);
    world.sandbox.stop().await;

    clock.advance(minutes(60));
    let world = World::with(kept(&ear)).await;
    let late = ear.next().await;
    assert_true(&world, &open, &late, "N-18").await;
    ear.hears_only_of_another(&world, "N-19").await;
}
