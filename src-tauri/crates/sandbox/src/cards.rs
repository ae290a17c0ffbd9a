//! The test cards and what the imitated bank does with each.
//!
//! # Design
//! A card is worked out in two steps, as the real one is: first 3-D Secure asks whether the
//! customer is who they say, then the bank decides, at once or later. Nothing of a card is kept but
//! its first six and last four digits and what it is going to do.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::clock::later;
use crate::language::Language;
use crate::money::Amount;

/// A card that the bank knows.
pub(crate) struct TestCard {
    pub(crate) number: &'static str,
    pub(crate) brand: Brand,
    pub(crate) behaviour: Behaviour,
}

/// Whose card it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Brand {
    Visa,
    Mastercard,
}

impl Brand {
    /// The code that the API reports.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Visa => "visa",
            Self::Mastercard => "master",
        }
    }

    /// The name that people read.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Visa => "Visa",
            Self::Mastercard => "Mastercard",
        }
    }

    /// The network and processor, as the API reports them.
    pub(crate) fn franchise(self) -> &'static str {
        match self {
            Self::Visa => "CR_VS",
            Self::Mastercard => "CR_CR",
        }
    }
}

/// What a card does, from 3-D Secure to the bank's word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Behaviour {
    pub(crate) three_ds: ThreeDs,
    pub(crate) bank: Bank,
}

/// How the customer's bank answers 3-D Secure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum ThreeDs {
    /// The card has no 3-D Secure.
    None,
    /// `Y`: the customer is known without being asked.
    Frictionless,
    /// `C`: the customer is asked for a code.
    Challenge,
    /// `A`: the bank takes part, but leaves it at trying.
    Attempted,
    /// `N`: it is not the customer.
    NotAuthenticated,
}

/// What the bank does with a payment that 3-D Secure lets through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Bank {
    /// It answers while the customer waits a moment.
    AtOnce(Decision),
    /// The customer gets an answer at once, "we are validating"; the decision follows.
    Validated(Decision),
    /// The customer's browser hangs until the decision is there.
    Slow(Decision),
    /// It approves what is worth less than 200 US dollars.
    Under200Dollars,
    /// It approves only with the right expiry and CVV.
    RightCode,
    /// Somebody has to look at it; whenever that is, the decision is this.
    ByHand(Decision),
    /// The processor breaks down over it.
    BreaksDown,
}

/// What the bank says in the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Decision {
    Approve,
    Reject(Reason),
}

/// Why a payment isn't approved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Reason {
    Declined,
    InsufficientFunds,
    WrongCode,
    AboveLimit,
    NotAuthenticated,
    BrokeDown,
    /// The merchant called it off instead of confirming it.
    CalledOff,
    /// The merchant didn't confirm it in time.
    NotConfirmed,
}

impl Reason {
    /// The code that the API reports.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Declined => "05",
            Self::InsufficientFunds => "51",
            Self::WrongCode => "N7",
            Self::AboveLimit => "61",
            Self::NotAuthenticated => "XH",
            Self::BrokeDown => "?-",
            Self::CalledOff => "?C",
            Self::NotConfirmed => "EX",
        }
    }
}

impl Reason {
    /// The word that the API reports for the transaction.
    pub(crate) fn status(self) -> &'static str {
        match self {
            Self::BrokeDown => "FAILED",
            Self::Declined
            | Self::InsufficientFunds
            | Self::WrongCode
            | Self::AboveLimit
            | Self::NotAuthenticated
            | Self::CalledOff
            | Self::NotConfirmed => "REJECTED",
        }
    }

    /// The words that the API reports and the customer reads.
    pub(crate) fn words(self, language: Language) -> &'static str {
        let (spanish, english) = match self {
            Self::Declined => (
                "El banco no autorizó el pago",
                "The bank did not authorize the payment",
            ),
            Self::InsufficientFunds => ("Fondos insuficientes", "Insufficient funds"),
            Self::WrongCode => (
                "El vencimiento o el CVV no corresponde",
                "Expiry or CVV is not right",
            ),
            Self::AboveLimit => (
                "El monto supera lo que la tarjeta permite",
                "The amount is above the card's limit",
            ),
            Self::NotAuthenticated => (
                "El banco no pudo verificar su identidad",
                "The bank could not verify your identity",
            ),
            Self::BrokeDown => (
                "El proceso falló y no se cobró nada",
                "The process failed and nothing was charged",
            ),
            Self::CalledOff => ("Cancelada por el comercio", "Cancelled by the merchant"),
            Self::NotConfirmed => (
                "El comercio no la confirmó a tiempo",
                "The merchant did not confirm it in time",
            ),
        };
        language.choose(spanish, english)
    }
}

/// Expiry and CVV that the card of [`Bank::RightCode`] wants.
pub(crate) const RIGHT_CODE: (&str, &str) = ("1128", "917");

/// Major units of a currency for one US dollar, for the card that has a limit in dollars.
const PESOS_A_DOLLAR: i64 = 950;

const fn card(brand: Brand, number: &'static str, three_ds: ThreeDs, bank: Bank) -> TestCard {
    TestCard {
        number,
        brand,
        behaviour: Behaviour { three_ds, bank },
    }
}

const APPROVE: Decision = Decision::Approve;
const DECLINE: Decision = Decision::Reject(Reason::Declined);
const NO_FUNDS: Decision = Decision::Reject(Reason::InsufficientFunds);

/// Every card that can be paid with here: those that the gateway's documentation lists.
pub(crate) const CARDS: [TestCard; 31] = {
    use Bank::{AtOnce, BreaksDown, ByHand, RightCode, Slow, Under200Dollars, Validated};
    use Brand::{Mastercard, Visa};
    use ThreeDs::{Attempted, Challenge, Frictionless, None, NotAuthenticated};
    [
        card(Visa, "4110760000000081", None, AtOnce(APPROVE)),
        card(Visa, "4110770010002837", None, AtOnce(APPROVE)),
        card(Visa, "4381080000000029", None, AtOnce(APPROVE)),
        card(Visa, "4111111111111111", Frictionless, AtOnce(APPROVE)),
        card(Visa, "4110760000000008", Challenge, AtOnce(APPROVE)),
        card(Visa, "4110760000000016", None, AtOnce(NO_FUNDS)),
        card(Visa, "4005580000000040", None, AtOnce(DECLINE)),
        card(Visa, "4716375184092180", None, AtOnce(DECLINE)),
        card(Visa, "4381080000000011", None, AtOnce(DECLINE)),
        card(Visa, "4110760000000032", Challenge, Validated(APPROVE)),
        card(Visa, "4110760000000040", Attempted, Validated(DECLINE)),
        card(Visa, "4048370000000037", None, Validated(DECLINE)),
        card(Visa, "4110760000000073", None, Validated(APPROVE)),
        card(Visa, "4110760000000065", NotAuthenticated, BreaksDown),
        card(Visa, "4110760000000024", None, Slow(APPROVE)),
        card(Visa, "4110760000000115", None, Slow(DECLINE)),
        card(Visa, "4110760000000057", None, Under200Dollars),
        card(Visa, "4012888888881881", None, RightCode),
        card(Visa, "4381080000000003", None, Validated(DECLINE)),
        card(Visa, "4509564638437551", None, Validated(APPROVE)),
        card(Visa, "4864921336824366", None, Validated(DECLINE)),
        card(Visa, "4931974429847108", None, Validated(DECLINE)),
        card(Visa, "4532034637206853", None, ByHand(DECLINE)),
        card(Visa, "4666666666666669", None, Slow(APPROVE)),
        card(Mastercard, "5367680000000005", None, AtOnce(APPROVE)),
        card(
            Mastercard,
            "5180300000000005",
            Frictionless,
            AtOnce(APPROVE),
        ),
        card(Mastercard, "5292594382060745", Challenge, AtOnce(APPROVE)),
        card(Mastercard, "5367680000000013", None, AtOnce(DECLINE)),
        card(
            Mastercard,
            "5180300000000039",
            NotAuthenticated,
            AtOnce(DECLINE),
        ),
        card(
            Mastercard,
            "5180300000000047",
            Challenge,
            Validated(APPROVE),
        ),
        card(
            Mastercard,
            "5180300000000054",
            Attempted,
            Validated(DECLINE),
        ),
    ]
};

/// How long the bank takes, and how long it waits for others.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Delays {
    pub(crate) pending: SignedDuration,
    pub(crate) slow: SignedDuration,
    /// How long a customer may take over a 3-D Secure code.
    pub(crate) challenge: SignedDuration,
    /// How long a merchant may take to confirm.
    pub(crate) confirmation: SignedDuration,
    /// From approval until the bank has settled it and a part can be given back.
    pub(crate) settlement: SignedDuration,
}

/// What a bank will say of one payment, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Answer {
    At {
        decision: Decision,
        at: Timestamp,
    },
    /// When somebody gets to it.
    ByHand(Decision),
}

impl TestCard {
    /// The card with this number, written with or without spaces or hyphens.
    pub(crate) fn find(typed: &str) -> Option<&'static Self> {
        let digits = digits_of(typed);
        CARDS.iter().find(|card| card.number == digits)
    }

    /// The number in groups of four, as on the card.
    pub(crate) fn grouped(&self) -> String {
        let groups = [0, 4, 8, 12];
        let groups = groups.iter().filter_map(|&at| self.number.get(at..at + 4));
        groups.collect::<Vec<_>>().join(" ")
    }

    /// All that is ever kept of the number.
    pub(crate) fn mark(&self) -> CardMark {
        let (bin, _) = self.number.split_at(6);
        let (_, last_digits) = self.number.split_at(self.number.len() - 4);
        CardMark {
            brand: self.brand,
            bin: bin.to_owned(),
            last_digits: last_digits.to_owned(),
        }
    }
}

/// The digits of a number as people type it.
pub(crate) fn digits_of(typed: &str) -> String {
    let written = |c: &char| !matches!(c, ' ' | '-' | '/' | '.');
    typed.chars().filter(written).collect()
}

/// Whether these digits could be a real card's: 12 to 19 of them, with the check digit of Luhn.
pub(crate) fn looks_like_a_card(digits: &str) -> bool {
    let luhn = digits.bytes().rev().enumerate().map(|(place, digit)| {
        let digit = u32::from(digit.wrapping_sub(b'0'));
        match (place % 2, digit) {
            (0, _) => digit,
            (_, 5..) => 2 * digit - 9,
            (_, _) => 2 * digit,
        }
    });
    (12..=19).contains(&digits.len())
        && digits.bytes().all(|digit| digit.is_ascii_digit())
        && luhn.sum::<u32>().is_multiple_of(10)
}

impl Bank {
    /// What it will say of a payment of `amount` that reaches it at `now`; `code` says whether
    /// expiry and CVV were the right ones.
    pub(crate) fn answers(
        self,
        amount: Amount,
        code: Code,
        delays: Delays,
        now: Timestamp,
    ) -> Answer {
        let at = |decision, at| Answer::At { decision, at };
        match self {
            Self::AtOnce(decision) => at(decision, now),
            Self::Validated(decision) => at(decision, later(now, delays.pending)),
            Self::Slow(decision) => at(decision, later(now, delays.slow)),
            Self::Under200Dollars if is_under_200_dollars(amount) => at(APPROVE, now),
            Self::Under200Dollars => at(Decision::Reject(Reason::AboveLimit), now),
            Self::RightCode => match code {
                Code::Right => at(APPROVE, now),
                Code::Other => at(Decision::Reject(Reason::WrongCode), now),
            },
            Self::ByHand(decision) => Answer::ByHand(decision),
            Self::BreaksDown => at(Decision::Reject(Reason::BrokeDown), now),
        }
    }
}

/// Whether expiry and CVV were those of [`RIGHT_CODE`]. They are not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Code {
    Right,
    Other,
}

/// Pesos at a fixed rate; any other currency counts as dollars.
fn is_under_200_dollars(amount: Amount) -> bool {
    let dollars = match amount.currency.to_string().as_str() {
        "CLP" => 200 * PESOS_A_DOLLAR,
        _ => 200,
    };
    i64::from(amount.minor) < dollars.saturating_mul(amount.currency.scale())
}

/// The brand, the first six and the last four digits of a card.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct CardMark {
    pub(crate) brand: Brand,
    pub(crate) bin: String,
    pub(crate) last_digits: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_card_is_told_apart_and_looks_real() {
        for (place, card) in CARDS.iter().enumerate() {
            assert!(looks_like_a_card(card.number), "{}", card.number);
            let found = TestCard::find(&card.grouped()).unwrap();
            assert_eq!(found.number, card.number);
            let same = CARDS.iter().position(|other| other.number == card.number);
            assert_eq!(same, Some(place), "{} twice", card.number);
        }
        for other in ["4111111111111112", "411111", "", "41111111111111aa"] {
            assert!(!looks_like_a_card(other), "{other}");
        }
    }
}
