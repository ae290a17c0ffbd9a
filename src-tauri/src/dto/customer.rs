//! What the window that faces the customer shows. It asks nothing, so all of it is told.

use serde::Serialize;
use ts_rs::TS;

use super::{Language, Mode, Qr};

/// What the customer sees.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export_to = "dto.ts")]
#[serde(rename_all = "camelCase")]
pub struct CustomerDisplay {
    /// The shop's name; may be empty.
    pub shop: String,
    /// What the window speaks.
    pub language: Language,
    /// Which gateway the till takes payments at.
    pub mode: Mode,
    /// What there is to see.
    pub scene: CustomerScene,
}

/// What there is to see for the customer.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export_to = "dto.ts")]
#[serde(
    tag = "kind",
    rename_all = "kebab-case",
    rename_all_fields = "camelCase"
)]
pub enum CustomerScene {
    /// Nothing is to be paid.
    Idle,
    /// The sale is being opened, or the bank has not decided.
    Wait {
        /// What is to be paid, such as `$12.990`.
        amount: String,
    },
    /// The code can be scanned.
    Pay {
        /// What is to be paid, such as `$12.990`.
        amount: String,
        /// The gateway's page as a QR code.
        qr: Qr,
        /// What is still missing of a sale that is paid in part.
        missing: Option<String>,
        /// The last attempt was refused; another card may do.
        try_again: bool,
    },
    /// It is paid.
    Thanks {
        /// What was paid.
        amount: String,
    },
    /// It was not paid, and nothing was taken.
    NotPaid {
        /// What was to be paid.
        amount: String,
    },
    /// The cashier tells what came of it.
    AskCashier {
        /// What was to be paid.
        amount: String,
    },
}
