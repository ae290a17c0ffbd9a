//! How a till is set up, kept as `till.json` in its data folder. The secret key is not in it.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use checkout::{Gateway, GatewayError};
use receipt::{Profile, Shop, Training};
use sale::{Rut, TillCode};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use url::Url;

use crate::ShopPrinter;

const FILE_NAME: &str = "till.json";

/// The folder for a till's data that the platform gives this user; `None` where it gives none.
#[must_use]
pub fn default_data_dir() -> Option<PathBuf> {
    directories::ProjectDirs::from("cl", "Cobro", "Cobro").map(|dirs| dirs.data_dir().to_owned())
}

/// Which gateway a till takes payments at. Each has a folder of its own, so that sales of
/// different kinds never meet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Environment {
    /// The sandbox inside Cobro.
    Training,
    /// Banchile's test environment.
    Test,
    /// Banchile's user acceptance environment.
    Uat,
    /// Real money.
    Production,
    /// A gateway by its address.
    Custom(Gateway),
}

impl Environment {
    /// Its name in commands, files and folders.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Environment::Training => "training",
            Environment::Test => "test",
            Environment::Uat => "uat",
            Environment::Production => "production",
            Environment::Custom(_) => "custom",
        }
    }

    /// From its name, and its address where it is a custom one.
    ///
    /// # Errors
    /// [`SettingsError::Environment`], [`SettingsError::Address`].
    pub fn new(name: &str, url: Option<&str>) -> Result<Self, SettingsError> {
        match (name, url) {
            ("custom", Some(url)) => Ok(Environment::Custom(url.parse()?)),
            ("custom", None) => Err(SettingsError::AddressMissing),
            (_, Some(_)) => Err(SettingsError::AddressFixed),
            ("training", None) => Ok(Environment::Training),
            ("test", None) => Ok(Environment::Test),
            ("uat", None) => Ok(Environment::Uat),
            ("production", None) => Ok(Environment::Production),
            (_, None) => Err(SettingsError::Environment(name.to_owned())),
        }
    }

    /// The gateway; in training the sandbox is it.
    #[must_use]
    pub fn gateway(&self) -> Option<Gateway> {
        match self {
            Environment::Training => None,
            Environment::Test => Some(checkout::Environment::BanchileTest.into()),
            Environment::Uat => Some(checkout::Environment::BanchileUat.into()),
            Environment::Production => Some(checkout::Environment::BanchileProduction.into()),
            Environment::Custom(gateway) => Some(gateway.clone()),
        }
    }

    /// Whether paper says that it has no value.
    #[must_use]
    pub fn training(&self) -> Training {
        match self {
            Environment::Training | Environment::Test | Environment::Uat => Training::Yes,
            Environment::Production | Environment::Custom(_) => Training::No,
        }
    }
}

/// How a till is set up.
#[derive(Clone, Debug)]
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
}

impl Settings {
    /// A till that trains: no credentials, receipts into a text file.
    ///
    /// # Errors
    /// None: the values are known to be right.
    pub fn training(data: &Path) -> Result<Self, SettingsError> {
        let receipts = data.join("training").join("receipts.txt");
        StoredSettings {
            environment: "training".to_owned(),
            url: None,
            login: String::new(),
            till_code: "C1".to_owned(),
            return_url: DEFAULT_RETURN_URL.to_owned(),
            shop_name: "Comercio de práctica".to_owned(),
            shop_rut: None,
            shop_address: None,
            shop_footer: None,
            printers: vec![StoredPrinter {
                target: format!("file:{}", receipts.display()),
                profile: String::new(),
            }],
            printer: None,
            columns: None,
        }
        .parse()
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

    /// What the folder's settings say; a training till where there are none yet.
    ///
    /// # Errors
    /// [`SettingsError`], naming what cannot be read.
    pub fn load(data: &Path) -> Result<Self, SettingsError> {
        let path = data.join(FILE_NAME);
        match std::fs::read(&path) {
            Ok(json) => serde_json::from_slice::<StoredSettings>(&json)
                .map_err(|why| SettingsError::Unreadable {
                    path,
                    why: why.to_string(),
                })?
                .parse(),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Self::training(data),
            Err(why) => Err(SettingsError::Unreadable {
                path,
                why: why.to_string(),
            }),
        }
    }

    /// Writes them whole or not at all.
    ///
    /// # Errors
    /// [`SettingsError::Unwritable`].
    pub fn save(&self, data: &Path) -> Result<(), SettingsError> {
        let write = || -> std::io::Result<()> {
            std::fs::create_dir_all(data)?;
            let mut file = tempfile::NamedTempFile::new_in(data)?;
            serde_json::to_writer_pretty(&mut file, &StoredSettings::from(self))?;
            file.write_all(b"\n")?;
            file.as_file().sync_all()?;
            file.persist(data.join(FILE_NAME))?;
            Ok(())
        };
        write().map_err(|why| SettingsError::Unwritable {
            path: data.join(FILE_NAME),
            why: why.to_string(),
        })
    }

    /// The folder of this environment's ledger.
    #[must_use]
    pub fn folder(&self, data: &Path) -> PathBuf {
        match &self.environment {
            Environment::Custom(url) => data.join(format!("custom-{}", folder_name(url))),
            named => data.join(named.name()),
        }
    }
}

/// The gateway's host and port, of characters that every file system takes.
fn folder_name(url: &Gateway) -> String {
    let url = url.to_string();
    let host = url.split_once("://").map_or(url.as_str(), |(_, host)| host);
    host.replace(|c: char| !c.is_ascii_alphanumeric() && c != '.', "-")
}

/// Where customers go when the shop has no page of its own.
pub const DEFAULT_RETURN_URL: &str = "https://www.banchilepagos.cl/";

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct StoredSettings {
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

    fn parse(self) -> Result<Settings, SettingsError> {
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
            },
            printers: self
                .printers
                .iter()
                .chain(&only)
                .map(StoredPrinter::parse)
                .collect::<Result<_, _>>()?,
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
    use super::*;

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
        settings.save(data.path()).unwrap();
        let loaded = Settings::load(data.path()).unwrap();
        assert_eq!(loaded.environment, settings.environment);
        assert_eq!(
            loaded.folder(data.path()),
            data.path().join("custom-127.0.0.1-8090")
        );
        assert_eq!(loaded.shop.rut, settings.shop.rut);
        assert_eq!(loaded.printers, settings.printers);
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
