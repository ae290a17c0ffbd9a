//! What comes of ending a session that nobody has paid.
//!
//! Source: the gateway's "Cancel", `POST /api/session/{requestId}/cancel`.

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::answer::json;
use crate::answer::status::{Report, WireStatus};
use crate::{Error, Session, Status};

/// A session that the shop ended. It cannot be paid any more.
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
            Status::Failed => Err(Error::Refused {
                http_status: 200,
                reason: report.reason,
                message: report.message,
            }),
            status => Err(Error::UnusableAnswer {
                why: format!("a cancel was answered with {status:?}"),
            }),
        }
    }
}
