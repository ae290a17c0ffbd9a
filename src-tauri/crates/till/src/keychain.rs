//! The secret key, in the system's keychain (`I15`).

use std::sync::Arc;

use keyring_core::{CredentialStore, Entry, Error as StoreError};
use secrecy::{ExposeSecret as _, SecretString};
use thiserror::Error;

use crate::Settings;

const SERVICE: &str = "cl.cobro.desktop";

/// Keeps the secret key of a till's site, and reads it back to be sure.
///
/// # Errors
/// [`KeychainError`].
pub fn save_secret(settings: &Settings, secret: &SecretString) -> Result<(), KeychainError> {
    let entry = entry(settings)?;
    entry
        .set_password(secret.expose_secret())
        .map_err(KeychainError::from_store)?;
    let kept = entry.get_password().map_err(KeychainError::from_store)?;
    if kept == secret.expose_secret() {
        Ok(())
    } else {
        Err(KeychainError::NotKept)
    }
}

/// Where automation hands the secret key over instead of the keychain.
pub const SECRET_VARIABLE: &str = "COBRO_SECRET_KEY";

/// The secret key of a till's site: from `COBRO_SECRET_KEY` where that is set, else from the
/// keychain. Blocks: the keychain may ask the user to unlock it.
///
/// # Errors
/// [`KeychainError`].
pub fn secret_of(settings: &Settings) -> Result<SecretString, KeychainError> {
    match std::env::var(SECRET_VARIABLE) {
        Ok(secret) if !secret.is_empty() => Ok(secret.into()),
        Ok(_) | Err(_) => load_secret(settings),
    }
}

/// The secret key of a till's site, from the keychain.
///
/// # Errors
/// [`KeychainError`]; [`KeychainError::NoSecret`] where none was saved.
pub fn load_secret(settings: &Settings) -> Result<SecretString, KeychainError> {
    let kept = entry(settings)?.get_password();
    kept.map(SecretString::from)
        .map_err(KeychainError::from_store)
}

fn entry(settings: &Settings) -> Result<Entry, KeychainError> {
    if keyring_core::get_default_store().is_none() {
        keyring_core::set_default_store(system_store().map_err(KeychainError::from_store)?);
    }
    Entry::new(SERVICE, &settings.site_name()).map_err(KeychainError::from_store)
}

#[cfg(target_os = "linux")]
fn system_store() -> Result<Arc<CredentialStore>, StoreError> {
    Ok(zbus_secret_service_keyring_store::Store::new()?)
}

#[cfg(target_os = "macos")]
fn system_store() -> Result<Arc<CredentialStore>, StoreError> {
    Ok(apple_native_keyring_store::keychain::Store::new()?)
}

#[cfg(windows)]
fn system_store() -> Result<Arc<CredentialStore>, StoreError> {
    Ok(windows_native_keyring_store::Store::new()?)
}

/// Why the keychain did not serve.
#[derive(Debug, Error)]
pub enum KeychainError {
    /// There is none, or it is locked.
    #[error("the system's keychain cannot be used: {0}")]
    Unusable(String),
    /// It holds no secret key for this site.
    #[error("the keychain holds no secret key for this login")]
    NoSecret,
    /// It gave back something else than was saved.
    #[error("the keychain did not keep the secret key")]
    NotKept,
}

impl KeychainError {
    /// The store's own texts may hold what it stored, so only known ones pass.
    fn from_store(error: StoreError) -> Self {
        match error {
            StoreError::NoEntry => KeychainError::NoSecret,
            StoreError::PlatformFailure(why) | StoreError::NoStorageAccess(why) => {
                KeychainError::Unusable(why.to_string())
            }
            StoreError::NoDefaultStore => KeychainError::Unusable("there is none".to_owned()),
            _ => KeychainError::Unusable("its entry cannot be used".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Environment;

    #[test]
    fn i15_each_site_has_a_secret_key_of_its_own() {
        keyring_core::set_default_store(keyring_core::mock::Store::new().unwrap());
        let at = |url: &str| Settings {
            environment: Environment::new("custom", Some(url)).unwrap(),
            login: "sitio".to_owned(),
            ..Settings::training(std::path::Path::new("")).unwrap()
        };
        let (one, other) = (at("https://x.cl"), at("https://y.cl"));
        save_secret(&one, &"uno".into()).unwrap();
        let none = load_secret(&other).unwrap_err();
        assert!(matches!(none, KeychainError::NoSecret), "{none:?}");
        save_secret(&other, &"otro".into()).unwrap();
        assert_eq!(load_secret(&one).unwrap().expose_secret(), "uno");
    }
}
