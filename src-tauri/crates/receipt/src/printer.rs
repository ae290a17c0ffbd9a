//! The printers behind one trait, and what may go wrong with them.

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use thiserror::Error;

use crate::{Columns, Document, FilePrinter, NetworkPrinter, PrinterTarget};

/// Something that puts documents on paper. It blocks: call it where waiting is fine.
pub trait Printer: Send + Sync {
    /// Prints a document once.
    ///
    /// `Ok` means that the printer took every byte, which is as much as it tells without being
    /// asked for its status.
    ///
    /// # Errors
    /// [`PrinterError`], by what a person does next. Only after
    /// [`Interrupted`](PrinterError::Interrupted) may something have been printed.
    fn print(&self, document: &Document, columns: Columns) -> Result<(), PrinterError>;

    /// Where it is.
    fn target(&self) -> &PrinterTarget;
}

/// The printer at a place, with the usual patience.
#[must_use]
pub fn printer(target: PrinterTarget) -> Box<dyn Printer> {
    let timeouts = Timeouts::default();
    match target {
        PrinterTarget::File(path) => Box::new(FilePrinter::new(path, timeouts)),
        PrinterTarget::Network { host, port } => {
            Box::new(NetworkPrinter::new(host, port, timeouts))
        }
    }
}

/// How long a printer is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeouts {
    /// Until it answers at all.
    pub connect: Duration,
    /// Until it took the whole document.
    pub write: Duration,
    /// Until it hangs up after the last byte. Printers that keep the line are no failure.
    pub close: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Timeouts {
            connect: Duration::from_secs(3),
            write: Duration::from_secs(10),
            close: Duration::from_secs(1),
        }
    }
}

/// Why a document is not on paper, by what a person does next.
#[derive(Debug, Error)]
pub enum PrinterError {
    /// No host has this name: correct the address. Nothing was printed.
    #[error("no host is named {host}")]
    UnknownHost {
        /// The name.
        host: String,
        /// What the system said.
        source: io::Error,
    },
    /// Nothing answers there: switch the printer on, look at its cable. Nothing was printed.
    #[error("nothing answers at {host}, port {port}")]
    Unreachable {
        /// Name or address.
        host: String,
        /// TCP port.
        port: u16,
        /// What the system said.
        source: io::Error,
    },
    /// It did not take the whole document: paper out, cover open, switched off. Look at the
    /// paper before printing again: the document may be there, whole or in part, or still come.
    #[error("{target} did not take the whole document")]
    Interrupted {
        /// Where it is.
        target: PrinterTarget,
        /// What the system said.
        source: io::Error,
    },
    /// The device is not there: plug the printer in. Nothing was printed.
    #[error("there is no device {path}")]
    Unplugged {
        /// The device.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// This user may not write there: whoever set up the computer must allow it. Nothing was
    /// printed.
    #[error("no permission to write to {path}")]
    PermissionDenied {
        /// The file or device.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The file takes nothing: free the disk, close the program that holds it, or choose another
    /// file. Nothing was printed.
    #[error("cannot write to {path}")]
    FileUnusable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}
