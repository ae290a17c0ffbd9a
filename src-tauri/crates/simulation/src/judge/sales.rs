//! What a sale is said to be, and how often it may be paid (`I2`, `I3`, `I7`, `I9`).

use ledger::{SaleRecord, SessionRecord};
use sale::{Conflict, SaleState, Standing};
use sandbox::{End, Truth};

use super::{Judge, given_back};

impl Judge {
    /// At most one session of a sale can be paid (`I7`), here and at the gateway; but one may have
    /// been opened before an earlier one was doubted.
    pub(super) fn judge_payable(&self, sale: &SaleRecord) {
        let payable = sale.sessions.iter().filter(|session| session.is_payable());
        let payable = payable.filter(|session| !is_doubted(session)).count();
        self.findings.demand(payable <= 1, "I7", || {
            format!("sale {} has {payable} payable sessions", sale.id)
        });
        let charged = self.charged.get(&(sale.id, sale.created_at));
        let Some(charged) = charged.filter(|references| references.len() > 1) else {
            return;
        };
        let can_pay = |truth: &&Truth| {
            truth.end == End::Open
                && charged
                    .iter()
                    .any(|reference| reference.as_str() == truth.reference)
                && self
                    .net
                    .remember(|memory| memory.shown.contains(&truth.request_id))
        };
        let open = self.net.model.truths().iter().filter(can_pay).count();
        self.findings.demand(open <= 1, "I7", || {
            format!("customers can pay {open} sessions of sale {}", sale.id)
        });
    }

    /// A sale that is paid, or of which nobody knows, gets no further session (`I7`).
    pub(super) fn judge_new_sessions(&self, sale: &SaleRecord) {
        let Some(before) = self.seen.get(&sale.id) else {
            return;
        };
        let is_done = matches!(before.state, SaleState::Approved | SaleState::Unsure { .. });
        let has_more = sale.sessions.len() > before.sessions.len();
        self.findings.demand(!is_done || !has_more, "I7", || {
            format!(
                "sale {} was {:?} and is charged again",
                sale.id, before.state
            )
        });
    }

    /// What its sessions hold is what a sale says (`I2`, `I3`, `I9`).
    pub(super) fn judge_state(&self, sale: &SaleRecord) {
        let holding = sale.sessions.iter().filter(|s| money_left(sale, s) > 0);
        let holding: Vec<_> = holding.map(|session| &session.reference).collect();
        let fits = match &sale.state {
            SaleState::Approved | SaleState::PartialExpired { .. } => holding.len() == 1,
            SaleState::Refunded { .. } => holding.len() < 2,
            SaleState::Conflict { conflict } => {
                *conflict != Conflict::PaidTwice || holding.len() > 1
            }
            SaleState::Opening
            | SaleState::Unopened { .. }
            | SaleState::Pending { .. }
            | SaleState::Attention { .. }
            | SaleState::Rejected { .. }
            | SaleState::Unsure { .. } => holding.is_empty(),
        };
        let invariant = match (&sale.state, holding.len()) {
            (_, 2..) | (SaleState::Conflict { .. }, _) => "I9",
            (SaleState::Approved, _) => "I3",
            (_, _) => "I2",
        };
        self.findings.demand(fits, invariant, || {
            format!(
                "{holding:?} hold money of sale {}, which stands {:?}",
                sale.id, sale.state
            )
        });
        let doubted = sale.sessions.iter().find(|session| is_doubted(session));
        let invites = doubted.filter(|_| sale.state.is_open());
        self.findings.demand(invites.is_none(), "I7", || {
            format!("sale {} is {:?} beside {invites:?}", sale.id, sale.state)
        });
        let is_whole = |s: &SessionRecord| s.state.standing() == Some(&Standing::Approved);
        let says_paid = sale.state == SaleState::Approved;
        let is_paid = sale.sessions.iter().any(is_whole);
        self.findings.demand(!says_paid || is_paid, "I3", || {
            format!(
                "sale {} is called paid without an approved session",
                sale.id
            )
        });
    }
}

fn is_doubted(session: &SessionRecord) -> bool {
    matches!(session.state.standing(), Some(Standing::Doubted { .. }))
}

/// What a session still holds of what the ledger says it took, in minor units.
fn money_left(sale: &SaleRecord, session: &SessionRecord) -> i64 {
    let took = match session.state.standing() {
        Some(Standing::Approved) => sale.amount.money().minor,
        Some(Standing::PartialExpired { paid }) => paid.minor,
        Some(
            Standing::Pending { .. }
            | Standing::Attention { .. }
            | Standing::Rejected { .. }
            | Standing::Doubted { .. }
            | Standing::Conflict { .. },
        )
        | None => 0,
    };
    took - given_back(session)
}
