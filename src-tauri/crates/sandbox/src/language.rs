//! The languages that the gateway speaks.

use serde::{Deserialize, Serialize};

/// A language of messages and of the payment page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Language {
    Spanish,
    English,
}

impl Language {
    /// The language of a locale such as `es_CL`; Spanish for those that aren't spoken here.
    pub(crate) fn of_locale(locale: &str) -> Self {
        if locale.starts_with("en_") {
            Self::English
        } else {
            Self::Spanish
        }
    }

    /// The words of this language.
    pub(crate) fn choose<'w>(self, spanish: &'w str, english: &'w str) -> &'w str {
        match self {
            Self::Spanish => spanish,
            Self::English => english,
        }
    }
}
