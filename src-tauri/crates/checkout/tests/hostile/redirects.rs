//! Answers that lead elsewhere: nobody follows, since the body carries credentials.

use crate::calls::{Failure, Trap, failures};
use crate::gateway::{Gateway, http};

#[tokio::test]
async fn a_redirect_is_hostile_and_leads_nowhere() {
    let elsewhere = Gateway::answering("HTTP/1.1 200 OK\r\n\r\n").await;
    let told = format!("location: {}/api/session", elsewhere.url);
    let trap = Trap::new().await;
    for status in [
        "300 Multiple Choices",
        "301 Moved Permanently",
        "302 Found",
        "303 See Other",
        "305 Use Proxy",
        "307 Temporary Redirect",
        "308 Permanent Redirect",
    ] {
        let bytes = http(status, &[&told], b"");
        trap.fails(Failure::Hostile, bytes, status).await;
        trap.client.learn_clock().await.unwrap();
    }
    assert_eq!(elsewhere.connections(), 0);
    assert!(elsewhere.requests().is_empty());
}

#[tokio::test]
async fn a_redirect_to_the_gateway_itself_is_not_followed_either() {
    let trap = Trap::new().await;
    for location in ["location: /api/session/1", "location: ", "location: //["] {
        let bytes = http("307 Temporary Redirect", &[location], b"");
        trap.fails(Failure::Hostile, bytes, location).await;
    }
}

#[tokio::test]
async fn a_redirect_without_a_place_is_hostile() {
    let trap = Trap::new().await;
    for status in ["300 Multiple Choices", "304 Not Modified", "399 Whatever"] {
        let bytes = http(status, &[], b"");
        trap.fails(Failure::Hostile, bytes, status).await;
    }
}

#[tokio::test]
async fn a_refresh_or_a_location_beside_another_status_leads_nowhere() {
    let elsewhere = Gateway::answering("HTTP/1.1 200 OK\r\n\r\n").await;
    let location = format!("location: {}/", elsewhere.url);
    let refresh = format!("refresh: 0; url={}/", elsewhere.url);
    let alternative = format!(
        "alt-svc: http/1.1=\"{}\"",
        &elsewhere.url["http://".len()..]
    );
    let headers = [location.as_str(), &refresh, &alternative];
    let trap = Trap::new().await;
    for status in ["200 OK", "201 Created", "503 Service Unavailable"] {
        trap.gateway.answer(http(status, &headers, b""));
        failures(&trap.client, status).await;
        failures(&trap.client, status).await;
    }
    assert_eq!(trap.gateway.requests().len(), 24);
    assert_eq!(elsewhere.connections(), 0);
}
