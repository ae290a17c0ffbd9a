//! What the gateway throws dice for.

use std::fmt;
use std::sync::{Mutex, PoisonError};

use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};

use crate::session::Slip;

/// The gateway's dice. From one seed they fall the same way every time.
pub(crate) struct Dice(Mutex<StdRng>);

impl Dice {
    /// Dice that follow from `seed`, or that nobody can foresee.
    pub(crate) fn new(seed: Option<u64>) -> Self {
        Self(Mutex::new(match seed {
            Some(seed) => StdRng::seed_from_u64(seed),
            None => StdRng::from_os_rng(),
        }))
    }

    fn roll<T>(&self, roll: impl FnOnce(&mut StdRng) -> T) -> T {
        roll(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// A session's token: 128 bits nobody can guess, in hexadecimal.
    pub(crate) fn token(&self) -> String {
        format!("{:032x}", self.roll(|dice| dice.random::<u128>()))
    }

    /// A transaction's paper.
    pub(crate) fn slip(&self) -> Slip {
        self.roll(|dice| Slip {
            receipt: format!("{:012}", dice.random_range(0..1_000_000_000_000_u64)),
            // 000000 means that there is no authorization.
            authorization: format!("{:06}", dice.random_range(1..1_000_000_u32)),
        })
    }

    /// True with a probability from 0 to 1.
    pub(crate) fn chance(&self, probability: f64) -> bool {
        self.roll(|dice| dice.random::<f64>() < probability)
    }
}

impl fmt::Debug for Dice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Dice")
    }
}
