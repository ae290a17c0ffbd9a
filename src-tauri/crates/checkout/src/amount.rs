//! Exact amounts: minor units of an ISO 4217 currency.

use iso_currency::Currency;
use rust_decimal::Decimal;
use serde::ser::{Serialize, SerializeStruct, Serializer};
use serde_json::value::RawValue;
use thiserror::Error;

/// An amount in whole minor units (pesos for CLP, cents for USD).
///
/// On the wire the gateway takes and gives major units as a JSON number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amount {
    /// What the units are of.
    pub currency: Currency,
    /// How many minor units.
    pub minor: i64,
}

impl Amount {
    /// An amount of minor units.
    #[must_use]
    pub fn new(minor: i64, currency: Currency) -> Self {
        Amount { currency, minor }
    }

    /// Reads major units as a decimal number, such as `12990`, `12990.00` or `1.299e4`.
    ///
    /// # Errors
    /// [`AmountError`], also where the currency has fewer decimals than the number needs: nothing
    /// is rounded.
    pub fn from_major(text: &str, currency: Currency) -> Result<Self, AmountError> {
        let major = if text.contains(['e', 'E']) {
            Decimal::from_scientific(text)
        } else {
            Decimal::from_str_exact(text)
        };
        let major = major.map_err(|_| AmountError::NotANumber)?;
        let scale = decimals(currency).ok_or(AmountError::Currency)?;
        let minor = major
            .checked_mul(Decimal::from(10_i64.pow(scale)))
            .ok_or(AmountError::TooLarge)?;
        if !minor.fract().is_zero() {
            return Err(AmountError::TooPrecise);
        }
        let minor = i64::try_from(minor).map_err(|_| AmountError::TooLarge)?;
        Ok(Amount { currency, minor })
    }

    fn to_major(self) -> String {
        let scale = decimals(self.currency).unwrap_or(0);
        Decimal::new(self.minor, scale).normalize().to_string()
    }
}

fn decimals(currency: Currency) -> Option<u32> {
    currency.exponent().map(u32::from)
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let total = RawValue::from_string(self.to_major()).map_err(serde::ser::Error::custom)?;
        let mut amount = serializer.serialize_struct("Amount", 2)?;
        amount.serialize_field("currency", self.currency.code())?;
        amount.serialize_field("total", &total)?;
        amount.end()
    }
}

/// Why a number is no amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum AmountError {
    /// Not a decimal number, or one of more digits than any money has.
    #[error("not a decimal number")]
    NotANumber,
    /// More decimals than the currency has.
    #[error("more decimals than the currency has")]
    TooPrecise,
    /// Beyond what fits.
    #[error("too large")]
    TooLarge,
    /// ISO 4217 gives the currency no number of decimals.
    #[error("the currency has no number of decimals")]
    Currency,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minor(text: &str, currency: Currency) -> Result<i64, AmountError> {
        Amount::from_major(text, currency).map(|amount| amount.minor)
    }

    #[test]
    fn reads_exactly_or_not_at_all() {
        assert_eq!(minor("12990", Currency::CLP), Ok(12_990));
        assert_eq!(minor("12990.00", Currency::CLP), Ok(12_990));
        assert_eq!(minor("1.299e4", Currency::CLP), Ok(12_990));
        assert_eq!(minor("0.1", Currency::USD), Ok(10));
        assert_eq!(
            minor("70368744177663.99", Currency::USD),
            Ok(7_036_874_417_766_399)
        );
        assert_eq!(
            minor("576.9875", Currency::CLP),
            Err(AmountError::TooPrecise)
        );
        assert_eq!(minor("1e400", Currency::CLP), Err(AmountError::NotANumber));
        assert_eq!(
            minor("9223372036854775808", Currency::CLP),
            Err(AmountError::TooLarge)
        );
        for text in ["", "NaN", "1,5", "0x10", "--1"] {
            assert_eq!(
                minor(text, Currency::CLP),
                Err(AmountError::NotANumber),
                "{text}"
            );
        }
    }

    #[test]
    fn writes_integers_for_pesos_and_exact_decimals_for_dollars() {
        let json = |minor, currency| serde_json::to_string(&Amount::new(minor, currency)).unwrap();
        assert_eq!(
            json(12_990, Currency::CLP),
            r#"{"currency":"CLP","total":12990}"#
        );
        assert_eq!(
            json(1_205, Currency::USD),
            r#"{"currency":"USD","total":12.05}"#
        );
        assert_eq!(
            json(1_200, Currency::USD),
            r#"{"currency":"USD","total":12}"#
        );
    }
}
