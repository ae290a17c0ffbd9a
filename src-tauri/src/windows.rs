//! The cashier's window: what it may load, and what becomes of it when its page dies.

use tauri::utils::config::WindowConfig;
use tauri::webview::NewWindowResponse;
use tauri::{App, Url, WebviewWindow, WebviewWindowBuilder};
use tauri_plugin_window_state::{Builder as WindowState, StateFlags};

/// Opens the window that `tauri.conf.json` describes, no larger than the screen.
///
/// # Errors
/// The system gives no window, or the configuration describes none.
pub fn open(app: &App) -> tauri::Result<()> {
    let configured: Option<&WindowConfig> = app.config().app.windows.first();
    let config = configured.ok_or(tauri::Error::WindowNotFound)?;
    let dev_url = app.config().build.dev_url.clone();
    let window = WebviewWindowBuilder::from_config(app, config)?
        .on_navigation(move |url| is_ours(url) || (tauri::is_dev() && is_same_site(url, &dev_url)))
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .prevent_overflow()
        .build()?;
    reload_when_the_page_dies(&window)
}

/// Remembers where the cashier's window stood and how large it was.
pub fn remembered<R: tauri::Runtime>() -> tauri::plugin::TauriPlugin<R> {
    let place = StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED;
    WindowState::new().with_state_flags(place).build()
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

/// The payments go on without the page; a new one finds them where they stand.
#[cfg(target_os = "linux")]
fn reload_when_the_page_dies(window: &WebviewWindow) -> tauri::Result<()> {
    use webkit2gtk::WebViewExt as _;

    window.with_webview(|view| {
        view.inner().connect_web_process_terminated(|view, reason| {
            tracing::error!(?reason, "the window's page died and is loaded anew");
            view.reload();
        });
    })
}

#[cfg(not(target_os = "linux"))]
fn reload_when_the_page_dies(_: &WebviewWindow) -> tauri::Result<()> {
    Ok(())
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
