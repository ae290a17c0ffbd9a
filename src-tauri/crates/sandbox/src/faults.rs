//! What goes wrong on demand: rules that say which requests are hit by what.

use std::num::NonZeroU32;

use serde::{Deserialize, Serialize};

use crate::draw::Dice;

/// A kind of request to the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum RequestKind {
    /// `POST /api/session`
    Create,
    /// `POST /api/session/{requestId}`
    Query,
    /// `POST /api/session/{requestId}/cancel`
    Cancel,
    /// `POST /api/transaction`
    Transaction,
    /// `POST /api/reverse`
    Reverse,
}

impl RequestKind {
    pub(crate) fn of_path(path: &str) -> Option<Self> {
        let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
        match parts[..] {
            ["api", "session"] => Some(Self::Create),
            ["api", "session", _] => Some(Self::Query),
            ["api", "session", _, "cancel"] => Some(Self::Cancel),
            ["api", "transaction"] => Some(Self::Transaction),
            ["api", "reverse"] => Some(Self::Reverse),
            _ => None,
        }
    }
}

/// Hits requests with a fault. Of several rules the first that applies to a request does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Rule {
    /// Which requests; all of them where it is not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<RequestKind>,
    /// How many of them.
    pub when: When,
    /// What happens to them.
    pub fault: Fault,
}

/// How many requests a rule hits.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum When {
    /// Every one, until the rules change.
    Always,
    /// The next ones; then the rule is gone.
    Next(NonZeroU32),
    /// Each with this probability, from 0 to 1.
    Chance(f64),
}

/// What happens to a request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Fault {
    /// The connection breaks; nothing was done.
    LoseRequest,
    /// It is done, then the connection breaks without an answer.
    LoseAnswer,
    /// It is done, and the connection breaks in the middle of the answer.
    CloseMidBody,
    /// It is done after a while, by the gateway's clock.
    Delay {
        /// How long, in milliseconds.
        millis: u64,
    },
    /// It is done twice, and the second time answers: a proxy in between tried again.
    Duplicate,
    /// Nothing is done, and this HTTP status answers.
    Status {
        /// The status, such as 429, 500, 502 or 503.
        code: u16,
        /// `Retry-After`, in seconds or as an HTTP date.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        retry_after: Option<String>,
    },
    /// It is done, and a web page answers with 200.
    Html,
    /// It is done, and something like JSON answers.
    MalformedJson,
    /// It is done, and half of the JSON answers.
    TruncatedJson,
    /// It is done, and every number in the answer is a text.
    NumbersAsStrings,
    /// It is done, and the answer's status is another word.
    UnknownStatus {
        /// The word.
        word: String,
    },
    /// It is done, and the answer tells another reference.
    WrongReference,
    /// It is done, and the answer tells one peso, or one cent, more.
    WrongAmount,
    /// It is done, and the answer tells another currency.
    WrongCurrency,
    /// The gateway's clock is off for this request: its check of the seed and its Date header.
    ClockSkew {
        /// How far ahead, in seconds; negative is behind.
        seconds: i64,
    },
    /// It is done; a cancelled session is approved right afterwards.
    ApproveAfterCancel,
    /// It is done; a created session is approved at the moment of its expiry.
    ApproveAtExpiry,
    /// Nothing is done, and the answer leads elsewhere (307).
    Redirect {
        /// Where to.
        url: String,
    },
}

/// The rules in force.
#[derive(Debug, Default)]
pub(crate) struct Faults(Vec<Rule>);

impl Faults {
    pub(crate) fn new(rules: Vec<Rule>) -> Self {
        Self(rules)
    }

    pub(crate) fn rules(&self) -> &[Rule] {
        &self.0
    }

    pub(crate) fn add(&mut self, rule: Rule) {
        self.0.push(rule);
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    /// What happens to the next request of a kind.
    pub(crate) fn strike(&mut self, kind: RequestKind, dice: &Dice) -> Option<Fault> {
        let place = self.0.iter().position(|rule| {
            rule.on.is_none_or(|on| on == kind)
                && match rule.when {
                    When::Always | When::Next(_) => true,
                    When::Chance(probability) => dice.chance(probability),
                }
        })?;
        let rule = self.0.get_mut(place)?;
        let fault = rule.fault.clone();
        if let When::Next(count) = rule.when {
            match NonZeroU32::new(count.get() - 1) {
                Some(left) => rule.when = When::Next(left),
                None => drop(self.0.remove(place)),
            }
        }
        Some(fault)
    }
}
