//! What is said to be given back (`I11`).

use std::collections::BTreeMap;

use ledger::{RefundRecord, SessionRecord};
use sale::RefundState;
use sandbox::Truth;

use super::{Judge, given_back};
use crate::memory::GivenBack;

impl Judge {
    /// No more is called given back than was, as far as nobody was lied to and no person wrote down
    /// what another refund did.
    pub(super) fn judge_money_given_back(&self, session: &SessionRecord, truth: &Truth) {
        if self.is_sure_of_refunds(session, truth) {
            let told = given_back(session);
            self.findings.demand(told <= truth.given_back, "I11", || {
                format!(
                    "{told} of {} are called given back: {truth:?}",
                    session.reference
                )
            });
        }
    }

    pub(super) fn is_sure_of_refunds(&self, session: &SessionRecord, truth: &Truth) -> bool {
        let lied = self
            .net
            .remember(|memory| memory.lied.contains(&truth.request_id));
        let is_sure = |refund: &RefundRecord| match refund.state {
            RefundState::Done { .. } | RefundState::NotDone { .. } => true,
            RefundState::Requested | RefundState::Unknown { .. } | RefundState::Decided { .. } => {
                false
            }
        };
        !lied && session.refunds.iter().all(is_sure)
    }

    pub(super) fn judge_refunds(&mut self, session: &SessionRecord) {
        let mut by_transaction: BTreeMap<i64, Vec<&RefundRecord>> = BTreeMap::new();
        for refund in &session.refunds {
            by_transaction
                .entry(refund.transaction)
                .or_default()
                .push(refund);
        }
        for (transaction, refunds) in by_transaction {
            self.judge_refunds_of(session, transaction, &refunds);
        }
    }

    pub(super) fn judge_refunds_of(
        &mut self,
        session: &SessionRecord,
        transaction: i64,
        refunds: &[&RefundRecord],
    ) {
        let in_flight = refunds.iter().filter(|refund| refund.state.is_in_flight());
        let in_flight = in_flight.count();
        self.findings.demand(in_flight <= 1, "I11", || {
            format!("{in_flight} refunds of {transaction} are in flight")
        });
        let GivenBack {
            ever: out,
            recorded,
        } = self.net.remember(|memory| memory.given_back(transaction));
        let done = |refund: &&&RefundRecord| {
            refund.by.is_some() && matches!(refund.state, RefundState::Done { .. })
        };
        let claimed = refunds.iter().filter(done).count();
        self.findings.demand(claimed <= out, "I11", || {
            format!("{claimed} refunds of {transaction} are called done, {out} were carried out")
        });
        let denies = |refund: &&&RefundRecord| {
            let is_done_or_unknown = refund.state.gave_back() || refund.state.is_in_flight();
            !is_done_or_unknown
        };
        let denied = refunds.iter().filter(denies).count();
        let asked = refunds.iter().filter(|refund| refund.by.is_some()).count();
        self.findings.demand(recorded + denied <= asked, "I11", || {
            format!(
                "{denied} refunds of {transaction} are called not done, {recorded} were carried out"
            )
        });
        let gave_back = refunds.iter().filter(|refund| refund.state.gave_back());
        let gave_back: i64 = gave_back.map(|refund| refund.amount.minor).sum();
        let took = session
            .transactions
            .iter()
            .find(|told| told.internal_reference == transaction)
            .and_then(|told| told.amount)
            .map_or(0, |amount| amount.minor);
        // the whole of what a lie told may be more than the truth that came later
        let request_id = session.state.request_id();
        let lied = request_id.and_then(|id| u64::try_from(id.0).ok());
        let lied = lied.is_some_and(|id| self.net.remember(|memory| memory.lied.contains(&id)));
        self.findings.demand(lied || gave_back <= took, "I11", || {
            format!("{gave_back} of {took} were given back of {transaction}")
        });
        for refund in refunds {
            let before = self.settled.insert(refund.id, refund.state.clone());
            let is_kept =
                before.is_none_or(|before| before == refund.state || before.is_in_flight());
            self.findings.demand(is_kept, "I11", || {
                format!(
                    "refund {} changed its outcome to {:?}",
                    refund.id, refund.state
                )
            });
        }
    }
}
