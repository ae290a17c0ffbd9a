//! How a command ended: its exit status, and words where something was refused.

use std::process::ExitCode;

use sale::{AmountError, SaleState, Unopened};
use thiserror::Error;
use till::{
    Explanation, OpenError, SettingsError, StartError, explain_amount, explain_error,
    explain_settings, explain_start,
};

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
    /// Refused by the gateway.
    Refused = 20,
    /// The gateway was not reached, or its answer was lost.
    Unreachable = 21,
    /// Another process owns the ledger.
    Owned = 22,
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
            SaleState::Rejected { .. } => Outcome::Rejected,
            SaleState::PartialExpired { .. } => Outcome::PartialExpired,
            SaleState::Conflict { .. } => Outcome::Conflict,
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

/// Why a command was not carried out. `Display` is what its user reads.
#[derive(Debug, Error)]
pub enum Refusal {
    /// The amount is none.
    #[error("{}", explain_amount(*.0))]
    Amount(#[from] AmountError),
    /// A setting given is wrong.
    #[error("No se hizo nada. {}", explain_settings(.0))]
    Setting(SettingsError),
    /// Another value given is wrong.
    #[error("No se hizo nada. {0}")]
    Usage(String),
    /// The till could not start.
    #[error("{}", explain_start(.0))]
    Start(#[from] StartError),
    /// The till refused.
    #[error("{}", explain_error(.0))]
    Till(#[from] till::Error),
    /// Standard output is closed or full.
    #[error("No se pudo escribir la salida ({0}).")]
    Output(#[from] std::io::Error),
    /// Something else that the words tell.
    #[error("{0}")]
    Told(Explanation),
}

impl Refusal {
    /// The exit status that goes with it.
    pub fn outcome(&self) -> Outcome {
        match self {
            Refusal::Amount(_) | Refusal::Setting(_) | Refusal::Usage(_) => Outcome::Usage,
            Refusal::Start(StartError::Ledger(OpenError::Owned(_))) => Outcome::Owned,
            Refusal::Till(
                till::Error::Request(_)
                | till::Error::Ledger(
                    till::LedgerError::ReferenceUsed(_) | till::LedgerError::Unknown { .. },
                ),
            ) => Outcome::Usage,
            Refusal::Start(_) | Refusal::Till(_) | Refusal::Output(_) | Refusal::Told(_) => {
                Outcome::Failed
            }
        }
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

impl From<till::LedgerError> for Refusal {
    fn from(error: till::LedgerError) -> Self {
        till::Error::from(error).into()
    }
}
