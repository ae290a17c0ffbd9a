//! All sessions of a sandbox.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::order::Order;
use crate::session::Session;

/// Every session, the numbers given out so far, and where to look for what.
#[derive(Default)]
pub(crate) struct Book {
    sessions: BTreeMap<u64, Arc<Session>>,
    numbers: Numbers,
    /// Site and reference of each session.
    references: HashSet<(String, String)>,
    /// The session of each transaction.
    transactions: HashMap<u64, u64>,
    /// When to look whether a session is over and has to be notified.
    due: BTreeSet<(Timestamp, u64)>,
}

/// The last numbers that were given out.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Numbers {
    session: u64,
    transaction: u64,
}

impl Numbers {
    /// The number of the next transaction.
    pub(crate) fn next_transaction(&mut self) -> u64 {
        self.transaction += 1;
        self.transaction
    }
}

/// How somebody may come to a session.
#[derive(Clone)]
pub(crate) enum Key {
    /// As the site that created it.
    Owner { id: u64, login: String },
    /// With the link that the customer got.
    Link { id: u64, token: String },
    /// As the site that owns one of its transactions.
    Transaction { number: u64, login: String },
    /// Whoever controls the sandbox.
    Control { id: u64 },
}

/// The site has used this reference before.
pub(crate) struct ReferenceUsed;

impl Book {
    /// An empty book that goes on counting after `numbers`.
    pub(crate) fn new(numbers: Numbers) -> Self {
        Self {
            numbers,
            ..Self::default()
        }
    }

    /// A new session under the next number. It is not in the book until it is [`put`](Book::put).
    pub(crate) fn open(
        &self,
        owner: String,
        order: Order,
        token: String,
        now: Timestamp,
    ) -> Result<(Session, Numbers), ReferenceUsed> {
        let named = (owner.clone(), order.reference.clone());
        if self.references.contains(&named) {
            return Err(ReferenceUsed);
        }
        let mut numbers = self.numbers;
        numbers.session += 1;
        Ok((
            Session::open(numbers.session, token, owner, order, now),
            numbers,
        ))
    }

    /// Enters a session that is new or has changed.
    pub(crate) fn put(
        &mut self,
        session: Session,
        numbers: Numbers,
        now: Timestamp,
    ) -> Arc<Session> {
        self.numbers = Numbers {
            session: self.numbers.session.max(numbers.session),
            transaction: self.numbers.transaction.max(numbers.transaction),
        };
        let named = (session.owner.clone(), session.order.reference.clone());
        self.references.insert(named);
        let transactions = session.transactions();
        self.transactions
            .extend(transactions.map(|number| (number, session.id)));
        if session.notified.is_none() {
            self.due.insert((now, session.id));
        }
        let session = Arc::new(session);
        self.sessions.insert(session.id, Arc::clone(&session));
        session
    }

    pub(crate) fn numbers(&self) -> Numbers {
        self.numbers
    }

    /// The session that this key opens.
    pub(crate) fn find(&self, key: &Key) -> Option<Arc<Session>> {
        let id = match key {
            Key::Owner { id, .. } | Key::Link { id, .. } | Key::Control { id } => *id,
            Key::Transaction { number, .. } => *self.transactions.get(number)?,
        };
        let session = self.sessions.get(&id)?;
        let opens = match key {
            Key::Owner { login, .. } | Key::Transaction { login, .. } => session.owner == *login,
            Key::Link { token, .. } => session.token == *token,
            Key::Control { .. } => true,
        };
        opens.then(|| Arc::clone(session))
    }

    /// Every session, oldest first.
    pub(crate) fn sessions(&self) -> impl Iterator<Item = &Arc<Session>> {
        self.sessions.values()
    }

    /// When the next session has to be looked at.
    pub(crate) fn next_due(&self) -> Option<Timestamp> {
        self.due.first().map(|(at, _)| *at)
    }

    /// Takes out a session that has to be looked at now.
    pub(crate) fn take_due(&mut self, now: Timestamp) -> Option<Arc<Session>> {
        loop {
            let (at, id) = self.due.pop_first()?;
            if at > now {
                self.due.insert((at, id));
                return None;
            }
            if let Some(session) = self.sessions.get(&id) {
                return Some(Arc::clone(session));
            }
        }
    }

    /// Looks at a session again at a later time.
    pub(crate) fn look_again(&mut self, id: u64, at: Timestamp) {
        self.due.insert((at, id));
    }
}
