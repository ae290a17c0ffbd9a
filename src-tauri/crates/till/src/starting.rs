//! Starting the till of a data folder, in the one right order.

use std::future::Future;
use std::path::{Path, PathBuf};

use checkout::{Credentials, Gateway};
use jiff::tz::TimeZone;
use ledger::{Ledger, SaleId};
use secrecy::SecretString;

use crate::{
    Cadence, KeychainError, Settings, Setup, StartError, Till, World, connection, secret_of,
};

/// A gateway to train at, which lasts as long as it is kept.
pub struct TrainingGateway<K> {
    /// Its address.
    pub url: Gateway,
    /// Who asks there.
    pub credentials: Credentials,
    /// What keeps it running.
    pub keep: K,
}

/// A till that runs, with the gateway that it trains at where it does.
pub struct Started<K> {
    /// The till.
    pub till: Till,
    /// The sales that were open before it began to ask about them, oldest first.
    pub left_open: Vec<SaleId>,
    /// Keeps the training gateway running.
    pub training: Option<K>,
}

/// Starts the till whose settings are in `data`. Its ledger is owned first: only then may `train`
/// start a gateway in the ledger's folder, or the till itself (`I14`).
///
/// # Errors
/// [`StartError`].
pub async fn start_in<K, F>(
    data: &Path,
    train: impl FnOnce(PathBuf) -> F,
) -> Result<Started<K>, StartError>
where
    F: Future<Output = Result<TrainingGateway<K>, StartError>>,
{
    let settings = Settings::load(data)?;
    let folder = settings.folder(data);
    let ledger = Ledger::open(&folder)?;
    let (gateway, credentials, training) = match settings.environment.gateway() {
        Some(gateway) => (gateway, credentials(&settings).await?, None),
        None => {
            let TrainingGateway {
                url,
                credentials,
                keep,
            } = train(folder).await?;
            (url, credentials, Some(keep))
        }
    };
    let open = ledger.tables().open_sessions()?;
    let till = Till::start(Setup {
        ledger,
        gateway,
        credentials,
        settings,
        world: World::real(),
        zone: shop_zone(),
        cadence: Cadence::default(),
    })?;
    let left_open = open.into_iter().map(|session| session.sale).collect();
    Ok(Started {
        till,
        left_open,
        training,
    })
}

async fn credentials(settings: &Settings) -> Result<Credentials, StartError> {
    connection::credentials(settings, kept_secret(settings).await?)
}

/// The keychain may ask the user to unlock it, so it is read where blocking is fine.
pub(crate) async fn kept_secret(settings: &Settings) -> Result<SecretString, KeychainError> {
    let settings = settings.clone();
    let secret = tokio::task::spawn_blocking(move || secret_of(&settings)).await;
    secret.map_err(|error| KeychainError::Unusable(error.to_string()))?
}

/// The shop's wall clock: this computer's, or Santiago's where it has none.
#[must_use]
pub fn shop_zone() -> TimeZone {
    let zone = TimeZone::try_system().or_else(|_| TimeZone::get("America/Santiago"));
    zone.unwrap_or(TimeZone::UTC)
}
