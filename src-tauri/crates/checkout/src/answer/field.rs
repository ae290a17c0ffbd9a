//! Data that came along with an answer.

use std::fmt;

use crate::answer::loose::{List, WireField};

/// A keyword with its value, as the gateway told it. `Debug` shows the keyword only: among the
/// values are the address of the payment page and a card's digits.
///
/// Source: "NameValuePair".
#[derive(Clone, PartialEq, Eq)]
pub struct ToldField {
    /// The keyword, such as `lastDigits`.
    pub keyword: String,
    /// Its value.
    pub value: FieldValue,
}

/// What a keyword stands for.
///
/// Source: "NameValuePair".
#[derive(Clone, PartialEq, Eq)]
pub enum FieldValue {
    /// Nothing: missing, `null` or blank.
    Nothing,
    /// A text, a number or a truth value, as text.
    Text(String),
    /// An object or a list, as JSON.
    Nested(String),
}

impl fmt::Debug for ToldField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ToldField({} …)", self.keyword)
    }
}

impl fmt::Debug for FieldValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            FieldValue::Nothing => "Nothing",
            FieldValue::Text(_) => "Text(…)",
            FieldValue::Nested(_) => "Nested(…)",
        })
    }
}

pub(crate) fn told_fields(fields: &List<WireField>) -> Vec<ToldField> {
    let fields = fields.0.iter();
    fields
        .map(|field| ToldField {
            keyword: field.keyword.clone().legible(),
            value: match (field.text(), field.nested()) {
                (Some(text), _) => FieldValue::Text(text),
                (None, Some(json)) => FieldValue::Nested(json.to_owned()),
                (None, None) => FieldValue::Nothing,
            },
        })
        .collect()
}

/// The first plain value of a keyword.
pub(crate) fn value_of(fields: &List<WireField>, keyword: &str) -> Option<String> {
    let mut fields = fields.0.iter();
    fields.find_map(|field| {
        (field.keyword.as_str() == Some(keyword))
            .then(|| field.text())
            .flatten()
    })
}

/// The first member of that name in the object that a keyword stands for.
pub(crate) fn member_of(fields: &List<WireField>, keyword: &str, name: &str) -> Option<String> {
    let mut fields = fields.0.iter();
    fields.find_map(|field| {
        (field.keyword.as_str() == Some(keyword))
            .then(|| field.member(name))
            .flatten()
    })
}
