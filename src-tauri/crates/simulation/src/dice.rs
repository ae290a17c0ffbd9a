//! What a seed decides.

use std::sync::Mutex;
use std::time::Duration;

use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};

use crate::verdict::lock;

/// Dice that fall the same way for the same seed.
#[derive(Debug)]
pub struct Dice(Mutex<StdRng>);

impl Dice {
    /// The dice of a seed, for one purpose of several.
    pub fn of(seed: u64, purpose: u64) -> Self {
        let mixed = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ purpose;
        Dice(Mutex::new(StdRng::seed_from_u64(mixed)))
    }

    /// So many times in a thousand.
    pub fn happens(&self, per_mille: u32) -> bool {
        self.below(1_000) < u64::from(per_mille)
    }

    /// From zero up to, but without, a bound.
    pub fn below(&self, bound: u64) -> u64 {
        lock(&self.0).random_range(0..bound.max(1))
    }

    /// Between two numbers of seconds.
    pub fn seconds(&self, from: f64, to: f64) -> Duration {
        Duration::from_secs_f64(lock(&self.0).random_range(from..to))
    }

    /// One of several.
    pub fn pick<'a, T>(&self, of: &'a [T]) -> Option<&'a T> {
        let index = usize::try_from(self.below(of.len() as u64)).ok()?;
        of.get(index)
    }
}
