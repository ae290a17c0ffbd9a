//! The till's records in SQLite: what was intended, what the gateway said, what was printed.
//!
//! Every change is an [`Event`] in an append-only, hash-chained log, and the tables are what the
//! events make of them: both are written in one transaction, and [`verify`](Tables::verify) replays
//! the log and compares (`I16`). One process owns a ledger (`I14`); others may read it.
//!
//! # Durability
//! WAL with `synchronous=FULL`, and IMMEDIATE transactions by one writer: what a call returned was
//! durable first (`I12`).

mod column;
mod error;
mod events;
mod ledger;
mod open;
mod print_jobs;
mod sales;
mod sessions;
mod transactions;
mod verify;

pub use error::{Error, OpenError};
pub use events::{Event, RecordedEvent};
pub use ledger::{Ledger, NewSale, NewSession};
pub use open::{FILE_NAME, Reader};
pub use print_jobs::{Copy, Fault, JobId, JobState, Paper, PrintJob};
pub use sales::{SaleFilter, SaleId, SaleRecord, Taken};
pub use sessions::{SessionId, SessionRecord};
pub use verify::Finding;

/// Reads from a ledger, whether this process owns it or not.
#[derive(Clone, Copy)]
pub struct Tables<'c>(pub(crate) &'c rusqlite::Connection);
