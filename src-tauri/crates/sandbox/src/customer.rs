//! What customers do at a processUrl: look, pay, and leave.

use std::sync::Arc;

use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use jiff::Timestamp;

use crate::book::Key;
use crate::gateway::Gateway;
use crate::page::{self, View};
use crate::pay_form::{Fault, PayForm, ReturnedForm, fault_of};
use crate::session::{Attempt, NotCancellable, PayRefused, Payment, Session};
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
    let paid = try_payment(&gateway, link, PayForm(form)).await;
    paid.unwrap_or_else(Hindrance::into_response)
}

async fn try_payment(
    gateway: &Arc<Gateway>,
    link: Link,
    form: PayForm,
) -> Result<Response, Hindrance> {
    let (key, session) = find(gateway, link)?;
    let today = gateway.clock.now().to_zoned(gateway.zone.clone()).date();
    let payment = match form.payment(session.order.amount.currency, today) {
        Ok(payment) => payment,
        Err(faults) => return give_back(gateway, &key, form, faults),
    };
    match take(gateway, &key, payment) {
        Ok(Wait::UntilDecided(at)) => gateway.wait_until(at).await,
        Ok(Wait::No) => {}
        Err(NotPaid::Hindered(hindrance)) => return Err(hindrance),
        Err(NotPaid::Refused(refused)) => {
            if let Some(fault) = fault_of(refused) {
                return give_back(gateway, &key, form, vec![fault]);
            }
        }
    }
    Ok(to_page(&session))
}

/// The page with the form that the customer sent and what is wrong with it.
fn give_back(
    gateway: &Gateway,
    key: &Key,
    form: PayForm,
    faults: Vec<Fault>,
) -> Result<Response, Hindrance> {
    page_of(gateway, key, Some(&ReturnedForm::new(form, faults)))
}

/// Whether the customer's browser hangs.
enum Wait {
    No,
    UntilDecided(Timestamp),
}

/// Takes a payment on its way.
fn take(gateway: &Gateway, key: &Key, payment: Payment) -> Result<Wait, NotPaid> {
    let slip = gateway.dice.slip();
    let taken = gateway.change(key, |session, numbers, now| {
        let number = numbers.next_transaction();
        let attempt = session
            .pay(payment, number, slip, gateway.delays, now)
            .map_err(NotPaid::Refused)?;
        Ok(wait_for(attempt))
    });
    let taken = taken.ok_or(NotPaid::Hindered(Hindrance::NoSuchSession))?;
    taken.map(|(wait, ..)| wait)
}

fn wait_for(attempt: &Attempt) -> Wait {
    match attempt.decides_at() {
        Some(at) if attempt.is_slow() => Wait::UntilDecided(at),
        Some(_) | None => Wait::No,
    }
}

/// `POST {processUrl}/code`
pub(crate) async fn enter_code(
    State(gateway): State<Arc<Gateway>>,
    link: Link,
    Form(form): Form<Vec<(String, String)>>,
) -> Response {
    let code = form.iter().find(|(name, _)| name == "code");
    let code = code.map_or("", |(_, code)| code.as_str());
    let entered = find(&gateway, link).and_then(|(key, session)| {
        let delays = gateway.delays;
        let entered = gateway.change(&key, |session, _, now| {
            session.enter_code(code, delays, now);
            Ok::<_, Hindrance>(())
        });
        entered.ok_or(Hindrance::NoSuchSession)??;
        Ok(to_page(&session))
    });
    entered.unwrap_or_else(Hindrance::into_response)
}

/// `POST {processUrl}/abandon`
pub(crate) async fn abandon(State(gateway): State<Arc<Gateway>>, link: Link) -> Response {
    let left = find(&gateway, link).and_then(|(key, session)| {
        let left = gateway.change(&key, |session, _, now| match session.abandon(now) {
            // Too late: the page tells how things stand instead.
            Ok(()) | Err(NotCancellable) => Ok::<_, Hindrance>(()),
        });
        left.ok_or(Hindrance::NoSuchSession)??;
        Ok(to_page(&session))
    });
    left.unwrap_or_else(Hindrance::into_response)
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

fn page_of(
    gateway: &Gateway,
    key: &Key,
    returned: Option<&ReturnedForm>,
) -> Result<Response, Hindrance> {
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
        speed: gateway.clock.speed(),
        zone: &gateway.zone,
        returned,
    };
    let code = match returned {
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
        match self {
            Self::NoSuchSession => {
                (StatusCode::NOT_FOUND, Html(page::no_such_link())).into_response()
            }
            Self::NotKept(error) => {
                tracing::error!(error = &error as &dyn std::error::Error, "payment not kept");
                let page = Html(page::not_kept());
                (StatusCode::INTERNAL_SERVER_ERROR, page).into_response()
            }
        }
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
