//! Ending a session that nobody has paid.
//!
//! Source: the gateway's "Cancel", `POST /api/session/{requestId}/cancel`.

use serde::Deserialize;

use crate::wire::WireStatus;
use crate::{Error, Status};

#[derive(Deserialize)]
struct WireCancelled {
    status: WireStatus,
}

/// Checks that a cancel's answer says it was done.
pub(crate) fn confirmed(body: &[u8]) -> Result<(), Error> {
    let wire: WireCancelled = crate::client::read_json(body)?;
    match Status::from_wire(&wire.status.status) {
        Status::Ok | Status::Approved => Ok(()),
        other => Err(Error::UnusableAnswer {
            why: format!("a cancel was answered with {other:?}"),
        }),
    }
}
