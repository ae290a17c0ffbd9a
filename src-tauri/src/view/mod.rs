//! What the window shows, in words and formats made here.

mod book;
mod customer;
mod people;
mod sale;
mod settings;
mod shift;

pub use book::{detail, found, refund_answer};
pub use customer::customer_display;
pub use people::people;
pub use sale::{payment, row};
pub use settings::{picture, preferences, settings};
pub use shift::shift_screen;

use ::sale::SaleState;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use till::{
    Contact as Reached, Failure, SaleRecord, Till, Trading as Trades, explain_contact,
    explain_standstill,
};

use crate::dto::{Condition, Contact, Today, Trading, Waiting};

/// What a view is made against: the wall clock, and how wrong it is.
pub struct Scene<'a> {
    pub now: Timestamp,
    pub zone: &'a TimeZone,
    pub clock_offset: SignedDuration,
}

impl<'a> Scene<'a> {
    /// The till as it is now.
    pub fn of(till: &'a Till) -> Self {
        Scene {
            now: till.now(),
            zone: till.zone(),
            clock_offset: till.clock_offset(),
        }
    }
}

/// How the till fares.
pub fn condition(reached: &Reached, trades: &Trades) -> Condition {
    Condition {
        contact: contact(reached),
        trading: match trades {
            Trades::Open => Trading::Open,
            Trades::Stopped(standstill) => Trading::Stopped {
                problem: explain_standstill(standstill).into(),
            },
        },
    }
}

fn contact(reached: &Reached) -> Contact {
    let failure = match reached {
        Reached::Fine => return Contact::Fine,
        Reached::Lost(failure) => failure,
    };
    let problem = explain_contact(failure).into();
    match failure {
        Failure::Unreachable { .. } => Contact::Unreachable { problem },
        Failure::Credentials(_) | Failure::Clock => Contact::Refused { problem },
        Failure::NotFound
        | Failure::Refused { .. }
        | Failure::Unusable { .. }
        | Failure::Untrusted { .. } => Contact::Unusable { problem },
    }
}

/// What was taken today.
pub fn today(taken: till::Today) -> Today {
    Today {
        total: taken.total.to_string(),
        count: taken.count,
        given_back: (taken.refunds > 0).then(|| taken.given_back.to_string()),
    }
}

/// What has no end yet.
pub fn waiting(open: &[SaleRecord]) -> Waiting {
    let is_doubtful = |sale: &&SaleRecord| matches!(sale.state, SaleState::Attention { .. });
    let doubtful = open.iter().filter(is_doubtful).count();
    let count = |sales: usize| u32::try_from(sales).unwrap_or(u32::MAX);
    Waiting {
        pending: count(open.len() - doubtful),
        attention: count(doubtful),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_lost_contact_tells_what_it_is() {
        let told = |failure| match contact(&Reached::Lost(failure)) {
            Contact::Fine => ("fine", String::new()),
            Contact::Unreachable { problem } => ("unreachable", problem.what),
            Contact::Unusable { problem } => ("unusable", problem.what),
            Contact::Refused { problem } => ("refused", problem.what),
        };
        let why = || "?".to_owned();
        let retry_after = None;
        let unreachable = Failure::Unreachable {
            why: why(),
            retry_after,
        };
        for (failure, kind, words) in [
            (unreachable, "unreachable", "No hay conexión"),
            (
                Failure::Unusable { why: why() },
                "unusable",
                "no se entiende",
            ),
            (
                Failure::Untrusted { why: why() },
                "unusable",
                "no es de fiar",
            ),
            (Failure::Clock, "refused", "reloj"),
        ] {
            let (told_kind, what) = told(failure);
            assert_eq!(told_kind, kind);
            assert!(what.contains(words), "{what}");
        }
        let stopped = condition(&Reached::Fine, &Trades::Stopped(till::Standstill::DiskFull));
        assert!(matches!(stopped.trading, Trading::Stopped { .. }));
        assert_eq!(stopped.contact, Contact::Fine);
    }
}
