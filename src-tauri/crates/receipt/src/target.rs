//! Where a printer is.

use std::fmt;
use std::net::Ipv6Addr;
use std::path::PathBuf;
use std::str::FromStr;

use thiserror::Error;

/// Where receipts go: `file:/path/receipts.txt`, `tcp:192.168.1.50:9100`, `queue:EPSON_TM-T20`,
/// `serial:/dev/ttyUSB0:9600`.
///
/// A file whose name ends in `.txt` gets text, any other ESC/POS. The port may be left out; it
/// is 9100 then. An IPv6 address stands in brackets. A queue is a printer that the system knows: one of
/// CUPS, or of Windows. A serial port's speed may be left out; it is 9600 then.
///
/// ```
/// use receipt::PrinterTarget;
/// let target: PrinterTarget = "tcp:192.168.1.50".parse()?;
/// assert_eq!(target.to_string(), "tcp:192.168.1.50:9100");
/// # Ok::<(), receipt::PrinterTargetError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum PrinterTarget {
    /// A file that grows, or a device such as `/dev/usb/lp0`.
    File(PathBuf),
    /// A printer on the network.
    Network {
        /// Name or address, an IPv6 one without brackets.
        host: String,
        /// TCP port.
        port: u16,
    },
    /// A printer of the system's.
    Queue(QueueName),
    /// A printer on a serial port, as Bluetooth ones are too.
    Serial {
        /// The port, such as `/dev/ttyUSB0` or `COM3`.
        port: String,
        /// Bits a second.
        speed: u32,
    },
}

/// A system printer's name: visible, and not to be taken for an option.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct QueueName(String);

impl QueueName {
    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for QueueName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for QueueName {
    type Err = PrinterTargetError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let name = text.trim();
        if name.is_empty() || name.starts_with('-') || name.contains(char::is_control) {
            return Err(PrinterTargetError::Queue);
        }
        Ok(QueueName(name.to_owned()))
    }
}

impl PrinterTarget {
    /// The speed that most serial printers are set to.
    pub const USUAL_SPEED: u32 = 9_600;

    /// The port that network printers listen on.
    pub const USUAL_PORT: u16 = 9100;
}

impl FromStr for PrinterTarget {
    type Err = PrinterTargetError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.trim().split_once(':') {
            Some(("file", "")) => Err(PrinterTargetError::Path),
            Some(("file", path)) => Ok(PrinterTarget::File(path.into())),
            Some(("tcp", address)) => network(address),
            Some(("queue", name)) => Ok(PrinterTarget::Queue(name.parse()?)),
            Some(("serial", port)) => serial(port),
            Some(_) | None => Err(PrinterTargetError::Kind),
        }
    }
}

fn network(address: &str) -> Result<PrinterTarget, PrinterTargetError> {
    let (host, port) = match address.strip_prefix('[') {
        Some(address) => {
            let (host, rest) = address.split_once(']').ok_or(PrinterTargetError::Host)?;
            host.parse::<Ipv6Addr>()
                .map_err(|_| PrinterTargetError::Host)?;
            (host, rest)
        }
        None => {
            let (host, rest) = address.split_at(address.find(':').unwrap_or(address.len()));
            if !is_host_name(host) {
                return Err(PrinterTargetError::Host);
            }
            (host, rest)
        }
    };
    Ok(PrinterTarget::Network {
        host: host.to_owned(),
        port: port_of(port)?,
    })
}

fn serial(text: &str) -> Result<PrinterTarget, PrinterTargetError> {
    let (port, speed) = match text.rsplit_once(':') {
        Some((port, speed)) => {
            let speed = speed.parse().map_err(|_| PrinterTargetError::Speed)?;
            (port, speed)
        }
        None => (text, PrinterTarget::USUAL_SPEED),
    };
    if port.is_empty() {
        return Err(PrinterTargetError::Path);
    }
    Ok(PrinterTarget::Serial {
        port: port.to_owned(),
        speed,
    })
}

fn is_host_name(host: &str) -> bool {
    !host.is_empty()
        && host
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte))
}

fn port_of(rest: &str) -> Result<u16, PrinterTargetError> {
    if rest.is_empty() {
        return Ok(PrinterTarget::USUAL_PORT);
    }
    rest.strip_prefix(':')
        .and_then(|port| port.parse().ok())
        .filter(|port| *port != 0)
        .ok_or(PrinterTargetError::Port)
}

impl fmt::Display for PrinterTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PrinterTarget::File(path) => write!(f, "file:{}", path.display()),
            PrinterTarget::Network { host, port } if host.contains(':') => {
                write!(f, "tcp:[{host}]:{port}")
            }
            PrinterTarget::Network { host, port } => write!(f, "tcp:{host}:{port}"),
            PrinterTarget::Queue(name) => write!(f, "queue:{name}"),
            PrinterTarget::Serial { port, speed } => write!(f, "serial:{port}:{speed}"),
        }
    }
}

/// Why a text names no printer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PrinterTargetError {
    /// It begins with none of `file:`, `tcp:`, `queue:` and `serial:`.
    #[error(
        "a printer is `file:` and a path, `tcp:` and a host, `queue:` and a name, or `serial:` and a port"
    )]
    Kind,
    /// The path is missing.
    #[error("the path is missing")]
    Path,
    /// The name is missing, or would be taken for an option.
    #[error("the name of the printer is missing or begins with `-`")]
    Queue,
    /// The speed of the serial port is no number.
    #[error("the speed of the serial port is not a number")]
    Speed,
    /// The host is missing, or is no name, IPv4 address or bracketed IPv6 address.
    #[error("the printer's host is not a name or an address")]
    Host,
    /// The port is no number from 1 to 65535.
    #[error("the printer's port is not a number from 1 to 65535")]
    Port,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(host: &str, port: u16) -> PrinterTarget {
        PrinterTarget::Network {
            host: host.into(),
            port,
        }
    }

    #[test]
    fn reads_and_writes_where_a_printer_is() {
        let read = |text: &str| text.parse::<PrinterTarget>().unwrap();
        assert_eq!(read("tcp:192.168.1.50:9100"), network("192.168.1.50", 9100));
        assert_eq!(read(" tcp:cocina.local "), network("cocina.local", 9100));
        assert_eq!(read("tcp:[fe80::1]:9101"), network("fe80::1", 9101));
        assert_eq!(read("tcp:[::1]"), network("::1", 9100));
        assert_eq!(
            read("file:/tmp/a b:c.txt"),
            PrinterTarget::File("/tmp/a b:c.txt".into())
        );
        for text in ["tcp:a:1", "tcp:[::1]:9100", "file:/dev/usb/lp0"] {
            assert_eq!(read(text).to_string(), text);
        }
    }

    #[test]
    fn refuses_what_names_no_printer_and_says_why() {
        use PrinterTargetError::{Host, Kind, Path, Port};
        for (text, why) in [
            ("", Kind),
            ("lp0", Kind),
            ("http://a", Kind),
            ("file:", Path),
            ("tcp:", Host),
            ("tcp::9100", Host),
            ("tcp://a", Host),
            ("tcp:a b", Host),
            ("tcp:[::1", Host),
            ("tcp:[nada]", Host),
            ("tcp:fe80::1", Port),
            ("tcp:a:", Port),
            ("tcp:a:0", Port),
            ("tcp:a:65536", Port),
            ("tcp:[::1]9100", Port),
        ] {
            assert_eq!(text.parse::<PrinterTarget>(), Err(why), "{text}");
        }
    }
}
