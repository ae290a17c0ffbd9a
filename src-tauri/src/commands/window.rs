//! The window itself.

use sale::words;
use tauri::{AppHandle, State};

use crate::customer;
use crate::desk::Desk;
use crate::dto::Problem;
use crate::problem::nothing_happened;

/// Asks about everything at once: somebody looks at the window again, or the network came back.
#[tauri::command]
pub async fn wake(desk: State<'_, Desk>) -> Result<(), Problem> {
    desk.till().await?.wake();
    Ok(())
}

/// Opens the window that faces the customer, or brings it to the front.
#[tauri::command]
pub async fn show_customer_display(app: AppHandle) -> Result<(), Problem> {
    customer::show(&app).map_err(|error| {
        tracing::error!(%error, "the customer's window does not open");
        nothing_happened(
            words!(
                "La pantalla del cliente no se pudo abrir.",
                "The customer's screen could not be opened."
            ),
            words!(
                "El cliente puede escanear el código en esta pantalla.",
                "The customer can scan the code on this screen."
            ),
        )
    })
}

/// The window stays open after all; the next time it is asked again.
#[tauri::command]
pub fn stay_open(desk: State<'_, Desk>) {
    desk.stay_open();
}

/// Closes the application without asking again.
#[tauri::command]
pub fn close_window(app: AppHandle) {
    app.exit(0);
}
