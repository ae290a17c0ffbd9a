//! What comes of ending a session that nobody has paid.

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::answer::json;
use crate::answer::status::{Report, WireStatus};
use crate::{Error, RequestId, Session, Status};

/// A session that the shop ended. It cannot be paid any more.
///
/// Source: "Cancel a session", `POST /api/session/{requestId}/cancel`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cancelled {
    /// How the gateway says so.
    pub report: Report,
    /// The session as it stands now, where it came with the answer.
    pub session: Option<Session>,
}

#[derive(Deserialize)]
struct WireCancelled {
    status: WireStatus,
    #[serde(default)]
    session: Option<Box<RawValue>>,
}

impl Cancelled {
    pub(crate) fn parse(body: &[u8], asked: RequestId) -> Result<Self, Error> {
        let wire: WireCancelled = json::read(body)?;
        let report = Report::from(wire.status);
        match report.status {
            Status::Ok => {
                let told = wire.session.filter(|raw| raw.get() != "null");
                let session = told.map(|raw| Session::parse(raw.get().as_bytes()));
                let session = session.transpose()?;
                if session.as_ref().is_some_and(|told| !is_over(told, asked)) {
                    return Err(Error::UnusableAnswer {
                        why: "its session is another one, goes on or is paid".to_owned(),
                    });
                }
                Ok(Cancelled { report, session })
            }
            _ => Err(report.instead(Error::outcome_unknown)),
        }
    }
}

/// A session that was ended is the one that was asked for, and nothing of it is paid.
fn is_over(told: &Session, asked: RequestId) -> bool {
    let ended = matches!(told.report.status, Status::Rejected | Status::Canceled);
    let took = |status: &Status| matches!(status, Status::Approved | Status::ApprovedPartial);
    let mut transactions = told.transactions.iter();
    told.request_id == asked && ended && !transactions.any(|told| took(&told.report.status))
}
