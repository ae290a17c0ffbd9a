//! All sessions of a sandbox.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::order::Order;
use crate::session::Session;

/// Every session, and the numbers given out so far. A clone is cheap: it shares the sessions until
/// one of them changes.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Book {
    sessions: BTreeMap<u64, Arc<Session>>,
    last_transaction: u64,
}

/// How somebody may come to a session.
#[derive(Clone)]
pub(crate) enum Key {
    /// As the site that created it.
    Owner { id: u64, login: String },
    /// With the link that the customer got.
    Link { id: u64, token: String },
}

impl Key {
    fn id(&self) -> u64 {
        let (Self::Owner { id, .. } | Self::Link { id, .. }) = self;
        *id
    }

    fn opens(&self, session: &Session) -> bool {
        match self {
            Self::Owner { login, .. } => session.owner == *login,
            Self::Link { token, .. } => session.token == *token,
        }
    }
}

/// The site has used this reference before.
pub(crate) struct ReferenceUsed;

impl Book {
    /// Opens a session under the next number.
    pub(crate) fn open(
        &mut self,
        owner: String,
        order: Order,
        token: String,
        now: Timestamp,
    ) -> Result<Arc<Session>, ReferenceUsed> {
        let same = |session: &Arc<Session>| {
            session.owner == owner && session.order.reference == order.reference
        };
        if self.sessions.values().any(same) {
            return Err(ReferenceUsed);
        }
        let id = self
            .sessions
            .last_key_value()
            .map_or(1, |(last, _)| last + 1);
        let session = Arc::new(Session::open(id, token, owner, order, now));
        self.sessions.insert(id, Arc::clone(&session));
        Ok(session)
    }

    /// The session that this key opens.
    pub(crate) fn find(&self, key: &Key) -> Option<Arc<Session>> {
        self.sessions
            .get(&key.id())
            .filter(|session| key.opens(session))
            .cloned()
    }

    /// The session that this key opens, to change it.
    pub(crate) fn find_mut(&mut self, key: &Key) -> Option<&mut Session> {
        let session = self
            .sessions
            .get_mut(&key.id())
            .filter(|session| key.opens(session))?;
        Some(Arc::make_mut(session))
    }

    /// The number of the next transaction.
    pub(crate) fn next_transaction(&mut self) -> u64 {
        self.last_transaction += 1;
        self.last_transaction
    }
}
