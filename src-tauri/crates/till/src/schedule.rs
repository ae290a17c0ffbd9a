//! When a session is asked about. Pure: the time and chance are passed in.

use std::time::Duration;

use jiff::SignedDuration;

/// How often the gateway is asked, and how long it is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cadence {
    /// About the sale on screen, while it is young.
    pub on_screen: Duration,
    /// About the sale on screen after three minutes, and about any other that is about to expire.
    pub lingering: Duration,
    /// About a young sale in the background.
    pub background: Duration,
    /// About an old sale in the background, and the longest wait after failures.
    pub slowest: Duration,
    /// How long one answer may take.
    pub patience: Duration,
    /// While the gateway refuses the credentials, it is asked one question after this, then after
    /// twice as long, and so on up to a quarter of an hour.
    pub pause: Duration,
}

impl Default for Cadence {
    fn default() -> Self {
        Cadence {
            on_screen: Duration::from_secs(2),
            lingering: Duration::from_secs(5),
            background: Duration::from_secs(10),
            slowest: Duration::from_secs(60),
            patience: Duration::from_secs(20),
            pause: Duration::from_secs(60),
        }
    }
}

/// The longest wait that the gateway is granted.
pub(crate) const LONGEST_WISH: Duration = Duration::from_mins(5);

/// The longest pause while the gateway refuses the credentials.
const LONGEST_PAUSE: Duration = Duration::from_mins(15);

/// A session on screen longer than this is no longer young.
const YOUNG: SignedDuration = SignedDuration::from_mins(3);

/// How long after its expiration a session is asked about as if it were on screen.
const OVERDUE: SignedDuration = SignedDuration::from_mins(2);

/// Money may come in though the gateway said that a session is over: a cancel and a payment cross,
/// or a bank answers late. So an ended session without all of its money is asked about again, so
/// long after its end; the last of these looks is made however late.
const LOOKS_AFTER_THE_END: [SignedDuration; 7] = [
    SignedDuration::from_mins(1),
    SignedDuration::from_mins(5),
    SignedDuration::from_mins(30),
    SignedDuration::from_hours(2),
    SignedDuration::from_hours(12),
    SignedDuration::from_hours(24),
    SignedDuration::from_hours(72),
];

/// Where a session is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    /// People look at it.
    OnScreen,
    /// It is open; nobody looks.
    Background,
    /// It ended so long ago, without all of its money.
    Ended(SignedDuration),
}

/// What decides how soon a session is asked about again.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Standpoint {
    pub phase: Phase,
    pub age: SignedDuration,
    /// Until its expiration by the gateway's clock; negative after it.
    pub left: SignedDuration,
    pub failures: u32,
}

impl Cadence {
    /// How long to wait before the next question, if there is to be one; `chance` is uniform in
    /// 0..1 and spreads the waits by ±10 %, so that tills do not ask in step.
    pub(crate) fn wait(&self, from: Standpoint, chance: f64) -> Option<Duration> {
        let usual = match from.phase {
            Phase::Ended(since) if from.failures == 0 => return look_after_the_end(since),
            Phase::Ended(_) => self.slowest,
            Phase::OnScreen if from.age < YOUNG => self.on_screen,
            Phase::OnScreen => self.lingering.min(self.around_expiration(from.left)),
            Phase::Background => self
                .in_background(from.age)
                .min(self.around_expiration(from.left)),
        };
        let longest = match from.phase {
            Phase::OnScreen => self.background,
            Phase::Background | Phase::Ended(_) => self.slowest,
        };
        let backed_off = usual.saturating_mul(1 << from.failures.min(5));
        let wait = backed_off.min(longest.max(usual));
        Some(wait.mul_f64(0.9 + 0.2 * chance))
    }

    /// Grows with the age, from the young sale's wait to the slowest.
    fn in_background(&self, age: SignedDuration) -> Duration {
        let grown = Duration::try_from(age).unwrap_or_default() / 12;
        grown.clamp(self.background, self.slowest)
    }

    /// The moment of expiration is not slept through, and what follows it is awaited.
    fn around_expiration(&self, left: SignedDuration) -> Duration {
        match Duration::try_from(left) {
            Ok(left) => left + self.on_screen,
            Err(_) if left > -OVERDUE => self.lingering,
            Err(_) => Duration::MAX,
        }
    }

    /// The pause after so many refusals of the credentials in a row.
    pub(crate) fn pause(&self, refusals: u32) -> Duration {
        let longest = LONGEST_PAUSE.max(self.pause);
        self.pause
            .saturating_mul(1 << refusals.min(10))
            .min(longest)
    }
}

fn look_after_the_end(since: SignedDuration) -> Option<Duration> {
    let since = since.max(SignedDuration::ZERO);
    let next = LOOKS_AFTER_THE_END.into_iter().find(|look| *look > since)?;
    Duration::try_from(next - since).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRESH: Standpoint = Standpoint {
        phase: Phase::OnScreen,
        age: SignedDuration::ZERO,
        left: SignedDuration::from_mins(15),
        failures: 0,
    };
    const ASIDE: Standpoint = Standpoint {
        phase: Phase::Background,
        ..FRESH
    };

    #[track_caller]
    fn assert_waits(from: Standpoint, expected: f64) {
        let wait = Cadence::default().wait(from, 0.5).unwrap().as_secs_f64();
        assert!((wait - expected).abs() < 1e-6, "{wait} s, not {expected} s");
    }

    #[test]
    fn what_is_on_screen_is_asked_about_every_two_seconds() {
        assert_waits(FRESH, 2.0);
        let wait = |chance| Cadence::default().wait(FRESH, chance).unwrap();
        assert_eq!(wait(0.0), Duration::from_millis(1_800));
        assert_eq!(wait(1.0), Duration::from_millis(2_200));
        let age = SignedDuration::from_mins(4);
        assert_waits(Standpoint { age, ..FRESH }, 5.0);
    }

    #[test]
    fn what_is_set_aside_is_asked_about_less_and_less() {
        for (minutes, expected) in [(0, 10.0), (2, 10.0), (6, 30.0), (12, 60.0), (600, 60.0)] {
            let age = SignedDuration::from_mins(minutes);
            let left = SignedDuration::from_hours(9);
            assert_waits(Standpoint { age, left, ..ASIDE }, expected);
        }
    }

    #[test]
    fn the_expiration_is_not_slept_through() {
        let old = SignedDuration::from_mins(14);
        for (left, expected) in [
            (30, 32.0),
            (1, 3.0),
            (0, 2.0),
            (-1, 5.0),
            (-119, 5.0),
            (-121, 60.0),
        ] {
            let left = SignedDuration::from_secs(left);
            assert_waits(
                Standpoint {
                    age: old,
                    left,
                    ..ASIDE
                },
                expected,
            );
        }
        let left = SignedDuration::from_secs(1);
        assert_waits(
            Standpoint {
                age: old,
                left,
                ..FRESH
            },
            3.0,
        );
    }

    #[test]
    fn failures_slow_it_down_within_reason() {
        for (failures, expected) in [(1, 4.0), (2, 8.0), (3, 10.0), (99, 10.0)] {
            assert_waits(Standpoint { failures, ..FRESH }, expected);
        }
        for (failures, expected) in [(1, 20.0), (3, 60.0), (99, 60.0)] {
            assert_waits(Standpoint { failures, ..ASIDE }, expected);
        }
    }

    #[test]
    fn i2_what_ended_without_its_money_is_looked_after_for_three_days() {
        let ended = |minutes: i64, failures| Standpoint {
            phase: Phase::Ended(SignedDuration::from_mins(minutes)),
            failures,
            ..ASIDE
        };
        assert_waits(ended(0, 0), 60.0);
        assert_waits(ended(1, 0), 4.0 * 60.0);
        assert_waits(ended(25 * 60, 0), 47.0 * 3600.0);
        assert_waits(ended(-60, 0), 60.0);
        assert_waits(ended(25 * 60, 1), 60.0);
        assert_eq!(Cadence::default().wait(ended(72 * 60, 0), 0.5), None);
    }

    #[test]
    fn refused_credentials_are_tried_less_and_less() {
        let minutes = |refusals| Cadence::default().pause(refusals).as_secs() / 60;
        assert_eq!([0, 1, 2, 3, 4, 99].map(minutes), [1, 2, 4, 8, 15, 15]);
    }
}
