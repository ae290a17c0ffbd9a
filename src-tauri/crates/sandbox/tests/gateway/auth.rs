use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use jiff::SignedDuration;
use jiff::Timestamp;
use sandbox::{Clock, Site};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::support::{World, auth, config, minutes};

async fn refusal(world: &World, auth: Value) -> String {
    let mut order = world.order("A-1");
    if !auth.is_null() {
        order["auth"] = auth;
    }
    world.post("/api/session", &order).await.refused(401, 401)
}

#[tokio::test]
async fn no_auth_is_100() {
    let world = World::new().await;
    assert_eq!(
        refusal(&world, Value::Null).await,
        "Autenticación fallida 100"
    );
}

#[tokio::test]
async fn an_unknown_login_is_101() {
    let world = World::new().await;
    let mut stranger = world.site().clone();
    stranger.login = "nadie".to_owned();
    let auth = auth(&stranger, world.clock.now());
    assert_eq!(refusal(&world, auth).await, "Autenticación fallida 101");
}

#[tokio::test]
async fn a_wrong_secret_key_is_102() {
    let world = World::new().await;
    let mut impostor = world.site().clone();
    impostor.secret_key = "otra".to_owned();
    let auth = auth(&impostor, world.clock.now());
    assert_eq!(refusal(&world, auth).await, "Autenticación fallida 102");
}

#[tokio::test]
async fn a_seed_more_than_five_minutes_off_is_103() {
    let world = World::new().await;
    let edge = SignedDuration::from_mins(5);
    let beyond = edge + SignedDuration::from_secs(1);
    for off in [beyond, -beyond] {
        let auth = auth(world.site(), world.clock.now() + off);
        assert_eq!(refusal(&world, auth).await, "Autenticación fallida 103");
    }
    for (reference, off) in [("edge-1", edge), ("edge-2", -edge)] {
        let mut order = world.order(reference);
        order["auth"] = auth(world.site(), world.clock.now() + off);
        assert_eq!(world.post("/api/session", &order).await.code, 200);
    }
}

#[tokio::test]
async fn the_window_of_seeds_ends_after_five_minutes_exactly() {
    let world = World::new().await;
    let edge = SignedDuration::from_mins(5);
    let beyond = edge + SignedDuration::from_nanos(1);
    for (place, off) in [edge, -edge].into_iter().enumerate() {
        let mut order = world.order(&format!("W-{place}"));
        order["auth"] = auth(world.site(), world.clock.now() + off);
        assert_eq!(world.post("/api/session", &order).await.code, 200);
    }
    for off in [beyond, -beyond] {
        let auth = auth(world.site(), world.clock.now() + off);
        assert_eq!(refusal(&world, auth).await, "Autenticación fallida 103");
    }
}

#[tokio::test]
async fn a_site_that_is_not_let_in_is_told_why() {
    let world = World::new().await;
    for (login, message) in [
        ("inactivo", "Autenticación fallida 104"),
        ("vencido", "Autenticación fallida 105"),
        ("llave-vencida", "Autenticación fallida 106"),
    ] {
        let site = world.site_of(login);
        let now = world.clock.now();
        assert_eq!(refusal(&world, auth(site, now)).await, message);
        for path in [
            "/api/session/1",
            "/api/session/1/cancel",
            "/api/transaction",
            "/api/reverse",
        ] {
            let reply = world.ask_as(site, path, json!({})).await;
            assert_eq!(reply.refused(401, 401), message, "{path}");
        }
        // Only whoever has the secret key learns that.
        let mut impostor = site.clone();
        impostor.secret_key = "otra".to_owned();
        assert_eq!(
            refusal(&world, auth(&impostor, now)).await,
            "Autenticación fallida 102"
        );
    }
}

#[tokio::test]
async fn every_request_is_checked() {
    let world = World::new().await;
    for path in [
        "/api/session",
        "/api/session/1",
        "/api/session/1/cancel",
        "/api/transaction",
        "/api/reverse",
    ] {
        let message = world.post(path, &json!({})).await.refused(401, 401);
        assert_eq!(message, "Autenticación fallida 100", "{path}");
    }
}

/// An `auth` with a nonce of one's own choice.
fn auth_with(nonce: &[u8], site: &Site, now: Timestamp) -> Value {
    let seed = now.to_string();
    let digest = Sha256::new()
        .chain_update(nonce)
        .chain_update(&seed)
        .chain_update(&site.secret_key)
        .finalize();
    json!({
        "login": site.login,
        "tranKey": BASE64.encode(digest),
        "nonce": BASE64.encode(nonce),
        "seed": seed,
    })
}

#[tokio::test]
async fn a_nonce_may_come_back_when_no_seed_of_its_time_is_good() {
    let world = World::new().await;
    let admitted = async |site: &Site| {
        let body = json!({"auth": auth_with(b"again", site, world.clock.now())});
        world.post("/api/session/1", &body).await.code != 401
    };
    assert!(admitted(world.site()).await);
    assert!(!admitted(world.site()).await, "another seed, same nonce");
    assert!(
        admitted(world.site_of("otro")).await,
        "nonces are each site's own"
    );
    world.clock.advance(minutes(10));
    assert!(!admitted(world.site()).await);
    world.clock.advance(std::time::Duration::from_secs(1));
    assert!(admitted(world.site()).await);
    assert!(!admitted(world.site()).await);
}

#[tokio::test]
async fn a_malformed_auth_is_107() {
    let world = World::new().await;
    for (name, value) in [
        ("login", json!("x".repeat(33))),
        ("login", json!(7)),
        ("tranKey", json!("")),
        ("nonce", json!("no es base64")),
        ("seed", json!("2026-11-22T14:05:00")),
        ("seed", json!(null)),
    ] {
        let mut auth = world.auth();
        auth[name] = value;
        assert_eq!(
            refusal(&world, auth).await,
            "Autenticación fallida 107",
            "{name}"
        );
    }
    assert_eq!(
        refusal(&world, json!("login")).await,
        "Autenticación fallida 107"
    );
}

#[tokio::test]
async fn a_nonce_passes_once_while_its_seed_is_good() {
    let world = World::new().await;
    let mut order = world.order("N-1");
    order["auth"] = auth(
        world.site(),
        world.clock.now() + SignedDuration::from_mins(5),
    );
    assert_eq!(world.post("/api/session", &order).await.code, 200);
    let auth = order["auth"].clone();
    assert_eq!(
        refusal(&world, auth.clone()).await,
        "Autenticación fallida 107"
    );
    world.clock.advance(minutes(10));
    assert_eq!(refusal(&world, auth).await, "Autenticación fallida 107");
}

#[tokio::test]
async fn a_refused_auth_does_not_use_up_the_nonce() {
    let world = World::new().await;
    let good = world.auth();
    let mut wrong = good.clone();
    wrong["tranKey"] = json!("AAAA");
    assert_eq!(refusal(&world, wrong).await, "Autenticación fallida 102");
    let mut order = world.order("N-2");
    order["auth"] = good;
    assert_eq!(world.post("/api/session", &order).await.code, 200);
}

#[tokio::test]
async fn a_site_sees_only_its_own_sessions() {
    let world = World::new().await;
    let session = world.open(world.order("mine")).await;
    let stranger = world.sandbox.sites()[1].clone();
    for path in ["", "/cancel"] {
        let body = json!({ "auth": auth(&stranger, world.clock.now()) });
        let path = format!("/api/session/{}{path}", session.id);
        let message = world
            .post(&path, &body)
            .await
            .refused(404, "request_not_valid");
        assert_eq!(message, "No existe la sesión que busca");
    }
    // References are each site's own.
    let mut same = world.order("mine");
    same["auth"] = auth(&stranger, world.clock.now());
    assert_eq!(world.post("/api/session", &same).await.code, 200);
}

#[tokio::test]
async fn every_answer_tells_the_gateways_time() {
    let world = World::new().await;
    let reply = world.post("/api/session", &json!({})).await;
    assert_eq!(reply.header("date"), "Sun, 22 Nov 2026 17:05:00 GMT");
    assert_eq!(reply.json()["status"]["date"], "2026-11-22T14:05:00-03:00");
    world.clock.advance(minutes(61));
    let reply = world.get(world.sandbox.url()).await;
    assert_eq!(reply.header("date"), "Sun, 22 Nov 2026 18:06:00 GMT");
}

#[test]
fn a_site_does_not_print_its_secret() {
    let config = sandbox::Config::training();
    let printed = format!("{config:?}");
    assert!(printed.contains(&config.sites[0].login));
    assert!(!printed.contains(&config.sites[0].secret_key));
}

#[tokio::test]
async fn a_gateway_can_be_off_the_systems_time() {
    let clock = Clock::system_off_by(SignedDuration::from_mins(-12));
    let world = World::with(config(&clock)).await;
    let by_the_system = auth(world.site(), Timestamp::now());
    assert_eq!(
        refusal(&world, by_the_system).await,
        "Autenticación fallida 103"
    );
    world.open(world.order("O-1")).await;
}

#[tokio::test]
async fn a_refusal_speaks_the_requests_language() {
    let world = World::new().await;
    let mut order = world.order("L-1");
    order["locale"] = "en_US".into();
    let reply = world.post("/api/session", &order).await;
    assert_eq!(reply.refused(401, 401), "Authentication failed 100");
}
