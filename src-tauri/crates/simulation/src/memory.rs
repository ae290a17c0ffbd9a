//! What truly happened between the till and the gateway, for the judge.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use ledger::{RefundId, RefundRecord, SaleRecord};
use sandbox::{End, Truth};
use tokio::time::Instant;

use crate::lies::Lie;

/// What truly happened, for the judge.
#[derive(Debug, Default)]
pub struct Memory {
    /// Requests that left the till.
    pub sent: u64,
    /// Sessions by reference, and how often each was created.
    created: BTreeMap<String, u32>,
    /// What the gateway told of each session, truly.
    told: BTreeMap<u64, Told>,
    /// The questions about each session, but those of before they were forgotten.
    questions: BTreeMap<u64, Questions>,
    /// How many questions left the till.
    asked: u64,
    /// How many of them are forgotten.
    forgotten: u64,
    /// Sessions about which a lie arrived that may look like money.
    pub lied: BTreeSet<u64>,
    /// Sessions whose page a customer saw.
    pub shown: BTreeSet<u64>,
    /// Requests to give money back, from here or from the portal, by transaction: whether each was
    /// carried out.
    reversals: BTreeMap<i64, Vec<Reversal>>,
}

/// A request to give money back that left the till, and was not refused for its time or for its
/// haste: those the till may send again.
#[derive(Clone, Copy, Debug)]
struct Reversal {
    /// Of the till's request; the portal's has none.
    number: Option<u64>,
    /// What the till asked for by it, where the ledger still holds that.
    refund: Option<RefundId>,
    carried: Carried,
}

/// How often a transaction's money was given back.
#[derive(Clone, Copy, Debug, Default)]
pub struct GivenBack {
    /// By whichever request: so the gateway shows it.
    pub ever: usize,
    /// For refunds that the ledger holds.
    pub recorded: usize,
}

/// Which request to give money back this is.
#[derive(Clone, Copy, Debug)]
pub struct Ticket {
    transaction: i64,
    number: u64,
}

/// What the gateway told of a session.
#[derive(Clone, Copy, Debug, Default)]
pub struct Told {
    pub paid: bool,
    pub over_unpaid: bool,
    pub over_in_part: bool,
}

/// What became of the questions about a session.
#[derive(Clone, Copy, Debug, Default)]
pub struct Questions {
    newest_answered: u64,
    under_way: u32,
    /// When one left, or was answered, last.
    newest: Option<Instant>,
    /// What was wrong with the newest answer: the one to the newest question.
    pub newest_lie: Option<Lie>,
}

impl Questions {
    /// How long, since then at most, no question is under way.
    pub fn silence(&self, since: Instant) -> Duration {
        match self.under_way {
            0 => self
                .newest
                .map_or(since, |newest| newest.max(since))
                .elapsed(),
            _ => Duration::ZERO,
        }
    }
}

/// Whether the gateway carried a request out; [`Refused`](Self::Refused) also where it never came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carried {
    NotYet,
    Out,
    Refused,
}

impl Memory {
    /// How often a session with this reference was created.
    pub fn times_created(&self, reference: &str) -> u32 {
        self.created.get(reference).copied().unwrap_or_default()
    }

    /// What the gateway told of a session.
    pub fn told_of(&self, session: u64) -> Told {
        self.told.get(&session).copied().unwrap_or_default()
    }

    /// The questions about a session.
    pub fn questions_about(&self, session: u64) -> Questions {
        self.questions.get(&session).copied().unwrap_or_default()
    }

    /// What the gateway's portal shows of a refund of a transaction, and of those that the ledger no
    /// longer holds.
    pub fn carried_out(&self, transaction: i64, refund: RefundId) -> Carried {
        let sends = self.reversals.get(&transaction).into_iter().flatten();
        let sends = sends.filter(|sent| sent.refund.is_none_or(|of| of == refund));
        let carried: Vec<_> = sends.map(|sent| sent.carried).collect();
        [Carried::NotYet, Carried::Out]
            .into_iter()
            .find(|one| carried.contains(one))
            .unwrap_or(Carried::Refused)
    }

    /// How often a transaction's money was given back.
    pub fn given_back(&self, transaction: i64) -> GivenBack {
        let sends = self.reversals.get(&transaction).into_iter().flatten();
        let out = sends.filter(|sent| sent.carried == Carried::Out);
        out.fold(GivenBack::default(), |back, sent| GivenBack {
            ever: back.ever + 1,
            recorded: back.recorded + usize::from(sent.refund.is_some()),
        })
    }

    /// The gateway created a session.
    pub fn created(&mut self, reference: &str) {
        *self.created.entry(reference.to_owned()).or_default() += 1;
    }

    /// The gateway tells of a session.
    pub fn told(&mut self, truth: &Truth) {
        let told = self.told.entry(truth.request_id).or_default();
        let is_over = truth.end != End::Open;
        told.paid |= truth.paid == truth.asked;
        told.over_unpaid |= is_over && truth.paid == 0;
        told.over_in_part |= is_over && truth.paid > 0 && truth.paid < truth.asked;
    }

    /// A question about a session leaves; gives its turn.
    pub fn asked(&mut self, session: u64) -> u64 {
        self.asked += 1;
        let questions = self.questions.entry(session).or_default();
        questions.under_way += 1;
        questions.newest = Some(Instant::now());
        self.asked
    }

    /// It is answered.
    pub fn answered(&mut self, session: u64, turn: u64, lie: Option<Lie>) {
        if turn <= self.forgotten {
            return;
        }
        let questions = self.questions.entry(session).or_default();
        questions.under_way = questions.under_way.saturating_sub(1);
        questions.newest = Some(Instant::now());
        if turn > questions.newest_answered {
            questions.newest_answered = turn;
            questions.newest_lie = lie;
        }
    }

    /// What was answered may not have been recorded: the till crashed, or its disk is full.
    pub fn forget_questions(&mut self) {
        self.questions.clear();
        self.forgotten = self.asked;
    }

    /// The request that left last asks for money of a transaction back. Gives its ticket, and how
    /// many such requests there were for refunds that the ledger holds.
    pub fn refund_sent(&mut self, transaction: i64, refund: Option<RefundId>) -> (Ticket, usize) {
        let number = self.sent;
        let sends = self.reversals.entry(transaction).or_default();
        sends.push(Reversal {
            number: Some(number),
            refund,
            carried: Carried::NotYet,
        });
        let known = sends.iter().filter(|sent| sent.refund.is_some()).count();
        let ticket = Ticket {
            transaction,
            number,
        };
        (ticket, known)
    }

    /// Somebody gave money back in the gateway's portal.
    pub fn given_back_elsewhere(&mut self, transaction: i64) {
        let reversal = Reversal {
            number: None,
            refund: None,
            carried: Carried::Out,
        };
        self.reversals
            .entry(transaction)
            .or_default()
            .push(reversal);
    }

    /// Whether the gateway carried a request out.
    pub fn carried(&mut self, ticket: Option<Ticket>, carried: Carried) {
        let Some(ticket) = ticket else { return };
        let sends = self.reversals.entry(ticket.transaction).or_default();
        let mut sends = sends.iter_mut();
        if let Some(sent) = sends.find(|sent| sent.number == Some(ticket.number)) {
            sent.carried = carried;
        }
    }

    /// The request was refused for its time or for its haste.
    pub fn may_be_sent_again(&mut self, ticket: Option<Ticket>) {
        let Some(ticket) = ticket else { return };
        let sends = self.reversals.entry(ticket.transaction).or_default();
        sends.retain(|sent| sent.number != Some(ticket.number));
    }

    /// The ledger is an earlier one: which refunds it does not hold is forgotten, though not what
    /// the gateway gave back for them.
    pub fn forget_refunds_but_of(&mut self, sales: &[SaleRecord]) {
        for (transaction, sends) in &mut self.reversals {
            let kept: Vec<_> = refunds_of(sales, *transaction).map(|r| r.id).collect();
            for sent in sends {
                sent.refund = sent.refund.filter(|refund| kept.contains(refund));
            }
        }
    }
}

/// The refunds of a transaction.
pub fn refunds_of(sales: &[SaleRecord], transaction: i64) -> impl Iterator<Item = &RefundRecord> {
    let sessions = sales.iter().flat_map(|sale| &sale.sessions);
    let refunds = sessions.flat_map(|session| &session.refunds);
    refunds.filter(move |refund| refund.transaction == transaction)
}
