//! Printing to a printer that the system knows.

use std::time::Duration;

use crate::{
    Document, OpenPrinter, Printer, PrinterError, PrinterTarget, Profile, QueueName, Timeouts,
};

#[cfg(not(windows))]
#[path = "print_to_queue_cups.rs"]
mod system;
#[cfg(windows)]
#[path = "print_to_queue_windows.rs"]
mod system;

/// Hands documents as ESC/POS to a print queue of CUPS or Windows, which sends them on unchanged.
///
/// A queue takes them at once and prints when the printer is there: that it took one says
/// nothing about paper.
#[derive(Debug)]
pub struct QueuePrinter {
    queue: QueueName,
    target: PrinterTarget,
    timeouts: Timeouts,
}

impl QueuePrinter {
    /// The printer behind a queue; the write time-out is for handing the document over.
    #[must_use]
    pub fn new(queue: QueueName, timeouts: Timeouts) -> Self {
        QueuePrinter {
            target: PrinterTarget::Queue(queue.clone()),
            queue,
            timeouts,
        }
    }
}

impl Printer for QueuePrinter {
    fn open(&self) -> Result<Box<dyn OpenPrinter>, PrinterError> {
        Ok(Box::new(OpenQueue {
            queue: self.queue.clone(),
            patience: self.timeouts.write,
        }))
    }

    fn target(&self) -> &PrinterTarget {
        &self.target
    }
}

struct OpenQueue {
    queue: QueueName,
    patience: Duration,
}

impl OpenPrinter for OpenQueue {
    fn print(self: Box<Self>, document: &Document, profile: &Profile) -> Result<(), PrinterError> {
        system::print(&self.queue, document.to_escpos(profile), self.patience)
    }
}

/// The names of the printers that the system knows; none where it has no print system.
#[must_use]
pub fn system_printers() -> Vec<QueueName> {
    system::queues()
}
