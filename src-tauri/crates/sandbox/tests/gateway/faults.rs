//! What goes wrong on demand: what it looks like from outside, and what was done inside.

use std::num::NonZeroU32;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use sandbox::{Clock, Config, Fault, RequestKind, Rule, When};
use serde_json::{Value, json};

use crate::support::{
    APPROVES, Opened, PENDING_APPROVES, REJECTS, Reply, START, World, assert_status, auth, config,
    minutes,
};

const EVERY_KIND: [RequestKind; 5] = [
    RequestKind::Create,
    RequestKind::Query,
    RequestKind::Cancel,
    RequestKind::Transaction,
    RequestKind::Reverse,
];

fn next(count: u32) -> When {
    When::Next(NonZeroU32::new(count).unwrap())
}

fn rule(on: Option<RequestKind>, when: When, fault: Fault) -> Rule {
    Rule { on, when, fault }
}

/// A request of some kind that would be carried out.
struct Due {
    kind: RequestKind,
    path: String,
    body: Value,
    /// The reference of the session that it is about.
    reference: String,
    /// That session; a create has none yet.
    session: Option<Opened>,
}

const REFERENCE: &str = "F-1";

impl Due {
    async fn new(world: &World, kind: RequestKind) -> Self {
        let reference = format!("F-{}", world.sandbox.sessions().len() + 1);
        let session = match kind {
            RequestKind::Create => None,
            _ => Some(world.open(world.order(&reference)).await),
        };
        let id = session.as_ref().map_or(0, |session| session.id);
        let (path, body) = match (kind, &session) {
            (RequestKind::Create, _) => ("/api/session".to_owned(), world.order(&reference)),
            (RequestKind::Query, _) => (format!("/api/session/{id}"), json!({})),
            (RequestKind::Cancel, _) => (format!("/api/session/{id}/cancel"), json!({})),
            (RequestKind::Transaction, Some(session)) => {
                let body =
                    json!({"action": "reverse", "internalReference": pay(world, session).await});
                ("/api/transaction".to_owned(), body)
            }
            (RequestKind::Reverse, Some(session)) => {
                let body = json!({"internalReference": pay(world, session).await});
                ("/api/reverse".to_owned(), body)
            }
            (RequestKind::Transaction | RequestKind::Reverse, None) => unreachable!(),
        };
        let body = signed(world, body);
        Self {
            kind,
            path,
            body,
            reference,
            session,
        }
    }

    async fn send(&self, world: &World) -> reqwest::Result<Reply> {
        world.send(&self.path, self.body.to_string()).await
    }

    /// Whether the gateway has done it, as a later query tells; `None` where there is nothing to do.
    async fn is_done(&self, world: &World) -> Option<bool> {
        let Some(session) = &self.session else {
            let sessions = world.sandbox.sessions();
            return Some(
                sessions
                    .iter()
                    .any(|session| session.reference == self.reference),
            );
        };
        let answer = world.query(session).await;
        match self.kind {
            RequestKind::Create | RequestKind::Query => None,
            RequestKind::Cancel => Some(answer["status"]["reason"] == "MC"),
            RequestKind::Transaction | RequestKind::Reverse => {
                Some(answer["payment"][0]["refunded"] == true)
            }
        }
    }
}

fn signed(world: &World, mut body: Value) -> Value {
    body["auth"] = world.auth();
    body
}

async fn pay(world: &World, session: &Opened) -> u64 {
    world.pay(session, APPROVES).await;
    let answer = world.query(session).await;
    answer["payment"][0]["internalReference"].as_u64().unwrap()
}

/// Whether what a fault hits is done all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Deed {
    Done,
    NotDone,
}

/// Hits a request of each kind once, looks at what comes back, and asserts what was done behind.
async fn hit_every_kind(fault: Fault, deed: Deed, look: impl Fn(&Due, reqwest::Result<Reply>)) {
    let world = World::new().await;
    for kind in EVERY_KIND {
        let due = Due::new(&world, kind).await;
        world
            .sandbox
            .add_fault(rule(Some(kind), next(1), fault.clone()));
        look(&due, due.send(&world).await);
        if let Some(done) = due.is_done(&world).await {
            assert_eq!(done, deed == Deed::Done, "{fault:?} on {kind:?}");
        }
        if deed == Deed::NotDone {
            // Not even the nonce was looked at.
            let again = due.send(&world).await.unwrap();
            assert_eq!(again.code, 200, "{fault:?} on {kind:?}: {}", again.text);
        }
    }
}

#[tokio::test]
async fn a_lost_request_leaves_nothing() {
    hit_every_kind(Fault::LoseRequest, Deed::NotDone, |due, reply| {
        let error = reply.err().unwrap();
        assert!(error.is_request(), "{:?}: {error:?}", due.kind);
    })
    .await;
}

#[tokio::test]
async fn a_lost_answer_leaves_what_was_done() {
    hit_every_kind(Fault::LoseAnswer, Deed::Done, |due, reply| {
        let error = reply.err().unwrap();
        assert!(error.is_request(), "{:?}: {error:?}", due.kind);
    })
    .await;
}

#[tokio::test]
async fn what_is_lost_is_remembered_without_an_answer() {
    let world = World::new().await;
    for fault in [Fault::LoseRequest, Fault::LoseAnswer] {
        world.sandbox.add_fault(rule(None, next(1), fault));
        let order = signed(&world, world.order(REFERENCE)).to_string();
        assert!(world.send("/api/session", order).await.is_err());
    }
    let received = world.sandbox.received();
    let answered: Vec<_> = received.iter().map(|received| received.answered).collect();
    assert_eq!(answered, [None, None], "each sent once");
    // The merchant never learns of the session, and it expires by itself.
    let sessions = world.sandbox.sessions();
    assert_eq!(sessions.len(), 1);
    world
        .create(world.order(REFERENCE))
        .await
        .refused(422, "reference_used");
    world.clock.advance(minutes(30));
    assert_eq!(world.sandbox.sessions()[0].status, "REJECTED");
}

#[tokio::test]
async fn an_answer_may_break_off_in_the_middle() {
    hit_every_kind(Fault::CloseMidBody, Deed::Done, |due, reply| {
        assert!(reply.is_err(), "{:?}", due.kind);
    })
    .await;
}

#[tokio::test]
async fn an_http_status_may_answer() {
    for (code, retry_after) in [
        (429, Some("7")),
        (500, None),
        (502, None),
        (503, Some("Sun, 22 Nov 2026 17:06:00 GMT")),
        (404, None),
    ] {
        let fault = Fault::Status {
            code,
            retry_after: retry_after.map(str::to_owned),
        };
        hit_every_kind(fault, Deed::NotDone, |_, reply| {
            let reply = reply.unwrap();
            assert_eq!(reply.code, code);
            assert_eq!(reply.header("retry-after"), retry_after.unwrap_or_default());
            assert!(serde_json::from_str::<Value>(&reply.text).is_err());
        })
        .await;
    }
}

#[tokio::test]
async fn a_web_page_may_answer() {
    hit_every_kind(Fault::Html, Deed::Done, |_, reply| {
        let reply = reply.unwrap();
        assert_eq!(reply.code, 200);
        assert!(reply.header("content-type").starts_with("text/html"));
        assert!(reply.text.starts_with("<!doctype html>"));
    })
    .await;
}

#[tokio::test]
async fn json_may_be_malformed_or_cut_short() {
    for fault in [Fault::MalformedJson, Fault::TruncatedJson] {
        hit_every_kind(fault, Deed::Done, |_, reply| {
            let reply = reply.unwrap();
            assert_eq!(reply.code, 200);
            assert_eq!(reply.header("content-type"), "application/json");
            assert!(reply.text.starts_with('{'), "{}", reply.text);
            assert!(serde_json::from_str::<Value>(&reply.text).is_err());
        })
        .await;
    }
}

fn has_number(value: &Value) -> bool {
    match value {
        Value::Number(_) => true,
        Value::Array(values) => values.iter().any(has_number),
        Value::Object(members) => members.values().any(has_number),
        Value::Null | Value::Bool(_) | Value::String(_) => false,
    }
}

#[tokio::test]
async fn numbers_may_come_as_texts() {
    hit_every_kind(Fault::NumbersAsStrings, Deed::Done, |due, reply| {
        let answer = reply.unwrap().json();
        assert!(!has_number(&answer), "{answer}");
        let pointer = match due.kind {
            RequestKind::Create | RequestKind::Query => "/requestId",
            RequestKind::Cancel => "/session/requestId",
            RequestKind::Transaction | RequestKind::Reverse => "/payment/internalReference",
        };
        let number = answer.pointer(pointer).unwrap().as_str().unwrap();
        assert!(number.parse::<u64>().is_ok(), "{number}");
    })
    .await;
}

#[tokio::test]
async fn a_status_may_be_an_unknown_word() {
    let fault = Fault::UnknownStatus {
        word: "THINKING".to_owned(),
    };
    hit_every_kind(fault, Deed::Done, |_, reply| {
        let answer = reply.unwrap().json();
        assert_eq!(answer["status"]["status"], "THINKING");
        assert_ne!(answer["payment"]["status"]["status"], "THINKING");
    })
    .await;
}

/// What an answer says of the payment that was asked for: what follows its reference, its total and
/// its currency.
fn said(due: &Due, answer: &Value) -> [Value; 3] {
    let pointer = match due.kind {
        RequestKind::Create => unreachable!(),
        RequestKind::Query => "/request/payment",
        RequestKind::Cancel => "/session/request/payment",
        RequestKind::Transaction | RequestKind::Reverse => "/payment",
    };
    let payment = answer.pointer(pointer).unwrap();
    let amount = match due.kind {
        RequestKind::Transaction | RequestKind::Reverse => &payment["amount"]["from"],
        _ => &payment["amount"],
    };
    let reference = payment["reference"].as_str().unwrap();
    let more = reference.strip_prefix(due.reference.as_str()).unwrap();
    [
        json!(more.trim_matches('-')),
        amount["total"].clone(),
        amount["currency"].clone(),
    ]
}

#[tokio::test]
async fn an_answer_may_be_about_something_else() {
    for (fault, expected) in [
        (
            Fault::WrongReference,
            [json!("X"), json!(12990), json!("CLP")],
        ),
        (Fault::WrongAmount, [json!(""), json!(12991), json!("CLP")]),
        (
            Fault::WrongCurrency,
            [json!(""), json!(12990), json!("COP")],
        ),
    ] {
        hit_every_kind(fault, Deed::Done, |due, reply| {
            let answer = reply.unwrap().json();
            match due.kind {
                RequestKind::Create => assert_eq!(answer["status"]["status"], "OK"),
                _ => assert_eq!(said(due, &answer), expected, "{:?}", due.kind),
            }
        })
        .await;
    }
}

#[tokio::test]
async fn a_wrong_answer_is_wrong_only_once() {
    let world = World::new().await;
    let session = world.open(world.order(REFERENCE)).await;
    let right = world.query(&session).await;
    let path = format!("/api/session/{}", session.id);
    for fault in [
        Fault::WrongReference,
        Fault::WrongAmount,
        Fault::NumbersAsStrings,
    ] {
        world.sandbox.add_fault(rule(None, next(1), fault));
        let wrong = world
            .send(&path, signed(&world, json!({})).to_string())
            .await;
        assert_ne!(wrong.unwrap().json(), right);
        assert_eq!(world.query(&session).await, right);
    }
}

#[tokio::test]
async fn a_redirect_may_answer() {
    let url = "https://elsewhere.test/api?x=1";
    let fault = Fault::Redirect {
        url: url.to_owned(),
    };
    hit_every_kind(fault, Deed::NotDone, |_, reply| {
        let reply = reply.unwrap();
        assert_eq!((reply.code, reply.header("location")), (307, url));
    })
    .await;
}

#[tokio::test]
async fn a_request_may_take_its_time() {
    let world = World::new().await;
    for kind in EVERY_KIND {
        let due = Due::new(&world, kind).await;
        let fault = Fault::Delay { millis: 4_500 };
        world.sandbox.add_fault(rule(Some(kind), next(1), fault));
        let mut answer = std::pin::pin!(due.send(&world));
        for wait in [0, 4_499] {
            world.clock.advance(Duration::from_millis(wait));
            tokio::select! {
                reply = &mut answer => panic!("{kind:?} answered {}", reply.unwrap().code),
                () = asked_often(&world) => {}
            }
        }
        assert_ne!(due.is_done(&world).await, Some(true), "{kind:?}");
        world.clock.advance(Duration::from_millis(1));
        assert_eq!(answer.await.unwrap().code, 200, "{kind:?}");
        assert_ne!(due.is_done(&world).await, Some(false), "{kind:?}");
    }
}

/// Gives the sandbox something else to do.
async fn asked_often(world: &World) {
    for _ in 0..10 {
        world.ask("/api/nothing", json!({})).await;
    }
}

#[tokio::test]
async fn a_create_done_twice_finds_its_reference_used() {
    let world = World::new().await;
    let due = Due::new(&world, RequestKind::Create).await;
    world
        .sandbox
        .add_fault(rule(None, next(1), Fault::Duplicate));
    due.send(&world)
        .await
        .unwrap()
        .refused(422, "reference_used");
    assert_eq!(world.sandbox.sessions().len(), 1);
}

#[tokio::test]
async fn a_cancel_done_twice_is_refused_though_it_was_done() {
    let world = World::new().await;
    let due = Due::new(&world, RequestKind::Cancel).await;
    world
        .sandbox
        .add_fault(rule(None, next(1), Fault::Duplicate));
    due.send(&world)
        .await
        .unwrap()
        .refused(400, "action_not_allowed");
    assert_eq!(due.is_done(&world).await, Some(true));
}

#[tokio::test]
async fn a_part_given_back_twice_is_gone_twice() {
    let world = World::new().await;
    let session = world.open(world.order(REFERENCE)).await;
    let number = pay(&world, &session).await;
    world.clock.advance(Config::training().settles_after);
    let part = json!({"action": "reverse", "internalReference": number,
        "amount": {"currency": "CLP", "total": 6000}});
    world
        .sandbox
        .add_fault(rule(None, next(1), Fault::Duplicate));
    assert_eq!(world.ask("/api/transaction", part.clone()).await.code, 200);
    // 990 are left.
    let third = world.ask("/api/transaction", part).await;
    let message = third.refused(400, "request_not_valid");
    assert_eq!(message, "El monto supera lo que queda por reembolsar");
    let rest = json!({"internalReference": number});
    let rest = world.ask("/api/reverse", rest).await.json();
    assert_eq!(rest["payment"]["amount"]["from"]["total"], 990);
}

#[tokio::test]
async fn a_whole_given_back_twice_is_refused_though_it_was_done() {
    let world = World::new().await;
    for kind in [RequestKind::Transaction, RequestKind::Reverse] {
        let due = Due::new(&world, kind).await;
        world
            .sandbox
            .add_fault(rule(Some(kind), next(1), Fault::Duplicate));
        let message = due
            .send(&world)
            .await
            .unwrap()
            .refused(400, "request_not_valid");
        assert_eq!(message, "La transacción ya fue reembolsada");
        assert_eq!(due.is_done(&world).await, Some(true));
    }
}

#[tokio::test]
async fn a_query_done_twice_answers_once() {
    let world = World::new().await;
    let due = Due::new(&world, RequestKind::Query).await;
    world
        .sandbox
        .add_fault(rule(None, next(1), Fault::Duplicate));
    assert_eq!(due.send(&world).await.unwrap().code, 200);
    // The nonce was used rightfully, but only once.
    due.send(&world).await.unwrap().refused(401, 401);
}

#[tokio::test]
async fn the_gateways_clock_may_be_off() {
    let world = World::new().await;
    for (seconds, date) in [
        (3600, "Sun, 22 Nov 2026 18:05:00 GMT"),
        (-3600, "Sun, 22 Nov 2026 16:05:00 GMT"),
    ] {
        world.sandbox.clear_faults();
        let fault = Fault::ClockSkew { seconds };
        world.sandbox.add_fault(rule(None, When::Always, fault));
        let mut order = world.order(&format!("F-{seconds}"));
        order["auth"] = world.auth();
        let reply = world.post("/api/session", &order).await;
        assert_eq!(reply.refused(401, 401), "Autenticación fallida 103");
        assert_eq!(reply.header("date"), date);

        // Whoever learns the time from the answer is let in.
        let theirs = world.clock.now() + SignedDuration::from_secs(seconds);
        order["auth"] = auth(world.site(), theirs);
        let reply = world.post("/api/session", &order).await;
        assert_eq!((reply.code, reply.header("date")), (200, date));
    }
    let fault = Fault::ClockSkew { seconds: 300 };
    world.sandbox.clear_faults();
    world.sandbox.add_fault(rule(None, next(1), fault));
    world.open(world.order("F-300")).await;
    let reply = world.create(world.order("F-on-time")).await;
    assert_eq!(reply.header("date"), "Sun, 22 Nov 2026 17:05:00 GMT");
}

#[tokio::test]
async fn a_cancelled_session_may_be_approved_after_all() {
    let world = World::new().await;
    let session = world.open(world.order(REFERENCE)).await;
    world.pay(&session, REJECTS).await;
    let fault = Fault::ApproveAfterCancel;
    world
        .sandbox
        .add_fault(rule(Some(RequestKind::Cancel), next(1), fault));
    let told = world.cancel(&session).await.json();
    assert_eq!(told["status"]["status"], "OK");
    assert_eq!(told["session"]["status"]["status"], "REJECTED");
    assert_status(world.status(&session).await, "APPROVED", "00");
    let payment = world.query(&session).await["payment"].clone();
    assert_eq!(payment[0]["status"]["status"], "APPROVED");
    assert_eq!(
        payment[0]["amount"]["from"],
        json!({"currency": "CLP", "total": 12990})
    );
    assert_ne!(payment[0]["authorization"], "000000");
    assert_eq!(payment[1]["status"]["status"], "REJECTED");
}

#[tokio::test]
async fn only_a_cancel_that_succeeds_is_approved_after_all() {
    let world = World::new().await;
    let session = world.open(world.order(REFERENCE)).await;
    world.pay(&session, PENDING_APPROVES).await;
    world
        .sandbox
        .add_fault(rule(None, next(1), Fault::ApproveAfterCancel));
    world
        .cancel(&session)
        .await
        .refused(400, "action_not_allowed");
    assert_status(world.status(&session).await, "PENDING", "PT");
}

#[tokio::test]
async fn a_session_may_be_approved_as_it_expires() {
    let world = World::new().await;
    world.sandbox.add_fault(rule(
        Some(RequestKind::Create),
        next(1),
        Fault::ApproveAtExpiry,
    ));
    let session = world.open(world.order(REFERENCE)).await;
    let ordinary = world.open(world.order("F-2")).await;
    world.clock.advance(minutes(30) - Duration::from_secs(1));
    assert_status(world.status(&session).await, "PENDING", "PT");
    assert!(world.query(&session).await["payment"].is_null());
    world.clock.advance(Duration::from_secs(1));
    assert_status(world.status(&session).await, "APPROVED", "00");
    let answer = world.query(&session).await;
    assert_eq!(answer["status"]["date"], "2026-11-22T14:35:00-03:00");
    assert_eq!(answer["payment"][0]["amount"]["from"]["total"], 12990);
    assert_status(world.status(&ordinary).await, "REJECTED", "EX");
}

#[tokio::test]
async fn a_session_cancelled_before_it_expires_may_be_approved_then() {
    let world = World::new().await;
    world.sandbox.add_fault(rule(
        Some(RequestKind::Create),
        next(1),
        Fault::ApproveAtExpiry,
    ));
    let session = world.open(world.order(REFERENCE)).await;
    world.cancel(&session).await;
    assert_status(world.status(&session).await, "REJECTED", "MC");
    world.clock.advance(minutes(30));
    assert_status(world.status(&session).await, "APPROVED", "00");
}

/// What answers so many queries for no session: 404 from the gateway itself.
async fn codes(world: &World, count: usize) -> Vec<u16> {
    let mut codes = Vec::new();
    for _ in 0..count {
        let query = signed(world, json!({})).to_string();
        codes.push(world.send("/api/session/7", query).await.unwrap().code);
    }
    codes
}

fn status(code: u16) -> Fault {
    Fault::Status {
        code,
        retry_after: None,
    }
}

async fn seeded(seed: u64, rules: Vec<Rule>) -> World {
    let clock = Clock::manual(START.parse::<Timestamp>().unwrap());
    let config = Config {
        seed: Some(seed),
        faults: rules,
        ..config(&clock)
    };
    World::with(config).await
}

#[tokio::test]
async fn chance_follows_from_the_seed() {
    let half = || vec![rule(None, When::Chance(0.5), status(500))];
    let first = codes(&seeded(7, half()).await, 64).await;
    let hits = first.iter().filter(|code| **code == 500).count();
    assert!((16..=48).contains(&hits), "{hits} of 64");
    assert_eq!(codes(&seeded(7, half()).await, 64).await, first);
    assert_ne!(codes(&seeded(8, half()).await, 64).await, first);
}

#[tokio::test]
async fn chance_goes_from_never_to_always() {
    for (probability, code) in [(0.0, 404), (1.0, 500), (-3.0, 404), (7.0, 500)] {
        let rules = vec![rule(None, When::Chance(probability), status(500))];
        assert_eq!(
            codes(&seeded(1, rules).await, 8).await,
            [code; 8],
            "{probability}"
        );
    }
}

#[tokio::test]
async fn the_first_rule_that_applies_wins() {
    let world = seeded(
        1,
        vec![
            rule(Some(RequestKind::Cancel), When::Always, status(501)),
            rule(None, When::Chance(0.0), status(502)),
            rule(Some(RequestKind::Query), next(2), status(503)),
            rule(None, When::Always, status(504)),
            rule(None, When::Always, status(505)),
        ],
    )
    .await;
    assert_eq!(codes(&world, 4).await, [503, 503, 504, 504]);
    let cancel = signed(&world, json!({})).to_string();
    let reply = world.send("/api/session/7/cancel", cancel).await.unwrap();
    assert_eq!(reply.code, 501);
    world.sandbox.clear_faults();
    assert_eq!(codes(&world, 2).await, [404, 404]);
}

#[tokio::test]
async fn next_counts_only_what_it_hits() {
    let world = World::new().await;
    world
        .sandbox
        .add_fault(rule(Some(RequestKind::Query), next(3), status(503)));
    world.open(world.order(REFERENCE)).await;
    assert_eq!(codes(&world, 5).await, [503, 503, 503, 404, 404]);
}

#[tokio::test]
async fn a_customer_is_spared() {
    let world = World::new().await;
    let session = world.open(world.order(REFERENCE)).await;
    world
        .sandbox
        .add_fault(rule(None, When::Always, Fault::LoseRequest));
    assert_eq!(world.page(&session).await.code, 200);
    assert_eq!(world.pay(&session, APPROVES).await.code, 303);
}

/// What comes over the wire, to its end, of a create that is hit.
async fn raw_create(world: &World) -> String {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let mut order = world.order("RAW-1");
    order["auth"] = world.auth();
    let body = order.to_string();
    let address = world.sandbox.url().trim_start_matches("http://").to_owned();
    let mut line = tokio::net::TcpStream::connect(&address).await.unwrap();
    let head = format!(
        "POST /api/session HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\n\
         content-length: {}\r\n\r\n",
        body.len()
    );
    line.write_all((head + &body).as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    line.read_to_end(&mut answer).await.ok();
    String::from_utf8(answer).unwrap()
}

#[tokio::test]
async fn half_of_an_answer_is_a_half() {
    let world = World::new().await;
    world.sandbox.add_fault(Rule {
        on: None,
        when: When::Always,
        fault: Fault::CloseMidBody,
    });
    let answer = raw_create(&world).await;
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "));
    let announced: usize = length.unwrap().parse().unwrap();
    assert_eq!(body.len(), announced / 2, "{answer}");
}

#[tokio::test]
async fn what_is_refused_is_not_done_a_second_time() {
    let world = World::new().await;
    world.sandbox.add_fault(Rule {
        on: None,
        when: When::Always,
        fault: Fault::Duplicate,
    });
    let mut order = world.order("D-1");
    order["auth"] = world.auth();
    assert_ne!(world.post("/api/session", &order).await.code, 401);
    let replayed = world.post("/api/session", &order).await;
    assert_eq!(replayed.code, 401, "{}", replayed.text);
}

#[tokio::test]
async fn a_wrong_amount_is_the_smallest_amount_off() {
    for (currency, total, wrong) in [("CLP", 12_990.0, 12_991.0), ("USD", 10.5, 10.51)] {
        let world = World::new().await;
        let mut order = world.order("W-1");
        order["payment"]["amount"] = json!({ "currency": currency, "total": total });
        let session = world.open(order).await;
        world.sandbox.add_fault(Rule {
            on: None,
            when: When::Always,
            fault: Fault::WrongAmount,
        });
        let told = world.query(&session).await;
        let told = told["request"]["payment"]["amount"]["total"].as_f64();
        assert_eq!(told, Some(wrong));
    }
}
