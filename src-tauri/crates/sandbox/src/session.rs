//! What becomes of a session. Pure: everything follows from what was recorded and the time.
//!
//! # Design
//! Nothing here changes by itself. An attempt carries, from the moment that it is made, the bank's
//! verdict and when it comes; [`Session::state`] works out what is true at a time. So there are no
//! timers to lose over a restart, and a test moves the clock instead of sleeping.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::cards::{CardMark, Decision, Delays, Reason, TestCard};
use crate::money::{Amount, Minor};
use crate::order::{Order, Parts};

/// Rejected attempts after which a session ends.
const MOST_REJECTIONS: usize = 10;

/// One Checkout session: what was asked, and what happened since.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Session {
    pub(crate) id: u64,
    /// The unguessable part of the processUrl.
    pub(crate) token: String,
    /// The login of the site that created it.
    pub(crate) owner: String,
    pub(crate) order: Order,
    opened: Timestamp,
    /// Oldest first.
    attempts: Vec<Attempt>,
    given_up: Option<GivenUp>,
}

/// Somebody ended the session before its time.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct GivenUp {
    by: Party,
    at: Timestamp,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
enum Party {
    Customer,
    Merchant,
}

/// One payment that a customer tried.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Attempt {
    pub(crate) internal_reference: u64,
    pub(crate) receipt: String,
    pub(crate) card: CardMark,
    pub(crate) amount: Amount,
    pub(crate) instalments: u8,
    pub(crate) made: Timestamp,
    verdict: Verdict,
    verdict_at: Timestamp,
}

/// What the bank said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Verdict {
    Approved { authorization: String },
    Rejected(Reason),
}

/// Where an attempt stands at some time.
pub(crate) enum Standing<'a> {
    AtBank,
    Decided { at: Timestamp, verdict: &'a Verdict },
}

impl Attempt {
    pub(crate) fn standing(&self, now: Timestamp) -> Standing<'_> {
        if now < self.verdict_at {
            Standing::AtBank
        } else {
            Standing::Decided {
                at: self.verdict_at,
                verdict: &self.verdict,
            }
        }
    }

    fn decided(&self, now: Timestamp) -> Option<(Timestamp, &Verdict)> {
        match self.standing(now) {
            Standing::AtBank => None,
            Standing::Decided { at, verdict } => Some((at, verdict)),
        }
    }

    /// When the bank's decision is there; a time in the past when it is already.
    pub(crate) fn verdict_at(&self) -> Timestamp {
        self.verdict_at
    }
}

/// Where a session stands at some time. `since` and `at` say when it came to be so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// Nothing is paid; the customer may pay or try again.
    Waiting { since: Timestamp },
    /// Nothing is paid; the bank has an attempt in hand and nothing else is accepted.
    AtBank { since: Timestamp },
    /// A part is paid; the customer may pay the rest.
    PartPaid { since: Timestamp, paid: Minor },
    /// A part is paid and the bank has another attempt in hand.
    PartPaidAtBank { since: Timestamp, paid: Minor },
    /// All is paid.
    Paid { at: Timestamp },
    /// It is over and a part was paid.
    PartPaidOver { at: Timestamp, paid: Minor },
    /// It is over and nothing was paid.
    Rejected { at: Timestamp, cause: Cause },
}

/// Why a session ended unpaid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cause {
    CustomerLeft,
    MerchantCancelled,
    Expired,
    TooManyRejections,
}

/// What a payment draws from the gateway's counters and dice.
pub(crate) struct Slip {
    pub(crate) internal_reference: u64,
    pub(crate) receipt: String,
    pub(crate) authorization: String,
}

/// How much a customer wants to pay.
#[derive(Clone, Copy)]
pub(crate) enum Wanted {
    /// All that is left.
    Rest,
    Part(Amount),
}

/// What a customer sends.
pub(crate) struct Payment {
    pub(crate) card: &'static TestCard,
    pub(crate) wanted: Wanted,
    pub(crate) instalments: u8,
}

/// Why a payment is not even tried.
#[derive(Debug)]
pub(crate) enum PayRefused {
    /// The bank has another attempt in hand.
    AtBank,
    Over,
    /// A part was offered where only the whole is taken.
    WholeOnly {
        whole: Amount,
    },
    TooMuch {
        left: Amount,
    },
}

/// The session can't be ended now: it is over, something is paid, or the bank has an attempt.
#[derive(Debug)]
pub(crate) struct NotCancellable;

impl Session {
    pub(crate) fn open(
        id: u64,
        token: String,
        owner: String,
        order: Order,
        now: Timestamp,
    ) -> Self {
        Self {
            id,
            token,
            owner,
            order,
            opened: now,
            attempts: Vec::new(),
            given_up: None,
        }
    }

    /// Every payment that was tried, oldest first.
    pub(crate) fn attempts(&self) -> &[Attempt] {
        &self.attempts
    }

    /// What is still to be paid; `None` when all is.
    pub(crate) fn left(&self, now: Timestamp) -> Option<Amount> {
        self.order.amount.less(self.paid(now))
    }

    /// Approved so far, in minor units.
    fn paid(&self, now: Timestamp) -> i64 {
        let approved = |attempt: &&Attempt| {
            matches!(attempt.decided(now), Some((_, Verdict::Approved { .. })))
        };
        self.attempts
            .iter()
            .filter(approved)
            .map(|attempt| i64::from(attempt.amount.minor))
            .sum()
    }

    /// Where the session stands.
    pub(crate) fn state(&self, now: Timestamp) -> State {
        let since = self.last_change(now);
        let at_bank = self
            .attempts
            .iter()
            .any(|attempt| attempt.decided(now).is_none());
        let over = if at_bank { None } else { self.over(now) };
        let Some(left) = self.left(now) else {
            return State::Paid { at: since };
        };
        let paid = i64::from(self.order.amount.minor) - i64::from(left.minor);
        match (Minor::try_from(paid), at_bank, over) {
            (Ok(paid), true, _) => State::PartPaidAtBank { since, paid },
            (Ok(paid), false, None) => State::PartPaid { since, paid },
            (Ok(paid), false, Some((at, _))) => State::PartPaidOver { at, paid },
            (Err(_), true, _) => State::AtBank { since },
            (Err(_), false, None) => State::Waiting { since },
            (Err(_), false, Some((at, cause))) => State::Rejected { at, cause },
        }
    }

    /// What ends the session before it is all paid, if anything, once the bank has answered.
    fn over(&self, now: Timestamp) -> Option<(Timestamp, Cause)> {
        if let Some(GivenUp { by, at }) = self.given_up {
            return Some((
                at,
                match by {
                    Party::Customer => Cause::CustomerLeft,
                    Party::Merchant => Cause::MerchantCancelled,
                },
            ));
        }
        let rejections = self
            .attempts
            .iter()
            .filter_map(|attempt| match attempt.decided(now)? {
                (at, Verdict::Rejected(_)) => Some(at),
                (_, Verdict::Approved { .. }) => None,
            });
        if let Some(at) = rejections.clone().nth(MOST_REJECTIONS - 1) {
            return Some((at, Cause::TooManyRejections));
        }
        let last_answer = self.attempts.iter().map(|attempt| attempt.verdict_at).max();
        let expires = self.order.expires;
        (expires <= now).then(|| {
            (
                last_answer.map_or(expires, |answer| answer.max(expires)),
                Cause::Expired,
            )
        })
    }

    fn last_change(&self, now: Timestamp) -> Timestamp {
        let changes = self
            .attempts
            .iter()
            .map(|attempt| match attempt.standing(now) {
                Standing::AtBank => attempt.made,
                Standing::Decided { at, .. } => at,
            });
        changes.max().unwrap_or(self.opened)
    }

    /// Takes a payment to the bank.
    pub(crate) fn pay(
        &mut self,
        payment: Payment,
        slip: Slip,
        delays: Delays,
        now: Timestamp,
    ) -> Result<&Attempt, PayRefused> {
        let amount = self.payable(payment.wanted, now)?;
        let verdict = match payment.card.decision() {
            Decision::Approve => Verdict::Approved {
                authorization: slip.authorization,
            },
            Decision::Reject(reason) => Verdict::Rejected(reason),
        };
        Ok(self.attempts.push_mut(Attempt {
            internal_reference: slip.internal_reference,
            receipt: slip.receipt,
            card: payment.card.mark(),
            amount,
            instalments: payment.instalments,
            made: now,
            verdict,
            verdict_at: payment.card.decides_at(now, delays),
        }))
    }

    fn payable(&self, wanted: Wanted, now: Timestamp) -> Result<Amount, PayRefused> {
        match self.state(now) {
            State::Waiting { .. } | State::PartPaid { .. } => {}
            State::AtBank { .. } | State::PartPaidAtBank { .. } => return Err(PayRefused::AtBank),
            State::Paid { .. } | State::PartPaidOver { .. } | State::Rejected { .. } => {
                return Err(PayRefused::Over);
            }
        }
        let left = self.left(now).ok_or(PayRefused::Over)?;
        match (wanted, self.order.parts) {
            (Wanted::Rest, _) => Ok(left),
            (Wanted::Part(part), _) if part == left => Ok(left),
            (Wanted::Part(_), Parts::WholeOnly) => Err(PayRefused::WholeOnly { whole: left }),
            (Wanted::Part(part), Parts::Allowed) if part.minor > left.minor => {
                Err(PayRefused::TooMuch { left })
            }
            (Wanted::Part(part), Parts::Allowed) => Ok(part),
        }
    }

    /// The customer no longer wants to go on.
    pub(crate) fn abandon(&mut self, now: Timestamp) -> Result<(), NotCancellable> {
        match self.state(now) {
            State::Waiting { .. } | State::PartPaid { .. } => {
                self.given_up = Some(GivenUp {
                    by: Party::Customer,
                    at: now,
                });
                Ok(())
            }
            State::AtBank { .. }
            | State::PartPaidAtBank { .. }
            | State::Paid { .. }
            | State::PartPaidOver { .. }
            | State::Rejected { .. } => Err(NotCancellable),
        }
    }

    /// The merchant calls it off, which is possible only while nothing is paid or being paid.
    pub(crate) fn cancel(&mut self, now: Timestamp) -> Result<(), NotCancellable> {
        match self.state(now) {
            State::Waiting { .. } => {
                self.given_up = Some(GivenUp {
                    by: Party::Merchant,
                    at: now,
                });
                Ok(())
            }
            State::AtBank { .. }
            | State::PartPaid { .. }
            | State::PartPaidAtBank { .. }
            | State::Paid { .. }
            | State::PartPaidOver { .. }
            | State::Rejected { .. } => Err(NotCancellable),
        }
    }
}
