//! `init`: sets the till up.

use std::io::{IsTerminal as _, Read as _};
use std::path::Path;

use till::{
    Environment, Field, OpenError, Ownership, Reader, SECRET_VARIABLE, Settings, ShopPrinter,
    save_secret,
};

use crate::args::{Init, Printer};
use crate::outcome::{Outcome, Refusal};

pub async fn run(data: &Path, init: Init) -> Result<Outcome, Refusal> {
    let settings = settings(data, init)?;
    // settings that cannot be read are replaced: no till starts with them
    let before = Settings::load(data).or_else(|_| Settings::training(data))?;
    let folder = before.folder(data);
    let _stopped = no_till_runs(&folder)?;
    nothing_is_open_elsewhere(&folder, &before, &settings)?;
    if settings.environment != Environment::Training {
        keep_secret(&settings).await?;
    }
    settings.save(&before, data)?;
    eprintln!(
        "Caja {} lista en el ambiente {}.",
        settings.till_code,
        settings.environment.name()
    );
    Ok(Outcome::Done)
}

fn settings(data: &Path, init: Init) -> Result<Settings, Refusal> {
    let mut settings = Settings::training(data).map_err(Refusal::Setting)?;
    settings.environment =
        Environment::new(&init.environment, init.url.as_deref()).map_err(Refusal::Setting)?;
    if settings.environment != Environment::Training {
        settings.printers = Vec::new();
        settings.shop.name = String::new();
        settings.login = login(init.login)?;
    }
    let given = [
        (Field::TillCode, Some(init.till_code)),
        (Field::ReturnUrl, init.return_url),
        (Field::ShopRut, init.shop_rut),
    ];
    for (field, text) in given {
        if let Some(text) = text {
            settings.set(field, &text).map_err(Refusal::Setting)?;
        }
    }
    let Printer { printer, profile } = init.printer;
    settings
        .set_printer(printer.as_deref(), profile.as_deref())
        .map_err(Refusal::Setting)?;
    if let Some(target) = init.fallback_printer {
        let fallback = ShopPrinter::read(&target, &init.fallback_profile);
        settings.printers.push(fallback.map_err(Refusal::Setting)?);
    }
    settings.shop.footer = init.shop_footer;
    settings.shop.name = init.shop_name.unwrap_or(settings.shop.name);
    settings.shop.address = init.shop_address;
    Ok(settings)
}

fn login(given: Option<String>) -> Result<String, Refusal> {
    let login = given
        .map(|login| login.trim().to_owned())
        .filter(|login| !login.is_empty());
    login.ok_or_else(|| Refusal::Usage("Falta --login, el usuario del comercio.".to_owned()))
}

/// A running till keeps its settings in memory and would write them over the new ones. None starts as
/// long as the ownership lasts.
fn no_till_runs(folder: &Path) -> Result<Option<Ownership>, OpenError> {
    let is_there = folder.is_dir();
    is_there.then(|| Ownership::take(folder)).transpose()
}

/// While a session is open that the new till would not ask about, the old one stays.
fn nothing_is_open_elsewhere(
    folder: &Path,
    before: &Settings,
    new: &Settings,
) -> Result<(), Refusal> {
    if !before.leave_behind(new) {
        return Ok(());
    }
    let open = match Reader::open(folder) {
        Ok(reader) => reader.tables().open_sessions()?.len(),
        Err(OpenError::Missing(_)) => 0,
        Err(error) => return Err(error.into()),
    };
    if open == 0 {
        return Ok(());
    }
    Err(Refusal::Told(format!(
        "No se cambió nada. Hay {open} cobros pendientes con el usuario o la dirección anteriores. \
         Espere a que terminen o cancélelos, y configure de nuevo."
    )))
}

async fn keep_secret(settings: &Settings) -> Result<(), Refusal> {
    if std::env::var(SECRET_VARIABLE).is_ok_and(|secret| !secret.is_empty()) {
        return Ok(());
    }
    let (secret, settings) = (read_secret()?, settings.clone());
    let kept = tokio::task::spawn_blocking(move || save_secret(&settings, &secret.into()));
    match kept.await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => Err(Refusal::Told(format!(
            "No se guardó nada. La llave secreta no se pudo guardar ({error}). Desbloquee el llavero \
             del sistema, o use {SECRET_VARIABLE}."
        ))),
        Err(_) => Err(till::Error::Closing.into()),
    }
}

fn read_secret() -> Result<String, Refusal> {
    let mut secret = String::new();
    if std::io::stdin().is_terminal() {
        secret = rpassword::prompt_password("Llave secreta: ")?;
    } else {
        std::io::stdin().take(4096).read_to_string(&mut secret)?;
    }
    let secret = secret.trim();
    if secret.is_empty() {
        let missing =
            format!("Falta la llave secreta: entréguela por la entrada o en {SECRET_VARIABLE}.");
        return Err(Refusal::Usage(missing));
    }
    Ok(secret.to_owned())
}
