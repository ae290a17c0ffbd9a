//! What is kept for a bad day: backups, and what support needs to know.

use sale::Deed;
use tauri::{AppHandle, State};
use till::{KEPT_BACKUPS, back_up};
use tokio::task::spawn_blocking;

use super::downloads;
use super::settings::{data, screen};
use crate::desk::Desk;
use crate::dto::{Problem, SettingsScreen};

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
