//! `sales`: lists sales.

use std::path::Path;

use jiff::Timestamp;
use jiff::civil::Date;
use sale::date_time;
use till::{OpenError, Reader, SaleFilter, Settings, shop_zone};

use crate::args::Sales;
use crate::commands::follow::reference;
use crate::outcome::{Outcome, Refusal};
use crate::output::{self, SaleLine};

pub fn run(data: &Path, sales: Sales) -> Result<Outcome, Refusal> {
    let filter = SaleFilter {
        state: sales.state,
        from: sales
            .from
            .map(|text| bound("--from", &text, Bound::Start))
            .transpose()?,
        to: sales
            .to
            .map(|text| bound("--to", &text, Bound::End))
            .transpose()?,
        limit: None,
    };
    let settings = Settings::load(data)?;
    let reader = match Reader::open(&settings.folder(data)) {
        Ok(reader) => reader,
        Err(OpenError::Missing(_)) => return Ok(Outcome::Done),
        Err(error) => return Err(error.into()),
    };
    for sale in reader.tables().sales(&filter)? {
        let words = format!(
            "{:>6}  {}  {:>14}  {:<20}  {}",
            sale.id,
            date_time(sale.created_at, &shop_zone()),
            sale.amount.to_string(),
            reference(&sale),
            output::words(&sale),
        );
        output::write(sales.format, &SaleLine::from(&sale), &words)?;
    }
    Ok(Outcome::Done)
}

#[derive(Clone, Copy)]
enum Bound {
    Start,
    End,
}

/// A time, or the start or end of a day on the shop's wall.
fn bound(name: &str, text: &str, side: Bound) -> Result<Timestamp, Refusal> {
    if let Ok(time) = text.parse::<Timestamp>() {
        return Ok(time);
    }
    let day = |date: Date| match side {
        Bound::Start => date.to_zoned(shop_zone()),
        Bound::End => date.tomorrow().and_then(|date| date.to_zoned(shop_zone())),
    };
    text.parse::<Date>()
        .and_then(day)
        .map(|zoned| zoned.timestamp())
        .map_err(|_| {
            let example = "un día como 2026-11-22 o una hora como 2026-11-22T14:05:00-03:00";
            Refusal::Usage(format!("{name} espera {example}."))
        })
}
