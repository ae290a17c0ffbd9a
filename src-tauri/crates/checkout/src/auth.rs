//! Authentication: who asks, proven without sending the secret.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use rand::TryRngCore as _;
use secrecy::{ExposeSecret as _, SecretString};
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use crate::request::limit::{self, Problem, RequestError};
use crate::{Notification, NotificationError, UnverifiedNotification};

/// A site's login and its secret key. `Debug` never shows the key.
///
/// Source: "Authentication".
///
/// ```
/// use placetopay_checkout::Credentials;
///
/// let credentials = Credentials::new("login", "secret key".to_owned().into())?;
/// assert!(!format!("{credentials:?}").contains("secret key"));
/// # Ok::<(), placetopay_checkout::RequestError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Credentials {
    login: String,
    secret_key: SecretString,
}

impl Credentials {
    /// The credentials as the gateway gave them; the login has 1 to 32 characters.
    ///
    /// # Errors
    /// [`RequestError`] of `auth.login` or `secretKey`: empty, too long, or with a blank or a new
    /// line around it, which would only be refused as a wrong key.
    pub fn new(login: impl Into<String>, secret_key: SecretString) -> Result<Self, RequestError> {
        if secret_key.expose_secret().is_empty() {
            return Err(RequestError::new("secretKey", Problem::Empty));
        }
        let login = limit::text("auth.login", login, 32)?;
        let key = secret_key.expose_secret();
        for (field, text) in [("auth.login", login.as_str()), ("secretKey", key)] {
            if text.trim() != text {
                return Err(RequestError::new(field, Problem::Characters));
            }
        }
        Ok(Credentials { login, secret_key })
    }

    /// Signs one request: a fresh nonce of 128 bits, and the time of asking.
    ///
    /// # Errors
    /// The operating system gives no randomness.
    pub(crate) fn sign(&self, at: Timestamp) -> Result<Auth, rand::rand_core::OsError> {
        let mut nonce = [0; 16];
        rand::rngs::OsRng.try_fill_bytes(&mut nonce)?;
        Ok(self.sign_with(&nonce, at))
    }

    /// Checks a notification's SHA-256 signature; see [`UnverifiedNotification::verify`].
    ///
    /// # Errors
    /// [`NotificationError`] where the gateway did not sign it so.
    pub fn verify(
        &self,
        notification: UnverifiedNotification,
    ) -> Result<Notification, NotificationError> {
        notification.verify(&self.secret_key)
    }

    fn sign_with(&self, nonce: &[u8], at: Timestamp) -> Auth {
        let seed = iso_8601(at);
        let digest = Sha256::new()
            .chain_update(nonce)
            .chain_update(&seed)
            .chain_update(self.secret_key.expose_secret())
            .finalize();
        Auth {
            login: self.login.clone(),
            tran_key: STANDARD.encode(digest),
            nonce: STANDARD.encode(nonce),
            seed,
        }
    }
}

/// The `auth` of one request.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Auth {
    login: String,
    tran_key: String,
    nonce: String,
    seed: String,
}

/// A time as the gateway reads it: ISO 8601 with a numeric offset, to the second.
pub(crate) fn iso_8601(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S+00:00").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The expected key was computed with
    /// `{ printf '0123456789abcdef2026-11-22T17:05:00+00:00'; printf 'ABC123'; } |
    /// openssl dgst -sha256 -binary | base64`, and the nonce with `printf 0123456789abcdef | base64`.
    #[test]
    fn signs_as_openssl_does() {
        let credentials = Credentials::new("login", "ABC123".to_owned().into()).unwrap();
        let auth =
            credentials.sign_with(b"0123456789abcdef", "2026-11-22T17:05:00Z".parse().unwrap());
        assert_eq!(auth.seed, "2026-11-22T17:05:00+00:00");
        assert_eq!(auth.nonce, "MDEyMzQ1Njc4OWFiY2RlZg==");
        assert_eq!(
            auth.tran_key,
            "VVw7DGaJQVveSvdoHk3xeRzRU7ahRM8KqJbBNGpRgDw="
        );
    }

    #[test]
    fn every_request_has_a_fresh_nonce() {
        let credentials = Credentials::new("login", "ABC123".to_owned().into()).unwrap();
        let at = "2026-11-22T17:05:00Z".parse().unwrap();
        assert_ne!(
            credentials.sign(at).unwrap().nonce,
            credentials.sign(at).unwrap().nonce
        );
    }

    #[test]
    fn a_login_and_a_key_are_held_to_the_limits() {
        let made = |login: &str, key: &str| Credentials::new(login, key.to_owned().into());
        let field = |login: &str, key: &str| made(login, key).unwrap_err().field();
        assert_eq!(field("", "k"), "auth.login");
        assert_eq!(field(&"x".repeat(33), "k"), "auth.login");
        assert_eq!(field("x", ""), "secretKey");
        assert_eq!(field("x", "key\n"), "secretKey");
        assert_eq!(field(" x", "key"), "auth.login");
        assert!(made(&"x".repeat(32), "k").is_ok());
    }

    #[test]
    fn debug_never_shows_the_secret() {
        let shown = format!(
            "{:?}",
            Credentials::new("login", "ABC123".to_owned().into()).unwrap()
        );
        assert!(!shown.contains("ABC123"), "{shown}");
    }
}
