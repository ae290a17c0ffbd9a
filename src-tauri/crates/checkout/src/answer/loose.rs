//! Readers for what the gateway is loose about: numbers as strings, strings as numbers, `null` or
//! empty objects where a list belongs.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{
    Deserialize, DeserializeOwned, Deserializer, Error as _, MapAccess, SeqAccess, Visitor,
};
use serde_json::value::RawValue;

use crate::{Amount, Currency};

/// A text that may come as a number, or not at all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Text(Option<String>);

impl Text {
    /// The text exactly as told: for what is compared.
    pub fn exact(self) -> Option<String> {
        self.0
    }

    /// The text for people, without what could garble a screen, a log or a receipt.
    pub fn legible(self) -> String {
        self.0.map(|text| legible(&text)).unwrap_or_default()
    }

    /// The text for people, if there is any.
    pub fn filled(self) -> Option<String> {
        Some(self.legible()).filter(|text| !text.trim().is_empty())
    }

    pub fn as_str(&self) -> Option<&str> {
        self.0.as_deref()
    }
}

/// A text for people: control characters and line separators become blanks, what reverses the
/// direction of writing or cannot be seen is left out, and what is longer than any documented text
/// is cut.
pub(crate) fn legible(text: &str) -> String {
    const MOST: usize = 1_000;
    let unseen = |c: &char| {
        matches!(
            c,
            '\u{61c}'
                | '\u{200b}'
                | '\u{200e}'
                | '\u{200f}'
                | '\u{202a}'..='\u{202e}'
                | '\u{2060}'
                | '\u{2066}'..='\u{2069}'
                | '\u{feff}'
                | '\u{e0000}'..='\u{e007f}'
        )
    };
    let breaks = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    text.chars()
        .filter(|c| !unseen(c))
        .take(MOST)
        .map(|c| if breaks(c) { ' ' } else { c })
        .collect()
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        Ok(Text(scalar(raw.get())))
    }
}

/// The text of a JSON string, number or boolean; anything else is none.
fn scalar(json: &str) -> Option<String> {
    match json.as_bytes().first()? {
        b'"' => serde_json::from_str(json).ok(),
        b'{' | b'[' | b'n' => None,
        _ => Some(json.to_owned()),
    }
}

/// A whole number that may come as a string.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Whole(pub i64);

impl<'de> Deserialize<'de> for Whole {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Text::deserialize(deserializer)?;
        let number = text.as_str().and_then(|text| text.trim().parse().ok());
        number
            .map(Whole)
            .ok_or_else(|| D::Error::custom("not a whole number"))
    }
}

/// A list that may be `null`, missing or an empty object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct List<T>(pub Vec<T>);

impl<T> Default for List<T> {
    fn default() -> Self {
        List(Vec::new())
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for List<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ListVisitor(PhantomData))
    }
}

struct ListVisitor<T>(PhantomData<T>);

impl<'de, T: DeserializeOwned> Visitor<'de> for ListVisitor<T> {
    type Value = List<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list or null")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(List::default())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(List(items))
    }

    /// PHP writes a list that it has filtered as an object with numbers for keys, an empty list
    /// sometimes as an empty object, and where one entry is usual sometimes that entry alone.
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut entries = Vec::<(String, Box<RawValue>)>::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        let is_number = |key: &str| !key.is_empty() && key.bytes().all(|c| c.is_ascii_digit());
        let items: Result<Vec<T>, _> = if entries.iter().all(|(key, _)| is_number(key)) {
            let values = entries.iter().map(|(_, value)| value.get());
            values.map(reread).collect()
        } else {
            let alone: BTreeMap<_, _> = entries.into_iter().collect();
            let json = serde_json::to_string(&alone).map_err(A::Error::custom)?;
            reread(&json).map(|item| vec![item])
        };
        items.map(List).map_err(A::Error::custom)
    }
}

fn reread<T: DeserializeOwned>(json: &str) -> Result<T, serde_json::Error> {
    serde_json::from_str(json)
}

/// An object that may be missing, `null`, or empty in either of PHP's ways: `{}` and `[]`.
pub(crate) fn object<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned,
{
    let raw = Box::<RawValue>::deserialize(deserializer)?;
    let is_empty = |inside: &str| inside.trim().is_empty();
    let json = raw.get();
    let inside = json
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    let within = json
        .strip_prefix('{')
        .and_then(|rest| rest.strip_suffix('}'));
    if json == "null" || inside.is_some_and(is_empty) || within.is_some_and(is_empty) {
        return Ok(None);
    }
    reread(json).map(Some).map_err(D::Error::custom)
}

/// Something that no decision hangs on: where it cannot be read there is none of it, so that its
/// oddities never hide a payment.
pub(crate) fn beside<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned + Default,
{
    let raw = Box::<RawValue>::deserialize(deserializer)?;
    Ok(reread(raw.get()).unwrap_or_default())
}

/// `{currency, total}` in major units. The documentation prints some keys with a blank at the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct WireAmount(pub Amount);

impl<'de> Deserialize<'de> for WireAmount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(serde::Deserialize)]
        struct Fields {
            #[serde(alias = "currency ")]
            currency: String,
            #[serde(alias = "total ")]
            total: Text,
        }
        let Fields { currency, total } = Fields::deserialize(deserializer)?;
        let currency =
            Currency::from_code(&currency).ok_or_else(|| D::Error::custom("unknown currency"))?;
        Amount::from_major(total.as_str().unwrap_or_default().trim(), currency)
            .map(WireAmount)
            .map_err(D::Error::custom)
    }
}

/// A keyword with a value of any kind.
#[derive(Clone, Debug, serde::Deserialize)]
pub(crate) struct WireField {
    #[serde(default)]
    pub keyword: Text,
    #[serde(default)]
    value: Option<Box<RawValue>>,
}

impl WireField {
    /// A plain value as text.
    pub fn text(&self) -> Option<String> {
        let value = self.value.as_ref().map(|value| Text(scalar(value.get())));
        value.and_then(Text::filled)
    }

    /// A value that is an object, as one of its plain members.
    pub fn member(&self, name: &str) -> Option<String> {
        let members = serde_json::from_str::<BTreeMap<String, Text>>(self.value.as_ref()?.get());
        members.ok()?.remove(name)?.filled()
    }

    /// The value as JSON where it is an object or a list.
    pub fn nested(&self) -> Option<&str> {
        let json = self.value.as_ref()?.get();
        json.starts_with(['{', '[']).then_some(json)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_and_numbers_come_as_each_other() {
        let text = |json| serde_json::from_str::<Text>(json).unwrap().exact();
        assert_eq!(text("\"00\""), Some("00".into()));
        assert_eq!(text("401"), Some("401".into()));
        assert_eq!(text("null"), None);
        assert_eq!(text("{}"), None);
        assert_eq!(text("\"\\u00f1\""), Some("ñ".into()));
        let whole = |json| {
            serde_json::from_str::<Whole>(json)
                .map(|whole| whole.0)
                .ok()
        };
        assert_eq!(whole("\"421692\""), Some(421_692));
        assert_eq!(whole("7"), Some(7));
        assert_eq!(whole("7.5"), None);
        assert_eq!(whole("9223372036854775808"), None);
    }

    #[test]
    fn what_people_read_cannot_garble_a_screen() {
        let told = "\"a\\u0000b\\n\\u202ecod\\u2066\\u001b[2J\"";
        let text = serde_json::from_str::<Text>(told).unwrap();
        assert_eq!(text.clone().legible(), "a b cod [2J");
        assert_eq!(text.exact().unwrap(), "a\0b\n\u{202e}cod\u{2066}\u{1b}[2J");
    }

    #[test]
    fn what_people_read_has_an_end_and_no_second_line() {
        assert_eq!(legible("a\u{2028}b\u{2029}c\u{200b}d\u{e0041}e"), "a b cde");
        assert_eq!(legible(&"ñ".repeat(5_000)), "ñ".repeat(1_000));
    }

    #[test]
    fn lists_may_be_null_or_empty_objects() {
        let list = |json| serde_json::from_str::<List<Whole>>(json).ok();
        assert_eq!(list("null"), Some(List(vec![])));
        assert_eq!(list("{}"), Some(List(vec![])));
        assert_eq!(list("[1,\"2\"]"), Some(List(vec![Whole(1), Whole(2)])));
        let two = Some(List(vec![Whole(7), Whole(9)]));
        assert_eq!(list("{\"1\":7,\"3\":\"9\"}"), two);
        assert_eq!(list("{\"a\":1}"), None);
        let one = serde_json::from_str::<List<WireField>>("{\"keyword\":\"a\",\"value\":1}");
        assert_eq!(one.unwrap().0[0].text(), Some("1".into()));
    }

    #[test]
    fn objects_may_be_null_or_empty_in_phps_ways() {
        #[derive(serde::Deserialize)]
        struct Around {
            #[serde(default, deserialize_with = "object")]
            amount: Option<WireAmount>,
        }
        let amount = |json| serde_json::from_str::<Around>(json).map(|a| a.amount);
        for none in [
            "{}",
            "{\"amount\":null}",
            "{\"amount\":[ ]}",
            "{\"amount\":{}}",
        ] {
            assert_eq!(amount(none).unwrap(), None, "{none}");
        }
        let told = amount(r#"{"amount":{"currency":"CLP","total":"7"}}"#).unwrap();
        assert_eq!(told.unwrap().0, Amount::clp(7));
        for wrong in [
            "{\"amount\":[1]}",
            "{\"amount\":7}",
            "{\"amount\":{\"total\":7}}",
        ] {
            assert!(amount(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn amounts_are_exact_and_keys_come_once() {
        let amount = |json| {
            serde_json::from_str::<WireAmount>(json)
                .ok()
                .map(|a| a.0.minor())
        };
        assert_eq!(
            amount(r#"{"currency":"CLP","total":"12990"}"#),
            Some(12_990)
        );
        assert_eq!(
            amount(r#"{"currency ":"CLP","total ":12990.0}"#),
            Some(12_990)
        );
        assert_eq!(amount(r#"{"currency":"CLP","total":12990.5}"#), None);
        assert_eq!(amount(r#"{"currency":"CLP","total":1,"total":2}"#), None);
        assert_eq!(amount(r#"{"currency":"QQQ","total":1}"#), None);
        assert_eq!(amount(r#"{"currency":"CLP","total":null}"#), None);
    }
}
