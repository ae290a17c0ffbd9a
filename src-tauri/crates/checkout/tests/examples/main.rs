//! The examples as someone runs them: with the environment's variables, against a server.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::env;
use std::path::PathBuf;
use std::process::{Output, Stdio};

use serde_json::json;
use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;

use crate::server::{Answer, Server, ok};

mod network;
#[allow(dead_code, reason = "the other tests use the rest")]
#[path = "../client/server.rs"]
mod server;

/// An example as cargo built it beside this test.
pub fn example(name: &str) -> Command {
    let test: PathBuf = env::current_exe().unwrap();
    let target = test.ancestors().nth(2).unwrap();
    let program = target
        .join("examples")
        .join(name)
        .with_extension(env::consts::EXE_EXTENSION);
    assert!(
        program.exists(),
        "cargo build --examples builds {}",
        program.display()
    );
    let mut command = Command::new(program);
    command.env_clear().kill_on_drop(true);
    command
}

pub fn asking(name: &str, gateway: &str) -> Command {
    let mut command = example(name);
    command
        .env("CHECKOUT_GATEWAY", gateway)
        .env("CHECKOUT_LOGIN", "login")
        .env("CHECKOUT_SECRET_KEY", "llave-muy-secreta");
    command
}

/// What it printed and what it complained of.
pub fn told(output: &Output) -> (String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (text(&output.stdout), text(&output.stderr))
}

#[tokio::test]
async fn create_prints_the_page_to_pay_at() {
    let clock = "HTTP/1.1 405 Method Not Allowed\r\nconnection: close\r\n\r\n";
    let server = Server::answering([Answer::Bytes(clock.into())]).await;
    let page = format!("{}/session/733/abc", server.url);
    server.then(ok(&json!({
        "status": { "status": "OK" }, "requestId": 733, "processUrl": page,
    })));
    let mut create = asking("create", &server.url);
    let output = create.args(["C1-0001", "12990"]).output().await.unwrap();
    let (printed, complaint) = told(&output);
    assert!(output.status.success(), "{complaint}");
    assert!(printed.contains("session 733"), "{printed}");
    assert!(printed.contains(&format!("pay at  {page}")), "{printed}");
    let asked = server.requests()[1].json();
    assert_eq!(asked["payment"]["amount"]["total"], 12_990);
}

#[tokio::test]
async fn query_prints_the_attempts() {
    let approved = |word| json!({ "status": word, "reason": "00", "message": "Aprobada" });
    let server = Server::answering([ok(&json!({
        "requestId": 733,
        "status": approved("APPROVED"),
        "payment": [{
            "internalReference": 98,
            "status": approved("APPROVED"),
            "amount": { "from": { "currency": "CLP", "total": 12990 } },
        }],
    }))])
    .await;
    let output = asking("query", &server.url)
        .arg("733")
        .output()
        .await
        .unwrap();
    let (printed, complaint) = told(&output);
    assert!(output.status.success(), "{complaint}");
    assert_eq!(
        printed,
        "733: APPROVED Aprobada\n  98: APPROVED, took CLP 12990\n"
    );
}

#[tokio::test]
async fn refund_gives_back_a_part() {
    let done = json!({ "status": { "status": "APPROVED" } });
    let server = Server::answering([ok(&done)]).await;
    let mut refund = asking("refund", &server.url);
    let output = refund.args(["640", "5000"]).output().await.unwrap();
    let (printed, complaint) = told(&output);
    assert_eq!((printed.as_str(), complaint.as_str()), ("given back\n", ""));
    let asked = server.requests()[0].json();
    assert_eq!(asked["amount"], json!({ "currency": "CLP", "total": 5000 }));
}

/// The signature is openssl's, as in the tests of notifications.
#[tokio::test]
async fn notification_tells_what_was_signed() {
    let signature = "82c125ef4001302016b83b948dd1bb0e48651dfaa76fbe8972ff982af895de26";
    let body = json!({
        "status": { "status": "APPROVED", "date": "2026-11-22T14:05:00-03:00" },
        "requestId": 733,
        "reference": "C1-0001",
        "signature": format!("sha256:{signature}"),
    });
    for (secret, expected) in [
        ("secret key", "session 733 may be APPROVED: query it\n"),
        ("another", ""),
    ] {
        let mut verify = example("notification")
            .env("CHECKOUT_SECRET_KEY", secret)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut input = verify.stdin.take().unwrap();
        input.write_all(body.to_string().as_bytes()).await.unwrap();
        drop(input);
        let output = verify.wait_with_output().await.unwrap();
        assert_eq!(told(&output).0, expected);
        assert_eq!(output.status.success(), !expected.is_empty());
    }
}

#[tokio::test]
async fn what_is_missing_is_named() {
    let output = example("query").arg("733").output().await.unwrap();
    let (_, complaint) = told(&output);
    assert!(complaint.contains("CHECKOUT_GATEWAY"), "{complaint}");
    let output = asking("query", "http://192.168.1.9")
        .arg("1")
        .output()
        .await;
    let (_, complaint) = told(&output.unwrap());
    assert!(complaint.contains("Unencrypted"), "{complaint}");
}
