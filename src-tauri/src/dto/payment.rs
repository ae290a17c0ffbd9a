//! A sale: in the list, on its own screen, and about to be charged.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Problem, Today, Waiting};

/// A line of the list of sales.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export_to = "dto.ts")]
#[serde(rename_all = "camelCase")]
pub struct SaleRow {
    /// The sale's number in this ledger.
    #[ts(type = "number")]
    pub id: i64,
    /// How far the ledger was then: of two, the higher is the later.
    #[ts(type = "number")]
    pub as_of: i64,
    /// `14:05` today, `21-11-2026 14:05` before.
    pub at: String,
    /// Such as `$12.990`.
    pub amount: String,
    /// The reference of its newest session.
    pub reference: String,
    /// How the sale stands.
    pub state: RowState,
    /// A receipt of it did not come out, or nobody knows whether it did.
    pub lacks_receipt: bool,
}

/// How a sale stands, as far as a list tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export_to = "dto.ts")]
#[serde(rename_all = "kebab-case")]
pub enum RowState {
    /// A session is being asked for.
    Opening,
    /// No session came about; nothing was charged.
    Unopened,
    /// The customer can pay.
    Waiting,
    /// The bank has not decided.
    Validating,
    /// A part is paid, the rest can still come.
    PartlyPaid,
    /// Open, and a person should look at it.
    Attention,
    /// Paid.
    Approved,
    /// Paid, and all of it given back.
    Refunded,
    /// Paid, and a part of it given back.
    PartlyRefunded,
    /// Over without a payment.
    Rejected,
    /// Called off, by the shop or the customer.
    Cancelled,
    /// Over because the time was up.
    Expired,
    /// Over with a part paid.
    PartialExpired,
    /// Money moved, but not as asked, or nobody knows whether it did.
    Conflict,
}

/// A RUT as typed so far.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export_to = "dto.ts")]
#[serde(rename_all = "camelCase")]
pub struct TypedRut {
    /// Such as `12.345.678-5`; as it was typed where it is none yet.
    pub text: String,
    /// Whether its check digit fits.
    pub check: RutCheck,
}

/// Whether the check digit of a RUT fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export_to = "dto.ts")]
#[serde(rename_all = "kebab-case")]
pub enum RutCheck {
    /// It is still to come.
    Unfinished,
    /// It fits.
    Right,
    /// It does not.
    Wrong,
}

/// One sale as its own screen shows it.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export_to = "dto.ts")]
#[serde(rename_all = "camelCase")]
pub struct Payment {
    /// The sale's number in this ledger.
    #[ts(type = "number")]
    pub sale_id: i64,
    /// How far the ledger was then: of two, the higher is the later.
    #[ts(type = "number")]
    pub as_of: i64,
    /// Such as `$12.990`.
    pub amount: String,
    /// The reference of its newest session.
    pub reference: String,
    /// What is sold, where the cashier wrote it.
    pub description: Option<String>,
    /// How the sale stands.
    pub state: PaymentState,
    /// How the customer pays, while that is possible.
    pub link: Option<PayLink>,
    /// The attempts so far, oldest first.
    pub attempts: Vec<Attempt>,
    /// Set when this computer's clock is wrong by a minute or more: minutes ahead (negative: behind).
    pub clock_minutes_ahead: Option<i32>,
    /// The receipt, once there is one.
    pub receipt: Option<ReceiptState>,
    /// What can be printed now.
    pub printable: Option<Printable>,
}

/// How the customer pays.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export_to = "dto.ts")]
#[serde(rename_all = "camelCase")]
pub struct PayLink {
    /// The gateway's page.
    pub url: String,
    /// The same as a QR code.
    pub qr: Qr,
    /// When the gateway ends the session; milliseconds since 1970, UTC, by this computer's clock.
    #[ts(type = "number")]
    pub expires_at: i64,
    /// When the session was opened; likewise.
    #[ts(type = "number")]
    pub opened_at: i64,
}

/// A QR code as an SVG path over a square of `size` by `size` modules, without quiet zone.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export_to = "dto.ts")]
#[serde(rename_all = "camelCase")]
pub struct Qr {
    /// Modules a side.
    pub size: u32,
    /// The `d` of an SVG path that fills the dark modules, one unit a module.
    pub path: String,
}

/// How a sale stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export_to = "dto.ts")]
#[serde(
    tag = "kind",
    rename_all = "kebab-case",
    rename_all_fields = "camelCase"
)]
pub enum PaymentState {
    /// A session is being asked for.
    Opening,
    /// No session came about; nothing was charged.
    Unopened {
        /// What happened and what to do.
        problem: Problem,
    },
    /// The customer has not tried yet.
    Waiting,
    /// The customer may retry.
    AttemptRejected {
        /// How many attempts were rejected.
        attempts: u32,
    },
    /// The bank has not decided; nobody should charge again.
    Validating,
    /// A part is paid, the rest can still come.
    PartlyPaid {
        /// Such as `$6.000`.
        paid: String,
        /// Such as `$6.990`.
        missing: String,
        /// The paid part in hundredths of the whole.
        percent: u8,
    },
    /// Open, and a person should look at it.
    Attention {
        /// What is not known and what not to do.
        problem: Problem,
    },
    /// Paid.
    Approved {
        /// Such as `Visa ···· 1111 · autorización 614761 · 14:07`.
        how: String,
    },
    /// Paid, and all of it given back.
    Refunded {
        /// Such as `$12.990`.
        given_back: String,
        /// How it was paid, as in `approved`.
        how: String,
    },
    /// Paid, and a part of it given back.
    PartlyRefunded {
        /// Such as `$6.000`.
        given_back: String,
        /// What the shop keeps, such as `$6.990`.
        kept: String,
        /// How it was paid, as in `approved`.
        how: String,
    },
    /// Over without a payment.
    Rejected {
        /// Why, in plain words.
        why: String,
    },
    /// Called off, by the shop or the customer.
    Cancelled {
        /// By whom.
        why: String,
    },
    /// Over because the time was up.
    Expired {
        /// In plain words.
        why: String,
    },
    /// Over with a part paid.
    PartialExpired {
        /// Such as `$6.000`.
        paid: String,
        /// Such as `$6.990`.
        missing: String,
        /// What is missing, as digits to charge anew.
        missing_digits: String,
    },
    /// Money moved, but not as asked, or nobody knows whether it did.
    Conflict {
        /// What does not fit and whom to call.
        problem: Problem,
    },
}

/// One attempt to pay.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export_to = "dto.ts")]
#[serde(rename_all = "camelCase")]
pub struct Attempt {
    /// `14:05`; empty when the gateway does not tell.
    pub at: String,
    /// Such as `Visa ···· 1111`.
    pub how: String,
    /// What came of it.
    pub outcome: AttemptOutcome,
    /// The gateway's words, such as `Fondos insuficientes`.
    pub reason: String,
}

/// What came of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export_to = "dto.ts")]
#[serde(rename_all = "kebab-case")]
pub enum AttemptOutcome {
    /// Paid.
    Approved,
    /// Not paid.
    Rejected,
    /// The bank has not decided.
    Pending,
    /// Cobro does not know this outcome.
    Unknown,
}

/// What of a sale can be put on paper now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export_to = "dto.ts")]
#[serde(rename_all = "kebab-case")]
pub enum Printable {
    /// The receipt of what was paid, again.
    Receipt,
    /// The QR, for a customer who cannot see the screen.
    QrSlip,
    /// That nothing was paid.
    RejectionSlip,
}

/// Where a receipt is.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export_to = "dto.ts")]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum ReceiptState {
    /// On its way to the printer.
    Printing,
    /// The printer does not print; it comes by itself once it does.
    Waiting {
        /// What is wrong with the printer and what to do.
        problem: Problem,
    },
    /// On paper, or in the file that stands for it.
    Printed {
        /// Where it went, such as `la impresora 192.168.1.50:9100`.
        target: String,
    },
    /// Nobody knew what came out, and somebody saw that it is all there.
    Seen,
    /// Nobody knows what of it came out: a person looks and says.
    #[serde(rename_all = "camelCase")]
    Unsure {
        /// Its job's number, to say it or to print it again.
        #[ts(type = "number")]
        job_id: i64,
        /// What is wrong with the printer and what to do.
        problem: Problem,
    },
    /// The printer did not take it; money is untouched.
    #[serde(rename_all = "camelCase")]
    Failed {
        /// Its job's number, to print it again.
        #[ts(type = "number")]
        job_id: i64,
        /// What is wrong with the printer and what to do.
        problem: Problem,
    },
}

/// An amount as typed so far.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export_to = "dto.ts")]
#[serde(rename_all = "camelCase")]
pub struct TypedAmount {
    /// Formatted, such as `$12.990`; `$0` for nothing.
    pub text: String,
    /// The digits alone, such as `12990`.
    pub digits: String,
}

/// A sale to open.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export_to = "dto.ts")]
#[serde(rename_all = "camelCase")]
pub struct NewSale {
    /// The amount as digits of major units, or as pasted.
    pub amount: String,
    /// What is sold; at most 250 characters.
    pub description: Option<String>,
    /// The customer may pay in parts.
    pub allow_partial: bool,
    /// The shop's own reference; the till makes one where there is none.
    pub reference: Option<String>,
    /// How long the customer may take, in minutes; as usual where it is not said.
    pub minutes: Option<u32>,
    /// Who buys.
    pub customer: NewCustomer,
    /// What to do about a sale of the same amount that is still open.
    pub duplicates: Duplicates,
}

/// What the cashier wrote of a customer; each part may be empty.
#[derive(Clone, Debug, Default, Deserialize, TS)]
#[ts(export_to = "dto.ts")]
#[serde(rename_all = "camelCase")]
pub struct NewCustomer {
    /// First and last name.
    pub name: String,
    /// The tax number.
    pub rut: String,
    /// Where the gateway sends its own receipt.
    pub email: String,
}

/// What to do about a sale of the same amount that is still open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, TS)]
#[ts(export_to = "dto.ts")]
#[serde(rename_all = "kebab-case")]
pub enum Duplicates {
    /// Ask the cashier first.
    Refused,
    /// The cashier was asked.
    Allowed,
}

/// What came of opening a sale.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export_to = "dto.ts")]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Opened {
    /// There is one.
    Sale {
        /// Its screen.
        payment: Box<Payment>,
    },
    /// There is none yet: an earlier one of the same amount is still open.
    Duplicate {
        /// The earlier one.
        earlier: SaleRow,
    },
}

/// The answer to "¿Pagó o no?".
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export_to = "dto.ts")]
#[serde(rename_all = "camelCase")]
pub struct Asked {
    /// The sale's screen, as it is after asking.
    pub payment: Payment,
    /// Whether it was paid, who says so since when, and what to do.
    pub answer: Problem,
}

/// What came of a cancel.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export_to = "dto.ts")]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum CancelOutcome {
    /// The gateway ended the session; nothing was charged.
    Revoked,
    /// The customer had paid already.
    AlreadyPaid,
    /// The customer had paid, and has the money back.
    GivenBack,
    /// A part is paid, so the gateway no longer cancels.
    PartlyPaid,
    /// An attempt is at the bank; nobody should charge again.
    Validating,
    /// Nothing certain is known.
    Unknown {
        /// What happened and what to do.
        problem: Problem,
    },
}

/// Sent to the window whenever a sale changes.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export_to = "dto.ts")]
#[serde(rename_all = "camelCase")]
pub struct SaleChanged {
    /// The sale's line in the list.
    pub row: SaleRow,
    /// The sale's screen.
    pub payment: Payment,
    /// What was taken today.
    pub today: Today,
    /// What has no end yet.
    pub waiting: Waiting,
}
