//! Dates, hours and card digits as Chile writes them; for screen and paper alike.

use std::fmt;

use jiff::civil::Date;
use jiff::{Timestamp, tz::TimeZone};
use serde::{Deserialize, Serialize};

/// Day and hour on the shop's wall: `22-11-2026 14:05`.
#[must_use]
pub fn date_time(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone())
        .strftime("%d-%m-%Y %H:%M")
        .to_string()
}

/// The hour on the shop's wall: `14:05`.
#[must_use]
pub fn time_of_day(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%H:%M").to_string()
}

/// The day on the shop's wall.
#[must_use]
pub fn day(at: Timestamp, zone: &TimeZone) -> Date {
    at.to_zoned(zone.clone()).date()
}

/// The last digits of a card. `Display` writes `···· 1111`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct LastDigits(String);

impl LastDigits {
    /// The last digits as a gateway gives them: one to four digits; anything else is none.
    #[must_use]
    pub fn new(digits: &str) -> Option<Self> {
        let fits = (1..=4).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        fits.then(|| LastDigits(digits.to_owned()))
    }

    /// The digits alone.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for LastDigits {
    type Error = &'static str;

    fn try_from(digits: String) -> Result<Self, Self::Error> {
        LastDigits::new(&digits).ok_or("not the last digits of a card")
    }
}

impl From<LastDigits> for String {
    fn from(digits: LastDigits) -> Self {
        digits.0
    }
}

impl fmt::Display for LastDigits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "···· {}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_follow_the_shops_wall_summer_and_winter() {
        let santiago = TimeZone::get("America/Santiago").unwrap();
        let summer: Timestamp = "2026-11-22T17:05:00Z".parse().unwrap();
        let winter: Timestamp = "2026-07-01T03:30:00Z".parse().unwrap();
        assert_eq!(date_time(summer, &santiago), "22-11-2026 14:05");
        assert_eq!(time_of_day(winter, &santiago), "23:30");
        assert_eq!(day(winter, &santiago), jiff::civil::date(2026, 6, 30));
    }

    #[test]
    fn card_digits_never_show_more_than_four() {
        assert_eq!(LastDigits::new("1111").unwrap().to_string(), "···· 1111");
        assert_eq!(LastDigits::new("4110760000000081"), None);
        assert_eq!(LastDigits::new(""), None);
    }
}
