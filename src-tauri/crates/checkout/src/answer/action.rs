//! What comes of an action on a transaction.

use serde::Deserialize;

use crate::answer::json;
use crate::answer::loose::object;
use crate::answer::status::{Report, WireStatus};
use crate::answer::transaction::WireTransaction;
use crate::request::action::Action;
use crate::{Error, InternalReference, Status, Transaction};

/// What came of a reversal, a confirmation or a cancellation.
///
/// Source: "Transaction actions", `POST /api/transaction`.
///
/// # Design
/// [`ActionOutcome::Done`] needs the answer's own status to say so and, where the answer carries a
/// transaction, that transaction to agree: its status, the amount of a part that is given back, the
/// number of what is confirmed or called off. What contradicts itself is
/// [`ActionOutcome::Unclear`]: a person decides, nothing is sent again by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActionAnswer {
    /// What came of it.
    pub outcome: ActionOutcome,
    /// How the gateway says so.
    pub report: Report,
    /// The transaction that the action made or changed, where it is told. A reversal is a
    /// transaction of its own, with a number of its own.
    pub transaction: Option<Transaction>,
}

/// What came of an action, by what the caller does next.
///
/// Source: "Transaction actions", and "Response codes".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ActionOutcome {
    /// It was done.
    Done,
    /// It was refused: no money moved by it.
    Declined,
    /// It is under way. For a confirmation or a cancellation query the session later; for a reversal
    /// a query may never show it, so treat it as [`Self::Unclear`].
    InProgress,
    /// The answer does not tell. It may have been done: never send it again without a query and
    /// a person's decision.
    Unclear,
}

#[derive(Deserialize)]
struct WireAction {
    status: WireStatus,
    #[serde(default, deserialize_with = "object")]
    payment: Option<WireTransaction>,
}

impl ActionAnswer {
    pub(crate) fn parse(
        body: &[u8],
        action: Action,
        asked: InternalReference,
    ) -> Result<Self, Error> {
        let wire: WireAction = json::read(body)?;
        let report = Report::from(wire.status);
        let transaction = wire.payment.and_then(WireTransaction::told).transpose()?;
        let said = outcome(action, &report);
        let agreed = transaction
            .as_ref()
            .is_none_or(|told| outcome(action, &told.report) == said && fits(told, action, asked));
        Ok(ActionAnswer {
            outcome: if agreed { said } else { ActionOutcome::Unclear },
            report,
            transaction,
        })
    }
}

/// A reversal is a transaction of its own, with a number of its own; the other actions change the
/// one that was asked for.
fn fits(told: &Transaction, action: Action, asked: InternalReference) -> bool {
    match action {
        Action::Reverse(reversal) => match (reversal.amount(), told.amount) {
            (Some(part), Some(given_back)) => given_back.from == part,
            (None, _) | (_, None) => true,
        },
        Action::Confirm | Action::Cancel => told.internal_reference == asked,
    }
}

fn outcome(action: Action, report: &Report) -> ActionOutcome {
    let done = match action {
        Action::Reverse(_) => matches!(report.status, Status::Approved | Status::Refunded),
        Action::Confirm => report.status == Status::Approved,
        Action::Cancel => matches!(report.status, Status::Rejected | Status::Canceled),
    };
    if done {
        return ActionOutcome::Done;
    }
    match report.status {
        Status::Failed if report.is_unknown_at_the_gateway() => ActionOutcome::Unclear,
        Status::Failed | Status::Rejected | Status::Approved => ActionOutcome::Declined,
        Status::Pending
        | Status::PendingValidation
        | Status::PendingProcess
        | Status::PendingConfirmation => ActionOutcome::InProgress,
        Status::Ok
        | Status::ApprovedPartial
        | Status::PartialExpired
        | Status::Canceled
        | Status::Refunded
        | Status::Error
        | Status::Unrecognized(_) => ActionOutcome::Unclear,
    }
}
