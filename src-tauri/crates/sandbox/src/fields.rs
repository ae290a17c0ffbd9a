//! Reading a request's properties one by one, so that a refusal can name the one that is wrong.
//!
//! Values stay as the JSON text that was sent until something parses them: what is echoed is
//! echoed exactly, and no number passes through floating point.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::value::RawValue;

use crate::language::Language;
use crate::money::Currency;

/// A JSON object's properties as they were sent.
pub(crate) type Properties = BTreeMap<String, Box<RawValue>>;

/// A property that breaks a rule.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Violation {
    pub(crate) path: String,
    pub(crate) rule: Rule,
}

impl Violation {
    /// What the API answers.
    pub(crate) fn words(&self, language: Language) -> String {
        let Self { path, rule } = self;
        let rule = rule.words(language);
        match language {
            Language::Spanish => format!("El campo {path} {rule}."),
            Language::English => format!("The field {path} {rule}."),
        }
    }
}

/// What a property must be.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Rule {
    Required,
    Object,
    List(usize),
    Text(usize, usize),
    OneOf(&'static [&'static str]),
    Flag,
    Amount,
    Number,
    Currency,
    Locale,
    WebAddress,
    Instant,
    Date,
    TooSoon,
    Document(&'static str),
    UnknownDocument,
    Email,
    NotWithPartial,
    NotOffered,
}

/// A message has 255 characters at most, so only short lists are named in it.
const MOST_NAMED: usize = 6;

impl Rule {
    fn words(&self, language: Language) -> String {
        let (spanish, english) = match self {
            Self::Required => ("es obligatorio", "is required"),
            Self::Object => ("debe ser un objeto", "must be an object"),
            Self::List(most) => {
                return match language {
                    Language::Spanish => format!("debe ser una lista de hasta {most} elementos"),
                    Language::English => format!("must be a list of up to {most} entries"),
                };
            }
            Self::Text(least, most) => {
                return match language {
                    Language::Spanish => {
                        format!("debe ser un texto de {least} a {most} caracteres")
                    }
                    Language::English => format!("must be a text of {least} to {most} characters"),
                };
            }
            Self::OneOf(words) if words.len() > MOST_NAMED => {
                ("no es un valor permitido", "is not an allowed value")
            }
            Self::OneOf(words) => {
                let words = words.join(", ");
                return match language {
                    Language::Spanish => format!("debe ser uno de: {words}"),
                    Language::English => format!("must be one of: {words}"),
                };
            }
            Self::Document(kind) => {
                return match language {
                    Language::Spanish => format!("no tiene la forma de un {kind}"),
                    Language::English => format!("has not the form of a {kind}"),
                };
            }
            Self::Flag => ("debe ser verdadero o falso", "must be true or false"),
            Self::Amount => (
                "debe ser un número mayor que cero en la moneda indicada",
                "must be a number greater than zero in the given currency",
            ),
            Self::Number => ("debe ser un número", "must be a number"),
            Self::Currency => (
                "debe ser un código de moneda ISO 4217",
                "must be an ISO 4217 currency code",
            ),
            Self::Locale => ("debe tener la forma es_CL", "must be of the form es_CL"),
            Self::WebAddress => (
                "debe ser una dirección http o https de hasta 255 caracteres",
                "must be an http or https address of up to 255 characters",
            ),
            Self::Instant => (
                "debe ser una fecha ISO 8601 con zona horaria",
                "must be an ISO 8601 date with a time zone",
            ),
            Self::Date => ("debe ser una fecha AAAA-MM-DD", "must be a date YYYY-MM-DD"),
            Self::TooSoon => (
                "debe ser al menos 5 minutos posterior a la hora actual",
                "must be at least 5 minutes after the current time",
            ),
            Self::UnknownDocument => (
                "no es un tipo de documento conocido",
                "is not a known type of document",
            ),
            Self::Email => (
                "debe ser un correo electrónico",
                "must be an e-mail address",
            ),
            Self::NotWithPartial => (
                "no se permite junto con allowPartial",
                "is not allowed together with allowPartial",
            ),
            Self::NotOffered => (
                "no está disponible en este comercio",
                "is not available for this site",
            ),
        };
        language.choose(spanish, english).to_owned()
    }
}

/// One value that a rule is about.
pub(crate) trait Value: Sized {
    fn parse(raw: &RawValue) -> Result<Self, Rule>;
}

/// An object together with where in the request it is.
pub(crate) struct Object {
    path: &'static str,
    pub(crate) properties: Properties,
}

impl Object {
    /// Reads an object whose properties will be called `path` followed by their names: empty, or
    /// ending in a dot. A property that is `null` counts as absent.
    pub(crate) fn parse(path: &'static str, raw: &RawValue) -> Result<Self, Violation> {
        let mut properties = Properties::parse(raw).map_err(|rule| Violation {
            path: path.trim_end_matches('.').to_owned(),
            rule,
        })?;
        properties.retain(|_, value| value.get() != "null");
        Ok(Self { path, properties })
    }

    /// The object in a property that must be there.
    pub(crate) fn child(&self, path: &'static str, name: &str) -> Result<Self, Violation> {
        let raw = self
            .properties
            .get(name)
            .ok_or_else(|| self.breaks(name, Rule::Required))?;
        Self::parse(path, raw)
    }

    pub(crate) fn required<T: Value>(&self, name: &str) -> Result<T, Violation> {
        self.optional(name)?
            .ok_or_else(|| self.breaks(name, Rule::Required))
    }

    pub(crate) fn optional<T: Value>(&self, name: &str) -> Result<Option<T>, Violation> {
        let raw = self.properties.get(name);
        raw.map(|raw| T::parse(raw))
            .transpose()
            .map_err(|rule| self.breaks(name, rule))
    }

    /// That this object's property `name` breaks `rule`.
    pub(crate) fn breaks(&self, name: &str, rule: Rule) -> Violation {
        Violation {
            path: format!("{}{name}", self.path),
            rule,
        }
    }
}

impl Value for Properties {
    fn parse(raw: &RawValue) -> Result<Self, Rule> {
        serde_json::from_str(raw.get()).map_err(|_| Rule::Object)
    }
}

impl Value for bool {
    fn parse(raw: &RawValue) -> Result<Self, Rule> {
        serde_json::from_str(raw.get()).map_err(|_| Rule::Flag)
    }
}

/// A text of `MIN` to `MAX` characters.
pub(crate) struct Text<const MIN: usize, const MAX: usize>(pub(crate) String);

impl<const MIN: usize, const MAX: usize> Value for Text<MIN, MAX> {
    fn parse(raw: &RawValue) -> Result<Self, Rule> {
        match serde_json::from_str::<String>(raw.get()) {
            Ok(text) if (MIN..=MAX).contains(&text.chars().count()) => Ok(Self(text)),
            _ => Err(Rule::Text(MIN, MAX)),
        }
    }
}

/// Up to `MAX` values of a kind.
pub(crate) struct List<T, const MAX: usize>(pub(crate) Vec<T>);

impl<T: Value, const MAX: usize> Value for List<T, MAX> {
    fn parse(raw: &RawValue) -> Result<Self, Rule> {
        match serde_json::from_str::<Vec<Box<RawValue>>>(raw.get()) {
            Ok(values) if values.len() <= MAX => values
                .iter()
                .map(|value| T::parse(value))
                .collect::<Result<_, _>>()
                .map(Self),
            _ => Err(Rule::List(MAX)),
        }
    }
}

/// That a value is one of these words.
pub(crate) fn one_of(raw: &RawValue, words: &'static [&'static str]) -> Result<(), Rule> {
    match serde_json::from_str::<String>(raw.get()) {
        Ok(text) if words.contains(&text.as_str()) => Ok(()),
        _ => Err(Rule::OneOf(words)),
    }
}

/// Any JSON number, as the text that was sent.
pub(crate) struct Number(pub(crate) String);

impl Value for Number {
    fn parse(raw: &RawValue) -> Result<Self, Rule> {
        match raw.get().as_bytes() {
            [b'-' | b'0'..=b'9', ..] => Ok(Self(raw.get().to_owned())),
            _ => Err(Rule::Number),
        }
    }
}

impl Value for Currency {
    fn parse(raw: &RawValue) -> Result<Self, Rule> {
        serde_json::from_str(raw.get()).map_err(|_| Rule::Currency)
    }
}

impl Value for Timestamp {
    fn parse(raw: &RawValue) -> Result<Self, Rule> {
        let Text::<1, 35>(text) = Value::parse(raw).map_err(|_| Rule::Instant)?;
        text.parse().map_err(|_| Rule::Instant)
    }
}

/// A language and a country, such as `es_CL`, of which the language is kept.
pub(crate) struct Locale(pub(crate) Language);

impl Value for Locale {
    fn parse(raw: &RawValue) -> Result<Self, Rule> {
        let Text::<5, 5>(text) = Value::parse(raw).map_err(|_| Rule::Locale)?;
        match text.as_bytes() {
            [a, b, b'_', c, d]
                if a.is_ascii_lowercase()
                    && b.is_ascii_lowercase()
                    && c.is_ascii_uppercase()
                    && d.is_ascii_uppercase() =>
            {
                Ok(Self(Language::of_locale(&text)))
            }
            _ => Err(Rule::Locale),
        }
    }
}

/// An absolute http or https URI of up to 255 characters. No other scheme: the payment page links
/// to it, and a `javascript:` link would run there.
pub(crate) struct WebAddress(pub(crate) String);

impl Value for WebAddress {
    fn parse(raw: &RawValue) -> Result<Self, Rule> {
        let Text::<1, 255>(text) = Value::parse(raw).map_err(|_| Rule::WebAddress)?;
        let uri: axum::http::Uri = text.parse().map_err(|_| Rule::WebAddress)?;
        match (uri.scheme_str(), uri.host()) {
            (Some("http" | "https"), Some(host)) if !host.is_empty() => Ok(Self(text)),
            _ => Err(Rule::WebAddress),
        }
    }
}
