//! The page where the customer pays, verified before anyone sees it.

use std::fmt;

use url::Url;

use crate::{Error, Gateway};

/// The customer's payment page: `https` on port 443 of exactly the gateway's host or one that was
/// allowed ([`Gateway::allowing_pages_on`]), without user name or control characters; for a gateway
/// on this computer also on its own address.
///
/// Whoever holds one may show it: an answer that names another host never becomes one.
///
/// Source: "Create a session", `processUrl`.
#[derive(Clone, PartialEq, Eq)]
pub struct ProcessUrl(Url);

/// The longest page address, in bytes: what still makes a QR code that a telephone reads.
const LONGEST: usize = 1_000;

impl ProcessUrl {
    pub(crate) fn verify(text: &str, gateway: &Gateway) -> Result<Self, Error> {
        let hostile = |why: &str| Error::HostileAnswer {
            why: format!("processUrl {why}"),
        };
        if text.len() > LONGEST {
            return Err(hostile("is too long for a QR code"));
        }
        if !text.bytes().all(|byte| byte.is_ascii_graphic()) || text.contains('\\') {
            return Err(hostile("has characters that no URL has"));
        }
        let url = Url::parse(text).map_err(|_| hostile("is no URL"))?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(hostile("carries a user name"));
        }
        if !gateway.may_show(&url) {
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

/// Whoever has the address can see and pay the session, so logs get the host only.
impl fmt::Debug for ProcessUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ProcessUrl({} …)", self.0.host_str().unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use url::Host;

    use super::*;

    fn verified(text: &str, gateway: &Gateway) -> bool {
        ProcessUrl::verify(text, gateway).is_ok()
    }

    #[test]
    fn only_the_gateways_own_host_is_shown() {
        let gateway = "https://checkout.banchilepagos.cl".parse().unwrap();
        for text in [
            "https://checkout.banchilepagos.cl/session/1/abc",
            "https://checkout.banchilepagos.cl:443/session/1/abc",
            "https://CHECKOUT.banchilepagos.cl/session/1/abc",
        ] {
            assert!(verified(text, &gateway), "{text}");
        }
        for text in [
            "http://checkout.banchilepagos.cl/session/1/abc",
            "https://checkout.banchilepagos.cl.evil.cl/session/1",
            "https://checkout.banchilepagos.cl./session/1",
            "https://a.checkout.banchilepagos.cl/session/1",
            "https://checkout.banchilepagos.cl@evil.cl/",
            "https://checkout.banchilepagos.cl\\@evil.cl/",
            "https:\\\\checkout.banchilepagos.cl/",
            "https://user@checkout.banchilepagos.cl/",
            "https://:@checkout.banchilepagos.cl:8443/",
            "https://checkout.banchilepagos.cl:8443/session/1",
            "https://checkout.banchilepagos.cl/\u{202e}",
            "https://checkout.banchilepagos.cl/a\nb",
            "https://checkout.banchilepagos.cl/a b",
            "https://checkout.banchilepagos.cl/\0",
            "https://checkout.bаnchilepagos.cl/",
            "javascript:alert(1)",
            "//checkout.banchilepagos.cl/",
            "",
        ] {
            assert!(!verified(text, &gateway), "{text}");
        }
        let longest = "https://checkout.banchilepagos.cl/".len();
        let page = |length: usize| {
            let path = "a".repeat(length - longest);
            format!("https://checkout.banchilepagos.cl/{path}")
        };
        assert!(verified(&page(LONGEST), &gateway));
        assert!(!verified(&page(LONGEST + 1), &gateway));
    }

    #[test]
    fn another_host_only_where_it_was_allowed() {
        let gateway: Gateway = "https://checkout.placetopay.com".parse().unwrap();
        let page = "https://checkout-co.placetopay.com/session/1/abc";
        assert!(!verified(page, &gateway));
        let allowed = Host::parse("checkout-co.placetopay.com").unwrap();
        let gateway = gateway.allowing_pages_on(allowed);
        assert!(verified(page, &gateway));
        assert!(verified("https://checkout.placetopay.com/", &gateway));
        for text in [
            "http://checkout-co.placetopay.com/session/1/abc",
            "https://checkout-co.placetopay.com:444/session/1/abc",
            "https://x.checkout-co.placetopay.com/session/1/abc",
        ] {
            assert!(!verified(text, &gateway), "{text}");
        }
    }

    #[test]
    fn a_gateway_on_another_port_shows_pages_on_443_only() {
        let gateway = "https://pay.example.cl:8443".parse().unwrap();
        assert!(verified("https://pay.example.cl/1", &gateway));
        assert!(!verified("https://pay.example.cl:8443/1", &gateway));
    }

    #[test]
    fn a_gateway_on_this_computer_shows_its_own_pages() {
        let sandbox = "http://127.0.0.1:8090".parse().unwrap();
        assert!(verified("http://127.0.0.1:8090/session/1/abc", &sandbox));
        for text in [
            "http://127.0.0.1:8091/session/1/abc",
            "http://127.0.0.2:8090/session/1/abc",
            "http://localhost:8090/session/1/abc",
            "http://u@127.0.0.1:8090/session/1/abc",
        ] {
            assert!(!verified(text, &sandbox), "{text}");
        }
    }

    #[test]
    fn debug_shows_the_host_only() {
        let gateway = "https://checkout.banchilepagos.cl".parse().unwrap();
        let url = "https://checkout.banchilepagos.cl/session/1/cc9b8690";
        let shown = format!("{:?}", ProcessUrl::verify(url, &gateway).unwrap());
        assert_eq!(shown, "ProcessUrl(checkout.banchilepagos.cl …)");
    }
}
