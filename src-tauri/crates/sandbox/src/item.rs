//! One line of what is sold, checked and otherwise kept as sent.

use serde_json::value::RawValue;

use crate::fields::{Number, Properties, Rule, Text, Value, one_of};

/// An item of a payment.
pub(crate) struct Item;

impl Value for Item {
    fn parse(raw: &RawValue) -> Result<Self, Rule> {
        let properties = Properties::parse(raw)?;
        let given = |name| properties.get(name).filter(|value| value.get() != "null");
        for name in ["sku", "name"] {
            if let Some(text) = given(name) {
                Text::<1, 255>::parse(text)?;
            }
        }
        if let Some(category) = given("category") {
            one_of(category, &["physical", "digital"])?;
        }
        for name in ["qty", "price", "tax"] {
            if let Some(number) = given(name) {
                loose_number(number)?;
            }
        }
        Ok(Self)
    }
}

/// A number, or a text that is one: the documentation's own examples send both.
fn loose_number(raw: &RawValue) -> Result<(), Rule> {
    let text = raw.get().trim_matches('"');
    if text.is_empty() || text.parse::<f64>().is_err() {
        return Err(Rule::Number);
    }
    match raw.get().as_bytes().first() {
        Some(b'"') => Ok(()),
        _ => Number::parse(raw).map(|_| ()),
    }
}
