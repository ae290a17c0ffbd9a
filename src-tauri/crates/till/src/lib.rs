//! The running till: opens sales, watches them, settles, cancels and prints.
//!
//! It knows the rooms below it by their public faces, and no window: the shell and `cobroctl` put
//! the same till behind a screen and behind a terminal.

mod answer;
mod cancel;
mod charge;
mod error;
mod explain;
mod keychain;
mod money_in;
mod printing;
mod schedule;
mod settings;
mod starting;
mod till;
mod watcher;

pub use cancel::Cancelled;
pub use charge::Charge;
pub use error::{Error, Failure, StartError};
pub use explain::{
    Explanation, explain_amount, explain_attention, explain_conflict, explain_error,
    explain_failure, explain_not_cancelled, explain_rejection, explain_settings, explain_start,
    explain_unopened,
};
pub use keychain::{KeychainError, SECRET_VARIABLE, load_secret, save_secret, secret_of};
pub use ledger::{
    Copy, Error as LedgerError, Event, Fault, Finding, JobState, Ledger, OpenError, PrintJob,
    Reader, RecordedEvent, SaleFilter, SaleId, SaleRecord, SessionRecord, Taken,
};
pub use money_in::Today;
pub use printing::{copy_after, receipt_of};
pub use receipt::{Columns, PrinterTarget, Shop, Training};
pub use schedule::Cadence;
pub use settings::{Environment, Field, Settings, SettingsError, default_data_dir};
pub use starting::{Started, TrainingGateway, shop_zone, start_in};
pub use till::{Contact, Setup, Till};

pub use checkout::{Credentials, Gateway, Now};
