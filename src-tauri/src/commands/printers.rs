//! Finding the shop's printers and trying them.

use sale::Deed;
use tauri::State;
use till::{PrinterTarget, print_test_page, serial_ports, system_printers};
use tokio::task::spawn_blocking;

use super::settings::problem;
use crate::desk::Desk;
use crate::dto::{PrinterForm, Problem};
use crate::forms;

/// The printers that the system knows, and the ports that one may be connected to, as targets.
#[tauri::command]
pub async fn printers(desk: State<'_, Desk>) -> Result<Vec<String>, Problem> {
    desk.till().await?.may(Deed::SetUp)?;
    let queues = spawn_blocking(system_printers).await.unwrap_or_default();
    let ports = spawn_blocking(serial_ports).await.unwrap_or_default();
    let found = queues.into_iter().map(PrinterTarget::Queue).chain(ports);
    Ok(found.map(|target| target.to_string()).collect())
}

/// Prints the page that tells which profile is right for a printer, in use or not.
#[tauri::command]
pub async fn print_test(desk: State<'_, Desk>, printer: PrinterForm) -> Result<(), Problem> {
    let till = desk.till().await?;
    till.may(Deed::SetUp)?;
    let on = forms::printer(&printer).map_err(|error| problem(&error.into()))?;
    let (settings, zone) = (till.settings(), till.zone().clone());
    let printed = spawn_blocking(move || print_test_page(&settings, &on, &zone)).await;
    let printed = printed.map_err(|_| till::Error::Closing)?;
    Ok(printed.map_err(till::Error::NotPrinted)?)
}
