//! Who is at the counter, and on whose word something is done.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Who is at the counter, and who could be. Sent to the window whenever it changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export_to = "dto.ts")]
#[serde(rename_all = "camelCase")]
pub struct People {
    /// Who is there.
    pub at_counter: AtCounter,
    /// Everybody who works here.
    pub cashiers: Vec<Cashier>,
}

/// Who is at the counter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export_to = "dto.ts")]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum AtCounter {
    /// The till knows no cashiers: whoever stands there may do everything.
    Anybody,
    /// Nobody: the till is locked.
    Nobody,
    /// Somebody who signed in.
    Cashier {
        /// Who.
        cashier: Cashier,
    },
}

/// Somebody who works here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export_to = "dto.ts")]
#[serde(rename_all = "camelCase")]
pub struct Cashier {
    /// The number.
    #[ts(type = "number")]
    pub id: i64,
    /// What everybody calls them.
    pub name: String,
    /// What they may do.
    pub role: Role,
}

/// What somebody may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export_to = "dto.ts")]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Charges, and keeps an own shift.
    Cashier,
    /// Gives money back, closes any shift, and sets the till up too.
    Supervisor,
}

/// What is to be known of somebody who works here.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export_to = "dto.ts")]
#[serde(rename_all = "camelCase")]
pub struct Person {
    /// What everybody calls them.
    pub name: String,
    /// What they may do.
    pub role: Role,
}

/// On whose word something is done that not everybody may do.
#[derive(Clone, Deserialize, TS)]
#[ts(export_to = "dto.ts")]
#[serde(
    tag = "kind",
    rename_all = "kebab-case",
    rename_all_fields = "camelCase"
)]
pub enum Authority {
    /// On that of whoever is at the counter.
    AtCounter,
    /// On that of a colleague who types a PIN for this one thing.
    Colleague {
        /// Who.
        #[ts(type = "number")]
        cashier_id: i64,
        /// Their PIN.
        pin: String,
    },
    /// On that of somebody by name, at a till that knows no cashiers.
    Named {
        /// The name.
        name: String,
    },
}
