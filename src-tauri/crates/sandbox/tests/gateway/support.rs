//! A merchant and a customer, as small as they can be.

use std::io::Write as _;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use jiff::Timestamp;
use reqwest::header::{CONTENT_TYPE, HeaderMap};
use sandbox::{Clock, Config, Sandbox, Site};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

pub const APPROVES: &str = "4110760000000081";
pub const REJECTS: &str = "4110760000000016";
pub const PENDING_APPROVES: &str = "4110760000000073";
pub const PENDING_REJECTS: &str = "4048370000000037";
pub const SLOW_APPROVES: &str = "4110760000000024";

/// 14:05 in Chile.
pub const START: &str = "2026-11-22T17:05:00Z";

pub fn minutes(minutes: u64) -> Duration {
    Duration::from_secs(minutes * 60)
}

/// A sandbox with a clock to advance, and the programs that talk to it.
pub struct World {
    pub sandbox: Sandbox,
    pub clock: Clock,
    pub http: reqwest::Client,
}

/// What came back.
pub struct Reply {
    pub code: u16,
    pub headers: HeaderMap,
    pub text: String,
}

impl Reply {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).expect(&self.text)
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// Asserts a refusal of the API, and gives its message.
    #[track_caller]
    pub fn refused(&self, code: u16, reason: impl Into<Value>) -> String {
        assert_eq!(self.code, code, "{}", self.text);
        let status = &self.json()["status"];
        assert_eq!(status["status"], "FAILED");
        assert_eq!(status["reason"], reason.into());
        status["message"].as_str().unwrap().to_owned()
    }
}

/// A session as the merchant got it.
pub struct Opened {
    pub id: u64,
    pub url: String,
}

pub fn config(clock: &Clock) -> Config {
    let other = Site::new("Otro comercio", "otro", "clave-de-otro");
    let mut config = Config {
        clock: clock.clone(),
        ..Config::training()
    };
    config.sites.insert(1, other);
    config
}

/// The `auth` of a request by `site` at `now`.
pub fn auth(site: &Site, now: Timestamp) -> Value {
    let nonce: [u8; 16] = rand::random();
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

impl World {
    pub async fn new() -> Self {
        let clock = Clock::manual(START.parse().unwrap());
        Self::with(config(&clock)).await
    }

    pub async fn with(config: Config) -> Self {
        let clock = config.clock.clone();
        let sandbox = Sandbox::start(config).await.unwrap();
        // Reading the system's certificates takes longer than most tests, and nothing here is TLS.
        let http = reqwest::Client::builder()
            .tls_certs_only([])
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        Self {
            sandbox,
            clock,
            http,
        }
    }

    pub fn site(&self) -> &Site {
        &self.sandbox.sites()[0]
    }

    pub fn auth(&self) -> Value {
        auth(self.site(), self.clock.now())
    }

    /// A create request without `auth`: $12.990, half an hour.
    pub fn order(&self, reference: &str) -> Value {
        json!({
            "payment": {
                "reference": reference,
                "description": "Pan & queso",
                "amount": {"currency": "CLP", "total": 12990},
                "allowPartial": false,
            },
            "expiration": (self.clock.now() + minutes(30)).to_string(),
            "returnUrl": "https://shop.test/return",
            "ipAddress": "127.0.0.1",
            "userAgent": "tests",
        })
    }

    pub async fn post(&self, path: &str, body: &Value) -> Reply {
        let kind = match path {
            "/api/session" => "create-response",
            "/api/transaction" | "/api/reverse" => "transaction-response",
            _ if path.ends_with("/cancel") => "cancel-response",
            _ => "query-response",
        };
        let reply = self.post_text(path, body.to_string()).await;
        keep_answer(
            if reply.code == 200 {
                kind
            } else {
                "status-response"
            },
            &reply.text,
        );
        reply
    }

    pub async fn post_text(&self, path: &str, body: String) -> Reply {
        self.send(path, body).await.unwrap()
    }

    /// Sends a body where the connection may break, and keeps no answer: it may be a wrong one.
    pub async fn send(&self, path: &str, body: String) -> reqwest::Result<Reply> {
        let url = format!("{}{path}", self.sandbox.url());
        let request = self
            .http
            .post(url)
            .header(CONTENT_TYPE, "application/json")
            .body(body);
        received(request).await
    }

    /// Sends a body with a fresh `auth`.
    pub async fn ask(&self, path: &str, body: Value) -> Reply {
        self.ask_as(self.site(), path, body).await
    }

    /// Sends a body with a fresh `auth` of `site`.
    pub async fn ask_as(&self, site: &Site, path: &str, mut body: Value) -> Reply {
        body["auth"] = auth(site, self.clock.now());
        self.post(path, &body).await
    }

    /// The site with this login.
    pub fn site_of(&self, login: &str) -> &Site {
        let mut sites = self.sandbox.sites().iter();
        sites.find(|site| site.login == login).unwrap()
    }

    pub async fn create(&self, order: Value) -> Reply {
        self.ask("/api/session", order).await
    }

    pub async fn open(&self, order: Value) -> Opened {
        self.open_as(self.site(), order).await
    }

    pub async fn open_as(&self, site: &Site, order: Value) -> Opened {
        let reply = self.ask_as(site, "/api/session", order).await;
        assert_eq!(reply.code, 200, "{}", reply.text);
        let body = reply.json();
        assert_eq!(body["status"]["status"], "OK");
        Opened {
            id: body["requestId"].as_u64().unwrap(),
            url: body["processUrl"].as_str().unwrap().to_owned(),
        }
    }

    pub async fn query(&self, session: &Opened) -> Value {
        self.query_as(self.site(), session).await
    }

    pub async fn query_as(&self, site: &Site, session: &Opened) -> Value {
        let path = format!("/api/session/{}", session.id);
        let reply = self.ask_as(site, &path, json!({})).await;
        assert_eq!(reply.code, 200, "{}", reply.text);
        reply.json()
    }

    /// The session's status and the reason for it.
    pub async fn status(&self, session: &Opened) -> (String, String) {
        let status = self.query(session).await["status"].clone();
        let text = |name: &str| status[name].as_str().unwrap().to_owned();
        (text("status"), text("reason"))
    }

    pub async fn cancel(&self, session: &Opened) -> Reply {
        self.ask(&format!("/api/session/{}/cancel", session.id), json!({}))
            .await
    }

    pub async fn pay(&self, session: &Opened, card: &str) -> Reply {
        self.pay_form(session, &format!("card={card}")).await
    }

    pub async fn pay_form(&self, session: &Opened, form: &str) -> Reply {
        let request = self
            .http
            .post(format!("{}/pay", session.url))
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(form.to_owned());
        reply(request).await
    }

    /// Enters a 3-D Secure code.
    pub async fn enter_code(&self, session: &Opened, code: &str) -> Reply {
        let request = self
            .http
            .post(format!("{}/code", session.url))
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(format!("code={code}"));
        reply(request).await
    }

    pub async fn abandon(&self, session: &Opened) -> Reply {
        reply(self.http.post(format!("{}/abandon", session.url))).await
    }

    pub async fn page(&self, session: &Opened) -> Reply {
        self.get(&session.url).await
    }

    pub async fn get(&self, url: &str) -> Reply {
        reply(self.http.get(url)).await
    }
}

async fn reply(request: reqwest::RequestBuilder) -> Reply {
    received(request).await.unwrap()
}

async fn received(request: reqwest::RequestBuilder) -> reqwest::Result<Reply> {
    let response = request.send().await?;
    let (code, headers) = (response.status().as_u16(), response.headers().clone());
    Ok(Reply {
        code,
        headers,
        text: response.text().await?,
    })
}

/// With `SANDBOX_ANSWERS=directory`, every answer of the API is appended there, one a line, in a
/// file named after its schema, to be validated against the published description.
pub fn keep_answer(kind: &str, text: &str) {
    let Some(directory) = std::env::var_os("SANDBOX_ANSWERS") else {
        return;
    };
    let file = std::path::Path::new(&directory).join(kind);
    let mut file = std::fs::File::options()
        .create(true)
        .append(true)
        .open(file)
        .unwrap();
    file.write_all(format!("{text}\n").as_bytes()).unwrap();
}

#[track_caller]
pub fn assert_status(found: (String, String), status: &str, reason: &str) {
    assert_eq!((found.0.as_str(), found.1.as_str()), (status, reason));
}
