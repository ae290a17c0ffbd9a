//! What went wrong, by what the caller does next.

use std::fmt;
use std::time::Duration;

use jiff::SignedDuration;
use thiserror::Error;

/// Why a call gave no result.
///
/// Source: "Response codes".
///
/// # Design
/// A query changes nothing, so whatever keeps its answer away is [`Error::Unavailable`]. Any other
/// call may have been processed once a byte of it was sent: then it is [`Error::OutcomeUnknown`],
/// and only the gateway's own words make it a definite refusal. Nobody sends such a request again
/// by itself, since the gateway has no idempotency key.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Error {
    /// Mend the credentials; nothing was done.
    #[error("the gateway refuses the credentials: {0}")]
    Credentials(AuthFailure),
    /// Set this computer's clock; nothing was done. Where the gateway told another time than was
    /// supposed, one retry with a corrected time was made.
    #[error("the gateway refuses the time of the request{}", clock_words(*.offset))]
    Clock {
        /// The gateway's clock less ours, to the second, where the gateway told its own.
        offset: Option<SignedDuration>,
    },
    /// Mend the request; nothing was done.
    #[error("the gateway refuses the request ({http_status}): {reason}: {message}")]
    Refused {
        /// The HTTP status: 400 to 499, or 200 where only the body refuses.
        http_status: u16,
        /// The gateway's machine word or code, as text.
        reason: String,
        /// The gateway's words for people.
        message: String,
    },
    /// The gateway does not know the session.
    #[error("the gateway does not know the session: {message}")]
    NotFound {
        /// The gateway's words for people.
        message: String,
    },
    /// Try again later; nothing was done.
    #[error("the gateway cannot be reached: {why}")]
    Unavailable {
        /// What failed.
        why: String,
        /// How long the gateway asks to wait, a day at most.
        retry_after: Option<Duration>,
    },
    /// The request may have been processed: find out before doing it again.
    #[error("the request may have been processed: {why}")]
    OutcomeUnknown {
        /// What failed.
        why: String,
        /// How long the gateway asks to wait, a day at most.
        retry_after: Option<Duration>,
    },
    /// The answer cannot be read; the request may have been processed.
    #[error("the gateway's answer cannot be used: {why}")]
    UnusableAnswer {
        /// What is wrong with it and where; never what it says.
        why: String,
    },
    /// The answer does what no honest gateway does: it leads elsewhere, or is made to exhaust its
    /// reader. The request may have been processed. Tell a person: someone may be in between.
    #[error("the gateway's answer is not to be trusted: {why}")]
    HostileAnswer {
        /// What it tries; never what it says.
        why: String,
    },
}

impl Error {
    pub(crate) fn unavailable(why: String) -> Self {
        Error::Unavailable {
            why,
            retry_after: None,
        }
    }

    pub(crate) fn outcome_unknown(why: String) -> Self {
        Error::OutcomeUnknown {
            why,
            retry_after: None,
        }
    }
}

fn clock_words(offset: Option<SignedDuration>) -> String {
    match offset {
        Some(offset) => format!(", off by {} s", offset.as_secs()),
        None => String::new(),
    }
}

/// The gateway's numbers for a failed authentication.
///
/// Source: the gateway's "Authentication" page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthFailure {
    /// 100: no credentials were sent.
    Missing,
    /// 101: the login is unknown.
    UnknownLogin,
    /// 102: the secret key is wrong.
    WrongKey,
    /// 103: the time is more than five minutes off.
    Clock,
    /// 104: the site is inactive.
    SiteInactive,
    /// 105: the site expired.
    SiteExpired,
    /// 106: the credentials expired.
    CredentialsExpired,
    /// 107: the credentials are malformed.
    Malformed,
    /// Another number, or none.
    Other(Option<u32>),
}

impl AuthFailure {
    /// Reads the number at the end of a message such as `Autenticación fallida 102`.
    pub(crate) fn from_message(message: &str) -> Self {
        let number = message
            .rsplit(|c: char| !c.is_ascii_digit())
            .find(|digits| !digits.is_empty())
            .and_then(|digits| digits.parse().ok());
        match number {
            Some(100) => AuthFailure::Missing,
            Some(101) => AuthFailure::UnknownLogin,
            Some(102) => AuthFailure::WrongKey,
            Some(103) => AuthFailure::Clock,
            Some(104) => AuthFailure::SiteInactive,
            Some(105) => AuthFailure::SiteExpired,
            Some(106) => AuthFailure::CredentialsExpired,
            Some(107) => AuthFailure::Malformed,
            other => AuthFailure::Other(other),
        }
    }

    /// The gateway's number, where it gave one.
    #[must_use]
    pub fn number(self) -> Option<u32> {
        match self {
            AuthFailure::Missing => Some(100),
            AuthFailure::UnknownLogin => Some(101),
            AuthFailure::WrongKey => Some(102),
            AuthFailure::Clock => Some(103),
            AuthFailure::SiteInactive => Some(104),
            AuthFailure::SiteExpired => Some(105),
            AuthFailure::CredentialsExpired => Some(106),
            AuthFailure::Malformed => Some(107),
            AuthFailure::Other(number) => number,
        }
    }
}

impl fmt::Display for AuthFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.number() {
            Some(number) => write!(f, "{number}"),
            None => f.write_str("no number"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cause_is_the_number_at_the_end() {
        let failure = AuthFailure::from_message;
        assert_eq!(failure("Autenticación fallida 102"), AuthFailure::WrongKey);
        assert_eq!(failure("Authentication failed 103."), AuthFailure::Clock);
        assert_eq!(failure("fallida 10001"), AuthFailure::Other(Some(10_001)));
        assert_eq!(failure("fallida"), AuthFailure::Other(None));
    }
}
