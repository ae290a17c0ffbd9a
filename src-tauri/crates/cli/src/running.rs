//! Starting the till that a command needs.

use std::path::PathBuf;

use sandbox::{Config, Sandbox};
use till::{Credentials, StartError, Started, TrainingGateway, default_data_dir, start_in};

use crate::outcome::Refusal;
use crate::people;

/// A running till, with its gateway where that is the training one.
pub type Running = Started<Sandbox>;

/// The folder of the till's data.
pub fn data_dir(chosen: Option<PathBuf>) -> Result<PathBuf, Refusal> {
    chosen.or_else(default_data_dir).ok_or_else(|| {
        let advice = "Indique la carpeta de datos con --data-dir o COBRO_DATA_DIR.";
        Refusal::Usage(format!("No se sabe dónde guardar los datos. {advice}"))
    })
}

/// A till, and who asks there.
pub struct Place {
    /// The folder of its data.
    pub data: PathBuf,
    /// Who asks, by name.
    pub cashier: Option<String>,
}

/// Starts the till of a data folder, with whoever asks at its counter.
pub async fn start(place: &Place) -> Result<Running, Refusal> {
    let running = start_in(&place.data, train).await?;
    if let Some(name) = &place.cashier {
        people::sign_in(&running.till, name).await?;
    }
    Ok(running)
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
