//! One Checkout session of a sale: from the intent to a final state.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Amount, Money, Reference};

/// The gateway's number of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RequestId(pub i64);

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What a session was opened for; what every answer is held against (`I3`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The session's number.
    pub request_id: RequestId,
    /// The shop's name for it.
    pub reference: Reference,
    /// What is to be paid.
    pub amount: Amount,
}

/// A session's life in the ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "kind",
    rename_all = "kebab-case",
    rename_all_fields = "camelCase"
)]
pub enum SessionState {
    /// The intent is committed; the gateway's answer to the request is not.
    Intended,
    /// It never became payable.
    Unopened {
        /// Why not.
        why: Unopened,
    },
    /// The ledger is a backup that was made between the intent and the answer. The customer may have
    /// seen the page and paid; what came of it is not known here, nor by which number to ask for it.
    Forgotten,
    /// The gateway opened it; what follows is what it says of it.
    Opened {
        /// The gateway's number.
        request_id: RequestId,
        /// Where the customer pays.
        process_url: String,
        /// How it stands.
        standing: Standing,
    },
}

impl SessionState {
    /// The gateway's number of an opened session.
    #[must_use]
    pub fn request_id(&self) -> Option<RequestId> {
        match self {
            SessionState::Opened { request_id, .. } => Some(*request_id),
            SessionState::Intended | SessionState::Unopened { .. } | SessionState::Forgotten => {
                None
            }
        }
    }

    /// How an opened session stands.
    #[must_use]
    pub fn standing(&self) -> Option<&Standing> {
        match self {
            SessionState::Opened { standing, .. } => Some(standing),
            SessionState::Intended | SessionState::Unopened { .. } | SessionState::Forgotten => {
                None
            }
        }
    }
}

/// Why a session never became payable.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "kind",
    rename_all = "kebab-case",
    rename_all_fields = "camelCase"
)]
pub enum Unopened {
    /// The gateway refused the request.
    Refused {
        /// The gateway's machine word.
        reason: String,
        /// The gateway's words for people.
        message: String,
    },
    /// The request did not reach the gateway.
    Unreachable {
        /// What failed, for whoever looks into it.
        why: String,
    },
    /// The answer was lost or unreadable: the session may exist, but nobody holds its URL, so
    /// nobody can pay it.
    AnswerLost {
        /// What failed, for whoever looks into it.
        why: String,
    },
    /// The answer led to a page that is not the gateway's; it was not shown to anyone.
    Untrusted {
        /// What was wrong with it.
        why: String,
    },
}

/// What the gateway's answers make of an opened session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "kind",
    rename_all = "kebab-case",
    rename_all_fields = "camelCase"
)]
pub enum Standing {
    /// Open and understood.
    Pending {
        /// How far it is.
        progress: Progress,
    },
    /// Open, but a person should look at it.
    Attention {
        /// Why.
        attention: Attention,
    },
    /// Paid in full.
    Approved,
    /// Over without a payment.
    Rejected {
        /// Why.
        rejection: Rejection,
    },
    /// Said to be over without a payment, and since then not to be: it may be paid, or yet be.
    Doubted {
        /// Why it is said to be over.
        rejection: Rejection,
    },
    /// Over with a part paid.
    PartialExpired {
        /// What was paid.
        paid: Money,
    },
    /// The gateway says that money moved, but not the money that was asked for.
    Conflict {
        /// What does not fit.
        conflict: Conflict,
    },
}

impl Standing {
    /// How every opened session begins.
    pub const WAITING: Standing = Standing::Pending {
        progress: Progress::Waiting,
    };

    /// It rests on an answer about another session, whose transactions are not this one's.
    #[must_use]
    pub fn is_about_another(&self) -> bool {
        let conflict = match self {
            Standing::Attention {
                attention: Attention::Mismatch { conflict },
            }
            | Standing::Conflict { conflict } => conflict,
            Standing::Pending { .. }
            | Standing::Attention { .. }
            | Standing::Approved
            | Standing::Rejected { .. }
            | Standing::Doubted { .. }
            | Standing::PartialExpired { .. } => return false,
        };
        matches!(
            conflict,
            Conflict::RequestId { .. } | Conflict::Reference { .. }
        )
    }

    /// It is over here.
    #[must_use]
    pub fn is_final(&self) -> bool {
        match self {
            Standing::Pending { .. } | Standing::Attention { .. } => false,
            Standing::Approved
            | Standing::Rejected { .. }
            | Standing::Doubted { .. }
            | Standing::PartialExpired { .. }
            | Standing::Conflict { .. } => true,
        }
    }

    /// How a session stands after an answer about it that
    /// [contradicts](crate::Settlement::Contradicted) this end: one without money is in doubt then.
    #[must_use]
    pub fn contradicted_by(self, told: &Standing) -> Standing {
        let reopens = !told.is_final() && !told.is_about_another();
        match self {
            Standing::Rejected { rejection } if reopens => Standing::Doubted { rejection },
            kept => kept,
        }
    }

    /// The gateway may take a payment for it, as far as it last told.
    #[must_use]
    pub fn may_be_open(&self) -> bool {
        matches!(self, Standing::Doubted { .. }) || !self.is_final()
    }

    /// The session ended with money, in whole, in part or in conflict.
    #[must_use]
    pub fn moves_money(&self) -> bool {
        match self {
            Standing::Approved | Standing::PartialExpired { .. } | Standing::Conflict { .. } => {
                true
            }
            Standing::Pending { .. }
            | Standing::Attention { .. }
            | Standing::Rejected { .. }
            | Standing::Doubted { .. } => false,
        }
    }
}

/// How far a session is that still can be paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "kind",
    rename_all = "kebab-case",
    rename_all_fields = "camelCase"
)]
pub enum Progress {
    /// The customer has not tried yet.
    Waiting,
    /// Every attempt was rejected; the customer may retry.
    AttemptRejected {
        /// How many attempts.
        attempts: u32,
    },
    /// The bank has not decided on an attempt: charging another way could take the money twice.
    Validating,
    /// A part is paid.
    PartlyPaid {
        /// What is paid so far.
        paid: Money,
    },
}

/// Why a person should look at an open session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "kind",
    rename_all = "kebab-case",
    rename_all_fields = "camelCase"
)]
pub enum Attention {
    /// The gateway used a status that Cobro does not know (`I5`).
    UnknownStatus {
        /// The status as told.
        status: String,
    },
    /// The answer is about something else, though it moves no money.
    Mismatch {
        /// What does not fit.
        conflict: Conflict,
    },
    /// The session is said to be paid, in whole or in part, but what was paid makes no sense.
    UnclearSum {
        /// What the approved transactions sum to.
        paid: Money,
    },
    /// The gateway does not know the session.
    NotFound,
}

/// Why a session ended without a payment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rejection {
    /// The gateway's machine word, such as `MC` for a cancel by the merchant.
    pub reason: String,
    /// The gateway's words for people.
    pub message: String,
    /// How many attempts were made.
    pub attempts: u32,
}

/// What kind of end a rejection is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RejectionCause {
    /// Every attempt was declined, or the gateway does not say.
    Declined,
    /// The shop or the customer called it off.
    Cancelled,
    /// The time was up.
    Expired,
}

impl Rejection {
    /// What kind of end it is, as far as the gateway's machine word tells: `MC` the merchant
    /// cancelled, `?C` the customer did, `EX` the time was up.
    #[must_use]
    pub fn cause(&self) -> RejectionCause {
        match self.reason.as_str() {
            "MC" | "?C" => RejectionCause::Cancelled,
            "EX" => RejectionCause::Expired,
            _ => RejectionCause::Declined,
        }
    }
}

/// What does not fit between what was asked and what was answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "kind",
    rename_all = "kebab-case",
    rename_all_fields = "camelCase"
)]
pub enum Conflict {
    /// The answer is about another session.
    RequestId {
        /// The number told.
        told: RequestId,
    },
    /// The reference is another one, or missing.
    Reference {
        /// The reference told.
        told: Option<String>,
    },
    /// The currency is another one, or missing.
    Currency {
        /// The currency's code as told.
        told: Option<String>,
    },
    /// The approved transactions do not sum to the amount.
    Sum {
        /// What they sum to.
        paid: Money,
    },
    /// An approved transaction comes without its amount.
    AmountUntold,
    /// The sums do not fit any number.
    Overflow,
    /// The session is said to be rejected, yet has approved transactions.
    PaidThoughRejected {
        /// What they sum to.
        paid: Money,
    },
    /// Two sessions of one sale hold money, each all that was asked for or a part (`I9`).
    PaidTwice,
}

/// Why nobody knows whether a sale is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unsure {
    /// A session of it is [forgotten](SessionState::Forgotten).
    Forgotten,
    /// A backup that holds it took the ledger's place: a session that the backup lacks may be paid.
    BeforeRestore,
    /// The end of a session of it is [doubted](Standing::Doubted).
    Doubted,
}
