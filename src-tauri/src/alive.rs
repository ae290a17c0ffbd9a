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

/// So many times in a row a page that lived fails to say so before it is dead.
const DEAD: u32 = 2;

/// So many times a page that is being loaded may.
const NOT_LOADED: u32 = 20;

/// Looks after the page of a window for as long as there is one.
pub async fn look_after(app: AppHandle, label: &'static str) {
    let (mut missed, mut allowed) = (0, NOT_LOADED);
    while let Some(window) = app.get_webview_window(label) {
        if lives(&window).await {
            (missed, allowed) = (0, DEAD);
        } else {
            missed += 1;
        }
        if missed >= allowed {
            tracing::error!(label, "a window's page died and is loaded anew");
            (missed, allowed) = (0, NOT_LOADED);
            if let Err(error) = window.reload() {
                tracing::error!(label, %error, "it cannot be loaded");
            }
        }
        sleep(EVERY).await;
    }
}

/// No system tells all programs of a dead page in the same way; but none lets a dead one count.
async fn lives(window: &WebviewWindow) -> bool {
    let (tell, mut told) = mpsc::unbounded_channel();
    let asked = window.eval_with_callback("1", move |answer| {
        tell.send(answer).ok();
    });
    let answer = timeout(PATIENCE, told.recv()).await;
    asked.is_ok() && answer.is_ok_and(|answer| answer.as_deref() == Some("1"))
}
