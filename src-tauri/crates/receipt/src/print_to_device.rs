//! Writing to a device such as `/dev/usb/lp0`.

use std::fs::OpenOptions;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use crate::print_to_file::refused;
use crate::{PrinterError, PrinterTarget};

/// Writes to a device, waiting at most so long.
///
/// A device without paper blocks its writer, even in opening, with no time-out of its own: a
/// thread of its own waits there. It may print later, when the paper is back; the error says so.
pub(crate) fn print_to_device(
    path: &Path,
    bytes: Vec<u8>,
    patience: Duration,
) -> Result<(), PrinterError> {
    let (done, outcome) = mpsc::channel();
    let device = path.to_owned();
    thread::spawn(move || done.send(write(device, &bytes)));
    match outcome.recv_timeout(patience) {
        Ok(outcome) => outcome,
        Err(RecvTimeoutError::Timeout) => Err(interrupted(path, ErrorKind::TimedOut.into())),
        Err(RecvTimeoutError::Disconnected) => Err(interrupted(path, ErrorKind::Other.into())),
    }
}

fn write(path: PathBuf, bytes: &[u8]) -> Result<(), PrinterError> {
    let mut device = OpenOptions::new()
        .append(true)
        .open(&path)
        .map_err(|source| closed(&path, source))?;
    device
        .write_all(bytes)
        .and_then(|()| device.flush())
        .map_err(|source| interrupted(&path, source))
}

/// A device that does not open, mostly because no printer stands behind it.
fn closed(path: &Path, source: io::Error) -> PrinterError {
    match source.kind() {
        ErrorKind::PermissionDenied | ErrorKind::ResourceBusy => refused(path, source),
        _ => PrinterError::Unplugged {
            path: path.to_owned(),
            source,
        },
    }
}

fn interrupted(path: &Path, source: io::Error) -> PrinterError {
    PrinterError::Interrupted {
        target: PrinterTarget::File(path.to_owned()),
        source,
    }
}
