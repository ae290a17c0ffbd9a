//! What the window's commands find on the desk: the running till, once it runs.

use std::sync::atomic::{AtomicBool, Ordering};

use sandbox::Sandbox;
use till::{Started, Till};
use tokio::sync::OnceCell;

use crate::dto::Problem;

/// The till behind the window.
#[derive(Default)]
pub struct Desk {
    started: OnceCell<Result<Started<Sandbox>, Problem>>,
    ready: tokio::sync::Notify,
    asked_to_close: AtomicBool,
}

impl Desk {
    /// Puts the till on the desk, or why there is none.
    pub fn put(&self, started: Result<Started<Sandbox>, Problem>) {
        if self.started.set(started).is_ok() {
            self.ready.notify_waiters();
        }
    }

    /// The till, as soon as it runs.
    pub async fn till(&self) -> Result<&Till, Problem> {
        loop {
            let ready = self.ready.notified();
            match self.started.get() {
                Some(Ok(running)) => return Ok(&running.till),
                Some(Err(problem)) => return Err(problem.clone()),
                None => ready.await,
            }
        }
    }

    /// The till, if it runs already.
    pub fn running(&self) -> Option<&Till> {
        match self.started.get() {
            Some(Ok(running)) => Some(&running.till),
            Some(Err(_)) | None => None,
        }
    }

    /// Someone asks to close the window; `true` if that was asked before and not answered.
    pub fn ask_to_close(&self) -> bool {
        self.asked_to_close.swap(true, Ordering::Relaxed)
    }

    /// The question was answered: the window stays open.
    pub fn stay_open(&self) {
        self.asked_to_close.store(false, Ordering::Relaxed);
    }
}
