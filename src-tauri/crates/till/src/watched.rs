//! What the till's tasks know together about the gateway: who is to be asked, and whether it
//! answers.

use std::collections::BTreeMap;
use std::mem::discriminant;
use std::time::Duration;

use checkout::Turn;
use ledger::{SaleId, SessionId};
use tokio::time::Instant;

use crate::Failure;
use crate::budget::Budget;
use crate::inquiry::Age;
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
    answered: BTreeMap<SessionId, Answered>,
}

/// The newest answer about a session.
#[derive(Clone, Copy, Debug)]
struct Answered {
    /// When its question left.
    asked: Turn,
    /// The last request that had left when it was heard.
    heard: Turn,
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

    /// How new an answer is that is heard now, when the last request that left is `last`.
    pub fn age_of(&mut self, session: SessionId, asked: Turn, last: Turn) -> Age {
        let heard = Answered { asked, heard: last };
        match self.answered.insert(session, heard) {
            Some(before) if asked < before.asked => {
                self.answered.insert(session, before);
                Age::Overtaken
            }
            Some(before) if asked <= before.heard => Age::Crossing,
            Some(_) | None => Age::Newest,
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_as_new_as_its_question() {
        let mut watched = Watched::new(Instant::now());
        let mut age =
            |session, asked, last| watched.age_of(SessionId(session), Turn(asked), Turn(last));
        assert_eq!(age(1, 2, 3), Age::Newest);
        assert_eq!(age(1, 1, 3), Age::Overtaken);
        assert_eq!(
            age(1, 3, 3),
            Age::Crossing,
            "it left before the first was heard"
        );
        assert_eq!(age(1, 2, 4), Age::Overtaken);
        assert_eq!(age(1, 4, 4), Age::Newest, "it left after all were heard");
        assert_eq!(age(2, 1, 4), Age::Newest, "of another session");
    }
}
