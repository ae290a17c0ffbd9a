//! One life of the till: from its start to its crash or its closing.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use checkout::Credentials;
use jiff::tz::TimeZone;
use till::{Cadence, Chance, Change, Hands, Network, Settings, Setup, Till, World};
use tokio::sync::broadcast;

use crate::disk::Disk;
use crate::net::{Net, PATIENCE};
use crate::paper::{Paper, Tray};
use crate::time::Time;

/// What stays the same over the lives of a till.
pub struct Place {
    pub net: Arc<Net>,
    pub disk: Arc<Disk>,
    pub paper: Arc<Paper>,
    pub time: Time,
    pub chance: Chance,
    pub settings: Settings,
    pub credentials: Credentials,
    pub zone: TimeZone,
}

impl Place {
    /// Starts the till, as somebody does who double-clicks it; `None` where it does not start.
    pub fn start(&self) -> Option<(Till, broadcast::Receiver<Change>)> {
        let ledger = self.disk.open().ok()?;
        let (time, paper) = (self.time.clone(), Arc::clone(&self.paper));
        let till = Till::start(Setup {
            ledger,
            gateway: "http://127.0.0.1".parse().ok()?,
            credentials: self.credentials.clone(),
            settings: self.settings.clone(),
            world: World {
                now: Arc::new(move || time.wall()),
                chance: self.chance.clone(),
                network: Network::Other(Arc::new(self.net.line())),
                printers: Arc::new(move |target| {
                    let paper = Arc::clone(&paper);
                    Box::new(Tray { paper, target })
                }),
                hands: Hands::Here,
            },
            zone: self.zone.clone(),
            cadence: Cadence {
                patience: PATIENCE,
                ..Cadence::default()
            },
        });
        let till = till.ok()?;
        let changes = till.changes();
        Some((till, changes))
    }
}

/// The settings of the simulated shop.
pub fn settings() -> Option<Settings> {
    let mut settings = Settings::training(&PathBuf::from("simulated")).ok()?;
    settings.set_printer(Some("tcp:printer"), None).ok()?;
    Some(settings)
}

/// How long the bank validates a payment with a "pending" card.
pub const VALIDATION: Duration = Duration::from_secs(20);
