//! What names a session towards the gateway, and a till within a shop.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The shop's name for one Checkout session, 1 to 32 visible ASCII characters, unique for ever.
///
/// Source: the gateway's "Create a session", `payment.reference`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Reference(String);

impl Reference {
    /// The longest reference, in characters.
    pub const MAX_CHARS: usize = 32;

    /// The till's own reference, such as `C1-261122-0014-7KQF3M`.
    ///
    /// The number restarts each day and a restored backup or another till may repeat it, so six
    /// random characters (30 bits) keep it unique (`I8`); `random` supplies them.
    #[must_use]
    pub fn numbered(till: &TillCode, day: Date, number: u32, random: u64) -> Self {
        const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
        let suffix: String = (0..6)
            .map(|place| ALPHABET[(random >> (5 * place)) as usize % 32] as char)
            .collect();
        let number = number % 1_000_000;
        Reference(format!(
            "{till}-{:02}{:02}{:02}-{number:04}-{suffix}",
            day.year().rem_euclid(100),
            day.month(),
            day.day()
        ))
    }

    /// The reference as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Reference {
    type Err = ReferenceError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.is_empty() {
            Err(ReferenceError::Empty)
        } else if text.chars().count() > Self::MAX_CHARS {
            Err(ReferenceError::TooLong)
        } else if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            Err(ReferenceError::Characters)
        } else {
            Ok(Reference(text.to_owned()))
        }
    }
}

impl TryFrom<String> for Reference {
    type Error = ReferenceError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Reference> for String {
    fn from(reference: Reference) -> Self {
        reference.0
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a text is no reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ReferenceError {
    /// No character at all.
    #[error("the reference is empty")]
    Empty,
    /// More than the gateway takes.
    #[error("the reference has more than {} characters", Reference::MAX_CHARS)]
    TooLong,
    /// A space, a control character or one outside ASCII.
    #[error("the reference has characters other than visible ASCII ones")]
    Characters,
}

/// A till's code within its shop: 1 to 6 upper-case letters and digits, such as `C1`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TillCode(String);

impl FromStr for TillCode {
    type Err = TillCodeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let code = text.trim().to_ascii_uppercase();
        let fits =
            (1..=6).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if fits {
            Ok(TillCode(code))
        } else {
            Err(TillCodeError)
        }
    }
}

impl TryFrom<String> for TillCode {
    type Error = TillCodeError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<TillCode> for String {
    fn from(code: TillCode) -> Self {
        code.0
    }
}

impl fmt::Display for TillCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The text is no till code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a till code has 1 to 6 letters or digits")]
pub struct TillCodeError;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbered_references_name_till_day_number_and_chance() {
        let till: TillCode = "c1".parse().unwrap();
        let day = jiff::civil::date(2026, 11, 22);
        let reference = Reference::numbered(&till, day, 14, 0);
        assert_eq!(reference.as_str(), "C1-261122-0014-000000");
        assert_ne!(reference, Reference::numbered(&till, day, 14, 1));
        assert_ne!(reference, Reference::numbered(&till, day, 14, 1 << 29));
        let longest = Reference::numbered(&"CAJA12".parse().unwrap(), day, u32::MAX, u64::MAX);
        assert_eq!(longest.as_str().parse(), Ok(longest.clone()));
    }

    #[test]
    fn references_fit_the_gateway() {
        assert_eq!(
            "x".repeat(32).parse::<Reference>().unwrap().as_str().len(),
            32
        );
        let refused = |text: &str| text.parse::<Reference>().unwrap_err();
        assert_eq!(refused(&"x".repeat(33)), ReferenceError::TooLong);
        assert_eq!(refused(""), ReferenceError::Empty);
        assert_eq!(refused("a b"), ReferenceError::Characters);
        assert_eq!(refused("venta\u{202e}"), ReferenceError::Characters);
    }

    #[test]
    fn till_codes_are_short_and_plain() {
        assert_eq!("caja1".parse::<TillCode>().unwrap().to_string(), "CAJA1");
        for text in ["", "C-1", "CAJA123", "ñ"] {
            assert_eq!(text.parse::<TillCode>(), Err(TillCodeError), "{text}");
        }
    }
}
