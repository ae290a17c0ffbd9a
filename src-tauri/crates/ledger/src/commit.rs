//! One change of a ledger in the making: its events and what the tables make of them.

use std::cell::Cell;

use crate::events::{self, Event};
use crate::{Error, SaleId, Stamp, Tables};

/// Is told of every commit, with the name of its last event, or `nothing`. What it fails with is what
/// the commit fails with: [before](Stage::Before) it nothing is written, [after](Stage::After) it all
/// is.
pub type CommitWatch = Box<dyn FnMut(Stage, &'static str) -> Result<(), Error> + Send>;

/// A side of a commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// All is prepared; nothing is durable.
    Before,
    /// All of it is durable (`I12`).
    After,
}

/// A transaction in the making.
pub(crate) struct Commit<'c> {
    pub transaction: rusqlite::Transaction<'c>,
    /// The name of the last event in it.
    pub last: Cell<Option<&'static str>>,
}

impl Commit<'_> {
    pub fn tables(&self) -> Tables<'_> {
        Tables(&self.transaction)
    }

    /// Records an event of a sale, or of the ledger itself.
    pub fn record(
        &self,
        stamp: impl Into<Stamp>,
        sale: impl Into<Option<SaleId>>,
        event: &Event,
    ) -> Result<(), Error> {
        self.last.set(Some(event.name()));
        events::record(&self.transaction, stamp.into(), sale.into(), event)
    }
}
