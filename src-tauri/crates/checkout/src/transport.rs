//! What carries a request to a gateway and an answer back.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use jiff::Timestamp;

/// One request, signed and ready.
#[derive(Clone, PartialEq, Eq)]
pub enum Request {
    /// Posts JSON to a path of the gateway, such as `/api/session`.
    Post {
        /// The path.
        path: String,
        /// The body. It authenticates: never log it.
        json: Vec<u8>,
    },
    /// Asks for nothing but an answer's head, without credentials.
    Head,
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Request::Post { path, .. } => f.debug_tuple("Post").field(path).finish_non_exhaustive(),
            Request::Head => f.write_str("Head"),
        }
    }
}

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// This computer's time when the answer's head was there.
    pub at: Timestamp,
    /// The time at the gateway, by the header `Date`.
    pub date: Option<Timestamp>,
    /// How long the gateway asks to wait, by the header `Retry-After`.
    pub retry_after: Option<Duration>,
    /// The body, or why there is none.
    pub body: Result<Vec<u8>, Lost>,
}

/// Why a request has no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lost {
    /// No byte of it left: nothing can have been done.
    NeverSent(String),
    /// It left, and then something broke.
    OnTheWay(String),
    /// The answer is made to exhaust its reader.
    TooLarge,
}

/// What [`Transport::exchange`] gives.
pub type Exchange<'a> = Pin<Box<dyn Future<Output = Result<Response, Lost>> + Send + 'a>>;

/// A way to a gateway. [`Client::new`](crate::Client::new) uses HTTPS; a simulation brings its own
/// with [`Client::with_transport`](crate::Client::with_transport).
///
/// # Design
/// An implementation sends a request once, follows no redirect, and says
/// [`Lost::NeverSent`] only when not a byte of it left: whether money may have moved hangs on it.
pub trait Transport: fmt::Debug + Send + Sync {
    /// Carries one request.
    fn exchange(&self, request: Request) -> Exchange<'_>;
}
