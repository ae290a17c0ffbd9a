//! Answers made wrong.

use serde_json::{Map, Value};

/// What a broken server makes of JSON: every quote is missing.
pub(crate) fn malformed(answer: String) -> String {
    answer.replace('"', "")
}

/// The first half.
pub(crate) fn truncated(mut answer: String) -> String {
    let mut half = answer.len() / 2;
    while !answer.is_char_boundary(half) {
        half -= 1;
    }
    answer.truncate(half);
    answer
}

/// Every number becomes a text.
pub(crate) fn numbers_as_strings(answer: &mut Value) {
    match answer {
        Value::Number(number) => *answer = Value::String(number.to_string()),
        Value::Array(values) => values.iter_mut().for_each(numbers_as_strings),
        Value::Object(members) => members.values_mut().for_each(numbers_as_strings),
        Value::Null | Value::Bool(_) | Value::String(_) => {}
    }
}

/// The answer's own status becomes another word; those of transactions stay.
pub(crate) fn unknown_status(answer: &mut Value, word: &str) {
    if let Some(status) = answer.pointer_mut("/status/status") {
        *status = Value::String(word.to_owned());
    }
}

/// Every reference becomes another one.
pub(crate) fn wrong_reference(answer: &mut Value) {
    everywhere(answer, &mut |members| {
        if let Some(Value::String(reference)) = members.get_mut("reference") {
            reference.push_str("-X");
        }
    });
}

/// Every total becomes a peso more, or a hundredth of any other currency.
pub(crate) fn wrong_amount(answer: &mut Value) {
    everywhere(answer, &mut |members| {
        let is_pesos = members.get("currency").and_then(Value::as_str) == Some("CLP");
        if let Some(total) = members.get_mut("total")
            && let Some(right) = total.as_f64()
        {
            *total = if is_pesos {
                Value::from(total.as_i64().unwrap_or_default() + 1)
            } else {
                Value::from(((right * 100.0).round() + 1.0) / 100.0)
            };
        }
    });
}

/// Every currency becomes another one.
pub(crate) fn wrong_currency(answer: &mut Value) {
    everywhere(answer, &mut |members| {
        if let Some(currency) = members.get_mut("currency") {
            let other = match currency.as_str() {
                Some("CLP") => "COP",
                _ => "CLP",
            };
            *currency = Value::String(other.to_owned());
        }
    });
}

fn everywhere(value: &mut Value, change: &mut impl FnMut(&mut Map<String, Value>)) {
    match value {
        Value::Array(values) => values
            .iter_mut()
            .for_each(|value| everywhere(value, change)),
        Value::Object(members) => {
            change(members);
            members
                .values_mut()
                .for_each(|value| everywhere(value, change));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
