//! A stored card, as a query tells it. Sessions that store one are not built here.

use std::fmt;

use jiff::civil::Date;
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use subtle::ConstantTimeEq as _;

use crate::answer::field::value_of;
use crate::answer::loose::{List, Text, WireField};
use crate::answer::status::{Report, WireStatus};

/// Card or account data that the gateway keeps for later charges.
///
/// Source: "SubscriptionResponse".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscription {
    /// Whether it was stored.
    pub report: Report,
    /// What was stored.
    pub kind: SubscriptionKind,
    /// What charges it: as good as the card.
    pub token: Option<Token>,
    /// The short form, which looks like a card number and ends in its last digits.
    pub subtoken: Option<Token>,
    /// The card's brand, for people.
    pub franchise: Option<String>,
    /// The bank that issued it.
    pub issuer: Option<String>,
    /// The card's last digits.
    pub last_digits: Option<String>,
    /// Until when it can be charged.
    pub valid_until: Option<Date>,
    /// In how many instalments it is charged.
    pub instalments: Option<u16>,
}

/// What a subscription stored.
///
/// Source: "SubscriptionResponse".
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SubscriptionKind {
    /// `token`: a card.
    Token,
    /// `cuenta`: a bank account.
    Account,
    /// Another word, or none.
    Unrecognized(String),
}

/// A stored card's token. `Debug` never shows it, comparing takes the same time for any two.
///
/// Source: "SubscriptionResponse".
#[derive(Clone)]
pub struct Token(SecretString);

impl Token {
    /// The token, to be kept as carefully as a card number.
    #[must_use]
    pub fn secret(&self) -> &SecretString {
        &self.0
    }

    fn new(text: String) -> Self {
        Token(text.into())
    }
}

impl PartialEq for Token {
    fn eq(&self, other: &Self) -> bool {
        let (one, other) = (self.0.expose_secret(), other.0.expose_secret());
        one.as_bytes().ct_eq(other.as_bytes()).into()
    }
}

impl Eq for Token {}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

#[derive(Debug, Deserialize)]
pub(crate) struct WireSubscription {
    status: WireStatus,
    #[serde(default, rename = "type")]
    kind: Text,
    #[serde(default)]
    instrument: List<WireField>,
}

impl From<WireSubscription> for Subscription {
    fn from(wire: WireSubscription) -> Self {
        let value = |keyword| value_of(&wire.instrument, keyword);
        Subscription {
            report: wire.status.into(),
            kind: match wire.kind.as_str() {
                Some("token") => SubscriptionKind::Token,
                Some("cuenta") => SubscriptionKind::Account,
                _ => SubscriptionKind::Unrecognized(wire.kind.legible()),
            },
            token: value("token").map(Token::new),
            subtoken: value("subtoken").map(Token::new),
            franchise: value("franchiseName").or_else(|| value("franchise")),
            issuer: value("issuerName"),
            last_digits: value("lastDigits"),
            valid_until: value("validUntil").and_then(|date| date.parse().ok()),
            instalments: value("installments").and_then(|number| number.parse().ok()),
        }
    }
}
