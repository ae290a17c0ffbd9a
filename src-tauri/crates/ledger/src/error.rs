//! What can go wrong with a ledger, by what the caller does next.

use std::io;
use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;
use thiserror::Error;

use crate::{RefundId, SaleId, UnsafeFolder};

/// Why a ledger could not be opened.
#[derive(Debug, Error)]
pub enum OpenError {
    /// Another process owns it (`I14`).
    #[error("another process owns the ledger in {}", .0.display())]
    Owned(PathBuf),
    /// There is none yet.
    #[error("there is no ledger in {}", .0.display())]
    Missing(PathBuf),
    /// A newer program wrote it.
    #[error("the ledger was written by a newer version")]
    Newer,
    /// An older program wrote it, and only its owner may bring it up to date.
    #[error("the ledger was written by an older version and not opened by its till since")]
    Older,
    /// The file belongs to another program.
    #[error("{} is no ledger of Cobro", .0.display())]
    Foreign(PathBuf),
    /// Writes in this folder are not safe, or not this computer's alone.
    #[error("{} {why}", folder.display())]
    UnsafeFolder {
        /// The folder.
        folder: PathBuf,
        /// Why not.
        why: UnsafeFolder,
    },
    /// The program was built with a SQLite that may damage a ledger.
    #[error("SQLite {0} is too old")]
    OldSqlite(&'static str),
    /// The ledger is damaged: it needs a backup, not another attempt.
    #[error("the ledger is damaged: {}", findings.join("; "))]
    Damaged {
        /// What is wrong with it.
        findings: Vec<String>,
    },
    /// The disk is full.
    #[error("the disk is full")]
    DiskFull,
    /// The disk fails or does not let itself be written.
    #[error("the disk fails: {why}")]
    Disk {
        /// What failed, for whoever looks into it.
        why: String,
    },
    /// The folder or a file in it cannot be used.
    #[error("cannot use {}: {source}", path.display())]
    Folder {
        /// What cannot be used.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// SQLite failed in another way.
    #[error(transparent)]
    Database(rusqlite::Error),
}

impl OpenError {
    /// What a failure at a file or folder means.
    pub(crate) fn at(path: &Path, source: io::Error) -> Self {
        if source.kind() == io::ErrorKind::StorageFull {
            return OpenError::DiskFull;
        }
        OpenError::Folder {
            path: path.to_owned(),
            source,
        }
    }
}

impl From<rusqlite::Error> for OpenError {
    fn from(error: rusqlite::Error) -> Self {
        match Failure::from(error) {
            Failure::DiskFull => OpenError::DiskFull,
            Failure::Disk { why } => OpenError::Disk { why },
            Failure::Damaged { why } => OpenError::Damaged {
                findings: vec![why],
            },
            Failure::Other(error) => OpenError::Database(error),
        }
    }
}

/// Why a read or a change was not made. Nothing was written.
#[derive(Debug, Error)]
pub enum Error {
    /// A session of this till has the reference already (`I8`).
    #[error("the reference {0} was used before")]
    ReferenceUsed(sale::Reference),
    /// The sale still has a session that could be paid (`I7`), or is paid.
    #[error("sale {0} has a session that could be paid, or is paid")]
    StillPayable(SaleId),
    /// Nobody knows whether the sale is paid: another session could charge it twice (`I7`).
    #[error("nobody knows whether sale {sale} is paid: {why:?}")]
    Unsure {
        /// The sale.
        sale: SaleId,
        /// Why not.
        why: sale::Unsure,
    },
    /// A sale of the same amount is still open: it may be the same one, charged twice.
    #[error("sale {0} of the same amount is still open")]
    Duplicate(SaleId),
    /// No money of the transaction can be given back, or not so much (`I11`).
    #[error(transparent)]
    NotRefundable(#[from] sale::NotRefundable),
    /// The refund's outcome is recorded, and is written once (`I11`).
    #[error("the outcome of refund {0} is recorded already")]
    AlreadySettled(RefundId),
    /// Somebody who works here is called like that.
    #[error("somebody called {0} works here")]
    NameUsed(sale::CashierName),
    /// Nobody would be left who may set the till up.
    #[error("a till with cashiers needs a supervisor among them")]
    NoSupervisor,
    /// The shift is not open.
    #[error("the shift is not open")]
    NoOpenShift,
    /// No such row.
    #[error("there is no {what} {id}")]
    Unknown {
        /// The kind of row.
        what: &'static str,
        /// Its number.
        id: i64,
    },
    /// The disk is full: the same may succeed once there is room.
    #[error("the disk is full")]
    DiskFull,
    /// The disk fails or does not let itself be written.
    #[error("the disk fails: {why}")]
    Disk {
        /// What failed, for whoever looks into it.
        why: String,
    },
    /// The ledger is damaged: it needs a backup, not another attempt.
    #[error("the ledger is damaged: {why}")]
    Damaged {
        /// What was found, for whoever looks into it.
        why: String,
    },
    /// SQLite failed in another way.
    #[error(transparent)]
    Database(rusqlite::Error),
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        match Failure::from(error) {
            Failure::DiskFull => Error::DiskFull,
            Failure::Disk { why } => Error::Disk { why },
            Failure::Damaged { why } => Error::Damaged { why },
            Failure::Other(error) => Error::Database(error),
        }
    }
}

/// What a failure of SQLite means for whoever holds the ledger.
enum Failure {
    DiskFull,
    Disk { why: String },
    Damaged { why: String },
    Other(rusqlite::Error),
}

impl From<rusqlite::Error> for Failure {
    fn from(error: rusqlite::Error) -> Self {
        let why = || error.to_string();
        if let Some(why) = unreadable(&error) {
            return Failure::Damaged { why };
        }
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Failure::DiskFull,
            Some(
                ErrorCode::SystemIoFailure
                | ErrorCode::ReadOnly
                | ErrorCode::CannotOpen
                | ErrorCode::PermissionDenied,
            ) => Failure::Disk { why: why() },
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                Failure::Damaged { why: why() }
            }
            Some(_) | None => Failure::Other(error),
        }
    }
}

/// What is said of a value that is there but means nothing, which no program of ours wrote. Never the
/// value, which may name a customer: this goes into logs and to support.
fn unreadable(error: &rusqlite::Error) -> Option<String> {
    match error {
        rusqlite::Error::FromSqlConversionFailure(column, kind, _) => {
            Some(format!("{kind} in column {column} cannot be read"))
        }
        rusqlite::Error::IntegralValueOutOfRange(column, _) => {
            Some(format!("the number in column {column} is out of range"))
        }
        rusqlite::Error::InvalidColumnType(..) | rusqlite::Error::Utf8Error(..) => {
            Some(error.to_string())
        }
        // the generated columns read JSON inside SQLite, which has no code of its own for this
        rusqlite::Error::SqliteFailure(_, Some(message)) if message == "malformed JSON" => {
            Some(error.to_string())
        }
        _ => None,
    }
}
