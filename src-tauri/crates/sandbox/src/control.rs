//! The hand behind the curtain: settle, expire, advance, break, and look at what was received. The
//! same over HTTP as by calls to [`Sandbox`](crate::Sandbox).

use std::sync::Arc;
use std::time::Duration;

use axum::extract::rejection::{JsonRejection, PathRejection};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::book::Key;
use crate::cards::{Decision, Reason};
use crate::faults::Rule;
use crate::gateway::{Gateway, lock};
use crate::session::{NotActed, Standing};
use crate::store::UnwritableStore;
use crate::wire::{self, Status, Telling};

/// How a payment that is under way is to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Outcome {
    /// The bank approves it.
    Approve,
    /// The bank rejects it.
    Reject,
}

/// What can't be done to a session from behind the curtain.
#[derive(Debug, thiserror::Error)]
pub enum ControlError {
    /// There is no such session.
    #[error("there is no such session")]
    NoSuchSession,
    /// It has no such payment under way.
    #[error("the session has no such payment under way")]
    NothingUnderWay,
    /// The change can't be kept.
    #[error(transparent)]
    NotKept(#[from] UnwritableStore),
}

/// A session, in a few words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Glimpse {
    /// The gateway's number for it.
    pub request_id: u64,
    /// The merchant's reference.
    pub reference: String,
    /// Its status, such as `PENDING`.
    pub status: String,
    /// Where the customer pays.
    pub process_url: String,
    /// The numbers of its payments under way.
    pub under_way: Vec<u64>,
}

impl Gateway {
    pub(crate) fn settle_payment(
        &self,
        id: u64,
        internal_reference: u64,
        outcome: Outcome,
    ) -> Result<(), ControlError> {
        let decision = match outcome {
            Outcome::Approve => Decision::Approve,
            Outcome::Reject => Decision::Reject(Reason::Declined),
        };
        let settled = self.change(&Key::Control { id }, |session, _, now| {
            session
                .settle(internal_reference, decision, now)
                .map_err(|_: NotActed| ControlError::NothingUnderWay)
        });
        settled.ok_or(ControlError::NoSuchSession)?.map(drop)
    }

    pub(crate) fn expire_session(&self, id: u64) -> Result<(), ControlError> {
        let expired = self.change(&Key::Control { id }, |session, _, now| {
            session.expire(now);
            Ok::<_, ControlError>(())
        });
        expired.ok_or(ControlError::NoSuchSession)?.map(drop)
    }

    pub(crate) fn glimpses(&self) -> Vec<Glimpse> {
        let now = self.clock.now();
        let telling = |session: &crate::session::Session| Telling {
            now,
            zone: &self.zone,
            language: session.order.language,
        };
        self.look(|book| {
            let glimpse = |session: &Arc<crate::session::Session>| Glimpse {
                request_id: session.id,
                reference: session.order.reference.clone(),
                status: Status::of_session(session.state(now), telling(session))
                    .status
                    .to_owned(),
                process_url: wire::process_url(session, &self.url),
                under_way: session
                    .attempts(now)
                    .filter(|attempt| !matches!(attempt.standing(now), Standing::Decided { .. }))
                    .map(|attempt| attempt.internal_reference)
                    .collect(),
            };
            book.sessions().map(glimpse).collect()
        })
    }
}

pub(crate) fn router(gateway: Arc<Gateway>) -> Router {
    Router::new()
        .route("/sessions", get(sessions))
        .route("/sessions/{id}/expire", post(expire))
        .route("/sessions/{id}/settle", post(settle))
        .route("/received", get(received))
        .route("/notified", get(notified))
        .route("/clock", get(time))
        .route("/clock/advance", post(advance))
        .route("/faults", get(faults).post(add_fault).delete(clear_faults))
        .fallback(unknown)
        .method_not_allowed_fallback(wrong_method)
        .with_state(gateway)
}

async fn sessions(State(gateway): State<Arc<Gateway>>) -> Response {
    Json(gateway.glimpses()).into_response()
}

async fn expire(
    State(gateway): State<Arc<Gateway>>,
    id: Result<Path<u64>, PathRejection>,
) -> Response {
    match id {
        Ok(Path(id)) => done(gateway.expire_session(id)),
        Err(wrong) => complaint(wrong.status(), wrong.body_text()),
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Settle {
    internal_reference: u64,
    outcome: Outcome,
}

async fn settle(
    State(gateway): State<Arc<Gateway>>,
    id: Result<Path<u64>, PathRejection>,
    body: Result<Json<Settle>, JsonRejection>,
) -> Response {
    match (id, body) {
        (Ok(Path(id)), Ok(Json(settle))) => {
            done(gateway.settle_payment(id, settle.internal_reference, settle.outcome))
        }
        (Err(wrong), _) => complaint(wrong.status(), wrong.body_text()),
        (_, Err(wrong)) => complaint(wrong.status(), wrong.body_text()),
    }
}

async fn received(State(gateway): State<Arc<Gateway>>) -> Response {
    Json(lock(&gateway.journal).received()).into_response()
}

async fn notified(State(gateway): State<Arc<Gateway>>) -> Response {
    Json(lock(&gateway.journal).notified()).into_response()
}

async fn time(State(gateway): State<Arc<Gateway>>) -> Response {
    told(gateway.clock.now())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Advance {
    seconds: u64,
}

async fn advance(
    State(gateway): State<Arc<Gateway>>,
    by: Result<Json<Advance>, JsonRejection>,
) -> Response {
    match by {
        Ok(Json(by)) => {
            gateway.clock.advance(Duration::from_secs(by.seconds));
            told(gateway.clock.now())
        }
        Err(wrong) => complaint(wrong.status(), wrong.body_text()),
    }
}

fn told(now: Timestamp) -> Response {
    Json(json!({ "now": now })).into_response()
}

async fn faults(State(gateway): State<Arc<Gateway>>) -> Response {
    Json(lock(&gateway.faults).rules()).into_response()
}

async fn add_fault(
    State(gateway): State<Arc<Gateway>>,
    rule: Result<Json<Rule>, JsonRejection>,
) -> Response {
    match rule {
        Ok(Json(rule)) => {
            lock(&gateway.faults).add(rule);
            StatusCode::NO_CONTENT.into_response()
        }
        Err(wrong) => complaint(wrong.status(), wrong.body_text()),
    }
}

async fn clear_faults(State(gateway): State<Arc<Gateway>>) -> Response {
    lock(&gateway.faults).clear();
    StatusCode::NO_CONTENT.into_response()
}

fn done(outcome: Result<(), ControlError>) -> Response {
    match outcome {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(error) => {
            let code = match error {
                ControlError::NoSuchSession => StatusCode::NOT_FOUND,
                ControlError::NothingUnderWay => StatusCode::CONFLICT,
                ControlError::NotKept(_) => StatusCode::INTERNAL_SERVER_ERROR,
            };
            complaint(code, error.to_string())
        }
    }
}

fn complaint(code: StatusCode, error: String) -> Response {
    (code, Json(json!({ "error": error }))).into_response()
}

async fn unknown() -> Response {
    complaint(StatusCode::NOT_FOUND, "there is no such address".to_owned())
}

async fn wrong_method() -> Response {
    let words = "the address takes another method".to_owned();
    complaint(StatusCode::METHOD_NOT_ALLOWED, words)
}
