//! What the window's commands find on the desk: the running till, once it runs.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use sandbox::Sandbox;
use till::{Started, Till};
use tokio::sync::{Mutex, watch};
use tokio::task::AbortHandle;

use crate::dto::Problem;

/// The till behind the window.
pub struct Desk {
    state: watch::Sender<State>,
    /// Held by whoever starts the till anew.
    pub starting: Mutex<()>,
    asked_to_close: AtomicBool,
}

#[derive(Clone)]
enum State {
    Starting,
    Running(Arc<Running>),
    Stopped(Problem),
}

/// A till that runs, and who tells the windows of it.
pub struct Running {
    started: Started<Sandbox>,
    telling: [AbortHandle; 2],
}

impl Running {
    /// A till that was started, whose changes these tasks tell.
    pub fn new(started: Started<Sandbox>, telling: [AbortHandle; 2]) -> Self {
        Running { started, telling }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.telling.iter().for_each(AbortHandle::abort);
    }
}

impl Default for Desk {
    fn default() -> Self {
        Desk {
            state: watch::Sender::new(State::Starting),
            starting: Mutex::default(),
            asked_to_close: AtomicBool::default(),
        }
    }
}

impl Desk {
    /// Puts the till on the desk, or why there is none.
    pub fn put(&self, started: Result<Running, Problem>) {
        self.state.send_replace(match started {
            Ok(running) => State::Running(Arc::new(running)),
            Err(problem) => State::Stopped(problem),
        });
    }

    /// Takes the till off the desk: another is about to start. Whoever still asks it something holds
    /// on to it until the answer.
    pub fn clear(&self) {
        self.state.send_replace(State::Starting);
    }

    /// The till, as soon as it runs.
    pub async fn till(&self) -> Result<Till, Problem> {
        let mut state = self.state.subscribe();
        let known = state.wait_for(|state| !matches!(state, State::Starting));
        match &*known
            .await
            .map_err(|_| Problem::from(till::Error::Closing))?
        {
            State::Running(running) => Ok(running.started.till.clone()),
            State::Stopped(problem) => Err(problem.clone()),
            State::Starting => Err(till::Error::Closing.into()),
        }
    }

    /// The till, if it runs already.
    pub fn running(&self) -> Option<Till> {
        match &*self.state.borrow() {
            State::Running(running) => Some(running.started.till.clone()),
            State::Starting | State::Stopped(_) => None,
        }
    }

    /// Whether the till could not start.
    pub fn is_stopped(&self) -> bool {
        matches!(*self.state.borrow(), State::Stopped(_))
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
