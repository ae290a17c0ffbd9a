//! PINs: short secrets that tell one person at the counter from another.
//!
//! # Design
//! A PIN of few digits is no secret from somebody who has the ledger's file: argon2id makes each guess
//! cost, and no more. What it keeps out is a wrong hand at the counter, and there the lockout counts.

use std::fmt;

use argon2::Argon2;
use argon2::password_hash::{PasswordHash, PasswordHasher as _, PasswordVerifier as _, SaltString};
use ledger::PinHash;
use secrecy::{ExposeSecret as _, SecretString};
use thiserror::Error;

/// Four to eight digits. `Debug` never shows them, and they are wiped when dropped.
#[derive(Clone)]
pub struct Pin(SecretString);

/// The PIN does not have four to eight digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a PIN has 4 to 8 digits")]
pub struct NoPin;

impl Pin {
    /// Reads what somebody typed.
    ///
    /// # Errors
    /// [`NoPin`].
    pub fn new(digits: &str) -> Result<Self, NoPin> {
        let fits = (4..=8).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        if fits {
            Ok(Pin(digits.into()))
        } else {
            Err(NoPin)
        }
    }

    /// Its hash with a salt of its own. Takes some tens of milliseconds, on purpose.
    pub(crate) fn hash(&self, salt: [u8; 16]) -> Result<PinHash, argon2::password_hash::Error> {
        let salt = SaltString::encode_b64(&salt)?;
        let digits = self.0.expose_secret().as_bytes();
        let hash = Argon2::default().hash_password(digits, &salt)?;
        Ok(PinHash(hash.to_string()))
    }

    /// Whether it is the one that was hashed; one that nobody can read is none.
    pub(crate) fn is(&self, PinHash(hash): &PinHash) -> bool {
        let digits = self.0.expose_secret().as_bytes();
        PasswordHash::new(hash)
            .and_then(|hash| Argon2::default().verify_password(digits, &hash))
            .is_ok()
    }
}

impl fmt::Debug for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pin(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pin_has_four_to_eight_digits() {
        for right in ["0000", "12345678"] {
            assert!(Pin::new(right).is_ok(), "{right}");
        }
        for wrong in ["", "123", "123456789", "12a4", "١٢٣٤", "1234 "] {
            assert_eq!(Pin::new(wrong).err(), Some(NoPin), "{wrong}");
        }
    }

    #[test]
    fn only_the_same_digits_are_the_pin() {
        let pin = Pin::new("4711").unwrap();
        let hash = pin.hash([7; 16]).unwrap();
        assert!(pin.is(&hash));
        assert!(!Pin::new("4712").unwrap().is(&hash));
        assert!(!pin.is(&PinHash(String::new())));
        assert_ne!(
            pin.hash([8; 16]).unwrap(),
            hash,
            "each has a salt of its own"
        );
        assert_eq!(format!("{pin:?}"), "Pin(…)");
    }

    /// Made by the reference implementation, through Python's argon2-cffi, with the salt `cobrocobro`.
    #[test]
    fn a_hash_of_another_program_is_understood() {
        let told = "$argon2id$v=19$m=19456,t=2,p=1$Y29icm9jb2Jybw$JsSnMp026ZeDKZmqHAYBa4sXvixqFJcr/GIb21Oti34";
        assert!(Pin::new("4711").unwrap().is(&PinHash(told.into())));
        assert!(told.starts_with("$argon2id$"));
    }
}
