//! What a create request asks for, parsed into something that can't be wrong.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::value::{RawValue, to_raw_value};

use crate::clock::later;
use crate::fields::{
    List, Locale, Number, Object, Properties, Rule, Text, Value, Violation, WebAddress,
};
use crate::money::{Amount, Currency, Total};
use crate::person;

/// How far ahead an expiration must be.
const SHORTEST_LIFE: SignedDuration = SignedDuration::from_mins(5);

/// What the merchant wants paid, and the request that said so.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Order {
    pub(crate) reference: String,
    pub(crate) description: Option<String>,
    pub(crate) amount: Amount,
    pub(crate) parts: Parts,
    pub(crate) expires: Timestamp,
    pub(crate) return_url: String,
    cancel_url: Option<String>,
    pub(crate) result_page: ResultPage,
    /// The request's own `fields`.
    pub(crate) fields: Vec<Box<RawValue>>,
    /// Everything else that was asked, as a query answers it.
    pub(crate) echo: Properties,
}

/// Whether the amount may be paid in several transactions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Parts {
    WholeOnly,
    Allowed,
}

/// Whether the customer sees how it ended before going back to the merchant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum ResultPage {
    Shown,
    Skipped,
}

impl Order {
    /// Reads a create request at the time `now`.
    pub(crate) fn parse(mut request: Object, now: Timestamp) -> Result<Self, Violation> {
        check_surroundings(&request)?;
        if request.properties.contains_key("type") {
            return Err(request.breaks("type", Rule::NotOffered));
        }
        let mut payment = request.child("payment.", "payment")?;
        let parts = match payment.optional("allowPartial")? {
            Some(true) => Parts::Allowed,
            Some(false) | None => Parts::WholeOnly,
        };
        let amount = take_amount(&mut payment, parts)?;
        let Text::<1, 32>(reference) = payment.required("reference")?;
        let description = payment.optional::<Text<1, 250>>("description")?;
        check_payment(&payment)?;
        let order = Self {
            reference,
            description: description.map(|Text(description)| description),
            amount,
            parts,
            expires: take_expiration(&request, now)?,
            return_url: request.required::<WebAddress>("returnUrl")?.0,
            cancel_url: request.optional("cancelUrl")?.map(|WebAddress(url)| url),
            result_page: match request.optional("skipResult")? {
                Some(true) => ResultPage::Skipped,
                Some(false) | None => ResultPage::Shown,
            },
            fields: request
                .optional::<Fields>("fields")?
                .map_or_else(Vec::new, |fields| fields.0),
            echo: Properties::new(),
        };
        set_default(&mut payment, "allowPartial", &false);
        set_default(&mut payment, "subscribe", &false);
        set(&mut request, "payment", &payment.properties);
        set_default(&mut request, "locale", "es_CL");
        request
            .properties
            .retain(|name, _| !matches!(name.as_str(), "auth" | "fields"));
        Ok(Self {
            echo: request.properties,
            ..order
        })
    }

    /// Where a customer goes who doesn't want to pay.
    pub(crate) fn leave_url(&self) -> &str {
        self.cancel_url.as_deref().unwrap_or(&self.return_url)
    }
}

/// Checks what is only kept and echoed.
fn check_surroundings(request: &Object) -> Result<(), Violation> {
    request.required::<Text<1, 46>>("ipAddress")?;
    request.required::<Text<1, 255>>("userAgent")?;
    request.optional::<Locale>("locale")?;
    request.optional::<Text<1, 255>>("paymentMethod")?;
    request.optional::<bool>("noBuyerFill")?;
    request.optional::<Properties>("metadata")?;
    person::check(request, "payer.", "payer")?;
    person::check(request, "buyer.", "buyer")
}

fn check_payment(payment: &Object) -> Result<(), Violation> {
    payment.optional::<bool>("subscribe")?;
    payment.optional::<Fields>("fields")?;
    payment.optional::<List<Properties, 50>>("items")?;
    person::check(payment, "payment.shipping.", "shipping")
}

/// Reads `payment.amount`, and leaves it there rounded to what its currency knows.
fn take_amount(payment: &mut Object, parts: Parts) -> Result<Amount, Violation> {
    let mut object = payment.child("payment.amount.", "amount")?;
    let currency: Currency = object.required("currency")?;
    let Number(total) = object.required("total")?;
    let amount = Amount::from_number(&total, currency);
    let amount = amount.ok_or_else(|| object.breaks("total", Rule::Amount))?;
    for name in ["taxes", "details"] {
        let lines = object.optional::<List<Line, 50>>(name)?;
        if parts == Parts::Allowed && lines.is_some_and(|lines| !lines.0.is_empty()) {
            return Err(object.breaks(name, Rule::NotWithPartial));
        }
    }
    set(&mut object, "total", &Total(amount));
    set(payment, "amount", &object.properties);
    Ok(amount)
}

fn take_expiration(request: &Object, now: Timestamp) -> Result<Timestamp, Violation> {
    let expires = request.required("expiration")?;
    if expires < later(now, SHORTEST_LIFE) {
        return Err(request.breaks("expiration", Rule::TooSoon));
    }
    Ok(expires)
}

fn set_default<T: Serialize + ?Sized>(object: &mut Object, name: &str, value: &T) {
    if !object.properties.contains_key(name) {
        set(object, name, value);
    }
}

fn set<T: Serialize + ?Sized>(object: &mut Object, name: &str, value: &T) {
    // Serializing fails only for maps with keys that aren't text, and there are none.
    if let Ok(raw) = to_raw_value(value) {
        object.properties.insert(name.to_owned(), raw);
    }
}

/// Additional fields: up to 50 of keyword, value and where to show it.
struct Fields(Vec<Box<RawValue>>);

impl Value for Fields {
    fn parse(raw: &RawValue) -> Result<Self, Rule> {
        let List::<Field, 50>(fields) = Value::parse(raw)?;
        Ok(Self(fields.into_iter().map(|Field(raw)| raw).collect()))
    }
}

struct Field(Box<RawValue>);

impl Value for Field {
    fn parse(raw: &RawValue) -> Result<Self, Rule> {
        let properties = Properties::parse(raw)?;
        let keyword = properties.get("keyword").ok_or(Rule::Required)?;
        Text::<1, 50>::parse(keyword)?;
        match properties.get("value").map(|value| value.get()) {
            Some(value) if value != "null" => {}
            _ => return Err(Rule::Required),
        }
        Ok(Self(raw.to_owned()))
    }
}

/// A tax or a detail of an amount.
struct Line;

impl Value for Line {
    fn parse(raw: &RawValue) -> Result<Self, Rule> {
        let properties = Properties::parse(raw)?;
        Text::<1, 50>::parse(properties.get("kind").ok_or(Rule::Required)?)?;
        Number::parse(properties.get("amount").ok_or(Rule::Required)?)?;
        Ok(Self)
    }
}
