//! The test cards and what the imitated bank does with each.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::clock::later;

/// A card that the bank knows.
pub(crate) struct TestCard {
    pub(crate) number: &'static str,
    pub(crate) behaviour: Behaviour,
    /// What happens, as the payment page tells the trainee.
    pub(crate) tells: &'static str,
}

/// Every card that can be paid with here.
pub(crate) const CARDS: [TestCard; 5] = [
    TestCard {
        number: "4110760000000081",
        behaviour: Behaviour::AtOnce(Decision::Approve),
        tells: "Aprueba",
    },
    TestCard {
        number: "4110760000000016",
        behaviour: Behaviour::AtOnce(Decision::Reject(Reason::InsufficientFunds)),
        tells: "Rechaza, sin fondos",
    },
    TestCard {
        number: "4110760000000073",
        behaviour: Behaviour::Validated(Decision::Approve),
        tells: "Pendiente, luego aprueba",
    },
    TestCard {
        number: "4048370000000037",
        behaviour: Behaviour::Validated(Decision::Reject(Reason::Declined)),
        tells: "Pendiente, luego rechaza",
    },
    TestCard {
        number: "4110760000000024",
        behaviour: Behaviour::Slow(Decision::Approve),
        tells: "Tarda y aprueba",
    },
];

/// How the bank treats a card.
#[derive(Clone, Copy)]
pub(crate) enum Behaviour {
    /// It answers while the customer waits a moment.
    AtOnce(Decision),
    /// The customer gets an answer at once, "we are validating"; the decision follows.
    Validated(Decision),
    /// The customer's browser hangs until the decision is there.
    Slow(Decision),
}

/// What the bank says in the end.
#[derive(Clone, Copy)]
pub(crate) enum Decision {
    Approve,
    Reject(Reason),
}

/// Why a bank says no.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Reason {
    Declined,
    InsufficientFunds,
}

impl Reason {
    /// The code that the API reports.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Declined => "05",
            Self::InsufficientFunds => "51",
        }
    }

    /// The words that the API reports and the customer reads.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Declined => "El banco no autorizó el pago",
            Self::InsufficientFunds => "Fondos insuficientes",
        }
    }
}

/// How long the bank takes.
#[derive(Clone, Copy)]
pub(crate) struct Delays {
    pub(crate) pending: SignedDuration,
    pub(crate) slow: SignedDuration,
}

impl TestCard {
    /// The card with this number, written with or without spaces or hyphens.
    pub(crate) fn find(typed: &str) -> Option<&'static Self> {
        let digits: String = typed
            .chars()
            .filter(|typed| !matches!(typed, ' ' | '-'))
            .collect();
        CARDS.iter().find(|card| card.number == digits)
    }

    pub(crate) fn decision(&self) -> Decision {
        match self.behaviour {
            Behaviour::AtOnce(decision)
            | Behaviour::Validated(decision)
            | Behaviour::Slow(decision) => decision,
        }
    }

    /// When the bank decides about a payment made at `made`.
    pub(crate) fn decides_at(&self, made: Timestamp, delays: Delays) -> Timestamp {
        match self.behaviour {
            Behaviour::AtOnce(_) => made,
            Behaviour::Validated(_) => later(made, delays.pending),
            Behaviour::Slow(_) => later(made, delays.slow),
        }
    }

    /// All that is ever kept of the number.
    pub(crate) fn mark(&self) -> CardMark {
        let (bin, _) = self.number.split_at(6);
        let (_, last_digits) = self.number.split_at(self.number.len() - 4);
        CardMark {
            bin: bin.to_owned(),
            last_digits: last_digits.to_owned(),
        }
    }
}

/// The first six and the last four digits of a card.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct CardMark {
    pub(crate) bin: String,
    pub(crate) last_digits: String,
}
