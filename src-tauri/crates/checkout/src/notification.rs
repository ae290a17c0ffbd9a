//! What the gateway posts to the shop when a session is over.

use std::fmt;

use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use sha1::Sha1;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq as _;
use thiserror::Error;

use crate::RequestId;
use crate::answer::json;
use crate::answer::loose::Text;
use crate::answer::status::{Report, WireStatus};

/// The largest notification, in bytes; the documented ones have about 300.
const LARGEST: usize = 16 * 1024;

/// A notification as it arrived: anyone may have sent it, so it tells nothing yet.
///
/// Source: "Notification", and "Migration of notification algorithm".
///
/// ```
/// use placetopay_checkout::UnverifiedNotification;
///
/// let body = br#"{
///     "status": {
///         "status": "APPROVED", "reason": "00", "message": "Aprobada",
///         "date": "2026-11-22T14:05:00-03:00"
///     },
///     "requestId": 733,
///     "reference": "C1-0001",
///     "signature": "sha256:82c125ef4001302016b83b948dd1bb0e48651dfaa76fbe8972ff982af895de26"
/// }"#;
/// let secret = "secret key".to_owned().into();
/// let notification = UnverifiedNotification::parse(body)?.verify(&secret)?;
/// assert_eq!(notification.request_id.0, 733);
/// let other = "another key".to_owned().into();
/// assert!(UnverifiedNotification::parse(body)?.verify(&other).is_err());
/// # Ok::<(), placetopay_checkout::NotificationError>(())
/// ```
#[derive(Clone)]
pub struct UnverifiedNotification {
    notification: Notification,
    /// What the signature covers, before the secret key.
    signed: String,
    signature: Signature,
}

/// A notification that the gateway signed.
///
/// Source: "Notification".
///
/// # Design
/// The signature covers the number of the session, the status word and the date, but neither the
/// reference nor an amount, and the same notification can be posted again by whoever saw it. So it
/// is a reason to query the session, and never a reason to call it paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notification {
    /// The session that is over.
    pub request_id: RequestId,
    /// How it stands, as signed; reason and message are not covered by the signature.
    pub report: Report,
    /// The shop's reference, exactly as told; not covered by the signature.
    pub reference: Option<String>,
}

/// The notification is not the gateway's. Why is not told, since whoever forged it would learn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not an authentic notification")]
pub struct NotificationError;

#[derive(Clone)]
enum Signature {
    Sha256([u8; 32]),
    Sha1([u8; 20]),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireNotification {
    status: WireStatus,
    request_id: Text,
    #[serde(default)]
    reference: Text,
    signature: String,
}

impl UnverifiedNotification {
    /// Reads the body of a notification, at most 16 KiB.
    ///
    /// # Errors
    /// [`NotificationError`] where it has not the form of one.
    pub fn parse(body: &[u8]) -> Result<Self, NotificationError> {
        if body.len() > LARGEST {
            return Err(NotificationError);
        }
        let wire: WireNotification = json::read(body).map_err(|_| NotificationError)?;
        let signature = Signature::parse(&wire.signature).ok_or(NotificationError)?;
        let (id, word) = (wire.request_id.exact(), &wire.status.status);
        let (Some(id), Some(date)) = (id, wire.status.date.as_str()) else {
            return Err(NotificationError);
        };
        let request_id = session_number(&id).ok_or(NotificationError)?;
        if !is_word(word) || !is_date(date) {
            return Err(NotificationError);
        }
        Ok(UnverifiedNotification {
            signed: format!("{id}{word}{date}"),
            signature,
            notification: Notification {
                request_id,
                reference: wire.reference.exact(),
                report: wire.status.into(),
            },
        })
    }

    /// Checks its SHA-256 signature with the site's secret key, in constant time.
    ///
    /// # Errors
    /// [`NotificationError`] where the gateway did not sign it so.
    pub fn verify(self, secret: &SecretString) -> Result<Notification, NotificationError> {
        match self.signature {
            Signature::Sha256(told) => self.accept(&digest::<Sha256>(&self.signed, secret), &told),
            Signature::Sha1(_) => Err(NotificationError),
        }
    }

    /// Checks its signature as [`Self::verify`] does, and takes one of SHA-1 too: only for a site
    /// that the gateway still notifies so.
    ///
    /// # Errors
    /// [`NotificationError`] where the gateway did not sign it.
    pub fn verify_allowing_sha1(
        self,
        secret: &SecretString,
    ) -> Result<Notification, NotificationError> {
        match self.signature {
            Signature::Sha256(_) => self.verify(secret),
            Signature::Sha1(told) => self.accept(&digest::<Sha1>(&self.signed, secret), &told),
        }
    }

    fn accept(&self, right: &[u8], told: &[u8]) -> Result<Notification, NotificationError> {
        if bool::from(right.ct_eq(told)) {
            Ok(self.notification.clone())
        } else {
            Err(NotificationError)
        }
    }
}

/// What is not verified is not shown either.
impl fmt::Debug for UnverifiedNotification {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UnverifiedNotification(…)")
    }
}

impl Signature {
    /// Exactly `sha256:` and 64 lower-case hexadecimal digits, or exactly 40 of them.
    fn parse(text: &str) -> Option<Self> {
        match text.strip_prefix("sha256:") {
            Some(hex) => lower_hex(hex).map(Signature::Sha256),
            None => lower_hex(text).map(Signature::Sha1),
        }
    }
}

fn lower_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    if text.bytes().any(|digit| digit.is_ascii_uppercase()) {
        return None;
    }
    let mut bytes = [0; N];
    hex::decode_to_slice(text, &mut bytes).ok()?;
    Some(bytes)
}

fn digest<D: Digest>(signed: &str, secret: &SecretString) -> Vec<u8> {
    let digest = D::new()
        .chain_update(signed)
        .chain_update(secret.expose_secret());
    digest.finalize().to_vec()
}

// The signature covers number, word and date without anything between them. Held to these forms,
// no part can borrow characters of its neighbour.

fn session_number(text: &str) -> Option<RequestId> {
    let number: i64 = text.parse().ok()?;
    (number > 0 && number.to_string() == text).then_some(RequestId(number))
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|c| c.is_ascii_uppercase() || c == b'_')
}

fn is_date(text: &str) -> bool {
    text.len() <= 35 && text.parse::<jiff::Timestamp>().is_ok()
}
