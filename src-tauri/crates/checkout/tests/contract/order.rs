//! A session to open as the shop means it: made at random, said through the public builders, and
//! read back from a body. The reader shares nothing with the client but the documented names.

use std::net::IpAddr;
use std::num::NonZeroU32;

use jiff::Timestamp;
use placetopay_checkout as checkout;
use placetopay_checkout::{CreateSession, Currency, RequestError};
use serde::de::{Error as _, IgnoredAny};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use crate::recorder::NOW;

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Order {
    pub auth: IgnoredAny,
    pub locale: String,
    pub payment: Payment,
    pub expiration: Timestamp,
    pub return_url: String,
    pub cancel_url: Option<String>,
    pub ip_address: IpAddr,
    pub user_agent: String,
    pub buyer: Option<Person>,
    pub payer: Option<Person>,
    #[serde(default)]
    pub fields: Vec<Field>,
    pub payment_method: Option<String>,
    #[serde(default)]
    pub skip_result: bool,
    #[serde(default)]
    pub no_buyer_fill: bool,
    pub metadata: Option<Metadata>,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Payment {
    pub reference: String,
    pub description: Option<String>,
    pub amount: Amount,
    pub allow_partial: bool,
    #[serde(default)]
    pub items: Vec<Item>,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Amount {
    pub currency: String,
    pub total: Major,
    #[serde(default)]
    pub taxes: Vec<Tax>,
    #[serde(default)]
    pub details: Vec<Detail>,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tax {
    pub kind: String,
    pub amount: Major,
    pub base: Option<Major>,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Detail {
    pub kind: String,
    pub amount: Major,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    pub sku: String,
    pub name: String,
    pub category: Option<String>,
    pub qty: NonZeroU32,
    pub price: Major,
    pub tax: Option<Major>,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Field {
    pub keyword: String,
    pub value: String,
    pub display_on: String,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Person {
    pub document: Option<String>,
    pub document_type: Option<String>,
    pub name: Option<String>,
    pub surname: Option<String>,
    pub company: Option<String>,
    pub email: Option<String>,
    pub mobile: Option<String>,
    pub address: Option<Address>,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Address {
    pub country: Option<String>,
    pub state: Option<String>,
    pub city: Option<String>,
    pub postal_code: Option<String>,
    pub street: Option<String>,
    pub phone: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Metadata {
    pub initiator_indicator: Option<String>,
    #[serde(rename = "EBTDeliveryIndicator")]
    pub ebt_delivery_indicator: Option<String>,
    pub opening_date: Option<String>,
    pub beneficiary_id: Option<String>,
    #[serde(default)]
    pub requires_confirmation: bool,
}

/// A decimal number: `digits` divided by ten to the power of `decimals`, without needless zeros.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Major {
    digits: i128,
    decimals: u32,
}

impl Major {
    pub fn new(mut digits: i128, mut decimals: u32) -> Major {
        while decimals > 0 && digits % 10 == 0 {
            digits /= 10;
            decimals -= 1;
        }
        Major { digits, decimals }
    }

    /// Reads plain decimal digits: a total never has an exponent.
    pub fn read(text: &str) -> Option<Major> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let digits = format!("{whole}{fraction}");
        let plain = !whole.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
        let decimals = u32::try_from(fraction.len()).ok()?;
        plain.then(|| Some(Major::new(digits.parse().ok()?, decimals)))?
    }

    pub fn of(self, currency: Currency) -> checkout::Amount {
        let exponent = u32::from(currency.exponent().unwrap());
        let minor = self.digits * 10_i128.pow(exponent - self.decimals);
        checkout::Amount::new(i64::try_from(minor).unwrap(), currency).unwrap()
    }
}

impl<'de> Deserialize<'de> for Major {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Box::<RawValue>::deserialize(deserializer)?;
        Major::read(text.get()).ok_or_else(|| D::Error::custom("not plain digits"))
    }
}

/// Says a part where there is one.
fn with<B, P>(
    builder: B,
    part: Option<P>,
    say: impl FnOnce(B, P) -> Result<B, RequestError>,
) -> Result<B, RequestError> {
    match part {
        Some(part) => say(builder, part),
        None => Ok(builder),
    }
}

fn each<P, B>(
    parts: &[P],
    build: impl Fn(&P) -> Result<B, RequestError>,
) -> Result<Vec<B>, RequestError> {
    parts.iter().map(build).collect()
}

impl Order {
    /// The order through the public builders.
    pub fn build(&self) -> Result<CreateSession, RequestError> {
        let (payment, amount) = (&self.payment, &self.payment.amount);
        let currency = Currency::from_code(&amount.currency).unwrap();
        let order = CreateSession::new(
            payment.reference.parse()?,
            amount.total.of(currency),
            checkout::Expiration::at(self.expiration, NOW.parse().unwrap())?,
            self.return_url.parse().unwrap(),
        )?
        .items(each(&payment.items, |item| item.build(currency))?)?
        .taxes(each(&amount.taxes, |tax| tax.build(currency))?)?
        .details(each(&amount.details, |detail| detail.build(currency))?)?
        .fields(each(&self.fields, Field::build)?)?
        .locale(self.locale.parse()?)
        .ip_address(self.ip_address)
        .user_agent(self.user_agent.parse()?);
        let order = with(
            order,
            payment.description.as_ref(),
            CreateSession::description,
        )?;
        let order = with(order, self.cancel_url.as_ref(), |order, url| {
            order.cancel_url(url.parse().unwrap())
        })?;
        let order = with(order, self.buyer.as_ref(), |order, buyer| {
            Ok(order.buyer(buyer.build()?))
        })?;
        let order = with(order, self.payer.as_ref(), |order, payer| {
            Ok(order.payer(payer.build()?))
        })?;
        let order = with(order, self.payment_method.as_ref(), |order, codes| {
            let methods = checkout::PaymentMethods::new(codes.split(','))?;
            Ok(order.payment_methods(methods))
        })?;
        let order = with(order, self.metadata.as_ref(), |order, metadata| {
            order.metadata(metadata.build()?)
        })?;
        let yes = |said: bool| said.then_some(());
        let order = with(order, yes(payment.allow_partial), |order, ()| {
            order.allow_partial()
        })?;
        let order = with(order, yes(self.skip_result), |order, ()| {
            Ok(order.skip_result())
        })?;
        with(order, yes(self.no_buyer_fill), |order, ()| {
            Ok(order.no_buyer_fill())
        })
    }
}

impl Amount {
    pub fn of(currency: Currency, total: Major) -> Amount {
        Amount {
            currency: currency.code().to_owned(),
            total,
            taxes: vec![],
            details: vec![],
        }
    }
}

impl Tax {
    fn build(&self, currency: Currency) -> Result<checkout::Tax, RequestError> {
        use checkout::TaxKind::*;
        let kinds = [
            ValueAddedTax,
            ExciseDuty,
            Ice,
            AirportTax,
            StateTax,
            ReducedStateTax,
            MunicipalTax,
        ];
        let kind = named(&self.kind, crate::limits::TAXES, &kinds);
        let tax = checkout::Tax::new(kind, self.amount.of(currency))?;
        with(tax, self.base, |tax, base| tax.base(base.of(currency)))
    }
}

impl Detail {
    fn build(&self, currency: Currency) -> Result<checkout::Detail, RequestError> {
        use checkout::DetailKind::*;
        let kinds = [
            Discount,
            Additional,
            VatDevolutionBase,
            Shipping,
            HandlingFee,
            Insurance,
            GiftWrap,
            Subtotal,
            Fee,
            Tip,
            Airline,
            Interests,
        ];
        let kind = named(&self.kind, crate::limits::DETAILS, &kinds);
        checkout::Detail::new(kind, self.amount.of(currency))
    }
}

impl Item {
    fn build(&self, currency: Currency) -> Result<checkout::Item, RequestError> {
        use checkout::Category::{Digital, Physical};
        let item = checkout::Item::new(&self.sku, &self.name, self.price.of(currency))?;
        let item = with(item, self.category.as_ref(), |item, word| {
            Ok(item.category(named(word, crate::limits::CATEGORIES, &[Physical, Digital])))
        })?;
        let item = with(item, self.tax, |item, tax| item.tax(tax.of(currency)))?;
        Ok(item.quantity(self.qty))
    }
}

impl Field {
    fn build(&self) -> Result<checkout::Field, RequestError> {
        use checkout::DisplayOn::*;
        let places = [None, Payment, Receipt, Both, Approved];
        let on = named(&self.display_on, crate::limits::DISPLAYS, &places);
        Ok(checkout::Field::new(&self.keyword, &self.value)?.shown(on))
    }
}

impl Person {
    fn build(&self) -> Result<checkout::Person, RequestError> {
        use checkout::Person as P;
        let person = with(P::new(), self.document.as_ref(), |person, number| {
            let code = self.document_type.as_ref().unwrap();
            let kind = checkout::DocumentType::from_code(code).unwrap();
            Ok(person.document(checkout::Document::new(kind, number)?))
        })?;
        let person = with(person, self.name.as_ref(), P::name)?;
        let person = with(person, self.surname.as_ref(), P::surname)?;
        let person = with(person, self.company.as_ref(), P::company)?;
        let person = with(person, self.email.as_ref(), P::email)?;
        let person = with(person, self.mobile.as_ref(), P::mobile)?;
        with(person, self.address.as_ref(), |person, address| {
            Ok(person.address(address.build()?))
        })
    }
}

impl Address {
    fn build(&self) -> Result<checkout::Address, RequestError> {
        use checkout::Address as A;
        let address = with(A::new(), self.country.as_ref(), A::country)?;
        let address = with(address, self.state.as_ref(), A::state)?;
        let address = with(address, self.city.as_ref(), A::city)?;
        let address = with(address, self.postal_code.as_ref(), A::postal_code)?;
        let address = with(address, self.street.as_ref(), A::street)?;
        with(address, self.phone.as_ref(), A::phone)
    }
}

impl Metadata {
    fn build(&self) -> Result<checkout::Metadata, RequestError> {
        use checkout::EbtDelivery::*;
        use checkout::Initiator::*;
        let initiators = [
            Agent,
            CardholderCof,
            CardholderRecurringVariableAmount,
            CardholderRecurringFixedAmount,
            CardholderWithInstallments,
            MerchantCof,
            MerchantRecurringVariableAmount,
            MerchantRecurringFixedAmount,
            MerchantWithInstallments,
        ];
        let deliveries = [
            DirectDelivery,
            CustomerPickup,
            CommercialShipping,
            Other,
            NotAvailable,
        ];
        let mut metadata = checkout::Metadata::new();
        if let Some(word) = &self.initiator_indicator {
            metadata = metadata.initiator(named(word, crate::limits::INITIATORS, &initiators));
        }
        if let Some(word) = &self.ebt_delivery_indicator {
            metadata =
                metadata.ebt_delivery(named(word, crate::limits::EBT_DELIVERIES, &deliveries));
        }
        if let Some(date) = &self.opening_date {
            metadata = metadata.opening_date(date.parse().unwrap());
        }
        if self.requires_confirmation {
            metadata = metadata.requires_confirmation();
        }
        with(
            metadata,
            self.beneficiary_id.as_ref(),
            checkout::Metadata::beneficiary_id,
        )
    }
}

/// The variant at the word's place: both lists are in the documentation's order.
fn named<T: Copy>(word: &str, words: &[&str], variants: &[T]) -> T {
    assert_eq!(words.len(), variants.len());
    variants[words.iter().position(|known| *known == word).unwrap()]
}
