//! The window itself.

use tauri::{AppHandle, State};

use crate::desk::Desk;
use crate::dto::Problem;

/// Asks about everything at once: somebody looks at the window again, or the network came back.
#[tauri::command]
pub async fn wake(desk: State<'_, Desk>) -> Result<(), Problem> {
    desk.till().await?.wake();
    Ok(())
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
