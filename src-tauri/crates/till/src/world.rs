//! What the till knows only through others: time, chance, the network, printers, threads. A
//! simulation brings all of them itself.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use checkout::{Now, Transport};
use jiff::Timestamp;
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use receipt::{Printer, PrinterTarget};

/// The world around a till.
#[derive(Clone)]
pub struct World {
    /// Where the time comes from. It may jump, and stand still while the computer sleeps.
    pub now: Now,
    /// What is thrown for references and for waits.
    pub chance: Chance,
    /// How the gateway is reached.
    pub network: Network,
    /// Gives the printer at a place.
    pub printers: Printers,
    /// Where work that blocks is done.
    pub hands: Hands,
}

/// Gives the printer at a place.
pub type Printers = Arc<dyn Fn(PrinterTarget) -> Box<dyn Printer> + Send + Sync>;

/// How the gateway is reached.
#[derive(Clone, Debug)]
pub enum Network {
    /// Over HTTPS.
    Https,
    /// Some other way.
    Other(Arc<dyn Transport>),
}

/// Where work that blocks is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hands {
    /// On threads of its own, so that nobody waits for a disk or a printer who need not.
    Threads,
    /// Here and now, so that one seed gives one course of events.
    Here,
}

impl World {
    /// The real one.
    #[must_use]
    pub fn real() -> Self {
        World {
            now: Arc::new(Timestamp::now),
            chance: Chance::unforeseeable(),
            network: Network::Https,
            printers: Arc::new(receipt::printer),
            hands: Hands::Threads,
        }
    }
}

impl fmt::Debug for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("World")
            .field("network", &self.network)
            .field("hands", &self.hands)
            .finish_non_exhaustive()
    }
}

/// A source of chance, shared by whoever throws.
#[derive(Clone, Debug)]
pub struct Chance(Arc<Mutex<StdRng>>);

impl Chance {
    /// Nobody can foresee it.
    #[must_use]
    pub fn unforeseeable() -> Self {
        Chance(Arc::new(Mutex::new(StdRng::from_os_rng())))
    }

    /// The same for the same seed.
    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        Chance(Arc::new(Mutex::new(StdRng::seed_from_u64(seed))))
    }

    /// 64 random bits.
    #[must_use]
    pub fn bits(&self) -> u64 {
        self.throw(|chance| chance.random())
    }

    /// Uniform in 0..1.
    #[must_use]
    pub fn fraction(&self) -> f64 {
        self.throw(|chance| chance.random())
    }

    fn throw<T>(&self, throw: impl FnOnce(&mut StdRng) -> T) -> T {
        throw(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
