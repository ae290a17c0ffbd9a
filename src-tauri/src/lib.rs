//! The shell: the window, its commands and events. The only Rust that knows Tauri.
//!
//! It starts the till (in training with the sandbox beside it), answers the window's
//! `commands`, tells it of every sale that changes and of how the till fares, and asks before closing while a
//! payment is pending. What crosses is made in `view`, of the types in [`dto`].

mod alive;
mod appearance;
mod clipboard;
mod closing;
mod command_names;
mod commands;
mod customer;
mod desk;
pub mod dto;
mod forms;
mod language;
mod notes;
mod problem;
mod qr;
mod starting;
mod telling;
mod view;
mod windows;

pub use command_names::COMMANDS;

use tauri::{AppHandle, Manager as _, RunEvent, WindowEvent};

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
    notes::begin(starting::data_dir().ok().as_deref());
    let mut builder = tauri::Builder::default();
    if starting::chosen_data_dir().is_none() {
        // first of all plugins: a second program hands over before it does anything else
        builder = builder.plugin(tauri_plugin_single_instance::init(|app, _, _| raise(app)));
    }
    builder
        .plugin(windows::remembered())
        .manage(Desk::default())
        .setup(|app| {
            let app = app.handle();
            windows::open(app, windows::CASHIER)?;
            for label in [windows::CASHIER, windows::CUSTOMER] {
                tauri::async_runtime::spawn(alive::look_after(app.clone(), label));
            }
            appearance::apply(app, &commands::settings::kept_preferences());
            tauri::async_runtime::spawn(starting::start(app.clone()));
            Ok(())
        })
        .on_window_event(|window, event| {
            if let WindowEvent::CloseRequested { api, .. } = event
                && window.label() == windows::CASHIER
            {
                api.prevent_close();
                tauri::async_runtime::spawn(closing::asked(window.app_handle().clone()));
            }
        })
        .invoke_handler(tauri::generate_handler![
            commands::charging::home,
            commands::charging::type_amount,
            commands::charging::type_rut,
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
            commands::settings::preferences,
            commands::settings::settings,
            commands::settings::change_settings,
            commands::settings::set_logo,
            commands::site::connect,
            commands::site::start_again,
            commands::printers::printers,
            commands::printers::print_test,
            commands::support::back_up_now,
            commands::support::save_diagnostics,
            commands::window::wake,
            commands::window::show_customer_display,
            commands::window::stay_open,
            commands::window::close_window,
        ])
        .build(tauri::generate_context!())
        .expect("the window opens")
        .run(|_, event| {
            // without a code it is for lack of windows, and one that died is about to be opened again
            if let RunEvent::ExitRequested {
                code: None, api, ..
            } = event
            {
                api.prevent_exit();
            }
        });
}

/// Somebody started Cobro where it runs already: its window comes to the front.
fn raise(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(windows::CASHIER) {
        window.unminimize().ok();
        window.show().ok();
        window.set_focus().ok();
    }
}
