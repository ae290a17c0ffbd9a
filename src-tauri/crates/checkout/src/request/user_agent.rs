//! What calls itself towards the gateway.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

use crate::request::limit::{self, Problem, RequestError};

/// The name of the program that opens the payment page: 1 to 255 printable ASCII characters.
///
/// Source: "Create a session", `userAgent`.
///
/// ```
/// use placetopay_checkout::UserAgent;
///
/// let shop: UserAgent = "Tienda/1.0".parse()?;
/// assert!("Tienda\r\nX: y".parse::<UserAgent>().is_err());
/// # Ok::<(), placetopay_checkout::RequestError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct UserAgent(String);

impl UserAgent {
    /// Takes a text as user agent.
    ///
    /// # Errors
    /// [`RequestError`] of `userAgent`.
    pub fn new(text: impl Into<String>) -> Result<Self, RequestError> {
        let text = limit::text("userAgent", text, 255)?;
        if !text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
            return Err(RequestError::new("userAgent", Problem::Characters));
        }
        Ok(UserAgent(text))
    }

    /// The user agent as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// This library's own name and version.
impl Default for UserAgent {
    fn default() -> Self {
        let own = concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"));
        UserAgent(own.to_owned())
    }
}

impl FromStr for UserAgent {
    type Err = RequestError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        UserAgent::new(text)
    }
}

impl fmt::Display for UserAgent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
