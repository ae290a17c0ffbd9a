//! One pooled connection to the gateway, and what its answers mean.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};
use reqwest::{StatusCode, redirect, retry, tls};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::auth::Auth;
use crate::wire::StatusOnly;
use crate::{
    AuthFailure, CreateSession, Created, Credentials, EndpointUrl, Error, RequestId, Session,
    cancel,
};

/// Where the client reads the time: passed in, so that tests decide it.
pub type Now = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// An answer larger than this is no answer.
const LARGEST_ANSWER: usize = 1 << 20;

/// How the client behaves.
#[derive(Clone)]
pub struct Options {
    /// Where the time comes from; the system's clock unless said otherwise.
    pub now: Now,
    /// How long connecting may take; 5 s unless said otherwise.
    pub connect_timeout: Duration,
    /// How long a whole call may take; 20 s unless said otherwise.
    pub total_timeout: Duration,
    /// What the requests call this program, at most 255 characters.
    pub user_agent: String,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            now: Arc::new(Timestamp::now),
            connect_timeout: Duration::from_secs(5),
            total_timeout: Duration::from_secs(20),
            user_agent: concat!("checkout-rs/", env!("CARGO_PKG_VERSION")).to_owned(),
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

/// A client of one gateway for one site.
#[derive(Debug)]
pub struct Client {
    http: reqwest::Client,
    endpoint: EndpointUrl,
    credentials: Credentials,
    options: Options,
    /// The gateway's clock less ours, in seconds, as its last answer's Date header tells (`I10`).
    offset_seconds: AtomicI64,
}

/// What a call is for decides how a refusal reads.
#[derive(Clone, Copy)]
enum Call {
    Create,
    Session(RequestId),
    Cancel(RequestId),
}

impl Call {
    fn path(self) -> String {
        match self {
            Call::Create => "/api/session".to_owned(),
            Call::Session(id) => format!("/api/session/{id}"),
            Call::Cancel(id) => format!("/api/session/{id}/cancel"),
        }
    }
}

impl Client {
    /// A client of the gateway at `endpoint`, asking as `credentials`.
    ///
    /// Redirects are never followed, since the body carries credentials; TLS is 1.2 or newer; the
    /// system's proxy is used except for a gateway on this computer.
    ///
    /// # Errors
    /// [`Error::Unavailable`] where the system's TLS cannot be set up.
    pub fn new(
        endpoint: EndpointUrl,
        credentials: Credentials,
        options: Options,
    ) -> Result<Self, Error> {
        let mut http = reqwest::Client::builder()
            .connect_timeout(options.connect_timeout)
            .timeout(options.total_timeout)
            .redirect(redirect::Policy::none())
            .retry(retry::never())
            .tls_version_min(tls::Version::TLS_1_2)
            .user_agent(&options.user_agent);
        if endpoint.is_loopback() {
            http = http.no_proxy();
        }
        let http = http.build().map_err(|error| Error::Unavailable {
            why: error.to_string(),
            retry_after: None,
        })?;
        Ok(Client {
            http,
            endpoint,
            credentials,
            options,
            offset_seconds: AtomicI64::new(0),
        })
    }

    /// The gateway's address.
    #[must_use]
    pub fn endpoint(&self) -> &EndpointUrl {
        &self.endpoint
    }

    /// The gateway's clock less this computer's, in seconds, as last learnt.
    #[must_use]
    pub fn clock_offset(&self) -> SignedDuration {
        SignedDuration::from_secs(self.offset_seconds.load(Ordering::Relaxed))
    }

    /// The time at the gateway, as far as known.
    #[must_use]
    pub fn gateway_now(&self) -> Timestamp {
        let now = (self.options.now)();
        now.checked_add(self.clock_offset()).unwrap_or(now)
    }

    /// Learns the gateway's clock from any answer at its base address; sends no credentials.
    ///
    /// # Errors
    /// [`Error::Unavailable`] where nothing answers.
    pub async fn learn_clock(&self) -> Result<(), Error> {
        let request = self.http.head(self.endpoint.join("/")).send();
        let response = request.await.map_err(|error| Error::Unavailable {
            why: causes(&error.without_url()),
            retry_after: None,
        })?;
        self.learn_offset(response.headers());
        Ok(())
    }

    /// Opens a session. That it exists does not mean that it is paid.
    ///
    /// # Errors
    /// [`Error`]; after [`Error::OutcomeUnknown`], [`Error::UnusableAnswer`] and
    /// [`Error::HostileAnswer`] a session may exist whose page nobody knows.
    pub async fn create_session(&self, session: &CreateSession) -> Result<Created, Error> {
        let user_agent = &self.options.user_agent;
        let supposed = self.clock_offset();
        let body = self
            .call(Call::Create, |auth| {
                session.signed(auth, user_agent, self.clock_offset() - supposed)
            })
            .await?;
        Created::parse(&body, &self.endpoint)
    }

    /// Asks how a session stands. Harmless, may be repeated.
    ///
    /// # Errors
    /// [`Error`]; none of them says anything about the payment.
    pub async fn query_session(&self, id: RequestId) -> Result<Session, Error> {
        let body = self.call(Call::Session(id), only_auth).await?;
        Session::parse(&body)
    }

    /// Ends a session. Allowed while nothing is approved and nothing is being processed.
    ///
    /// # Errors
    /// [`Error::Refused`] where it is not allowed: then query what happened instead.
    pub async fn cancel_session(&self, id: RequestId) -> Result<(), Error> {
        let body = self.call(Call::Cancel(id), only_auth).await?;
        cancel::confirmed(&body)
    }

    /// Sends a signed request; once more with a corrected time where the gateway refuses the time.
    async fn call<B: Serialize>(
        &self,
        call: Call,
        body: impl Fn(Auth) -> B,
    ) -> Result<Vec<u8>, Error> {
        match self.attempt(call, &body).await {
            Err(Error::Clock { .. }) => self.attempt(call, &body).await,
            answered => answered,
        }
    }

    async fn attempt<B: Serialize>(
        &self,
        call: Call,
        body: impl Fn(Auth) -> B,
    ) -> Result<Vec<u8>, Error> {
        let before_sending = |why: String| Error::Unavailable {
            why,
            retry_after: None,
        };
        let auth = self
            .credentials
            .sign(self.gateway_now())
            .map_err(|error| before_sending(error.to_string()))?;
        let json = serde_json::to_vec(&body(auth)).map_err(|e| before_sending(e.to_string()))?;
        let started = Instant::now();
        let response = self
            .http
            .post(self.endpoint.join(&call.path()))
            .header("content-type", "application/json")
            .header("accept", "application/json")
            .body(json)
            .send()
            .await
            .map_err(failed)?;
        let status = response.status();
        self.learn_offset(response.headers());
        let retry_after = retry_after(response.headers());
        let answer = read_body(response).await;
        tracing::debug!(
            path = call.path(),
            http_status = status.as_u16(),
            duration_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
            "gateway answered"
        );
        match status {
            StatusCode::OK => answer,
            _ if status.is_redirection() => Err(Error::HostileAnswer {
                why: format!("it redirects ({})", status.as_u16()),
            }),
            _ => Err(self.refused(call, status, retry_after, answer)),
        }
    }

    /// What an answer other than 200 means.
    fn refused(
        &self,
        call: Call,
        status: StatusCode,
        retry_after: Option<Duration>,
        answer: Result<Vec<u8>, Error>,
    ) -> Error {
        let http = status.as_u16();
        if status == StatusCode::TOO_MANY_REQUESTS {
            return Error::Unavailable {
                why: "too many requests".to_owned(),
                retry_after,
            };
        }
        if !status.is_client_error() {
            let why = format!("HTTP status {http}");
            return Error::OutcomeUnknown { why, retry_after };
        }
        let told = answer.and_then(|body| read_json::<StatusOnly>(&body));
        let Ok(StatusOnly { status: told }) = told else {
            let why = format!("HTTP status {http} without the gateway's own status");
            return Error::UnusableAnswer { why };
        };
        let (reason, message) = (told.reason.or_empty(), told.message.or_empty());
        match (status, call) {
            (StatusCode::UNAUTHORIZED, _) => match AuthFailure::from_message(&message) {
                AuthFailure::Clock => Error::Clock {
                    offset_seconds: self.clock_offset().as_secs(),
                },
                failure => Error::Credentials(failure),
            },
            (StatusCode::NOT_FOUND, Call::Session(_) | Call::Cancel(_)) => {
                Error::NotFound { message }
            }
            _ => Error::Refused {
                http_status: http,
                reason,
                message,
            },
        }
    }

    /// Over TLS, or from this computer, the Date header tells the gateway's clock (`I10`).
    fn learn_offset(&self, headers: &HeaderMap) {
        let Some(theirs) = headers
            .get(DATE)
            .and_then(|date| date.to_str().ok())
            .and_then(http_date)
        else {
            return;
        };
        let offset = (self.options.now)().duration_until(theirs).as_secs();
        self.offset_seconds.store(offset, Ordering::Relaxed);
    }
}

fn only_auth(auth: Auth) -> impl Serialize {
    #[derive(Serialize)]
    struct Body {
        auth: Auth,
    }
    Body { auth }
}

/// A request that failed on the way: before the connection stood nothing can have been processed.
fn failed(error: reqwest::Error) -> Error {
    let never_sent = error.is_connect() || error.is_builder();
    let why = causes(&error.without_url());
    if never_sent {
        Error::Unavailable {
            why,
            retry_after: None,
        }
    } else {
        Error::OutcomeUnknown {
            why,
            retry_after: None,
        }
    }
}

fn causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        next = cause.source();
    }
    text
}

async fn read_body(mut response: reqwest::Response) -> Result<Vec<u8>, Error> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(failed)? {
        if body.len() + chunk.len() > LARGEST_ANSWER {
            return Err(Error::UnusableAnswer {
                why: "it is larger than 1 MiB".to_owned(),
            });
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// Reads an answer's JSON; the error names the place, never the content.
pub(crate) fn read_json<T: DeserializeOwned>(body: &[u8]) -> Result<T, Error> {
    serde_json::from_slice(body).map_err(|error| Error::UnusableAnswer {
        why: format!(
            "{:?} error in its JSON at line {} column {}",
            error.classify(),
            error.line(),
            error.column()
        ),
    })
}

fn http_date(text: &str) -> Option<Timestamp> {
    let zoned = jiff::fmt::rfc2822::DateTimeParser::new()
        .parse_zoned(text)
        .ok()?;
    Some(zoned.timestamp())
}

fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?;
    match text.trim().parse() {
        Ok(seconds) => Some(Duration::from_secs(seconds)),
        Err(_) => {
            let date = http_date(headers.get(DATE)?.to_str().ok()?)?;
            Duration::try_from(date.duration_until(http_date(text)?)).ok()
        }
    }
}
