//! The sandbox's time: the system's, or one that a test holds in its hand.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;

/// What time the sandbox believes it is.
///
/// Clones share one time: keep a clone, hand the other to [`Config`](crate::Config), and
/// [`advance`](Clock::advance) moves both.
///
/// ```
/// # use sandbox::Clock;
/// # use std::time::Duration;
/// let clock = Clock::manual("2026-11-22T17:05:00Z".parse()?);
/// clock.advance(Duration::from_secs(60));
/// assert_eq!(clock.now().to_string(), "2026-11-22T17:06:00Z");
/// # Ok::<(), jiff::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Clock {
    base: Base,
    ahead: watch::Sender<SignedDuration>,
}

#[derive(Clone, Copy, Debug)]
enum Base {
    /// The system's clock, running `speed` times as fast since `start`.
    System {
        start: Timestamp,
        speed: u32,
    },
    Manual(Timestamp),
}

impl Clock {
    /// The system's clock.
    pub fn system() -> Self {
        Self::system_off_by(SignedDuration::ZERO)
    }

    /// The system's clock, wrong by `offset`: positive is ahead. Imitates a skew between a till
    /// and the gateway.
    pub fn system_off_by(offset: SignedDuration) -> Self {
        Self::new(
            Base::System {
                start: Timestamp::now(),
                speed: 1,
            },
            offset,
        )
    }

    /// A clock that starts at the system's time and runs `speed` times as fast: at 60, an hour's
    /// session expires within a minute. At 0 it stands still, as [`Clock::manual`] does.
    pub fn system_at_speed(speed: u32) -> Self {
        Self::new(
            Base::System {
                start: Timestamp::now(),
                speed,
            },
            SignedDuration::ZERO,
        )
    }

    /// A clock that stands still at `start` until somebody advances it.
    pub fn manual(start: Timestamp) -> Self {
        Self::new(Base::Manual(start), SignedDuration::ZERO)
    }

    fn new(base: Base, ahead: SignedDuration) -> Self {
        Self {
            base,
            ahead: watch::Sender::new(ahead),
        }
    }

    /// How many times as fast as the system's clock it runs; a clock that stands still counts as 1.
    pub(crate) fn speed(&self) -> u32 {
        match self.base {
            Base::System { speed, .. } => speed.max(1),
            Base::Manual(_) => 1,
        }
    }

    /// Moves this clock and all its clones forward.
    pub fn advance(&self, by: Duration) {
        let by = SignedDuration::try_from(by).unwrap_or(SignedDuration::MAX);
        self.ahead
            .send_modify(|ahead| *ahead = ahead.saturating_add(by));
    }

    /// The time.
    pub fn now(&self) -> Timestamp {
        let base = match self.base {
            Base::System { speed: 1, .. } => Timestamp::now(),
            Base::System { start, speed } => {
                let passed = Timestamp::now().duration_since(start);
                let speed = i32::try_from(speed).unwrap_or(i32::MAX);
                later(start, passed.saturating_mul(speed))
            }
            Base::Manual(start) => start,
        };
        later(base, *self.ahead.borrow())
    }

    /// Waits until the clock shows `at` or later, whether time passes or is advanced.
    pub(crate) async fn reach(&self, at: Timestamp) {
        let mut moved = self.ahead.subscribe();
        loop {
            let left = at.duration_since(self.now());
            match (self.base, Duration::try_from(left)) {
                (_, Err(_) | Ok(Duration::ZERO)) => return,
                (Base::System { speed: 0, .. } | Base::Manual(_), Ok(_)) => {
                    let _ = moved.changed().await;
                }
                (Base::System { speed, .. }, Ok(left)) => {
                    // Either way the loop looks at the clock again.
                    let _ = tokio::time::timeout(left / speed, moved.changed()).await;
                }
            }
        }
    }
}

/// `from` moved by `by`, as far as the calendar goes.
pub(crate) fn later(from: Timestamp, by: SignedDuration) -> Timestamp {
    let end = if by.is_negative() {
        Timestamp::MIN
    } else {
        Timestamp::MAX
    };
    from.checked_add(by).unwrap_or(end)
}
