//! A window whose page died is loaded anew. The payments go on without it, and the new page finds them
//! where they stand.

use std::time::Duration;

use tauri::{AppHandle, Manager as _, WebviewWindow};
use tokio::sync::mpsc;
use tokio::time::{sleep, timeout};

/// How often a page is asked whether it lives.
const EVERY: Duration = Duration::from_secs(3);

/// How long it may take to say so: longer than a slow counter computer is busy with anything.
const PATIENCE: Duration = Duration::from_secs(15);

/// Looks after the page of a window for as long as there is one.
pub async fn look_after(app: AppHandle, label: &'static str) {
    while let Some(window) = app.get_webview_window(label) {
        if !lives(&window).await {
            tracing::error!(label, "a window's page died and is loaded anew");
            if let Err(error) = window.reload() {
                tracing::error!(label, %error, "it cannot be loaded");
            }
        }
        sleep(EVERY).await;
    }
}

/// No system tells all programs of a dead page in the same way; but none lets a dead one answer.
async fn lives(window: &WebviewWindow) -> bool {
    let (tell, mut told) = mpsc::unbounded_channel();
    let asked = window.eval_with_callback("1", move |_| {
        tell.send(()).ok();
    });
    asked.is_ok() && matches!(timeout(PATIENCE, told.recv()).await, Ok(Some(())))
}
