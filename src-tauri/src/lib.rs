//! The shell: the window, its commands and events. The only Rust that knows Tauri.
//!
//! It starts the till (in training with the sandbox beside it), answers the window's
//! `commands`, tells it of every sale that changes and of how the till fares, and asks before closing while a
//! payment is pending. What crosses is made in `view`, of the types in [`dto`].

mod closing;
mod command_names;
mod commands;
mod desk;
pub mod dto;
pub mod language;
mod problem;
mod qr;
mod starting;
mod telling;
mod view;
mod windows;

pub use command_names::COMMANDS;

use tauri::{AppHandle, Manager as _, WindowEvent};
use tracing_subscriber::EnvFilter;

use crate::desk::Desk;

/// Runs the application until its window is closed.
///
/// # Panics
/// The system has no web view or no display to open a window on.
#[expect(
    clippy::expect_used,
    reason = "without a window there is nobody to tell and nothing to do"
)]
pub fn run() {
    tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::try_from_env("COBRO_LOG").unwrap_or_else(|_| "info".into()))
        .with_writer(std::io::stderr)
        .init();
    let mut builder = tauri::Builder::default();
    if starting::chosen_data_dir().is_none() {
        // first of all plugins: a second program hands over before it does anything else
        builder = builder.plugin(tauri_plugin_single_instance::init(|app, _, _| raise(app)));
    }
    builder
        .plugin(windows::remembered())
        .manage(Desk::default())
        .setup(|app| {
            windows::open(app)?;
            tauri::async_runtime::spawn(starting::start(app.handle().clone()));
            Ok(())
        })
        .on_window_event(|window, event| {
            if let WindowEvent::CloseRequested { api, .. } = event {
                api.prevent_close();
                tauri::async_runtime::spawn(closing::asked(window.app_handle().clone()));
            }
        })
        .invoke_handler(tauri::generate_handler![
            commands::charging::home,
            commands::charging::type_amount,
            commands::charging::open_sale,
            commands::charging::show_payment,
            commands::charging::ask_now,
            commands::charging::cancel_sale,
            commands::charging::charge_again,
            commands::charging::open_in_browser,
            commands::paper::reprint,
            commands::paper::print_again,
            commands::paper::receipt_seen,
            commands::paper::print_qr_slip,
            commands::paper::print_rejection_slip,
            commands::people::sign_in,
            commands::people::lock,
            commands::people::add_cashier,
            commands::people::change_cashier,
            commands::people::dismiss_cashier,
            commands::shifts::shifts,
            commands::shifts::open_shift,
            commands::shifts::close_shift,
            commands::shifts::print_shift,
            commands::book::look_up,
            commands::book::sale_detail,
            commands::book::refund,
            commands::book::decide_refund,
            commands::book::export_sales,
            commands::window::wake,
            commands::window::stay_open,
            commands::window::close_window,
        ])
        .run(tauri::generate_context!())
        .expect("the window opens");
}

/// Somebody started Cobro where it runs already: its window comes to the front.
fn raise(app: &AppHandle) {
    for window in app.webview_windows().values() {
        window.unminimize().ok();
        window.show().ok();
        window.set_focus().ok();
    }
}
