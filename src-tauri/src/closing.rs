//! Closing the window: not without asking while a payment is pending.

use tauri::{AppHandle, Emitter as _, Manager as _};

use crate::desk::Desk;
use crate::windows::CASHIER;

/// The window was asked to close. Where the question got no answer and it is asked again, it
/// closes: a window that no longer draws could not be left otherwise.
pub async fn asked(app: AppHandle) {
    let desk = app.state::<Desk>();
    let pending = match desk.running() {
        Some(till) => till.open_sales().await.map_or(0, |sales| sales.len()),
        None => 0,
    };
    if pending == 0 || desk.ask_to_close() {
        app.exit(0);
    } else if let Err(error) = app.emit_to(CASHIER, "close-asked", pending) {
        tracing::error!(%error, "the window does not take events");
        app.exit(0);
    }
}
