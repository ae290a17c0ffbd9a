//! Who works at a till, and what each may do there.

use std::fmt;
use std::str::FromStr;

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// What somebody at a till answers for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Charges, and keeps an own shift.
    Cashier,
    /// All that a cashier may, and what needs somebody who answers for it.
    Supervisor,
}

/// What people do at a till, as far as not everybody may.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// To charge, cancel, ask, print, and keep an own shift.
    Sell,
    /// To give money back, or to decide what became of a refund.
    GiveBack,
    /// To close the shift of somebody else.
    CloseForeignShift,
    /// To take the book of sales elsewhere, with what it tells of customers.
    Export,
    /// To change how the till is set up and who works there.
    SetUp,
}

impl Role {
    /// Every role.
    pub const ALL: [Role; 2] = [Role::Cashier, Role::Supervisor];

    /// Whether somebody of this role may do this.
    #[must_use]
    pub fn may(self, deed: Deed) -> bool {
        match (self, deed) {
            (Role::Supervisor, _) | (Role::Cashier, Deed::Sell) => true,
            (
                Role::Cashier,
                Deed::GiveBack | Deed::CloseForeignShift | Deed::Export | Deed::SetUp,
            ) => false,
        }
    }

    /// Its name in commands and tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Role::Cashier => "cashier",
            Role::Supervisor => "supervisor",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Role {
    type Err = PersonError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut all = Role::ALL.into_iter();
        all.find(|role| role.name() == text)
            .ok_or(PersonError::Role)
    }
}

/// What somebody at a till is called, on screen and on paper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CashierName(String);

impl CashierName {
    /// How many characters a receipt has room for.
    pub const LONGEST: usize = 30;

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether nobody could tell the two apart when they are called.
    #[must_use]
    pub fn is_like(&self, other: &CashierName) -> bool {
        self.0.to_lowercase() == other.0.to_lowercase()
    }
}

impl FromStr for CashierName {
    type Err = PersonError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let words: Vec<_> = text.split_whitespace().collect();
        let name = words.join(" ");
        let length = name.chars().count();
        let fits = (1..=Self::LONGEST).contains(&length) && !name.contains(char::is_control);
        if fits {
            Ok(CashierName(name))
        } else {
            Err(PersonError::Name)
        }
    }
}

impl TryFrom<String> for CashierName {
    type Error = PersonError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<CashierName> for String {
    fn from(name: CashierName) -> Self {
        name.0
    }
}

impl fmt::Display for CashierName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why something cannot be said of somebody at a till.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PersonError {
    /// The name is empty or too long.
    #[error("a name has 1 to {} characters", CashierName::LONGEST)]
    Name,
    /// No role has this name.
    #[error("a role is cashier or supervisor")]
    Role,
}

/// How long nobody may try again after so many wrong PINs in a row: the first few cost nothing, since
/// fingers slip, and then each costs more.
#[must_use]
pub fn lockout(misses: u32) -> SignedDuration {
    match misses {
        0..=3 => SignedDuration::ZERO,
        4 => SignedDuration::from_secs(30),
        5 => SignedDuration::from_mins(1),
        6 => SignedDuration::from_mins(5),
        7 => SignedDuration::from_mins(15),
        8.. => SignedDuration::from_hours(1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cashier_sells_and_a_supervisor_does_the_rest() {
        for deed in [
            Deed::Sell,
            Deed::GiveBack,
            Deed::CloseForeignShift,
            Deed::Export,
            Deed::SetUp,
        ] {
            assert!(Role::Supervisor.may(deed));
            assert_eq!(Role::Cashier.may(deed), deed == Deed::Sell);
        }
    }

    #[test]
    fn roles_are_read_as_they_are_written() {
        for role in Role::ALL {
            assert_eq!(role.to_string().parse(), Ok(role));
            let json = serde_json::to_value(role).unwrap();
            assert_eq!(json, role.name());
        }
        assert_eq!("jefe".parse::<Role>(), Err(PersonError::Role));
    }

    #[test]
    fn names_fit_on_a_receipt() {
        let name = |text: &str| text.parse::<CashierName>();
        assert_eq!(name("  Ana   María ").unwrap().as_str(), "Ana María");
        assert!(name(&"ñ".repeat(30)).is_ok());
        for wrong in ["", "  ", "Ana\u{7}", &"x".repeat(31)] {
            assert_eq!(name(wrong), Err(PersonError::Name), "{wrong:?}");
        }
        assert!(name("Ñusta").unwrap().is_like(&name("ñUSTA").unwrap()));
        assert!(!name("Ana").unwrap().is_like(&name("Anita").unwrap()));
    }

    #[test]
    fn each_wrong_pin_after_the_first_few_costs_no_less_than_the_one_before() {
        let all: Vec<_> = (0..20).map(lockout).collect();
        assert!(all.is_sorted());
        assert_eq!(all[3], SignedDuration::ZERO);
        assert!(all[4] > SignedDuration::ZERO);
        assert_eq!(all[19], SignedDuration::from_hours(1));
    }
}
