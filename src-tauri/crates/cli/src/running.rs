//! Starting the till that a command needs.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use sandbox::{Config, Sandbox};
use std::sync::Arc;
use till::{
    Cadence, Credentials, Ledger, SaleId, Settings, Setup, StartError, Till, default_data_dir,
    secret_of,
};

use crate::outcome::Refusal;

/// A running till, with its gateway where that is the training one.
pub struct Running {
    pub till: Till,
    /// The sales that were open before the till began to ask about them, oldest first.
    pub left_open: Vec<SaleId>,
    _sandbox: Option<Sandbox>,
}

/// The folder of the till's data.
pub fn data_dir(chosen: Option<PathBuf>) -> Result<PathBuf, Refusal> {
    chosen.or_else(default_data_dir).ok_or_else(|| {
        let advice = "Indique la carpeta de datos con --data-dir o COBRO_DATA_DIR.";
        Refusal::Usage(format!("No se sabe dónde guardar los datos. {advice}"))
    })
}

/// Owns the ledger first, then starts the gateway where it is the training one, then the till.
pub async fn start(data: &Path) -> Result<Running, Refusal> {
    let settings = Settings::load(data)?;
    let folder = settings.folder(data);
    let ledger = Ledger::open(&folder)?;
    let (gateway, credentials, sandbox) = match settings.environment.gateway() {
        Ok(Some(gateway)) => {
            let credentials = credentials(settings.clone()).await?;
            (gateway, credentials, None)
        }
        Ok(None) => {
            let sandbox = start_sandbox(&folder).await?;
            let site = sandbox
                .sites()
                .first()
                .cloned()
                .ok_or_else(|| no_sandbox("no site"))?;
            let gateway = sandbox.url().parse().map_err(no_sandbox)?;
            let credentials = Credentials::new(site.login, site.secret_key.into());
            (gateway, credentials, Some(sandbox))
        }
        Err(error) => return Err(till::SettingsError::from(error).into()),
    };
    let open = ledger.tables().open_sessions()?;
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
        left_open: open.into_iter().map(|session| session.sale).collect(),
        _sandbox: sandbox,
    })
}

/// The keychain may ask the user to unlock it, and blocks meanwhile.
async fn credentials(settings: Settings) -> Result<Credentials, Refusal> {
    let login = settings.login.clone();
    let asked = tokio::task::spawn_blocking(move || secret_of(&settings)).await;
    let secret = asked.map_err(|_| till::Error::Closing)?;
    Ok(Credentials::new(login, secret.map_err(StartError::from)?))
}

async fn start_sandbox(folder: &Path) -> Result<Sandbox, Refusal> {
    let config = Config {
        store: Some(folder.join("sandbox.json")),
        ..Config::training()
    };
    Sandbox::start(config).await.map_err(no_sandbox)
}

fn no_sandbox(why: impl ToString) -> Refusal {
    StartError::Sandbox(why.to_string()).into()
}

/// The shop's wall clock: this computer's, or Santiago's where it has none.
pub fn zone() -> TimeZone {
    let zone = TimeZone::try_system().or_else(|_| TimeZone::get("America/Santiago"));
    zone.unwrap_or(TimeZone::UTC)
}
