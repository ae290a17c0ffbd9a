//! The calls that a gateway answers.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use tracing::field::Empty;
use tracing::{Instrument as _, Span};

use crate::answer::json;
use crate::answer::status::{Report, StatusOnly};
use crate::auth::Auth;
use crate::http::Http;
use crate::request::action::{Action, older_reverse};
use crate::transport::{Lost, Request, Response, Transport};
use crate::{
    ActionAnswer, AuthFailure, Cancelled, CreateSession, Created, Credentials, Error, Gateway,
    InternalReference, RequestId, Reversal, Session, Status, UserAgent,
};

/// Where the client reads the time: passed in, so that tests decide it.
pub type Now = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// How the client behaves.
#[derive(Clone)]
pub struct Options {
    /// Where the time comes from; the system's clock unless said otherwise.
    pub now: Now,
    /// How long connecting may take; 5 s unless said otherwise.
    pub connect_timeout: Duration,
    /// How long a whole call may take, its answer included; 20 s unless said otherwise. A call that
    /// is signed again for its time takes twice that at most.
    pub total_timeout: Duration,
    /// What the requests call this program.
    pub user_agent: UserAgent,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            now: Arc::new(Timestamp::now),
            connect_timeout: Duration::from_secs(5),
            total_timeout: Duration::from_secs(20),
            user_agent: UserAgent::default(),
        }
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("connect_timeout", &self.connect_timeout)
            .field("total_timeout", &self.total_timeout)
            .field("user_agent", &self.user_agent)
            .finish_non_exhaustive()
    }
}

/// A client of one gateway for one site. Cheap to share behind an [`Arc`]; its connections are
/// pooled.
///
/// Dropping a call's future before it is done leaves its outcome as unknown as
/// [`Error::OutcomeUnknown`] does: rather set [`Options::total_timeout`] than race it.
///
/// Each call is a [`tracing`] span `checkout` with `call`, `request_id` or `internal_reference`,
/// `http_status`, `status` (the gateway's word) and `duration_ms`. Bodies are never logged.
#[derive(Debug)]
pub struct Client {
    gateway: Gateway,
    transport: Arc<dyn Transport>,
    credentials: Credentials,
    options: Options,
    /// The gateway's clock less ours, in seconds; [`NOT_LEARNT`] before its first answer.
    offset_seconds: AtomicI64,
    turns: AtomicU64,
}

/// No clock is off by this much.
const NOT_LEARNT: i64 = i64::MIN;

const TOO_LARGE: &str = "it is larger than 1 MiB";

/// What a call is for decides how a failure reads.
#[derive(Clone, Copy, Debug)]
enum Call {
    Create,
    Query(RequestId),
    Cancel(RequestId),
    Act(Action, InternalReference),
    OlderReverse(InternalReference),
}

impl Call {
    fn path(self) -> String {
        match self {
            Call::Create => "/api/session".to_owned(),
            Call::Query(id) => format!("/api/session/{id}"),
            Call::Cancel(id) => format!("/api/session/{id}/cancel"),
            Call::Act(..) => "/api/transaction".to_owned(),
            Call::OlderReverse(_) => "/api/reverse".to_owned(),
        }
    }

    fn span(self) -> Span {
        let (word, request_id, internal_reference) = match self {
            Call::Create => ("create", None, None),
            Call::Query(id) => ("query", Some(id.0), None),
            Call::Cancel(id) => ("cancel", Some(id.0), None),
            Call::Act(action, transaction) => (action.word(), None, Some(transaction.0)),
            Call::OlderReverse(transaction) => ("reverse", None, Some(transaction.0)),
        };
        tracing::debug_span!(
            "checkout",
            call = word,
            request_id,
            internal_reference,
            http_status = Empty,
            status = Empty,
            duration_ms = Empty,
        )
    }

    /// No answer: harmless for a query, and unknown for what changes something.
    fn unanswered(self, why: String, retry_after: Option<Duration>) -> Error {
        match self {
            Call::Query(_) => Error::Unavailable { why, retry_after },
            Call::Create | Call::Cancel(_) | Call::Act(..) | Call::OlderReverse(_) => {
                Error::OutcomeUnknown { why, retry_after }
            }
        }
    }

    fn lost(self, lost: Lost) -> Error {
        match lost {
            Lost::NeverSent(why) => Error::Unavailable {
                why,
                retry_after: None,
            },
            Lost::OnTheWay(why) => self.unanswered(why, None),
            Lost::TooLarge => Error::HostileAnswer {
                why: TOO_LARGE.to_owned(),
            },
        }
    }
}

/// The body of a good answer, and how far off our clock was taken to be when its request was
/// signed.
struct Answered {
    body: Vec<u8>,
    offset: SignedDuration,
    asked: Turn,
}

/// A request's place among all that a client sent: later ones are greater.
///
/// One that the gateway refused for its time and that was sent again has the place of the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Turn(pub u64);

impl Client {
    /// A client of `gateway`, asking as `credentials`.
    ///
    /// Redirects are never followed, since the body carries credentials; TLS is 1.2 or newer and
    /// trusts what the operating system trusts; the system's proxy is used except for a gateway on
    /// this computer.
    ///
    /// # Errors
    /// [`Error::Unavailable`] where the system's TLS cannot be set up.
    pub fn new(
        gateway: impl Into<Gateway>,
        credentials: Credentials,
        options: Options,
    ) -> Result<Self, Error> {
        let gateway = gateway.into();
        let http = Arc::new(Http::new(gateway.clone(), &options)?);
        Ok(Self::with_transport(gateway, credentials, options, http))
    }

    /// A client that reaches its gateway by a way of the caller's, who also sees to the time-outs
    /// and the agent of [`Options`].
    pub fn with_transport(
        gateway: impl Into<Gateway>,
        credentials: Credentials,
        options: Options,
        transport: Arc<dyn Transport>,
    ) -> Self {
        Client {
            gateway: gateway.into(),
            transport,
            credentials,
            options,
            offset_seconds: AtomicI64::new(NOT_LEARNT),
            turns: AtomicU64::new(0),
        }
    }

    /// The gateway that is asked.
    #[must_use]
    pub fn gateway(&self) -> &Gateway {
        &self.gateway
    }

    /// The gateway's clock less this computer's, to the second, as its last answer told; `None`
    /// before its first.
    #[must_use]
    pub fn clock_offset(&self) -> Option<SignedDuration> {
        match self.offset_seconds.load(Ordering::Relaxed) {
            NOT_LEARNT => None,
            seconds => Some(SignedDuration::from_secs(seconds)),
        }
    }

    /// The time at the gateway, as far as known.
    #[must_use]
    pub fn gateway_now(&self) -> Timestamp {
        self.time_at(self.clock_offset().unwrap_or_default())
    }

    fn time_at(&self, offset: SignedDuration) -> Timestamp {
        let now = (self.options.now)();
        now.checked_add(offset).unwrap_or(now)
    }

    /// Learns the gateway's clock from any answer at its base address; sends no credentials. An
    /// answer without a `Date` teaches nothing: then [`Self::clock_offset`] stays as it is.
    ///
    /// # Errors
    /// [`Error::Unavailable`] where nothing answers.
    pub async fn learn_clock(&self) -> Result<(), Error> {
        match self.transport.exchange(Request::Head).await {
            Ok(answer) => {
                self.learn(&answer);
                Ok(())
            }
            Err(Lost::NeverSent(why) | Lost::OnTheWay(why)) => Err(Error::unavailable(why)),
            Err(Lost::TooLarge) => Err(Error::unavailable(TOO_LARGE.to_owned())),
        }
    }

    /// Opens a session. That it exists does not mean that it is paid.
    ///
    /// Source: "Create a session", `POST /api/session`.
    ///
    /// # Errors
    /// [`Error`]; after [`Error::OutcomeUnknown`], [`Error::UnusableAnswer`] and
    /// [`Error::HostileAnswer`] a session may exist whose page nobody knows. It cannot be paid; a
    /// further attempt needs another reference.
    pub async fn create_session(&self, session: &CreateSession) -> Result<Created, Error> {
        let supposed = self.clock_offset().unwrap_or_default();
        let sent_at =
            |offset: SignedDuration| session.corrected(offset - supposed, &self.options.user_agent);
        let answered = self
            .call(Call::Create, |auth, offset| {
                to_json(&sent_at(offset).signed(auth))
            })
            .await?;
        let expiration = sent_at(answered.offset).expiration();
        Created::parse(&answered.body, self.gateway(), expiration)
    }

    /// Asks how a session stands. Harmless, may be repeated.
    ///
    /// Source: "Query", `POST /api/session/{requestId}`.
    ///
    /// # Errors
    /// [`Error`]; none of them says anything about the payment. An answer about another session is
    /// [`Error::UnusableAnswer`].
    pub async fn query_session(&self, id: RequestId) -> Result<Session, Error> {
        let (_, session) = self.query_session_in_turn(id).await?;
        Ok(session)
    }

    /// As [`query_session`](Self::query_session), with the question's place: of two answers about a
    /// session the one to the later question is the newer.
    ///
    /// # Errors
    /// Those of [`query_session`](Self::query_session).
    pub async fn query_session_in_turn(&self, id: RequestId) -> Result<(Turn, Session), Error> {
        let answered = self.call(Call::Query(id), only_auth).await?;
        let session = Session::parse(&answered.body)?;
        if session.request_id != id {
            let other = session.request_id;
            return Err(Error::UnusableAnswer {
                why: format!("it is about session {other}"),
            });
        }
        Ok((answered.asked, session))
    }

    /// The place of the request that was sent last.
    #[must_use]
    pub fn last_turn(&self) -> Turn {
        Turn(self.turns.load(Ordering::Relaxed))
    }

    /// Ends a session. Allowed while nothing is approved and nothing is being processed. It cannot
    /// be undone.
    ///
    /// Source: "Cancel", `POST /api/session/{requestId}/cancel`.
    ///
    /// # Errors
    /// [`Error::Refused`] where it is not allowed: then query what happened instead. After
    /// [`Error::OutcomeUnknown`] a query tells too. An answer about another session, or one that
    /// tells of a payment all the same, is [`Error::UnusableAnswer`].
    pub async fn cancel_session(&self, id: RequestId) -> Result<Cancelled, Error> {
        let answered = self.call(Call::Cancel(id), only_auth).await?;
        Cancelled::parse(&answered.body, id)
    }

    /// Gives money back, all of a transaction or a part.
    ///
    /// Source: "Refund", `POST /api/transaction` with the action `reverse`.
    ///
    /// # Errors
    /// [`Error`]; after [`Error::OutcomeUnknown`], [`Error::UnusableAnswer`] and
    /// [`Error::HostileAnswer`] the money may have been given back. The documentation contradicts
    /// itself on whether a later query shows it: `refunded` proves that it was, and its absence
    /// proves nothing. So never send it again without a person's decision.
    pub async fn reverse(
        &self,
        transaction: InternalReference,
        reversal: Reversal,
    ) -> Result<ActionAnswer, Error> {
        self.act(Action::Reverse(reversal), transaction).await
    }

    /// Gives all of a transaction's money back through the older address, for sites that have not
    /// the newer one.
    ///
    /// Source: "Reverse", `POST /api/reverse`.
    ///
    /// # Errors
    /// As [`Self::reverse`].
    pub async fn reverse_at_older_address(
        &self,
        transaction: InternalReference,
    ) -> Result<ActionAnswer, Error> {
        let answered = self
            .call(Call::OlderReverse(transaction), |auth, _| {
                to_json(&older_reverse(transaction.0, auth))
            })
            .await?;
        ActionAnswer::parse(
            &answered.body,
            Action::Reverse(Reversal::WHOLE),
            transaction,
        )
    }

    /// Lets the bank take a payment that waits for the shop's confirmation
    /// ([`Metadata::requires_confirmation`](crate::Metadata::requires_confirmation)). It may still
    /// be declined.
    ///
    /// Source: "Confirmation flow", `POST /api/transaction` with the action `confirm`.
    ///
    /// # Errors
    /// [`Error`]; after [`Error::OutcomeUnknown`] query the session.
    pub async fn confirm_transaction(
        &self,
        transaction: InternalReference,
    ) -> Result<ActionAnswer, Error> {
        self.act(Action::Confirm, transaction).await
    }

    /// Calls off a payment that waits for the shop's confirmation. No money moves.
    ///
    /// Source: "Confirmation flow", `POST /api/transaction` with the action `cancel`.
    ///
    /// # Errors
    /// [`Error`]; after [`Error::OutcomeUnknown`] query the session.
    pub async fn cancel_transaction(
        &self,
        transaction: InternalReference,
    ) -> Result<ActionAnswer, Error> {
        self.act(Action::Cancel, transaction).await
    }

    async fn act(
        &self,
        action: Action,
        transaction: InternalReference,
    ) -> Result<ActionAnswer, Error> {
        let answered = self
            .call(Call::Act(action, transaction), |auth, _| {
                to_json(&action.signed(transaction.0, auth))
            })
            .await?;
        ActionAnswer::parse(&answered.body, action, transaction)
    }

    /// Sends a signed request; once more with a corrected time where the gateway refuses the time
    /// and told another one than was supposed.
    async fn call(
        &self,
        call: Call,
        body: impl Fn(Auth, SignedDuration) -> Result<Vec<u8>, Error>,
    ) -> Result<Answered, Error> {
        let supposed = self.clock_offset();
        match self.attempt(call, &body).await {
            Err(Error::Clock { offset }) if offset != supposed => self.attempt(call, &body).await,
            answered => answered,
        }
    }

    async fn attempt(
        &self,
        call: Call,
        body: impl Fn(Auth, SignedDuration) -> Result<Vec<u8>, Error>,
    ) -> Result<Answered, Error> {
        let span = call.span();
        let attempt = async {
            let offset = self.clock_offset().unwrap_or_default();
            let auth = self.credentials.sign(self.time_at(offset));
            let json = body(auth.map_err(|error| before_sending(&error))?, offset)?;
            let path = call.path();
            let asked = Turn(self.turns.fetch_add(1, Ordering::Relaxed) + 1);
            let sent = self.transport.exchange(Request::Post { path, json }).await;
            let body = self.understood(call, sent.map_err(|lost| call.lost(lost))?)?;
            Ok(Answered {
                body,
                offset,
                asked,
            })
        };
        let started = Instant::now();
        let outcome = attempt.instrument(span.clone()).await;
        let duration_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        span.record("duration_ms", duration_ms);
        span.in_scope(|| tracing::debug!("gateway asked"));
        outcome
    }

    /// What an answer means, by its HTTP status and the gateway's own.
    fn understood(&self, call: Call, answer: Response) -> Result<Vec<u8>, Error> {
        self.learn(&answer);
        let (http, retry_after) = (answer.status, answer.retry_after);
        Span::current().record("http_status", http);
        match http {
            200 => {
                let body = answer.body.map_err(|lost| call.lost(lost))?;
                let span = Span::current();
                if !span.is_disabled()
                    && let Ok(StatusOnly { status }) = json::read(&body)
                {
                    let status = Status::from_word(&status.status);
                    span.record("status", status.word());
                }
                Ok(body)
            }
            300..400 => Err(Error::HostileAnswer {
                why: format!("it redirects ({http})"),
            }),
            429 => Err(Error::Unavailable {
                why: "too many requests".to_owned(),
                retry_after,
            }),
            400..500 => self.declined(call, answer),
            _ => Err(call.unanswered(format!("HTTP status {http}"), retry_after)),
        }
    }

    /// What a 4xx means, which counts only with the gateway's own words in it.
    fn declined(&self, call: Call, answer: Response) -> Result<Vec<u8>, Error> {
        let told = answer.body.map_err(|lost| call.lost(lost));
        match told.and_then(|body| json::read::<StatusOnly>(&body)) {
            Ok(told) => Err(self.refused(call, answer.status, told.status.into())),
            Err(error @ Error::HostileAnswer { .. }) => Err(error),
            Err(_) => Err(Error::UnusableAnswer {
                why: format!(
                    "HTTP status {} without the gateway's own status",
                    answer.status
                ),
            }),
        }
    }

    /// What the gateway's own refusal means. Only `FAILED` is one: whatever else it tells, something
    /// may have been done.
    fn refused(&self, call: Call, http: u16, report: Report) -> Error {
        Span::current().record("status", report.status.word());
        if report.status != Status::Failed {
            let status = report.status.known();
            return Error::UnusableAnswer {
                why: format!("HTTP status {http} that tells {status}"),
            };
        }
        let unknown_there = report.is_unknown_at_the_gateway();
        let Report {
            reason, message, ..
        } = report;
        match (http, call) {
            (401, _) => match AuthFailure::from_message(&message) {
                AuthFailure::Clock => Error::Clock {
                    offset: self.clock_offset(),
                },
                failure => Error::Credentials(failure),
            },
            (404, Call::Query(_) | Call::Cancel(_)) => Error::NotFound { message },
            _ if unknown_there => call.unanswered(format!("{reason}: {message}"), None),
            _ => Error::Refused {
                http_status: http,
                reason,
                message,
            },
        }
    }

    /// Every gateway is reached over TLS or is on this computer, so its clock can be believed.
    fn learn(&self, answer: &Response) {
        if let Some(date) = answer.date {
            let seconds = answer.at.duration_until(date).as_secs();
            self.offset_seconds.store(seconds, Ordering::Relaxed);
        }
    }
}

fn only_auth(auth: Auth, _: SignedDuration) -> Result<Vec<u8>, Error> {
    #[derive(Serialize)]
    struct Body {
        auth: Auth,
    }
    to_json(&Body { auth })
}

fn to_json(body: &impl Serialize) -> Result<Vec<u8>, Error> {
    serde_json::to_vec(body).map_err(|error| before_sending(&error))
}

fn before_sending(error: &dyn std::error::Error) -> Error {
    Error::Unavailable {
        why: error.to_string(),
        retry_after: None,
    }
}
