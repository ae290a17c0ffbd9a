//! Time as it is, and as the till's computer shows it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::{SignedDuration, Timestamp};
use tokio::time::Instant;

/// Virtual time. Timers run on Tokio's paused clock; what a computer sleeps through is added to the
/// truth and to its wall clock, but not to its timers.
#[derive(Clone, Debug)]
pub struct Time(Arc<Clocks>);

#[derive(Debug)]
struct Clocks {
    begun: Instant,
    epoch: Timestamp,
    slept_ms: AtomicI64,
    wrong_by_ms: AtomicI64,
}

impl Time {
    /// It begins now, with `epoch` as the truth.
    pub fn begin(epoch: Timestamp) -> Self {
        Time(Arc::new(Clocks {
            begun: Instant::now(),
            epoch,
            slept_ms: AtomicI64::new(0),
            wrong_by_ms: AtomicI64::new(0),
        }))
    }

    /// The true time, which the gateway's clock shows.
    pub fn truth(&self) -> Timestamp {
        let counted = SignedDuration::try_from(self.0.begun.elapsed());
        let slept = SignedDuration::from_millis(self.0.slept_ms.load(Ordering::Relaxed));
        self.0.epoch + counted.unwrap_or(SignedDuration::MAX) + slept
    }

    /// What the till's computer shows.
    pub fn wall(&self) -> Timestamp {
        self.truth() + SignedDuration::from_millis(self.0.wrong_by_ms.load(Ordering::Relaxed))
    }

    /// The till's computer sleeps.
    pub fn sleep_through(&self, time: SignedDuration) {
        let millis = i64::try_from(time.as_millis()).unwrap_or(i64::MAX);
        self.0.slept_ms.fetch_add(millis, Ordering::Relaxed);
    }

    /// Somebody sets the clock of the till's computer.
    pub fn set_wrong_by(&self, wrong_by: SignedDuration) {
        let millis = i64::try_from(wrong_by.as_millis()).unwrap_or(0);
        self.0.wrong_by_ms.store(millis, Ordering::Relaxed);
    }
}
