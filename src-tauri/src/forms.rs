//! What somebody wrote into a form, read into what the till understands.

use std::num::NonZeroU16;

use till::{
    DEFAULT_RETURN_URL, Environment, Field, LockAfter, Preferences, Settings, SettingsError,
    ShopPrinter,
};

use crate::dto::{self, EnvironmentForm, Language, PrinterForm, SettingsChange, ShopForm, Theme};

/// Puts what was written into its place among the settings.
pub fn change(change: SettingsChange, settings: &mut Settings) -> Result<(), SettingsError> {
    match change {
        SettingsChange::AsIs => {}
        SettingsChange::Shop { shop: form } => shop(form, settings)?,
        SettingsChange::Till {
            till_code,
            return_url,
        } => {
            settings.set(Field::TillCode, till_code.trim())?;
            let return_url = written(&return_url).unwrap_or(DEFAULT_RETURN_URL);
            settings.set(Field::ReturnUrl, return_url)?;
        }
        SettingsChange::Printers { printers } => {
            let printers = printers.iter().map(printer);
            settings.printers = printers.collect::<Result<_, _>>()?;
        }
        SettingsChange::NoLogo => settings.shop.logo = None,
        SettingsChange::Window { preferences } => {
            settings.window = window(&preferences);
        }
    }
    Ok(())
}

fn shop(form: ShopForm, settings: &mut Settings) -> Result<(), SettingsError> {
    match written(&form.rut) {
        Some(rut) => settings.set(Field::ShopRut, rut)?,
        None => settings.shop.rut = None,
    }
    let own = |text: &str| written(text).map(str::to_owned);
    settings.shop.name = own(&form.name).unwrap_or_default();
    settings.shop.address = own(&form.address);
    settings.shop.footer = own(&form.footer);
    Ok(())
}

/// What somebody wrote into a field, if anything.
fn written(text: &str) -> Option<&str> {
    let text = text.trim();
    (!text.is_empty()).then_some(text)
}

/// Reads a printer.
pub fn printer(form: &PrinterForm) -> Result<ShopPrinter, SettingsError> {
    let PrinterForm {
        target,
        columns,
        dots,
        letters,
        double_byte,
        qr,
        cut,
        drawer,
    } = form;
    let profile = format!(
        "columns={columns},dots={dots},letters={letters},double-byte={double_byte},qr={qr},\
         cut={cut},drawer={drawer}"
    );
    ShopPrinter::read(target.trim(), &profile)
}

/// Reads which gateway.
pub fn environment(form: &EnvironmentForm) -> Result<Environment, SettingsError> {
    Ok(match form {
        EnvironmentForm::Training => Environment::Training,
        EnvironmentForm::Test => Environment::Test,
        EnvironmentForm::Uat => Environment::Uat,
        EnvironmentForm::Production => Environment::Production,
        EnvironmentForm::Custom { url } => Environment::new("custom", Some(url.trim()))?,
    })
}

fn window(chosen: &dto::Preferences) -> Preferences {
    Preferences {
        language: match chosen.language {
            Language::Es => sale::Language::Spanish,
            Language::En => sale::Language::English,
        },
        theme: match chosen.theme {
            Theme::System => till::Theme::System,
            Theme::Light => till::Theme::Light,
            Theme::Dark => till::Theme::Dark,
        },
        sounds: chosen.sounds,
        lock_after: chosen
            .lock_after
            .and_then(NonZeroU16::new)
            .map_or(LockAfter::Never, LockAfter::Minutes),
        customer_display: chosen.customer_display,
    }
}
