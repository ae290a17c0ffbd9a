//! Where a printer is.

use std::fmt;
use std::net::Ipv6Addr;
use std::path::PathBuf;
use std::str::FromStr;

use thiserror::Error;

/// Where receipts go: `file:/path/receipts.txt`, `tcp:192.168.1.50:9100`.
///
/// A file whose name ends in `.txt` gets text, any other ESC/POS. The port may be left out; it
/// is 9100 then. An IPv6 address stands in brackets.
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
}

impl PrinterTarget {
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
        }
    }
}

/// Why a text names no printer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PrinterTargetError {
    /// It begins with neither `file:` nor `tcp:`.
    #[error("a printer is `file:` and a path, or `tcp:` and a host")]
    Kind,
    /// The path is missing.
    #[error("the path of the file is missing")]
    Path,
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
