//! Cancelling honestly: cancel at the gateway, then ask what came of it.

use ledger::SaleId;
use sale::{Progress, SaleState};

use crate::watcher::inquire;
use crate::{Error, Failure, Till};

/// What came of a cancel, by what may be done next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cancelled {
    /// The gateway ended the session: charging another way is safe.
    Revoked,
    /// It was paid already.
    AlreadyPaid,
    /// A part is paid; the gateway no longer cancels.
    PartlyPaid,
    /// An attempt is at the bank: charging another way could take the money twice.
    Validating,
    /// Nothing certain is known; the till goes on asking.
    Unknown(Failure),
}

impl Till {
    /// Cancels a sale's open session and says what the gateway knows afterwards; of a sale that is
    /// over, how it ended.
    ///
    /// # Errors
    /// [`Error::NotOpen`] where no session could be cancelled.
    pub async fn cancel(&self, id: SaleId) -> Result<Cancelled, Error> {
        let sale = self.sale(id).await?;
        let open = sale.sessions.into_iter().rev().find(|session| {
            session
                .state
                .standing()
                .is_some_and(|standing| !standing.is_final())
        });
        let Some(session) = open else {
            return already_over(sale.state).ok_or(Error::NotOpen);
        };
        let sale::SessionState::Opened { request_id, .. } = session.state else {
            return Err(Error::NotOpen);
        };
        let (now, asked) = (self.now(), session.id);
        self.shared
            .with_ledger(move |ledger| ledger.cancel_asked(now, asked))
            .await?;
        let cancelled = self
            .shared
            .client
            .cancel_session(checkout::RequestId(request_id.0))
            .await;
        if let Err(error) = &cancelled {
            tracing::info!(request_id = request_id.0, %error, "the gateway did not cancel");
        }
        let asked = inquire(&self.shared, session).await?;
        let failure = asked.or(cancelled.err().map(Failure::from));
        Ok(outcome(self.sale(id).await?.state, failure))
    }
}

/// The sale ended a moment before the cancel.
fn already_over(state: SaleState) -> Option<Cancelled> {
    let is_over = matches!(
        state,
        SaleState::Approved | SaleState::Rejected { .. } | SaleState::PartialExpired { .. }
    );
    is_over.then(|| outcome(state, None))
}

fn outcome(state: SaleState, failure: Option<Failure>) -> Cancelled {
    let unclear = |why: &str| {
        let why = why.to_owned();
        Cancelled::Unknown(Failure::Unreachable {
            why,
            retry_after: None,
        })
    };
    match state {
        SaleState::Rejected { .. } => Cancelled::Revoked,
        SaleState::Approved => Cancelled::AlreadyPaid,
        SaleState::PartialExpired { .. } => Cancelled::PartlyPaid,
        SaleState::Pending {
            progress: Progress::PartlyPaid { .. },
        } => Cancelled::PartlyPaid,
        SaleState::Pending {
            progress: Progress::Validating,
        } => Cancelled::Validating,
        SaleState::Pending { .. }
        | SaleState::Attention { .. }
        | SaleState::Conflict { .. }
        | SaleState::Opening
        | SaleState::Unopened { .. } => match failure {
            Some(failure) => Cancelled::Unknown(failure),
            None => unclear("the session is still open"),
        },
    }
}
