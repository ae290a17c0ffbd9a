//! What the preferences make of the windows.

use tauri::{AppHandle, Theme};
use till::Preferences;

use crate::{customer, language};

/// Applies the preferences that a page cannot apply by itself.
pub fn apply(app: &AppHandle, preferences: &Preferences) {
    language::speak(preferences.language);
    app.set_theme(match preferences.theme {
        till::Theme::System => None,
        till::Theme::Light => Some(Theme::Light),
        till::Theme::Dark => Some(Theme::Dark),
    });
    let display = match preferences.customer_display {
        true => customer::show(app),
        false => customer::hide(app),
    };
    if let Err(error) = display {
        tracing::error!(%error, "the customer's window does not do as it is told");
    }
}
