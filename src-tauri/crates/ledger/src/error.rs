//! What can go wrong with a ledger.

use std::path::PathBuf;

use thiserror::Error;

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
    /// The file belongs to another program.
    #[error("{} is no ledger of Cobro", .0.display())]
    Foreign(PathBuf),
    /// The folder or a file in it cannot be used.
    #[error("cannot use {}: {source}", path.display())]
    Folder {
        /// What cannot be used.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// SQLite failed.
    #[error(transparent)]
    Database(#[from] rusqlite::Error),
}

/// Why a read or a change was not made. Nothing was written.
#[derive(Debug, Error)]
pub enum Error {
    /// A session of this till has the reference already (`I8`).
    #[error("the reference {0} was used before")]
    ReferenceUsed(sale::Reference),
    /// The sale still has a session that could be paid (`I7`), or is paid.
    #[error("sale {0} has a session that could be paid, or is paid")]
    StillPayable(crate::SaleId),
    /// No such row.
    #[error("there is no {what} {id}")]
    Unknown {
        /// The kind of row.
        what: &'static str,
        /// Its number.
        id: i64,
    },
    /// SQLite failed: the disk is full, broken, or the file is damaged.
    #[error(transparent)]
    Database(#[from] rusqlite::Error),
}
