//! The till's records in SQLite: what was intended, what the gateway said, what was given back, what
//! was printed.
//!
//! Every change is an [`Event`] in an append-only, hash-chained log, and the tables are what the
//! events make of them: both are written in one transaction, and [`verify`](Tables::verify) replays
//! the log and compares (`I16`). One process owns a ledger (`I14`); others may read it.
//!
//! # Backups
//! [`back_up`] copies and verifies a ledger while its owner goes on; [`restore()`] puts a copy in its
//! place and keeps what was there.
//!
//! # Durability
//! WAL with `synchronous=FULL`, and IMMEDIATE transactions by one writer: what a call returned was
//! durable first (`I12`).

mod backups;
mod cashiers;
mod column;
mod commit;
mod due_receipts;
mod error;
mod events;
mod files;
mod folder;
mod ledger;
mod migrations;
mod open;
mod print_jobs;
mod proven_refunds;
mod reader;
mod refunds;
mod restore;
mod sales;
mod search;
mod sessions;
mod set_up;
mod shifts;
mod stamp;
mod takings;
mod transactions;
mod verify;
mod wal;

pub use backups::{Backup, BackupError, back_up, backups};
pub use cashiers::{CashierId, CashierRecord, CashierValues, Misses, PinHash};
pub use commit::{CommitWatch, Stage};
pub use error::{Error, OpenError};
pub use events::{Event, RecordedEvent};
pub use folder::UnsafeFolder;
pub use ledger::{Duplicates, Ledger, NewSale, NewSession};
pub use open::{FILE_NAME, Ownership};
pub use print_jobs::{Copy, Fault, JobId, JobState, Paper, PrintJob, Receipt, newest_receipts};
pub use reader::Reader;
pub use refunds::{RefundId, RefundRecord};
pub use restore::{NewerEvents, RestoreError, Restored, restore};
pub use sales::{ChargeAgain, SaleFilter, SaleId, SaleRecord, Taken};
pub use search::{Known, SaleSearch};
pub use sessions::{SessionId, SessionRecord, SessionToAsk};
pub use set_up::Setting;
pub use shifts::{ShiftClose, ShiftId, ShiftRecord, ShiftReport, ShiftSale};
pub use stamp::Stamp;
pub use takings::{Taking, Takings};
pub use verify::Finding;

/// Reads from a ledger, whether this process owns it or not.
#[derive(Clone, Copy)]
pub struct Tables<'c>(pub(crate) &'c rusqlite::Connection);
