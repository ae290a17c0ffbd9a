//! How the till is set up.

use std::path::Path;

use jiff::tz::TimeZone;
use sale::date_time;
use till::{Backup, Environment, LockAfter, Logo, Settings, Shop, ShopPrinter};

use crate::dto::{
    BackupRow, EnvironmentForm, Language, Picture, Preferences, PrinterForm, SettingsScreen,
    ShopForm, Theme,
};

/// The settings, with the backups of their ledger.
pub fn settings(
    settings: &Settings,
    data: &Path,
    backups: &[Backup],
    zone: &TimeZone,
) -> SettingsScreen {
    SettingsScreen {
        environment: environment(&settings.environment),
        login: settings.login.clone(),
        till_code: settings.till_code.to_string(),
        return_url: settings.return_url.to_string(),
        shop: shop(&settings.shop),
        usual_footer: Shop::USUAL_FOOTER.to_owned(),
        logo: settings.shop.logo.as_ref().map(picture),
        printers: settings.printers.iter().map(printer).collect(),
        preferences: preferences(&settings.window),
        folder: data.display().to_string(),
        backups: backups.iter().map(|backup| row(backup, zone)).collect(),
    }
}

/// How the window looks, sounds and speaks.
pub fn preferences(kept: &till::Preferences) -> Preferences {
    Preferences {
        language: match kept.language {
            sale::Language::Spanish => Language::Es,
            sale::Language::English => Language::En,
        },
        theme: match kept.theme {
            till::Theme::System => Theme::System,
            till::Theme::Light => Theme::Light,
            till::Theme::Dark => Theme::Dark,
        },
        sounds: kept.sounds,
        lock_after: match kept.lock_after {
            LockAfter::Minutes(minutes) => Some(minutes.get()),
            LockAfter::Never => None,
        },
        customer_display: kept.customer_display,
    }
}

/// The dark dots of the shop's sign, a run at a time.
pub fn picture(logo: &Logo) -> Picture {
    let (mut path, mut height) = (String::new(), 0);
    for (row, dots) in logo.rows().enumerate() {
        height = row + 1;
        let dots: Vec<bool> = dots.collect();
        let mut column = 0;
        for run in dots.chunk_by(|one, next| one == next) {
            if run.first() == Some(&true) {
                let length = run.len();
                path.push_str(&format!("M{column} {row}h{length}v1h-{length}z"));
            }
            column += run.len();
        }
    }
    let count = |dots: usize| u32::try_from(dots).unwrap_or(u32::MAX);
    Picture {
        width: count(logo.width()),
        height: count(height),
        path,
    }
}

fn environment(environment: &Environment) -> EnvironmentForm {
    match environment {
        Environment::Training => EnvironmentForm::Training,
        Environment::Test => EnvironmentForm::Test,
        Environment::Uat => EnvironmentForm::Uat,
        Environment::Production => EnvironmentForm::Production,
        Environment::Custom(url) => EnvironmentForm::Custom {
            url: url.to_string(),
        },
    }
}

fn shop(shop: &Shop) -> ShopForm {
    ShopForm {
        name: shop.name.clone(),
        rut: shop.rut.map(|rut| rut.to_string()).unwrap_or_default(),
        address: shop.address.clone().unwrap_or_default(),
        footer: shop.footer.clone().unwrap_or_default(),
    }
}

fn printer(printer: &ShopPrinter) -> PrinterForm {
    let ShopPrinter { target, profile } = printer;
    PrinterForm {
        target: target.to_string(),
        columns: profile.columns.count().to_string(),
        dots: profile.dots.to_string(),
        letters: profile.letters.to_string(),
        double_byte: profile.double_byte.to_string(),
        qr: profile.qr.to_string(),
        cut: profile.cut.to_string(),
        drawer: profile.drawer.to_string(),
    }
}

fn row(backup: &Backup, zone: &TimeZone) -> BackupRow {
    let file = backup.path.file_name().unwrap_or_default();
    BackupRow {
        at: date_time(backup.at, zone),
        size: size(backup.bytes),
        file: file.to_string_lossy().into_owned(),
    }
}

/// Such as `212 kB` or `1,2 MB`.
fn size(bytes: u64) -> String {
    match bytes {
        ..1_000_000 => format!("{} kB", bytes.div_ceil(1_000)),
        _ => {
            let tenths = bytes / 100_000;
            format!("{},{} MB", tenths / 10, tenths % 10)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_is_told_as_people_say_it() {
        assert_eq!(size(1), "1 kB");
        assert_eq!(size(212_400), "213 kB");
        assert_eq!(size(1_250_000), "1,2 MB");
        assert_eq!(size(34_000_000), "34,0 MB");
    }
}
