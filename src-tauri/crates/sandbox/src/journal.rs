//! What the API was asked, and what came of notifications.

use std::collections::VecDeque;

use jiff::Timestamp;
use serde::Serialize;

/// How many entries are remembered of each kind.
const MOST: usize = 1_000;

/// The newest requests and notifications.
#[derive(Default)]
pub(crate) struct Journal {
    received: VecDeque<Received>,
    notified: VecDeque<Notification>,
}

/// A request that reached the API.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Received {
    /// When, by the gateway's clock.
    pub at: Timestamp,
    /// Its path, such as `/api/session/7`.
    pub path: String,
    /// Its body without `auth`.
    pub body: String,
    /// The HTTP status that was answered; `None` where the answer was lost.
    pub answered: Option<u16>,
}

/// A notification that was sent, once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Notification {
    /// When, by the gateway's clock.
    pub at: Timestamp,
    /// Where to.
    pub url: String,
    /// Its session.
    pub request_id: u64,
    /// The HTTP status that came back; `None` where nothing did.
    pub answered: Option<u16>,
}

impl Journal {
    pub(crate) fn receive(&mut self, received: Received) {
        remember(&mut self.received, received);
    }

    pub(crate) fn notify(&mut self, notification: Notification) {
        remember(&mut self.notified, notification);
    }

    /// Oldest first.
    pub(crate) fn received(&self) -> Vec<Received> {
        self.received.iter().cloned().collect()
    }

    /// Oldest first.
    pub(crate) fn notified(&self) -> Vec<Notification> {
        self.notified.iter().cloned().collect()
    }
}

fn remember<T>(entries: &mut VecDeque<T>, entry: T) {
    if entries.len() == MOST {
        entries.pop_front();
    }
    entries.push_back(entry);
}
