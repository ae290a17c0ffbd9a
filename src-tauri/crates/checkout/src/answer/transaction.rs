//! Attempts to pay.

use std::fmt;

use rust_decimal::Decimal;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use crate::answer::field::{ToldField, member_of, told_fields, value_of};
use crate::answer::loose::{List, Text, Whole, WireAmount, WireField, beside, object};
use crate::answer::status::{Report, WireStatus};
use crate::{Amount, Error, Status};

/// The gateway's number of a transaction.
///
/// Source: "Transaction".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct InternalReference(pub i64);

impl fmt::Display for InternalReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// One attempt to pay.
///
/// Source: "Transaction", and "Processor fields".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transaction {
    /// The gateway's number of the attempt.
    pub internal_reference: InternalReference,
    /// What came of it. [`Approved`](crate::Status::Approved) took all of its amount, and
    /// [`ApprovedPartial`](crate::Status::ApprovedPartial) those shares of its dispersion that are
    /// approved; nothing else took money.
    pub report: Report,
    /// The shop's reference, exactly as told.
    pub reference: Option<String>,
    /// What it takes.
    pub amount: Option<Conversion>,
    /// What the gateway took off; [`Conversion::from`] is what remains.
    pub discount: Option<Discount>,
    /// The code of how it was paid, such as `visa`.
    pub payment_method: Option<String>,
    /// How it was paid, for people, such as `Visa`.
    pub payment_method_name: Option<String>,
    /// The bank that issued the card.
    pub issuer: Option<String>,
    /// The code of the card's network and processor, such as `CR_VS`.
    pub franchise: Option<String>,
    /// The bank's authorization code.
    pub authorization: Option<String>,
    /// The gateway's receipt number.
    pub receipt: Option<String>,
    /// The card's last digits.
    pub last_digits: Option<String>,
    /// The card's first six or eight digits.
    pub bin: Option<String>,
    /// In how many instalments.
    pub instalments: Option<u16>,
    /// It was given back, in whole or in part. `false` proves nothing.
    pub refunded: bool,
    /// What else the processor told.
    pub processor_fields: Vec<ToldField>,
    /// How the amount was divided over several receivers, where it was.
    pub dispersion: Vec<Share>,
}

/// What a transaction takes, in the session's currency and in the card's.
///
/// Source: "AmountConversion".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Conversion {
    /// In the session's currency: what counts.
    pub from: Amount,
    /// In the card's currency, where it is an exact amount of a known one.
    pub to: Option<Amount>,
    /// How much of `to` there is in one of `from`, where it is told.
    pub factor: Option<Decimal>,
}

/// What the gateway took off an amount.
///
/// Source: "Transaction".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Discount {
    /// How much, in the session's currency.
    pub amount: Amount,
    /// What it was taken off, in the session's currency, where it is told exactly.
    pub base: Option<Amount>,
    /// The code of the campaign or law.
    pub code: Option<String>,
    /// The kind, such as `FRANCHISE`.
    pub kind: Option<String>,
}

/// A receiver's part of a transaction.
///
/// Source: "Transaction Dispersion".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    /// What came of this part.
    pub report: Report,
    /// The gateway's number of this part, where it has one.
    pub internal_reference: Option<InternalReference>,
    /// What this part takes.
    pub amount: Option<Conversion>,
    /// The receiver's number; none for the shop itself.
    pub agreement: Option<String>,
    /// The receiver's kind, such as `MERCHANT`.
    pub agreement_type: Option<String>,
    /// The bank's authorization code.
    pub authorization: Option<String>,
    /// The gateway's receipt number.
    pub receipt: Option<String>,
    /// It was given back. `false` proves nothing.
    pub refunded: bool,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct WireTransaction {
    status: WireStatus,
    #[serde(default)]
    internal_reference: Option<Box<RawValue>>,
    #[serde(default)]
    reference: Text,
    #[serde(default)]
    amount: Option<Box<RawValue>>,
    #[serde(default)]
    discount: Option<Box<RawValue>>,
    #[serde(default)]
    payment_method: Text,
    #[serde(default)]
    payment_method_name: Text,
    #[serde(default)]
    issuer_name: Text,
    #[serde(default)]
    franchise: Text,
    #[serde(default)]
    authorization: Text,
    #[serde(default)]
    receipt: Text,
    #[serde(default)]
    refunded: Text,
    #[serde(default, deserialize_with = "beside")]
    processor_fields: List<WireField>,
    #[serde(default, deserialize_with = "beside")]
    dispersion: List<WireShare>,
}

#[derive(Clone, Debug, Deserialize)]
struct WireConversion {
    from: WireAmount,
    #[serde(default)]
    to: Option<Box<RawValue>>,
    #[serde(default)]
    factor: Text,
}

#[derive(Debug, Deserialize)]
struct WireDiscount {
    #[serde(default)]
    amount: Text,
    #[serde(default)]
    base: Text,
    #[serde(default)]
    code: Text,
    #[serde(default, rename = "type")]
    kind: Text,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireShare {
    status: WireStatus,
    #[serde(default)]
    internal_reference: Option<Whole>,
    #[serde(default, deserialize_with = "beside")]
    amount: Option<WireConversion>,
    #[serde(default)]
    agreement: Text,
    #[serde(default)]
    agreement_type: Text,
    #[serde(default)]
    authorization: Text,
    #[serde(default)]
    receipt: Text,
    #[serde(default)]
    refunded: Text,
}

impl From<WireConversion> for Conversion {
    fn from(wire: WireConversion) -> Self {
        Conversion {
            from: wire.from.0,
            to: wire.to.and_then(|to| {
                let to = serde_json::from_str::<WireAmount>(to.get());
                to.ok().map(|to| to.0)
            }),
            factor: wire.factor.as_str().and_then(|factor| {
                let factor = factor.trim();
                Decimal::from_str_exact(factor)
                    .or_else(|_| Decimal::from_scientific(factor))
                    .ok()
            }),
        }
    }
}

fn refunded(told: &Text) -> bool {
    matches!(told.as_str(), Some("true" | "1"))
}

impl WireTransaction {
    /// The transaction, strictly read where it may have taken money. Of one that definitely failed
    /// an unreadable amount is none, and without a readable number it is left out.
    pub fn told(self) -> Option<Result<Transaction, Error>> {
        let report = Report::from(self.status.clone());
        let failed = matches!(
            report.status,
            Status::Rejected | Status::Failed | Status::Error
        );
        match self.read(report) {
            Ok(transaction) => Some(Ok(transaction)),
            Err(_) if failed => self.read_without_money().map(Ok),
            Err(error) => Some(Err(error)),
        }
    }

    fn read(&self, report: Report) -> Result<Transaction, Error> {
        let number: Option<Whole> = exactly(self.internal_reference.as_deref(), "number")?;
        let number = number.ok_or_else(|| unusable("without a number"))?;
        let amount: Option<WireConversion> = exactly(self.amount.as_deref(), "amount")?;
        let amount = amount.map(Conversion::from);
        let discount: Option<WireDiscount> = exactly(self.discount.as_deref(), "discount")?;
        let discount = taken_off(discount, amount)?;
        Ok(self.with(InternalReference(number.0), report, amount, discount))
    }

    fn read_without_money(self) -> Option<Transaction> {
        let number: Option<Whole> = exactly(self.internal_reference.as_deref(), "").ok()?;
        let report = Report::from(self.status.clone());
        Some(self.with(InternalReference(number?.0), report, None, None))
    }

    fn with(
        &self,
        internal_reference: InternalReference,
        report: Report,
        amount: Option<Conversion>,
        discount: Option<Discount>,
    ) -> Transaction {
        let fields = &self.processor_fields;
        let instalments = value_of(fields, "installments")
            .or_else(|| member_of(fields, "credit", "installments"));
        Transaction {
            internal_reference,
            report,
            reference: self.reference.clone().exact(),
            amount,
            discount,
            payment_method: self.payment_method.clone().filled(),
            payment_method_name: self.payment_method_name.clone().filled(),
            issuer: self.issuer_name.clone().filled(),
            franchise: self.franchise.clone().filled(),
            authorization: self.authorization.clone().filled(),
            receipt: self.receipt.clone().filled(),
            last_digits: value_of(fields, "lastDigits"),
            bin: value_of(fields, "bin"),
            instalments: instalments.and_then(|number| number.parse().ok()),
            refunded: refunded(&self.refunded),
            processor_fields: told_fields(fields),
            dispersion: self.dispersion.0.iter().cloned().map(Share::from).collect(),
        }
    }
}

fn unusable(what: &str) -> Error {
    Error::UnusableAnswer {
        why: format!("it has a transaction {what}"),
    }
}

/// An object or a number, if there is any; where there is, it has to be readable.
fn exactly<T: DeserializeOwned>(raw: Option<&RawValue>, what: &str) -> Result<Option<T>, Error> {
    let Some(raw) = raw else { return Ok(None) };
    object(raw).map_err(|_| unusable(&format!("whose {what} cannot be read")))
}

impl From<WireShare> for Share {
    fn from(wire: WireShare) -> Self {
        Share {
            report: wire.status.into(),
            internal_reference: wire
                .internal_reference
                .map(|number| InternalReference(number.0)),
            amount: wire.amount.map(Conversion::from),
            agreement: wire.agreement.filled(),
            agreement_type: wire.agreement_type.filled(),
            authorization: wire.authorization.filled(),
            receipt: wire.receipt.filled(),
            refunded: refunded(&wire.refunded),
        }
    }
}

/// A discount names no currency: it is in that of the amount it was taken off.
fn taken_off(
    wire: Option<WireDiscount>,
    amount: Option<Conversion>,
) -> Result<Option<Discount>, Error> {
    let (Some(wire), Some(amount)) = (wire, amount) else {
        return Ok(None);
    };
    let read = |told: &str| Amount::from_major(told.trim(), amount.from.currency());
    let Some(told) = wire.amount.as_str().filter(|told| !told.trim().is_empty()) else {
        return Ok(None);
    };
    let taken = read(told).map_err(|_| unusable("whose discount is not exact"))?;
    Ok(Some(Discount {
        amount: taken,
        base: wire.base.as_str().and_then(|told| read(told).ok()),
        code: wire.code.filled(),
        kind: wire.kind.filled(),
    }))
}
