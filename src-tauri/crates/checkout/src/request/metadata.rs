//! What changes how the gateway handles a session.
//!
//! Source: the gateway's "Metadata". Its `kount` and `athMovilConfirmationTimeOut` are left out:
//! they belong to payment methods that other countries have.

use jiff::civil::Date;
use serde::Serialize;

use crate::request::limit::{self, RequestError};

/// Who starts a payment with stored card data, and under what agreement.
///
/// Source: "Metadata".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Initiator {
    /// An agent with the cardholder's data.
    Agent,
    /// The cardholder, with a stored card.
    CardholderCof,
    /// The cardholder, again and again with varying amounts.
    CardholderRecurringVariableAmount,
    /// The cardholder, again and again with the same amount.
    CardholderRecurringFixedAmount,
    /// The cardholder, in instalments.
    CardholderWithInstallments,
    /// The shop, with a stored card.
    MerchantCof,
    /// The shop, again and again with varying amounts.
    MerchantRecurringVariableAmount,
    /// The shop, again and again with the same amount.
    MerchantRecurringFixedAmount,
    /// The shop, in instalments.
    MerchantWithInstallments,
}

/// How goods paid with EBT reach the customer.
///
/// Source: "Metadata".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum EbtDelivery {
    /// Delivered by the shop.
    DirectDelivery,
    /// Fetched by the customer.
    CustomerPickup,
    /// Sent with a carrier.
    CommercialShipping,
    /// Another way.
    Other,
    /// Not known.
    NotAvailable,
}

/// What changes how the gateway handles a session.
///
/// Source: "Metadata".
///
/// ```
/// use placetopay_checkout::Metadata;
///
/// let reviewed = Metadata::new().requires_confirmation();
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Metadata {
    #[serde(skip_serializing_if = "Option::is_none")]
    initiator_indicator: Option<Initiator>,
    #[serde(
        rename = "EBTDeliveryIndicator",
        skip_serializing_if = "Option::is_none"
    )]
    ebt_delivery_indicator: Option<EbtDelivery>,
    #[serde(skip_serializing_if = "Option::is_none")]
    opening_date: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    beneficiary_id: Option<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    requires_confirmation: bool,
}

impl Metadata {
    /// Nothing special.
    #[must_use]
    pub fn new() -> Self {
        Metadata::default()
    }

    /// Holds each payment back as `PENDING_CONFIRMATION` until the shop confirms or cancels it:
    /// see [`Client::confirm_transaction`](crate::Client::confirm_transaction). The gateway must
    /// have switched this on for the site; it does not go with a payment in parts.
    #[must_use]
    pub fn requires_confirmation(mut self) -> Self {
        self.requires_confirmation = true;
        self
    }

    /// Who starts the payment.
    #[must_use]
    pub fn initiator(mut self, initiator: Initiator) -> Self {
        self.initiator_indicator = Some(initiator);
        self
    }

    /// How goods paid with EBT are delivered.
    #[must_use]
    pub fn ebt_delivery(mut self, delivery: EbtDelivery) -> Self {
        self.ebt_delivery_indicator = Some(delivery);
        self
    }

    /// When the customer's account was opened: for financial services that take PSE.
    #[must_use]
    pub fn opening_date(mut self, date: Date) -> Self {
        self.opening_date = Some(date);
        self
    }

    /// Whose account receives the money: for financial services that take PSE.
    ///
    /// # Errors
    /// [`RequestError`] of `metadata.beneficiaryId`: empty.
    pub fn beneficiary_id(mut self, id: impl Into<String>) -> Result<Self, RequestError> {
        self.beneficiary_id = Some(limit::filled("metadata.beneficiaryId", id)?);
        Ok(self)
    }

    pub(crate) fn awaits_confirmation(&self) -> bool {
        self.requires_confirmation
    }
}
