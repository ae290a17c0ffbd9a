//! The receipts that the money of a session asks for, each once.

use jiff::Timestamp;
use sale::{Progress, Standing, Transaction, TransactionStatus};

use crate::commit::Commit;
use crate::events::Event;
use crate::{Copy, Error, JobId, Receipt, SaleId, SessionRecord, Stamp, print_jobs};

impl SessionRecord {
    /// The approved attempts, in the order in which they were made.
    #[must_use]
    pub fn payments(&self) -> Vec<&Transaction> {
        let attempts = self.transactions.iter();
        let approved = attempts.filter(|attempt| attempt.status == TransactionStatus::Approved);
        let mut payments: Vec<_> = approved.collect();
        payments.sort_by_key(|payment| (payment.at, payment.internal_reference));
        payments
    }

    /// The receipts of its money. What was given back elsewhere is not handed to anyone here.
    #[must_use]
    pub fn receipts(&self) -> Vec<Receipt> {
        let session = self.id;
        let mut receipts = match self.state.standing() {
            Some(Standing::Approved) => vec![Receipt::Sale],
            Some(Standing::PartialExpired { .. }) => vec![Receipt::PartialExpired { session }],
            Some(Standing::Pending {
                progress: Progress::PartlyPaid { .. },
            }) => {
                let part = |paid: &Transaction| Receipt::Part {
                    session,
                    transaction: paid.internal_reference,
                };
                self.payments().into_iter().map(part).collect()
            }
            Some(
                Standing::Pending { .. }
                | Standing::Attention { .. }
                | Standing::Rejected { .. }
                | Standing::Doubted { .. }
                | Standing::Conflict { .. },
            )
            | None => Vec::new(),
        };
        let given_back = self
            .refunds
            .iter()
            .filter(|refund| refund.by.is_some() && refund.state.gave_back());
        receipts.extend(given_back.map(|refund| Receipt::Refund { refund: refund.id }));
        receipts
    }
}

/// Queues what a session's money asks for on paper now and did not ask for before.
pub(crate) fn queue_new(
    commit: &Commit<'_>,
    at: Timestamp,
    before: &SessionRecord,
) -> Result<(), Error> {
    let asked_before = before.receipts();
    let mut new = commit.tables().session(before.id)?.receipts();
    new.retain(|receipt| !asked_before.contains(receipt));
    if new.is_empty() {
        return Ok(());
    }
    let queued = commit.tables().print_jobs_of(before.sale)?;
    for receipt in new {
        if queued.iter().all(|job| job.receipt != receipt) {
            queue(commit, at, before.sale, receipt, Copy::Original)?;
        }
    }
    Ok(())
}

pub(crate) fn queue(
    commit: &Commit<'_>,
    stamp: impl Into<Stamp>,
    sale: SaleId,
    receipt: Receipt,
    copy: Copy,
) -> Result<JobId, Error> {
    let job = print_jobs::next_id(&commit.transaction)?;
    let queued = Event::ReceiptQueued { job, copy, receipt };
    commit.record(stamp, sale, &queued)?;
    Ok(job)
}
