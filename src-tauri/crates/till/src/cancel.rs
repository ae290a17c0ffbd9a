//! Cancelling honestly: cancel at the gateway, then ask what came of it.

use ledger::SaleId;
use sale::{Conflict, Deed, Progress, SaleState, Unsure};

use crate::inquiry::inquire;
use crate::{Error, Failure, Till};

/// What came of a cancel, by what may be done next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cancelled {
    /// The gateway ended the session: charging another way is safe.
    Revoked,
    /// It was paid already, and given back since.
    GivenBack,
    /// It was paid already.
    AlreadyPaid,
    /// A part is paid; the gateway no longer cancels.
    PartlyPaid,
    /// An attempt is at the bank: charging another way could take the money twice.
    Validating,
    /// The gateway answered, but the session goes on: it can still be paid.
    StillOpen,
    /// Money moved, but not as asked.
    Conflict(Conflict),
    /// Nobody knows whether it is paid.
    Unsure(Unsure),
    /// The gateway did not answer usably; the till goes on asking.
    Unknown(Failure),
}

impl Till {
    /// Cancels a sale's session that may be open, and says what the gateway knows afterwards; of a
    /// sale that is over, how it ended.
    ///
    /// # Errors
    /// [`Error::NotOpen`] where no session could be cancelled.
    pub async fn cancel(&self, id: SaleId) -> Result<Cancelled, Error> {
        let stamp = self.shared.stamp(Deed::Sell)?;
        let sale = self.sale(id).await?;
        let open = sale.sessions.into_iter().rev().find(|session| {
            session
                .state
                .standing()
                .is_some_and(sale::Standing::may_be_open)
        });
        let Some(session) = open else {
            return already_over(sale.state).ok_or(Error::NotOpen);
        };
        let sale::SessionState::Opened { request_id, .. } = session.state else {
            return Err(Error::NotOpen);
        };
        let asked = session.id;
        self.shared
            .write(move |ledger| ledger.cancel_asked(stamp, asked))
            .await?;
        self.shared.spend();
        let cancelled = self
            .shared
            .client
            .cancel_session(checkout::RequestId(request_id.0))
            .await;
        if let Err(error) = &cancelled {
            tracing::info!(request_id = request_id.0, %error, "the gateway did not cancel");
        }
        self.shared.spend();
        let heard = inquire(&self.shared, session.id, request_id).await?;
        Ok(outcome(self.sale(id).await?.state, heard.failure()))
    }
}

/// The sale ended a moment before the cancel.
fn already_over(state: SaleState) -> Option<Cancelled> {
    match state {
        SaleState::Approved
        | SaleState::Refunded { .. }
        | SaleState::Rejected { .. }
        | SaleState::PartialExpired { .. }
        | SaleState::Conflict { .. }
        | SaleState::Unsure { .. } => Some(outcome(state, None)),
        SaleState::Opening
        | SaleState::Unopened { .. }
        | SaleState::Pending { .. }
        | SaleState::Attention { .. } => None,
    }
}

/// What came of it, by how the sale stands after asking; `failure` where that was not answered.
fn outcome(state: SaleState, failure: Option<Failure>) -> Cancelled {
    match (state, failure) {
        (SaleState::Rejected { .. }, _) => Cancelled::Revoked,
        (SaleState::Approved, _) => Cancelled::AlreadyPaid,
        (SaleState::Refunded { .. }, _) => Cancelled::GivenBack,
        (SaleState::PartialExpired { .. }, _) => Cancelled::PartlyPaid,
        (SaleState::Conflict { conflict }, _) => Cancelled::Conflict(conflict),
        (SaleState::Unsure { why }, _) => Cancelled::Unsure(why),
        (_, Some(failure)) => Cancelled::Unknown(failure),
        (
            SaleState::Pending {
                progress: Progress::PartlyPaid { .. },
            },
            None,
        ) => Cancelled::PartlyPaid,
        (
            SaleState::Pending {
                progress: Progress::Validating,
            },
            None,
        ) => Cancelled::Validating,
        (
            SaleState::Pending { .. }
            | SaleState::Attention { .. }
            | SaleState::Opening
            | SaleState::Unopened { .. },
            None,
        ) => Cancelled::StillOpen,
    }
}
