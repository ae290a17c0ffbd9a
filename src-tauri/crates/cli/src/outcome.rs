//! How a command ended: its exit status, and words where something was refused.

use std::process::ExitCode;

use sale::{
    AmountError, NotRefundable, NotRefunded, RefundFinding, RefundState, SaleState, Unopened,
};
use thiserror::Error;
use till::{
    Failure, LedgerError, OpenError, SettingsError, StartError, explain_amount, explain_error,
    explain_settings, explain_start,
};

use crate::spanish::spanish;

/// A command's exit status; part of the interface for scripts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Approved, or done, or opened without waiting.
    Done = 0,
    /// Failed in a way that none of the others tells.
    Failed = 1,
    /// A value given is wrong.
    Usage = 2,
    /// Rejected.
    Rejected = 10,
    /// Partially paid and expired.
    PartialExpired = 11,
    /// Still open at the time-out, or not to be cancelled.
    StillOpen = 12,
    /// Money moved, but not as asked.
    Conflict = 13,
    /// Given back, all of it or a part.
    GivenBack = 14,
    /// Nobody knows whether it was paid, or given back.
    Unsure = 15,
    /// Refused by the gateway.
    Refused = 20,
    /// The gateway was not reached, or its answer was lost.
    Unreachable = 21,
    /// Another process owns the ledger.
    Owned = 22,
    /// A sale of the same amount is still open.
    Duplicate = 23,
    /// Whoever asks may not, or the PIN is wrong.
    NotAllowed = 24,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        ExitCode::from(outcome as u8)
    }
}

impl From<&SaleState> for Outcome {
    fn from(state: &SaleState) -> Self {
        match state {
            SaleState::Approved => Outcome::Done,
            SaleState::Refunded { .. } => Outcome::GivenBack,
            SaleState::Rejected { .. } => Outcome::Rejected,
            SaleState::PartialExpired { .. } => Outcome::PartialExpired,
            SaleState::Conflict { .. } => Outcome::Conflict,
            SaleState::Unsure { .. } => Outcome::Unsure,
            SaleState::Opening | SaleState::Pending { .. } | SaleState::Attention { .. } => {
                Outcome::StillOpen
            }
            SaleState::Unopened {
                why: Unopened::Refused { .. },
            } => Outcome::Refused,
            SaleState::Unopened {
                why:
                    Unopened::Unreachable { .. }
                    | Unopened::AnswerLost { .. }
                    | Unopened::Untrusted { .. },
            } => Outcome::Unreachable,
        }
    }
}

/// What the lack of an answer about an open sale is.
impl From<&Failure> for Outcome {
    fn from(failure: &Failure) -> Self {
        match failure {
            Failure::Credentials(_) | Failure::Clock => Outcome::Refused,
            Failure::Unreachable { .. } | Failure::Unusable { .. } | Failure::Untrusted { .. } => {
                Outcome::Unreachable
            }
            Failure::NotFound | Failure::Refused { .. } => Outcome::StillOpen,
        }
    }
}

impl From<&RefundState> for Outcome {
    fn from(state: &RefundState) -> Self {
        match state {
            RefundState::Done { .. }
            | RefundState::Decided {
                finding: RefundFinding::GivenBack,
                ..
            } => Outcome::Done,
            RefundState::Decided {
                finding: RefundFinding::NotGivenBack,
                ..
            } => Outcome::Failed,
            RefundState::NotDone {
                why: NotRefunded::Refused { .. },
            } => Outcome::Refused,
            RefundState::NotDone {
                why: NotRefunded::Unreachable { .. },
            } => Outcome::Unreachable,
            RefundState::Requested | RefundState::Unknown { .. } => Outcome::Unsure,
        }
    }
}

/// Why a command was not carried out. `Display` is what its user reads.
#[derive(Debug, Error)]
pub enum Refusal {
    /// The amount is none.
    #[error("{}", spanish(&explain_amount(*.0)))]
    Amount(#[from] AmountError),
    /// A setting given is wrong.
    #[error("No se hizo nada. {}", spanish(&explain_settings(.0)))]
    Setting(SettingsError),
    /// Another value given is wrong.
    #[error("No se hizo nada. {0}")]
    Usage(String),
    /// The till could not start.
    #[error("{}", spanish(&explain_start(.0)))]
    Start(#[from] StartError),
    /// The till refused.
    #[error("{}", spanish(&explain_error(.0)))]
    Till(#[from] till::Error),
    /// Standard output is closed or full.
    #[error("No se pudo escribir la salida ({0}).")]
    Output(#[from] std::io::Error),
    /// Something else that the words tell.
    #[error("{0}")]
    Told(String),
}

impl Refusal {
    /// The exit status that goes with it.
    pub fn outcome(&self) -> Outcome {
        match self {
            Refusal::Amount(_) | Refusal::Setting(_) | Refusal::Usage(_) => Outcome::Usage,
            Refusal::Start(StartError::Ledger(OpenError::Owned(_))) => Outcome::Owned,
            Refusal::Till(error) => of_error(error),
            Refusal::Start(_) | Refusal::Output(_) | Refusal::Told(_) => Outcome::Failed,
        }
    }
}

fn of_error(error: &till::Error) -> Outcome {
    match error {
        till::Error::Request(_)
        | till::Error::NoSuchTransaction
        | till::Error::Nameless
        | till::Error::Ledger(
            LedgerError::ReferenceUsed(_)
            | LedgerError::Unknown { .. }
            | LedgerError::NameUsed(_)
            | LedgerError::NoSupervisor
            | LedgerError::NotRefundable(NotRefundable::Nothing | NotRefundable::TooMuch { .. }),
        ) => Outcome::Usage,
        till::Error::Ledger(LedgerError::Duplicate(_)) => Outcome::Duplicate,
        till::Error::Locked
        | till::Error::NotAllowed(_)
        | till::Error::WrongPin { .. }
        | till::Error::LockedOut { .. } => Outcome::NotAllowed,
        till::Error::Ledger(LedgerError::NotRefundable(NotRefundable::InFlight)) => Outcome::Unsure,
        till::Error::Ledger(LedgerError::Unsure { .. }) => Outcome::Unsure,
        till::Error::Ledger(
            LedgerError::StillPayable(_)
            | LedgerError::NotRefundable(
                NotRefundable::NotApproved
                | NotRefundable::OtherCurrency { .. }
                | NotRefundable::GivenBack,
            )
            | LedgerError::AlreadySettled(_)
            | LedgerError::NoOpenShift
            | LedgerError::DiskFull
            | LedgerError::Disk { .. }
            | LedgerError::Damaged { .. }
            | LedgerError::Database(_),
        )
        | till::Error::Reader(_)
        | till::Error::Currency
        | till::Error::NotOpen
        | till::Error::NoReceipt
        | till::Error::NoSlip
        | till::Error::NotPrinted(_)
        | till::Error::Pin(_)
        | till::Error::StillOpen
        | till::Error::Stopped(_)
        | till::Error::Closing => Outcome::Failed,
    }
}

impl From<OpenError> for Refusal {
    fn from(error: OpenError) -> Self {
        StartError::from(error).into()
    }
}

impl From<SettingsError> for Refusal {
    fn from(error: SettingsError) -> Self {
        StartError::from(error).into()
    }
}

impl From<LedgerError> for Refusal {
    fn from(error: LedgerError) -> Self {
        till::Error::from(error).into()
    }
}
