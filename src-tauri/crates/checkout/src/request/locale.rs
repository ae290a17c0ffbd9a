//! The language of a session.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

use crate::request::limit::{Problem, RequestError};

/// The language of a session's page and of the gateway's messages, such as `es_CL`: two lower-case
/// letters of ISO 639-1, an underscore, two upper-case letters of ISO 3166-1.
///
/// Source: "Localization", `locale`.
///
/// ```
/// use placetopay_checkout::Locale;
///
/// assert_eq!("en_US".parse(), Ok(Locale::EN_US));
/// assert!("es-CL".parse::<Locale>().is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Locale {
    language: [char; 2],
    country: [char; 2],
}

impl Locale {
    /// Spanish of Chile.
    pub const ES_CL: Locale = Locale {
        language: ['e', 's'],
        country: ['C', 'L'],
    };
    /// Spanish of Colombia.
    pub const ES_CO: Locale = Locale {
        language: ['e', 's'],
        country: ['C', 'O'],
    };
    /// English of the United States.
    pub const EN_US: Locale = Locale {
        language: ['e', 'n'],
        country: ['U', 'S'],
    };
}

impl FromStr for Locale {
    type Err = RequestError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let letters: Vec<char> = text.chars().collect();
        match letters[..] {
            [a, b, '_', c, d]
                if [a, b].iter().all(char::is_ascii_lowercase)
                    && [c, d].iter().all(char::is_ascii_uppercase) =>
            {
                Ok(Locale {
                    language: [a, b],
                    country: [c, d],
                })
            }
            _ => Err(RequestError::new(
                "locale",
                Problem::Form {
                    expected: "of the form es_CL",
                },
            )),
        }
    }
}

impl fmt::Display for Locale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b] = self.language;
        let [c, d] = self.country;
        write!(f, "{a}{b}_{c}{d}")
    }
}

impl Serialize for Locale {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn has_one_form() {
        for locale in [Locale::ES_CL, Locale::ES_CO, Locale::EN_US] {
            assert_eq!(locale.to_string().parse(), Ok(locale));
        }
        for text in [
            "", "es", "es_cl", "ES_CL", "es_CLL", "es_C", "e1_CL", "ñs_CL",
        ] {
            assert!(text.parse::<Locale>().is_err(), "{text}");
        }
    }
}
