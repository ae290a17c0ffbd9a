//! What an amount is made of: taxes and details. Neither goes with a payment in parts.

use serde::Serialize;

use crate::amount::{Amount, MajorUnits};
use crate::request::limit::{self, Problem, RequestError};

/// What kind of tax. The gateway leaves out what it does not know, so only what it knows is here.
///
/// Source: "Amounts and currencies".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum TaxKind {
    /// IVA.
    ValueAddedTax,
    /// A special tax on certain goods.
    ExciseDuty,
    /// ICE.
    Ice,
    /// Airport tax of Colombia and Ecuador.
    AirportTax,
    /// State tax of Puerto Rico.
    StateTax,
    /// Reduced state tax of Puerto Rico.
    ReducedStateTax,
    /// Municipal tax of Puerto Rico.
    MunicipalTax,
}

/// A tax that is part of the amount.
///
/// Source: "Amounts and currencies", `payment.amount.taxes`.
///
/// ```
/// use placetopay_checkout::{Amount, Tax, TaxKind};
///
/// let iva = Tax::new(TaxKind::ValueAddedTax, Amount::clp(1_900))?.base(Amount::clp(10_000))?;
/// # Ok::<(), placetopay_checkout::RequestError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Tax {
    kind: TaxKind,
    pub(crate) amount: MajorUnits,
    #[serde(skip_serializing_if = "Option::is_none")]
    base: Option<MajorUnits>,
}

impl Tax {
    /// A tax.
    ///
    /// # Errors
    /// [`RequestError`] of `taxes.amount`: negative.
    pub fn new(kind: TaxKind, amount: Amount) -> Result<Self, RequestError> {
        Ok(Tax {
            kind,
            amount: MajorUnits(limit::not_negative("taxes.amount", amount)?),
            base: None,
        })
    }

    /// What the tax is on.
    ///
    /// # Errors
    /// [`RequestError`] of `taxes.base`: negative, or in another currency than the tax.
    pub fn base(mut self, base: Amount) -> Result<Self, RequestError> {
        if base.currency() != self.amount.0.currency() {
            return Err(RequestError::new("taxes.base", Problem::AnotherCurrency));
        }
        self.base = Some(MajorUnits(limit::not_negative("taxes.base", base)?));
        Ok(self)
    }
}

/// What kind of detail. The gateway leaves out what it does not know, so only what it knows is
/// here.
///
/// Source: "Amounts and currencies".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum DetailKind {
    /// What was taken off.
    Discount,
    /// What was added.
    Additional,
    /// The base of a tax that is given back.
    VatDevolutionBase,
    /// Transport.
    Shipping,
    /// Handling.
    HandlingFee,
    /// Insurance.
    Insurance,
    /// Gift wrapping.
    GiftWrap,
    /// Subtotal.
    Subtotal,
    /// A charge.
    Fee,
    /// A tip.
    Tip,
    /// The airline's part.
    Airline,
    /// Interest.
    Interests,
}

/// A part of the amount that the payment page names.
///
/// Source: "Amounts and currencies", `payment.amount.details`.
///
/// ```
/// use placetopay_checkout::{Amount, Detail, DetailKind};
///
/// let tip = Detail::new(DetailKind::Tip, Amount::clp(1_000))?;
/// # Ok::<(), placetopay_checkout::RequestError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Detail {
    kind: DetailKind,
    pub(crate) amount: MajorUnits,
}

impl Detail {
    /// A detail.
    ///
    /// # Errors
    /// [`RequestError`] of `details.amount`: negative.
    pub fn new(kind: DetailKind, amount: Amount) -> Result<Self, RequestError> {
        Ok(Detail {
            kind,
            amount: MajorUnits(limit::not_negative("details.amount", amount)?),
        })
    }
}
