//! The book of sales: looking one up, all that is known of it, giving money back, and tables.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Authority, Problem, ReceiptState, SaleRow};

/// What somebody looks for.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export_to = "dto.ts")]
#[serde(rename_all = "camelCase")]
pub struct Lookup {
    /// A reference or its beginning, an amount, a day, a RUT, a card's last digits or an
    /// authorization.
    pub words: String,
    /// Which kind of sales.
    pub kind: SaleKind,
    /// The last sale of the page before.
    #[ts(type = "number | null")]
    pub before: Option<i64>,
}

/// Kinds of sales, as people tell them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, TS)]
#[ts(export_to = "dto.ts")]
#[serde(rename_all = "kebab-case")]
pub enum SaleKind {
    /// Every one.
    All,
    /// Paid.
    Paid,
    /// Still to be paid.
    Pending,
    /// Over without a payment.
    Unpaid,
    /// Paid, and given back in whole or in part.
    GivenBack,
    /// People must look into it.
    ToReview,
}

/// A page of what was found, newest first.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export_to = "dto.ts")]
#[serde(rename_all = "camelCase")]
pub struct Found {
    /// The sales.
    pub rows: Vec<SaleRow>,
    /// There may be more: look up again before the last of these.
    pub has_more: bool,
}

/// All that is known of a sale.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export_to = "dto.ts")]
#[serde(rename_all = "camelCase")]
pub struct SaleDetail {
    /// The sale's line in the list.
    pub row: SaleRow,
    /// When it was charged, such as `22-11-2026 14:05`.
    pub charged_at: String,
    /// What is sold.
    pub description: Option<String>,
    /// Who charged.
    pub cashier: Option<String>,
    /// What is known of the customer, such as `Iris Pérez · 12.345.678-5`; empty where nothing is.
    pub customer: String,
    /// Its sessions, newest first.
    pub sessions: Vec<SessionDetail>,
    /// Every attempt to pay, oldest first.
    pub payments: Vec<PaymentDetail>,
    /// What was given back or was to be, oldest first.
    pub refunds: Vec<RefundDetail>,
    /// Its receipts, oldest first, each as its newest print stands.
    pub receipts: Vec<ReceiptDetail>,
    /// What happened, oldest first.
    pub timeline: Vec<Happening>,
    /// There is something to ask the gateway about.
    pub can_ask: bool,
}

/// One Checkout session of a sale.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export_to = "dto.ts")]
#[serde(rename_all = "camelCase")]
pub struct SessionDetail {
    /// The shop's name for it.
    pub reference: String,
    /// The gateway's number, once there is one.
    pub request_id: Option<String>,
    /// When it was asked for, such as `22-11-2026 14:05`.
    pub opened_at: String,
}

/// One attempt to pay, in full.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export_to = "dto.ts")]
#[serde(rename_all = "camelCase")]
pub struct PaymentDetail {
    /// The gateway's number of it, as a receipt names it.
    #[ts(type = "number")]
    pub transaction: i64,
    /// What it took, such as `$12.990`; empty where that is not told.
    pub amount: String,
    /// When, such as `22-11-2026 14:07`.
    pub at: String,
    /// Such as `Visa ···· 1111`.
    pub how: String,
    /// What came of it.
    pub outcome: super::AttemptOutcome,
    /// The gateway's words.
    pub reason: String,
    /// The bank that issued the card.
    pub issuer: Option<String>,
    /// The bank's authorization.
    pub authorization: Option<String>,
    /// In how many instalments.
    pub instalments: Option<u16>,
    /// What of it can be given back; none where nothing can.
    pub refundable: Option<Refundable>,
}

/// What of a payment can be given back.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export_to = "dto.ts")]
#[serde(rename_all = "camelCase")]
pub struct Refundable {
    /// Such as `$12.990`.
    pub left: String,
}

/// Money that was given back, or was to be.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export_to = "dto.ts")]
#[serde(rename_all = "camelCase")]
pub struct RefundDetail {
    /// Its number.
    #[ts(type = "number")]
    pub id: i64,
    /// Such as `$12.990`.
    pub amount: String,
    /// When it was asked for or heard of.
    pub at: String,
    /// Who answers for it; nobody where it was done elsewhere.
    pub by: Option<String>,
    /// How it stands.
    pub state: RefundStanding,
    /// What became of it and what to do.
    pub told: Problem,
}

/// How a refund stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export_to = "dto.ts")]
#[serde(rename_all = "kebab-case")]
pub enum RefundStanding {
    /// On its way.
    UnderWay,
    /// The money went back.
    GivenBack,
    /// It did not.
    NotGivenBack,
    /// Nobody knows: a supervisor looks in the gateway's portal and says.
    Unknown,
}

/// A receipt of a sale.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export_to = "dto.ts")]
#[serde(rename_all = "camelCase")]
pub struct ReceiptDetail {
    /// The number of its newest print, to print it again.
    #[ts(type = "number")]
    pub job_id: i64,
    /// What it is about, such as `Comprobante de pago`.
    pub title: String,
    /// When it was queued.
    pub at: String,
    /// What came of it.
    pub state: ReceiptState,
}

/// Something that happened to a sale.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export_to = "dto.ts")]
#[serde(rename_all = "camelCase")]
pub struct Happening {
    /// Such as `14:05:09`, with the day where it is another than the one before.
    pub at: String,
    /// What, in words.
    pub what: String,
    /// Who did it.
    pub by: Option<String>,
}

/// Money of a payment to give back.
#[derive(Clone, Deserialize, TS)]
#[ts(export_to = "dto.ts")]
#[serde(rename_all = "camelCase")]
pub struct RefundOrder {
    /// Of which sale.
    #[ts(type = "number")]
    pub sale_id: i64,
    /// Of which of its payments.
    #[ts(type = "number")]
    pub transaction: i64,
    /// How much, as typed; all that is left where there is none.
    pub amount: Option<String>,
    /// On whose word.
    pub authority: Authority,
}

/// What came of giving money back.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export_to = "dto.ts")]
#[serde(rename_all = "camelCase")]
pub struct RefundAnswer {
    /// How the refund stands.
    pub state: RefundStanding,
    /// In words.
    pub told: Problem,
}

/// What a supervisor found out about a refund in the gateway's portal.
#[derive(Clone, Copy, Debug, Deserialize, TS)]
#[ts(export_to = "dto.ts")]
#[serde(rename_all = "kebab-case")]
pub enum RefundFinding {
    /// The money went back.
    GivenBack,
    /// It did not.
    NotGivenBack,
}

/// How a table of sales is written.
#[derive(Clone, Copy, Debug, Deserialize, TS)]
#[ts(export_to = "dto.ts")]
#[serde(rename_all = "kebab-case")]
pub enum ExportFormat {
    /// Values between semicolons.
    Csv,
    /// A workbook of Excel.
    Xlsx,
}

/// A table of sales that was written.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export_to = "dto.ts")]
#[serde(rename_all = "camelCase")]
pub struct Exported {
    /// How many sales are in it.
    pub count: u32,
    /// Where it is.
    pub path: String,
}
