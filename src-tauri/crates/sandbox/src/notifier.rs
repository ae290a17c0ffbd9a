//! Tells merchants, once, that a session is over.
//!
//! # Design
//! A session's state follows from the time, so nothing happens at the moment that it ends. The book
//! keeps when each session has to be looked at again; one task looks, whenever that time comes or
//! something changed.

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use serde::Serialize;
use sha1::Sha1;
use sha2::{Digest, Sha256};

use crate::book::Key;
use crate::gateway::{Gateway, lock};
use crate::journal::Notification;
use crate::session::Session;
use crate::site::{Signature, Site};
use crate::store::UnwritableStore;
use crate::wire::{Status, Telling};

/// How long a merchant's server may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// What is posted to the merchant.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Body {
    status: Status,
    request_id: u64,
    reference: String,
    signature: String,
}

/// Looks after all sessions until the sandbox closes.
pub(crate) async fn run(gateway: Arc<Gateway>) {
    let http = match courier(&gateway) {
        Ok(http) => http,
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, "no notifications");
            return;
        }
    };
    let mut closing = gateway.closing.clone();
    loop {
        let now = gateway.clock.now();
        while let Some(session) = take_due(&gateway, now) {
            look_at(&gateway, http.as_ref(), &session, now);
        }
        let next = gateway.look(|book| book.next_due());
        let time = async {
            match next {
                Some(at) => gateway.clock.reach(at).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = time => {}
            () = gateway.changed.notified() => {}
            _ = closing.changed() => return,
        }
    }
}

/// What posts the notifications; none where no site wants any.
fn courier(gateway: &Gateway) -> Result<Option<reqwest::Client>, reqwest::Error> {
    if gateway
        .sites
        .iter()
        .all(|site| site.notification_url.is_none())
    {
        return Ok(None);
    }
    let builder = reqwest::Client::builder()
        .timeout(PATIENCE)
        .redirect(reqwest::redirect::Policy::none());
    builder.build().map(Some)
}

fn take_due(gateway: &Gateway, now: Timestamp) -> Option<Arc<Session>> {
    lock(&gateway.kept).book.take_due(now)
}

fn look_at(
    gateway: &Arc<Gateway>,
    http: Option<&reqwest::Client>,
    session: &Session,
    now: Timestamp,
) {
    if session.notified.is_some() {
        return;
    }
    if !session.state(now).is_final() {
        if let Some(at) = session.next_change(now) {
            lock(&gateway.kept).book.look_again(session.id, at);
        }
        return;
    }
    // Written down first: a notification is never sent twice, even over a crash.
    let noted = gateway.change(&Key::Control { id: session.id }, |session, _, now| {
        session.notified = Some(now);
        Ok::<_, UnwritableStore>(())
    });
    match (noted, gateway.site(&session.owner)) {
        (Some(Ok(_)), Some(site)) => {
            if let (Some(url), Some(http)) = (&site.notification_url, http) {
                let body = body(gateway, session, site, now);
                post(gateway, http.clone(), url.clone(), body);
            }
        }
        (Some(Err(error)), _) => {
            tracing::error!(error = &error as &dyn std::error::Error, "session not kept");
        }
        (None, _) | (_, None) => {}
    }
}

pub(crate) fn body(gateway: &Gateway, session: &Session, site: &Site, now: Timestamp) -> Body {
    let telling = Telling {
        now,
        zone: &gateway.zone,
        language: session.order.language,
    };
    let status = Status::of_session(session.state(now), telling);
    let signed = format!(
        "{}{}{}{}",
        session.id, status.status, status.date, site.secret_key
    );
    let signature = match site.signature {
        Signature::Sha256 => format!("sha256:{}", hex(&Sha256::digest(signed))),
        Signature::Sha1 => hex(&Sha1::digest(signed)),
    };
    Body {
        status,
        request_id: session.id,
        reference: session.order.reference.clone(),
        signature,
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut hex, byte| {
        // Writing into a String can't fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// Sends it on a task of its own, once, whatever comes of it.
fn post(gateway: &Arc<Gateway>, http: reqwest::Client, url: String, body: Body) {
    let gateway = Arc::clone(gateway);
    tokio::spawn(async move {
        let at = gateway.clock.now();
        let json = serde_json::to_vec(&body).unwrap_or_default();
        let request = http.post(&url).header("content-type", "application/json");
        let answered = request.body(json).send().await;
        let answered = answered.ok().map(|response| response.status().as_u16());
        tracing::info!(request_id = body.request_id, ?answered, "merchant notified");
        lock(&gateway.journal).notify(Notification {
            at,
            url,
            request_id: body.request_id,
            answered,
        });
    });
}
