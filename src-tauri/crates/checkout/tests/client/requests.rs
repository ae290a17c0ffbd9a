//! What the client sends, and when it sends it again.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use jiff::SignedDuration;
use placetopay_checkout::{AuthFailure, Error, RequestId};
use serde_json::json;
use sha2::{Digest as _, Sha256};

use crate::answers::{LOGIN, SECRET, client, order};
use crate::server::{Answer, Server, failed, http, ok};

#[tokio::test]
async fn a_create_says_what_the_documentation_demands() {
    let server = Server::answering([]).await;
    let order = order()
        .description("Café y media luna")
        .unwrap()
        .allow_partial()
        .unwrap();
    client(&server).create_session(&order).await.unwrap_err();
    let [request] = &server.requests()[..] else {
        panic!("one request");
    };
    assert_eq!(
        (request.method.as_str(), request.path.as_str()),
        ("POST", "/api/session")
    );
    let mut body = request.json();
    let auth = body.as_object_mut().unwrap().remove("auth").unwrap();
    assert_eq!(
        body,
        json!({
            "locale": "es_CL",
            "payment": {
                "reference": "C1-261122-0001-7KQF",
                "description": "Café y media luna",
                "amount": { "currency": "CLP", "total": 12990 },
                "allowPartial": true,
            },
            "expiration": "2026-11-22T17:20:00+00:00",
            "returnUrl": "https://shop.cl/gracias",
            "ipAddress": "127.0.0.1",
            "userAgent": "test/1",
        })
    );
    assert_eq!(auth["login"], LOGIN);
    assert_eq!(auth["seed"], "2026-11-22T17:05:00+00:00");
    let nonce = BASE64.decode(auth["nonce"].as_str().unwrap()).unwrap();
    assert!(nonce.len() >= 16, "at least 128 bits");
    let signed = [&nonce[..], b"2026-11-22T17:05:00+00:00", SECRET.as_bytes()].concat();
    assert_eq!(auth["tranKey"], BASE64.encode(Sha256::digest(signed)));
}

#[tokio::test]
async fn a_query_and_a_cancel_send_auth_alone() {
    let server = Server::answering([]).await;
    let client = client(&server);
    client.query_session(RequestId(4177)).await.unwrap_err();
    client.cancel_session(RequestId(4177)).await.unwrap_err();
    let requests = server.requests();
    let paths: Vec<_> = requests.iter().map(|r| r.path.as_str()).collect();
    assert_eq!(paths, ["/api/session/4177", "/api/session/4177/cancel"]);
    for request in requests {
        let body = request.json();
        assert_eq!(request.method, "POST");
        assert_eq!(body.as_object().unwrap().len(), 1, "{body}");
        assert_eq!(body["auth"].as_object().unwrap().len(), 4, "{body}");
    }
}

/// The gateway is 12 minutes ahead.
const THEIR_DATE: &str = "date: Sun, 22 Nov 2026 17:17:00 GMT";

fn refused_time() -> Answer {
    let body = json!({ "status": {
        "status": "FAILED", "reason": 401, "message": "Autenticación fallida 103",
    }});
    http("401 Unauthorized", &[THEIR_DATE], &body.to_string())
}

#[tokio::test]
async fn i10_a_refused_time_is_corrected_by_the_gateways_date_once() {
    let server = Server::answering([refused_time()]).await;
    let url = format!("{}/session/1/abc", server.url);
    server.then(ok(
        &json!({ "status": { "status": "OK" }, "requestId": 1, "processUrl": url }),
    ));
    let client = client(&server);
    let created = client.create_session(&order()).await.unwrap();
    let expiration = created.expiration.timestamp().to_string();
    assert_eq!(expiration, "2026-11-22T17:32:00Z", "the one that was sent");
    let requests = server.requests();
    let [first, second] = &requests[..] else {
        panic!("one retry, not {}", requests.len() - 1);
    };
    let (first, second) = (first.json(), second.json());
    assert_eq!(first["auth"]["seed"], "2026-11-22T17:05:00+00:00");
    assert_eq!(second["auth"]["seed"], "2026-11-22T17:17:00+00:00");
    assert_ne!(first["auth"]["nonce"], second["auth"]["nonce"]);
    assert_ne!(first["auth"]["tranKey"], second["auth"]["tranKey"]);
    assert_eq!(
        second["expiration"], "2026-11-22T17:32:00+00:00",
        "still a quarter of an hour for the customer"
    );
    assert_eq!(first["payment"], second["payment"]);
    assert_eq!(client.clock_offset().unwrap().as_secs(), 12 * 60);
}

#[tokio::test]
async fn i10_a_time_refused_twice_is_not_tried_a_third_time() {
    let server = Server::answering([refused_time(), refused_time(), refused_time()]).await;
    let error = client(&server)
        .query_session(RequestId(1))
        .await
        .unwrap_err();
    let offset = Some(SignedDuration::from_mins(12));
    assert_eq!(error, Error::Clock { offset });
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn i10_what_was_learnt_is_used_from_then_on() {
    let head =
        format!("HTTP/1.1 405 Method Not Allowed\r\n{THEIR_DATE}\r\nconnection: close\r\n\r\n");
    let server = Server::answering([Answer::Bytes(head.into_bytes())]).await;
    let client = client(&server);
    client.learn_clock().await.unwrap();
    client.query_session(RequestId(1)).await.unwrap_err();
    let [learnt, query] = &server.requests()[..] else {
        panic!("two requests");
    };
    assert_eq!((learnt.method.as_str(), learnt.body.as_str()), ("HEAD", ""));
    assert_eq!(query.json()["auth"]["seed"], "2026-11-22T17:17:00+00:00");
}

#[tokio::test]
async fn every_cause_of_a_failed_authentication_is_told_apart_and_not_retried() {
    for (number, failure) in [
        (100, AuthFailure::Missing),
        (101, AuthFailure::UnknownLogin),
        (102, AuthFailure::WrongKey),
        (104, AuthFailure::SiteInactive),
        (105, AuthFailure::SiteExpired),
        (106, AuthFailure::CredentialsExpired),
        (107, AuthFailure::Malformed),
        (200, AuthFailure::Other(Some(200))),
        (10001, AuthFailure::Other(Some(10001))),
    ] {
        let message = format!("Autenticación fallida {number}");
        let server = Server::answering([failed("401 Unauthorized", 401, &message)]).await;
        let error = client(&server).create_session(&order()).await.unwrap_err();
        let Error::Credentials(told) = error else {
            panic!("{error:?}");
        };
        assert_eq!(told, failure);
        assert_eq!(server.requests().len(), 1, "{number}");
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let other = Server::answering([]).await;
    let location = format!("location: {}/api/session", other.url);
    for status in [
        "301 Moved",
        "302 Found",
        "303 See Other",
        "307 Temporary",
        "308 Permanent",
    ] {
        let server = Server::answering([http(status, &[&location], "")]).await;
        let error = client(&server).create_session(&order()).await.unwrap_err();
        assert!(matches!(error, Error::HostileAnswer { .. }), "{error:?}");
    }
    assert!(
        other.requests().is_empty(),
        "the credentials went elsewhere"
    );
}
