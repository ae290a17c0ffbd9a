//! What can go wrong with a till, by what its user does next.

use std::time::Duration;

use checkout::AuthFailure;
use ledger::Fault;
use sale::{Deed, NotRefunded, RefundState, Unopened};
use thiserror::Error;

use crate::{KeychainError, SettingsError, Standstill};

/// Why a till could not start.
#[derive(Debug, Error)]
pub enum StartError {
    /// The ledger cannot be opened.
    #[error(transparent)]
    Ledger(#[from] ledger::OpenError),
    /// What a crash left behind cannot be settled.
    #[error(transparent)]
    Recovery(#[from] ledger::Error),
    /// The settings cannot be used.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// The connection to the gateway cannot be set up.
    #[error("cannot set up the connection to the gateway: {0}")]
    Connection(checkout::Error),
    /// The secret key is not to be had.
    #[error(transparent)]
    Secret(#[from] KeychainError),
    /// The system gives the ledger's writer no thread.
    #[error("cannot start the ledger's writer: {0}")]
    Thread(std::io::Error),
    /// The training gateway cannot start.
    #[error("the training gateway cannot start: {0}")]
    Sandbox(String),
}

/// Why something was not done. No money moved by it.
#[derive(Debug, Error)]
pub enum Error {
    /// The ledger failed or refused.
    #[error(transparent)]
    Ledger(#[from] ledger::Error),
    /// The ledger could not be opened once more to read it.
    #[error(transparent)]
    Reader(#[from] ledger::OpenError),
    /// A value breaks one of the gateway's limits.
    #[error(transparent)]
    Request(#[from] checkout::RequestError),
    /// The gateway takes no amounts in the sale's currency.
    #[error("the gateway takes no amounts in this currency")]
    Currency,
    /// The sale has no session that could be cancelled or asked about.
    #[error("the sale has no open session")]
    NotOpen,
    /// Nothing of the sale is paid, so it has no receipt.
    #[error("nothing of the sale is paid")]
    NoReceipt,
    /// The sale did not end without a payment.
    #[error("the sale did not end without a payment")]
    NoSlip,
    /// The printer does not print.
    #[error("it was not printed: {}", .0.what.en)]
    NotPrinted(Fault),
    /// The sale has no such transaction.
    #[error("the sale has no such transaction")]
    NoSuchTransaction,
    /// Nobody said who answers for it, at a till that knows no cashiers.
    #[error("nobody says who answers for it")]
    Nameless,
    /// The shift is open: it has no close yet.
    #[error("the shift is open")]
    StillOpen,
    /// Nobody is signed in.
    #[error("nobody is signed in")]
    Locked,
    /// Whoever is at the counter may not do this.
    #[error("not everybody may do this: {0:?}")]
    NotAllowed(Deed),
    /// The PIN is wrong.
    #[error("the PIN is wrong")]
    WrongPin {
        /// How long nobody may try again, where that is so.
        left: Option<Duration>,
    },
    /// Too many wrong PINs were typed.
    #[error("too many wrong PINs")]
    LockedOut {
        /// How long nobody may try again.
        left: Duration,
    },
    /// The PIN could not be hashed.
    #[error("the PIN cannot be kept: {0}")]
    Pin(String),
    /// The till does not trade: what happens could not be recorded.
    #[error("the till does not trade until it starts anew")]
    Stopped(Standstill),
    /// The till is shutting down.
    #[error("the till is closing")]
    Closing,
}

/// Why the gateway gave no usable answer about a session. Says nothing about the payment (`I4`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// It refuses the credentials: asking on would only hammer.
    Credentials(AuthFailure),
    /// It refuses the time, even corrected.
    Clock,
    /// It does not know the session.
    NotFound,
    /// It answers, but refuses the request.
    Refused {
        /// The gateway's machine word.
        reason: String,
        /// The gateway's words for people.
        message: String,
    },
    /// It answers, but nobody can read that.
    Unusable {
        /// What is wrong with it.
        why: String,
    },
    /// Somebody answers who is not to be trusted: perhaps someone is in between.
    Untrusted {
        /// What it tried.
        why: String,
    },
    /// It does not answer.
    Unreachable {
        /// What failed.
        why: String,
        /// How long it asks to wait.
        retry_after: Option<Duration>,
    },
}

impl From<checkout::Error> for Failure {
    fn from(error: checkout::Error) -> Self {
        use checkout::Error as Gateway;
        match error {
            Gateway::Credentials(failure) => Failure::Credentials(failure),
            Gateway::Clock { .. } => Failure::Clock,
            Gateway::NotFound { .. } => Failure::NotFound,
            Gateway::Refused {
                reason, message, ..
            } => Failure::Refused { reason, message },
            Gateway::Unavailable { why, retry_after }
            | Gateway::OutcomeUnknown { why, retry_after } => {
                Failure::Unreachable { why, retry_after }
            }
            Gateway::UnusableAnswer { why } => Failure::Unusable { why },
            Gateway::HostileAnswer { why } => Failure::Untrusted { why },
        }
    }
}

/// What a failed request for a session makes of the session (`I4`: nothing is rejected by it).
pub(crate) fn unopened(error: checkout::Error) -> Unopened {
    use checkout::Error as Gateway;
    match error {
        Gateway::Credentials(failure) => refused_credentials(failure),
        Gateway::Clock { .. } => refused_credentials(AuthFailure::Clock),
        Gateway::Refused {
            reason, message, ..
        } => Unopened::Refused { reason, message },
        Gateway::NotFound { message } => Unopened::Refused {
            reason: "404".to_owned(),
            message,
        },
        Gateway::Unavailable { why, .. } => Unopened::Unreachable { why },
        Gateway::OutcomeUnknown { why, .. } | Gateway::UnusableAnswer { why } => {
            Unopened::AnswerLost { why }
        }
        Gateway::HostileAnswer { why } => Unopened::Untrusted { why },
    }
}

fn refused_credentials(failure: AuthFailure) -> Unopened {
    let (reason, message) = numbered(failure);
    Unopened::Refused { reason, message }
}

/// What a failed request to give money back makes of the refund (`I11`: what is not known is not
/// guessed).
pub(crate) fn not_refunded(error: checkout::Error) -> RefundState {
    use checkout::Error as Gateway;
    let refused = |reason, message| RefundState::NotDone {
        why: NotRefunded::Refused { reason, message },
    };
    match error {
        Gateway::Credentials(failure) => {
            let (reason, message) = numbered(failure);
            refused(reason, message)
        }
        Gateway::Clock { .. } => {
            let (reason, message) = numbered(AuthFailure::Clock);
            refused(reason, message)
        }
        Gateway::Refused {
            reason, message, ..
        } => refused(reason, message),
        Gateway::NotFound { message } => refused("404".to_owned(), message),
        Gateway::Unavailable { why, .. } => RefundState::NotDone {
            why: NotRefunded::Unreachable { why },
        },
        Gateway::OutcomeUnknown { why, .. }
        | Gateway::UnusableAnswer { why }
        | Gateway::HostileAnswer { why } => RefundState::Unknown { why },
    }
}

/// The reason is the gateway's number of the failure; 401 where it has no meaning of its own, with
/// the number, if any, as the message.
fn numbered(failure: AuthFailure) -> (String, String) {
    let (reason, message) = match failure {
        AuthFailure::Other(number) => (401, number.map(|n| n.to_string())),
        known => (known.number().unwrap_or(401), None),
    };
    (reason.to_string(), message.unwrap_or_default())
}
