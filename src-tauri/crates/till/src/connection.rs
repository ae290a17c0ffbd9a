//! The way to the gateway.

use checkout::{Client, Credentials, Gateway, Options, RequestId, UserAgent};
use secrecy::SecretString;

use crate::world::{Network, World};
use crate::{Cadence, Failure, KeychainError, Settings, SettingsError, StartError};

pub(crate) fn client(
    gateway: Gateway,
    credentials: Credentials,
    world: &World,
    cadence: &Cadence,
) -> Result<Client, StartError> {
    let agent = UserAgent::new(concat!("Cobro/", env!("CARGO_PKG_VERSION")));
    let options = Options {
        now: world.now.clone(),
        total_timeout: cadence.patience,
        user_agent: agent.unwrap_or_default(),
        ..Options::default()
    };
    match &world.network {
        Network::Https => {
            Client::new(gateway, credentials, options).map_err(StartError::Connection)
        }
        Network::Other(way) => {
            let way = way.clone();
            Ok(Client::with_transport(gateway, credentials, options, way))
        }
    }
}

/// The credentials of a till's site, held to the gateway's limits.
pub(crate) fn credentials(
    settings: &Settings,
    secret: SecretString,
) -> Result<Credentials, StartError> {
    Credentials::new(settings.login.clone(), secret).map_err(|error| match error.field() {
        "auth.login" => SettingsError::Login.into(),
        _ => KeychainError::NoSecret.into(),
    })
}

/// Asks the gateway about a session of long ago: it answers whom it knows, also that there is no such
/// session, and nobody else.
pub(crate) async fn check(
    gateway: Gateway,
    credentials: Credentials,
    world: &World,
) -> Result<Result<(), Failure>, StartError> {
    const FIRST: RequestId = RequestId(1);
    let client = client(gateway, credentials, world, &Cadence::default())?;
    Ok(match client.query_session(FIRST).await {
        Ok(_) | Err(checkout::Error::NotFound { .. }) => Ok(()),
        Err(error) => Err(error.into()),
    })
}
