//! Printing to a serial port, as Bluetooth and some USB printers have one too.

use std::io::{self, Write as _};
use std::path::PathBuf;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use serialport::{ErrorKind, FlowControl, SerialPort};

use crate::conversation::{Conversation, Line};
use crate::{
    Document, OpenPrinter, Printer, PrinterError, PrinterTarget, Profile, Timeouts, Trouble,
};

/// Sends documents as ESC/POS to a printer on a serial port: 8 bits, no parity, one stop bit.
///
/// # Design
/// A busy printer holds the line by XOFF; one that holds it before the first byte is off line. One
/// that is set to do it by a wire instead loses nothing by that: no status that it may tell looks
/// like XOFF.
#[derive(Debug)]
pub struct SerialPrinter {
    port: String,
    speed: u32,
    target: PrinterTarget,
    timeouts: Timeouts,
}

impl SerialPrinter {
    /// The printer at a port, such as `/dev/ttyUSB0` or `COM3`, with its speed in bits a second.
    #[must_use]
    pub fn new(port: String, speed: u32, timeouts: Timeouts) -> Self {
        SerialPrinter {
            target: PrinterTarget::Serial {
                port: port.clone(),
                speed,
            },
            port,
            speed,
            timeouts,
        }
    }

    fn connect(&self) -> Result<Box<dyn SerialPort>, PrinterError> {
        serialport::new(&self.port, self.speed)
            .flow_control(FlowControl::Software)
            .timeout(self.timeouts.connect)
            .open()
            .map_err(|error| self.closed(error))
    }

    /// A port that does not open.
    fn closed(&self, error: serialport::Error) -> PrinterError {
        let path = PathBuf::from(&self.port);
        let kind = error.kind();
        let source = io::Error::from(error);
        match kind {
            ErrorKind::Io(io::ErrorKind::PermissionDenied) => {
                PrinterError::PermissionDenied { path, source }
            }
            ErrorKind::InvalidInput => PrinterError::FileUnusable { path, source },
            ErrorKind::NoDevice | ErrorKind::Io(_) | ErrorKind::Unknown => {
                PrinterError::Unplugged { path, source }
            }
        }
    }
}

impl Printer for SerialPrinter {
    fn open(&self) -> Result<Box<dyn OpenPrinter>, PrinterError> {
        let (timeouts, target) = (self.timeouts, self.target.clone());
        let broken = |source: io::Error| match source.kind() {
            io::ErrorKind::TimedOut => PrinterError::Troubled {
                target: self.target.clone(),
                trouble: Trouble::Offline,
            },
            _ => PrinterError::Unplugged {
                path: PathBuf::from(&self.port),
                source,
            },
        };
        let line = Conversation::begin(self.connect()?, timeouts, target, broken)?;
        let speed = self.speed;
        Ok(Box::new(OpenPort { line, speed }))
    }

    fn target(&self) -> &PrinterTarget {
        &self.target
    }
}

/// A printer at a port that was found ready.
struct OpenPort {
    line: Conversation<Box<dyn SerialPort>>,
    speed: u32,
}

/// The serial ports of this computer; none where the system does not tell.
#[must_use]
pub fn serial_ports() -> Vec<PrinterTarget> {
    let found = serialport::available_ports().unwrap_or_default();
    let mut ports: Vec<_> = found.into_iter().map(|port| port.port_name).collect();
    ports.sort();
    let at = |port| PrinterTarget::Serial {
        port,
        speed: PrinterTarget::USUAL_SPEED,
    };
    ports.into_iter().map(at).collect()
}

impl OpenPrinter for OpenPort {
    /// A port holds its writer as long as the printer holds the line, with no time-out that counts:
    /// a thread of its own waits there. It may print later; the error says so.
    fn print(self: Box<Self>, document: &Document, profile: &Profile) -> Result<(), PrinterError> {
        let OpenPort { mut line, speed } = *self;
        let bytes = document.to_escpos(profile);
        line.wait_longer(time_on_the_wire(bytes.len(), speed));
        let (patience, target) = (line.patience(), line.target().clone());
        let (tells, told) = mpsc::channel();
        thread::spawn(move || tells.send(line.give(&bytes, |port, _| port.flush())));
        told.recv_timeout(patience).unwrap_or_else(|_| {
            let source = io::ErrorKind::TimedOut.into();
            Err(PrinterError::Interrupted { target, source })
        })
    }
}

/// Each byte takes ten bits.
fn time_on_the_wire(bytes: usize, speed: u32) -> Duration {
    let bits = 10 * u64::try_from(bytes).unwrap_or(u64::MAX / 10);
    Duration::from_secs(bits / u64::from(speed.max(1)) + 1)
}

impl Line for Box<dyn SerialPort> {
    fn wait_at_most(&mut self, patience: Duration) -> io::Result<()> {
        Ok(self.set_timeout(patience)?)
    }
}
