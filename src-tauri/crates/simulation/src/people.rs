//! What people want: customers at the payment page, and the cashier at the counter.

use std::time::Duration;

use sale::Currency;

use crate::dice::Dice;

/// What a customer does at the payment page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Pays all that is left, with a card.
    Pay(&'static str),
    /// Pays so many minor units.
    PayPart(i64),
    /// Gives up.
    Leave,
}

pub const APPROVES: &str = "4110760000000081";
const REJECTS: &str = "4110760000000016";
const VALIDATED_THEN_APPROVED: &str = "4110760000000073";
const VALIDATED_THEN_REJECTED: &str = "4048370000000037";
const BY_HAND: &str = "4532034637206853";

/// What a customer is going to do, and how long after seeing the page.
pub fn customer(dice: &Dice, amount: i64) -> Vec<(Duration, Deed)> {
    let mut at = dice.seconds(0.5, 30.0);
    let mut deeds = Vec::new();
    let mut then = |deed, dice: &Dice| {
        deeds.push((at, deed));
        at += dice.seconds(0.5, 30.0);
    };
    match dice.below(100) {
        0..50 => then(Deed::Pay(APPROVES), dice),
        50..62 => {
            for _ in 0..=dice.below(3) {
                then(Deed::Pay(REJECTS), dice);
            }
            then(Deed::Pay(APPROVES), dice);
        }
        62..68 => {
            for _ in 0..11 {
                then(Deed::Pay(REJECTS), dice);
            }
        }
        68..75 => then(Deed::Pay(VALIDATED_THEN_APPROVED), dice),
        75..79 => then(Deed::Pay(VALIDATED_THEN_REJECTED), dice),
        79..81 => then(Deed::Pay(BY_HAND), dice),
        81..89 => {
            let part = 1 + i64::try_from(dice.below(amount.unsigned_abs())).unwrap_or(0);
            then(Deed::PayPart(part), dice);
            if dice.happens(600) {
                then(Deed::Pay(APPROVES), dice);
            }
        }
        89..94 => then(Deed::Leave, dice),
        _ => {}
    }
    deeds
}

/// What the shop takes.
pub const CURRENCIES: [Currency; 2] = [Currency::CLP, Currency::USD];

/// What the next customer pays in: pesos mostly. The same numbers in both, so that only the
/// currency tells them apart.
pub fn currency(dice: &Dice) -> Currency {
    if dice.happens(250) {
        Currency::USD
    } else {
        Currency::CLP
    }
}

/// What happens at the counter next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Happening {
    Charge,
    ChargeAgain,
    LookAt,
    LookAway,
    Ask,
    Cancel,
    Refund,
    RefundPart,
    RefundElsewhere,
    Decide,
    Reprint,
    CloseShift,
    Notify,
    Forge,
    Focus,
    LateMoney,
    Crash,
    CrashAtCommit,
    DiskFull,
    DiskFails,
    BackUp,
    LoseDisk,
    PrinterTrouble,
    Outage,
    Credentials,
    Suspend,
    SetClock,
    Wait,
}

use Happening::{
    Ask, BackUp, Cancel, Charge, ChargeAgain, CloseShift, Crash, CrashAtCommit, Credentials,
    Decide, DiskFails, DiskFull, Focus, Forge, LateMoney, LookAt, LookAway, LoseDisk, Notify,
    Outage, PrinterTrouble, Refund, RefundElsewhere, RefundPart, Reprint, SetClock, Suspend, Wait,
};

const HAPPENINGS: [(u64, Happening); 28] = [
    (120, Charge),
    (30, ChargeAgain),
    (40, LookAt),
    (20, LookAway),
    (50, Ask),
    (45, Cancel),
    (20, Refund),
    (15, RefundPart),
    (10, RefundElsewhere),
    (20, Decide),
    (15, Reprint),
    (8, CloseShift),
    (40, Notify),
    (15, Forge),
    (15, Focus),
    (8, LateMoney),
    (6, Crash),
    (12, CrashAtCommit),
    (8, DiskFull),
    (5, DiskFails),
    (4, BackUp),
    (8, LoseDisk),
    (15, PrinterTrouble),
    (10, Outage),
    (5, Credentials),
    (6, Suspend),
    (8, SetClock),
    (300, Wait),
];

/// What a day has too little of so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lacking {
    Sales,
    Crashes,
    SalesAndCrashes,
    Events,
}

/// What happens at the counter next: what alone is lacking is likelier, and what the day has enough
/// of is not begun.
pub fn next_happening(dice: &Dice, lacking: Lacking) -> Happening {
    match lacking {
        Lacking::Sales if dice.happens(150) => return Charge,
        Lacking::Crashes if dice.happens(200) => return CrashAtCommit,
        Lacking::Sales | Lacking::Crashes | Lacking::SalesAndCrashes | Lacking::Events => {}
    }
    let has_sales = matches!(lacking, Lacking::Crashes | Lacking::Events);
    let has_crashes = matches!(lacking, Lacking::Sales | Lacking::Events);
    let may_happen = |(_, happening): &&(u64, Happening)| match happening {
        Charge => !has_sales,
        Crash | CrashAtCommit | DiskFails => !has_crashes,
        _ => true,
    };
    let possible = || HAPPENINGS.iter().filter(may_happen);
    let mut drawn = dice.below(possible().map(|(weight, _)| weight).sum());
    for (weight, happening) in possible() {
        if drawn < *weight {
            return *happening;
        }
        drawn -= weight;
    }
    Wait
}
