//! Starting the till while the window draws itself.

use std::path::PathBuf;

use sandbox::{Config, Sandbox};
use tauri::{AppHandle, Manager as _};
use till::{
    Credentials, Environment, SettingsError, StartError, Started, TrainingGateway,
    default_data_dir, explain_start, start_in,
};

use crate::desk::Desk;
use crate::dto::Mode;
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

async fn run() -> Result<Started<Sandbox>, StartError> {
    start_in(&data_dir()?, train).await
}

/// The data folder that the environment chooses. Such a till may stand beside another; the one of the
/// platform's own folder is there once.
pub fn chosen_data_dir() -> Option<PathBuf> {
    std::env::var_os("COBRO_DATA_DIR").map(PathBuf::from)
}

fn data_dir() -> Result<PathBuf, StartError> {
    chosen_data_dir().or_else(default_data_dir).ok_or_else(|| {
        let why = "the system gives this user no folder for data; set COBRO_DATA_DIR".to_owned();
        StartError::Settings(SettingsError::Unreadable {
            path: PathBuf::from("till.json"),
            why,
        })
    })
}

async fn train(folder: PathBuf) -> Result<TrainingGateway<Sandbox>, StartError> {
    let store = Some(folder.join("sandbox.jsonl"));
    let sandbox = Sandbox::start(Config {
        store,
        ..Config::training()
    })
    .await
    .map_err(failed)?;
    let site = sandbox
        .sites()
        .first()
        .cloned()
        .ok_or_else(|| failed("it has no site"))?;
    Ok(TrainingGateway {
        url: sandbox.url().parse().map_err(failed)?,
        credentials: Credentials::new(site.login, site.secret_key.into()).map_err(failed)?,
        keep: sandbox,
    })
}

fn failed(why: impl ToString) -> StartError {
    StartError::Sandbox(why.to_string())
}

/// Which band the window wears.
pub fn mode(environment: &Environment) -> Mode {
    match environment {
        Environment::Training => Mode::Training,
        Environment::Test | Environment::Uat => Mode::Test,
        Environment::Production | Environment::Custom(_) => Mode::Live,
    }
}
