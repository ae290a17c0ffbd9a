//! `sandbox`: the training gateway alone.

use std::net::SocketAddr;
use std::path::PathBuf;

use sandbox::{Config, Sandbox};
use serde::Serialize;
use till::StartError;

use crate::args::Format;
use crate::commands::follow::Interruption;
use crate::outcome::{Outcome, Refusal};
use crate::output;

#[derive(Serialize)]
struct Ready<'a> {
    url: &'a str,
    sites: Vec<Site<'a>>,
}

/// Published credentials of a simulated gateway: no secret.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Site<'a> {
    name: &'a str,
    login: &'a str,
    secret_key: &'a str,
}

pub async fn run(
    listen: SocketAddr,
    store: Option<PathBuf>,
    format: Format,
) -> Result<Outcome, Refusal> {
    let config = Config {
        listen,
        store,
        ..Config::training()
    };
    let sandbox = Sandbox::start(config)
        .await
        .map_err(|e| StartError::Sandbox(e.to_string()))?;
    let sites = sandbox.sites().iter().map(|site| Site {
        name: &site.name,
        login: &site.login,
        secret_key: &site.secret_key,
    });
    let ready = Ready {
        url: sandbox.url(),
        sites: sites.collect(),
    };
    let mut words = format!("Banchile de práctica en {}", ready.url);
    for site in &ready.sites {
        let Site {
            name,
            login,
            secret_key,
        } = site;
        words.push_str(&format!(
            "\n{name}: --login {login}, llave secreta {secret_key}"
        ));
    }
    let mut interruption = Interruption::listen();
    output::write(format, &ready, &words)?;
    interruption.comes().await;
    sandbox.stop().await;
    Ok(Outcome::Done)
}
