//! The windows: the cashier's and the customer's. What they may load, and where they stand.

use tauri::utils::config::WindowConfig;
use tauri::webview::NewWindowResponse;
use tauri::{AppHandle, Manager, Url, WebviewWindow, WebviewWindowBuilder};
use tauri_plugin_window_state::{Builder as WindowState, StateFlags};

/// The cashier's window.
pub const CASHIER: &str = "main";

/// The window that faces the customer.
pub const CUSTOMER: &str = "customer";

/// Opens a window that `tauri.conf.json` describes, no larger than the screen; the customer's on a screen
/// of its own where there is one.
///
/// # Errors
/// The system gives no window, or the configuration describes none of that name.
pub fn open(app: &AppHandle, label: &str) -> tauri::Result<WebviewWindow> {
    let mut configured = app.config().app.windows.iter();
    let config: Option<&WindowConfig> = configured.find(|window| window.label == label);
    let config = config.ok_or(tauri::Error::WindowNotFound)?;
    let dev_url = app.config().build.dev_url.clone();
    let window = WebviewWindowBuilder::from_config(app, config)?
        .on_navigation(move |url| is_ours(url) || (tauri::is_dev() && is_same_site(url, &dev_url)))
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .prevent_overflow()
        .build()?;
    if label == CUSTOMER {
        fill_other_screen(app, &window)?;
    }
    Ok(window)
}

/// Fills a screen that the cashier's window is not on with another window; where there is none, it
/// stays as it is.
fn fill_other_screen(app: &AppHandle, window: &WebviewWindow) -> tauri::Result<()> {
    let Some(cashier) = app.get_webview_window(CASHIER) else {
        return Ok(());
    };
    let Some(taken) = cashier.current_monitor()? else {
        return Ok(());
    };
    let screens = cashier.available_monitors()?;
    let mut others = screens
        .iter()
        .filter(|screen| screen.position() != taken.position());
    if let Some(other) = others.next() {
        window.set_fullscreen_on_monitor(other.position().cast())?;
    }
    Ok(())
}

/// Remembers where the cashier's window stood and how large it was.
pub fn remembered<R: tauri::Runtime>() -> tauri::plugin::TauriPlugin<R> {
    let place = StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED;
    WindowState::new()
        .with_state_flags(place)
        .with_denylist(&[CUSTOMER])
        .build()
}

/// Whether it is a file of this program: Tauri serves them from a scheme of its own or, where web
/// views take none, from a host that is nobody's.
fn is_ours(url: &Url) -> bool {
    match (url.scheme(), url.host_str()) {
        ("tauri", Some("localhost")) | ("http" | "https", Some("tauri.localhost")) => true,
        (_, _) => false,
    }
}

fn is_same_site(url: &Url, other: &Option<Url>) -> bool {
    other
        .as_ref()
        .is_some_and(|other| url.origin() == other.origin())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_loads_files_of_this_program_and_nothing_else() {
        let is_ours = |url: &str| is_ours(&url.parse().unwrap());
        for ours in ["tauri://localhost/", "http://tauri.localhost/index.html"] {
            assert!(is_ours(ours), "{ours}");
        }
        for foreign in [
            "https://checkout.banchilepagos.cl/",
            "http://localhost:5173/",
            "https://tauri.localhost.example/",
            "tauri://example/",
            "file:///etc/passwd",
            "data:text/html,x",
            "javascript:alert(1)",
            "about:blank",
        ] {
            assert!(!is_ours(foreign), "{foreign}");
        }
    }
}
