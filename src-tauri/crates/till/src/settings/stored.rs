//! Settings as `till.json` holds them.

use sale::Rut;
use serde::{Deserialize, Serialize};

use super::{Environment, Field, Preferences, Settings, SettingsError, page, value};
use crate::{Shop, ShopPrinter};

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct StoredSettings {
    environment: String,
    url: Option<String>,
    login: String,
    till_code: String,
    return_url: String,
    shop_name: String,
    shop_rut: Option<String>,
    shop_address: Option<String>,
    #[serde(default)]
    shop_footer: Option<String>,
    #[serde(default)]
    printers: Vec<StoredPrinter>,
    #[serde(default)]
    window: Preferences,
    /// The one printer, and the width of its paper, as settings were written that knew no profiles.
    #[serde(default, skip_serializing)]
    printer: Option<String>,
    #[serde(default, skip_serializing)]
    columns: Option<u8>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct StoredPrinter {
    target: String,
    profile: String,
}

impl StoredPrinter {
    fn parse(&self) -> Result<ShopPrinter, SettingsError> {
        ShopPrinter::read(&self.target, &self.profile)
    }
}

impl ShopPrinter {
    /// A printer by its place and its profile, as commands and files write them.
    ///
    /// # Errors
    /// [`SettingsError::Field`].
    pub fn read(target: &str, profile: &str) -> Result<Self, SettingsError> {
        Ok(ShopPrinter {
            target: value(Field::Printer, target)?,
            profile: value(Field::Profile, profile)?,
        })
    }
}

impl StoredSettings {
    fn only_printer(&self) -> Option<StoredPrinter> {
        let columns = self.columns.map(|columns| format!("columns={columns}"));
        Some(StoredPrinter {
            target: self.printer.clone()?,
            profile: columns.unwrap_or_default(),
        })
    }

    pub fn parse(self) -> Result<Settings, SettingsError> {
        let only = self.only_printer();
        Ok(Settings {
            environment: Environment::new(&self.environment, self.url.as_deref())?,
            login: self.login,
            till_code: value(Field::TillCode, &self.till_code)?,
            return_url: page(&self.return_url)?,
            shop: Shop {
                name: self.shop_name,
                rut: self
                    .shop_rut
                    .map(|rut| value::<Rut>(Field::ShopRut, &rut))
                    .transpose()?,
                address: self.shop_address,
                footer: self.shop_footer,
                logo: None,
            },
            printers: self
                .printers
                .iter()
                .chain(&only)
                .map(StoredPrinter::parse)
                .collect::<Result<_, _>>()?,
            window: self.window,
        })
    }
}

impl From<&Settings> for StoredSettings {
    fn from(settings: &Settings) -> Self {
        let url = match &settings.environment {
            Environment::Custom(url) => Some(url.to_string()),
            Environment::Training
            | Environment::Test
            | Environment::Uat
            | Environment::Production => None,
        };
        StoredSettings {
            environment: settings.environment.name().to_owned(),
            url,
            login: settings.login.clone(),
            till_code: settings.till_code.to_string(),
            return_url: settings.return_url.to_string(),
            shop_name: settings.shop.name.clone(),
            shop_rut: settings.shop.rut.map(|rut| rut.to_string()),
            shop_address: settings.shop.address.clone(),
            shop_footer: settings.shop.footer.clone(),
            printers: settings.printers.iter().map(StoredPrinter::from).collect(),
            window: settings.window,
            printer: None,
            columns: None,
        }
    }
}

impl From<&ShopPrinter> for StoredPrinter {
    fn from(printer: &ShopPrinter) -> Self {
        StoredPrinter {
            target: printer.target.to_string(),
            profile: printer.profile.to_string(),
        }
    }
}
