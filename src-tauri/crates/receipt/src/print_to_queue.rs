//! Printing to a printer that the system knows.

use std::io;
use std::sync::mpsc;
use std::thread;
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

/// Print systems wait for a server or a printer as long as they like: a thread of its own waits with
/// them.
fn within<T: Send + 'static>(
    patience: Duration,
    work: impl FnOnce() -> T + Send + 'static,
) -> io::Result<T> {
    let (tells, told) = mpsc::channel();
    thread::spawn(move || tells.send(work()));
    told.recv_timeout(patience)
        .map_err(|_| io::ErrorKind::TimedOut.into())
}

/// The names of the printers that the system knows; none where it has no print system.
#[must_use]
pub fn system_printers() -> Vec<QueueName> {
    system::queues()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_takes_too_long_is_given_up() {
        let (keeps, waits) = mpsc::channel::<()>();
        let forever = move || waits.recv();
        let error = within(Duration::from_millis(20), forever).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        drop(keeps);
    }
}
