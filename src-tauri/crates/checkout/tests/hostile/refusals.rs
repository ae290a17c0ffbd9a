//! What a status says, told by someone who exaggerates.

use std::time::Duration;

use placetopay_checkout::{ActionOutcome, AuthFailure, Error};
use serde_json::json;

use crate::calls::{Failure, Purpose, Trap, confirm, create, failures, query, reverse};
use crate::gateway::http;

const A_DAY: u64 = 86_400;

fn retry_after(error: &Error) -> Option<Duration> {
    match error {
        Error::Unavailable { retry_after, .. } | Error::OutcomeUnknown { retry_after, .. } => {
            *retry_after
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_wait_is_heard_and_never_longer_than_a_day() {
    let trap = Trap::new().await;
    let now = "date: Sun, 22 Nov 2026 17:05:00 GMT";
    let early = "date: Thu, 01 Jan 1970 00:00:00 GMT";
    let late = "date: Thu, 30 Dec 9999 21:59:59 GMT";
    for (headers, wait) in [
        (&[][..], None),
        (&["retry-after: 0"], Some(0)),
        (&["retry-after: 17"], Some(17)),
        (&["retry-after: 86400"], Some(A_DAY)),
        (&["retry-after: 86401"], Some(A_DAY)),
        (&["retry-after: 18446744073709551615"], Some(A_DAY)),
        (&["retry-after: 18446744073709551616"], Some(A_DAY)),
        (&["retry-after: -1"], None),
        (&["retry-after: 1e9"], None),
        (&["retry-after: "], None),
        (&["retry-after: ١٧"], None),
        (&["retry-after: mañana"], None),
        (&["retry-after: Sun, 22 Nov 2026 17:05:42 GMT"], Some(42)),
        (
            &["retry-after: Sun, 22 Nov 2026 17:05:42 GMT", now],
            Some(42),
        ),
        (
            &["retry-after: Sun, 22 Nov 2026 17:00:00 GMT", now],
            Some(0),
        ),
        (&["retry-after: Thu, 30 Dec 9999 21:59:59 GMT"], Some(A_DAY)),
        (
            &["retry-after: Thu, 30 Dec 9999 21:59:59 GMT", early],
            Some(A_DAY),
        ),
        (&["retry-after: Fri, 31 Dec 9999 23:59:59 GMT"], None),
        (
            &["retry-after: Thu, 01 Jan 1970 00:00:00 GMT", late],
            Some(0),
        ),
        (&["retry-after: Thu, 01 Jan 1970 00:00:00 GMT"], Some(0)),
        (&["retry-after: Sun, 99 Nov 2026 99:99:99 GMT", now], None),
        (
            &["retry-after: 5", "retry-after: 18446744073709551615"],
            Some(5),
        ),
    ] {
        for (status, failure) in [
            ("429 Too Many Requests", Failure::NothingDone),
            ("503 Service Unavailable", Failure::Unanswered),
        ] {
            trap.gateway.answer(http(status, headers, b"later"));
            for (purpose, error) in failures(&trap.client, status).await {
                let told = format!("{status} {headers:?} {purpose:?}: {error:?}");
                assert!(failure.is(purpose, &error), "{told}");
                assert_eq!(retry_after(&error), wait.map(Duration::from_secs), "{told}");
            }
        }
    }
}

#[tokio::test]
async fn a_failing_server_leaves_a_call_unanswered_whatever_its_page_says() {
    let trap = Trap::new().await;
    let refusal = json!({ "status": { "status": "FAILED", "reason": "x", "message": "no" } });
    for status in [
        "500", "501", "502", "503", "504", "511", "599", "600", "999",
    ] {
        for body in ["", "<html>", &refusal.to_string(), crate::calls::HONEST] {
            let bytes = http(&format!("{status} Oops"), &[], body.as_bytes());
            trap.fails(Failure::Unanswered, bytes, status).await;
        }
    }
}

fn failed(reason: &str, message: &str) -> Vec<u8> {
    let status = json!({ "status": "FAILED", "reason": reason, "message": message });
    json!({ "status": status }).to_string().into_bytes()
}

#[tokio::test]
async fn only_the_gateways_own_words_refuse() {
    let trap = Trap::new().await;
    for code in [400, 402, 403, 405, 408, 409, 413, 418, 422, 451, 499] {
        let status = format!("{code} No");
        let own = failed("request_not_valid", "La referencia ya fue usada");
        trap.gateway.answer(http(&status, &[], &own));
        for (_, error) in failures(&trap.client, &status).await {
            let refused = Error::Refused {
                http_status: code,
                reason: "request_not_valid".to_owned(),
                message: "La referencia ya fue usada".to_owned(),
            };
            assert_eq!(error, refused);
        }
        for body in ["", "<html>", "null", "[]", "{}", r#"{"status":"FAILED"}"#] {
            let bytes = http(&status, &[], body.as_bytes());
            trap.fails(Failure::Unusable, bytes, &status).await;
        }
    }
}

#[tokio::test]
async fn an_unknown_session_is_only_unknown_in_the_gateways_own_words() {
    let trap = Trap::new().await;
    let own = failed("request_not_valid", "No existe");
    trap.gateway.answer(http("404 Not Found", &[], &own));
    for (purpose, error) in failures(&trap.client, "an unknown session").await {
        let right = match purpose {
            Purpose::Query | Purpose::Cancel => matches!(error, Error::NotFound { .. }),
            Purpose::Create | Purpose::Reverse => matches!(error, Error::Refused { .. }),
        };
        assert!(right, "{purpose:?}: {error:?}");
    }
    let page = http("404 Not Found", &[], b"<h1>Not Found</h1>");
    trap.fails(Failure::Unusable, page, "another server's page")
        .await;
}

#[tokio::test]
async fn credentials_are_refused_with_and_without_a_number() {
    let trap = Trap::new().await;
    for (message, failure) in [
        ("", AuthFailure::Other(None)),
        ("fallida", AuthFailure::Other(None)),
        ("fallida 99999999999999999999", AuthFailure::Other(None)),
        ("fallida ١٠٢", AuthFailure::Other(None)),
        ("fallida 102", AuthFailure::WrongKey),
        (
            "103: fallida 4294967295",
            AuthFailure::Other(Some(u32::MAX)),
        ),
    ] {
        trap.gateway
            .answer(http("401 No", &[], &failed("401", message)));
        for (_, error) in failures(&trap.client, message).await {
            assert_eq!(error, Error::Credentials(failure), "{message}");
        }
    }
    let sent = trap.gateway.requests().len();
    trap.gateway
        .answer(http("401 No", &[], &failed("401", "fallida 103")));
    for (_, error) in failures(&trap.client, "a refused time").await {
        assert_eq!(error, Error::Clock { offset: None });
    }
    let sent = trap.gateway.requests().len() - sent;
    assert_eq!(sent, 4, "nothing told another time");
    for body in [&b""[..], b"<html>", b"{}"] {
        let bytes = http("401 No", &["www-authenticate: Basic"], body);
        trap.fails(Failure::Unusable, bytes, "somebody else's 401")
            .await;
    }
}

#[tokio::test]
async fn what_the_gateway_itself_does_not_know_is_no_refusal() {
    let trap = Trap::new().await;
    for reason in ["transaction_request_error", "external_service_failed"] {
        for status in ["400 Bad Request", "404 Not Found", "422 No"] {
            trap.gateway.answer(http(status, &[], &failed(reason, "?")));
            let client = &trap.client;
            let error = reverse(client).await.unwrap_err();
            assert!(
                Failure::Unanswered.is(Purpose::Reverse, &error),
                "{error:?}"
            );
            let error = confirm(client).await.unwrap_err();
            assert!(
                Failure::Unanswered.is(Purpose::Reverse, &error),
                "{error:?}"
            );
            let error = create(client).await.unwrap_err();
            assert!(Failure::Unanswered.is(Purpose::Create, &error), "{error:?}");
        }
        let bytes = http("400 Bad Request", &[], &failed(reason, "?"));
        trap.fails(Failure::Unanswered, bytes, reason).await;
        trap.gateway
            .answer(http("200 OK", &[], &failed(reason, "?")));
        let client = &trap.client;
        let answer = reverse(client).await.unwrap();
        assert_eq!(answer.outcome, ActionOutcome::Unclear);
        let answer = confirm(client).await.unwrap();
        assert_eq!(answer.outcome, ActionOutcome::Unclear);
        query(client).await.unwrap_err();
    }
}
