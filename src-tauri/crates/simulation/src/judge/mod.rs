//! The judge: holds what the till recorded, shows and prints against what the gateway knows.

mod paper;
mod refunds;
mod sales;
mod sessions;
mod totals;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;
use ledger::{RefundRecord, SaleFilter, SaleId, SaleRecord, SessionId, SessionRecord};
use sale::{
    Reference, RefundFinding, RefundState, SaleState, SessionState, Standing, Unopened, Unsure,
};

use crate::disk::Disk;
use crate::memory::{Questions, Told};
use crate::net::Net;
use crate::paper::Paper;
use crate::verdict::Findings;

/// Remembers over crashes what was seen, so that nothing seen is taken back.
pub struct Judge {
    net: Arc<Net>,
    disk: Arc<Disk>,
    paper: Arc<Paper>,
    findings: Arc<Findings>,
    approved: BTreeSet<SessionId>,
    settled: BTreeMap<ledger::RefundId, RefundState>,
    seen: BTreeMap<SaleId, SaleRecord>,
    /// The references of each sale's sessions, also of those that a lost ledger held. The number of
    /// a sale that was lost is another's later.
    charged: BTreeMap<(SaleId, Timestamp), BTreeSet<Reference>>,
}

impl Judge {
    pub fn new(net: Arc<Net>, disk: Arc<Disk>, paper: Arc<Paper>, findings: Arc<Findings>) -> Self {
        Judge {
            net,
            disk,
            paper,
            findings,
            approved: BTreeSet::new(),
            settled: BTreeMap::new(),
            seen: BTreeMap::new(),
            charged: BTreeMap::new(),
        }
    }

    /// Reads what is durable, as another process does.
    fn read<T>(
        &self,
        read: impl FnOnce(ledger::Tables<'_>) -> Result<T, ledger::Error>,
    ) -> Option<T> {
        match self.disk.read(read) {
            Ok(done) => Some(done),
            Err(error) => {
                self.findings
                    .report("I16", format!("the ledger is unreadable: {error}"));
                None
            }
        }
    }

    /// The ledger is an earlier one: what it does not hold is forgotten, here and by those who
    /// remember for the judge. What the gateway created and told stays true.
    pub fn begin_again(&mut self) {
        self.approved.clear();
        self.settled.clear();
        self.seen.clear();
        let sales = self.read(|tables| tables.sales(&SaleFilter::default()));
        let sales = sales.unwrap_or_default();
        self.net.note(|memory| memory.forget_refunds_but_of(&sales));
        self.paper.begin_again();
    }

    /// One sale, as it was when it last changed.
    pub fn sale(&self, id: SaleId) -> Option<&SaleRecord> {
        self.seen.get(&id)
    }

    /// Every sale, as it was when it last changed.
    pub fn sales(&self) -> impl Iterator<Item = &SaleRecord> {
        self.seen.values()
    }

    /// The sale stands doubted, and did so when another was charged.
    pub fn was_doubted(&self, sale: &SaleRecord, when_charged: SaleId) -> bool {
        let why = Unsure::Doubted;
        if sale.state != (SaleState::Unsure { why }) {
            return false;
        }
        let events = self.read(|tables| {
            let newest = tables.events_of(sale.id)?.pop();
            let charged = tables.events_of(when_charged)?.into_iter().next();
            Ok((newest, charged))
        });
        matches!(events, Some((Some(newest), Some(charged))) if newest.number < charged.number)
    }

    /// Judges sales that changed.
    pub fn judge(&mut self, changed: &BTreeSet<SaleId>) {
        self.net.keep_time();
        if changed.is_empty() {
            return;
        }
        let sales = self.read(|tables| {
            let sales = changed.iter().map(|sale| tables.sale(*sale));
            sales.collect::<Result<Vec<_>, _>>()
        });
        for sale in sales.unwrap_or_default() {
            self.judge_new_sessions(&sale);
            self.judge_sale(&sale);
            self.seen.insert(sale.id, sale);
        }
    }

    /// Judges everything.
    pub fn judge_all(&mut self) {
        self.net.keep_time();
        let sales = self.read(|tables| tables.sales(&SaleFilter::default()));
        let sales = sales.unwrap_or_default();
        for sale in &sales {
            self.judge_sale(sale);
        }
        let now: BTreeMap<_, _> = sales.into_iter().map(|sale| (sale.id, sale)).collect();
        let is_kept = self.seen.keys().all(|sale| now.contains_key(sale));
        self.findings.demand(is_kept, "I12", || {
            "a sale that was shown is gone".to_owned()
        });
        self.seen = now;
        for session in &self.approved {
            let mut sessions = self.seen.values().flat_map(|sale| &sale.sessions);
            let is_there = sessions.any(|kept| kept.id == *session);
            self.findings.demand(is_there, "I12", || {
                format!("the approved session {session} is gone")
            });
        }
    }

    fn judge_sale(&mut self, sale: &SaleRecord) {
        let charged = self.charged.entry((sale.id, sale.created_at)).or_default();
        charged.extend(
            sale.sessions
                .iter()
                .map(|session| session.reference.clone()),
        );
        for session in &sale.sessions {
            self.judge_session(sale, session);
        }
        self.judge_payable(sale);
        self.judge_state(sale);
        self.judge_receipts(sale);
    }

    fn judge_session(&mut self, sale: &SaleRecord, session: &SessionRecord) {
        let reference = session.reference.as_str();
        let created = self.net.remember(|memory| memory.times_created(reference));
        self.findings.demand(created <= 1, "I8", || {
            format!("{} was used for {created} sessions", session.reference)
        });
        match &session.state {
            SessionState::Intended | SessionState::Forgotten => {}
            SessionState::Unopened { why } => {
                let claims_none =
                    matches!(why, Unopened::Refused { .. } | Unopened::Unreachable { .. });
                self.findings
                    .demand(!claims_none || created == 0, "I4", || {
                        format!("{} exists though {why:?}", session.reference)
                    });
            }
            SessionState::Opened {
                request_id,
                standing,
                ..
            } => {
                let id = u64::try_from(request_id.0).unwrap_or_default();
                match self.net.model.truth(id) {
                    Some(truth) => {
                        self.judge_standing(sale, session, standing, &truth);
                        self.judge_money_given_back(session, &truth);
                    }
                    None => self
                        .findings
                        .report("I3", format!("session {request_id} is invented")),
                }
                self.judge_refunds(session);
            }
        }
        let was_approved = self.approved.contains(&session.id);
        let is_approved = session.state.standing() == Some(&Standing::Approved);
        if is_approved {
            self.approved.insert(session.id);
        }
        self.findings
            .demand(!was_approved || is_approved, "I6", || {
                format!(
                    "session {} was approved and is {:?}",
                    session.id, session.state
                )
            });
    }

    fn questions_about(&self, request_id: u64) -> Questions {
        self.net
            .remember(|memory| memory.questions_about(request_id))
    }

    fn told(&self, request_id: u64) -> Told {
        self.net.remember(|memory| memory.told_of(request_id))
    }

    fn was_lied_about(&self, session: &SessionRecord) -> bool {
        let id = session.state.request_id();
        let id = id.and_then(|id| u64::try_from(id.0).ok());
        self.net
            .remember(|memory| id.is_some_and(|id| memory.lied.contains(&id)))
    }

    /// The log, replayed, gives the tables (`I16`).
    pub fn verify(&self) {
        match self.disk.verify() {
            Ok(found) => self
                .findings
                .demand(found.is_empty(), "I16", || format!("{found:?}")),
            Err(error) => self.findings.report("I16", error),
        }
    }

    /// After everything healed, nothing is left open, nothing paid is missing (`I2`), and the day's
    /// total is the sum of its sales (`I16`).
    pub fn judge_the_end(&mut self) {
        self.judge_all();
        for sale in self.seen.values() {
            self.judge_end_of(sale);
        }
        self.judge_jobs();
        self.judge_total();
        self.verify();
    }

    fn judge_end_of(&self, sale: &SaleRecord) {
        self.findings.demand(!may_be_open(sale), "C", || {
            format!("sale {} is still {:?}", sale.id, sale.state)
        });
        for session in &sale.sessions {
            let Some(id) = session.state.request_id() else {
                continue;
            };
            let Some(truth) = self
                .net
                .model
                .truth(u64::try_from(id.0).unwrap_or_default())
            else {
                continue;
            };
            let standing = session.state.standing();
            let lied = self
                .net
                .remember(|memory| memory.lied.contains(&truth.request_id));
            let is_known = match (standing, truth.paid) {
                (Some(Standing::Approved), paid) => paid == truth.asked,
                // what is told to have moved is looked into by people
                (Some(Standing::Conflict { .. }), paid) => lied && paid < truth.asked,
                (Some(Standing::Rejected { .. }), paid) => paid == 0,
                (Some(Standing::PartialExpired { .. }), paid) => paid > 0 && paid < truth.asked,
                (
                    Some(
                        Standing::Pending { .. }
                        | Standing::Attention { .. }
                        | Standing::Doubted { .. },
                    )
                    | None,
                    _,
                ) => false,
            };
            self.findings.demand(is_known, "I2", || {
                format!(
                    "{} ended as {truth:?}, and stands {standing:?}",
                    session.reference
                )
            });
            let all = truth.paid > 0 && truth.given_back == truth.paid;
            if all && self.is_sure_of_refunds(session, &truth) {
                let told = given_back(session);
                self.findings.demand(told == truth.given_back, "I11", || {
                    format!(
                        "{told} of {} are called given back: {truth:?}",
                        session.reference
                    )
                });
            }
            for refund in &session.refunds {
                let is_settled = refund.state != RefundState::Requested;
                self.findings.demand(is_settled, "C", || {
                    format!("refund {} is still on its way", refund.id)
                });
            }
        }
    }
}

/// The gateway may take a payment for it, as far as it last told.
pub fn may_be_open(sale: &SaleRecord) -> bool {
    let standings = sale.sessions.iter().filter_map(|s| s.state.standing());
    sale.state.is_open() || standings.into_iter().any(Standing::may_be_open)
}

fn is_done(refund: &RefundRecord) -> bool {
    matches!(
        refund.state,
        RefundState::Done { .. }
            | RefundState::Decided {
                finding: RefundFinding::GivenBack,
                ..
            }
    )
}

/// What is called given back of a session, in minor units.
fn given_back(session: &SessionRecord) -> i64 {
    let gave_back = session.refunds.iter().filter(|r| r.state.gave_back());
    gave_back.map(|refund| refund.amount.minor).sum()
}
