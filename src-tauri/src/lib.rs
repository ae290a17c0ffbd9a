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
mod problem;
mod qr;
mod starting;
mod telling;
mod view;

pub use command_names::COMMANDS;

use tauri::{Manager as _, WindowEvent};
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
    tauri::Builder::default()
        .manage(Desk::default())
        .setup(|app| {
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
            commands::home,
            commands::type_amount,
            commands::open_sale,
            commands::show_payment,
            commands::ask_now,
            commands::cancel_sale,
            commands::charge_again,
            commands::reprint,
            commands::print_again,
            commands::receipt_seen,
            commands::print_qr_slip,
            commands::print_rejection_slip,
            commands::open_in_browser,
            commands::wake,
            commands::stay_open,
            commands::close_window,
        ])
        .run(tauri::generate_context!())
        .expect("the window opens");
}
