//! Starting the till while the window draws itself.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use sandbox::{Config, Sandbox};
use tauri::{AppHandle, Manager as _};
use till::{
    Cadence, Credentials, EndpointUrl, Environment, KeychainError, Ledger, Settings, SettingsError,
    Setup, StartError, Till, default_data_dir, explain_start, secret_of,
};

use crate::desk::{Desk, Running};
use crate::telling;

/// Starts the till and puts it on the desk; then tells the window of every change.
pub async fn start(app: AppHandle) {
    let started = run().await.map_err(|error| {
        tracing::error!(%error, "the till cannot start");
        explain_start(&error).into()
    });
    let desk = app.state::<Desk>();
    desk.put(started);
    if let Some(till) = desk.running() {
        telling::tell_changes(&app, till).await;
    }
}

/// Owns the ledger first: only then may a training gateway or a till start (`I14`).
async fn run() -> Result<Running, StartError> {
    let data = data_dir()?;
    let settings = Settings::load(&data)?;
    let folder = settings.folder(&data);
    let ledger = Ledger::open(&folder)?;
    let (gateway, credentials, sandbox) = match settings.environment.gateway() {
        Ok(Some(gateway)) => (gateway, credentials(&settings).await?, None),
        Ok(None) => training(&folder).await?,
        Err(error) => return Err(SettingsError::from(error).into()),
    };
    let till = Till::start(Setup {
        ledger,
        gateway,
        credentials,
        settings,
        now: Arc::new(Timestamp::now),
        zone: zone(),
        cadence: Cadence::default(),
    })?;
    Ok(Running {
        till,
        _sandbox: sandbox,
    })
}

fn data_dir() -> Result<PathBuf, StartError> {
    let chosen = std::env::var_os("COBRO_DATA_DIR").map(PathBuf::from);
    chosen.or_else(default_data_dir).ok_or_else(|| {
        let why = "the system gives this user no folder for data; set COBRO_DATA_DIR".to_owned();
        StartError::Settings(SettingsError::Unreadable {
            path: PathBuf::from("till.json"),
            why,
        })
    })
}

/// The keychain may ask the user to unlock it, so it is read where blocking is fine.
async fn credentials(settings: &Settings) -> Result<Credentials, StartError> {
    let login = settings.login.clone();
    let settings = settings.clone();
    let secret = tauri::async_runtime::spawn_blocking(move || secret_of(&settings)).await;
    let secret = secret.map_err(|error| KeychainError::Unusable(error.to_string()))??;
    Ok(Credentials::new(login, secret))
}

async fn training(
    folder: &Path,
) -> Result<(EndpointUrl, Credentials, Option<Sandbox>), StartError> {
    let failed = |why: String| StartError::Sandbox(why);
    let config = Config {
        store: Some(folder.join("sandbox.json")),
        ..Config::training()
    };
    let sandbox = Sandbox::start(config)
        .await
        .map_err(|error| failed(error.to_string()))?;
    let gateway = sandbox
        .url()
        .parse::<EndpointUrl>()
        .map_err(|error| failed(error.to_string()))?;
    let site = sandbox
        .sites()
        .first()
        .cloned()
        .ok_or_else(|| failed("no site".to_owned()))?;
    Ok((
        gateway,
        Credentials::new(site.login, site.secret_key.into()),
        Some(sandbox),
    ))
}

/// The shop's wall clock: this computer's, or Santiago's where it has none.
fn zone() -> TimeZone {
    let zone = TimeZone::try_system().or_else(|_| TimeZone::get("America/Santiago"));
    zone.unwrap_or(TimeZone::UTC)
}

/// Which band the window wears.
pub fn mode(environment: &Environment) -> crate::dto::Mode {
    use crate::dto::Mode;
    match environment {
        Environment::Training => Mode::Training,
        Environment::Test | Environment::Uat => Mode::Test,
        Environment::Production | Environment::Custom(_) => Mode::Live,
    }
}
