//! How the till is set up.

use std::path::PathBuf;

use sale::Deed;
use tauri::ipc::{InvokeBody, Request};
use tauri::{AppHandle, State};
use till::{
    LogoError, Preferences, SetUpError, Settings, SettingsError, Till, backups, explain_set_up,
};
use tokio::task::spawn_blocking;

use crate::desk::Desk;
use crate::dto::{Picture, Problem, SettingsChange, SettingsScreen};
use crate::{appearance, dto, forms, starting, view};

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
    let changed = till.set_up(&data, |settings| forms::change(change, settings));
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

/// The settings as they are now.
pub(super) async fn screen(till: &Till) -> Result<SettingsScreen, Problem> {
    till.may(Deed::SetUp)?;
    let (settings, data) = (till.settings(), data()?);
    let folder = settings.folder(&data);
    let made = spawn_blocking(move || backups(&folder)).await;
    let made = made.ok().and_then(Result::ok).unwrap_or_default();
    Ok(view::settings(&settings, &data, &made, till.zone()))
}

fn no_logo(error: &LogoError) -> SetUpError {
    SettingsError::Logo(error.to_string()).into()
}

pub(super) fn problem(error: &SetUpError) -> Problem {
    explain_set_up(error).into()
}

pub(super) fn data() -> Result<PathBuf, Problem> {
    starting::data_dir().map_err(|error| till::explain_start(&error).into())
}
