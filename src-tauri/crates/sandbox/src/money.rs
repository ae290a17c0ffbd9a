//! Money in whole minor units, never in floating point.

use std::fmt;

use serde::{Deserialize, Serialize, Serializer, ser};
use serde_json::value::RawValue;

/// An ISO 4217 alphabetic code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(crate) struct Currency([u8; 3]);

/// Not three capital letters.
#[derive(Debug, thiserror::Error)]
#[error("not an ISO 4217 code")]
pub(crate) struct NoCurrency;

impl TryFrom<String> for Currency {
    type Error = NoCurrency;

    fn try_from(code: String) -> Result<Self, NoCurrency> {
        match <[u8; 3]>::try_from(code.as_bytes()) {
            Ok(letters) if letters.iter().all(u8::is_ascii_uppercase) => Ok(Self(letters)),
            _ => Err(NoCurrency),
        }
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> Self {
        currency.to_string()
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0
            .iter()
            .try_for_each(|&letter| write!(f, "{}", char::from(letter)))
    }
}

impl Currency {
    /// How many decimals a major unit has.
    fn decimals(self) -> u32 {
        match &self.0 {
            b"BIF" | b"CLP" | b"DJF" | b"GNF" | b"ISK" | b"JPY" | b"KMF" | b"KRW" | b"PYG"
            | b"RWF" | b"UGX" | b"UYI" | b"VND" | b"VUV" | b"XAF" | b"XOF" | b"XPF" => 0,
            b"BHD" | b"IQD" | b"JOD" | b"KWD" | b"LYD" | b"OMR" | b"TND" => 3,
            b"CLF" | b"UYW" => 4,
            _ => 2,
        }
    }

    /// Minor units in one major unit.
    pub(crate) fn scale(self) -> i64 {
        10_i64.pow(self.decimals())
    }
}

/// A positive number of minor units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
pub(crate) struct Minor(i64);

/// Zero or less.
#[derive(Debug, thiserror::Error)]
#[error("not a positive amount")]
pub(crate) struct NotPositive;

impl TryFrom<i64> for Minor {
    type Error = NotPositive;

    fn try_from(units: i64) -> Result<Self, NotPositive> {
        if units > 0 {
            Ok(Self(units))
        } else {
            Err(NotPositive)
        }
    }
}

impl From<Minor> for i64 {
    fn from(minor: Minor) -> Self {
        minor.0
    }
}

/// A positive amount of one currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Amount {
    pub(crate) currency: Currency,
    pub(crate) minor: Minor,
}

impl Amount {
    /// Reads a JSON number of major units, rounding half up to the currency's decimals.
    /// `None` when it isn't a number, doesn't fit, or rounds to nothing.
    pub(crate) fn from_number(number: &str, currency: Currency) -> Option<Self> {
        let (mantissa, exponent) = match number.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
            None => (number, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = format!("{whole}{fraction}");
        if digits.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
            return None;
        }
        let decimals = i32::try_from(currency.decimals()).ok()?;
        let shift = exponent.checked_sub(i32::try_from(fraction.len()).ok()?)?;
        let minor = shifted(digits.parse().ok()?, shift.checked_add(decimals)?)?;
        Some(Self {
            currency,
            minor: Minor::try_from(minor).ok()?,
        })
    }

    /// Reads whole major units as a person types them, with or without `$`, their thousands set
    /// apart by dots or by commas. Anything that could be read as decimals is refused.
    pub(crate) fn from_typed(typed: &str, currency: Currency) -> Option<Self> {
        let typed = typed.replace([' ', '$'], "");
        let separator = if typed.contains(',') { ',' } else { '.' };
        let mut groups = typed.split(separator);
        let first = groups.next()?;
        let grouped = groups.clone().next().is_some();
        if grouped && !(1..=3).contains(&first.len()) || groups.any(|group| group.len() != 3) {
            return None;
        }
        let digits = typed.replace(separator, "");
        if !digits.bytes().all(|digit| digit.is_ascii_digit()) {
            return None;
        }
        let minor = digits.parse::<i64>().ok()?.checked_mul(currency.scale())?;
        Some(Self {
            currency,
            minor: Minor::try_from(minor).ok()?,
        })
    }

    /// The same currency, other units.
    pub(crate) fn with(self, minor: Minor) -> Self {
        Self { minor, ..self }
    }

    /// What is left after taking `paid` minor units away; `None` when that is nothing.
    pub(crate) fn less(self, paid: i64) -> Option<Self> {
        let left = self.minor.0.checked_sub(paid)?;
        Some(self.with(Minor::try_from(left).ok()?))
    }
}

/// `number` times ten to the power of `places`, rounded half up.
fn shifted(number: i128, places: i32) -> Option<i64> {
    let power = 10_i128.checked_pow(places.unsigned_abs());
    let value = if places >= 0 {
        number.checked_mul(power?)?
    } else {
        power.map_or(0, |power| (number + power / 2) / power)
    };
    i64::try_from(value).ok()
}

/// As a person reads it: `$12.990`, `USD 1.234,50`.
impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scale = self.currency.scale();
        let (major, rest) = (self.minor.0 / scale, self.minor.0 % scale);
        let major = major.to_string();
        match &self.currency.0 {
            b"CLP" => f.write_str("$")?,
            _ => write!(f, "{} ", self.currency)?,
        }
        for (index, digit) in major.chars().enumerate() {
            if index > 0 && (major.len() - index).is_multiple_of(3) {
                f.write_str(".")?;
            }
            write!(f, "{digit}")?;
        }
        match self.currency.decimals() as usize {
            0 => Ok(()),
            decimals => write!(f, ",{rest:0decimals$}"),
        }
    }
}

/// An amount's major units as an exact JSON number: `12990`, `10.50`.
pub(crate) struct Total(pub(crate) Amount);

impl Serialize for Total {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Amount {
            currency,
            minor: Minor(minor),
        } = self.0;
        let scale = currency.scale();
        if minor % scale == 0 {
            return serializer.serialize_i64(minor / scale);
        }
        let decimals = currency.decimals() as usize;
        let number = format!("{}.{:0decimals$}", minor / scale, minor % scale);
        RawValue::from_string(number)
            .map_err(ser::Error::custom)?
            .serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn amount(number: &str, currency: &str) -> Option<i64> {
        let currency = Currency::try_from(currency.to_owned()).unwrap();
        Amount::from_number(number, currency).map(|amount| amount.minor.into())
    }

    #[test]
    fn rounds_to_the_currencys_decimals() {
        assert_eq!(amount("576.9875", "CLP"), Some(577));
        assert_eq!(amount("576.4999999999999999", "CLP"), Some(576));
        assert_eq!(amount("1.005", "USD"), Some(101));
        assert_eq!(amount("1.2e3", "CLP"), Some(1200));
        assert_eq!(amount("12990e-1", "CLP"), Some(1299));
        assert_eq!(
            amount("9007199254740993", "CLP"),
            Some(9_007_199_254_740_993)
        );
    }

    #[test]
    fn refuses_what_is_no_positive_amount() {
        for number in ["0", "0.4", "-1", "\"5\"", "true", "1e40", "1e-99", ""] {
            assert_eq!(amount(number, "CLP"), None, "{number}");
        }
    }

    #[test]
    fn reads_what_people_type_but_guesses_no_decimals() {
        let currency = Currency::try_from("CLP".to_owned()).unwrap();
        let typed = |typed| Amount::from_typed(typed, currency).map(|amount| amount.minor.into());
        for whole in ["6000", "6.000", "6,000", "6 000", "$6.000"] {
            assert_eq!(typed(whole), Some(6000), "{whole}");
        }
        assert_eq!(typed("1.234.567"), Some(1_234_567));
        for refused in [
            "6.00", "60,5", "1.234,50", "1234.567", ".500", "-1", "0", "", "6000 x",
        ] {
            assert_eq!(typed(refused), None, "{refused}");
        }
    }

    #[test]
    fn reads_well_and_writes_exactly() {
        for (number, currency, shown, json) in [
            ("12990", "CLP", "$12.990", "12990"),
            ("1234567", "CLP", "$1.234.567", "1234567"),
            ("1234.5", "USD", "USD 1.234,50", "1234.50"),
        ] {
            let currency = Currency::try_from(currency.to_owned()).unwrap();
            let amount = Amount::from_number(number, currency).unwrap();
            assert_eq!(amount.to_string(), shown);
            assert_eq!(serde_json::to_string(&Total(amount)).unwrap(), json);
        }
    }
}
