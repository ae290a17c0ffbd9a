//! How many requests a second the gateway gets from this till, whoever sends them.

use std::time::Duration;

use tokio::time::Instant;

/// Requests a second.
const RATE: f64 = 5.0;

/// How many may be saved up.
const BURST: f64 = 10.0;

/// Timers count milliseconds; a wait of nothing would be no wait.
const SHORTEST_WAIT: Duration = Duration::from_millis(1);

/// However much people ask for, it is paid back within this many seconds.
const DEEPEST_DEBT: f64 = -10.0;

/// One budget for all requests. What people ask for is sent at once and only counted, so the
/// watcher waits for them and never the other way round.
#[derive(Debug)]
pub(crate) struct Budget {
    tokens: f64,
    at: Instant,
    quiet_until: Option<Instant>,
}

impl Budget {
    pub fn new(now: Instant) -> Self {
        Budget {
            tokens: BURST,
            at: now,
            quiet_until: None,
        }
    }

    /// A person's request goes out.
    pub fn spend(&mut self, now: Instant) {
        self.refill(now);
        self.tokens = (self.tokens - 1.0).max(DEEPEST_DEBT);
    }

    /// The watcher may ask; else how long it has to wait.
    pub fn take(&mut self, now: Instant) -> Result<(), Duration> {
        if let Some(until) = self.quiet_until.filter(|until| *until > now) {
            return Err(until - now);
        }
        self.refill(now);
        if self.tokens < 1.0 {
            let wait = Duration::from_secs_f64((1.0 - self.tokens) / RATE);
            return Err(wait.max(SHORTEST_WAIT));
        }
        self.tokens -= 1.0;
        Ok(())
    }

    /// The gateway asks for quiet: the watcher keeps it, people need not.
    pub fn keep_quiet(&mut self, now: Instant, wish: Duration) {
        let until = now + wish;
        self.quiet_until = self.quiet_until.max(Some(until));
    }

    fn refill(&mut self, now: Instant) {
        let passed = now.duration_since(self.at).as_secs_f64();
        self.tokens = (self.tokens + passed * RATE).min(BURST);
        self.at = now;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn a_burst_then_five_a_second() {
        let start = Instant::now();
        let mut budget = Budget::new(start);
        let sent = (0..100).take_while(|_| budget.take(start).is_ok()).count();
        assert_eq!(sent, 10);
        assert_eq!(budget.take(start), Err(Duration::from_millis(200)));
        let later = start + SECOND;
        let sent = (0..100).take_while(|_| budget.take(later).is_ok()).count();
        assert_eq!(sent, 5);
        let much_later = start + 3600 * SECOND;
        let sent = (0..100)
            .take_while(|_| budget.take(much_later).is_ok())
            .count();
        assert_eq!(sent, 10);
    }

    #[test]
    fn people_do_not_wait_and_the_watcher_makes_up_for_them() {
        let start = Instant::now();
        let mut budget = Budget::new(start);
        for _ in 0..1_000 {
            budget.spend(start);
        }
        assert!(budget.take(start + 2 * SECOND).is_err());
        assert_eq!(budget.take(start + 3 * SECOND), Ok(()));
    }

    #[test]
    fn the_gateway_is_left_in_quiet_as_long_as_it_asks_for() {
        let start = Instant::now();
        let mut budget = Budget::new(start);
        budget.keep_quiet(start, 30 * SECOND);
        budget.keep_quiet(start, SECOND);
        assert_eq!(budget.take(start + 10 * SECOND), Err(20 * SECOND));
        assert_eq!(budget.take(start + 30 * SECOND), Ok(()));
    }
}
