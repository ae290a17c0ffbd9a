//! With what a session can be paid.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::request::limit::{Problem, RequestError};

/// The payment methods that a session is limited to, by the gateway's codes.
///
/// Source: "Create a session", `paymentMethod`, and "Payment methods" for the codes.
///
/// ```
/// use placetopay_checkout::PaymentMethods;
///
/// let cards = PaymentMethods::new(["visa", "master"])?;
/// assert_eq!(cards.to_string(), "visa,master");
/// assert!(PaymentMethods::new(["visa,master"]).is_err());
/// # Ok::<(), placetopay_checkout::RequestError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PaymentMethods(Vec<String>);

impl PaymentMethods {
    /// Limits to these codes, at least one.
    ///
    /// # Errors
    /// [`RequestError`] of `paymentMethod`: no code, an empty one, or one with other characters
    /// than ASCII letters, digits, `_` and `-`.
    pub fn new<I>(codes: I) -> Result<Self, RequestError>
    where
        I: IntoIterator,
        I::Item: Into<String>,
    {
        let refused = |problem| Err(RequestError::new("paymentMethod", problem));
        let codes: Vec<String> = codes.into_iter().map(Into::into).collect();
        if codes.is_empty() || codes.iter().any(String::is_empty) {
            return refused(Problem::Empty);
        }
        let belongs = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        if !codes.iter().all(|code| code.chars().all(belongs)) {
            return refused(Problem::Characters);
        }
        Ok(PaymentMethods(codes))
    }
}

impl fmt::Display for PaymentMethods {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join(","))
    }
}

impl Serialize for PaymentMethods {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
