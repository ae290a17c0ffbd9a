//! Printing over the network.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream, ToSocketAddrs};
use std::time::{Duration, Instant};

use crate::{Columns, Document, Printer, PrinterError, PrinterTarget, Timeouts};

/// Sends documents as ESC/POS to a printer that listens on TCP, mostly on port 9100.
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

    fn deliver(&self, bytes: &[u8]) -> Result<(), PrinterError> {
        let mut stream = self.connect()?;
        send(&mut stream, bytes, self.timeouts.write)
            .and_then(|()| hang_up(&mut stream, self.timeouts.close))
            .map_err(|source| PrinterError::Interrupted {
                target: self.target.clone(),
                source,
            })
    }

    fn connect(&self) -> Result<TcpStream, PrinterError> {
        let addresses = (self.host.as_str(), self.port)
            .to_socket_addrs()
            .map_err(|source| PrinterError::UnknownHost {
                host: self.host.clone(),
                source,
            })?;
        first_to_answer(addresses, self.timeouts.connect).map_err(|source| {
            PrinterError::Unreachable {
                host: self.host.clone(),
                port: self.port,
                source,
            }
        })
    }
}

impl Printer for NetworkPrinter {
    fn print(&self, document: &Document, columns: Columns) -> Result<(), PrinterError> {
        self.deliver(&document.to_escpos(columns))
    }

    fn target(&self) -> &PrinterTarget {
        &self.target
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

/// Writes everything before the deadline. A socket's own time-out would start again with every
/// byte that a slow printer takes.
fn send(stream: &mut TcpStream, mut bytes: &[u8], patience: Duration) -> io::Result<()> {
    let deadline = Instant::now() + patience;
    while !bytes.is_empty() {
        stream.set_write_timeout(Some(remaining(deadline)?))?;
        match stream.write(bytes) {
            Ok(0) => return Err(ErrorKind::WriteZero.into()),
            Ok(taken) => bytes = &bytes[taken..],
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
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
            Err(error) => match error.kind() {
                ErrorKind::WouldBlock | ErrorKind::TimedOut => return Ok(()),
                ErrorKind::Interrupted => {}
                _ => return Err(error),
            },
        }
    }
    Ok(())
}

fn remaining(deadline: Instant) -> io::Result<Duration> {
    let left = deadline.saturating_duration_since(Instant::now());
    if left.is_zero() {
        Err(ErrorKind::TimedOut.into())
    } else {
        Ok(left)
    }
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
        // more than the systems at both ends put aside for a reader
        let error = printer.deliver(&vec![b' '; 64 << 20]).unwrap_err();
        assert!(begun.elapsed() < Duration::from_secs(5));
        let PrinterError::Interrupted { target, source } = error else {
            panic!("{error:?}");
        };
        assert_eq!(&target, printer.target());
        let timed_out = [ErrorKind::TimedOut, ErrorKind::WouldBlock];
        assert!(timed_out.contains(&source.kind()), "{source:?}");
    }
}
