//! What the gateway's answers mean, by what the caller does next.

use std::sync::Arc;
use std::time::{Duration, Instant};

use placetopay_checkout::{
    Amount, Client, CreateSession, Credentials, Error, Expiration, Gateway, InternalReference,
    Options, RequestId, Reversal,
};
use serde_json::json;
use tokio::net::TcpListener;

use crate::server::{Answer, Server, failed, http, ok};

pub const LOGIN: &str = "sitio-de-prueba";
pub const SECRET: &str = "llave-muy-secreta";

/// How long an impatient client waits for a whole answer.
const PATIENCE: Duration = Duration::from_millis(300);

pub fn client(server: &Server) -> Client {
    client_of(&server.url, Duration::from_secs(20))
}

fn client_of(url: &str, patience: Duration) -> Client {
    let options = Options {
        now: Arc::new(|| "2026-11-22T17:05:00Z".parse().unwrap()),
        connect_timeout: patience,
        total_timeout: patience,
        user_agent: "test/1".parse().unwrap(),
    };
    let credentials = Credentials::new(LOGIN, SECRET.to_owned().into()).unwrap();
    Client::new(url.parse::<Gateway>().unwrap(), credentials, options).unwrap()
}

/// 12 990 pesos within a quarter of an hour.
pub fn order() -> CreateSession {
    let now = "2026-11-22T17:05:00Z".parse().unwrap();
    CreateSession::new(
        "C1-261122-0001-7KQF".parse().unwrap(),
        Amount::clp(12_990),
        Expiration::at("2026-11-22T17:20:00Z".parse().unwrap(), now).unwrap(),
        "https://shop.cl/gracias".parse().unwrap(),
    )
    .unwrap()
}

/// What comes of a create that is answered so.
async fn created(answer: Answer) -> Error {
    let server = Server::answering([answer]).await;
    client(&server).create_session(&order()).await.unwrap_err()
}

#[tokio::test]
async fn a_refusal_carries_the_gateways_words() {
    for status in ["400 Bad Request", "422 Unprocessable Entity"] {
        let error = created(failed(
            status,
            "request_not_valid",
            "La referencia ya fue usada",
        ))
        .await;
        let Error::Refused {
            http_status,
            reason,
            message,
        } = error
        else {
            panic!("{error:?}");
        };
        assert_eq!(http_status.to_string(), status[..3]);
        assert_eq!(reason, "request_not_valid");
        assert_eq!(message, "La referencia ya fue usada");
    }
}

#[tokio::test]
async fn a_refusal_that_is_not_the_gateways_is_no_refusal() {
    for (status, body) in [
        ("400 Bad Request", "<html>proxy</html>"),
        ("401 Unauthorized", ""),
        ("403 Forbidden", "{}"),
        ("404 Not Found", r#"{"error":"no route"}"#),
        ("407 Proxy Authentication Required", "null"),
    ] {
        let error = created(http(status, &[], body)).await;
        assert!(matches!(error, Error::UnusableAnswer { .. }), "{error:?}");
        let server = Server::answering([http(status, &[], body)]).await;
        let error = client(&server)
            .query_session(RequestId(1))
            .await
            .unwrap_err();
        assert!(matches!(error, Error::UnusableAnswer { .. }), "{error:?}");
    }
}

#[tokio::test]
async fn an_unknown_session_is_not_found() {
    let gone = || failed("404 Not Found", "request_not_valid", "No existe la sesión");
    let server = Server::answering([gone(), gone(), gone()]).await;
    let client = client(&server);
    let queried = client.query_session(RequestId(1)).await.unwrap_err();
    assert!(
        matches!(&queried, Error::NotFound { message } if message == "No existe la sesión"),
        "{queried:?}"
    );
    let cancelled = client.cancel_session(RequestId(1)).await.unwrap_err();
    assert!(matches!(cancelled, Error::NotFound { .. }), "{cancelled:?}");
    let created = client.create_session(&order()).await.unwrap_err();
    assert!(
        matches!(
            created,
            Error::Refused {
                http_status: 404,
                ..
            }
        ),
        "{created:?}"
    );
}

#[tokio::test]
async fn too_many_requests_says_how_long_to_wait() {
    let date = "date: Sun, 22 Nov 2026 17:05:00 GMT";
    let until = "retry-after: Sun, 22 Nov 2026 17:05:42 GMT";
    for (headers, wait) in [
        (vec!["retry-after: 17"], Some(17)),
        (vec![date, until], Some(42)),
        (vec![until], Some(42)),
        (
            vec![date, "retry-after: Sun, 22 Nov 2026 17:00:00 GMT"],
            Some(0),
        ),
        (vec!["retry-after: soon"], None),
        (vec![], None),
    ] {
        let error = created(http("429 Too Many Requests", &headers, "slow down")).await;
        let Error::Unavailable { retry_after, .. } = error else {
            panic!("{error:?}");
        };
        assert_eq!(retry_after, wait.map(Duration::from_secs), "{headers:?}");
    }
}

#[tokio::test]
async fn i4_a_failing_gateway_leaves_the_outcome_unknown() {
    for status in [
        "500 Internal Server Error",
        "502 Bad Gateway",
        "503 Service Unavailable",
    ] {
        let error = created(http(status, &["retry-after: 9"], "<html>oops</html>")).await;
        let Error::OutcomeUnknown { retry_after, why } = error else {
            panic!("{error:?}");
        };
        assert_eq!(retry_after, Some(Duration::from_secs(9)));
        assert!(why.contains(&status[..3]), "{why}");
    }
    let error = created(Answer::HangUp).await;
    assert!(matches!(error, Error::OutcomeUnknown { .. }), "{error:?}");
    let cut = "HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{\"requestId\":1,";
    let error = created(Answer::Bytes(cut.into())).await;
    assert!(matches!(error, Error::OutcomeUnknown { .. }), "{error:?}");
}

#[tokio::test]
async fn i4_a_silent_gateway_leaves_the_outcome_unknown_in_time() {
    let server = Server::answering([Answer::Silence]).await;
    let client = client_of(&server.url, PATIENCE);
    let begun = Instant::now();
    let error = client.create_session(&order()).await.unwrap_err();
    assert!(matches!(error, Error::OutcomeUnknown { .. }), "{error:?}");
    let waited = begun.elapsed();
    assert!(waited >= PATIENCE && waited < 20 * PATIENCE, "{waited:?}");
}

#[tokio::test]
async fn where_nothing_listens_nothing_was_done() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let client = client_of(&url, PATIENCE);
    let error = client.create_session(&order()).await.unwrap_err();
    assert!(matches!(error, Error::Unavailable { .. }), "{error:?}");
    client.learn_clock().await.unwrap_err();
}

#[tokio::test]
async fn an_answer_that_cannot_be_read_is_named_without_its_content() {
    let html = "<!DOCTYPE html><title>Mantención programada</title>";
    for body in [
        html,
        "",
        "[]",
        r#"{"requestId":1,"processUrl":"http://127.0."#,
        r#"{"requestId":1}"#,
        r#"{"requestId":"uno","processUrl":"http://127.0.0.1/"}"#,
    ] {
        let error = created(http("200 OK", &[], body)).await;
        let Error::UnusableAnswer { why } = &error else {
            panic!("{body}: {error:?}");
        };
        assert!(
            !why.contains("127.0") && !why.contains("Mantención"),
            "{why}"
        );
    }
}

#[tokio::test]
async fn an_answer_larger_than_a_mebibyte_is_no_answer() {
    let padded = |padding: usize| {
        http(
            "200 OK",
            &[],
            &format!("{{\"requestId\":1,\"x\":\"{}\"}}", "x".repeat(padding)),
        )
    };
    let error = created(padded(1 << 20)).await;
    assert!(
        matches!(&error, Error::HostileAnswer { why } if why.contains("1 MiB")),
        "{error:?}"
    );
    let error = created(padded((1 << 20) - 100)).await;
    assert!(
        matches!(&error, Error::UnusableAnswer { why } if !why.contains("1 MiB")),
        "read to its end: {error:?}"
    );
}

#[tokio::test]
async fn a_payment_page_elsewhere_is_hostile() {
    for url in [
        "http://127.0.0.1:1/session/1/abc",
        "https://checkout.evil.cl/session/1/abc",
        "javascript:alert(1)",
    ] {
        let told = json!({ "status": { "status": "OK" }, "requestId": 1, "processUrl": url });
        let error = created(ok(&told)).await;
        assert!(matches!(error, Error::HostileAnswer { .. }), "{error:?}");
    }
}

#[tokio::test]
async fn only_a_confirmed_cancel_is_a_cancel() {
    let done = json!({
        "status": { "status": "OK", "reason": "00", "message": "hecho", "date": null },
        "session": { "requestId": 31, "status": { "status": "REJECTED", "reason": "MC" } },
    });
    let cancelled = async |answer| {
        let server = Server::answering([answer]).await;
        client(&server).cancel_session(RequestId(31)).await
    };
    cancelled(ok(&done)).await.unwrap();
    for (id, word) in [
        (32, "REJECTED"),
        (31, "APPROVED"),
        (31, "PARTIAL_EXPIRED"),
        (31, "PENDING"),
        (31, "NEW_WORD"),
    ] {
        let mut odd = done.clone();
        odd["session"]["requestId"] = json!(id);
        odd["session"]["status"]["status"] = json!(word);
        let error = cancelled(ok(&odd)).await.unwrap_err();
        assert!(matches!(error, Error::UnusableAnswer { .. }), "{error:?}");
    }
    let failing = json!({ "status": { "status": "FAILED", "reason": "x" } });
    let error = cancelled(ok(&failing)).await.unwrap_err();
    assert!(matches!(error, Error::Refused { .. }), "{error:?}");
    for word in ["APPROVED", "PENDING", "REJECTED", "NEW"] {
        let odd = json!({ "status": { "status": word } });
        let error = cancelled(ok(&odd)).await.unwrap_err();
        assert!(matches!(error, Error::UnusableAnswer { .. }), "{error:?}");
    }
    let message = "No se pueden cancelar sesiones que no están pendientes.";
    let refused = failed("400 Bad Request", "action_not_allowed", message);
    let error = cancelled(refused).await.unwrap_err();
    assert!(
        matches!(&error, Error::Refused { http_status: 400, reason, .. } if reason == "action_not_allowed"),
        "{error:?}"
    );
}

#[tokio::test]
async fn i15_the_secret_is_in_no_request_and_no_text() {
    let message = "Autenticación fallida 102";
    let server = Server::answering([
        failed("401 Unauthorized", 401, message),
        failed("400 Bad Request", "x", "y"),
        http("500 Oops", &[], ""),
        http("200 OK", &[], "<html>"),
        Answer::Silence,
    ])
    .await;
    let client = client_of(&server.url, PATIENCE);
    let mut told = format!(
        "{client:?} {:?}",
        Credentials::new(LOGIN, SECRET.to_owned().into()).unwrap()
    );
    for _ in 0..6 {
        let error = client.create_session(&order()).await.unwrap_err();
        told += &format!("{error} {error:?}");
    }
    for request in server.requests() {
        told += &request.body;
    }
    assert!(
        told.contains(LOGIN) && told.contains("tranKey"),
        "nothing was looked at"
    );
    assert!(!told.contains(SECRET), "{told}");
}

#[tokio::test]
async fn a_failure_told_with_200_is_as_definite_as_its_reason() {
    let failing = |reason: &str| {
        let status = json!({ "status": "FAILED", "reason": reason, "message": "no" });
        ok(&json!({ "status": status }))
    };
    for (reason, definite) in [
        ("request_not_valid", true),
        ("external_service_failed", false),
        ("transaction_request_error", false),
    ] {
        let server = Server::answering([failing(reason), failing(reason), failing(reason)]).await;
        let client = client(&server);
        let created = client.create_session(&order()).await.unwrap_err();
        let cancelled = client.cancel_session(RequestId(1)).await.unwrap_err();
        let queried = client.query_session(RequestId(1)).await.unwrap_err();
        for acted in [&created, &cancelled] {
            assert_eq!(
                matches!(acted, Error::Refused { .. }),
                definite,
                "{acted:?}"
            );
            let unknown = matches!(acted, Error::OutcomeUnknown { .. });
            assert_eq!(unknown, !definite, "{acted:?}");
        }
        let unavailable = matches!(queried, Error::Unavailable { .. });
        assert_eq!(unavailable, !definite, "{queried:?}");
    }
}

#[tokio::test]
async fn an_error_repeats_nothing_that_a_stranger_wrote() {
    let word = format!("SECRETO\u{202e}{}", "X".repeat(100_000));
    let strange = || ok(&json!({ "status": { "status": word } }));
    let server = Server::answering([strange(), strange(), strange()]).await;
    let client = client(&server);
    for error in [
        client.create_session(&order()).await.unwrap_err(),
        client.cancel_session(RequestId(1)).await.unwrap_err(),
        client.query_session(RequestId(1)).await.unwrap_err(),
    ] {
        let told = format!("{error} {error:?}");
        assert!(!told.contains("SECRETO"), "{}", &told[..200]);
    }
}

#[tokio::test]
async fn a_cancel_that_tells_of_money_or_cannot_be_read_is_none() {
    let attempt = |word: &str, total: &str| {
        format!(
            r#"{{"status":{{"status":"OK"}},"session":{{"requestId":31,
                "status":{{"status":"REJECTED"}},"payment":[{{"internalReference":1,
                "status":{{"status":"{word}"}},
                "amount":{{"from":{{"currency":"CLP","total":{total}}}}}}}]}}}}"#
        )
    };
    for (word, total, cancelled) in [
        ("REJECTED", "12990", true),
        ("REJECTED", "12990.5", true),
        ("APPROVED", "12990", false),
        ("APPROVED", "12990.5", false),
        ("APPROVED_PARTIAL", "12990", false),
    ] {
        let server = Server::answering([http("200 OK", &[], &attempt(word, total))]).await;
        let told = client(&server).cancel_session(RequestId(31)).await;
        assert_eq!(told.is_ok(), cancelled, "{told:?}");
        if let Err(error) = told {
            assert!(matches!(error, Error::UnusableAnswer { .. }), "{error:?}");
        }
    }
}

/// A 4xx that tells something else than `FAILED` is no refusal: something may have been done.
#[tokio::test]
async fn i4_only_failed_is_a_refusal() {
    for word in ["APPROVED", "OK", "PENDING", "REJECTED", "ERROR", "NEW_WORD"] {
        for status in [
            "400 Bad Request",
            "401 Unauthorized",
            "404 Not Found",
            "409 Conflict",
        ] {
            let body = json!({ "status": { "status": word, "message": "fallida 102" } });
            let odd = || http(status, &[], &body.to_string());
            let server = Server::answering([odd(), odd(), odd()]).await;
            let client = client(&server);
            let transaction = InternalReference(1);
            for error in [
                client.create_session(&order()).await.unwrap_err(),
                client
                    .reverse(transaction, Reversal::WHOLE)
                    .await
                    .unwrap_err(),
                client.query_session(RequestId(1)).await.unwrap_err(),
            ] {
                assert!(matches!(error, Error::UnusableAnswer { .. }), "{error:?}");
            }
        }
    }
}
