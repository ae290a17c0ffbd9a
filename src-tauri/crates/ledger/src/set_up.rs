//! That somebody changed how the till is set up. What the settings say is not the ledger's.

use serde::{Deserialize, Serialize};

use crate::events::Event;
use crate::{Error, Ledger, Stamp};

/// A part of a till's settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Setting {
    /// Which gateway it takes payments at, and as whom.
    Gateway,
    /// The secret key.
    Secret,
    /// Its code, and where customers return to.
    Till,
    /// What receipts say of the shop.
    Shop,
    /// Where receipts go.
    Printers,
    /// How the window looks, sounds and speaks.
    Window,
}

impl Ledger {
    /// Records that somebody changed how the till is set up; nothing where nothing changed.
    ///
    /// # Errors
    /// Those of a commit.
    pub fn settings_changed(
        &mut self,
        stamp: impl Into<Stamp>,
        changed: Vec<Setting>,
    ) -> Result<(), Error> {
        let stamp = stamp.into();
        if changed.is_empty() {
            return Ok(());
        }
        self.commit(|commit| commit.record(stamp, None, &Event::SettingsChanged { changed }))
    }
}
