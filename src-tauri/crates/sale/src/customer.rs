//! Who buys, where the shop asked.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::Rut;

/// What the shop knows of a customer; each part may be missing. `Debug` never shows it.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Customer {
    /// First and last name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<CustomerName>,
    /// The tax number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rut: Option<Rut>,
    /// Where the gateway sends its own receipt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<Email>,
}

impl Customer {
    /// Nothing is known.
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        *self == Customer::default()
    }
}

/// Personal data stays out of logs.
impl fmt::Debug for Customer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Customer(…)")
    }
}

/// A customer's name, in at most 60 characters as the gateway takes it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CustomerName(String);

/// An e-mail address, in at most 80 characters as the gateway takes it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Email(String);

/// Why something cannot be said of a customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum CustomerError {
    /// The name is empty or too long.
    #[error("a customer's name has 1 to 60 characters")]
    Name,
    /// It is no e-mail address.
    #[error("an e-mail address looks like ana@correo.cl")]
    Email,
}

impl FromStr for CustomerName {
    type Err = CustomerError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let words: Vec<_> = text.split_whitespace().collect();
        let name = words.join(" ");
        if !(1..=60).contains(&name.chars().count()) || name.contains(char::is_control) {
            return Err(CustomerError::Name);
        }
        Ok(CustomerName(name))
    }
}

impl FromStr for Email {
    type Err = CustomerError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let fits = text.chars().count() <= 80 && !text.contains([' ', '\t', '<', '>', ',', ';']);
        let around = text.split_once('@');
        let looks_right = around.is_some_and(|(name, host)| {
            !name.is_empty()
                && host.split('.').count() >= 2
                && host.split('.').all(|part| !part.is_empty())
                && !host.contains('@')
        });
        if !fits || !looks_right || text.contains(char::is_control) {
            return Err(CustomerError::Email);
        }
        Ok(Email(text.to_owned()))
    }
}

macro_rules! text {
    ($type:ident) => {
        impl $type {
            /// As it was given.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $type {
            type Error = CustomerError;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                text.parse()
            }
        }

        impl From<$type> for String {
            fn from(value: $type) -> Self {
                value.0
            }
        }

        /// Personal data stays out of logs.
        impl fmt::Debug for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($type), "(…)"))
            }
        }
    };
}

text!(CustomerName);
text!(Email);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_told_from_what_is_none() {
        for right in ["ana@correo.cl", " a.b+c@x.y.cl "] {
            assert!(right.parse::<Email>().is_ok(), "{right}");
        }
        for wrong in [
            "",
            "ana",
            "ana@",
            "@correo.cl",
            "ana@correo",
            "ana@.cl",
            "a@b@c.cl",
            "a b@c.cl",
            "a@c.cl, b@c.cl",
        ] {
            assert_eq!(wrong.parse::<Email>(), Err(CustomerError::Email), "{wrong}");
        }
        assert!(
            format!("{}@correo.cl", "x".repeat(80))
                .parse::<Email>()
                .is_err()
        );
    }

    #[test]
    fn a_customer_comes_back_as_written_and_stays_out_of_logs() {
        let customer = Customer {
            name: Some("Ana  Pérez".parse().unwrap()),
            rut: Some("12.345.678-5".parse().unwrap()),
            email: Some("ana@correo.cl".parse().unwrap()),
        };
        let json = serde_json::to_string(&customer).unwrap();
        assert_eq!(
            json,
            r#"{"name":"Ana Pérez","rut":"12.345.678-5","email":"ana@correo.cl"}"#
        );
        assert_eq!(serde_json::from_str::<Customer>(&json).unwrap(), customer);
        let told = format!("{customer:?} {:?} {:?}", customer.name, customer.email);
        assert!(!told.contains("Ana") && !told.contains("correo"), "{told}");
        assert!(Customer::default().is_unknown());
        assert!("".parse::<CustomerName>().is_err());
    }
}
