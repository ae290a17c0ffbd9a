#![doc = include_str!("../README.md")]

mod api;
mod auth;
mod book;
mod cards;
mod clock;
mod control;
mod customer;
mod distortion;
mod documents;
mod draw;
mod faults;
mod fields;
mod gateway;
mod interference;
mod item;
mod journal;
mod language;
mod line;
mod metadata;
mod model;
mod money;
mod notifier;
mod order;
mod page;
mod pay_form;
mod person;
mod refusal;
mod server;
mod session;
mod site;
mod store;
mod wire;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

pub use clock::Clock;
pub use control::{ControlError, Glimpse, Outcome};
pub use faults::{Fault, RequestKind, Rule, When};
pub use journal::{Notification, Received};
pub use model::{End, Model, NotPaid, Reply, Truth};
pub use server::{Sandbox, StartError};
pub use site::{Parts, Signature, Site, SiteConfirmation, SiteStanding};
pub use store::{UnreadableStore, UnwritableStore};

/// How a sandbox behaves.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where to serve. Port 0 means the port of the store's last run if it is free, else any.
    pub listen: SocketAddr,
    /// Where to serve the control API, on a loopback address; `None` leaves it off.
    pub control: Option<SocketAddr>,
    /// The merchants; the first is the ordinary one.
    pub sites: Vec<Site>,
    /// The file that keeps sessions over restarts; `None` forgets them.
    pub store: Option<PathBuf>,
    /// The gateway's time.
    pub clock: Clock,
    /// What the dice follow from: tokens, receipts, authorizations and the chance of faults. `None`
    /// is for dice that nobody can foresee.
    pub seed: Option<u64>,
    /// What goes wrong from the start.
    pub faults: Vec<Rule>,
    /// How long the bank validates a payment with a "pending" card.
    pub pending_for: Duration,
    /// How long the browser waits for a payment with a slow card.
    pub slow_for: Duration,
    /// How long a merchant may take to confirm a payment.
    pub confirm_within: Duration,
    /// From approval until a part of a payment can be given back.
    pub settles_after: Duration,
}

impl Config {
    /// A gateway on this machine, with published credentials and nothing kept.
    pub fn training() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            control: None,
            sites: Site::for_training(),
            store: None,
            clock: Clock::system(),
            seed: None,
            faults: Vec::new(),
            pending_for: Duration::from_secs(20),
            slow_for: Duration::from_secs(180),
            confirm_within: Duration::from_hours(24),
            settles_after: Duration::from_hours(24),
        }
    }
}

/// The same as [`Config::training`].
impl Default for Config {
    fn default() -> Self {
        Self::training()
    }
}
