//! Starting the till while the window draws itself.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use sandbox::{Config, Sandbox};
use tauri::{AppHandle, Manager as _};
use till::{
    Credentials, Environment, KeychainError, OpenError, SettingsError, StartError, Started,
    TrainingGateway, default_data_dir, explain_start, start_in,
};

use crate::desk::{Desk, Running};
use crate::dto::{Mode, Problem, Remedy};
use crate::{customer, telling};

/// How long the till before is waited for, which still answers somebody.
const HAND_OVER: Duration = Duration::from_secs(30);

/// Starts the till and puts it on the desk; from then on the window is told of every change.
pub async fn start(app: AppHandle) {
    start_within(app, Duration::ZERO).await;
}

/// Starts the till anew, as its settings are now. The one before lets go of its ledger when it has
/// answered everybody.
pub async fn start_again(app: AppHandle) {
    let desk = app.state::<Desk>();
    let _alone = desk.starting.lock().await;
    desk.clear();
    start_within(app.clone(), HAND_OVER).await;
}

/// Starts the till once more where it did not start; one that runs goes on.
pub async fn start_stopped(app: AppHandle) {
    let desk = app.state::<Desk>();
    let _alone = desk.starting.lock().await;
    if desk.is_stopped() {
        desk.clear();
        start_within(app.clone(), HAND_OVER).await;
    }
}

async fn start_within(app: AppHandle, patience: Duration) {
    let started = run(patience).await.map_err(|error| {
        tracing::error!(%error, "the till cannot start");
        problem(&error)
    });
    let running = started.map(|started| {
        let till = &started.till;
        let cashier = tokio::spawn(telling::tell_changes(app.clone(), till.clone()));
        let customer = tokio::spawn(customer::tell(app.clone(), till.clone()));
        let telling = [cashier.abort_handle(), customer.abort_handle()];
        Running::new(started, telling)
    });
    app.state::<Desk>().put(running);
}

async fn run(patience: Duration) -> Result<Started<Sandbox>, StartError> {
    let data = data_dir()?;
    let until = Instant::now() + patience;
    loop {
        match start_in(&data, train).await {
            Err(StartError::Ledger(OpenError::Owned(_))) if Instant::now() < until => {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            started => return started,
        }
    }
}

/// The data folder that the environment chooses. Such a till may stand beside another; the one of the
/// platform's own folder is there once.
pub fn chosen_data_dir() -> Option<PathBuf> {
    std::env::var_os("COBRO_DATA_DIR").map(PathBuf::from)
}

/// Where the till's settings are, and its ledgers.
pub fn data_dir() -> Result<PathBuf, StartError> {
    chosen_data_dir().or_else(default_data_dir).ok_or_else(|| {
        let why = "the system gives this user no folder for data; set COBRO_DATA_DIR".to_owned();
        StartError::Settings(SettingsError::Unreadable {
            path: PathBuf::from("till.json"),
            why,
        })
    })
}

/// Why there is no till, with what can be done about it here.
fn problem(error: &StartError) -> Problem {
    let remedy = match error {
        StartError::Secret(KeychainError::NoSecret) => Remedy::PasteSecret,
        _ => Remedy::StartAgain,
    };
    Problem {
        remedy: Some(remedy),
        ..explain_start(error).into()
    }
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
