#![doc = include_str!("../README.md")]

mod api;
mod auth;
mod book;
mod cards;
mod clock;
mod customer;
mod draw;
mod fields;
mod gateway;
mod money;
mod order;
mod page;
mod pay_form;
mod person;
mod server;
mod session;
mod store;
mod wire;

use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

pub use clock::Clock;
pub use server::{Sandbox, StartError};
pub use store::{UnreadableStore, UnwritableStore};

/// A merchant that the gateway knows.
#[derive(Clone, PartialEq, Eq)]
pub struct Site {
    /// The shop's name, as customers see it.
    pub name: String,
    /// Public identifier, at most 32 characters.
    pub login: String,
    /// What requests prove to know.
    pub secret_key: String,
}

/// Leaves the secret key out.
impl fmt::Debug for Site {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Site")
            .field("name", &self.name)
            .field("login", &self.login)
            .finish_non_exhaustive()
    }
}

/// How a sandbox behaves.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where to serve. Port 0 means the port of the store's last run if it is free, else any.
    pub listen: SocketAddr,
    /// The merchants; the first is the ordinary one.
    pub sites: Vec<Site>,
    /// The JSON file that keeps sessions over restarts; `None` forgets them.
    pub store: Option<PathBuf>,
    /// The gateway's time.
    pub clock: Clock,
    /// How long the bank validates a payment with a "pending" card.
    pub pending_for: Duration,
    /// How long the browser waits for a payment with the slow card.
    pub slow_for: Duration,
}

impl Config {
    /// A gateway for one merchant on this machine, with published credentials and nothing kept.
    pub fn training() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            sites: vec![Site {
                name: "Comercio de práctica".to_owned(),
                login: "entrenamiento".to_owned(),
                secret_key: "clave-de-entrenamiento".to_owned(),
            }],
            store: None,
            clock: Clock::system(),
            pending_for: Duration::from_secs(20),
            slow_for: Duration::from_secs(180),
        }
    }
}

/// The same as [`Config::training`].
impl Default for Config {
    fn default() -> Self {
        Self::training()
    }
}
