//! What customers do at a processUrl: look, pay, and leave.

use std::sync::Arc;

use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use jiff::Timestamp;

use crate::book::Key;
use crate::cards::Behaviour;
use crate::draw;
use crate::gateway::Gateway;
use crate::page::{self, View};
use crate::pay_form::{Fault, PayForm, fault_of};
use crate::session::{NotCancellable, PayRefused, Payment, Session};
use crate::store::UnwritableStore;

/// A session's number and token, as in the processUrl.
pub(crate) type Link = Path<(String, String)>;

/// Why a customer doesn't get a page of the session.
enum Hindrance {
    NoSuchSession,
    NotKept(UnwritableStore),
}

/// Why a payment isn't made.
enum NotPaid {
    Refused(PayRefused),
    Hindered(Hindrance),
}

/// `GET {processUrl}`
pub(crate) async fn show(State(gateway): State<Arc<Gateway>>, link: Link) -> Response {
    let page = find(&gateway, link).and_then(|(key, _)| page_of(&gateway, &key, None));
    page.unwrap_or_else(Hindrance::into_response)
}

/// `GET {processUrl}/pay` and `GET {processUrl}/abandon`, where a browser that reloads ends up.
pub(crate) async fn back(Path((id, token)): Link) -> Redirect {
    Redirect::to(&format!("/session/{id}/{token}"))
}

/// `POST {processUrl}/pay`
pub(crate) async fn pay(
    State(gateway): State<Arc<Gateway>>,
    link: Link,
    Form(form): Form<Vec<(String, String)>>,
) -> Response {
    let paid = try_payment(&gateway, link, &PayForm(form)).await;
    paid.unwrap_or_else(Hindrance::into_response)
}

async fn try_payment(
    gateway: &Arc<Gateway>,
    link: Link,
    form: &PayForm,
) -> Result<Response, Hindrance> {
    let (key, session) = find(gateway, link)?;
    let today = gateway.clock.now().to_zoned(gateway.zone.clone()).date();
    let payment = match form.payment(session.order.amount.currency, today) {
        Ok(payment) => payment,
        Err(fault) => return page_of(gateway, &key, Some(&fault)),
    };
    let behaviour = payment.card.behaviour;
    match (take(gateway, key.clone(), payment).await, behaviour) {
        (Ok(verdict_at), Behaviour::Slow(_)) => gateway.wait_until(verdict_at).await,
        (Ok(_), Behaviour::AtOnce(_) | Behaviour::Validated(_)) => {}
        (Err(NotPaid::Hindered(hindrance)), _) => return Err(hindrance),
        (Err(NotPaid::Refused(refused)), _) => {
            if let Some(fault) = fault_of(refused) {
                return page_of(gateway, &key, Some(&fault));
            }
        }
    }
    Ok(to_page(&session))
}

/// Takes a payment to the bank, and tells when the bank decides.
async fn take(gateway: &Arc<Gateway>, key: Key, payment: Payment) -> Result<Timestamp, NotPaid> {
    let delays = gateway.delays;
    let taken = gateway.change(move |book, now| {
        let slip = draw::slip(book.next_transaction());
        let session = book
            .find_mut(&key)
            .ok_or(NotPaid::Hindered(Hindrance::NoSuchSession))?;
        let attempt = session
            .pay(payment, slip, delays, now)
            .map_err(NotPaid::Refused)?;
        Ok(attempt.verdict_at())
    });
    taken.await
}

/// `POST {processUrl}/abandon`
pub(crate) async fn abandon(State(gateway): State<Arc<Gateway>>, link: Link) -> Response {
    let left = leave(&gateway, link).await;
    left.unwrap_or_else(Hindrance::into_response)
}

async fn leave(gateway: &Arc<Gateway>, link: Link) -> Result<Response, Hindrance> {
    let (key, session) = find(gateway, link)?;
    let left = gateway.change(move |book, now| {
        let session = book.find_mut(&key).ok_or(Hindrance::NoSuchSession)?;
        match session.abandon(now) {
            // Too late: the page tells how things stand instead.
            Ok(()) | Err(NotCancellable) => Ok(()),
        }
    });
    left.await.map(|()| to_page(&session))
}

/// Under which link the customer came, and the session it leads to.
fn find(gateway: &Gateway, Path((id, token)): Link) -> Result<(Key, Arc<Session>), Hindrance> {
    let id = id.parse().map_err(|_| Hindrance::NoSuchSession)?;
    let key = Key::Link { id, token };
    let session = gateway
        .look(|book| book.find(&key))
        .ok_or(Hindrance::NoSuchSession)?;
    Ok((key, session))
}

/// Sends the browser to see how the session stands, so that a reload doesn't pay again.
fn to_page(session: &Session) -> Response {
    Redirect::to(&format!("/session/{}/{}", session.id, session.token)).into_response()
}

fn page_of(gateway: &Gateway, key: &Key, fault: Option<&Fault>) -> Result<Response, Hindrance> {
    let session = gateway
        .look(|book| book.find(key))
        .ok_or(Hindrance::NoSuchSession)?;
    let site = gateway
        .site(&session.owner)
        .ok_or(Hindrance::NoSuchSession)?;
    let view = View {
        session: &session,
        shop: &site.name,
        now: gateway.clock.now(),
        zone: &gateway.zone,
        fault,
    };
    let code = match fault {
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
        None => StatusCode::OK,
    };
    Ok((code, Html(page::render(&view))).into_response())
}

/// The answer to a browser that asks for what isn't there.
pub(crate) fn not_found() -> Response {
    Hindrance::NoSuchSession.into_response()
}

impl Hindrance {
    fn into_response(self) -> Response {
        let (code, title, words) = match self {
            Self::NoSuchSession => (
                StatusCode::NOT_FOUND,
                "Este enlace de pago no existe",
                "No se cobró nada. Pida al comercio un enlace nuevo.",
            ),
            Self::NotKept(error) => {
                tracing::error!(error = &error as &dyn std::error::Error, "payment not kept");
                (
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "No pudimos guardar su pago",
                    "No se cobró nada. Intente de nuevo.",
                )
            }
        };
        (code, Html(page::message(title, words))).into_response()
    }
}

impl From<UnwritableStore> for Hindrance {
    fn from(error: UnwritableStore) -> Self {
        Self::NotKept(error)
    }
}

impl From<UnwritableStore> for NotPaid {
    fn from(error: UnwritableStore) -> Self {
        Self::Hindered(error.into())
    }
}
