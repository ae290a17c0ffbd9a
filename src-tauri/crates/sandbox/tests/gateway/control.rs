//! The hand behind the curtain, over HTTP.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};

use sandbox::{Clock, Config, ControlError, Outcome, Sandbox, StartError};
use serde_json::{Value, json};

use crate::support::{
    APPROVES, Opened, PENDING_APPROVES, PENDING_REJECTS, START, World, assert_status, config,
};

/// A sandbox with its control API on.
async fn controlled() -> World {
    let clock = Clock::manual(START.parse().unwrap());
    let config = Config {
        control: Some(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))),
        ..config(&clock)
    };
    World::with(config).await
}

fn url(world: &World, path: &str) -> String {
    format!("{}{path}", world.sandbox.control_url().unwrap())
}

async fn look(world: &World, path: &str) -> Value {
    let reply = world.get(&url(world, path)).await;
    assert_eq!(reply.code, 200, "{}", reply.text);
    reply.json()
}

/// Posts JSON; gives the HTTP status and the answer, null where there is none.
async fn post(world: &World, path: &str, body: &Value) -> (u16, Value) {
    let request = world.http.post(url(world, path));
    let request = request.header("content-type", "application/json");
    let response = request.body(body.to_string()).send().await.unwrap();
    let code = response.status().as_u16();
    let text = response.text().await.unwrap();
    (code, serde_json::from_str(&text).unwrap_or_default())
}

async fn at_bank(world: &World, reference: &str, card: &str) -> (Opened, u64) {
    let session = world.open(world.order(reference)).await;
    world.pay(&session, card).await;
    let answer = world.query(&session).await;
    let number = answer["payment"][0]["internalReference"].as_u64();
    (session, number.unwrap())
}

#[tokio::test]
async fn it_is_off_unless_asked_for() {
    let world = World::new().await;
    assert_eq!(world.sandbox.control_url(), None);
    for path in ["/sessions", "/received", "/clock", "/faults"] {
        let reply = world.get(&format!("{}{path}", world.sandbox.url())).await;
        assert_eq!(reply.code, 404, "{path}");
    }
}

#[tokio::test]
async fn it_has_a_port_of_its_own() {
    let world = controlled().await;
    assert_ne!(
        world.sandbox.control_url().as_deref(),
        Some(world.sandbox.url())
    );
    for (base, path) in [
        (world.sandbox.url(), "/sessions"),
        (&url(&world, ""), "/api/session"),
    ] {
        assert_eq!(
            world.get(&format!("{base}{path}")).await.code,
            404,
            "{base}{path}"
        );
    }
}

#[tokio::test]
async fn it_is_for_this_machine_only() {
    for address in ["0.0.0.0:0", "[::]:0", "192.0.2.1:0"] {
        let config = Config {
            control: Some(address.parse().unwrap()),
            ..Config::training()
        };
        let error = Sandbox::start(config).await.unwrap_err();
        assert!(
            matches!(error, StartError::Listen { .. }),
            "{address}: {error}"
        );
    }
    let config = Config {
        control: Some(SocketAddr::from((Ipv6Addr::LOCALHOST, 0))),
        ..Config::training()
    };
    match Sandbox::start(config).await {
        Ok(sandbox) => assert!(sandbox.control_url().unwrap().starts_with("http://[::1]:")),
        // A machine without IPv6.
        Err(error) => assert!(matches!(error, StartError::Listen { .. }), "{error}"),
    }
}

#[tokio::test]
async fn it_shows_the_sessions() {
    let world = controlled().await;
    assert_eq!(look(&world, "/sessions").await, json!([]));
    let (pending, number) = at_bank(&world, "Q-1", PENDING_APPROVES).await;
    let (paid, _) = at_bank(&world, "Q-2", APPROVES).await;
    let sessions = look(&world, "/sessions").await;
    assert_eq!(
        sessions,
        json!([
            {"requestId": pending.id, "reference": "Q-1", "status": "PENDING",
                "processUrl": pending.url, "underWay": [number]},
            {"requestId": paid.id, "reference": "Q-2", "status": "APPROVED",
                "processUrl": paid.url, "underWay": []},
        ])
    );
    let by_call = world.sandbox.sessions();
    assert_eq!(by_call.len(), 2);
    assert_eq!(
        (by_call[0].request_id, &by_call[0].under_way),
        (pending.id, &vec![number])
    );
}

#[tokio::test]
async fn it_settles_what_is_under_way() {
    let world = controlled().await;
    for (card, outcome, status, transaction) in [
        (PENDING_REJECTS, "approve", "APPROVED", "APPROVED"),
        (PENDING_APPROVES, "reject", "PENDING", "REJECTED"),
        ("4110760000000008", "approve", "APPROVED", "APPROVED"),
        ("4532034637206853", "reject", "PENDING", "REJECTED"),
    ] {
        let (session, number) = at_bank(&world, card, card).await;
        let path = format!("/sessions/{}/settle", session.id);
        let settle = json!({"internalReference": number, "outcome": outcome});
        assert_eq!(post(&world, &path, &settle).await, (204, Value::Null));
        let answer = world.query(&session).await;
        assert_eq!(answer["status"]["status"], status, "{card}");
        assert_eq!(
            answer["payment"][0]["status"]["status"], transaction,
            "{card}"
        );
        let (code, error) = post(&world, &path, &settle).await;
        assert_eq!(code, 409, "{card}");
        assert_eq!(error["error"], "the session has no such payment under way");
    }
}

#[tokio::test]
async fn it_lets_a_sessions_time_be_over() {
    let world = controlled().await;
    let session = world.open(world.order("Q-3")).await;
    let (at_bank, number) = at_bank(&world, "Q-4", PENDING_APPROVES).await;
    for session in [&session, &at_bank] {
        let path = format!("/sessions/{}/expire", session.id);
        assert_eq!(post(&world, &path, &Value::Null).await, (204, Value::Null));
    }
    assert_status(world.status(&session).await, "REJECTED", "EX");
    // What is under way comes to its end first.
    assert_status(world.status(&at_bank).await, "PENDING", "PT");
    world
        .sandbox
        .settle(at_bank.id, number, Outcome::Reject)
        .unwrap();
    assert_status(world.status(&at_bank).await, "REJECTED", "EX");

    let paid = world.open(world.order("Q-5")).await;
    world.pay(&paid, APPROVES).await;
    world.sandbox.expire(paid.id).unwrap();
    assert_status(world.status(&paid).await, "APPROVED", "00");
}

#[tokio::test]
async fn it_says_as_json_what_cannot_be_done() {
    let world = controlled().await;
    let session = world.open(world.order("Q-6")).await;
    let settle = json!({"internalReference": 1, "outcome": "approve"});
    for (path, body, code) in [
        ("/sessions/99/expire".to_owned(), &Value::Null, 404),
        ("/sessions/99/settle".to_owned(), &settle, 404),
        (format!("/sessions/{}/settle", session.id), &settle, 409),
    ] {
        let (found, error) = post(&world, &path, body).await;
        assert_eq!(found, code, "{path}");
        assert!(error["error"].is_string(), "{path}: {error}");
    }
    let error = world.sandbox.expire(99).unwrap_err();
    assert!(matches!(error, ControlError::NoSuchSession), "{error}");
    let error = world
        .sandbox
        .settle(session.id, 1, Outcome::Approve)
        .unwrap_err();
    assert!(matches!(error, ControlError::NothingUnderWay), "{error}");
}

#[tokio::test]
async fn it_advances_the_clock() {
    let world = controlled().await;
    let session = world.open(world.order("Q-7")).await;
    assert_eq!(
        look(&world, "/clock").await,
        json!({"now": "2026-11-22T17:05:00Z"})
    );
    let advanced = post(&world, "/clock/advance", &json!({"seconds": 1800})).await;
    assert_eq!(advanced, (200, json!({"now": "2026-11-22T17:35:00Z"})));
    assert_eq!(look(&world, "/clock").await, advanced.1);
    assert_eq!(world.clock.now().to_string(), "2026-11-22T17:35:00Z");
    assert_status(world.status(&session).await, "REJECTED", "EX");
}

#[tokio::test]
async fn it_remembers_what_was_received_but_not_who_asked() {
    let world = controlled().await;
    let session = world.open(world.order("Q-8")).await;
    world.query(&session).await;
    let stranger = json!({"auth": {"login": "nadie"}, "word": "ñ"});
    world
        .post("/api/session/7/cancel", &stranger)
        .await
        .refused(401, 401);
    let received = look(&world, "/received").await;
    let told = |place: usize, name: &str| received[place][name].clone();
    let paths = [0, 1, 2].map(|place| told(place, "path"));
    let query = format!("/api/session/{}", session.id);
    assert_eq!(
        paths,
        ["/api/session", query.as_str(), "/api/session/7/cancel"]
    );
    assert_eq!(
        [0, 1, 2].map(|place| told(place, "answered")),
        [200, 200, 401]
    );
    assert_eq!(told(0, "at"), START);
    let body =
        |place| serde_json::from_str::<Value>(told(place, "body").as_str().unwrap()).unwrap();
    assert_eq!(body(0), world.order("Q-8"));
    assert_eq!(body(1), json!({}));
    assert_eq!(body(2), json!({"word": "ñ"}));
    assert_eq!(world.sandbox.received().len(), 3);
}

#[tokio::test]
async fn it_remembers_the_newest_thousand() {
    let world = controlled().await;
    for number in 0..1_003 {
        let path = format!("/api/session/{number}");
        world.send(&path, "{}".to_owned()).await.unwrap();
    }
    let received = world.sandbox.received();
    assert_eq!(received.len(), 1_000);
    assert_eq!(
        (received[0].path.as_str(), received[999].path.as_str()),
        ("/api/session/3", "/api/session/1002")
    );
}

#[tokio::test]
async fn it_shows_what_merchants_were_told() {
    let clock = Clock::manual(START.parse().unwrap());
    let mut config = Config {
        control: Some(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))),
        ..config(&clock)
    };
    // Nobody listens there.
    let nobody = "http://127.0.0.1:9/notify";
    config.sites[0].notification_url = Some(nobody.to_owned());
    let world = World::with(config).await;
    assert_eq!(look(&world, "/notified").await, json!([]));
    let session = world.open(world.order("Q-9")).await;
    world.pay(&session, APPROVES).await;
    while world.sandbox.notified().is_empty() {
        tokio::task::yield_now().await;
    }
    assert_eq!(
        look(&world, "/notified").await,
        json!([{"at": START, "url": nobody, "requestId": session.id, "answered": null}])
    );
}

/// Every fault as it is written in JSON.
fn faults() -> Vec<Value> {
    vec![
        json!("loseRequest"),
        json!("loseAnswer"),
        json!("closeMidBody"),
        json!({"delay": {"millis": 1500}}),
        json!("duplicate"),
        json!({"status": {"code": 500}}),
        json!({"status": {"code": 503, "retryAfter": "30"}}),
        json!("html"),
        json!("malformedJson"),
        json!("truncatedJson"),
        json!("numbersAsStrings"),
        json!({"unknownStatus": {"word": "THINKING"}}),
        json!("wrongReference"),
        json!("wrongAmount"),
        json!("wrongCurrency"),
        json!({"clockSkew": {"seconds": -900}}),
        json!("approveAfterCancel"),
        json!("approveAtExpiry"),
        json!({"redirect": {"url": "https://elsewhere.test"}}),
    ]
}

#[tokio::test]
async fn it_knows_every_fault() {
    let world = controlled().await;
    let kinds = ["create", "query", "cancel", "transaction", "reverse"];
    let times = [json!("always"), json!({"next": 3}), json!({"chance": 0.25})];
    let mut rules: Vec<Value> = Vec::new();
    for fault in faults() {
        rules.push(json!({"when": "always", "fault": fault}));
    }
    for kind in kinds {
        rules.push(json!({"on": kind, "when": "always", "fault": "html"}));
    }
    for when in times {
        rules.push(json!({"when": when, "fault": "html"}));
    }
    for rule in &rules {
        assert_eq!(
            post(&world, "/faults", rule).await,
            (204, Value::Null),
            "{rule}"
        );
    }
    assert_eq!(look(&world, "/faults").await, json!(rules));
    let cleared = world
        .http
        .delete(url(&world, "/faults"))
        .send()
        .await
        .unwrap();
    assert_eq!(cleared.status(), 204);
    assert_eq!(look(&world, "/faults").await, json!([]));
}

#[tokio::test]
async fn it_breaks_what_it_is_told_to() {
    let world = controlled().await;
    let rule = json!({"on": "create", "when": {"next": 1},
        "fault": {"status": {"code": 503, "retryAfter": "30"}}});
    assert_eq!(post(&world, "/faults", &rule).await.0, 204);
    let mut order = world.order("Q-10");
    order["auth"] = world.auth();
    let reply = world.send("/api/session", order.to_string()).await.unwrap();
    assert_eq!((reply.code, reply.header("retry-after")), (503, "30"));
    assert_eq!(look(&world, "/faults").await, json!([]));
    assert!(world.sandbox.sessions().is_empty());
    world.open(world.order("Q-10")).await;
}

#[tokio::test]
async fn it_refuses_what_it_does_not_know() {
    let world = controlled().await;
    let session = world.open(world.order("Q-11")).await;
    let settle = format!("/sessions/{}/settle", session.id);
    for (path, body) in [
        ("/faults", json!({"when": "always", "fault": "explode"})),
        ("/faults", json!({"when": {"next": 0}, "fault": "html"})),
        (
            "/faults",
            json!({"when": "always", "fault": "html", "onn": "create"}),
        ),
        (
            "/faults",
            json!({"on": "page", "when": "always", "fault": "html"}),
        ),
        ("/faults", json!({"fault": "html"})),
        ("/clock/advance", json!({"seconds": -1})),
        ("/clock/advance", json!({"hours": 1})),
        (&settle, json!({"internalReference": 1, "outcome": "maybe"})),
        (
            &settle,
            json!({"internalReference": "1", "outcome": "approve"}),
        ),
    ] {
        let (code, _) = post(&world, path, &body).await;
        assert_eq!(code, 422, "{path} {body}");
    }
    assert_eq!(look(&world, "/faults").await, json!([]));
    assert_eq!(look(&world, "/clock").await["now"], START);
}

#[tokio::test]
async fn whatever_is_wrong_is_said_as_json() {
    let world = controlled().await;
    for (path, body, code) in [
        ("/faults", json!({ "fault": "noSuchFault" }), 422),
        ("/faults", json!([]), 422),
        ("/clock/advance", json!({ "seconds": -1 }), 422),
        ("/sessions/one/settle", json!({}), 400),
        ("/sessions/one/expire", json!({}), 400),
        ("/nowhere", json!({}), 404),
        ("/received", json!({}), 405),
    ] {
        let (answered, told) = post(&world, path, &body).await;
        assert_eq!(answered, code, "{path}");
        assert!(told["error"].is_string(), "{path}: {told}");
    }
}
