//! What the till's tasks know together about the gateway: who is to be asked, and whether it
//! answers.

use std::collections::BTreeMap;
use std::mem::discriminant;
use std::time::Duration;

use ledger::{SaleId, SessionId};
use tokio::time::Instant;

use crate::Failure;
use crate::budget::Budget;
use crate::inquiry::{Age, Turn};
use crate::schedule::Cadence;
use crate::watch_list::{Moment, WatchList};

/// Whether the gateway answers usably.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Contact {
    /// It does, or was not asked yet.
    #[default]
    Fine,
    /// It does not; the till goes on asking, but while the credentials are refused hardly.
    Lost(Failure),
}

impl Contact {
    fn is_refused(&self) -> bool {
        matches!(self, Contact::Lost(Failure::Credentials(_)))
    }
}

/// None of it is needed after a restart.
#[derive(Debug)]
pub(crate) struct Watched {
    pub on_screen: Option<SaleId>,
    pub contact: Contact,
    pub list: WatchList,
    /// The ledger may hold other sessions than the list.
    pub is_stale: bool,
    pub budget: Budget,
    refusals: u32,
    /// While the credentials are refused: when one more question is asked.
    pause_until: Option<Moment>,
    turns: Turn,
    answered: BTreeMap<SessionId, Turn>,
}

/// What an answer, or its absence, changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Heard {
    SameAsBefore,
    /// The contact changed.
    News,
}

impl Watched {
    pub fn new(now: Instant) -> Self {
        Watched {
            on_screen: None,
            contact: Contact::Fine,
            list: WatchList::default(),
            is_stale: true,
            budget: Budget::new(now),
            refusals: 0,
            pause_until: None,
            turns: Turn(0),
            answered: BTreeMap::new(),
        }
    }

    /// What the last answer says of the contact. When it comes back, what was asked in vain is due.
    pub fn heard(&mut self, failure: Option<&Failure>, cadence: &Cadence, now: Moment) -> Heard {
        let contact = match failure {
            None | Some(Failure::NotFound) => Contact::Fine,
            Some(failure) => Contact::Lost(failure.clone()),
        };
        let (was_refused, was_fine) = (self.contact.is_refused(), self.contact == Contact::Fine);
        if same_kind(&self.contact, &contact) {
            return Heard::SameAsBefore;
        }
        self.contact = contact;
        if self.contact == Contact::Fine && !was_fine {
            self.list.retry(now);
        }
        if self.contact.is_refused() && !was_refused {
            self.refusals = 0;
            self.pause_until = Some(now.after(cadence.pause(0)));
        }
        Heard::News
    }

    /// While the credentials are refused and the pause is not over: what is left of it.
    pub fn pause_left(&self, now: Moment) -> Option<Duration> {
        let until = self.pause_until.filter(|_| self.contact.is_refused())?;
        let is_over = until.has_come(now);
        (!is_over).then(|| until.count.saturating_duration_since(now.count))
    }

    /// A question goes out: while the credentials are refused it is the only one for a while.
    pub fn only_one_more(&mut self, now: Moment, cadence: &Cadence) -> bool {
        if !self.contact.is_refused() {
            return false;
        }
        self.refusals = self.refusals.saturating_add(1);
        self.pause_until = Some(now.after(cadence.pause(self.refusals)));
        true
    }

    /// The place of a question that goes out now.
    pub fn next_turn(&mut self) -> Turn {
        self.turns = Turn(self.turns.0 + 1);
        self.turns
    }

    /// Whether the answer to a question comes after that to a later one about the same session.
    pub fn age_of(&mut self, session: SessionId, asked: Turn) -> Age {
        let newest = self.answered.entry(session).or_insert(asked);
        if asked < *newest {
            return Age::Overtaken;
        }
        *newest = asked;
        Age::Newest
    }

    /// Forgets whose answers came when, but for the sessions on the list.
    pub fn forget_turns(&mut self) {
        let list = &self.list;
        self.answered
            .retain(|session, _| list.get(*session).is_some());
    }
}

fn same_kind(one: &Contact, other: &Contact) -> bool {
    match (one, other) {
        (Contact::Fine, Contact::Fine) => true,
        (Contact::Lost(Failure::Credentials(one)), Contact::Lost(Failure::Credentials(other))) => {
            one == other
        }
        (Contact::Lost(one), Contact::Lost(other)) => discriminant(one) == discriminant(other),
        (Contact::Fine, Contact::Lost(_)) | (Contact::Lost(_), Contact::Fine) => false,
    }
}
