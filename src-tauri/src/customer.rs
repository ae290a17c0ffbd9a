//! The window that faces the customer. It may call nothing, so it is told everything: at every change,
//! and again every second, since a page that was just loaded cannot ask.

use std::time::Duration;

use tauri::{AppHandle, Emitter as _, Manager as _};
use till::Till;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::{MissedTickBehavior, interval};

use crate::telling::payment_of;
use crate::view;
use crate::windows::{self, CUSTOMER};

const AGAIN: Duration = Duration::from_secs(1);

/// Opens the window, or brings it to the front.
pub fn show(app: &AppHandle) -> tauri::Result<()> {
    match app.get_webview_window(CUSTOMER) {
        Some(window) => window.unminimize().and_then(|()| window.show()),
        None => windows::open(app, CUSTOMER).map(drop),
    }
}

/// Closes the window where it is open.
pub fn hide(app: &AppHandle) -> tauri::Result<()> {
    match app.get_webview_window(CUSTOMER) {
        Some(window) => window.close(),
        None => Ok(()),
    }
}

/// Tells the window of the sale on the cashier's screen, for as long as the till runs.
pub async fn tell(app: AppHandle, till: Till) {
    let mut changes = till.changes();
    let mut again = interval(AGAIN);
    again.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = again.tick() => {}
            change = changes.recv() => if let Err(RecvError::Closed) = change {
                return;
            },
        }
        if app.get_webview_window(CUSTOMER).is_some()
            && let Err(error) = tell_once(&app, &till).await
        {
            tracing::error!(%error, "the customer's window could not be told");
        }
    }
}

async fn tell_once(app: &AppHandle, till: &Till) -> Result<(), till::Error> {
    let payment = match till.on_screen() {
        Some(sale) => Some(payment_of(till, sale).await?),
        None => None,
    };
    let settings = till.settings();
    let display = view::customer_display(&settings, payment);
    if let Err(error) = app.emit_to(CUSTOMER, "customer-display", display) {
        tracing::error!(%error, "the customer's window does not take events");
    }
    Ok(())
}
