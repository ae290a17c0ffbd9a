//! Giving money back: the intent is committed, then the gateway asked, then its answer committed.
//! What is not known is never asked again by itself (`I11`).

use std::sync::Arc;

use checkout::{ActionAnswer, ActionOutcome, InternalReference, Reversal};
use ledger::{Ledger, RefundId, RefundRecord, SaleId, SaleRecord, SessionRecord, Stamp};
use sale::{Deed, Money, NotRefunded, RefundFinding, RefundState};

use crate::charge::wire_money;
use crate::error::not_refunded;
use crate::till::Shared;
use crate::{Authority, Error, Failure, Till};

/// What a supervisor gives back.
#[derive(Clone, Debug)]
pub struct RefundOrder {
    /// Of which sale.
    pub sale: SaleId,
    /// Of which of its transactions, by the gateway's number.
    pub transaction: i64,
    /// How much; all that is left where it does not say.
    pub amount: Option<Money>,
    /// On whose word.
    pub authority: Authority,
}

impl Till {
    /// Gives money of a paid transaction back; tells what came of it.
    ///
    /// # Errors
    /// [`Error`] where not even the intent was recorded; then nothing left this computer.
    /// [`Error::Nameless`] where nobody said who answers for it.
    pub async fn refund(&self, order: RefundOrder) -> Result<RefundRecord, Error> {
        let (stamp, by) = self.answer_for_refund(order.authority).await?;
        let sale = self.sale(order.sale).await?;
        let session = sale.sessions.into_iter().find(|session| {
            let mut transactions = session.transactions.iter();
            transactions.any(|t| t.internal_reference == order.transaction)
        });
        let session = session.ok_or(Error::NoSuchTransaction)?;
        let id = session.id;
        let intent = move |ledger: &mut Ledger| {
            ledger.request_refund(stamp, id, order.transaction, order.amount, by)
        };
        let refund = self.shared.intend(intent).await?;
        let reversal = reversal(&session, &refund);
        self.shared.changed(order.sale);
        let (shared, sale) = (self.shared.clone(), order.sale);
        let giving_back = tokio::spawn(async move {
            let outcome = give_back(&shared, sale, refund, reversal).await;
            shared.changed(sale);
            shared.print.call();
            outcome
        });
        giving_back.await.map_err(|_| Error::Closing)?
    }

    /// Records what a supervisor found out about a refund that nobody knew about.
    ///
    /// # Errors
    /// [`Error::Ledger`] with [`AlreadySettled`](ledger::Error::AlreadySettled) where it is known.
    pub async fn decide_refund(
        &self,
        sale: SaleId,
        refund: RefundId,
        finding: RefundFinding,
        authority: Authority,
    ) -> Result<(), Error> {
        let (stamp, by) = self.answer_for_refund(authority).await?;
        let is_of = |record: &SaleRecord| {
            let mut refunds = record.sessions.iter().flat_map(|session| &session.refunds);
            refunds.any(|known| known.id == refund)
        };
        if !is_of(&self.sale(sale).await?) {
            return Err(Error::NoSuchTransaction);
        }
        let state = RefundState::Decided { finding, by };
        let decide = move |ledger: &mut Ledger| ledger.refund_settled(stamp, refund, state);
        self.shared.write(decide).await?;
        self.shared.changed(sale);
        self.shared.print.call();
        Ok(())
    }

    /// Every refund names who answers for it.
    async fn answer_for_refund(&self, authority: Authority) -> Result<(Stamp, String), Error> {
        let authorized = self.authorize(Deed::GiveBack, authority).await?;
        let name = authorized.name.ok_or(Error::Nameless)?;
        Ok((authorized.stamp, name.into()))
    }
}

/// All of a transaction goes back without an amount: before the bank has settled the payment
/// nothing else is possible.
fn reversal(session: &SessionRecord, refund: &RefundRecord) -> Result<Reversal, Error> {
    let mut transactions = session.transactions.iter();
    let whole = transactions.any(|transaction| {
        transaction.internal_reference == refund.transaction
            && transaction.amount == Some(refund.amount)
    });
    if whole {
        return Ok(Reversal::WHOLE);
    }
    Ok(Reversal::part(wire_money(refund.amount)?)?)
}

async fn give_back(
    shared: &Arc<Shared>,
    sale: SaleId,
    refund: RefundRecord,
    reversal: Result<Reversal, Error>,
) -> Result<RefundRecord, Error> {
    let state = match reversal {
        Ok(reversal) => {
            shared.spend();
            let transaction = InternalReference(refund.transaction);
            let answer = shared.client.reverse(transaction, reversal).await;
            let failure = answer.as_ref().err().cloned().map(Failure::from);
            if !matches!(failure, Some(Failure::Refused { .. })) {
                shared.heard(failure.as_ref());
            }
            match answer {
                Ok(answer) => outcome(answer, refund.amount),
                Err(error) => not_refunded(error),
            }
        }
        Err(error) => RefundState::NotDone {
            why: NotRefunded::Unreachable {
                why: error.to_string(),
            },
        },
    };
    let now = (shared.world.now)();
    let id = refund.id;
    let record = move |ledger: &mut Ledger| ledger.refund_settled(now, id, state.clone());
    shared.record(sale, record).await?;
    shared.read(move |tables| tables.refund(id)).await
}

fn outcome(answer: ActionAnswer, asked: Money) -> RefundState {
    let ActionAnswer {
        outcome,
        report,
        transaction,
    } = answer;
    let told = transaction.as_ref().and_then(|told| told.amount);
    let another = told.is_some_and(|told| {
        (told.from.minor(), told.from.currency().code()) != (asked.minor, asked.currency.code())
    });
    match outcome {
        ActionOutcome::Done if another => RefundState::Unknown {
            why: "the gateway tells another amount".to_owned(),
        },
        ActionOutcome::Done => RefundState::Done {
            authorization: transaction.and_then(|told| told.authorization),
        },
        ActionOutcome::Declined => RefundState::NotDone {
            why: NotRefunded::Refused {
                reason: report.reason,
                message: report.message,
            },
        },
        ActionOutcome::InProgress | ActionOutcome::Unclear => RefundState::Unknown {
            why: format!("the gateway says {}: {}", report.reason, report.message),
        },
    }
}
