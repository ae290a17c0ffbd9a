//! When something happened, and who did it.

use jiff::Timestamp;

use crate::CashierId;

/// When something happened, and who did it: nobody where it happened by itself, or at a till that
/// knows no cashiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: Option<CashierId>,
}

impl From<Timestamp> for Stamp {
    fn from(at: Timestamp) -> Self {
        Stamp { at, by: None }
    }
}
