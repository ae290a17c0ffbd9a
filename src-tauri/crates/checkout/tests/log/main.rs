//! What reaches the log. Alone in its process: what is logged depends on all subscribers in it.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::io;
use std::sync::{Arc, Mutex};

use jiff::{SignedDuration, Timestamp};
use placetopay_checkout::{
    Amount, Client, CreateSession, Credentials, Expiration, Gateway, Options, RequestId,
};
use serde_json::json;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::fmt::format::FmtSpan;

use crate::server::{Server, failed, ok};

#[allow(dead_code, reason = "the other tests use the rest")]
#[path = "../client/server.rs"]
mod server;

const LOGIN: &str = "sitio-de-prueba";
const SECRET: &str = "llave-muy-secreta";

fn client(server: &Server) -> Client {
    let credentials = Credentials::new(LOGIN, SECRET.to_owned().into()).unwrap();
    let gateway: Gateway = server.url.parse().unwrap();
    Client::new(gateway, credentials, Options::default()).unwrap()
}

fn order() -> CreateSession {
    let now = Timestamp::now();
    CreateSession::new(
        "C1-0001".parse().unwrap(),
        Amount::clp(12_990),
        Expiration::after(SignedDuration::from_mins(15), now).unwrap(),
        "https://shop.cl/gracias".parse().unwrap(),
    )
    .unwrap()
}

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Log {
    type Writer = Log;

    fn make_writer(&self) -> Log {
        self.clone()
    }
}

/// Everything is logged that anyone could ask for, other libraries' traces too.
#[tokio::test]
async fn a_call_leaves_its_number_status_and_duration_and_no_body() {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .with_span_events(FmtSpan::FULL)
        .with_ansi(false)
        .with_writer(log.clone())
        .finish();
    let guard = tracing::subscriber::set_default(subscriber);
    let paid = json!({
        "requestId": 733,
        "status": { "status": "APPROVED", "message": "contenido-del-cuerpo" },
        "request": { "payer": { "name": "Ana-la-clienta", "document": "11111111-1" } },
    });
    let refused = failed("401 Unauthorized", 401, "Autenticación fallida 102");
    let server = Server::answering([ok(&paid), refused]).await;
    let client = client(&server);
    client.query_session(RequestId(733)).await.unwrap();
    client.create_session(&order()).await.unwrap_err();
    drop(guard);
    let log = log.text();
    for expected in [
        "checkout{call=\"query\" request_id=733 http_status=200 status=\"APPROVED\" duration_ms=",
        "checkout{call=\"create\" http_status=401 status=\"FAILED\" duration_ms=",
    ] {
        assert!(log.contains(expected), "{expected} is not in {log}");
    }
    for secret in [
        SECRET,
        "contenido-del-cuerpo",
        "Ana-la-clienta",
        "11111111-1",
    ] {
        assert!(!log.contains(secret), "{secret} is in {log}");
    }
    for request in server.requests() {
        let key = request.json()["auth"]["tranKey"]
            .as_str()
            .unwrap()
            .to_owned();
        assert!(!log.contains(&key), "a signature is in {log}");
        assert!(!log.contains(LOGIN), "the login is in {log}");
    }
}
