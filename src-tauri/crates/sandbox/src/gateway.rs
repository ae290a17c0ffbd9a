//! What all requests share: the sites, the time, and the book behind its lock.

use std::panic;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use tokio::sync::watch;

use crate::auth::{AuthFailure, Claim, Gate};
use crate::book::Book;
use crate::cards::Delays;
use crate::store::{Store, UnwritableStore};
use crate::{Clock, Site};

/// A running gateway.
pub(crate) struct Gateway {
    pub(crate) url: String,
    pub(crate) port: u16,
    pub(crate) sites: Vec<Site>,
    pub(crate) clock: Clock,
    pub(crate) delays: Delays,
    /// The gateway's time zone, America/Santiago.
    pub(crate) zone: TimeZone,
    /// Ends when the sandbox does.
    pub(crate) closing: watch::Receiver<()>,
    pub(crate) store: Option<Store>,
    pub(crate) gate: Mutex<Gate>,
    pub(crate) book: Mutex<Book>,
}

impl Gateway {
    /// The site that makes this claim, if it is believed.
    pub(crate) fn admit(&self, claim: Claim) -> Result<&Site, AuthFailure> {
        lock(&self.gate).admit(claim, &self.sites, self.clock.now())
    }

    /// The site with this login.
    pub(crate) fn site(&self, login: &str) -> Option<&Site> {
        self.sites.iter().find(|site| site.login == login)
    }

    /// Looks something up.
    pub(crate) fn look<T>(&self, look: impl FnOnce(&Book) -> T) -> T {
        look(&lock(&self.book))
    }

    /// Changes the book, one caller at a time, and keeps the change before answering. When `act`
    /// refuses, or the change can't be kept, nothing has changed.
    ///
    /// It runs to its end even when the caller goes away halfway.
    pub(crate) async fn change<T, E>(
        self: &Arc<Self>,
        act: impl FnOnce(&mut Book, Timestamp) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<UnwritableStore> + Send + 'static,
    {
        let gateway = Arc::clone(self);
        let work = tokio::task::spawn_blocking(move || {
            let mut book = lock(&gateway.book);
            let mut changed = book.clone();
            let outcome = act(&mut changed, gateway.clock.now())?;
            if let Some(store) = &gateway.store {
                store.save(&changed, gateway.port)?;
            }
            *book = changed;
            Ok(outcome)
        });
        work.await
            .unwrap_or_else(|error| panic::resume_unwind(error.into_panic()))
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
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
