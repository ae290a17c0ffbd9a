//! Shifts and what they come to.

use serde::Serialize;
use ts_rs::TS;

/// The shifts' own screen.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export_to = "dto.ts")]
#[serde(rename_all = "camelCase")]
pub struct ShiftScreen {
    /// The shift that is open, with what it comes to so far.
    pub open: Option<Shift>,
    /// Earlier ones, newest first.
    pub closed: Vec<Shift>,
}

/// One shift.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export_to = "dto.ts")]
#[serde(rename_all = "camelCase")]
pub struct Shift {
    /// Its number.
    #[ts(type = "number")]
    pub id: i64,
    /// Such as `22-11-2026 09:00`.
    pub opened_at: String,
    /// Whose it is.
    pub opened_by: Option<String>,
    /// How it ended, once it did.
    pub close: Option<ShiftClose>,
    /// Whether closing it needs a supervisor: it is of somebody else than who is at the counter.
    pub is_foreign: bool,
    /// What it comes to.
    pub report: ShiftReport,
}

/// How a shift ended.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export_to = "dto.ts")]
#[serde(rename_all = "camelCase")]
pub struct ShiftClose {
    /// Such as `22-11-2026 20:05`.
    pub at: String,
    /// Who closed it.
    pub by: Option<String>,
    /// When its close was first printed; none where it was not.
    pub printed_at: Option<String>,
}

/// What a shift comes to.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export_to = "dto.ts")]
#[serde(rename_all = "camelCase")]
pub struct ShiftReport {
    /// What was taken, by method.
    pub taken: Vec<ShiftSum>,
    /// What was taken in all, one a currency; `$0` where nothing was.
    pub total: Vec<ShiftSum>,
    /// What was given back, one a currency.
    pub given_back: Vec<ShiftSum>,
    /// How many sales ended without a payment.
    pub unpaid: u32,
    /// Sales that ended with a part paid.
    pub partial: Vec<ShiftSale>,
    /// What can still be paid: carried forward.
    pub pending: Vec<ShiftSale>,
    /// What people must look into.
    pub conflicts: Vec<ShiftSale>,
    /// How many sales of earlier shifts people must still look into.
    pub earlier_conflicts: u32,
    /// Whose receipt did not come out.
    pub unprinted: Vec<ShiftSale>,
}

/// A sum with how many payments it is of.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export_to = "dto.ts")]
#[serde(rename_all = "camelCase")]
pub struct ShiftSum {
    /// How it was paid, such as `Visa`; empty where the gateway does not tell, and in totals.
    pub method: String,
    /// How many.
    #[ts(type = "number")]
    pub count: i64,
    /// Such as `$412.870`.
    pub sum: String,
}

/// A sale that a shift's report names.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export_to = "dto.ts")]
#[serde(rename_all = "camelCase")]
pub struct ShiftSale {
    /// Its number in this ledger.
    #[ts(type = "number")]
    pub sale_id: i64,
    /// The reference of its newest session.
    pub reference: String,
    /// Such as `$12.000`.
    pub amount: String,
}
