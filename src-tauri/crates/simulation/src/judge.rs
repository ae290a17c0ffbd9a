//! The judge: holds what the till recorded, shows and prints against what the gateway knows.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;
use ledger::{
    JobState, PrintJob, Receipt, RefundRecord, SaleFilter, SaleId, SaleRecord, SessionId,
    SessionRecord, Taking,
};
use sale::{
    Conflict, Currency, Money, Progress, Reference, RefundFinding, RefundState, SaleState,
    SessionState, Standing, Transaction, TransactionStatus, Unopened, Unsure,
};
use sandbox::{End, Truth};

use crate::disk::Disk;
use crate::lies::Lie;
use crate::memory::{GivenBack, Questions, Told};
use crate::net::Net;
use crate::paper::{About, Paper};
use crate::people;
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

    fn judge_standing(
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

    fn questions_about(&self, request_id: u64) -> Questions {
        self.net
            .remember(|memory| memory.questions_about(request_id))
    }

    fn told(&self, request_id: u64) -> Told {
        self.net.remember(|memory| memory.told_of(request_id))
    }

    /// No more is called given back than was, as far as nobody was lied to and no person wrote down
    /// what another refund did.
    fn judge_money_given_back(&self, session: &SessionRecord, truth: &Truth) {
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

    fn is_sure_of_refunds(&self, session: &SessionRecord, truth: &Truth) -> bool {
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

    fn judge_refunds(&mut self, session: &SessionRecord) {
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

    fn judge_refunds_of(
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

    /// At most one session of a sale can be paid (`I7`), here and at the gateway; but one may have
    /// been opened before an earlier one was doubted.
    fn judge_payable(&self, sale: &SaleRecord) {
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
    fn judge_new_sessions(&self, sale: &SaleRecord) {
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
    fn judge_state(&self, sale: &SaleRecord) {
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

    /// Paper comes after the approval is durable (`I12`).
    fn judge_receipts(&self, sale: &SaleRecord) {
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

    /// Every approval asked for its receipt (`I12`).
    fn judge_jobs(&self) {
        let jobs = self.read(|tables| {
            let jobs = self.seen.keys().map(|sale| tables.print_jobs_of(*sale));
            jobs.collect::<Result<Vec<_>, _>>()
        });
        for (sale, jobs) in self.seen.values().zip(jobs.unwrap_or_default()) {
            self.judge_jobs_of(sale, &jobs);
        }
    }

    fn judge_jobs_of(&self, sale: &SaleRecord, jobs: &[PrintJob]) {
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

    fn judge_total(&self) {
        for currency in people::CURRENCIES {
            self.judge_total_in(currency);
        }
    }

    fn judge_total_in(&self, currency: Currency) {
        let ever = Timestamp::MIN..Timestamp::MAX;
        let paid = self.seen.values().filter(|sale| {
            sale.amount.currency() == currency
                && sale.paid_at.is_some()
                && matches!(sale.state, SaleState::Approved | SaleState::Refunded { .. })
        });
        let sum: i64 = paid.map(|sale| sale.amount.money().minor).sum();
        let taken = self.read(|tables| tables.taken(ever, currency));
        let total = taken.map_or(-1, |taken| taken.total.minor);
        self.findings.demand(total == sum, "I16", || {
            format!("the total is {total} {currency}, the sales sum to {sum}")
        });
        self.judge_shifts_in(currency);
    }

    /// What all shifts came to, with what came since the last close, is what the sales hold.
    fn judge_shifts_in(&self, currency: Currency) {
        let reports = self.read(|tables| {
            let shifts = tables.shifts(u32::MAX)?.into_iter();
            let closed = shifts.filter_map(|shift| Some(shift.close?.report));
            let mut reports: Vec<_> = closed.collect();
            reports.push(tables.shift_so_far()?);
            Ok(reports)
        });
        let in_it = |takings: &[Taking]| -> i64 {
            let takings = takings.iter().filter(|t| t.sum.currency == currency);
            takings.map(|taking| taking.sum.minor).sum()
        };
        let reports = reports.unwrap_or_default();
        let takings = reports.iter().map(|report| &report.takings);
        let told: i64 = takings
            .map(|takings| in_it(&takings.taken) - in_it(&takings.given_back))
            .sum();
        let sales = self.seen.values();
        let held: i64 = sales
            .flat_map(|sale| sale.sessions.iter().map(move |session| (sale, session)))
            .map(|(sale, session)| counted_left(sale, session, currency))
            .sum();
        self.findings.demand(told == held, "I16", || {
            format!("the shifts come to {told} {currency}, the sales hold {held}")
        });
    }
}

/// The gateway may take a payment for it, as far as it last told.
pub fn may_be_open(sale: &SaleRecord) -> bool {
    let standings = sale.sessions.iter().filter_map(|s| s.state.standing());
    sale.state.is_open() || standings.into_iter().any(Standing::may_be_open)
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

/// What the shifts count of a session in a currency, in minor units: a conflict's money is not
/// counted, nor what is given back of it. A gateway that lied may have told of a refund in another
/// currency than the sale's.
fn counted_left(sale: &SaleRecord, session: &SessionRecord, currency: Currency) -> i64 {
    let took = match session.state.standing() {
        Some(Standing::Approved) => sale.amount.money(),
        Some(
            Standing::PartialExpired { paid }
            | Standing::Pending {
                progress: Progress::PartlyPaid { paid },
            },
        ) => *paid,
        Some(
            Standing::Pending { .. }
            | Standing::Attention { .. }
            | Standing::Rejected { .. }
            | Standing::Doubted { .. }
            | Standing::Conflict { .. },
        )
        | None => return 0,
    };
    let in_it = |money: &Money| money.currency == currency;
    let gave_back = session.refunds.iter().filter(|r| r.state.gave_back());
    let back = gave_back.map(|refund| refund.amount).filter(in_it);
    let took = Some(took).filter(in_it).map_or(0, |took| took.minor);
    took - back.map(|back| back.minor).sum::<i64>()
}

/// What is called given back of a session, in minor units.
fn given_back(session: &SessionRecord) -> i64 {
    let gave_back = session.refunds.iter().filter(|r| r.state.gave_back());
    gave_back.map(|refund| refund.amount.minor).sum()
}
