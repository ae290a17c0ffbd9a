//! Answers that lead elsewhere: nobody follows, since the body carries credentials.

use crate::calls::{Failure, client, failures};
use crate::gateway::{Gateway, http};

#[tokio::test]
async fn a_redirect_is_hostile_and_leads_nowhere() {
    let elsewhere = Gateway::answering("HTTP/1.1 200 OK\r\n\r\n").await;
    let told = format!("location: {}/api/session", elsewhere.url);
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
        Failure::Hostile.after(bytes, status).await;
    }
    assert_eq!(elsewhere.connections(), 0);
    assert!(elsewhere.requests().is_empty());
}

#[tokio::test]
async fn a_redirect_to_the_gateway_itself_is_not_followed_either() {
    for location in ["location: /api/session/1", "location: ", "location: \u{7f}"] {
        let bytes = http("307 Temporary Redirect", &[location], b"");
        Failure::Hostile.after(bytes, location).await;
    }
}

#[tokio::test]
async fn a_redirect_without_a_place_is_hostile() {
    for status in ["300 Multiple Choices", "304 Not Modified", "399 Whatever"] {
        Failure::Hostile.after(http(status, &[], b""), status).await;
    }
}

#[tokio::test]
async fn a_refresh_or_a_location_beside_another_status_leads_nowhere() {
    let elsewhere = Gateway::answering("HTTP/1.1 200 OK\r\n\r\n").await;
    let location = format!("location: {}/", elsewhere.url);
    let refresh = format!("refresh: 0; url={}/", elsewhere.url);
    let alternative = format!("alt-svc: http/1.1=\"{}\"", &elsewhere.url["http://".len()..]);
    let headers = [location.as_str(), &refresh, &alternative];
    for status in ["200 OK", "201 Created", "503 Service Unavailable"] {
        let gateway = Gateway::answering(http(status, &headers, b"")).await;
        let client = client(&gateway.url);
        failures(&client).await;
        failures(&client).await;
        assert_eq!(gateway.requests().len(), 8);
    }
    assert_eq!(elsewhere.connections(), 0);
}
