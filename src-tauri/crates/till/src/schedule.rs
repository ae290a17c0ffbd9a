//! When a session is due to be asked about. Pure: the time and chance are passed in.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

/// How often the gateway is asked, and how long it is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cadence {
    /// About the sale on screen, while it is young.
    pub on_screen: Duration,
    /// About the sale on screen after three minutes.
    pub lingering: Duration,
    /// About sales in the background, and the longest wait after failures.
    pub background: Duration,
    /// How long one answer may take.
    pub patience: Duration,
    /// While the gateway refuses the credentials, one session is asked about this often: enough to
    /// notice that it accepts them again.
    pub pause: Duration,
}

impl Default for Cadence {
    fn default() -> Self {
        Cadence {
            on_screen: Duration::from_secs(2),
            lingering: Duration::from_secs(5),
            background: Duration::from_secs(10),
            patience: Duration::from_secs(20),
            pause: Duration::from_secs(60),
        }
    }
}

/// However long the gateway asks to wait, it is asked again after this.
const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// A session on screen longer than this is no longer young.
const YOUNG: SignedDuration = SignedDuration::from_mins(3);

/// What decides how soon a session is asked about again.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Standpoint {
    pub on_screen: bool,
    pub age: SignedDuration,
    pub failures: u32,
    pub retry_after: Option<Duration>,
}

impl Cadence {
    /// How long to wait before the next question; `chance` is uniform in 0..1 and spreads the
    /// waits by ±10 %, so that tills do not ask in step.
    pub(crate) fn wait(&self, from: Standpoint, chance: f64) -> Duration {
        let usual = match (from.on_screen, from.age < YOUNG) {
            (true, true) => self.on_screen,
            (true, false) => self.lingering,
            (false, _) => self.background,
        };
        let backed_off = usual.saturating_mul(1 << from.failures.min(5));
        let backed_off = backed_off.min(self.background.max(usual));
        let asked = from.retry_after.unwrap_or_default().min(LONGEST_WAIT);
        backed_off.max(asked).mul_f64(0.9 + 0.2 * chance)
    }

    /// The time has come, or the clock was set back so far that it never would.
    pub(crate) fn is_due(&self, due: Timestamp, now: Timestamp) -> bool {
        let ahead = now.duration_until(due);
        let longest = self.background.max(LONGEST_WAIT) * 2;
        ahead <= SignedDuration::ZERO
            || ahead > SignedDuration::try_from(longest).unwrap_or(SignedDuration::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRESH: Standpoint = Standpoint {
        on_screen: true,
        age: SignedDuration::ZERO,
        failures: 0,
        retry_after: None,
    };

    fn seconds(from: Standpoint) -> f64 {
        Cadence::default().wait(from, 0.5).as_secs_f64()
    }

    #[test]
    fn what_is_on_screen_is_asked_about_every_two_seconds() {
        assert!((seconds(FRESH) - 2.0).abs() < 1e-6);
        let wait = |chance| Cadence::default().wait(FRESH, chance).as_secs_f64();
        assert!((wait(0.0) - 1.8).abs() < 1e-6 && (wait(1.0) - 2.2).abs() < 1e-6);
        let old = Standpoint {
            age: SignedDuration::from_mins(4),
            ..FRESH
        };
        assert!((seconds(old) - 5.0).abs() < 1e-6);
        assert!(
            (seconds(Standpoint {
                on_screen: false,
                ..FRESH
            }) - 10.0)
                .abs()
                < 1e-6
        );
    }

    #[test]
    fn failures_slow_it_down_within_reason_and_the_gateways_wish_counts() {
        assert!(
            (seconds(Standpoint {
                failures: 1,
                ..FRESH
            }) - 4.0)
                .abs()
                < 1e-6
        );
        assert!(
            (seconds(Standpoint {
                failures: 99,
                ..FRESH
            }) - 10.0)
                .abs()
                < 1e-6
        );
        let wished = |secs| Standpoint {
            retry_after: Some(Duration::from_secs(secs)),
            ..FRESH
        };
        assert!((seconds(wished(30)) - 30.0).abs() < 1e-6);
        assert!((seconds(wished(86_400)) - 60.0).abs() < 1e-6);
    }

    #[test]
    fn i10_a_clock_set_back_by_hours_delays_nothing() {
        let cadence = Cadence::default();
        let now: Timestamp = "2026-11-22T12:00:00Z".parse().unwrap();
        assert!(cadence.is_due(now, now));
        assert!(!cadence.is_due(now + SignedDuration::from_secs(10), now));
        assert!(cadence.is_due(now + SignedDuration::from_hours(3), now));
    }
}
