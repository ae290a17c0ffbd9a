//! How the till is set up.

use std::path::PathBuf;

use sale::{Deed, words};
use tauri::ipc::{InvokeBody, Request};
use tauri::{AppHandle, State};
use till::{
    DEFAULT_RETURN_URL, Environment, Field, KEPT_BACKUPS, LogoError, Preferences, SecretString,
    SetUp, SetUpError, Settings, SettingsError, ShopPrinter, Site, Till, back_up, backups,
    explain_set_up, print_test_page, system_printers,
};
use tokio::task::spawn_blocking;

use super::downloads;
use crate::clipboard::{self, NoSecret};
use crate::desk::Desk;
use crate::dto::{
    EnvironmentForm, Picture, PrinterForm, Problem, SecretFrom, SettingsChange, SettingsScreen,
    ShopForm, SiteForm,
};
use crate::problem::nothing_happened;
use crate::{appearance, dto, starting, view};

/// How the window looks, sounds and speaks; known also where no till starts.
#[tauri::command]
pub fn preferences() -> dto::Preferences {
    view::preferences(&kept_preferences())
}

/// As they are kept; the usual ones where nobody can read them.
pub fn kept_preferences() -> Preferences {
    let settings = starting::data_dir().ok().map(|data| Settings::load(&data));
    settings
        .and_then(Result::ok)
        .map_or_else(Preferences::default, |settings| settings.window)
}

/// How the till is set up, for whoever may change it.
#[tauri::command]
pub async fn settings(desk: State<'_, Desk>) -> Result<SettingsScreen, Problem> {
    screen(&desk.till().await?).await
}

/// Changes how the till is set up; where it takes payments stays.
#[tauri::command]
pub async fn change_settings(
    app: AppHandle,
    desk: State<'_, Desk>,
    change: SettingsChange,
) -> Result<SettingsScreen, Problem> {
    let till = desk.till().await?;
    let data = data()?;
    let changed = till.set_up(&data, |settings| apply(change, settings));
    changed.await.map_err(|error| problem(&error))?;
    appearance::apply(&app, &till.settings().window);
    screen(&till).await
}

/// Gives receipts a sign; the body is the picture's file.
#[tauri::command]
pub async fn set_logo(desk: State<'_, Desk>, request: Request<'_>) -> Result<Picture, Problem> {
    let till = desk.till().await?;
    till.may(Deed::SetUp)?;
    let InvokeBody::Raw(file) = request.body() else {
        return Err(problem(&no_logo(&LogoError::TooSmall)));
    };
    let file = file.clone();
    let read = spawn_blocking(move || till::Logo::read(&file)).await;
    let logo = read
        .map_err(|_| till::Error::Closing)?
        .map_err(|error| problem(&no_logo(&error)))?;
    let picture = view::picture(&logo);
    let data = data()?;
    let set = till.set_up(&data, |settings| {
        settings.shop.logo = Some(logo);
        Ok(())
    });
    set.await.map_err(|error| problem(&error))?;
    Ok(picture)
}

/// Has the till take payments elsewhere or as somebody else, once the gateway took the credentials. The
/// till starts anew then.
#[tauri::command]
pub async fn connect(app: AppHandle, desk: State<'_, Desk>, site: SiteForm) -> Result<(), Problem> {
    let till = desk.till().await?;
    let environment = environment(&site.environment).map_err(|error| problem(&error.into()))?;
    let secret = match (&environment, site.secret) {
        (Environment::Training, _) | (_, SecretFrom::Keychain) => None,
        (_, SecretFrom::Clipboard) => Some(pasted().await?),
    };
    let is_pasted = secret.is_some();
    let site = Site {
        environment,
        login: site.login,
        secret,
    };
    let moved = till.move_to(&data()?, site).await;
    let next = moved.map_err(|error| problem(&error))?;
    drop(till);
    if is_pasted {
        spawn_blocking(clipboard::forget).await.ok();
    }
    if next == SetUp::NeedsStart {
        starting::start_again(app).await;
    }
    Ok(())
}

/// Starts a till that did not start once more, with a secret key from the clipboard where it lacked one.
#[tauri::command]
pub async fn start_again(
    app: AppHandle,
    desk: State<'_, Desk>,
    secret: SecretFrom,
) -> Result<(), Problem> {
    if !desk.is_stopped() {
        return Ok(());
    }
    if secret == SecretFrom::Clipboard {
        let secret = pasted().await?;
        let given = till::give_secret(&data()?, secret).await;
        given.map_err(|error| problem(&error))?;
        spawn_blocking(clipboard::forget).await.ok();
    }
    starting::start_stopped(app).await;
    Ok(())
}

/// The printers that the system knows, as targets.
#[tauri::command]
pub async fn printers(desk: State<'_, Desk>) -> Result<Vec<String>, Problem> {
    desk.till().await?.may(Deed::SetUp)?;
    let found = spawn_blocking(system_printers).await.unwrap_or_default();
    let target = |name| till::PrinterTarget::Queue(name).to_string();
    Ok(found.into_iter().map(target).collect())
}

/// Prints the page that tells which profile is right for a printer, in use or not.
#[tauri::command]
pub async fn print_test(desk: State<'_, Desk>, printer: PrinterForm) -> Result<(), Problem> {
    let till = desk.till().await?;
    till.may(Deed::SetUp)?;
    let on = read_printer(&printer).map_err(|error| problem(&error.into()))?;
    let (settings, zone) = (till.settings(), till.zone().clone());
    let printed = spawn_blocking(move || print_test_page(&settings, &on, &zone)).await;
    let printed = printed.map_err(|_| till::Error::Closing)?;
    Ok(printed.map_err(till::Error::NotPrinted)?)
}

/// Copies the ledger as it stands.
#[tauri::command]
pub async fn back_up_now(desk: State<'_, Desk>) -> Result<SettingsScreen, Problem> {
    let till = desk.till().await?;
    till.may(Deed::SetUp)?;
    let (folder, now) = (till.settings().folder(&data()?), till.now());
    let made = spawn_blocking(move || back_up(&folder, now, KEPT_BACKUPS)).await;
    let made = made.map_err(|_| till::Error::Closing)?;
    made.map_err(|error| Problem::from(till::explain_backup(&error)))?;
    screen(&till).await
}

/// Writes what support needs to know into one file, without secrets and without customers.
#[tauri::command]
pub async fn save_diagnostics(app: AppHandle, desk: State<'_, Desk>) -> Result<String, Problem> {
    let till = desk.till().await?;
    let folder = downloads::folder(&app)?;
    let day = sale::day(till.now(), till.zone()).strftime("%Y-%m-%d");
    let path = downloads::free(&folder, &format!("Cobro {day}"), "zip");
    let saved = till.diagnostics(&data()?, &path).await;
    saved.map_err(|error| downloads::not_saved(error, &folder))?;
    Ok(path.display().to_string())
}

async fn screen(till: &Till) -> Result<SettingsScreen, Problem> {
    till.may(Deed::SetUp)?;
    let (settings, data) = (till.settings(), data()?);
    let folder = settings.folder(&data);
    let made = spawn_blocking(move || backups(&folder)).await;
    let made = made.ok().and_then(Result::ok).unwrap_or_default();
    Ok(view::settings(&settings, &data, &made, till.zone()))
}

fn apply(change: SettingsChange, settings: &mut Settings) -> Result<(), SettingsError> {
    match change {
        SettingsChange::AsIs => {}
        SettingsChange::Shop { shop } => read_shop(shop, settings)?,
        SettingsChange::Till {
            till_code,
            return_url,
        } => {
            settings.set(Field::TillCode, till_code.trim())?;
            let return_url = written(&return_url).unwrap_or(DEFAULT_RETURN_URL);
            settings.set(Field::ReturnUrl, return_url)?;
        }
        SettingsChange::Printers { printers } => {
            let printers = printers.iter().map(read_printer);
            settings.printers = printers.collect::<Result<_, _>>()?;
        }
        SettingsChange::NoLogo => settings.shop.logo = None,
        SettingsChange::Window { preferences } => {
            settings.window = view::read_preferences(&preferences);
        }
    }
    Ok(())
}

fn read_shop(form: ShopForm, settings: &mut Settings) -> Result<(), SettingsError> {
    match written(&form.rut) {
        Some(rut) => settings.set(Field::ShopRut, rut)?,
        None => settings.shop.rut = None,
    }
    let own = |text: &str| written(text).map(str::to_owned);
    settings.shop.name = own(&form.name).unwrap_or_default();
    settings.shop.address = own(&form.address);
    settings.shop.footer = own(&form.footer);
    Ok(())
}

/// What somebody wrote into a field, if anything.
fn written(text: &str) -> Option<&str> {
    let text = text.trim();
    (!text.is_empty()).then_some(text)
}

fn read_printer(form: &PrinterForm) -> Result<ShopPrinter, SettingsError> {
    let PrinterForm {
        target,
        columns,
        dots,
        letters,
        double_byte,
        qr,
        cut,
        drawer,
    } = form;
    let profile = format!(
        "columns={columns},dots={dots},letters={letters},double-byte={double_byte},qr={qr},\
         cut={cut},drawer={drawer}"
    );
    ShopPrinter::read(target.trim(), &profile)
}

fn environment(form: &EnvironmentForm) -> Result<Environment, SettingsError> {
    Ok(match form {
        EnvironmentForm::Training => Environment::Training,
        EnvironmentForm::Test => Environment::Test,
        EnvironmentForm::Uat => Environment::Uat,
        EnvironmentForm::Production => Environment::Production,
        EnvironmentForm::Custom { url } => Environment::new("custom", Some(url.trim()))?,
    })
}

async fn pasted() -> Result<SecretString, Problem> {
    let read = spawn_blocking(clipboard::secret).await;
    read.map_err(|_| till::Error::Closing)?
        .map_err(|error| match error {
            NoSecret::NotOne => nothing_happened(
                words!(
                    "En el portapapeles no hay una llave secreta.",
                    "There is no secret key in the clipboard."
                ),
                words!(
                    "Cópiela de donde Banchile se la entregó y presione el botón otra vez.",
                    "Copy it from where Banchile gave it to you and press the button again."
                ),
            ),
            NoSecret::NoClipboard(why) => {
                tracing::warn!(why, "the clipboard cannot be read");
                nothing_happened(
                    words!(
                        "Este computador no deja leer el portapapeles.",
                        "This computer does not let the clipboard be read."
                    ),
                    words!(
                        "Configure la caja con «cobroctl init».",
                        "Set the till up with “cobroctl init”."
                    ),
                )
            }
        })
}

fn no_logo(error: &LogoError) -> SetUpError {
    SettingsError::Logo(error.to_string()).into()
}

fn problem(error: &SetUpError) -> Problem {
    explain_set_up(error).into()
}

fn data() -> Result<PathBuf, Problem> {
    starting::data_dir().map_err(|error| till::explain_start(&error).into())
}
