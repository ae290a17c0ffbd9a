//! What the shop calls a payment.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

use crate::request::limit::{self, Problem, RequestError};

/// The shop's name for one session: 1 to 32 printable ASCII characters, unique for ever.
///
/// The gateway keeps it on every answer and every notification. It may contain blanks, but does
/// not start or end with one: a gateway that trims it would tell another reference back.
///
/// Source: "Create a session", `payment.reference`.
///
/// ```
/// use placetopay_checkout::Reference;
///
/// let reference: Reference = "Ord: 1001/2023".parse()?;
/// assert_eq!(reference.as_str(), "Ord: 1001/2023");
/// assert!(" 1001".parse::<Reference>().is_err());
/// # Ok::<(), placetopay_checkout::RequestError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Reference(String);

impl Reference {
    /// The most characters that a reference has.
    pub const MOST: usize = 32;

    /// Takes a text as reference.
    ///
    /// # Errors
    /// [`RequestError`] of `payment.reference`: empty, too long, or with other characters.
    pub fn new(text: impl Into<String>) -> Result<Self, RequestError> {
        const FIELD: &str = "payment.reference";
        let text = limit::text(FIELD, text, Self::MOST)?;
        let printable = text.bytes().all(|byte| matches!(byte, b' '..=b'~'));
        if !printable || text.trim() != text {
            return Err(RequestError::new(FIELD, Problem::Characters));
        }
        Ok(Reference(text))
    }

    /// The reference as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Reference {
    type Err = RequestError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Reference::new(text)
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(text: &str) -> Option<Problem> {
        Reference::new(text).err().map(|error| error.problem())
    }

    #[test]
    fn takes_1_to_32_printable_characters() {
        for text in ["1", "PAYMENT_0001_ABC", "Venta_1234-ABCD#2024/03/15$500"] {
            assert_eq!(problem(text), None, "{text}");
        }
        assert_eq!(problem(&"x".repeat(32)), None);
        assert_eq!(
            problem(&"x".repeat(33)),
            Some(Problem::TooLong { most: 32 })
        );
        for text in ["", "  "] {
            assert_eq!(problem(text), Some(Problem::Empty), "{text:?}");
        }
        for text in ["a\u{0}b", "año", " a", "a ", "a\n", "a\u{202e}b", "a\u{7f}"] {
            assert_eq!(problem(text), Some(Problem::Characters), "{text:?}");
        }
    }
}
