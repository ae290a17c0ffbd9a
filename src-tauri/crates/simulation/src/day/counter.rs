//! What the cashier and the supervisor do at the counter, and what they are told.

use std::time::Duration;

use ledger::{Duplicates, RefundId, SaleId, SaleRecord, SessionId};
use sale::{Amount, Money, RefundFinding, RefundState, SaleState, TransactionStatus};
use till::{Authority, Cancelled, Charge, RefundOrder, Till};

use super::Day;
use crate::judge::may_be_open;
use crate::memory::Carried;
use crate::people;

/// What came of what the cashier wanted.
pub(super) enum Done {
    Charged(Result<SaleRecord, till::Error>, Duplicates),
    /// With the session that was the newest when they wanted it.
    Cancelled(SaleId, SessionId, Result<Cancelled, till::Error>),
    Other,
}

impl Day {
    pub(super) fn charge(&mut self) {
        self.report.sales += 1;
        let minor = 500 + i64::try_from(self.dice.below(12)).unwrap_or(0) * 490;
        let currency = people::currency(&self.dice);
        let Ok(amount) = Amount::new(Money::new(minor, currency)) else {
            return;
        };
        let duplicates = if self.dice.happens(500) {
            Duplicates::Allowed
        } else {
            Duplicates::Refused
        };
        let charge = Charge {
            amount,
            description: None,
            customer: sale::Customer::default(),
            allow_partial: self.dice.happens(300),
            reference: None,
            expires_in: Duration::from_mins(5 + self.dice.below(11)),
            duplicates,
        };
        self.wish(move |till| async move {
            let charged = till.charge(charge).await;
            if let Ok(sale) = &charged {
                till.put_on_screen(Some(sale.id));
            }
            Done::Charged(charged, duplicates)
        });
    }

    pub(super) fn charge_again(&mut self) {
        let Some(sale) = self.some_sale(|sale| !sale.state.is_open()) else {
            return;
        };
        self.wish(move |till| async move {
            Done::Charged(till.charge_again(sale.id).await, Duplicates::Allowed)
        });
    }

    pub(super) fn look_at(&mut self) {
        if let Some(sale) = self.some_sale(|sale| sale.state.is_open()) {
            self.with_till(|till| till.put_on_screen(Some(sale.id)));
        }
    }

    pub(super) fn ask(&mut self) {
        if let Some(sale) = self.some_sale(|_| true) {
            self.ask_about(sale.id);
        }
    }

    pub(super) fn ask_about(&mut self, sale: SaleId) {
        self.wish(move |till| async move {
            till.ask_now(sale).await.ok();
            Done::Other
        });
    }

    pub(super) fn cancel(&mut self) {
        let Some(sale) = self.some_sale(may_be_open) else {
            return;
        };
        if let Some(newest) = sale.newest_session().map(|session| session.id) {
            let id = sale.id;
            self.wish(
                move |till| async move { Done::Cancelled(id, newest, till.cancel(id).await) },
            );
        }
    }

    pub(super) fn refund(&mut self, part: RefundPart) {
        let pays = |sale: &SaleRecord| paid_transactions(sale).next().is_some();
        let Some(sale) = self.some_sale(pays) else {
            return;
        };
        let paid: Vec<_> = paid_transactions(&sale).collect();
        let Some((transaction, took)) = self.dice.pick(&paid).copied() else {
            return;
        };
        let amount = match part {
            RefundPart::Whole => None,
            RefundPart::Part => {
                let minor = self.dice.below(took.minor.unsigned_abs() + 10);
                Some(Money::new(i64::try_from(minor).unwrap_or(1), took.currency))
            }
        };
        let Some(authority) = ana() else { return };
        self.report.refunds += 1;
        self.wish(move |till| async move {
            let order = RefundOrder {
                sale: sale.id,
                transaction,
                amount,
                authority,
            };
            till.refund(order).await.ok();
            Done::Other
        });
    }

    /// Somebody gives money back in the gateway's portal, and the till does not know of it.
    pub(super) fn refund_elsewhere(&mut self) {
        let pays = |sale: &SaleRecord| paid_transactions(sale).next().is_some();
        let sale = self.some_sale(pays);
        let newest = sale.and_then(|sale| sale.newest_session()?.state.request_id());
        if let Some(session) = newest.and_then(|session| u64::try_from(session.0).ok()) {
            self.place.net.give_back_elsewhere(session);
        }
    }

    /// A supervisor looks at the gateway's portal and writes down what became of a refund.
    pub(super) fn decide(&mut self) {
        let unknown = |sale: &SaleRecord| unknown_refund(sale).is_some();
        let Some(sale) = self.some_sale(unknown) else {
            return;
        };
        let Some((refund, transaction)) = unknown_refund(&sale) else {
            return;
        };
        let carried = self
            .place
            .net
            .remember(|memory| memory.carried_out(transaction, refund));
        let finding = match carried {
            // it may still be on its way: a supervisor waits
            Carried::NotYet => return,
            Carried::Out => RefundFinding::GivenBack,
            Carried::Refused => RefundFinding::NotGivenBack,
        };
        let Some(authority) = ana() else { return };
        self.wish(move |till| async move {
            till.decide_refund(sale.id, refund, finding, authority)
                .await
                .ok();
            Done::Other
        });
    }

    /// Somebody wants a receipt again, or says of one that nobody is sure of that it is there.
    pub(super) fn reprint(&mut self) {
        let has_receipt = |sale: &SaleRecord| {
            matches!(
                sale.state,
                SaleState::Approved | SaleState::Refunded { .. } | SaleState::PartialExpired { .. }
            )
        };
        let says_so = self.dice.happens(300);
        if let Some(sale) = self.some_sale(has_receipt) {
            self.wish(move |till| async move {
                let jobs = till.print_jobs_of(sale.id).await.unwrap_or_default();
                let unsure = jobs.iter().find(|job| job.state.is_unsure());
                match unsure.filter(|_| says_so) {
                    Some(job) => till.receipt_seen(job.id).await.ok(),
                    None => till.reprint(sale.id).await.ok(),
                };
                Done::Other
            });
        }
    }

    /// The shift ends, and its close goes to the printer; or somebody wants the last one once more.
    pub(super) fn close_shift(&mut self) {
        let once_more = self.dice.happens(250);
        self.wish(move |till| async move {
            if once_more {
                let shifts = till.shifts(2).await.unwrap_or_default();
                if let Some(closed) = shifts.iter().find(|shift| shift.close.is_some()) {
                    till.print_shift(closed.id).await.ok();
                }
                return Done::Other;
            }
            if let Ok(Some((open, _))) = till.open_shift_so_far().await {
                let closed = till.close_shift(open.id, Authority::AtCounter).await;
                if let Ok(closed) = closed {
                    till.print_shift(closed.id).await.ok();
                }
            }
            Done::Other
        });
    }

    pub(super) fn some_sale(&self, fits: impl Fn(&SaleRecord) -> bool) -> Option<SaleRecord> {
        let fitting: Vec<_> = self.judge.sales().filter(|sale| fits(sale)).collect();
        self.dice.pick(&fitting).map(|sale| (*sale).clone())
    }

    /// The cashier wants something; what comes of it is heard later.
    fn wish<F>(&mut self, wish: impl FnOnce(Till) -> F)
    where
        F: Future<Output = Done> + Send + 'static,
    {
        let tell = self.done.0.clone();
        if let Some(running) = &mut self.running {
            let wished = wish(running.till.clone());
            running.wishes.spawn(async move {
                tell.send(wished.await).ok();
            });
        }
    }

    /// What the cashier was told.
    pub(super) fn hear_cashier(&mut self) {
        while let Ok(done) = self.done.1.try_recv() {
            match done {
                Done::Charged(Ok(sale), duplicates) => self.hear_charged(&sale, duplicates),
                Done::Charged(Err(error), _) => {
                    self.findings.tell(|| format!("not charged: {error}"))
                }
                Done::Cancelled(id, session, Ok(outcome)) => {
                    self.hear_cancelled(id, session, &outcome);
                }
                Done::Cancelled(..) | Done::Other => {}
            }
        }
    }

    fn hear_charged(&mut self, sale: &SaleRecord, duplicates: Duplicates) {
        self.show(sale);
        if duplicates == Duplicates::Refused && sale.sessions.len() == 1 {
            let opened = sale.newest_session().map(|session| session.id);
            let same = |other: &SaleRecord| {
                other.newest_session().map(|session| session.id) < opened
                    && other.amount == sale.amount
                    && (other.state.is_open() || self.judge.was_doubted(other, sale.id))
            };
            let other = self
                .judge
                .sales()
                .find(|other| same(other))
                .map(|other| other.id);
            self.findings.demand(other.is_none(), "duplicate", || {
                format!("sale {} was charged beside {:?}", sale.id, other)
            });
        }
    }

    /// "Cancelled, charge another way" must be true (`I4`).
    fn hear_cancelled(&mut self, id: SaleId, session: SessionId, outcome: &Cancelled) {
        if *outcome != Cancelled::Revoked {
            return;
        }
        self.judge.judge(&[id].into());
        let Some(sale) = self.judge.sale(id) else {
            return;
        };
        let cancelled = sale.sessions.iter().find(|other| other.id == session);
        let cancelled = cancelled.and_then(|session| session.state.request_id());
        let told = cancelled.and_then(|request_id| {
            let request_id = u64::try_from(request_id.0).ok()?;
            let net = &self.place.net;
            Some(net.remember(|memory| memory.told_of(request_id)))
        });
        let is_over = told.is_some_and(|told| told.over_unpaid);
        self.findings.demand(is_over, "I4", || {
            format!("sale {id} is called cancelled, but {told:?}")
        });
    }
}

/// How much of a payment is given back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RefundPart {
    Whole,
    Part,
}

fn paid_transactions(sale: &SaleRecord) -> impl Iterator<Item = (i64, Money)> {
    let transactions = sale
        .sessions
        .iter()
        .flat_map(|session| &session.transactions);
    let approved = transactions.filter(|told| told.status == TransactionStatus::Approved);
    approved.filter_map(|told| Some((told.internal_reference, told.amount?)))
}

/// A refund that nobody knows about, and its transaction.
fn unknown_refund(sale: &SaleRecord) -> Option<(RefundId, i64)> {
    let mut refunds = sale.sessions.iter().flat_map(|session| &session.refunds);
    let unknown = refunds.find(|refund| matches!(refund.state, RefundState::Unknown { .. }))?;
    Some((unknown.id, unknown.transaction))
}

/// Who answers for refunds at a till that knows no cashiers.
fn ana() -> Option<Authority> {
    "Ana".parse().ok().map(Authority::Named)
}
