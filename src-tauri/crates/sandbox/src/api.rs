//! What merchants ask: create, query and cancel.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde::Serialize;
use serde_json::value::RawValue;

use crate::auth::{AuthFailure, Claim};
use crate::book::{Key, ReferenceUsed};
use crate::draw;
use crate::fields::{Object, Violation};
use crate::gateway::Gateway;
use crate::order::Order;
use crate::session::NotCancellable;
use crate::store::UnwritableStore;
use crate::wire::{self, Cancelled, Created, Information, Reason, Status, StatusOnly};

/// Why a merchant's request isn't carried out.
enum Refusal {
    NotJson,
    TooLarge,
    NotBelieved(AuthFailure),
    Invalid(Violation),
    ReferenceUsed,
    NoSuchSession,
    NotCancellable,
    NotKept(UnwritableStore),
}

type Answer<T> = Result<T, Refusal>;

/// A request's body, or why there is none.
type Body = Result<Bytes, BytesRejection>;

/// `POST /api/session`
pub(crate) async fn create(
    State(gateway): State<Arc<Gateway>>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let created = open_session(&gateway, &headers, body).await;
    respond(&gateway, created)
}

async fn open_session(gateway: &Arc<Gateway>, headers: &HeaderMap, body: Body) -> Answer<Created> {
    let (request, owner) = believed(gateway, headers, body)?;
    let opened = gateway.change(move |book, now| {
        let order = Order::parse(request, now)?;
        Ok::<_, Refusal>((book.open(owner, order, draw::token(), now)?, now))
    });
    let (session, now) = opened.await?;
    tracing::info!(request_id = session.id, "session opened");
    Ok(Created {
        status: Status::ok("PC", wire::date(now, &gateway.zone)),
        request_id: session.id,
        process_url: wire::process_url(&session, &gateway.url),
    })
}

/// `POST /api/session/{requestId}`
pub(crate) async fn query(
    State(gateway): State<Arc<Gateway>>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let information = believed(&gateway, &headers, body).and_then(|(_, login)| {
        let key = Key::Owner {
            id: session_id(&id)?,
            login,
        };
        let session = gateway
            .look(|book| book.find(&key))
            .ok_or(Refusal::NoSuchSession)?;
        Ok(Information::of(
            &session,
            &gateway.url,
            gateway.clock.now(),
            &gateway.zone,
        ))
    });
    respond(&gateway, information)
}

/// `POST /api/session/{requestId}/cancel`
pub(crate) async fn cancel(
    State(gateway): State<Arc<Gateway>>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let cancelled = cancel_session(&gateway, &id, &headers, body).await;
    respond(&gateway, cancelled)
}

async fn cancel_session(
    gateway: &Arc<Gateway>,
    id: &str,
    headers: &HeaderMap,
    body: Body,
) -> Answer<Cancelled> {
    let (_, login) = believed(gateway, headers, body)?;
    let key = Key::Owner {
        id: session_id(id)?,
        login,
    };
    let cancelled = gateway.change(move |book, now| {
        let session = book.find_mut(&key).ok_or(Refusal::NoSuchSession)?;
        session.cancel(now)?;
        Ok::<_, Refusal>((session.clone(), now))
    });
    let (session, now) = cancelled.await?;
    tracing::info!(request_id = session.id, "session cancelled by the merchant");
    Ok(Cancelled {
        status: Status::ok("00", wire::date(now, &gateway.zone)),
        session: Information::of(&session, &gateway.url, now, &gateway.zone),
    })
}

/// The request and the login of the site that it proves to come from.
fn believed(gateway: &Gateway, headers: &HeaderMap, body: Body) -> Answer<(Object, String)> {
    // The other way to fail, a broken connection, leaves nobody to answer.
    let body = body.map_err(|_| Refusal::TooLarge)?;
    let media = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    if !media.is_some_and(|media| media.starts_with("application/json")) {
        return Err(Refusal::NotJson);
    }
    let raw: &RawValue = serde_json::from_slice(&body).map_err(|_| Refusal::NotJson)?;
    let request = Object::parse("", raw).map_err(|_| Refusal::NotJson)?;
    let claim = Claim::parse(request.properties.get("auth").map(|auth| &**auth))?;
    let login = gateway.admit(claim)?.login.clone();
    Ok((request, login))
}

fn session_id(id: &str) -> Answer<u64> {
    id.parse().map_err(|_| Refusal::NoSuchSession)
}

fn respond<T: Serialize>(gateway: &Gateway, answer: Answer<T>) -> Response {
    match answer {
        Ok(body) => Json(body).into_response(),
        Err(refusal) => refusal.into_response(wire::date(gateway.clock.now(), &gateway.zone)),
    }
}

/// The answer to what is asked of the API under no known address.
pub(crate) fn not_found(gateway: &Gateway) -> Response {
    respond::<()>(gateway, Err(Refusal::NoSuchSession))
}

impl Refusal {
    fn into_response(self, date: String) -> Response {
        let (code, reason, message) = match self {
            Self::NotJson => (
                StatusCode::BAD_REQUEST,
                Reason::Word("request_not_valid"),
                "La petición no es un objeto JSON".to_owned(),
            ),
            Self::TooLarge => (
                StatusCode::PAYLOAD_TOO_LARGE,
                Reason::Word("request_too_large"),
                "La petición supera 1 MiB".to_owned(),
            ),
            Self::NotBelieved(failure) => (
                StatusCode::UNAUTHORIZED,
                Reason::Number(401),
                format!("Autenticación fallida {}", failure.code()),
            ),
            Self::Invalid(violation) => (
                StatusCode::UNPROCESSABLE_ENTITY,
                Reason::Word("request_not_valid"),
                violation.to_string(),
            ),
            Self::ReferenceUsed => (
                StatusCode::UNPROCESSABLE_ENTITY,
                Reason::Word("reference_used"),
                "La referencia ya fue usada en este comercio".to_owned(),
            ),
            Self::NoSuchSession => (
                StatusCode::NOT_FOUND,
                Reason::Word("request_not_valid"),
                "No existe la sesión que busca".to_owned(),
            ),
            Self::NotCancellable => (
                StatusCode::BAD_REQUEST,
                Reason::Word("action_not_allowed"),
                "No se pueden cancelar sesiones que no están pendientes.".to_owned(),
            ),
            Self::NotKept(error) => {
                tracing::error!(error = &error as &dyn std::error::Error, "session not kept");
                (
                    StatusCode::INTERNAL_SERVER_ERROR,
                    Reason::Word("internal_error"),
                    "No se pudo guardar la sesión".to_owned(),
                )
            }
        };
        (
            code,
            Json(StatusOnly {
                status: Status::failed(reason, message, date),
            }),
        )
            .into_response()
    }
}

impl From<AuthFailure> for Refusal {
    fn from(failure: AuthFailure) -> Self {
        Self::NotBelieved(failure)
    }
}

impl From<Violation> for Refusal {
    fn from(violation: Violation) -> Self {
        Self::Invalid(violation)
    }
}

impl From<ReferenceUsed> for Refusal {
    fn from(_: ReferenceUsed) -> Self {
        Self::ReferenceUsed
    }
}

impl From<NotCancellable> for Refusal {
    fn from(_: NotCancellable) -> Self {
        Self::NotCancellable
    }
}

impl From<UnwritableStore> for Refusal {
    fn from(error: UnwritableStore) -> Self {
        Self::NotKept(error)
    }
}
