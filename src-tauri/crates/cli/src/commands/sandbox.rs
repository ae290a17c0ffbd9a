//! `sandbox`: the training gateway alone.

use sandbox::{Clock, Config, Sandbox};
use serde::Serialize;
use till::StartError;

use crate::args::Sandbox as Options;
use crate::commands::follow::Interruption;
use crate::outcome::{Outcome, Refusal};
use crate::output;

#[derive(Serialize)]
struct Ready<'a> {
    url: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    control: Option<String>,
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

pub async fn run(options: Options) -> Result<Outcome, Refusal> {
    let format = options.format;
    let sandbox = Sandbox::start(config(options))
        .await
        .map_err(|e| StartError::Sandbox(e.to_string()))?;
    let sites = sandbox.sites().iter().map(|site| Site {
        name: &site.name,
        login: &site.login,
        secret_key: &site.secret_key,
    });
    let ready = Ready {
        url: sandbox.url(),
        control: sandbox.control_url(),
        sites: sites.collect(),
    };
    let mut words = format!("Banchile de práctica en {}", ready.url);
    if let Some(control) = &ready.control {
        words.push_str(&format!("\nSe controla en {control}"));
    }
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

fn config(options: Options) -> Config {
    let mut config = Config {
        listen: options.listen,
        control: options.control,
        store: options.store,
        clock: match options.speed {
            1 => Clock::system(),
            speed => Clock::system_at_speed(speed),
        },
        seed: options.seed,
        faults: options.fault,
        ..Config::training()
    };
    for site in &mut config.sites {
        site.notification_url.clone_from(&options.notify);
    }
    config
}
