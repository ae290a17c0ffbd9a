//! What is said to people, in each language that Cobro speaks.

use std::fmt::Display;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A language that Cobro speaks on screen. Paper speaks Spanish: it is the customer's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Language {
    /// As it is spoken in Chile.
    #[default]
    #[serde(rename = "es")]
    Spanish,
    /// For whoever reads no Spanish.
    #[serde(rename = "en")]
    English,
}

impl Language {
    /// By its ISO 639-1 code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Language::Spanish => "es",
            Language::English => "en",
        }
    }
}

/// Cobro speaks no such language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("Cobro speaks es and en")]
pub struct LanguageError;

impl FromStr for Language {
    type Err = LanguageError;

    fn from_str(code: &str) -> Result<Self, LanguageError> {
        [Language::Spanish, Language::English]
            .into_iter()
            .find(|language| language.code() == code)
            .ok_or(LanguageError)
    }
}

/// The same words in every language. [`words!`](crate::words!) makes them.
///
/// # Design
/// What is alike is written as one text, as it was before there was a second language: a ledger of
/// then, replayed by its log, comes to the same rows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Kept", into = "Kept")]
pub struct Words {
    /// In the Spanish of Chile.
    pub es: String,
    /// In English.
    pub en: String,
}

/// As words are written: one text where they are alike, as before there was a second language.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Kept {
    Alike(String),
    Both { es: String, en: String },
}

impl From<Kept> for Words {
    fn from(kept: Kept) -> Self {
        match kept {
            Kept::Alike(es) => Words::alike(es),
            Kept::Both { es, en } => Words { es, en },
        }
    }
}

impl From<Words> for Kept {
    fn from(Words { es, en }: Words) -> Self {
        if es == en {
            Kept::Alike(es)
        } else {
            Kept::Both { es, en }
        }
    }
}

impl Words {
    /// What is the same in every language: a name, an amount, what somebody else said.
    #[must_use]
    pub fn alike(words: impl Display) -> Self {
        let es = words.to_string();
        Words { en: es.clone(), es }
    }

    /// In one language.
    #[must_use]
    pub fn in_language(&self, language: Language) -> &str {
        match language {
            Language::Spanish => &self.es,
            Language::English => &self.en,
        }
    }

    /// Whether there is nothing to say.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.es.is_empty()
    }
}

/// [`Words`] from a format in each language. What is captured reads the same in both; what is itself
/// [`Words`] follows a semicolon, and appears in its language.
///
/// ```
/// use sale::words;
/// let left = 3;
/// let what = words!("Quedan {left}.", "{left} are left.");
/// let told = words!("No: {what}", "No: {what}"; what = what);
/// assert_eq!(told.es, "No: Quedan 3.");
/// assert_eq!(told.en, "No: 3 are left.");
/// ```
#[macro_export]
macro_rules! words {
    ($es:literal, $en:literal $(; $($name:ident = $words:expr),+)? $(,)?) => {{
        $($(let $name: &$crate::Words = &$words;)+)?
        $crate::Words {
            es: {
                $($(let $name = $name.in_language($crate::Language::Spanish);)+)?
                ::std::format!($es)
            },
            en: {
                $($(let $name = $name.in_language($crate::Language::English);)+)?
                ::std::format!($en)
            },
        }
    }};
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_written_before_there_was_english_are_read_and_written_as_they_are() {
        let text = r#""Sin papel""#;
        let before: Words = serde_json::from_str(text).unwrap();
        assert_eq!(before, Words::alike("Sin papel"));
        assert_eq!(serde_json::to_string(&before).unwrap(), text);
        let told = words!("Sin papel", "Out of paper");
        let kept = serde_json::to_string(&told).unwrap();
        assert_eq!(kept, r#"{"es":"Sin papel","en":"Out of paper"}"#);
        assert_eq!(serde_json::from_str::<Words>(&kept).unwrap(), told);
    }

    #[test]
    fn a_language_is_known_by_its_code() {
        assert_eq!("en".parse(), Ok(Language::English));
        assert_eq!("fr".parse::<Language>(), Err(LanguageError));
    }
}
