//! What a session is said to be (`I3`, `I4`, `I5`, `I7`).

use ledger::{SaleRecord, SessionRecord};
use sale::Standing;
use sandbox::Truth;

use super::Judge;
use crate::lies::Lie;

impl Judge {
    pub(super) fn judge_standing(
        &self,
        sale: &SaleRecord,
        session: &SessionRecord,
        standing: &Standing,
        truth: &Truth,
    ) {
        let told = self.told(truth.request_id);
        let asked = sale.amount.money();
        let is_ours = truth.reference == session.reference.as_str()
            && truth.currency == asked.currency.code()
            && truth.asked == asked.minor;
        self.findings.demand(is_ours, "I3", || {
            format!("session {} was asked for as {truth:?}", session.reference)
        });
        let lied = || {
            self.net
                .remember(|memory| memory.lied.contains(&truth.request_id))
        };
        match standing {
            Standing::Approved => {
                self.findings.demand(truth.paid == asked.minor, "I3", || {
                    format!("{} is called paid, but {truth:?}", session.reference)
                });
            }
            Standing::Rejected { .. } | Standing::Doubted { .. } => {
                let is_doubted = matches!(standing, Standing::Doubted { .. });
                let newest = self.questions_about(truth.request_id).newest_lie;
                let denies = matches!(newest, Some(Lie::UnknownStatus | Lie::PaidWithRejected));
                self.findings.demand(is_doubted || !denies, "I7", || {
                    format!("{} is rejected after {newest:?}", session.reference)
                });
                self.findings.demand(!is_doubted || lied(), "I7", || {
                    format!("{} is doubted, but {truth:?}", session.reference)
                });
                self.findings.demand(told.over_unpaid, "I4", || {
                    format!("{} is called rejected, but {truth:?}", session.reference)
                });
            }
            Standing::PartialExpired { .. } => {
                self.findings.demand(told.over_in_part, "I4", || {
                    format!(
                        "{} is called over in part, but {truth:?}",
                        session.reference
                    )
                });
            }
            Standing::Conflict { conflict } => {
                self.findings.demand(lied(), "I3", || {
                    format!(
                        "{} is in conflict, {conflict:?}, but {truth:?}",
                        session.reference
                    )
                });
            }
            Standing::Attention { attention } => {
                self.findings.demand(lied(), "I5", || {
                    format!("{} calls for attention: {attention:?}", session.reference)
                });
            }
            Standing::Pending { .. } => {
                let newest = self.questions_about(truth.request_id).newest_lie;
                let is_unknown = newest == Some(Lie::UnknownStatus);
                self.findings.demand(!is_unknown, "I5", || {
                    format!("{} is {standing:?} on an unknown status", session.reference)
                });
            }
        }
    }
}
