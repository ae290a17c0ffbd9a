//! Gateways to run against, good and bad, and the customer at the payment page.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::http::{StatusCode, Uri};
use sandbox::{Clock, Config, Sandbox, Site};
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpSocket};

use super::Counter;

pub const APPROVES: &str = "4110760000000081";
pub const REJECTS: &str = "4110760000000016";
pub const PENDING_APPROVES: &str = "4110760000000073";

/// What the gateway's clock shows when it opens: 14:05 in Chile.
pub const START: &str = "2026-11-22T17:05:00Z";

/// A gateway whose clock stands still until the test moves it.
pub struct Bank {
    pub sandbox: Sandbox,
    pub clock: Clock,
}

impl Bank {
    pub async fn open() -> Bank {
        Bank::with(Config::training().sites).await
    }

    /// A gateway that knows this secret key.
    pub async fn with_secret(secret: &str) -> Bank {
        let mut sites = Config::training().sites;
        sites[0].secret_key = secret.to_owned();
        Bank::with(sites).await
    }

    async fn with(sites: Vec<Site>) -> Bank {
        let clock = Clock::manual(START.parse().unwrap());
        let config = Config {
            clock: clock.clone(),
            sites,
            ..Config::training()
        };
        Bank {
            sandbox: Sandbox::start(config).await.unwrap(),
            clock,
        }
    }

    pub fn url(&self) -> &str {
        self.sandbox.url()
    }

    pub fn site(&self) -> &Site {
        &self.sandbox.sites()[0]
    }

    /// A till that takes payments here.
    pub async fn counter(&self) -> Counter {
        Counter::at(self.url(), &self.site().login, &self.site().secret_key).await
    }

    /// Sets a till up with another printer.
    pub async fn give_printer(&self, counter: &Counter, printer: &Path) {
        let (url, login) = (self.url(), &self.site().login);
        let line = format!("init --environment custom --url {url} --login {login}");
        let line = format!("{line} --printer file:{}", printer.display());
        counter.run(&line).await.exits(0);
    }

    /// So much time passes that every open session is over.
    pub fn let_everything_expire(&self) {
        self.clock.advance(Duration::from_secs(16 * 60));
    }
}

/// The customer pays all that is left.
pub async fn pay(page: &str, card: &str) {
    post(&format!("{page}/pay"), &format!("card={card}")).await;
}

/// The customer pays a part.
pub async fn pay_part(page: &str, amount: u32) {
    let form = format!("card={APPROVES}&amount={amount}");
    post(&format!("{page}/pay"), &form).await;
}

/// The customer does not want to go on.
pub async fn abandon(page: &str) {
    post(&format!("{page}/abandon"), "").await;
}

async fn post(url: &str, form: &str) {
    let http = reqwest::Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none());
    let request = http.build().unwrap().post(url);
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    let answer = request.body(form.to_owned()).send().await.unwrap();
    assert_eq!(answer.status(), 303, "the page did not take {form:?}");
}

/// What a request asks for, towards a gateway written by hand.
pub struct Asked {
    /// Where the gateway is.
    pub url: String,
    pub path: String,
    pub body: Value,
}

/// A gateway that answers as the test says; its address.
pub async fn gateway(answer: impl Fn(&Asked) -> (u16, String) + Send + Sync + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (answer, own) = (Arc::new(answer), url.clone());
    let answering = move |uri: Uri, body: String| {
        let (code, text) = answer(&Asked {
            url: own.clone(),
            path: uri.path().to_owned(),
            body: serde_json::from_str(&body).unwrap_or_default(),
        });
        async move { (StatusCode::from_u16(code).unwrap(), text) }
    };
    let router = Router::new().fallback(answering);
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
}

/// A gateway where the session `1` is opened, and a query about it answers as the test says, from
/// the request's `payment`.
pub async fn opening_gateway(
    answer: impl Fn(&Value) -> (u16, Value) + Send + Sync + 'static,
) -> String {
    let asked_for = std::sync::Mutex::new(Value::Null);
    let answering = move |asked: &Asked| {
        let (code, answer) = match asked.path.as_str() {
            "/api/session" => {
                *asked_for.lock().unwrap() = asked.body["payment"].clone();
                let page = format!("{}/session/1/x", asked.url);
                (
                    200,
                    json!({"status": ok(), "requestId": 1, "processUrl": page}),
                )
            }
            "/api/session/1" => answer(&asked_for.lock().unwrap()),
            _ => (404, json!({})),
        };
        (code, answer.to_string())
    };
    gateway(answering).await
}

/// A gateway that says of the paid session that another sum was paid.
pub async fn overpaid() -> String {
    opening_gateway(|payment| {
        let money = json!({"currency": "CLP", "total": 13_990});
        let approved = status("APPROVED", "00", "Aprobada");
        let transaction = json!({
            "status": approved,
            "internalReference": 7,
            "reference": payment["reference"],
            "paymentMethodName": "Visa",
            "amount": {"from": money, "to": money, "factor": 1},
            "authorization": "000111",
            "receipt": "222333",
        });
        let answer = json!({
            "requestId": 1,
            "status": approved,
            "request": {"payment": payment},
            "payment": [transaction],
        });
        (200, answer)
    })
    .await
}

fn ok() -> Value {
    status("OK", "PC", "La petición se ha procesado correctamente")
}

pub fn status(status: &str, reason: impl Into<Value>, message: &str) -> Value {
    json!({
        "status": status,
        "reason": reason.into(),
        "message": message,
        "date": "2026-11-22T14:05:00-03:00",
    })
}

/// The refusal of credentials, as the gateway writes it.
pub fn not_authenticated(number: u16) -> Value {
    let message = format!("Autenticación fallida {number}");
    json!({"status": status("FAILED", 401, &message)})
}

/// An address that nobody serves, kept from others as long as it is held.
pub fn nobody() -> (String, TcpSocket) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let url = format!("http://{}", socket.local_addr().unwrap());
    (url, socket)
}

/// A gateway that takes every call and never says a word.
pub async fn silent() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let mut held = Vec::new();
        while let Ok((stream, _)) = listener.accept().await {
            held.push(stream);
        }
    });
    url
}
