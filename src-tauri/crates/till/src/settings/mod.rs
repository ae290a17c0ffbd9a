//! How a till is set up, kept as `till.json` in its data folder. The secret key is not in it.

mod environment;
mod logo;
mod preferences;
mod saving;
mod site_name;
mod stored;

pub use environment::Environment;
pub use preferences::{LockAfter, Preferences, Theme};
pub(crate) use saving::Prepared;

use std::path::{Path, PathBuf};
use std::str::FromStr;

use checkout::GatewayError;
use receipt::{Profile, Shop};
use sale::TillCode;
use thiserror::Error;
use url::Url;

use self::stored::StoredSettings;
use crate::ShopPrinter;

const FILE_NAME: &str = "till.json";

/// The folder for a till's data that the platform gives this user; `None` where it gives none.
#[must_use]
pub fn default_data_dir() -> Option<PathBuf> {
    directories::ProjectDirs::from("cl", "Cobro", "Cobro").map(|dirs| dirs.data_dir().to_owned())
}

/// How a till is set up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Which gateway it takes payments at.
    pub environment: Environment,
    /// The site's identifier at the gateway; empty in training.
    pub login: String,
    /// This till's code.
    pub till_code: TillCode,
    /// Where the customer's browser goes after paying.
    pub return_url: Url,
    /// What receipts say of the shop.
    pub shop: Shop,
    /// Where receipts go: to the first of them that is ready. None where the shop has no printer.
    pub printers: Vec<ShopPrinter>,
    /// How the window looks, sounds and speaks.
    pub window: Preferences,
}

impl Settings {
    /// A till that trains: no credentials, receipts into a text file.
    ///
    /// # Errors
    /// None: the values are known to be right.
    pub fn training(data: &Path) -> Result<Self, SettingsError> {
        let receipts = data.join("training").join("receipts.txt");
        let receipts = format!("file:{}", receipts.display());
        Ok(Settings {
            environment: Environment::Training,
            login: String::new(),
            till_code: value(Field::TillCode, "C1")?,
            return_url: page(DEFAULT_RETURN_URL)?,
            shop: Shop {
                name: "Comercio de práctica".to_owned(),
                rut: None,
                address: None,
                footer: None,
                logo: None,
            },
            printers: vec![ShopPrinter::read(&receipts, "")?],
            window: Preferences::default(),
        })
    }

    /// Reads a value for one of the fields and puts it in its place.
    ///
    /// # Errors
    /// [`SettingsError::Field`].
    pub fn set(&mut self, field: Field, text: &str) -> Result<(), SettingsError> {
        match field {
            Field::TillCode => self.till_code = value(field, text)?,
            Field::ReturnUrl => self.return_url = page(text)?,
            Field::ShopRut => self.shop.rut = Some(value(field, text)?),
            Field::Printer => self.set_printer(Some(text), None)?,
            Field::Profile => self.set_printer(None, Some(text))?,
        }
        Ok(())
    }

    /// Gives the shop one printer: at another place, with another profile, or both.
    ///
    /// # Errors
    /// [`SettingsError::Field`], also for the profile of a printer that is nowhere.
    pub fn set_printer(
        &mut self,
        target: Option<&str>,
        profile: Option<&str>,
    ) -> Result<(), SettingsError> {
        let (before, usual) = (self.printers.first(), self.profile());
        let target = match (target, before) {
            (Some(target), _) => value(Field::Printer, target)?,
            (None, Some(before)) => before.target.clone(),
            (None, None) if profile.is_none() => return Ok(()),
            (None, None) => return Err(SettingsError::Field(Field::Printer)),
        };
        let profile = profile.map(|profile| value(Field::Profile, profile));
        let profile = profile.transpose()?.unwrap_or(usual);
        self.printers = vec![ShopPrinter { target, profile }];
        Ok(())
    }

    /// What the shop's first printer can do; as usual where there is none.
    #[must_use]
    pub fn profile(&self) -> Profile {
        let first = self.printers.first();
        first.map_or_else(Profile::default, |printer| printer.profile)
    }

    /// Whether somebody set up the till of this folder, or chose to train.
    #[must_use]
    pub fn exist(data: &Path) -> bool {
        data.join(FILE_NAME).exists()
    }

    /// Whether a till with the next settings has another ledger and so asks about none of the sessions
    /// of this one's, until somebody comes back to it. In training no money waits.
    #[must_use]
    pub fn leave_behind(&self, next: &Settings) -> bool {
        self.site_name() != next.site_name() && self.environment != Environment::Training
    }

    /// What the folder's settings say; a training till where there are none yet.
    ///
    /// # Errors
    /// [`SettingsError`], naming what cannot be read.
    pub fn load(data: &Path) -> Result<Self, SettingsError> {
        let path = data.join(FILE_NAME);
        match std::fs::read(&path) {
            Ok(json) => {
                let stored = serde_json::from_slice::<StoredSettings>(&json);
                let stored = stored.map_err(|why| SettingsError::Unreadable {
                    path,
                    why: why.to_string(),
                })?;
                let mut settings = stored.parse()?;
                settings.shop.logo = logo::load(data);
                Ok(settings)
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Self::training(data),
            Err(why) => Err(SettingsError::Unreadable {
                path,
                why: why.to_string(),
            }),
        }
    }

    /// As their file holds them: there is no secret in it.
    ///
    /// # Errors
    /// None: every value can be written.
    pub fn to_json(&self) -> serde_json::Result<String> {
        Ok(serde_json::to_string_pretty(&StoredSettings::from(self))? + "\n")
    }

    /// The folder of the ledger. Each login of each gateway has its own: a session is known to one of
    /// them only, and sales of different kinds never meet.
    #[must_use]
    pub fn folder(&self, data: &Path) -> PathBuf {
        data.join(self.site_name())
    }

    /// Tells where payments are taken, and as whom, in a name for folders and keychains.
    pub(crate) fn site_name(&self) -> String {
        site_name::site_name(&self.environment, &self.login)
    }
}

/// Where customers go when the shop has no page of its own.
pub const DEFAULT_RETURN_URL: &str = "https://www.banchilepagos.cl/";

fn value<T: FromStr>(field: Field, text: &str) -> Result<T, SettingsError> {
    text.parse().map_err(|_| SettingsError::Field(field))
}

/// A page on the web; any other address is none for a customer.
fn page(text: &str) -> Result<Url, SettingsError> {
    let url: Url = value(Field::ReturnUrl, text)?;
    match url.scheme() {
        "https" | "http" => Ok(url),
        _ => Err(SettingsError::Field(Field::ReturnUrl)),
    }
}

/// A setting that has a form of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The till's code.
    TillCode,
    /// Where the customer's browser goes after paying.
    ReturnUrl,
    /// The shop's RUT.
    ShopRut,
    /// Where a printer is.
    Printer,
    /// What a printer can do.
    Profile,
}

/// Why a till's settings cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SettingsError {
    /// No environment has this name.
    #[error("unknown environment {0:?}: training, test, uat, production or custom")]
    Environment(String),
    /// The address of a custom gateway is wrong.
    #[error("the gateway's address: {0}")]
    Address(#[from] GatewayError),
    /// A custom gateway needs an address.
    #[error("a custom environment needs the gateway's address")]
    AddressMissing,
    /// A named environment has its own address.
    #[error("only a custom environment takes an address")]
    AddressFixed,
    /// The site's identifier is empty or longer than 32 characters.
    #[error("the login has 1 to 32 characters")]
    Login,
    /// The picture is no logo.
    #[error("the logo: {0}")]
    Logo(String),
    /// One value does not have its form.
    #[error("the value of {0:?} has not its form")]
    Field(Field),
    /// The file cannot be read.
    #[error("cannot read {}: {why}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        why: String,
    },
    /// The file cannot be written.
    #[error("cannot write {}: {why}", path.display())]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// Why.
        why: String,
    },
}

#[cfg(test)]
mod tests {
    use receipt::Logo;
    use sale::Language;

    use super::*;

    /// A PNG, made by Python: four black dots by four.
    const FOUR_BY_FOUR: &str = "89504e470d0a1a0a0000000d4948445200000004000000040100000000818aa3d30000000b4944415478da63608000000008000124fc04720000000049454e44ae426082";

    pub(super) fn logo() -> Logo {
        let hex = FOUR_BY_FOUR.as_bytes().chunks(2);
        let bytes = hex.map(|pair| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap());
        Logo::read(&bytes.collect::<Vec<_>>()).unwrap()
    }

    #[test]
    fn a_new_folder_trains() {
        let data = tempfile::tempdir().unwrap();
        let settings = Settings::load(data.path()).unwrap();
        assert_eq!(settings.environment, Environment::Training);
        assert_eq!(settings.folder(data.path()), data.path().join("training"));
    }

    #[test]
    fn settings_come_back_as_they_were_saved() {
        let data = tempfile::tempdir().unwrap();
        let mut settings = Settings::training(data.path()).unwrap();
        settings.environment = Environment::new("custom", Some("http://127.0.0.1:8090")).unwrap();
        let fallback = ShopPrinter::read("queue:Cocina", "columns=32,letters=raster").unwrap();
        settings.printers.push(fallback);
        settings.shop.footer = Some("¡Gracias!".into());
        settings.shop.rut = Some("76.086.428-5".parse().unwrap());
        settings.shop.logo = Some(logo());
        settings.window = Preferences {
            language: Language::English,
            theme: Theme::Dark,
            sounds: false,
            lock_after: LockAfter::Never,
            customer_display: true,
        };
        assert!(!Settings::exist(data.path()));
        let before = Settings::training(data.path()).unwrap();
        settings.save(&before, data.path()).unwrap();
        assert!(Settings::exist(data.path()));
        let loaded = Settings::load(data.path()).unwrap();
        assert_eq!(loaded, settings);
    }

    #[test]
    fn settings_that_knew_one_printer_keep_it() {
        let data = tempfile::tempdir().unwrap();
        let older = r#"{"environment":"training","url":null,"login":"","tillCode":"C1",
            "returnUrl":"https://www.banchilepagos.cl/","shopName":"x","shopRut":null,
            "shopAddress":null,"printer":"tcp:192.168.1.50:9100","columns":32}"#;
        std::fs::write(data.path().join(FILE_NAME), older).unwrap();
        let settings = Settings::load(data.path()).unwrap();
        let printer = ShopPrinter::read("tcp:192.168.1.50", "columns=32").unwrap();
        assert_eq!(settings.printers, [printer]);
        assert_eq!(settings.window, Preferences::default());
    }

    #[test]
    fn wrong_settings_are_named_and_left_alone() {
        let data = tempfile::tempdir().unwrap();
        std::fs::write(data.path().join(FILE_NAME), "{}").unwrap();
        assert!(matches!(
            Settings::load(data.path()),
            Err(SettingsError::Unreadable { .. })
        ));
        assert_eq!(std::fs::read(data.path().join(FILE_NAME)).unwrap(), b"{}");
        for (name, url) in [
            ("moon", None),
            ("custom", None),
            ("test", Some("https://x.cl")),
            ("custom", Some("http://x.cl")),
        ] {
            assert!(Environment::new(name, url).is_err(), "{name}");
        }
    }
}
