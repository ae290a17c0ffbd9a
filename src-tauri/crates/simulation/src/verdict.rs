//! What was found wrong, by the invariant that it breaks.

use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// One broken promise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The invariant's name in the design, such as `I3`; `C` for one that is not reached in the end.
    pub invariant: &'static str,
    /// What happened.
    pub what: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.invariant, self.what)
    }
}

/// Where everyone reports what they find, and the story is told where somebody wants to hear it.
#[derive(Debug)]
pub struct Findings {
    found: Mutex<Vec<Violation>>,
    story: Option<Mutex<Vec<String>>>,
}

impl Findings {
    /// None so far.
    pub fn none(tells_story: bool) -> Self {
        Findings {
            found: Mutex::default(),
            story: tells_story.then(Mutex::default),
        }
    }

    /// Something is wrong.
    pub fn report(&self, invariant: &'static str, what: impl Into<String>) {
        let what = what.into();
        self.tell(|| format!("!! {invariant}: {what}"));
        lock(&self.found).push(Violation { invariant, what });
    }

    /// Something must hold.
    pub fn demand(&self, holds: bool, invariant: &'static str, what: impl FnOnce() -> String) {
        if !holds {
            self.report(invariant, what());
        }
    }

    /// Something happened.
    pub fn tell(&self, what: impl FnOnce() -> String) {
        if let Some(story) = &self.story {
            lock(story).push(what());
        }
    }

    /// Something is wrong already.
    pub fn any(&self) -> bool {
        !lock(&self.found).is_empty()
    }

    /// All that was found, and the story.
    pub fn take(&self) -> (Vec<Violation>, Vec<String>) {
        let story = self
            .story
            .as_ref()
            .map(|story| std::mem::take(&mut *lock(story)));
        (
            std::mem::take(&mut *lock(&self.found)),
            story.unwrap_or_default(),
        )
    }
}

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
