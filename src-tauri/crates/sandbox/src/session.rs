//! What becomes of a session. Pure: everything follows from what was recorded and the time.
//!
//! # Design
//! Nothing here changes by itself. An attempt carries, from the moment that it is made, what is
//! going to come of it and when; [`Session::state`] works out what is true at a time. So there are
//! no timers to lose over a restart, and a test moves the clock instead of sleeping.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::cards::{Answer, Bank, CardMark, Code, Decision, Delays, Reason, TestCard, ThreeDs};
use crate::clock::later;
use crate::model::{End, Truth};
use crate::money::{Amount, Minor};
use crate::order::{Confirmation, Order, Parts};

/// Rejected attempts after which a session ends.
const MOST_REJECTIONS: usize = 10;

/// Wrong 3-D Secure codes after which a payment is not the customer's.
const MOST_CODES: u8 = 3;

/// The 3-D Secure code that passes.
const RIGHT_OTP: &str = "12345";

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
    /// When the merchant was notified that it is over.
    pub(crate) notified: Option<Timestamp>,
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
    /// Whoever controls the sandbox let its time run out.
    Clock,
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
    /// What the bank writes on it if it approves.
    authorization: String,
    bank: Bank,
    code: Code,
    course: Course,
    /// What was given back, oldest first.
    reversals: Vec<Reversal>,
}

/// Where an attempt is on its way.
#[derive(Clone, Debug, Serialize, Deserialize)]
enum Course {
    /// The customer has until then for a 3-D Secure code.
    Challenged { until: Timestamp, wrong: u8 },
    /// The merchant has until then to confirm.
    Held { until: Timestamp },
    /// The bank has it.
    AtBank(Answer),
}

/// A part of a payment, or all of it, that was given back.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Reversal {
    pub(crate) internal_reference: u64,
    pub(crate) receipt: String,
    pub(crate) amount: Amount,
    pub(crate) at: Timestamp,
}

/// Where an attempt stands at some time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// The customer is asked for a 3-D Secure code.
    Challenged {
        left: u8,
    },
    /// The merchant is asked to confirm.
    Unconfirmed,
    /// The bank has it in hand.
    Validating,
    /// Somebody at the bank has to look at it.
    ByHand,
    Decided {
        decision: Decision,
        at: Timestamp,
    },
}

impl Attempt {
    pub(crate) fn standing(&self, now: Timestamp) -> Standing {
        let decided = |decision, at| Standing::Decided { decision, at };
        match self.course {
            Course::Challenged { until, wrong } if now < until => Standing::Challenged {
                left: MOST_CODES.saturating_sub(wrong),
            },
            Course::Challenged { until, .. } => {
                decided(Decision::Reject(Reason::NotAuthenticated), until)
            }
            Course::Held { until } if now < until => Standing::Unconfirmed,
            Course::Held { until } => decided(Decision::Reject(Reason::NotConfirmed), until),
            Course::AtBank(Answer::At { decision, at }) if at <= now => decided(decision, at),
            Course::AtBank(Answer::At { .. }) => Standing::Validating,
            Course::AtBank(Answer::ByHand(_)) => Standing::ByHand,
        }
    }

    fn decided(&self, now: Timestamp) -> Option<(Timestamp, Decision)> {
        match self.standing(now) {
            Standing::Decided { decision, at } => Some((at, decision)),
            Standing::Challenged { .. }
            | Standing::Unconfirmed
            | Standing::Validating
            | Standing::ByHand => None,
        }
    }

    pub(crate) fn is_approved(&self, now: Timestamp) -> bool {
        matches!(self.decided(now), Some((_, Decision::Approve)))
    }

    /// When it changes by itself next.
    fn next_change(&self) -> Option<Timestamp> {
        match self.course {
            Course::Challenged { until, .. } | Course::Held { until } => Some(until),
            Course::AtBank(Answer::At { at, .. }) => Some(at),
            Course::AtBank(Answer::ByHand(_)) => None,
        }
    }

    /// When the bank's decision is there; a time in the past when it is already.
    pub(crate) fn decides_at(&self) -> Option<Timestamp> {
        match self.course {
            Course::AtBank(Answer::At { at, .. }) => Some(at),
            Course::AtBank(Answer::ByHand(_)) | Course::Challenged { .. } | Course::Held { .. } => {
                None
            }
        }
    }

    /// The bank's authorization; `None` unless it approved.
    pub(crate) fn authorization(&self, now: Timestamp) -> Option<&str> {
        self.is_approved(now).then_some(self.authorization.as_str())
    }

    /// The browser hangs until the bank decides.
    pub(crate) fn is_slow(&self) -> bool {
        matches!(self.bank, Bank::Slow(_))
    }

    /// What was given back, in minor units.
    fn reversed(&self) -> i64 {
        let given_back = self.reversals.iter();
        given_back
            .map(|reversal| i64::from(reversal.amount.minor))
            .sum()
    }

    /// All of it was given back.
    pub(crate) fn is_reversed(&self) -> bool {
        self.reversed() == i64::from(self.amount.minor)
    }

    fn reach_bank(&mut self, delays: Delays, now: Timestamp) {
        let answer = self.bank.answers(self.amount, self.code, delays, now);
        self.course = Course::AtBank(answer);
    }
}

/// Where a session stands at some time. `since` and `at` say when it came to be so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// Nothing is paid; the customer may pay or try again.
    Waiting { since: Timestamp },
    /// Nothing is paid; an attempt is under way and nothing else is accepted.
    InProgress { since: Timestamp },
    /// A part is paid; the customer may pay the rest.
    PartPaid { since: Timestamp, paid: Minor },
    /// A part is paid and another attempt is under way.
    PartPaidInProgress { since: Timestamp, paid: Minor },
    /// All is paid.
    Paid { at: Timestamp },
    /// It is over and a part was paid.
    PartPaidOver { at: Timestamp, paid: Minor },
    /// It is over and nothing was paid.
    Unpaid { at: Timestamp, cause: Cause },
}

impl State {
    /// Nothing more can come of it.
    pub(crate) fn is_final(self) -> bool {
        match self {
            Self::Paid { .. } | Self::PartPaidOver { .. } | Self::Unpaid { .. } => true,
            Self::Waiting { .. }
            | Self::InProgress { .. }
            | Self::PartPaid { .. }
            | Self::PartPaidInProgress { .. } => false,
        }
    }
}

/// Why a session ended unpaid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cause {
    CustomerLeft,
    MerchantCancelled,
    /// The merchant called off a payment that it should have confirmed.
    CalledOff,
    NotConfirmed,
    Expired,
    TooManyRejections,
}

/// What a payment draws from the gateway's dice.
pub(crate) struct Slip {
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
    pub(crate) code: Code,
    pub(crate) wanted: Wanted,
    pub(crate) instalments: u8,
}

/// Why a payment is not even tried.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum PayRefused {
    /// Another attempt is under way.
    InProgress,
    Over,
    /// A part was offered where only the whole is taken.
    WholeOnly {
        whole: Amount,
    },
    TooMuch {
        left: Amount,
    },
}

/// The session can't be ended now: it is over, something is paid, or an attempt is under way.
#[derive(Debug)]
pub(crate) struct NotCancellable;

/// Why an action on a transaction isn't done.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum NotActed {
    NoSuchTransaction,
    NotApproved,
    AlreadyReversed,
    /// Before settlement only the whole can be given back.
    NotSettled,
    MoreThanLeft,
    OtherCurrency,
    /// The session's payments need no confirmation.
    NotOfThisSession,
    NotAwaitingConfirmation,
}

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
            notified: None,
        }
    }

    /// Every payment that was tried so far, oldest first.
    pub(crate) fn attempts(&self, now: Timestamp) -> impl DoubleEndedIterator<Item = &Attempt> {
        let attempts = self.attempts.iter();
        attempts.filter(move |attempt| attempt.made <= now)
    }

    /// The numbers of all its transactions, those of money given back among them.
    pub(crate) fn transactions(&self) -> impl Iterator<Item = u64> {
        self.attempts.iter().flat_map(|attempt| {
            let reversals = attempt.reversals.iter();
            let given_back = reversals.map(|reversal| reversal.internal_reference);
            given_back.chain([attempt.internal_reference])
        })
    }

    pub(crate) fn attempt(&self, internal_reference: u64) -> Option<&Attempt> {
        let mut attempts = self.attempts.iter();
        attempts.find(|attempt| attempt.internal_reference == internal_reference)
    }

    fn attempt_mut(&mut self, internal_reference: u64) -> Result<&mut Attempt, NotActed> {
        let mut attempts = self.attempts.iter_mut();
        attempts
            .find(|attempt| attempt.internal_reference == internal_reference)
            .ok_or(NotActed::NoSuchTransaction)
    }

    /// What is still to be paid; `None` when all is.
    pub(crate) fn left(&self, now: Timestamp) -> Option<Amount> {
        self.order.amount.less(self.paid(now))
    }

    /// Approved so far, in minor units.
    fn paid(&self, now: Timestamp) -> i64 {
        let approved = self
            .attempts(now)
            .filter(|attempt| attempt.is_approved(now));
        approved
            .map(|attempt| i64::from(attempt.amount.minor))
            .sum()
    }

    /// What became of its money.
    pub(crate) fn truth(&self, now: Timestamp) -> Truth {
        let given_back = self.attempts(now).map(Attempt::reversed).sum();
        let under_way = self.attempts(now).filter(|a| a.decided(now).is_none());
        Truth {
            request_id: self.id,
            reference: self.order.reference.clone(),
            currency: self.order.amount.currency.to_string(),
            asked: i64::from(self.order.amount.minor),
            paid: self.paid(now),
            given_back,
            under_way: under_way
                .map(|attempt| attempt.internal_reference)
                .collect(),
            end: match self.state(now) {
                State::Paid { at } | State::PartPaidOver { at, .. } | State::Unpaid { at, .. } => {
                    End::Over { since: at }
                }
                State::Waiting { .. }
                | State::InProgress { .. }
                | State::PartPaid { .. }
                | State::PartPaidInProgress { .. } => End::Open,
            },
        }
    }

    /// Where the session stands.
    pub(crate) fn state(&self, now: Timestamp) -> State {
        let since = self.last_change(now);
        let mut attempts = self.attempts(now);
        let in_progress = attempts.any(|attempt| attempt.decided(now).is_none());
        let over = if in_progress { None } else { self.over(now) };
        let Some(left) = self.left(now) else {
            return State::Paid { at: since };
        };
        let paid = i64::from(self.order.amount.minor) - i64::from(left.minor);
        match (Minor::try_from(paid), in_progress, over) {
            (Ok(paid), true, _) => State::PartPaidInProgress { since, paid },
            (Ok(paid), false, None) => State::PartPaid { since, paid },
            (Ok(paid), false, Some((at, _))) => State::PartPaidOver { at, paid },
            (Err(_), true, _) => State::InProgress { since },
            (Err(_), false, None) => State::Waiting { since },
            (Err(_), false, Some((at, cause))) => State::Unpaid { at, cause },
        }
    }

    /// What ends the session before it is all paid, if anything, once no attempt is under way.
    fn over(&self, now: Timestamp) -> Option<(Timestamp, Cause)> {
        if let Some(GivenUp { by, at }) = self.given_up {
            let cause = match by {
                Party::Customer => Cause::CustomerLeft,
                Party::Merchant => Cause::MerchantCancelled,
                Party::Clock => Cause::Expired,
            };
            return Some((at, cause));
        }
        self.unconfirmed(now)
            .or_else(|| self.rejected_too_often(now))
            .or_else(|| self.expired(now))
    }

    /// A payment that the merchant called off, or didn't confirm in time.
    fn unconfirmed(&self, now: Timestamp) -> Option<(Timestamp, Cause)> {
        let mut attempts = self.attempts(now);
        attempts.find_map(|attempt| match attempt.decided(now)? {
            (at, Decision::Reject(Reason::CalledOff)) => Some((at, Cause::CalledOff)),
            (at, Decision::Reject(Reason::NotConfirmed)) => Some((at, Cause::NotConfirmed)),
            (_, Decision::Approve | Decision::Reject(_)) => None,
        })
    }

    fn rejected_too_often(&self, now: Timestamp) -> Option<(Timestamp, Cause)> {
        let mut rejections = self.attempts(now).filter_map(|attempt| {
            let (at, decision) = attempt.decided(now)?;
            matches!(decision, Decision::Reject(_)).then_some(at)
        });
        let last = rejections.nth(MOST_REJECTIONS - 1)?;
        Some((last, Cause::TooManyRejections))
    }

    fn expired(&self, now: Timestamp) -> Option<(Timestamp, Cause)> {
        let expires = self.order.expires;
        let decided = self
            .attempts(now)
            .filter_map(|attempt| attempt.decided(now));
        let last = decided.map(|(at, _)| at).max();
        (expires <= now).then(|| (last.map_or(expires, |at| at.max(expires)), Cause::Expired))
    }

    fn last_change(&self, now: Timestamp) -> Timestamp {
        let changes = self
            .attempts(now)
            .map(|attempt| match attempt.decided(now) {
                Some((at, _)) => at,
                None => attempt.made,
            });
        changes.max().unwrap_or(self.opened)
    }

    /// When its state changes by itself next, if it ever does.
    pub(crate) fn next_change(&self, now: Timestamp) -> Option<Timestamp> {
        let attempts = self.attempts.iter();
        let changes = attempts.flat_map(|attempt| [Some(attempt.made), attempt.next_change()]);
        let changes = changes.flatten().chain([self.order.expires]);
        let ahead = changes.filter(|at| *at > now);
        ahead.min()
    }

    /// Takes a payment to 3-D Secure, to the merchant or to the bank, whoever comes first.
    pub(crate) fn pay(
        &mut self,
        payment: Payment,
        internal_reference: u64,
        slip: Slip,
        delays: Delays,
        now: Timestamp,
    ) -> Result<&Attempt, PayRefused> {
        let amount = self.payable(payment.wanted, now)?;
        let behaviour = payment.card.behaviour;
        let mut attempt = Attempt {
            internal_reference,
            receipt: slip.receipt,
            card: payment.card.mark(),
            amount,
            instalments: payment.instalments,
            made: now,
            authorization: slip.authorization,
            bank: behaviour.bank,
            code: payment.code,
            course: Course::Challenged {
                until: later(now, delays.challenge),
                wrong: 0,
            },
            reversals: Vec::new(),
        };
        match behaviour.three_ds {
            ThreeDs::Challenge => {}
            ThreeDs::NotAuthenticated => {
                attempt.course = Course::AtBank(Answer::At {
                    decision: Decision::Reject(match behaviour.bank {
                        Bank::BreaksDown => Reason::BrokeDown,
                        _ => Reason::NotAuthenticated,
                    }),
                    at: now,
                });
            }
            ThreeDs::None | ThreeDs::Frictionless | ThreeDs::Attempted => {
                authenticated(&mut attempt, self.order.confirmation, delays, now);
            }
        }
        Ok(self.attempts.push_mut(attempt))
    }

    fn payable(&self, wanted: Wanted, now: Timestamp) -> Result<Amount, PayRefused> {
        match self.state(now) {
            State::Waiting { .. } | State::PartPaid { .. } => {}
            State::InProgress { .. } | State::PartPaidInProgress { .. } => {
                return Err(PayRefused::InProgress);
            }
            State::Paid { .. } | State::PartPaidOver { .. } | State::Unpaid { .. } => {
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

    /// The customer enters a 3-D Secure code. Without a challenge under way nothing happens.
    pub(crate) fn enter_code(&mut self, typed: &str, delays: Delays, now: Timestamp) {
        let confirmation = self.order.confirmation;
        let mut attempts = self.attempts.iter_mut().rev();
        let Some(attempt) = attempts.find(|attempt| attempt.made <= now) else {
            return;
        };
        let Course::Challenged { until, wrong } = attempt.course else {
            return;
        };
        if until <= now {
            return;
        }
        if typed.trim() == RIGHT_OTP {
            authenticated(attempt, confirmation, delays, now);
        } else if wrong + 1 < MOST_CODES {
            attempt.course = Course::Challenged {
                until,
                wrong: wrong + 1,
            };
        } else {
            attempt.course = Course::AtBank(Answer::At {
                decision: Decision::Reject(Reason::NotAuthenticated),
                at: now,
            });
        }
    }

    /// The customer no longer wants to go on.
    pub(crate) fn abandon(&mut self, now: Timestamp) -> Result<(), NotCancellable> {
        match self.state(now) {
            State::Waiting { .. } | State::PartPaid { .. } => {
                self.give_up(Party::Customer, now);
                Ok(())
            }
            State::InProgress { .. }
            | State::PartPaidInProgress { .. }
            | State::Paid { .. }
            | State::PartPaidOver { .. }
            | State::Unpaid { .. } => Err(NotCancellable),
        }
    }

    /// The merchant calls it off, which is possible only while nothing is paid or being paid.
    pub(crate) fn cancel(&mut self, now: Timestamp) -> Result<(), NotCancellable> {
        match self.state(now) {
            State::Waiting { .. } => {
                self.give_up(Party::Merchant, now);
                Ok(())
            }
            State::InProgress { .. }
            | State::PartPaid { .. }
            | State::PartPaidInProgress { .. }
            | State::Paid { .. }
            | State::PartPaidOver { .. }
            | State::Unpaid { .. } => Err(NotCancellable),
        }
    }

    /// Its time is over now, whatever was agreed. Attempts under way still come to their end.
    pub(crate) fn expire(&mut self, now: Timestamp) {
        if !self.state(now).is_final() {
            self.give_up(Party::Clock, now);
        }
    }

    fn give_up(&mut self, by: Party, now: Timestamp) {
        self.given_up = Some(GivenUp { by, at: now });
    }

    /// Decides an attempt that is under way, here and now.
    pub(crate) fn settle(
        &mut self,
        internal_reference: u64,
        decision: Decision,
        now: Timestamp,
    ) -> Result<(), NotActed> {
        let attempt = self.attempt_mut(internal_reference)?;
        if attempt.decided(now).is_some() {
            return Err(NotActed::NoSuchTransaction);
        }
        attempt.course = Course::AtBank(Answer::At { decision, at: now });
        Ok(())
    }

    /// Money comes in at `at`, now or later, though the session may be over by then: a fault that
    /// merchants must survive.
    pub(crate) fn approve_late(&mut self, internal_reference: u64, slip: Slip, at: Timestamp) {
        let Some(amount) = self.left(at) else { return };
        let [card, ..] = &crate::cards::CARDS;
        self.attempts.push(Attempt {
            internal_reference,
            receipt: slip.receipt,
            card: card.mark(),
            amount,
            instalments: 1,
            made: at,
            authorization: slip.authorization,
            bank: card.behaviour.bank,
            code: Code::Other,
            course: Course::AtBank(Answer::At {
                decision: Decision::Approve,
                at,
            }),
            reversals: Vec::new(),
        });
    }

    /// The merchant lets the bank take a payment that waits for that.
    pub(crate) fn confirm(
        &mut self,
        internal_reference: u64,
        delays: Delays,
        now: Timestamp,
    ) -> Result<(), NotActed> {
        let attempt = self.unconfirmed_mut(internal_reference, now)?;
        attempt.reach_bank(delays, now);
        Ok(())
    }

    /// The merchant calls off a payment that waits for its confirmation.
    pub(crate) fn call_off(
        &mut self,
        internal_reference: u64,
        now: Timestamp,
    ) -> Result<(), NotActed> {
        let attempt = self.unconfirmed_mut(internal_reference, now)?;
        attempt.course = Course::AtBank(Answer::At {
            decision: Decision::Reject(Reason::CalledOff),
            at: now,
        });
        Ok(())
    }

    fn unconfirmed_mut(
        &mut self,
        internal_reference: u64,
        now: Timestamp,
    ) -> Result<&mut Attempt, NotActed> {
        if self.order.confirmation == Confirmation::NotNeeded {
            return Err(NotActed::NotOfThisSession);
        }
        let attempt = self.attempt_mut(internal_reference)?;
        match attempt.standing(now) {
            Standing::Unconfirmed => Ok(attempt),
            Standing::Challenged { .. }
            | Standing::Validating
            | Standing::ByHand
            | Standing::Decided { .. } => Err(NotActed::NotAwaitingConfirmation),
        }
    }

    /// Gives an approved payment back: `part` of it, or all that is left.
    pub(crate) fn reverse(
        &mut self,
        internal_reference: u64,
        part: Option<Amount>,
        made: (u64, Slip),
        delays: Delays,
        now: Timestamp,
    ) -> Result<&Reversal, NotActed> {
        let attempt = self.attempt_mut(internal_reference)?;
        let Some((approved, Decision::Approve)) = attempt.decided(now) else {
            return Err(NotActed::NotApproved);
        };
        let left = attempt.amount.less(attempt.reversed());
        let left = left.ok_or(NotActed::AlreadyReversed)?;
        let amount = part.unwrap_or(left);
        if amount.currency != left.currency {
            return Err(NotActed::OtherCurrency);
        }
        if amount.minor > left.minor {
            return Err(NotActed::MoreThanLeft);
        }
        if amount != attempt.amount && now < later(approved, delays.settlement) {
            return Err(NotActed::NotSettled);
        }
        let (internal_reference, slip) = made;
        Ok(attempt.reversals.push_mut(Reversal {
            internal_reference,
            receipt: slip.receipt,
            amount,
            at: now,
        }))
    }
}

/// 3-D Secure let the payment through: now the merchant confirms it, or the bank has it.
fn authenticated(
    attempt: &mut Attempt,
    confirmation: Confirmation,
    delays: Delays,
    now: Timestamp,
) {
    match confirmation {
        Confirmation::Needed => {
            attempt.course = Course::Held {
                until: later(now, delays.confirmation),
            };
        }
        Confirmation::NotNeeded => attempt.reach_bank(delays, now),
    }
}
