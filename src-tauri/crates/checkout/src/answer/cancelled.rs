//! What comes of ending a session that nobody has paid.

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::answer::json;
use crate::answer::status::{Report, WireStatus};
use crate::{Error, Session, Status};

/// A session that the shop ended. It cannot be paid any more.
///
/// Source: "Cancel a session", `POST /api/session/{requestId}/cancel`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cancelled {
    /// How the gateway says so.
    pub report: Report,
    /// The session as it stands now, where a readable one came with the answer.
    pub session: Option<Session>,
}

#[derive(Deserialize)]
struct WireCancelled {
    status: WireStatus,
    #[serde(default)]
    session: Option<Box<RawValue>>,
}

impl Cancelled {
    pub(crate) fn parse(body: &[u8]) -> Result<Self, Error> {
        let wire: WireCancelled = json::read(body)?;
        let report = Report::from(wire.status);
        match report.status {
            Status::Ok => Ok(Cancelled {
                session: wire
                    .session
                    .and_then(|session| Session::parse(session.get().as_bytes()).ok()),
                report,
            }),
            _ => Err(report.instead(Error::outcome_unknown)),
        }
    }
}
