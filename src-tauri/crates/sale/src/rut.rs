//! The Chilean tax number.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A RUT whose check digit is right. `Display` writes `12.345.678-K`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Rut(rutcl::Rut);

impl FromStr for Rut {
    type Err = RutError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim().to_uppercase();
        text.parse().map(Rut).map_err(|error| match error {
            rutcl::Error::InvalidVerificationDigit { want, .. } => RutError::CheckDigit { want },
            rutcl::Error::OutOfRange => RutError::OutOfRange,
            rutcl::Error::VerificationDigitOutOfBounds(_)
            | rutcl::Error::InvalidFormat
            | rutcl::Error::NaN(_)
            | rutcl::Error::EmptyString => RutError::Malformed,
        })
    }
}

/// What is known of a RUT while somebody writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RutSoFar {
    /// Its check digit may still come.
    Unfinished,
    /// It is none, or its check digit does not fit.
    Wrong,
    /// It is one.
    Right(Rut),
}

impl Rut {
    /// The digits of the longest number, without the check digit.
    const LONGEST: usize = 8;

    /// What is known of it so far. Without a hyphen, eight digits may lack their check digit still.
    #[must_use]
    pub fn so_far(text: &str) -> RutSoFar {
        let known = |c: char| c.is_ascii_digit() || matches!(c, 'k' | 'K' | '-' | '.' | ' ');
        if !text.chars().all(known) {
            return RutSoFar::Wrong;
        }
        let digits = text.chars().filter(|c| c.is_ascii_alphanumeric()).count();
        let has_check = text.contains(['k', 'K']) || digits > Self::LONGEST;
        let after_hyphen = text
            .split_once('-')
            .map(|(_, check)| !check.trim().is_empty());
        match text.parse() {
            Ok(rut) if after_hyphen.unwrap_or(true) => RutSoFar::Right(rut),
            Err(RutError::CheckDigit { .. } | RutError::OutOfRange)
                if after_hyphen.unwrap_or(has_check) =>
            {
                RutSoFar::Wrong
            }
            Ok(_) | Err(_) => RutSoFar::Unfinished,
        }
    }
}

impl TryFrom<String> for Rut {
    type Error = RutError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Rut> for String {
    fn from(rut: Rut) -> Self {
        rut.to_string()
    }
}

impl fmt::Display for Rut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.format(rutcl::Format::Dots))
    }
}

/// Why a text is no RUT.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum RutError {
    /// Not of the form `12.345.678-K`.
    #[error("a RUT looks like 12.345.678-5")]
    Malformed,
    /// The check digit does not fit the number.
    #[error("the check digit should be {want}")]
    CheckDigit {
        /// The right check digit.
        want: char,
    },
    /// A number that is not given out.
    #[error("the number is out of range")]
    OutOfRange,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn while_it_is_written_a_rut_is_waited_for_right_or_wrong() {
        let right = [
            "12.345.678-5",
            "123456785",
            "6.500.004-0",
            "10.000.013-k",
            "10000013K",
        ];
        for text in right {
            assert!(matches!(Rut::so_far(text), RutSoFar::Right(_)), "{text}");
        }
        for text in ["", "1", "12.345.6", "12.345.678-", "12345678"] {
            assert_eq!(Rut::so_far(text), RutSoFar::Unfinished, "{text}");
        }
        for text in [
            "12.345.678-6",
            "123456784",
            "1.234.567-8",
            "1234567K",
            "pasaporte",
        ] {
            assert_eq!(Rut::so_far(text), RutSoFar::Wrong, "{text}");
        }
    }

    #[test]
    fn reads_and_writes_with_dots_and_dash() {
        for text in ["76.086.428-5", "76086428-5", "760864285", " 76.086.428-5 "] {
            assert_eq!(text.parse::<Rut>().unwrap().to_string(), "76.086.428-5");
        }
        assert_eq!(
            "20.347.878-k".parse::<Rut>().unwrap().to_string(),
            "20.347.878-K"
        );
    }

    #[test]
    fn refuses_a_wrong_check_digit_and_names_the_right_one() {
        assert_eq!(
            "76.086.428-6".parse::<Rut>(),
            Err(RutError::CheckDigit { want: '5' })
        );
        for text in ["", "K", "abc", "1-9-x"] {
            assert!(text.parse::<Rut>().is_err(), "{text}");
        }
    }
}
