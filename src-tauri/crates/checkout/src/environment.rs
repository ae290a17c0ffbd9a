//! Where the gateway is.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;
use url::{Host, Url};

/// The environments that have a name.
///
/// Payment pages are expected on the environment's own host. Where the gateway shows a site's pages
/// on another one (PlacetoPay's documentation prints `checkout-co.placetopay.com`), allow it with
/// [`Gateway::allowing_pages_on`]; until then every new session is an
/// [`Error::HostileAnswer`](crate::Error::HostileAnswer).
///
/// Source: Banchile Pagos' and PlacetoPay's "Environments".
///
/// ```
/// use placetopay_checkout::{Environment, Gateway};
///
/// let gateway = Gateway::from(Environment::BanchileTest);
/// assert_eq!(gateway.to_string(), "https://checkout.test.banchilepagos.cl");
/// assert_eq!("banchile-test".parse(), Ok(Environment::BanchileTest));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Environment {
    /// Banchile Pagos' test environment.
    BanchileTest,
    /// Banchile Pagos' user acceptance environment.
    BanchileUat,
    /// Banchile Pagos' production: real money.
    BanchileProduction,
    /// Getnet Chile's test environment.
    GetnetTest,
    /// Getnet Chile's production: real money.
    GetnetProduction,
    /// PlacetoPay's test environment.
    PlacetoPayTest,
    /// PlacetoPay's production: real money.
    PlacetoPayProduction,
}

impl Environment {
    /// All of them.
    pub const ALL: [Environment; 7] = [
        Environment::BanchileTest,
        Environment::BanchileUat,
        Environment::BanchileProduction,
        Environment::GetnetTest,
        Environment::GetnetProduction,
        Environment::PlacetoPayTest,
        Environment::PlacetoPayProduction,
    ];

    /// Its name, such as `banchile-test`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Environment::BanchileTest => "banchile-test",
            Environment::BanchileUat => "banchile-uat",
            Environment::BanchileProduction => "banchile-production",
            Environment::GetnetTest => "getnet-test",
            Environment::GetnetProduction => "getnet-production",
            Environment::PlacetoPayTest => "placetopay-test",
            Environment::PlacetoPayProduction => "placetopay-production",
        }
    }

    fn address(self) -> &'static str {
        match self {
            Environment::BanchileTest => "https://checkout.test.banchilepagos.cl",
            Environment::BanchileUat => "https://checkout.uat.banchilepagos.cl",
            Environment::BanchileProduction => "https://checkout.banchilepagos.cl",
            Environment::GetnetTest => "https://checkout.test.getnet.cl",
            Environment::GetnetProduction => "https://checkout.getnet.cl",
            Environment::PlacetoPayTest => "https://checkout-test.placetopay.com",
            Environment::PlacetoPayProduction => "https://checkout.placetopay.com",
        }
    }
}

impl FromStr for Environment {
    type Err = GatewayError;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|environment| environment.name() == name)
            .ok_or(GatewayError::Unnamed)
    }
}

impl fmt::Display for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A gateway by its base address: `https`, or `http` on a loopback address; and the hosts that its
/// payment pages are on.
///
/// ```
/// use placetopay_checkout::{Gateway, GatewayError};
///
/// let own: Gateway = "http://127.0.0.1:8090".parse()?;
/// let elsewhere = "http://checkout.example.cl".parse::<Gateway>();
/// assert_eq!(elsewhere, Err(GatewayError::Unencrypted));
/// # Ok::<(), GatewayError>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Gateway {
    base: Url,
    page_hosts: Vec<Host>,
}

impl Gateway {
    /// Allows payment pages on another host too, besides the gateway's own: exactly this one, none
    /// below it.
    #[must_use]
    pub fn allowing_pages_on(mut self, host: Host) -> Self {
        self.page_hosts.push(host);
        self
    }

    /// The gateway is on this computer.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.base)
    }

    pub(crate) fn join(&self, path: &str) -> String {
        format!("{}{path}", self.base.as_str().trim_end_matches('/'))
    }

    /// A page is `https` on port 443 of an allowed host; a gateway on this computer may also show
    /// pages on its own scheme, host and port.
    pub(crate) fn may_show(&self, page: &Url) -> bool {
        if self.is_loopback() && page.origin() == self.base.origin() {
            return true;
        }
        let host = page.host().map(|host| host.to_owned());
        let own = self.base.host().map(|host| host.to_owned());
        page.scheme() == "https"
            && page.port_or_known_default() == Some(443)
            && host.is_some_and(|host| own == Some(host.clone()) || self.page_hosts.contains(&host))
    }
}

impl From<Environment> for Gateway {
    #[expect(clippy::expect_used, reason = "a test parses every named address")]
    fn from(environment: Environment) -> Self {
        let gateway = environment.address().parse();
        gateway.expect("the named environments have addresses")
    }
}

impl FromStr for Gateway {
    type Err = GatewayError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let base = Url::parse(text).map_err(|_| GatewayError::Malformed)?;
        if base.host().is_none() || base.query().is_some() || base.fragment().is_some() {
            return Err(GatewayError::Malformed);
        }
        if !base.username().is_empty() || base.password().is_some() {
            return Err(GatewayError::Userinfo);
        }
        match base.scheme() {
            "https" => {}
            "http" if is_loopback(&base) => {}
            _ => return Err(GatewayError::Unencrypted),
        }
        Ok(Gateway {
            base,
            page_hosts: Vec::new(),
        })
    }
}

impl fmt::Display for Gateway {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.base.as_str().trim_end_matches('/'))
    }
}

impl fmt::Debug for Gateway {
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

/// Why a text is no gateway's address, or no environment's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum GatewayError {
    /// Not an absolute URL with a host and without query or fragment.
    #[error("not a base address such as https://checkout.example.cl")]
    Malformed,
    /// It carries a user name or password.
    #[error("the address carries a user name or password")]
    Userinfo,
    /// Not `https`, and not `http` on a loopback address.
    #[error("the address must be https (http only on a loopback address)")]
    Unencrypted,
    /// No environment has this name.
    #[error("no environment has this name")]
    Unnamed,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Result<String, GatewayError> {
        text.parse::<Gateway>().map(|url| url.to_string())
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
            assert_eq!(parsed(text), Err(GatewayError::Unencrypted), "{text}");
        }
        assert_eq!(parsed("https://u:p@host.cl"), Err(GatewayError::Userinfo));
        for text in ["", "checkout.getnet.cl", "https://host.cl/?a=1", "data:,x"] {
            assert_eq!(parsed(text), Err(GatewayError::Malformed), "{text}");
        }
    }

    #[test]
    fn every_named_environment_has_an_encrypted_address() {
        for environment in Environment::ALL {
            assert_eq!(environment.name().parse(), Ok(environment));
            let gateway = Gateway::from(environment);
            assert_eq!(gateway.to_string(), environment.address());
            assert!(!gateway.is_loopback());
        }
        assert_eq!(
            "banchile".parse::<Environment>(),
            Err(GatewayError::Unnamed)
        );
    }
}
