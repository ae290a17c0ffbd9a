//! What a create request asks for, parsed into something that can't be wrong.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::value::{RawValue, to_raw_value};

use crate::clock::later;
use crate::fields::{
    List, Locale, Number, Object, Properties, Rule, Text, Value, Violation, WebAddress, one_of,
};
use crate::item::Item;
use crate::language::Language;
use crate::money::{Amount, Currency, Total};
use crate::site::{Site, SiteConfirmation};
use crate::{metadata, person};

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
    pub(crate) confirmation: Confirmation,
    pub(crate) language: Language,
    /// The request's own `fields`.
    pub(crate) fields: Vec<Box<RawValue>>,
    /// Everything else that was asked, as a query answers it.
    pub(crate) echo: Properties,
}

/// Whether an amount may be paid in several transactions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Parts {
    /// All at once.
    WholeOnly,
    /// The customer chooses how much to pay each time.
    Allowed,
}

/// Whether the customer sees how it ended before going back to the merchant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum ResultPage {
    Shown,
    Skipped,
}

/// Whether the merchant has to confirm a payment before the bank takes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Confirmation {
    NotNeeded,
    Needed,
}

impl Order {
    /// Reads a create request of `site` at the time `now`.
    pub(crate) fn parse(
        mut request: Object,
        site: &Site,
        now: Timestamp,
    ) -> Result<Self, Violation> {
        check_surroundings(&request)?;
        if request.properties.contains_key("type") {
            return Err(request.breaks("type", Rule::NotOffered));
        }
        let mut payment = request.child("payment.", "payment")?;
        let parts = match payment.optional("allowPartial")? {
            Some(true) => Parts::Allowed,
            Some(false) => Parts::WholeOnly,
            None => site.parts,
        };
        let confirmation = take_confirmation(&request, site, parts)?;
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
            confirmation,
            language: match request.optional("locale")? {
                Some(Locale(language)) => language,
                None => Language::Spanish,
            },
            fields: request
                .optional::<Fields>("fields")?
                .map_or_else(Vec::new, |fields| fields.0),
            echo: Properties::new(),
        };
        set_default(&mut payment, "allowPartial", &(parts == Parts::Allowed));
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
    person::check(request, "payer", "payer.", "payer.address.")?;
    person::check(request, "buyer", "buyer.", "buyer.address.")
}

fn check_payment(payment: &Object) -> Result<(), Violation> {
    payment.optional::<bool>("subscribe")?;
    payment.optional::<Fields>("fields")?;
    payment.optional::<List<Item, 50>>("items")?;
    person::check(
        payment,
        "shipping",
        "payment.shipping.",
        "payment.shipping.address.",
    )
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

/// Reads `metadata`, of which only the confirmation changes anything here.
fn take_confirmation(
    request: &Object,
    site: &Site,
    parts: Parts,
) -> Result<Confirmation, Violation> {
    if !request.properties.contains_key("metadata") {
        return Ok(Confirmation::NotNeeded);
    }
    let metadata = request.child("metadata.", "metadata")?;
    metadata::check(&metadata)?;
    let name = "requiresConfirmation";
    match (metadata.optional(name)?, site.confirmation, parts) {
        (Some(false) | None, ..) => Ok(Confirmation::NotNeeded),
        (Some(true), SiteConfirmation::Offered, Parts::WholeOnly) => Ok(Confirmation::Needed),
        (Some(true), SiteConfirmation::Offered, Parts::Allowed) => {
            Err(metadata.breaks(name, Rule::NotWithPartial))
        }
        (Some(true), SiteConfirmation::NotOffered, _) => {
            Err(metadata.breaks(name, Rule::NotOffered))
        }
    }
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
        if let Some(value) = properties.get("value")
            && value.get().starts_with('"')
        {
            Text::<0, 255>::parse(value)?;
        }
        if let Some(shown) = properties.get("displayOn") {
            one_of(shown, &["none", "payment", "receipt", "both", "approved"])?;
        }
        Ok(Self(raw.to_owned()))
    }
}

/// A tax or a detail of an amount. The gateway leaves out one of a kind that it doesn't know,
/// without complaint; here it is only echoed.
struct Line;

impl Value for Line {
    fn parse(raw: &RawValue) -> Result<Self, Rule> {
        let properties = Properties::parse(raw)?;
        Text::<1, 50>::parse(properties.get("kind").ok_or(Rule::Required)?)?;
        Number::parse(properties.get("amount").ok_or(Rule::Required)?)?;
        if let Some(base) = properties.get("base") {
            Number::parse(base)?;
        }
        Ok(Self)
    }
}
