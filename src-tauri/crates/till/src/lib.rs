//! The running till: opens sales, watches them, settles, cancels and prints.
//!
//! It knows the rooms below it by their public faces, and no window: the shell and `cobroctl` put
//! the same till behind a screen and behind a terminal.

mod answer;
mod budget;
mod cancel;
mod charge;
mod connection;
mod diagnostics;
mod error;
mod explain;
mod export;
mod inquiry;
mod keychain;
mod looking_after;
mod lookup;
mod money_in;
mod people;
mod pin;
mod printers;
mod printing;
mod receipts;
mod records;
mod refund;
mod ring;
mod rounds;
mod schedule;
mod set_up;
mod settings;
mod shifts;
mod starting;
mod till;
mod trading;
mod watch_list;
mod watched;
mod watcher;
mod world;

pub use cancel::Cancelled;
pub use charge::Charge;
pub use diagnostics::LOGS;
pub use error::{Error, Failure, StartError};
pub use explain::{
    Explanation, explain_amount, explain_attention, explain_backup, explain_conflict,
    explain_contact, explain_error, explain_event, explain_failure, explain_inquiry,
    explain_not_cancelled, explain_receipt, explain_refund, explain_rejection, explain_set_up,
    explain_settings, explain_standstill, explain_start, explain_unopened, explain_unsure,
};
pub use export::{ExportError, ExportFormat};
pub use inquiry::Inquiry;
pub use keychain::{KeychainError, SECRET_VARIABLE, load_secret, save_secret, secret_of};
pub use ledger::{
    Backup, BackupError, CashierId, CashierRecord, ChargeAgain, Copy, Duplicates,
    Error as LedgerError, Event, Fault, Finding, JobId, JobState, Ledger, NewerEvents, OpenError,
    Ownership, Paper, PrintJob, Reader, Receipt, RecordedEvent, RefundId, RefundRecord,
    RestoreError, Restored, SaleFilter, SaleId, SaleRecord, SessionRecord, ShiftId, ShiftRecord,
    ShiftReport, ShiftSale, Taken, Taking, back_up, backups, newest_receipts, restore,
};
pub use looking_after::KEPT_BACKUPS;
pub use lookup::{Kind, Lookup};
pub use money_in::Today;
pub use people::{AtCounter, Authority, Person};
pub use pin::{NoPin, Pin};
pub use printers::{ShopPrinter, print_test_page};
pub use receipt::{
    Columns, Letterhead, Logo, LogoError, PrinterTarget, Profile, QueueName, Shop, Training,
    serial_ports, system_printers,
};
pub use receipts::{
    calling_receipt, copy_after, current_receipt, document_of, letterhead, letterhead_of,
};
pub use refund::RefundOrder;
pub use schedule::Cadence;
pub use secrecy::SecretString;
pub use set_up::{SetUp, SetUpError, Site, give_secret};
pub use settings::{
    DEFAULT_RETURN_URL, Environment, Field, LockAfter, Preferences, Settings, SettingsError, Theme,
    default_data_dir,
};
pub use shifts::totals;
pub use starting::{Started, TrainingGateway, shop_zone, start_in};
pub use till::{Change, SaleInFull, Setup, Till};
pub use trading::{Standstill, Trading};
pub use watched::Contact;
pub use world::{Chance, Hands, Network, Printers, World};

pub use checkout::{Credentials, Gateway, NotificationError, Now};
