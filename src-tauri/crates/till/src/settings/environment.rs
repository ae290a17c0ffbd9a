//! Which gateway a till takes payments at.

use checkout::Gateway;
use receipt::Training;

use super::SettingsError;

/// Which gateway a till takes payments at.
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
