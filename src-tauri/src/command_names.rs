/// What the window may ask of the shell; the capabilities in `tauri.conf.json` name the same.
pub const COMMANDS: &[&str] = &[
    "home",
    "type_amount",
    "open_sale",
    "show_payment",
    "ask_now",
    "cancel_sale",
    "charge_again",
    "reprint",
    "open_in_browser",
    "close_window",
];
