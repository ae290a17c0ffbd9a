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
