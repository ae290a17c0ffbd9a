//! Exact amounts: minor units of an ISO 4217 currency.

use std::fmt;

use iso_currency::Currency;
use rust_decimal::Decimal;
use serde::ser::{Serialize, SerializeStruct, Serializer};
use serde_json::value::RawValue;
use thiserror::Error;

/// An amount in whole minor units (pesos for CLP, cents for USD).
///
/// On the wire the gateway takes and gives major units as a JSON number. It rounds what has more
/// decimals than the currency; here such a number is refused, so that what is asked is what is
/// paid. No amount ever passes through a binary floating-point number.
///
/// Source: "Amounts and currencies".
///
/// ```
/// use placetopay_checkout::{Amount, AmountError, Currency};
///
/// let price = Amount::from_major("12.05", Currency::USD)?;
/// assert_eq!(price.minor(), 1_205);
/// assert_eq!(price.to_string(), "USD 12.05");
/// let refused = Amount::from_major("576.9875", Currency::CLP);
/// assert_eq!(refused, Err(AmountError::TooPrecise));
/// # Ok::<(), AmountError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Amount {
    currency: Currency,
    minor: i64,
}

impl Amount {
    /// An amount of minor units.
    ///
    /// # Errors
    /// [`AmountError::Currency`] where ISO 4217 gives the currency no number of decimals (gold, for
    /// one).
    pub fn new(minor: i64, currency: Currency) -> Result<Self, AmountError> {
        decimals(currency)?;
        Ok(Amount { currency, minor })
    }

    /// Chilean pesos, which have no smaller unit.
    #[must_use]
    pub const fn clp(pesos: i64) -> Self {
        Amount {
            currency: Currency::CLP,
            minor: pesos,
        }
    }

    /// Reads major units as a decimal number, such as `12990`, `12990.00` or `1.299e4`.
    ///
    /// # Errors
    /// [`AmountError`], also where the currency has fewer decimals than the number needs: nothing
    /// is rounded.
    pub fn from_major(text: &str, currency: Currency) -> Result<Self, AmountError> {
        let minor = exact(text, decimals(currency)?)?;
        let minor = i64::try_from(minor).map_err(|_| AmountError::TooLarge)?;
        Ok(Amount { currency, minor })
    }

    /// How many minor units.
    #[must_use]
    pub fn minor(self) -> i64 {
        self.minor
    }

    /// What the units are of.
    #[must_use]
    pub fn currency(self) -> Currency {
        self.currency
    }

    /// The amount in major units, such as `12.05`, with no more decimals than it needs.
    #[must_use]
    pub fn to_major(self) -> String {
        let scale = decimals(self.currency).unwrap_or(0);
        Decimal::new(self.minor, scale).normalize().to_string()
    }
}

fn decimals(currency: Currency) -> Result<u32, AmountError> {
    let exponent = currency.exponent().ok_or(AmountError::Currency)?;
    Ok(u32::from(exponent))
}

/// No money is written with more digits.
const MOST_DIGITS: usize = 64;

/// Reads a number as JSON writes it, `scale` places to the right: exactly, or not at all.
fn exact(text: &str, scale: u32) -> Result<i128, AmountError> {
    const NOT: AmountError = AmountError::NotANumber;
    let (sign, number) = match text.strip_prefix('-') {
        Some(number) => (-1, number),
        None => (1, text),
    };
    let (mantissa, exponent) = match number.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i64>().map_err(|_| NOT)?),
        None => (number, 0),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((_, "")) | Some(("", _)) => return Err(NOT),
        Some(parts) => parts,
        None => (mantissa, ""),
    };
    let digits = format!("{whole}{fraction}");
    let is_written_so = digits.bytes().all(|digit| digit.is_ascii_digit());
    if !is_written_so || !(1..=MOST_DIGITS).contains(&digits.len()) {
        return Err(NOT);
    }
    let significant = digits.trim_end_matches('0');
    if significant.is_empty() {
        return Ok(0);
    }
    let zeros = digits.len() - significant.len();
    let places = |count: usize| i64::try_from(count).map_err(|_| AmountError::TooLarge);
    let shift = exponent
        .checked_add(i64::from(scale) + places(zeros)? - places(fraction.len())?)
        .ok_or(AmountError::TooLarge)?;
    let shift = u32::try_from(shift).map_err(|_| match shift {
        ..0 => AmountError::TooPrecise,
        _ => AmountError::TooLarge,
    })?;
    let power = 10_i128.checked_pow(shift).ok_or(AmountError::TooLarge)?;
    let significant = significant
        .parse::<i128>()
        .map_err(|_| AmountError::TooLarge)?;
    let minor = significant
        .checked_mul(power)
        .ok_or(AmountError::TooLarge)?;
    Ok(sign * minor)
}

/// The currency's code and the major units, such as `CLP 12990`: for logs, not for customers.
impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.currency.code(), self.to_major())
    }
}

/// As the gateway's structure "Amount": `{"currency":"CLP","total":12990}`.
impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut amount = serializer.serialize_struct("Amount", 2)?;
        amount.serialize_field("currency", self.currency.code())?;
        amount.serialize_field("total", &MajorUnits(*self))?;
        amount.end()
    }
}

/// An amount that is sent as a bare number: the structure around it knows the currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct MajorUnits(pub Amount);

impl Serialize for MajorUnits {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        RawValue::from_string(self.0.to_major())
            .map_err(serde::ser::Error::custom)?
            .serialize(serializer)
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
        Amount::from_major(text, currency).map(Amount::minor)
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
        assert_eq!(minor("1e400", Currency::CLP), Err(AmountError::TooLarge));
        assert_eq!(minor("-12.5", Currency::USD), Ok(-1_250));
        assert_eq!(minor("12990e-1", Currency::CLP), Ok(1_299));
        assert_eq!(minor("0e99999", Currency::CLP), Ok(0));
        for text in [
            "1.00000000000000000000000000001E0",
            "0.99999999999999999999999999999999e0",
            "1e-1",
            "1e-9223372036854775808",
        ] {
            assert_eq!(
                minor(text, Currency::CLP),
                Err(AmountError::TooPrecise),
                "{text}"
            );
        }
        assert_eq!(
            minor("9223372036854775808", Currency::CLP),
            Err(AmountError::TooLarge)
        );
        for text in [
            "", "NaN", "1,5", "0x10", "--1", "+1", "12_990", "1e-+0", "1e", "1.", ".5", "1.2.3",
        ] {
            assert_eq!(
                minor(text, Currency::CLP),
                Err(AmountError::NotANumber),
                "{text}"
            );
        }
        assert_eq!(minor("1", Currency::XAU), Err(AmountError::Currency));
        assert_eq!(Amount::new(1, Currency::XAU), Err(AmountError::Currency));
    }

    #[test]
    fn writes_integers_for_pesos_and_exact_decimals_for_dollars() {
        let json = |minor, currency| {
            serde_json::to_string(&Amount::new(minor, currency).unwrap()).unwrap()
        };
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
