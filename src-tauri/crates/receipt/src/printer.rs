//! The printers behind one trait, and what may go wrong with them.

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use thiserror::Error;

use crate::{
    Document, FilePrinter, NetworkPrinter, PrinterTarget, Profile, QueueName, QueuePrinter,
    SerialPrinter, Trouble,
};

/// Something that puts documents on paper. It blocks: call it where waiting is fine.
pub trait Printer: Send + Sync {
    /// Finds it ready, as far as it tells. Nothing is printed yet.
    ///
    /// # Errors
    /// [`PrinterError`], by what a person does next.
    fn open(&self) -> Result<Box<dyn OpenPrinter>, PrinterError>;

    /// Where it is.
    fn target(&self) -> &PrinterTarget;

    /// Opens it and prints a document once.
    ///
    /// # Errors
    /// Those of [`open`](Printer::open) and [`OpenPrinter::print`].
    fn print(&self, document: &Document, profile: &Profile) -> Result<(), PrinterError> {
        self.open()?.print(document, profile)
    }
}

/// A printer that was found ready.
pub trait OpenPrinter: Send {
    /// Prints a document once.
    ///
    /// `Ok` means that the printer worked it off where it can tell, and else that it took every
    /// byte.
    ///
    /// # Errors
    /// [`PrinterError`], by what a person does next. Only after
    /// [`Interrupted`](PrinterError::Interrupted) and [`Stopped`](PrinterError::Stopped) may
    /// something have been printed.
    fn print(self: Box<Self>, document: &Document, profile: &Profile) -> Result<(), PrinterError>;
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
        PrinterTarget::Queue(queue) => Box::new(QueuePrinter::new(queue, timeouts)),
        PrinterTarget::Serial { port, speed } => {
            Box::new(SerialPrinter::new(port, speed, timeouts))
        }
    }
}

/// How long a printer is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeouts {
    /// Until the line to it stands.
    pub connect: Duration,
    /// Until it answers how it is; many never do.
    pub answer: Duration,
    /// Until it took the whole document.
    pub write: Duration,
    /// Until one that answers says that it worked the document off; not all that answer can.
    pub end: Duration,
    /// How long one that can tell may be silent before it is asked how it is.
    pub silence: Duration,
    /// Until it hangs up after the last byte. Printers that keep the line are no failure.
    pub close: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Timeouts {
            connect: Duration::from_secs(3),
            answer: Duration::from_millis(150),
            write: Duration::from_secs(10),
            end: Duration::from_secs(4),
            silence: Duration::from_millis(500),
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
    /// It says itself that it does not print: see to it. Nothing was printed.
    #[error("{target}: {trouble}")]
    Troubled {
        /// Where it is.
        target: PrinterTarget,
        /// What it says.
        trouble: Trouble,
    },
    /// It stopped before it was done, and says why: see to it, then look at the paper before
    /// printing again.
    #[error("{target} stopped: {trouble}")]
    Stopped {
        /// Where it is.
        target: PrinterTarget,
        /// What it says.
        trouble: Trouble,
    },
    /// The system knows no such printer: choose another one. Nothing was printed.
    #[error("the system has no printer {queue}")]
    UnknownQueue {
        /// The name.
        queue: QueueName,
    },
    /// The system did not take the document: look at its print queue. Nothing was printed.
    #[error("the system's printer {queue} took nothing: {why}")]
    QueueRefused {
        /// The name.
        queue: QueueName,
        /// What the system said.
        why: String,
    },
    /// This computer has no print system: install one, or choose a printer without. Nothing was
    /// printed.
    #[error("there is no print system")]
    NoPrintSystem {
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
