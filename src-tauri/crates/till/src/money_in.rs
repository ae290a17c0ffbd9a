//! What was taken today.

use std::ops::Range;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use ledger::Taken;
use sale::Currency;

use crate::{Error, Till};

/// What was taken today, by the shop's wall clock.
pub type Today = Taken;

impl Till {
    /// What was taken today in a currency.
    ///
    /// # Errors
    /// [`Error::Ledger`].
    pub async fn today(&self, currency: Currency) -> Result<Today, Error> {
        let span = day(self.now(), &self.shared.zone);
        self.shared
            .read(move |tables| tables.taken(span, currency))
            .await
    }
}

/// The day around a time, from midnight to midnight on the shop's wall.
pub(crate) fn day(at: Timestamp, zone: &TimeZone) -> Range<Timestamp> {
    let date = sale::day(at, zone);
    let midnight = |date: jiff::civil::Date| {
        date.to_zoned(zone.clone())
            .map_or(at, |zoned| zoned.timestamp())
    };
    midnight(date)..midnight(date.tomorrow().unwrap_or(date))
}
