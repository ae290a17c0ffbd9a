//! What comes of opening a session.

use serde::Deserialize;

use crate::answer::json;
use crate::answer::loose::Whole;
use crate::answer::status::{Report, WireStatus};

use crate::{Error, Expiration, Gateway, ProcessUrl, RequestId, Status};

/// A session that now exists. Nothing is paid by that.
///
/// Source: "Create a session", `POST /api/session`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Created {
    /// The gateway's number for it.
    pub request_id: RequestId,
    /// Where the customer pays.
    pub process_url: ProcessUrl,
    /// Until when: what was asked for, moved along where the gateway's clock turned out to differ
    /// from what it was taken for.
    pub expiration: Expiration,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireCreated {
    status: WireStatus,
    #[serde(default)]
    request_id: Option<Whole>,
    #[serde(default)]
    process_url: Option<String>,
}

impl Created {
    pub(crate) fn parse(
        body: &[u8],
        gateway: &Gateway,
        expiration: Expiration,
    ) -> Result<Self, Error> {
        let wire: WireCreated = json::read(body)?;
        let report = Report::from(wire.status);
        match (&report.status, wire.request_id, wire.process_url) {
            (Status::Ok, Some(request_id), Some(process_url)) => Ok(Created {
                request_id: RequestId(request_id.0),
                process_url: ProcessUrl::verify(&process_url, gateway)?,
                expiration,
            }),
            (_, None, None) => Err(report.instead(Error::outcome_unknown)),
            (status, ..) => Err(Error::UnusableAnswer {
                why: format!("{} is no way to tell of a new session", status.known()),
            }),
        }
    }
}
