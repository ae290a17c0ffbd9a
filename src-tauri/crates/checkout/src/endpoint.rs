//! Where the gateway is.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;
use url::{Host, Url};

/// The environments that have a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Endpoint {
    /// Banchile Pagos' test environment.
    BanchileTest,
    /// Banchile Pagos' user acceptance environment.
    BanchileUat,
    /// Banchile Pagos' production: real money.
    BanchileProduction,
}

impl Endpoint {
    /// The environment's address.
    ///
    /// # Errors
    /// None for the named environments; the signature is that of parsing.
    pub fn url(self) -> Result<EndpointUrl, EndpointError> {
        match self {
            Endpoint::BanchileTest => "https://checkout.test.banchilepagos.cl",
            Endpoint::BanchileUat => "https://checkout.uat.banchilepagos.cl",
            Endpoint::BanchileProduction => "https://checkout.banchilepagos.cl",
        }
        .parse()
    }
}

/// A gateway's base address: `https`, or `http` on a loopback address.
#[derive(Clone, PartialEq, Eq)]
pub struct EndpointUrl(Url);

impl EndpointUrl {
    /// The gateway is on this computer.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.0)
    }

    pub(crate) fn join(&self, path: &str) -> String {
        format!("{}{path}", self.0.as_str().trim_end_matches('/'))
    }

    /// Scheme, host and port are the gateway's own.
    pub(crate) fn serves(&self, url: &Url) -> bool {
        url.origin() == self.0.origin()
    }
}

impl FromStr for EndpointUrl {
    type Err = EndpointError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let url = Url::parse(text).map_err(|_| EndpointError::Malformed)?;
        if url.host().is_none() || url.query().is_some() || url.fragment().is_some() {
            return Err(EndpointError::Malformed);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(EndpointError::Userinfo);
        }
        match url.scheme() {
            "https" => Ok(EndpointUrl(url)),
            "http" if is_loopback(&url) => Ok(EndpointUrl(url)),
            _ => Err(EndpointError::Unencrypted),
        }
    }
}

impl fmt::Display for EndpointUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str().trim_end_matches('/'))
    }
}

impl fmt::Debug for EndpointUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

/// Why a text is no gateway's address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum EndpointError {
    /// Not an absolute URL with a host and without query or fragment.
    #[error("not a base address such as https://checkout.example.cl")]
    Malformed,
    /// It carries a user name or password.
    #[error("the address carries a user name or password")]
    Userinfo,
    /// Not `https`, and not `http` on a loopback address.
    #[error("the address must be https (http only on a loopback address)")]
    Unencrypted,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Result<String, EndpointError> {
        text.parse::<EndpointUrl>().map(|url| url.to_string())
    }

    #[test]
    fn only_encrypted_or_loopback() {
        assert_eq!(
            parsed("https://checkout.getnet.cl/"),
            Ok("https://checkout.getnet.cl".into())
        );
        for text in [
            "http://127.0.0.1:8090",
            "http://localhost:1",
            "http://[::1]:8090",
        ] {
            assert_eq!(parsed(text), Ok(text.into()));
        }
        for text in [
            "http://192.168.1.9",
            "http://localhost.example.cl",
            "ftp://127.0.0.1",
        ] {
            assert_eq!(parsed(text), Err(EndpointError::Unencrypted), "{text}");
        }
        assert_eq!(parsed("https://u:p@host.cl"), Err(EndpointError::Userinfo));
        for text in ["", "checkout.getnet.cl", "https://host.cl/?a=1", "data:,x"] {
            assert_eq!(parsed(text), Err(EndpointError::Malformed), "{text}");
        }
    }

    #[test]
    fn the_named_environments_parse() {
        for endpoint in [
            Endpoint::BanchileTest,
            Endpoint::BanchileUat,
            Endpoint::BanchileProduction,
        ] {
            assert!(endpoint.url().is_ok());
        }
    }
}
