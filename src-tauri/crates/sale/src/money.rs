//! Money as whole minor units of a currency; never a float.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A currency of ISO 4217 whose number of decimals is defined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Currency(iso_currency::Currency);

impl Currency {
    /// The Chilean peso, which has no decimals.
    pub const CLP: Currency = Currency(iso_currency::Currency::CLP);
    /// The United States dollar, with two decimals.
    pub const USD: Currency = Currency(iso_currency::Currency::USD);

    /// The three-letter code of ISO 4217.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.0.code()
    }

    /// How many decimals one major unit has.
    #[must_use]
    pub fn decimals(self) -> u32 {
        self.0.exponent().map_or(0, u32::from)
    }

    fn minor_per_major(self) -> i64 {
        10_i64.pow(self.decimals())
    }

    fn sign(self) -> &'static str {
        match self.code() {
            "CLP" => "$",
            "USD" => "US$",
            code => code,
        }
    }
}

impl FromStr for Currency {
    type Err = CurrencyError;

    fn from_str(code: &str) -> Result<Self, Self::Err> {
        iso_currency::Currency::from_code(code)
            .filter(|currency| currency.exponent().is_some())
            .map(Currency)
            .ok_or_else(|| CurrencyError(code.to_owned()))
    }
}

impl TryFrom<String> for Currency {
    type Error = CurrencyError;

    fn try_from(code: String) -> Result<Self, Self::Error> {
        code.parse()
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> Self {
        currency.code().to_owned()
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// A code that ISO 4217 does not know, or whose decimals it does not define.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("unknown currency {0:?}")]
pub struct CurrencyError(String);

/// A sum of money, possibly zero or negative.
///
/// `Display` writes it as Chile does: `$12.990`, `-$990`, `US$1.234,50`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    /// Whole minor units: pesos for CLP, cents for USD.
    pub minor: i64,
    /// What the units are of.
    pub currency: Currency,
}

impl Money {
    /// A sum from its minor units.
    #[must_use]
    pub const fn new(minor: i64, currency: Currency) -> Self {
        Money { minor, currency }
    }

    /// Nothing, in a currency.
    #[must_use]
    pub const fn zero(currency: Currency) -> Self {
        Money::new(0, currency)
    }

    /// The sum as digits without currency or grouping, as one would type it: `12990`, `12,50`.
    #[must_use]
    pub fn digits(self) -> String {
        let text = self.to_string();
        text.chars()
            .filter(|c| c.is_ascii_digit() || *c == ',')
            .collect()
    }

    /// The sum of both; `None` where the currencies differ or the sum does not fit.
    #[must_use]
    pub fn checked_add(self, other: Money) -> Option<Money> {
        if self.currency != other.currency {
            return None;
        }
        Some(Money::new(
            self.minor.checked_add(other.minor)?,
            self.currency,
        ))
    }

    /// This less the other; `None` where the currencies differ or the result does not fit.
    #[must_use]
    pub fn checked_sub(self, other: Money) -> Option<Money> {
        if self.currency != other.currency {
            return None;
        }
        Some(Money::new(
            self.minor.checked_sub(other.minor)?,
            self.currency,
        ))
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.minor < 0 {
            f.write_str("-")?;
        }
        let per_major = self.currency.minor_per_major().unsigned_abs();
        let minor = self.minor.unsigned_abs();
        write!(f, "{}{}", self.currency.sign(), grouped(minor / per_major))?;
        match self.currency.decimals() {
            0 => Ok(()),
            decimals => write!(
                f,
                ",{:0width$}",
                minor % per_major,
                width = decimals as usize
            ),
        }
    }
}

fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() * 4 / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push('.');
        }
        text.push(digit);
    }
    text
}

/// What a shop asks for a sale: more than nothing and at most 999 999 999 minor units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Money", into = "Money")]
pub struct Amount(Money);

impl Amount {
    /// The largest amount, in minor units.
    pub const MAX_MINOR: i64 = 999_999_999;

    /// An amount of minor units.
    ///
    /// # Errors
    /// [`AmountError`] says which bound it breaks.
    pub fn new(money: Money) -> Result<Self, AmountError> {
        match money.minor {
            ..0 => Err(AmountError::Negative),
            0 => Err(AmountError::Zero),
            1..=Self::MAX_MINOR => Ok(Amount(money)),
            _ => Err(AmountError::TooLarge {
                most: Money::new(Self::MAX_MINOR, money.currency),
            }),
        }
    }

    /// Reads what a person typed or pasted: `12990`, `12.990`, `$12,990`, `$ 12.990`; for a
    /// currency with decimals also `12,50`, `1.234,50` and `1,234.50`.
    ///
    /// A separator followed by exactly three digits groups thousands; any other is a decimal one.
    ///
    /// # Errors
    /// [`AmountError`] says what is wrong with it.
    ///
    /// ```
    /// use sale::{Amount, Currency};
    /// let amount = Amount::parse("$12.990", Currency::CLP)?;
    /// assert_eq!(amount.money().minor, 12_990);
    /// assert!(Amount::parse("12.990,50", Currency::CLP).is_err());
    /// # Ok::<(), sale::AmountError>(())
    /// ```
    pub fn parse(text: &str, currency: Currency) -> Result<Self, AmountError> {
        let (negative, digits) = bare(text, currency);
        let minor = minor_units(&digits, currency)?;
        Amount::new(Money::new(if negative { -minor } else { minor }, currency))
    }

    /// The amount as money.
    #[must_use]
    pub fn money(self) -> Money {
        self.0
    }

    /// The currency asked for.
    #[must_use]
    pub fn currency(self) -> Currency {
        self.0.currency
    }
}

impl TryFrom<Money> for Amount {
    type Error = AmountError;

    fn try_from(money: Money) -> Result<Self, Self::Error> {
        Amount::new(money)
    }
}

impl From<Amount> for Money {
    fn from(amount: Amount) -> Self {
        amount.0
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The typed text without spaces, sign and currency; and whether it was negative.
fn bare(text: &str, currency: Currency) -> (bool, String) {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let unsigned = text.trim_start_matches(['-', '−']);
    let negative = unsigned.len() < text.len();
    let number = unsigned
        .trim_start_matches(currency.sign())
        .trim_start_matches(currency.code())
        .trim_start_matches('$')
        .trim_end_matches(currency.code());
    let after_sign = number.trim_start_matches(['-', '−']);
    (
        negative || after_sign.len() < number.len(),
        after_sign.to_owned(),
    )
}

fn minor_units(number: &str, currency: Currency) -> Result<i64, AmountError> {
    if number.is_empty() {
        return Err(AmountError::Empty);
    }
    let is_digit = |c: char| c.is_ascii_digit();
    if !number.chars().all(|c| is_digit(c) || c == '.' || c == ',') || !number.contains(is_digit) {
        return Err(AmountError::NotANumber);
    }
    let (whole, fraction) = split_decimals(number);
    let decimals = currency.decimals() as usize;
    if fraction.len() > decimals {
        return Err(AmountError::Decimals { currency });
    }
    let whole = ungrouped(whole)?;
    let too_large = AmountError::TooLarge {
        most: Money::new(Amount::MAX_MINOR, currency),
    };
    if whole.len() > 15 {
        return Err(too_large);
    }
    format!("{whole}{fraction:0<decimals$}")
        .parse()
        .map_err(|_| too_large)
}

/// Splits at the decimal separator: the last one, unless exactly three digits follow it or it
/// occurs more than once.
fn split_decimals(number: &str) -> (&str, &str) {
    let Some(at) = number.rfind(['.', ',']) else {
        return (number, "");
    };
    let (whole, fraction) = (&number[..at], &number[at + 1..]);
    let separator = &number[at..=at];
    if fraction.len() == 3 || whole.contains(separator) {
        (number, "")
    } else {
        (whole, fraction)
    }
}

/// Takes out the thousands separators, which must be all the same and in their places.
fn ungrouped(whole: &str) -> Result<String, AmountError> {
    let Some(separator) = whole.chars().find(|c| !c.is_ascii_digit()) else {
        return Ok(whole.to_owned());
    };
    let mut groups = whole.split(separator);
    let first = groups.next().unwrap_or_default();
    let well_grouped = (1..=3).contains(&first.len())
        && groups.all(|group| group.len() == 3 && group.bytes().all(|b| b.is_ascii_digit()));
    if well_grouped {
        Ok(whole.replace(separator, ""))
    } else {
        Err(AmountError::NotANumber)
    }
}

/// Why a text or a sum is no amount to charge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum AmountError {
    /// Nothing was typed.
    #[error("no amount was given")]
    Empty,
    /// Something else than digits with their separators.
    #[error("this is not a number")]
    NotANumber,
    /// Below zero.
    #[error("the amount is negative")]
    Negative,
    /// Nothing to charge.
    #[error("the amount is zero")]
    Zero,
    /// Above what Cobro charges at once.
    #[error("the amount is above {most}")]
    TooLarge {
        /// The largest amount in this currency.
        most: Money,
    },
    /// More decimals than the currency has.
    #[error("{currency} has {} decimals", currency.decimals())]
    Decimals {
        /// The currency asked for.
        currency: Currency,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clp(text: &str) -> Result<i64, AmountError> {
        Amount::parse(text, Currency::CLP).map(|amount| amount.money().minor)
    }

    fn usd(text: &str) -> Result<i64, AmountError> {
        Amount::parse(text, Currency::USD).map(|amount| amount.money().minor)
    }

    #[test]
    fn reads_pesos_as_people_type_and_paste_them() {
        for text in [
            "12990",
            "12.990",
            "$12,990",
            " $ 12.990 ",
            "CLP 12990",
            "12990 CLP",
        ] {
            assert_eq!(clp(text), Ok(12_990), "{text}");
        }
        assert_eq!(clp("1.234.567"), Ok(1_234_567));
        assert_eq!(clp("999999999"), Ok(999_999_999));
        assert_eq!(clp("007"), Ok(7));
    }

    #[test]
    fn refuses_what_is_no_amount_in_pesos_and_says_why() {
        let most = Money::new(999_999_999, Currency::CLP);
        let decimals = Err(AmountError::Decimals {
            currency: Currency::CLP,
        });
        assert_eq!(clp(""), Err(AmountError::Empty));
        assert_eq!(clp("$"), Err(AmountError::Empty));
        assert_eq!(clp("0"), Err(AmountError::Zero));
        assert_eq!(clp("-5"), Err(AmountError::Negative));
        assert_eq!(clp("$-5"), Err(AmountError::Negative));
        assert_eq!(clp("-$990"), Err(AmountError::Negative));
        assert_eq!(clp("1000000000"), Err(AmountError::TooLarge { most }));
        assert_eq!(clp(&"9".repeat(400)), Err(AmountError::TooLarge { most }));
        assert_eq!(clp("12.990,50"), decimals);
        assert_eq!(clp("12990.5"), decimals);
        assert_eq!(clp("12.5"), decimals);
        for text in [
            "doce",
            "1e5",
            "12x",
            "1.29.900",
            "1.2990.000",
            "٣٣",
            ".",
            ",,",
            "1..000",
        ] {
            assert_eq!(clp(text), Err(AmountError::NotANumber), "{text}");
        }
    }

    #[test]
    fn reads_a_currency_with_decimals() {
        assert_eq!(usd("12"), Ok(1_200));
        assert_eq!(usd("12,5"), Ok(1_250));
        assert_eq!(usd("1.234,50"), Ok(123_450));
        assert_eq!(usd("US$1,234.50"), Ok(123_450));
        assert_eq!(usd("1,234"), Ok(123_400));
        assert_eq!(
            usd("12,3456"),
            Err(AmountError::Decimals {
                currency: Currency::USD
            })
        );
    }

    #[test]
    fn writes_money_as_chile_does() {
        let clp = |minor| Money::new(minor, Currency::CLP).to_string();
        let usd = |minor| Money::new(minor, Currency::USD).to_string();
        assert_eq!(clp(12_990), "$12.990");
        assert_eq!(clp(-990), "-$990");
        assert_eq!(clp(0), "$0");
        assert_eq!(clp(100), "$100");
        assert_eq!(clp(999_999_999), "$999.999.999");
        assert_eq!(clp(i64::MIN), "-$9.223.372.036.854.775.808");
        assert_eq!(usd(123_450), "US$1.234,50");
        assert_eq!(usd(-5), "-US$0,05");
        assert_eq!(Money::new(12_990, Currency::CLP).digits(), "12990");
        assert_eq!(Money::new(123_450, Currency::USD).digits(), "1234,50");
    }

    #[test]
    fn sums_only_like_with_like() {
        let pesos = Money::new(5, Currency::CLP);
        assert_eq!(pesos.checked_add(Money::new(5, Currency::USD)), None);
        assert_eq!(pesos.checked_sub(pesos), Some(Money::zero(Currency::CLP)));
        assert_eq!(Money::new(i64::MAX, Currency::CLP).checked_add(pesos), None);
    }

    #[test]
    fn a_stored_amount_is_checked_again_when_read() {
        let stored = serde_json::to_string(&Amount::parse("990", Currency::CLP).unwrap()).unwrap();
        assert_eq!(stored, r#"{"minor":990,"currency":"CLP"}"#);
        assert!(serde_json::from_str::<Amount>(r#"{"minor":0,"currency":"CLP"}"#).is_err());
        assert!(serde_json::from_str::<Amount>(r#"{"minor":1,"currency":"ZZZ"}"#).is_err());
    }
}
