//! What is sold.

use std::num::NonZeroU32;

use serde::Serialize;

use crate::amount::{Amount, MajorUnits};
use crate::request::limit::{self, RequestError};

/// Whether an item can be touched.
///
/// Source: "Create a session", `payment.items`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Category {
    /// It is delivered or handed over.
    Physical,
    /// It is downloaded or used online.
    Digital,
}

/// One line of what is sold.
///
/// Source: "Create a session", `payment.items`.
///
/// ```
/// use std::num::NonZeroU32;
/// use placetopay_checkout::{Amount, Category, Item};
///
/// let bread = Item::new("PAN-1", "Pan amasado", Amount::clp(1_200))?
///     .category(Category::Physical)
///     .quantity(NonZeroU32::MIN);
/// # Ok::<(), placetopay_checkout::RequestError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Item {
    sku: String,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    category: Option<Category>,
    #[serde(rename = "qty")]
    quantity: NonZeroU32,
    pub(crate) price: MajorUnits,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) tax: Option<MajorUnits>,
}

impl Item {
    /// One piece of an item: the shop's code for it, its name, and the price of one.
    ///
    /// # Errors
    /// [`RequestError`] of `items.sku`, `items.name` or `items.price`.
    pub fn new(
        sku: impl Into<String>,
        name: impl Into<String>,
        price: Amount,
    ) -> Result<Self, RequestError> {
        Ok(Item {
            sku: limit::filled("items.sku", sku)?,
            name: limit::filled("items.name", name)?,
            category: None,
            quantity: NonZeroU32::MIN,
            price: MajorUnits(limit::not_negative("items.price", price)?),
            tax: None,
        })
    }

    /// How many.
    #[must_use]
    pub fn quantity(mut self, quantity: NonZeroU32) -> Self {
        self.quantity = quantity;
        self
    }

    /// Whether it can be touched.
    #[must_use]
    pub fn category(mut self, category: Category) -> Self {
        self.category = Some(category);
        self
    }

    /// The tax in its price.
    ///
    /// # Errors
    /// [`RequestError`] of `items.tax`: negative.
    pub fn tax(mut self, tax: Amount) -> Result<Self, RequestError> {
        self.tax = Some(MajorUnits(limit::not_negative("items.tax", tax)?));
        Ok(self)
    }
}
