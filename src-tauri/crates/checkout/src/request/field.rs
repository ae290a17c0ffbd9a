//! Data of the shop's own that goes along with a session.

use std::fmt;

use serde::Serialize;

use crate::request::limit::{self, RequestError};

/// Where the payment page shows an additional field.
///
/// Source: "Additional fields".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum DisplayOn {
    /// Nowhere.
    #[default]
    None,
    /// While the customer fills in the payment.
    Payment,
    /// With the result.
    Receipt,
    /// While paying and with the result.
    Both,
    /// With the result, if it is approved.
    Approved,
}

/// A keyword with a value, such as the number of an order. Of several with the same keyword the
/// gateway keeps the first.
///
/// Source: "Additional fields".
///
/// ```
/// use placetopay_checkout::{DisplayOn, Field};
///
/// let order = Field::new("Pedido", "A-17")?.shown(DisplayOn::Both);
/// # Ok::<(), placetopay_checkout::RequestError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Field {
    keyword: String,
    value: String,
    display_on: DisplayOn,
}

/// The shop's own data stays out of logs.
impl fmt::Debug for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Field({} …)", self.keyword)
    }
}

impl Field {
    /// A field that is shown nowhere: a keyword of 1 to 50 characters, a value of 1 to 255.
    ///
    /// # Errors
    /// [`RequestError`] of `fields.keyword` or `fields.value`.
    pub fn new(keyword: impl Into<String>, value: impl Into<String>) -> Result<Self, RequestError> {
        Ok(Field {
            keyword: limit::text("fields.keyword", keyword, 50)?,
            value: limit::text("fields.value", value, 255)?,
            display_on: DisplayOn::None,
        })
    }

    /// Shows it on the payment page.
    #[must_use]
    pub fn shown(mut self, on: DisplayOn) -> Self {
        self.display_on = on;
        self
    }
}
