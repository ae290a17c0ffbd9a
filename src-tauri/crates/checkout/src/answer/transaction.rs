//! Attempts to pay.

use std::fmt;

use rust_decimal::Decimal;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::answer::field::{ToldField, member_of, told_fields, value_of};
use crate::answer::loose::{List, Text, Whole, WireAmount, WireField, object};
use crate::answer::status::{Report, WireStatus};
use crate::{Amount, Error};

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
    internal_reference: Whole,
    #[serde(default)]
    reference: Text,
    #[serde(default, deserialize_with = "object")]
    amount: Option<WireConversion>,
    #[serde(default, deserialize_with = "object")]
    discount: Option<WireDiscount>,
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
    #[serde(default)]
    processor_fields: List<WireField>,
    #[serde(default)]
    dispersion: List<WireShare>,
}

#[derive(Debug, Deserialize)]
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

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireShare {
    status: WireStatus,
    #[serde(default)]
    internal_reference: Option<Whole>,
    #[serde(default, deserialize_with = "object")]
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

impl TryFrom<WireTransaction> for Transaction {
    type Error = Error;

    fn try_from(wire: WireTransaction) -> Result<Self, Self::Error> {
        let amount = wire.amount.map(Conversion::from);
        let fields = &wire.processor_fields;
        let instalments = value_of(fields, "installments")
            .or_else(|| member_of(fields, "credit", "installments"));
        Ok(Transaction {
            internal_reference: InternalReference(wire.internal_reference.0),
            report: wire.status.into(),
            reference: wire.reference.exact(),
            discount: discount(wire.discount, amount)?,
            amount,
            payment_method: wire.payment_method.filled(),
            payment_method_name: wire.payment_method_name.filled(),
            issuer: wire.issuer_name.filled(),
            franchise: wire.franchise.filled(),
            authorization: wire.authorization.filled(),
            receipt: wire.receipt.filled(),
            last_digits: value_of(fields, "lastDigits"),
            bin: value_of(fields, "bin"),
            instalments: instalments.and_then(|number| number.parse().ok()),
            refunded: refunded(&wire.refunded),
            processor_fields: told_fields(fields),
            dispersion: wire.dispersion.0.into_iter().map(Share::from).collect(),
        })
    }
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
fn discount(
    wire: Option<WireDiscount>,
    amount: Option<Conversion>,
) -> Result<Option<Discount>, Error> {
    let (Some(wire), Some(amount)) = (wire, amount) else {
        return Ok(None);
    };
    let exactly = |told: &str| Amount::from_major(told.trim(), amount.from.currency());
    let Some(told) = wire.amount.as_str().filter(|told| !told.trim().is_empty()) else {
        return Ok(None);
    };
    let taken = exactly(told).map_err(|error| Error::UnusableAnswer {
        why: format!("a discount is {error}"),
    })?;
    Ok(Some(Discount {
        amount: taken,
        base: wire.base.as_str().and_then(|told| exactly(told).ok()),
        code: wire.code.filled(),
        kind: wire.kind.filled(),
    }))
}
