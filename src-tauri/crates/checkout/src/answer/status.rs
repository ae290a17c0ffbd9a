//! The gateway's words for how something stands.

use std::fmt;

use jiff::Timestamp;
use serde::Deserialize;

use crate::Error;
use crate::answer::loose::Text;

/// A status word. New ones may be added by the gateway at any time.
///
/// The same words tell of a session, of a transaction in it and of an action; what each means
/// depends on what it is said of.
///
/// Source: "Status", and "Response codes".
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// `OK`: the request was done; never that anything is paid.
    Ok,
    /// `FAILED`: the request was refused.
    Failed,
    /// `PENDING`: waiting for the customer, a retry or the bank.
    Pending,
    /// `PENDING_VALIDATION`: waiting for the bank.
    PendingValidation,
    /// `PENDING_PROCESS`: waiting for the processor.
    PendingProcess,
    /// `PENDING_CONFIRMATION`: waiting for the shop to confirm.
    PendingConfirmation,
    /// `APPROVED`: paid, or done.
    Approved,
    /// `APPROVED_PARTIAL`: a part is paid and the rest may follow.
    ApprovedPartial,
    /// `REJECTED`: over without a payment.
    Rejected,
    /// `PARTIAL_EXPIRED`: over with a part paid.
    PartialExpired,
    /// `CANCELED`: called off.
    Canceled,
    /// `REFUNDED`: given back.
    Refunded,
    /// `ERROR`: the gateway failed.
    Error,
    /// A word that this client does not know, without what could garble a screen or a log.
    Unrecognized(String),
}

impl Status {
    pub(crate) fn from_word(word: &str) -> Self {
        match word {
            "OK" => Status::Ok,
            "FAILED" => Status::Failed,
            "PENDING" => Status::Pending,
            "PENDING_VALIDATION" => Status::PendingValidation,
            "PENDING_PROCESS" => Status::PendingProcess,
            "PENDING_CONFIRMATION" => Status::PendingConfirmation,
            "APPROVED" => Status::Approved,
            "APPROVED_PARTIAL" => Status::ApprovedPartial,
            "REJECTED" => Status::Rejected,
            "PARTIAL_EXPIRED" => Status::PartialExpired,
            "CANCELED" => Status::Canceled,
            "REFUNDED" => Status::Refunded,
            "ERROR" => Status::Error,
            other => Status::Unrecognized(replaced(other)),
        }
    }

    /// The word if it is known: what a stranger wrote does not belong into an error.
    pub(crate) fn known(&self) -> &str {
        match self {
            Status::Unrecognized(_) => "an unknown status",
            known => known.word(),
        }
    }

    /// The gateway's word.
    #[must_use]
    pub fn word(&self) -> &str {
        match self {
            Status::Ok => "OK",
            Status::Failed => "FAILED",
            Status::Pending => "PENDING",
            Status::PendingValidation => "PENDING_VALIDATION",
            Status::PendingProcess => "PENDING_PROCESS",
            Status::PendingConfirmation => "PENDING_CONFIRMATION",
            Status::Approved => "APPROVED",
            Status::ApprovedPartial => "APPROVED_PARTIAL",
            Status::Rejected => "REJECTED",
            Status::PartialExpired => "PARTIAL_EXPIRED",
            Status::Canceled => "CANCELED",
            Status::Refunded => "REFUNDED",
            Status::Error => "ERROR",
            Status::Unrecognized(word) => word,
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// A word that nobody knows, cut to the length of a line. What cannot be seen in it is replaced, not
/// left out, so that it never reads as a word that is known.
fn replaced(word: &str) -> String {
    const MOST: usize = 64;
    let seen = |c: char| if c.is_ascii_graphic() { c } else { '\u{fffd}' };
    word.chars().take(MOST).map(seen).collect()
}

/// How something stands, why, and since when.
///
/// Source: "Status".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// How it stands.
    pub status: Status,
    /// The machine word or code for why, such as `00` or `action_not_allowed`; may be empty.
    pub reason: String,
    /// The words for people, in the session's language; may be empty.
    pub message: String,
    /// Since when, where a readable time came with it.
    pub at: Option<Timestamp>,
}

/// Reasons that say that the gateway itself does not know: whoever it asked may have done it.
const UNKNOWN_AT_THE_GATEWAY: [&str; 2] = ["transaction_request_error", "external_service_failed"];

impl Report {
    /// The gateway itself does not know whether it was done.
    pub(crate) fn is_unknown_at_the_gateway(&self) -> bool {
        UNKNOWN_AT_THE_GATEWAY.contains(&self.reason.as_str())
    }

    /// What an answer of 200 means that is nothing but this report, where more was expected.
    /// `unanswered` says what no answer would mean.
    pub(crate) fn instead(self, unanswered: impl FnOnce(String) -> Error) -> Error {
        match self.status {
            Status::Failed if self.is_unknown_at_the_gateway() => unanswered(self.reason),
            Status::Failed => Error::Refused {
                http_status: 200,
                reason: self.reason,
                message: self.message,
            },
            status => Error::UnusableAnswer {
                why: format!("it tells {} and nothing else", status.known()),
            },
        }
    }
}

/// `{status, reason, message, date}`, on every answer and every transaction.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct WireStatus {
    pub status: String,
    #[serde(default)]
    pub reason: Text,
    #[serde(default)]
    pub message: Text,
    #[serde(default)]
    pub date: Text,
}

impl From<WireStatus> for Report {
    fn from(wire: WireStatus) -> Self {
        Report {
            status: Status::from_word(&wire.status),
            at: wire.date.as_str().and_then(|date| date.parse().ok()),
            reason: wire.reason.legible(),
            message: wire.message.legible(),
        }
    }
}

/// An answer that is only a status: how the gateway refuses.
#[derive(Debug, Deserialize)]
pub(crate) struct StatusOnly {
    pub status: WireStatus,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_read_as_it_is_written() {
        for word in [
            "OK",
            "FAILED",
            "PENDING",
            "PENDING_VALIDATION",
            "PENDING_PROCESS",
            "PENDING_CONFIRMATION",
            "APPROVED",
            "APPROVED_PARTIAL",
            "REJECTED",
            "PARTIAL_EXPIRED",
            "CANCELED",
            "REFUNDED",
            "ERROR",
        ] {
            let status = Status::from_word(word);
            assert!(!matches!(status, Status::Unrecognized(_)), "{word}");
            assert_eq!(status.word(), word);
        }
        for word in ["", "approved", "REVERSED"] {
            assert_eq!(Status::from_word(word), Status::Unrecognized(word.into()));
        }
        for forged in [
            "APPROVED\u{200b}",
            "\u{feff}APPROVED",
            "APPROVED ",
            "APPROVED\0",
        ] {
            let told = Status::from_word(forged);
            let again = Status::from_word(told.word());
            assert!(matches!(again, Status::Unrecognized(_)), "{forged:?}");
        }
    }
}
