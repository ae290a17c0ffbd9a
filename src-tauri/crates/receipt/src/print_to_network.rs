//! Printing over the network.

use std::io::{self, ErrorKind, Read as _};
use std::net::{Shutdown, SocketAddr, TcpStream, ToSocketAddrs};
use std::time::{Duration, Instant};

use crate::conversation::{Conversation, Line, is_silence, remaining};
use crate::{Document, OpenPrinter, Printer, PrinterError, PrinterTarget, Profile, Timeouts};

/// Sends documents as ESC/POS to a printer that listens on TCP, mostly on port 9100, and hears from
/// it where it answers.
#[derive(Debug)]
pub struct NetworkPrinter {
    host: String,
    port: u16,
    target: PrinterTarget,
    timeouts: Timeouts,
}

impl NetworkPrinter {
    /// The printer at a host's port; an IPv6 address comes without brackets.
    #[must_use]
    pub fn new(host: String, port: u16, timeouts: Timeouts) -> Self {
        NetworkPrinter {
            target: PrinterTarget::Network {
                host: host.clone(),
                port,
            },
            host,
            port,
            timeouts,
        }
    }

    fn connect(&self) -> Result<TcpStream, PrinterError> {
        let addresses = (self.host.as_str(), self.port)
            .to_socket_addrs()
            .map_err(|source| PrinterError::UnknownHost {
                host: self.host.clone(),
                source,
            })?;
        first_to_answer(addresses, self.timeouts.connect).map_err(|source| self.unreachable(source))
    }

    fn unreachable(&self, source: io::Error) -> PrinterError {
        PrinterError::Unreachable {
            host: self.host.clone(),
            port: self.port,
            source,
        }
    }
}

impl Printer for NetworkPrinter {
    fn open(&self) -> Result<Box<dyn OpenPrinter>, PrinterError> {
        let (timeouts, target) = (self.timeouts, self.target.clone());
        let broken = |source| self.unreachable(source);
        let line = Conversation::begin(self.connect()?, timeouts, target, broken)?;
        Ok(Box::new(line))
    }

    fn target(&self) -> &PrinterTarget {
        &self.target
    }
}

impl OpenPrinter for Conversation<TcpStream> {
    fn print(self: Box<Self>, document: &Document, profile: &Profile) -> Result<(), PrinterError> {
        let ended = |stream: &mut TcpStream, timeouts: &Timeouts| hang_up(stream, timeouts.close);
        self.give(&document.to_escpos(profile), ended)
    }
}

/// The first of a host's addresses that answers, all within one time-out.
fn first_to_answer(
    addresses: impl Iterator<Item = SocketAddr>,
    patience: Duration,
) -> io::Result<TcpStream> {
    let deadline = Instant::now() + patience;
    let mut last = io::Error::from(ErrorKind::AddrNotAvailable);
    for address in addresses {
        match remaining(deadline).and_then(|left| TcpStream::connect_timeout(&address, left)) {
            Ok(stream) => return Ok(stream),
            Err(error) => last = error,
        }
    }
    Err(last)
}

impl Line for TcpStream {
    fn wait_at_most(&mut self, patience: Duration) -> io::Result<()> {
        self.set_read_timeout(Some(patience))?;
        self.set_write_timeout(Some(patience))
    }
}

/// Says that nothing more comes, and listens until the printer hangs up too.
///
/// Closing at once would throw away what the printer said, which resets the connection and may
/// lose the last bytes. A reset from the printer means that it left with bytes unread.
fn hang_up(stream: &mut TcpStream, patience: Duration) -> io::Result<()> {
    let deadline = Instant::now() + patience;
    stream.shutdown(Shutdown::Write)?;
    let mut heard = [0; 256];
    while let Ok(left) = remaining(deadline) {
        stream.set_read_timeout(Some(left))?;
        match stream.read(&mut heard) {
            Ok(0) => return Ok(()),
            Ok(_) => {}
            Err(error) if is_silence(&error) => return Ok(()),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::*;

    #[test]
    fn a_printer_that_takes_nothing_is_given_up_in_time() {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let timeouts = Timeouts {
            write: Duration::from_millis(100),
            ..Timeouts::default()
        };
        let printer = NetworkPrinter::new("127.0.0.1".into(), port, timeouts);
        let begun = Instant::now();
        let broken = |source| printer.unreachable(source);
        let (stream, target) = (printer.connect().unwrap(), printer.target.clone());
        let line = Conversation::begin(stream, timeouts, target, broken).unwrap();
        // more than the systems at both ends put aside for a reader
        let error = line.give(&vec![b' '; 64 << 20], |_, _| Ok(())).unwrap_err();
        assert!(begun.elapsed() < Duration::from_secs(5));
        let PrinterError::Interrupted { target, source } = error else {
            panic!("{error:?}");
        };
        assert_eq!(&target, printer.target());
        let timed_out = [ErrorKind::TimedOut, ErrorKind::WouldBlock];
        assert!(timed_out.contains(&source.kind()), "{source:?}");
    }
}
