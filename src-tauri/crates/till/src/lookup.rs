//! Looking a sale up by whatever somebody knows of it.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};
use ledger::{Known, SaleId, SaleSearch};
use sale::{Amount, Currency};

use crate::{Error, SaleInFull, Till};

/// What somebody looks for: words as typed, and a kind of sale.
#[derive(Clone, Debug, Default)]
pub struct Lookup {
    /// A reference or its beginning, an amount, a day, a RUT, a card's last digits or an
    /// authorization; a day may stand beside another.
    pub words: String,
    /// Which kind.
    pub kind: Kind,
    /// The last sale of the page before.
    pub before: Option<SaleId>,
}

/// Kinds of sales, as people tell them apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// Every one.
    #[default]
    All,
    /// Paid.
    Paid,
    /// Still to be paid.
    Pending,
    /// Over without a payment.
    Unpaid,
    /// Paid, and given back in whole or in part.
    GivenBack,
    /// People must look into it: a part paid, a conflict, or nobody knows.
    ToReview,
}

impl Kind {
    /// The states of such a sale; none where all are.
    fn states(self) -> Vec<&'static str> {
        match self {
            Kind::All => vec![],
            Kind::Paid => vec!["approved", "refunded"],
            Kind::Pending => vec!["opening", "pending", "attention"],
            Kind::Unpaid => vec!["rejected", "unopened"],
            Kind::GivenBack => vec!["refunded"],
            Kind::ToReview => vec!["attention", "partial-expired", "conflict", "unsure"],
        }
    }
}

impl Lookup {
    /// What the ledger is asked for.
    pub(crate) fn search(&self, now: Timestamp, zone: &TimeZone, limit: u32) -> SaleSearch {
        let mut charged = None;
        let mut rest = Vec::new();
        for word in self.words.split_whitespace() {
            match day_of(word, now, zone) {
                Some(day) if charged.is_none() => charged = span_of(day, zone),
                Some(_) | None => rest.push(word),
            }
        }
        let rest = rest.join(" ");
        SaleSearch {
            known: if rest.is_empty() {
                vec![]
            } else {
                known(&rest)
            },
            states: self.kind.states(),
            charged,
            before: self.before,
            limit,
        }
    }
}

/// All that a text may be.
fn known(text: &str) -> Vec<Known> {
    let upper = text.to_uppercase();
    let mut known = vec![Known::Reference(text.to_owned())];
    if upper != text {
        known.push(Known::Reference(upper.clone()));
    }
    known.extend(text.parse().ok().map(Known::Rut));
    for currency in [Currency::CLP, Currency::USD] {
        let amount = Amount::parse(text, currency).ok();
        known.extend(amount.map(|amount| Known::Amount(amount.money())));
    }
    let digits = text.trim_start_matches(['·', '*', ' ']);
    if digits.len() == 4 && digits.bytes().all(|b| b.is_ascii_digit()) {
        known.push(Known::LastDigits(digits.to_owned()));
    }
    known.push(Known::Authorization(text.to_owned()));
    if upper != text {
        known.push(Known::Authorization(upper));
    }
    known
}

/// Such as `22-11-2026`, `22/11/26` or `22-11`, the last one of the year that is or, where that is to
/// come, of the year before.
fn day_of(word: &str, now: Timestamp, zone: &TimeZone) -> Option<Date> {
    let parts: Vec<_> = word.split(['-', '/']).collect();
    let number = |text: &str| {
        let fits = (1..=4).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        fits.then(|| text.parse::<i16>().ok()).flatten()
    };
    let date = |year, month: i16, day: i16| {
        Date::new(year, month.try_into().ok()?, day.try_into().ok()?).ok()
    };
    let today = sale::day(now, zone);
    match parts.as_slice() {
        [day, month] if word.len() <= 5 => {
            let (day, month) = (number(day)?, number(month)?);
            let this_year = date(today.year(), month, day);
            match this_year {
                Some(day) if day <= today => Some(day),
                Some(_) | None => date(today.year() - 1, month, day),
            }
        }
        [day, month, year] => {
            let year = match (number(year)?, year.len()) {
                (short, 2) => 2_000 + short,
                (whole, 4) => whole,
                (_, _) => return None,
            };
            date(year, number(month)?, number(day)?)
        }
        _ => None,
    }
}

fn span_of(day: Date, zone: &TimeZone) -> Option<std::ops::Range<Timestamp>> {
    let start = day.to_zoned(zone.clone()).ok()?;
    let end = day.checked_add(1.day()).ok()?.to_zoned(zone.clone()).ok()?;
    Some(start.timestamp()..end.timestamp())
}

impl Till {
    /// The sales that somebody looks for, newest first, each with its print jobs.
    ///
    /// # Errors
    /// [`Error::Ledger`].
    pub async fn look_up(&self, lookup: &Lookup, limit: u32) -> Result<Vec<SaleInFull>, Error> {
        let search = lookup.search(self.now(), self.zone(), limit);
        let read = move |tables: ledger::Tables<'_>| {
            let found = tables.search(&search)?.into_iter();
            let in_full = |id| SaleInFull::of(tables, tables.sale(id)?);
            found.map(in_full).collect()
        };
        self.shared.read(read).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use sale::Money;

    fn search(words: &str) -> SaleSearch {
        let now = "2026-11-22T17:00:00Z".parse().unwrap();
        let zone = TimeZone::get("America/Santiago").unwrap();
        let lookup = Lookup {
            words: words.into(),
            ..Lookup::default()
        };
        lookup.search(now, &zone, 10)
    }

    fn charged(words: &str) -> Option<Date> {
        let zone = TimeZone::get("America/Santiago").unwrap();
        let span = search(words).charged?;
        Some(sale::day(span.start, &zone))
    }

    #[test]
    fn a_day_is_read_as_people_write_it() {
        for (words, expected) in [
            ("22-11-2026", Some(date(2026, 11, 22))),
            ("1/2/26", Some(date(2026, 2, 1))),
            ("22-11", Some(date(2026, 11, 22))),
            ("23-11", Some(date(2025, 11, 23))),
            ("31-02", None),
            ("31-02-2026", None),
            ("12-13-2026", None),
            ("12345678-5", None),
            ("2026", None),
            ("C1-261122-0001", None),
        ] {
            assert_eq!(charged(words), expected, "{words}");
        }
        let span = search("22-11-2026").charged.unwrap();
        assert_eq!(span.start.to_string(), "2026-11-22T03:00:00Z");
        assert_eq!(span.end.to_string(), "2026-11-23T03:00:00Z");
    }

    #[test]
    fn words_are_all_that_they_may_be() {
        let clp = |minor| Known::Amount(Money::new(minor, Currency::CLP));
        for (words, expected) in [
            ("$12.990", clp(12_990)),
            ("12990", clp(12_990)),
            ("1234,50", Known::Amount(Money::new(123_450, Currency::USD))),
            ("12.345.678-5", Known::Rut("12345678-5".parse().unwrap())),
            ("1111", Known::LastDigits("1111".into())),
            ("···· 1111", Known::LastDigits("1111".into())),
            ("614761", Known::Authorization("614761".into())),
            ("c1-2611", Known::Reference("C1-2611".into())),
            ("mostrador/7", Known::Reference("mostrador/7".into())),
        ] {
            let known = search(words).known;
            assert!(known.contains(&expected), "{words}: {known:?}");
        }
        assert!(search("  ").known.is_empty());
    }

    #[test]
    fn a_day_narrows_what_stands_beside_it() {
        let both = search("12990 22-11-2026");
        assert!(both.charged.is_some());
        assert!(
            both.known
                .contains(&Known::Amount(Money::new(12_990, Currency::CLP)))
        );
        let day_alone = search("22-11-2026");
        assert!(day_alone.known.is_empty());
    }
}
