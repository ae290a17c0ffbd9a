//! What merchants ask: create, query, cancel, and actions on transactions.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{FromRequest, Path, Request, State};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::value::RawValue;

use crate::auth::Claim;
use crate::book::Key;
use crate::clock::later;
use crate::fields::{Locale, Number, Object, Rule, Value};
use crate::gateway::Gateway;
use crate::interference::{Again, Skew};
use crate::language::Language;
use crate::money::{Amount, Currency};
use crate::order::Order;
use crate::refusal::Refusal;
use crate::session::{NotActed, Session};
use crate::site::Site;
use crate::wire::{self, Acted, Cancelled, Created, Information, Status, Telling};

/// A request whose site is known.
struct Asked<'g> {
    object: Object,
    site: &'g Site,
    language: Language,
}

/// `POST /api/session`
pub(crate) async fn create(State(gateway): State<Arc<Gateway>>, request: Request) -> Response {
    answer(&gateway, request, |asked| open(&gateway, asked)).await
}

fn open(gateway: &Gateway, asked: Asked<'_>) -> Result<Created, Refusal> {
    let Asked {
        object,
        site,
        language,
    } = asked;
    let token = gateway.dice.token();
    let (session, now) = gateway.open(|book, now| {
        let order = Order::parse(object, site, now)?;
        Ok::<_, Refusal>(book.open(site.login.clone(), order, token, now)?)
    })?;
    tracing::info!(request_id = session.id, "session opened");
    Ok(Created {
        status: Status::ok("PC", telling(gateway, language, now)),
        request_id: session.id,
        process_url: wire::process_url(&session, &gateway.url),
    })
}

/// `POST /api/session/{requestId}`
pub(crate) async fn query(
    State(gateway): State<Arc<Gateway>>,
    Path(id): Path<String>,
    request: Request,
) -> Response {
    let look = |asked: Asked<'_>| {
        let key = owned(&id, asked.site)?;
        let session = gateway.look(|book| book.find(&key));
        let session = session.ok_or(Refusal::NoSuchSession)?;
        let telling = telling(&gateway, session.order.language, gateway.clock.now());
        Ok(Information::of(&session, &gateway.url, telling))
    };
    answer(&gateway, request, look).await
}

/// `POST /api/session/{requestId}/cancel`
pub(crate) async fn cancel(
    State(gateway): State<Arc<Gateway>>,
    Path(id): Path<String>,
    request: Request,
) -> Response {
    answer(&gateway, request, |asked| call_off(&gateway, &id, asked)).await
}

fn call_off(gateway: &Gateway, id: &str, asked: Asked<'_>) -> Result<Cancelled, Refusal> {
    let key = owned(id, asked.site)?;
    let cancelled = gateway.change(&key, |session, _, now| {
        session.cancel(now).map_err(Refusal::from)
    });
    let ((), session, now) = cancelled.ok_or(Refusal::NoSuchSession)??;
    tracing::info!(request_id = session.id, "session cancelled by the merchant");
    let telling = telling(gateway, session.order.language, now);
    Ok(Cancelled {
        status: Status::ok("00", telling),
        session: Information::of(&session, &gateway.url, telling),
    })
}

/// `POST /api/transaction`
pub(crate) async fn transaction(State(gateway): State<Arc<Gateway>>, request: Request) -> Response {
    answer(&gateway, request, |asked| act(&gateway, &asked)).await
}

fn act(gateway: &Gateway, asked: &Asked<'_>) -> Result<Acted, Refusal> {
    match asked.object.required("action")? {
        Action::Reverse => give_back(gateway, asked),
        Action::Confirm => change_held(gateway, asked, |session, number, now| {
            session.confirm(number, gateway.delays, now)
        }),
        Action::Cancel => change_held(gateway, asked, Session::call_off),
    }
}

/// `POST /api/reverse`, the older way to give money back.
pub(crate) async fn reverse(State(gateway): State<Arc<Gateway>>, request: Request) -> Response {
    answer(&gateway, request, |asked| give_back(&gateway, &asked)).await
}

fn give_back(gateway: &Gateway, asked: &Asked<'_>) -> Result<Acted, Refusal> {
    let (number, key) = transaction_of(asked)?;
    let part = part(&asked.object)?;
    let slip = gateway.dice.slip();
    let reversed = gateway.change(&key, |session, numbers, now| {
        let made = (numbers.next_transaction(), slip);
        let reversal = session.reverse(number, part, made, gateway.delays, now)?;
        Ok::<_, Refusal>(reversal.clone())
    });
    let (reversal, session, now) = reversed.ok_or(NotActed::NoSuchTransaction)??;
    let attempt = session.attempt(number).ok_or(NotActed::NoSuchTransaction)?;
    let telling = telling(gateway, session.order.language, now);
    Ok(Acted::reversed(&reversal, attempt, &session, telling))
}

fn change_held(
    gateway: &Gateway,
    asked: &Asked<'_>,
    change: impl FnOnce(&mut Session, u64, Timestamp) -> Result<(), NotActed>,
) -> Result<Acted, Refusal> {
    let (number, key) = transaction_of(asked)?;
    let changed = gateway.change(&key, |session, _, now| {
        change(session, number, now).map_err(Refusal::from)
    });
    let ((), session, now) = changed.ok_or(NotActed::NoSuchTransaction)??;
    let attempt = session.attempt(number).ok_or(NotActed::NoSuchTransaction)?;
    let telling = telling(gateway, session.order.language, now);
    Ok(Acted::changed(attempt, &session, telling))
}

/// What a merchant may do with a transaction here.
enum Action {
    Reverse,
    Confirm,
    Cancel,
}

impl Value for Action {
    fn parse(raw: &RawValue) -> Result<Self, Rule> {
        match raw.get() {
            "\"reverse\"" => Ok(Self::Reverse),
            "\"confirm\"" => Ok(Self::Confirm),
            "\"cancel\"" => Ok(Self::Cancel),
            "\"checkout\"" | "\"reauthorization\"" => Err(Rule::NotOffered),
            _ => Err(Rule::OneOf(&["reverse", "confirm", "cancel"])),
        }
    }
}

/// A transaction's number, and the key to its session.
fn transaction_of(asked: &Asked<'_>) -> Result<(u64, Key), Refusal> {
    let Number(number) = asked.object.required("internalReference")?;
    let number = number.parse().map_err(|_| NotActed::NoSuchTransaction)?;
    let login = asked.site.login.clone();
    Ok((number, Key::Transaction { number, login }))
}

/// The part that is to be given back, if not the whole.
fn part(request: &Object) -> Result<Option<Amount>, Refusal> {
    if !request.properties.contains_key("amount") {
        return Ok(None);
    }
    let object = request.child("amount.", "amount")?;
    let currency: Currency = object.required("currency")?;
    let Number(total) = object.required("total")?;
    let amount = Amount::from_number(&total, currency);
    Ok(Some(
        amount.ok_or_else(|| object.breaks("total", Rule::Amount))?,
    ))
}

fn owned(id: &str, site: &Site) -> Result<Key, Refusal> {
    Ok(Key::Owner {
        id: id.parse().map_err(|_| Refusal::NoSuchSession)?,
        login: site.login.clone(),
    })
}

fn telling(gateway: &Gateway, language: Language, now: Timestamp) -> Telling<'_> {
    Telling {
        now,
        zone: &gateway.zone,
        language,
    }
}

/// Finds out who asks, and answers.
async fn answer<T: Serialize>(
    gateway: &Gateway,
    request: Request,
    act: impl FnOnce(Asked<'_>) -> Result<T, Refusal>,
) -> Response {
    let mut language = Language::Spanish;
    let asked = believed(gateway, request, &mut language).await;
    match asked.and_then(act) {
        Ok(body) => Json(body).into_response(),
        Err(refusal) => {
            let date = wire::date(gateway.clock.now(), &gateway.zone);
            refusal.into_response(language, date)
        }
    }
}

/// The request, and the site that it proves to come from. `language` becomes the request's own, in
/// which a refusal is told too.
async fn believed<'g>(
    gateway: &'g Gateway,
    request: Request,
    language: &mut Language,
) -> Result<Asked<'g>, Refusal> {
    let Skew(skew) = request.extensions().get().copied().unwrap_or_default();
    let again = request.extensions().get::<Again>().is_some();
    let media = request.headers().get(header::CONTENT_TYPE);
    let media = media.and_then(|media| media.to_str().ok());
    let is_json = media.is_some_and(|media| media.starts_with("application/json"));
    // The other way to fail, a broken connection, leaves nobody to answer.
    let body = Bytes::from_request(request, &()).await;
    let body = body.map_err(|_| Refusal::TooLarge)?;
    if !is_json {
        return Err(Refusal::NotJson);
    }
    let raw: &RawValue = serde_json::from_slice(&body).map_err(|_| Refusal::NotJson)?;
    let object = Object::parse("", raw).map_err(|_| Refusal::NotJson)?;
    if let Ok(Some(Locale(spoken))) = object.optional("locale") {
        *language = spoken;
    }
    let claim = Claim::parse(object.properties.get("auth").map(|auth| &**auth))?;
    let now = later(gateway.clock.now(), skew);
    let site = if again {
        claim.site(&gateway.sites, now)?
    } else {
        gateway.admit(claim, now)?
    };
    Ok(Asked {
        object,
        site,
        language: *language,
    })
}

/// The answer to what is asked of the API under no known address.
pub(crate) fn not_found(gateway: &Gateway) -> Response {
    let date = wire::date(gateway.clock.now(), &gateway.zone);
    Refusal::NoSuchSession.into_response(Language::Spanish, date)
}
