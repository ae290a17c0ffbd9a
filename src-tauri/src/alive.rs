//! A window whose page died is loaded anew, and opened anew where that does not help. The payments go on
//! without it, and the new page finds them where they stand.

use std::time::Duration;

use tauri::{AppHandle, Manager as _, WebviewWindow};
use tokio::sync::mpsc;
use tokio::time::{sleep, timeout};

use crate::windows;

/// How often a page is asked whether it lives.
const EVERY: Duration = Duration::from_secs(3);

/// How long it may take to say so: longer than a slow counter computer is busy with anything.
const PATIENCE: Duration = Duration::from_secs(15);

/// So many times in a row a page that lived fails to say so before it is dead.
const DEAD: u32 = 2;

/// So many times a page that was just told to load may.
const LOADING: u32 = 4;

/// So many times the first page may, while the computer itself may still be starting.
const NOT_LOADED: u32 = 20;

/// What is done next for a page that is dead.
#[derive(Clone, Copy, Debug)]
enum Remedy {
    /// Loading it anew: enough where only the page's own process died.
    Load,
    /// Another window: needed where the web view's other processes died too, as they may on Windows.
    Open,
}

/// How a window's page fares.
struct Health {
    missed: u32,
    allowed: u32,
    remedy: Remedy,
}

impl Health {
    const LIVES: Self = Health {
        missed: 0,
        allowed: DEAD,
        remedy: Remedy::Load,
    };
    const NEW: Self = Health {
        allowed: NOT_LOADED,
        ..Self::LIVES
    };
    const RENEWED: Self = Health {
        missed: 0,
        allowed: LOADING,
        remedy: Remedy::Open,
    };
}

/// Looks after the page of a window, whenever there is one, for as long as the program runs.
pub async fn look_after(app: AppHandle, label: &'static str) {
    let mut health = Health::NEW;
    loop {
        if let Some(window) = app.get_webview_window(label) {
            health = look_at(&app, window, health).await;
        }
        sleep(EVERY).await;
    }
}

async fn look_at(app: &AppHandle, window: WebviewWindow, before: Health) -> Health {
    if lives(&window).await {
        return Health::LIVES;
    }
    let missed = before.missed + 1;
    if missed < before.allowed {
        return Health { missed, ..before };
    }
    let (label, remedy) = (window.label().to_owned(), before.remedy);
    tracing::error!(label, ?remedy, "a window's page died");
    if let Err(error) = renew(app, window, remedy).await {
        tracing::error!(label, %error, "it does not come back");
    }
    Health::RENEWED
}

async fn renew(app: &AppHandle, window: WebviewWindow, remedy: Remedy) -> tauri::Result<()> {
    match remedy {
        Remedy::Load => window.reload(),
        Remedy::Open => {
            let label = window.label().to_owned();
            window.destroy()?;
            drop(window);
            while app.get_webview_window(&label).is_some() {
                sleep(Duration::from_millis(50)).await;
            }
            windows::open(app, &label).map(drop)
        }
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
