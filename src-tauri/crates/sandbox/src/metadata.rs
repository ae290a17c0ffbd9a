//! What may change how a session is handled, checked key by key: the gateway refuses a value that
//! a key doesn't allow.

use jiff::civil::Date;

use crate::fields::{Object, Rule, Text, Violation, one_of};

/// Checks a request's `metadata`.
pub(crate) fn check(metadata: &Object) -> Result<(), Violation> {
    let word = |name, words| match metadata.properties.get(name) {
        Some(value) => one_of(value, words).map_err(|rule| metadata.breaks(name, rule)),
        None => Ok(()),
    };
    word("initiatorIndicator", &INITIATORS)?;
    word("EBTDeliveryIndicator", &DELIVERIES)?;
    metadata.optional::<bool>("requiresConfirmation")?;
    metadata.optional::<Text<1, 255>>("beneficiaryId")?;
    match metadata.optional::<Text<10, 10>>("openingDate") {
        Ok(Some(Text(date))) if date.parse::<Date>().is_err() => {
            Err(metadata.breaks("openingDate", Rule::Date))
        }
        Ok(_) => Ok(()),
        Err(_) => Err(metadata.breaks("openingDate", Rule::Date)),
    }
}

const INITIATORS: [&str; 9] = [
    "AGENT",
    "CARDHOLDER_COF",
    "CARDHOLDER_RECURRING_VARIABLE_AMOUNT",
    "CARDHOLDER_RECURRING_FIXED_AMOUNT",
    "CARDHOLDER_WITH_INSTALLMENTS",
    "MERCHANT_COF",
    "MERCHANT_RECURRING_VARIABLE_AMOUNT",
    "MERCHANT_RECURRING_FIXED_AMOUNT",
    "MERCHANT_WITH_INSTALLMENTS",
];

const DELIVERIES: [&str; 5] = [
    "DIRECT_DELIVERY",
    "CUSTOMER_PICKUP",
    "COMMERCIAL_SHIPPING",
    "OTHER",
    "NOT_AVAILABLE",
];
