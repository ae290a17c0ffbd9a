//! Faults in action: between the network and the API.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse as _, Response};
use futures_util::{StreamExt as _, stream};
use jiff::SignedDuration;
use serde_json::Value;

use crate::book::Key;
use crate::clock::later;
use crate::distortion;
use crate::faults::{Fault, RequestKind};
use crate::gateway::{Gateway, lock};
use crate::journal::Received;
use crate::line::Scissors;
use crate::server::LARGEST_BODY;
use crate::store::UnwritableStore;

/// The gateway's clock is off by this much, for one request.
#[derive(Clone, Copy, Default)]
pub(crate) struct Skew(pub(crate) SignedDuration);

/// The request was done before: its nonce has been used rightfully.
#[derive(Clone, Copy)]
pub(crate) struct Again;

/// Records each request to the API and does to it what the rules say.
pub(crate) async fn interfere(
    State(gateway): State<Arc<Gateway>>,
    ConnectInfo(scissors): ConnectInfo<Scissors>,
    request: Request,
    next: Next,
) -> Response {
    let path = request.uri().path().to_owned();
    let Some(kind) = RequestKind::of_path(&path) else {
        return next.run(request).await;
    };
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, LARGEST_BODY + 1).await else {
        let request = Request::from_parts(parts, Body::from(vec![b' '; LARGEST_BODY + 1]));
        return next.run(request).await;
    };
    let at = gateway.clock.now();
    let fault = lock(&gateway.faults).strike(kind, &gateway.dice);
    let asked = Asked { parts, body, next };
    let remembered = remembered(&asked.body);
    let response = match fault {
        None => Outcome::Answered(asked.run(&[]).await),
        Some(fault) => afflict(&gateway, asked, fault).await,
    };
    let (response, answered) = match response {
        Outcome::Answered(response) => {
            let code = response.status().as_u16();
            (response, Some(code))
        }
        Outcome::Lost => {
            scissors.cut();
            (StatusCode::NO_CONTENT.into_response(), None)
        }
    };
    lock(&gateway.journal).receive(Received {
        at,
        path,
        body: remembered,
        answered,
    });
    response
}

/// A request that may be run, even twice.
struct Asked {
    parts: Parts,
    body: Bytes,
    next: Next,
}

enum Outcome {
    Answered(Response),
    Lost,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    Again,
    Skewed(SignedDuration),
}

impl Asked {
    async fn run(&self, marks: &[Mark]) -> Response {
        let mut request = Request::from_parts(self.parts.clone(), Body::from(self.body.clone()));
        for mark in marks {
            match mark {
                Mark::Again => drop(request.extensions_mut().insert(Again)),
                Mark::Skewed(by) => drop(request.extensions_mut().insert(Skew(*by))),
            }
        }
        self.next.clone().run(request).await
    }
}

async fn afflict(gateway: &Arc<Gateway>, asked: Asked, fault: Fault) -> Outcome {
    Outcome::Answered(match fault {
        Fault::LoseRequest => return Outcome::Lost,
        Fault::LoseAnswer => {
            asked.run(&[]).await;
            return Outcome::Lost;
        }
        Fault::CloseMidBody => close_mid_body(asked.run(&[]).await).await,
        Fault::Delay { millis } => {
            let wait = SignedDuration::try_from(Duration::from_millis(millis));
            let until = later(gateway.clock.now(), wait.unwrap_or(SignedDuration::MAX));
            gateway.wait_until(until).await;
            asked.run(&[]).await
        }
        Fault::Duplicate => match asked.run(&[]).await {
            done if done.status() == StatusCode::OK => asked.run(&[Mark::Again]).await,
            refused => refused,
        },
        Fault::Status { code, retry_after } => status(code, retry_after),
        Fault::Html => {
            asked.run(&[]).await;
            Html("<!doctype html><title>Mantención</title><h1>Volvemos pronto</h1>").into_response()
        }
        Fault::MalformedJson => text(asked.run(&[]).await, distortion::malformed).await,
        Fault::TruncatedJson => text(asked.run(&[]).await, distortion::truncated).await,
        Fault::NumbersAsStrings => json(asked.run(&[]).await, distortion::numbers_as_strings).await,
        Fault::UnknownStatus { word } => {
            let told = asked.run(&[]).await;
            json(told, |answer| distortion::unknown_status(answer, &word)).await
        }
        Fault::WrongReference => json(asked.run(&[]).await, distortion::wrong_reference).await,
        Fault::WrongAmount => json(asked.run(&[]).await, distortion::wrong_amount).await,
        Fault::WrongCurrency => json(asked.run(&[]).await, distortion::wrong_currency).await,
        Fault::ClockSkew { seconds } => {
            let by = SignedDuration::from_secs(seconds);
            skewed(gateway, asked.run(&[Mark::Skewed(by)]).await, by)
        }
        Fault::ApproveAfterCancel => {
            let response = asked.run(&[]).await;
            approve_cancelled(gateway, response).await
        }
        Fault::ApproveAtExpiry => {
            let response = asked.run(&[]).await;
            approve_at_expiry(gateway, response).await
        }
        Fault::Redirect { url } => redirect(&url),
    })
}

async fn close_mid_body(response: Response) -> Response {
    let (mut parts, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap_or_default();
    let half = body.slice(..body.len() / 2);
    let broken = std::io::Error::from(std::io::ErrorKind::BrokenPipe);
    let length = HeaderValue::from(body.len());
    parts.headers.insert(header::CONTENT_LENGTH, length);
    let end = stream::once(async {
        // The first half is flushed while the second is waited for.
        tokio::task::yield_now().await;
        Err(broken)
    });
    let halves = stream::iter([Ok(half)]).chain(end);
    Response::from_parts(parts, Body::from_stream(halves))
}

fn status(code: u16, retry_after: Option<String>) -> Response {
    let code = StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = (code, Html("<!doctype html><title>Error</title>")).into_response();
    if let Some(Ok(wait)) = retry_after.map(HeaderValue::try_from) {
        response.headers_mut().insert(header::RETRY_AFTER, wait);
    }
    response
}

fn redirect(url: &str) -> Response {
    let mut response = StatusCode::TEMPORARY_REDIRECT.into_response();
    if let Ok(location) = HeaderValue::try_from(url) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
}

/// The same answer with another text.
async fn text(response: Response, distort: impl FnOnce(String) -> String) -> Response {
    let (mut parts, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap_or_default();
    parts.headers.remove(header::CONTENT_LENGTH);
    let body = distort(String::from_utf8_lossy(&body).into_owned());
    Response::from_parts(parts, Body::from(body))
}

/// The same answer with another content.
async fn json(response: Response, distort: impl FnOnce(&mut Value)) -> Response {
    text(response, |body| {
        match serde_json::from_str::<Value>(&body) {
            Ok(mut value) => {
                distort(&mut value);
                value.to_string()
            }
            Err(_) => body,
        }
    })
    .await
}

fn skewed(gateway: &Gateway, mut response: Response, by: SignedDuration) -> Response {
    if let Some(date) = crate::server::http_date(later(gateway.clock.now(), by)) {
        response.headers_mut().insert(header::DATE, date);
    }
    response
}

async fn approve_cancelled(gateway: &Arc<Gateway>, response: Response) -> Response {
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap_or_default();
    let told = serde_json::from_slice::<Value>(&body).unwrap_or_default();
    if let (StatusCode::OK, Some(id)) = (parts.status, told["session"]["requestId"].as_u64()) {
        let now = gateway.clock.now();
        approve(gateway, id, |_| now);
    }
    Response::from_parts(parts, Body::from(body))
}

async fn approve_at_expiry(gateway: &Arc<Gateway>, response: Response) -> Response {
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap_or_default();
    let told = serde_json::from_slice::<Value>(&body).unwrap_or_default();
    if let (StatusCode::OK, Some(id)) = (parts.status, told["requestId"].as_u64()) {
        approve(gateway, id, |session| session.order.expires);
    }
    Response::from_parts(parts, Body::from(body))
}

fn approve(
    gateway: &Gateway,
    id: u64,
    at: impl FnOnce(&crate::session::Session) -> jiff::Timestamp,
) {
    let slip = gateway.dice.slip();
    let approved = gateway.change(&Key::Control { id }, |session, numbers, _| {
        let at = at(session);
        session.approve_late(numbers.next_transaction(), slip, at);
        Ok::<_, UnwritableStore>(())
    });
    if let Some(Err(error)) = approved {
        tracing::error!(
            error = &error as &dyn std::error::Error,
            "approval not kept"
        );
    }
}

/// A request's body without what authenticates it.
fn remembered(body: &[u8]) -> String {
    match serde_json::from_slice::<Value>(body) {
        Ok(Value::Object(mut request)) => {
            request.remove("auth");
            Value::Object(request).to_string()
        }
        Ok(_) | Err(_) => format!("{} bytes that are no JSON object", body.len()),
    }
}
