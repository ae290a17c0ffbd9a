//! What all requests share: the sites, the time, the dice, and the book behind its lock.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use tokio::sync::{Notify, watch};

use crate::auth::{AuthFailure, Claim, Gate};
use crate::book::{Book, Key, Numbers};
use crate::cards::Delays;
use crate::draw::Dice;
use crate::faults::Faults;
use crate::journal::Journal;
use crate::session::Session;
use crate::store::{Store, UnwritableStore};
use crate::{Clock, Site};

/// What came of a change, the session after it, and when that was.
type Changed<T> = (T, Arc<Session>, Timestamp);

/// A running gateway.
pub(crate) struct Gateway {
    pub(crate) url: String,
    pub(crate) sites: Vec<Site>,
    pub(crate) clock: Clock,
    pub(crate) delays: Delays,
    /// The gateway's time zone, America/Santiago.
    pub(crate) zone: TimeZone,
    /// Ends when the sandbox does.
    pub(crate) closing: watch::Receiver<()>,
    pub(crate) dice: Dice,
    pub(crate) faults: Mutex<Faults>,
    pub(crate) journal: Mutex<Journal>,
    pub(crate) gate: Mutex<Gate>,
    pub(crate) kept: Mutex<Kept>,
    /// Wakes the notifier after each change.
    pub(crate) changed: Notify,
}

/// The book, and the file that it outlives a run in.
pub(crate) struct Kept {
    pub(crate) book: Book,
    pub(crate) store: Option<Store>,
}

impl Kept {
    /// Enters a session; when it can't be kept, nothing has changed.
    fn enter(
        &mut self,
        session: Session,
        numbers: Numbers,
        now: Timestamp,
    ) -> Result<Arc<Session>, UnwritableStore> {
        if let Some(store) = &self.store {
            store.keep(&session, numbers)?;
        }
        Ok(self.book.put(session, numbers, now))
    }
}

impl Gateway {
    /// The site that makes this claim, if it is believed.
    pub(crate) fn admit(&self, claim: Claim, now: Timestamp) -> Result<&Site, AuthFailure> {
        lock(&self.gate).admit(claim, &self.sites, now)
    }

    /// The site with this login.
    pub(crate) fn site(&self, login: &str) -> Option<&Site> {
        self.sites.iter().find(|site| site.login == login)
    }

    /// Looks something up.
    pub(crate) fn look<T>(&self, look: impl FnOnce(&Book) -> T) -> T {
        look(&lock(&self.kept).book)
    }

    /// Opens a session.
    pub(crate) fn open<E: From<UnwritableStore>>(
        &self,
        open: impl FnOnce(&Book, Timestamp) -> Result<(Session, Numbers), E>,
    ) -> Result<(Arc<Session>, Timestamp), E> {
        let now = self.clock.now();
        let mut kept = lock(&self.kept);
        let (session, numbers) = open(&kept.book, now)?;
        let session = kept.enter(session, numbers, now)?;
        drop(kept);
        self.changed.notify_one();
        Ok((session, now))
    }

    /// Changes the session that `key` opens, one caller at a time, and keeps the change before
    /// answering. `None` when the key opens none; when `act` refuses, or the change can't be kept,
    /// nothing has changed.
    pub(crate) fn change<T, E: From<UnwritableStore>>(
        &self,
        key: &Key,
        act: impl FnOnce(&mut Session, &mut Numbers, Timestamp) -> Result<T, E>,
    ) -> Option<Result<Changed<T>, E>> {
        let now = self.clock.now();
        let mut kept = lock(&self.kept);
        let mut session = Session::clone(&*kept.book.find(key)?);
        let mut numbers = kept.book.numbers();
        let acted = act(&mut session, &mut numbers, now);
        let entered = acted.and_then(|done| {
            let session = kept.enter(session, numbers, now)?;
            Ok((done, session, now))
        });
        drop(kept);
        self.changed.notify_one();
        Some(entered)
    }

    /// Waits until the clock shows `at`, or the sandbox closes.
    pub(crate) async fn wait_until(&self, at: Timestamp) {
        let mut closing = self.closing.clone();
        tokio::select! {
            () = self.clock.reach(at) => {}
            _ = closing.changed() => {}
        }
    }
}

/// A panic elsewhere leaves what is behind these locks whole, because it is replaced in one step.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
