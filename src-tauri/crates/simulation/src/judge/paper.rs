//! What must be on paper, and what must not (`I12`).

use ledger::{JobState, PrintJob, Receipt, SaleRecord};
use sale::{Standing, Transaction, TransactionStatus};

use super::{Judge, is_done};
use crate::paper::About;

impl Judge {
    /// Paper comes after the approval is durable (`I12`).
    pub(super) fn judge_receipts(&self, sale: &SaleRecord) {
        for session in &sale.sessions {
            for about in self.paper.receipts_of(session.reference.as_str()) {
                let is_so = match about {
                    About::Sale => session.state.standing() == Some(&Standing::Approved),
                    // an answer with other transactions, or none, takes their place
                    About::Part | About::PartialExpired => {
                        session.transactions.iter().any(is_paid) || self.was_lied_about(session)
                    }
                    About::Refund => session.refunds.iter().any(is_done),
                    // it bears the references of others, and none of its own
                    About::ShiftClose => false,
                };
                self.findings.demand(is_so, "I12", || {
                    let (reference, state) = (&session.reference, &session.state);
                    format!("{reference} has a receipt of {about:?} and is {state:?}")
                });
            }
        }
    }

    /// Every approval asked for its receipt (`I12`).
    pub(super) fn judge_jobs(&self) {
        let jobs = self.read(|tables| {
            let jobs = self.seen.keys().map(|sale| tables.print_jobs_of(*sale));
            jobs.collect::<Result<Vec<_>, _>>()
        });
        for (sale, jobs) in self.seen.values().zip(jobs.unwrap_or_default()) {
            self.judge_jobs_of(sale, &jobs);
        }
    }

    pub(super) fn judge_jobs_of(&self, sale: &SaleRecord, jobs: &[PrintJob]) {
        for asked_for in receipts_of(sale) {
            let has_it = jobs.iter().any(|job| job.receipt == asked_for);
            self.findings.demand(has_it, "receipt", || {
                format!("sale {} has no receipt of {asked_for:?}", sale.id)
            });
        }
        let waits = |job: &PrintJob| {
            matches!(
                job.state,
                JobState::Queued | JobState::Delayed { .. } | JobState::Printing
            )
        };
        self.findings.demand(!jobs.iter().any(waits), "C", || {
            format!("a receipt of sale {} still waits", sale.id)
        });
    }
}

/// What must be on paper of a sale that is over.
fn receipts_of(sale: &SaleRecord) -> Vec<Receipt> {
    let mut receipts = Vec::new();
    if sale.paid_at.is_some() {
        receipts.push(Receipt::Sale);
    }
    for session in &sale.sessions {
        if let Some(Standing::PartialExpired { .. }) = session.state.standing() {
            let session = session.id;
            receipts.push(Receipt::PartialExpired { session });
        }
        let asked_here = session.refunds.iter().filter(|refund| refund.by.is_some());
        let done = asked_here.filter(|refund| is_done(refund));
        receipts.extend(done.map(|refund| Receipt::Refund { refund: refund.id }));
    }
    receipts
}

fn is_paid(attempt: &Transaction) -> bool {
    attempt.status == TransactionStatus::Approved
}
