//! The gateway without a network, for simulations in virtual time: the same handlers and the same
//! sessions, called directly.

use std::fmt;
use std::sync::{Arc, Mutex};

use axum::body::{Body, to_bytes};
use axum::extract::{Path, Request, State};
use axum::http::{Method, header};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use tokio::sync::{Notify, watch};

use crate::api;
use crate::book::{Book, Key};
use crate::cards::{Decision, Reason, TestCard};
use crate::draw::Dice;
use crate::faults::Faults;
use crate::gateway::{Gateway, Kept};
use crate::journal::Journal;
use crate::money::Amount;
use crate::notifier;
use crate::refusal::Refusal;
use crate::server::{LARGEST_BODY, delays};
use crate::session::{NotActed, PayRefused, Payment, Session, Wanted};
use crate::store::UnwritableStore;
use crate::{Clock, Config, ControlError, Outcome, StartError};

/// A gateway to call directly. Nothing happens in it by itself, and no time passes but by its
/// [`Clock`].
pub struct Model {
    gateway: Arc<Gateway>,
    _running: watch::Sender<()>,
}

/// What the API answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// The gateway's time, as its header `Date` would tell it.
    pub date: Timestamp,
    /// The JSON.
    pub body: Vec<u8>,
}

/// What truly became of a session's money, in minor units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Truth {
    /// The gateway's number.
    pub request_id: u64,
    /// The merchant's reference.
    pub reference: String,
    /// The currency's code.
    pub currency: String,
    /// What was to be paid.
    pub asked: i64,
    /// What customers paid.
    pub paid: i64,
    /// What was given back of it.
    pub given_back: i64,
    /// Payments that are under way.
    pub under_way: Vec<u64>,
    /// Whether anything more can come of it.
    pub end: End,
}

/// Whether anything more can come of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The customer may pay, or a payment is under way.
    Open,
    /// It is over.
    Over {
        /// Since when.
        since: Timestamp,
    },
}

/// Why a payment is not even tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotPaid {
    /// There is no such session, or no such card.
    #[error("there is no such session or card")]
    Unknown,
    /// Another payment is under way, the session is over, or the amount isn't taken.
    #[error("the session takes no such payment now")]
    Refused,
}

impl Model {
    /// A gateway of which `config` gives all but the addresses and the store, which it has not.
    ///
    /// # Errors
    /// [`StartError::TimeZone`].
    pub fn new(config: Config) -> Result<Self, StartError> {
        let zone = TimeZone::get("America/Santiago").map_err(StartError::TimeZone)?;
        let (running, closing) = watch::channel(());
        let gateway = Arc::new(Gateway {
            url: "http://127.0.0.1".to_owned(),
            delays: delays(&config),
            sites: config.sites,
            clock: config.clock,
            zone,
            closing,
            dice: Dice::new(config.seed),
            faults: Mutex::new(Faults::new(config.faults)),
            journal: Mutex::new(Journal::default()),
            gate: Mutex::default(),
            kept: Mutex::new(Kept {
                book: Book::default(),
                store: None,
            }),
            changed: Notify::new(),
        });
        Ok(Model {
            gateway,
            _running: running,
        })
    }

    /// Its time.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.gateway.clock
    }

    /// What the API answers to JSON that is posted to a path, such as `/api/session`.
    pub async fn answer(&self, path: &str, json: Vec<u8>) -> Reply {
        let mut request = Request::new(Body::from(json));
        *request.method_mut() = Method::POST;
        let media = header::HeaderValue::from_static("application/json");
        request.headers_mut().insert(header::CONTENT_TYPE, media);
        let gateway = State(Arc::clone(&self.gateway));
        let steps: Vec<&str> = path.split('/').skip(1).collect();
        let response = match steps.as_slice() {
            ["api", "session"] => api::create(gateway, request).await,
            ["api", "session", id] => api::query(gateway, Path((*id).to_owned()), request).await,
            ["api", "session", id, "cancel"] => {
                api::cancel(gateway, Path((*id).to_owned()), request).await
            }
            ["api", "transaction"] => api::transaction(gateway, request).await,
            ["api", "reverse"] => api::reverse(gateway, request).await,
            _ => api::not_found(&self.gateway),
        };
        Reply {
            status: response.status().as_u16(),
            date: self.gateway.clock.now(),
            body: to_bytes(response.into_body(), LARGEST_BODY)
                .await
                .unwrap_or_default()
                .into(),
        }
    }

    /// A customer pays with one of the published test cards: `part` minor units, or all that is
    /// left.
    ///
    /// # Errors
    /// [`NotPaid`].
    pub fn pay(&self, request_id: u64, card: &str, part: Option<i64>) -> Result<u64, NotPaid> {
        let card = TestCard::find(card).ok_or(NotPaid::Unknown)?;
        let slip = self.gateway.dice.slip();
        let paid = self
            .gateway
            .change(&control(request_id), |session, numbers, now| {
                let payment = Payment {
                    card,
                    code: crate::cards::Code::Other,
                    wanted: wanted(session, part).ok_or(Unpaid::Refused)?,
                    instalments: 1,
                };
                let number = numbers.next_transaction();
                session.pay(payment, number, slip, self.gateway.delays, now)?;
                Ok::<_, Unpaid>(number)
            });
        match paid {
            None => Err(NotPaid::Unknown),
            Some(Err(_)) => Err(NotPaid::Refused),
            Some(Ok((number, ..))) => Ok(number),
        }
    }

    /// The customer no longer wants to pay; nothing happens where that isn't possible.
    pub fn abandon(&self, request_id: u64) {
        self.gateway
            .change(&control(request_id), |session, _, now| {
                session.abandon(now).ok();
                Ok::<_, UnwritableStore>(())
            });
    }

    /// Money for all that is left comes in at `at`, though the session may be over by then.
    pub fn approve_late(&self, request_id: u64, at: Timestamp) {
        let slip = self.gateway.dice.slip();
        self.gateway
            .change(&control(request_id), |session, numbers, _| {
                session.approve_late(numbers.next_transaction(), slip, at);
                Ok::<_, UnwritableStore>(())
            });
    }

    /// Somebody gives all that is left of a session's first approved payment back in the gateway's
    /// portal; tells which payment that was, where there is one that can be given back.
    pub fn give_back(&self, request_id: u64) -> Option<u64> {
        let slip = self.gateway.dice.slip();
        let delays = self.gateway.delays;
        let given_back = self
            .gateway
            .change(&control(request_id), |session, numbers, now| {
                let approved = session
                    .attempts(now)
                    .find(|attempt| attempt.is_approved(now));
                let payment = approved.map(|attempt| attempt.internal_reference);
                let payment = payment.ok_or(NotActed::NotApproved)?;
                let made = (numbers.next_transaction(), slip);
                session.reverse(payment, None, made, delays, now)?;
                Ok::<_, Refusal>(payment)
            })?;
        given_back.ok().map(|(payment, ..)| payment)
    }

    /// Decides a payment that is under way, here and now.
    ///
    /// # Errors
    /// [`ControlError`]: there is no such session or payment.
    pub fn settle(
        &self,
        request_id: u64,
        internal_reference: u64,
        outcome: Outcome,
    ) -> Result<(), ControlError> {
        let decision = match outcome {
            Outcome::Approve => Decision::Approve,
            Outcome::Reject => Decision::Reject(Reason::Declined),
        };
        let settled = self
            .gateway
            .change(&control(request_id), |session, _, now| {
                session
                    .settle(internal_reference, decision, now)
                    .map_err(|_: NotActed| ControlError::NothingUnderWay)
            });
        settled.ok_or(ControlError::NoSuchSession)?.map(drop)
    }

    /// The notification that the gateway sends about a session now.
    #[must_use]
    pub fn notification(&self, request_id: u64) -> Option<Vec<u8>> {
        let session = self.gateway.look(|book| book.find(&control(request_id)))?;
        let site = self.gateway.site(&session.owner)?;
        let body = notifier::body(&self.gateway, &session, site, self.gateway.clock.now());
        serde_json::to_vec(&body).ok()
    }

    /// What truly became of each session, oldest first.
    #[must_use]
    pub fn truths(&self) -> Vec<Truth> {
        let now = self.gateway.clock.now();
        self.gateway
            .look(|book| book.sessions().map(|session| session.truth(now)).collect())
    }

    /// What truly became of one session.
    #[must_use]
    pub fn truth(&self, request_id: u64) -> Option<Truth> {
        let now = self.gateway.clock.now();
        let session = self.gateway.look(|book| book.find(&control(request_id)))?;
        Some(session.truth(now))
    }
}

enum Unpaid {
    Refused,
}

impl From<PayRefused> for Unpaid {
    fn from(_: PayRefused) -> Self {
        Unpaid::Refused
    }
}

impl From<UnwritableStore> for Unpaid {
    fn from(_: UnwritableStore) -> Self {
        Unpaid::Refused
    }
}

fn control(id: u64) -> Key {
    Key::Control { id }
}

fn wanted(session: &Session, part: Option<i64>) -> Option<Wanted> {
    let Some(part) = part else {
        return Some(Wanted::Rest);
    };
    let minor = part.try_into().ok()?;
    let currency = session.order.amount.currency;
    Some(Wanted::Part(Amount { minor, currency }))
}

impl fmt::Debug for Model {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Model")
    }
}
