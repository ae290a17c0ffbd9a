//! The page where the customer pays, verified before anyone sees it.

use std::fmt;

use url::Url;

use crate::{EndpointUrl, Error};

/// The customer's payment page: on the gateway's own scheme, host and port, without user name.
///
/// Whoever holds one may show it: an answer that names another host never becomes one.
#[derive(Clone, PartialEq, Eq)]
pub struct ProcessUrl(Url);

impl ProcessUrl {
    pub(crate) fn verify(text: &str, gateway: &EndpointUrl) -> Result<Self, Error> {
        let hostile = |why: &str| Error::HostileAnswer {
            why: format!("processUrl {why}"),
        };
        if text
            .chars()
            .any(|c| c.is_control() || c.is_whitespace() || !c.is_ascii())
        {
            return Err(hostile("has characters that no URL has"));
        }
        let url = Url::parse(text).map_err(|_| hostile("is no URL"))?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(hostile("carries a user name"));
        }
        if !gateway.serves(&url) {
            return Err(hostile("is not on the gateway's host"));
        }
        Ok(ProcessUrl(url))
    }

    /// The address as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl fmt::Display for ProcessUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for ProcessUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_gateways_own_host_is_shown() {
        let gateway = "https://checkout.banchilepagos.cl".parse().unwrap();
        let verified = |text: &str| ProcessUrl::verify(text, &gateway).is_ok();
        assert!(verified("https://checkout.banchilepagos.cl/session/1/abc"));
        assert!(verified(
            "https://checkout.banchilepagos.cl:443/session/1/abc"
        ));
        for text in [
            "http://checkout.banchilepagos.cl/session/1/abc",
            "https://checkout.banchilepagos.cl.evil.cl/session/1",
            "https://checkout.banchilepagos.cl@evil.cl/",
            "https://user@checkout.banchilepagos.cl/",
            "https://checkout.banchilepagos.cl:8443/session/1",
            "https://checkout.banchilepagos.cl/\u{202e}",
            "https://checkout.banchilepagos.cl/a\nb",
            "javascript:alert(1)",
            "//checkout.banchilepagos.cl/",
            "",
        ] {
            assert!(!verified(text), "{text}");
        }
        let sandbox = "http://127.0.0.1:8090".parse().unwrap();
        assert!(ProcessUrl::verify("http://127.0.0.1:8090/session/1/abc", &sandbox).is_ok());
        assert!(ProcessUrl::verify("http://127.0.0.1:8091/session/1/abc", &sandbox).is_err());
    }
}
