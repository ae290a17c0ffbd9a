//! Reading JSON from a stranger: bounded in size and depth, no key twice.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;

use serde::Deserialize;
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess,
};

use crate::Error;

/// The largest answer, in bytes.
pub(crate) const LARGEST: usize = 1 << 20;

/// How deep an answer nests; the documented ones do so 8 times at most.
const DEEPEST: usize = 32;

/// Reads JSON. The error names the place in the document, never its content.
pub(crate) fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Error> {
    let unusable = |why: String| Error::UnusableAnswer { why };
    if body.len() > LARGEST {
        return Err(hostile("it is larger than 1 MiB"));
    }
    let text = std::str::from_utf8(body).map_err(|_| unusable("it is not UTF-8".to_owned()))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if depth(text) > DEEPEST {
        return Err(hostile("its JSON nests too deep"));
    }
    let place =
        |error: &serde_json::Error| format!("line {} column {}", error.line(), error.column());
    let mut keys = serde_json::Deserializer::from_str(text);
    Distinct
        .deserialize(&mut keys)
        .and_then(|()| keys.end())
        .map_err(|error| unusable(format!("not JSON, or a key twice, at {}", place(&error))))?;
    if let Ok(value) = serde_json::from_str(text) {
        return Ok(value);
    }
    // once more, keeping account of the path, which takes longer
    let mut values = serde_json::Deserializer::from_str(text);
    serde_path_to_error::deserialize(&mut values).map_err(|error| {
        let place = place(error.inner());
        unusable(format!(
            "its JSON does not fit at {}, {place}",
            error.path()
        ))
    })
}

fn hostile(why: &str) -> Error {
    Error::HostileAnswer {
        why: why.to_owned(),
    }
}

/// How deep brackets nest, whether or not they match.
fn depth(text: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'{' | b'[' => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b']' => depth = depth.saturating_sub(1),
            b'"' => skip_string(&mut bytes),
            _ => {}
        }
    }
    deepest
}

fn skip_string(bytes: &mut impl Iterator<Item = u8>) {
    while let Some(byte) = bytes.next() {
        match byte {
            b'\\' => {
                bytes.next();
            }
            b'"' => return,
            _ => {}
        }
    }
}

/// A key as it stands in the document, where it has no escapes.
#[derive(Deserialize)]
#[serde(transparent)]
struct Key<'a>(#[serde(borrow)] Cow<'a, str>);

/// Walks a document and refuses an object that has a key twice. A blank at the end of a key does
/// not tell it apart, since the documentation prints some keys so.
struct Distinct;

impl<'de> DeserializeSeed<'de> for Distinct {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> serde::de::Visitor<'de> for Distinct {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while seq.next_element_seed(Distinct)?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut keys = HashSet::new();
        while let Some(Key(key)) = map.next_key()? {
            let key = match key {
                Cow::Borrowed(key) => Cow::Borrowed(key.trim_end()),
                Cow::Owned(key) => Cow::Owned(key.trim_end().to_owned()),
            };
            if !keys.insert(key) {
                return Err(A::Error::custom("a key twice"));
            }
            map.next_value_seed(Distinct)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    fn fault(body: &[u8]) -> Option<Error> {
        read::<Value>(body).err()
    }

    fn is_unusable(body: &[u8]) -> bool {
        matches!(fault(body), Some(Error::UnusableAnswer { .. }))
    }

    fn is_hostile(body: &[u8]) -> bool {
        matches!(fault(body), Some(Error::HostileAnswer { .. }))
    }

    #[test]
    fn a_key_comes_once_at_every_level() {
        for body in [
            r#"{"a":1,"a":2}"#,
            r#"{"a":1,"\u0061":2}"#,
            r#"{"total":1,"total ":2}"#,
            r#"{"x":[{"y":{"a":1,"a":1}}]}"#,
        ] {
            assert!(is_unusable(body.as_bytes()), "{body}");
        }
        assert!(fault(br#"{"a":{"a":[{"a":1},{"a":1}]},"b":1}"#).is_none());
    }

    #[test]
    fn depth_is_bounded_and_brackets_in_strings_do_not_count() {
        let nested = |depth| [b"[".repeat(depth), b"]".repeat(depth)].concat();
        assert!(fault(&nested(DEEPEST)).is_none());
        assert!(is_hostile(&nested(DEEPEST + 1)));
        assert!(is_hostile(&nested(10_000)));
        assert!(is_hostile(&b"{\"a\":".repeat(10_000)));
        assert!(fault(format!(r#""\"{}""#, "[".repeat(99)).as_bytes()).is_none());
    }

    #[test]
    fn size_encoding_and_rest_are_checked() {
        let long = |length: usize| format!("\"{}\"", "x".repeat(length - 2)).into_bytes();
        assert!(fault(&long(LARGEST)).is_none());
        assert!(is_hostile(&long(LARGEST + 1)));
        for body in [
            &b"\"caf\xe9\""[..],
            b"\xff\xfe{\0}\0",
            b"{} {}",
            b"{",
            b"",
            b"<html>",
            b"1e400",
            b"[1,]",
        ] {
            assert!(is_unusable(body), "{body:?}");
        }
        assert!(fault(b"\xef\xbb\xbf{}").is_none());
    }

    #[test]
    fn the_error_names_the_place_but_no_content() {
        #[derive(Debug, serde::Deserialize)]
        struct Outer {
            #[serde(rename = "inner")]
            _inner: Vec<u8>,
        }
        let error = read::<Outer>(br#"{"inner":[1,"secreto"]}"#)
            .unwrap_err()
            .to_string();
        assert!(error.contains("inner[1]"), "{error}");
        assert!(!error.contains("secreto"), "{error}");
    }
}
