//! The gateway's limits on what is sent, and how breaking one is told.

use std::fmt;

use thiserror::Error;
use url::Url;

use crate::Amount;

/// A value that the gateway would refuse, found before anything is sent.
///
/// ```
/// use placetopay_checkout::{Problem, Reference};
///
/// let error = Reference::new("x".repeat(33)).unwrap_err();
/// assert_eq!(error.field(), "payment.reference");
/// assert_eq!(error.problem(), Problem::TooLong { most: 32 });
/// assert_eq!(error.to_string(), "`payment.reference` has more than 32 characters");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("`{field}` {problem}")]
pub struct RequestError {
    field: &'static str,
    problem: Problem,
}

impl RequestError {
    pub(crate) const fn new(field: &'static str, problem: Problem) -> Self {
        RequestError { field, problem }
    }

    /// The field as the gateway's documentation names it, such as `payment.reference`; a field of
    /// a person, an item or another structure that stands in several places is named within that
    /// structure, such as `address.city`.
    #[must_use]
    pub fn field(&self) -> &'static str {
        self.field
    }

    /// What is wrong with its value.
    #[must_use]
    pub fn problem(&self) -> Problem {
        self.problem
    }
}

/// What is wrong with a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// It is empty.
    Empty,
    /// It has too many characters.
    TooLong {
        /// How many it may have.
        most: usize,
    },
    /// It has characters that do not belong there, such as control characters.
    Characters,
    /// It lacks the form that the gateway demands.
    Form {
        /// The form, in words.
        expected: &'static str,
    },
    /// It is a RUT whose check digit does not fit.
    CheckDigit,
    /// It is a list of too many entries.
    TooMany {
        /// How many it may have.
        most: usize,
    },
    /// It is not more than zero.
    NotPositive,
    /// It is less than zero.
    Negative,
    /// It is in another currency than the payment.
    AnotherCurrency,
    /// It is less than five minutes ahead.
    TooSoon,
    /// It cannot go together with a payment in parts.
    NotWithPartial,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Problem::Empty => f.write_str("is empty"),
            Problem::TooLong { most } => write!(f, "has more than {most} characters"),
            Problem::Characters => f.write_str("has characters that the gateway does not take"),
            Problem::Form { expected } => write!(f, "is not {expected}"),
            Problem::CheckDigit => f.write_str("has the wrong check digit"),
            Problem::TooMany { most } => write!(f, "has more than {most} entries"),
            Problem::NotPositive => f.write_str("is not more than zero"),
            Problem::Negative => f.write_str("is less than zero"),
            Problem::AnotherCurrency => f.write_str("is in another currency than the payment"),
            Problem::TooSoon => f.write_str("is less than five minutes ahead"),
            Problem::NotWithPartial => f.write_str("cannot go with a payment in parts"),
        }
    }
}

/// A text with something in it and no control character, of any length.
pub(crate) fn filled(
    field: &'static str,
    given: impl Into<String>,
) -> Result<String, RequestError> {
    text(field, given, usize::MAX)
}

/// A text of 1 to `most` characters, none of them a control character.
pub(crate) fn text(
    field: &'static str,
    text: impl Into<String>,
    most: usize,
) -> Result<String, RequestError> {
    let text = text.into();
    let problem = if text.trim().is_empty() {
        Problem::Empty
    } else if text.chars().count() > most {
        Problem::TooLong { most }
    } else if text.chars().any(char::is_control) {
        Problem::Characters
    } else {
        return Ok(text);
    };
    Err(RequestError::new(field, problem))
}

/// A web address with a host, of at most 255 characters.
pub(crate) fn address(field: &'static str, url: Url) -> Result<Url, RequestError> {
    const MOST: usize = 255;
    let problem = if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
        Problem::Form {
            expected: "an http or https address",
        }
    } else if url.as_str().len() > MOST {
        Problem::TooLong { most: MOST }
    } else {
        return Ok(url);
    };
    Err(RequestError::new(field, problem))
}

/// An amount of zero or more.
pub(crate) fn not_negative(field: &'static str, amount: Amount) -> Result<Amount, RequestError> {
    if amount.minor() < 0 {
        return Err(RequestError::new(field, Problem::Negative));
    }
    Ok(amount)
}

/// An amount of more than zero.
pub(crate) fn positive(field: &'static str, amount: Amount) -> Result<Amount, RequestError> {
    if amount.minor() <= 0 {
        return Err(RequestError::new(field, Problem::NotPositive));
    }
    Ok(amount)
}

/// A list of at most `most` entries.
pub(crate) fn list<T>(
    field: &'static str,
    list: Vec<T>,
    most: usize,
) -> Result<Vec<T>, RequestError> {
    if list.len() > most {
        return Err(RequestError::new(field, Problem::TooMany { most }));
    }
    Ok(list)
}
