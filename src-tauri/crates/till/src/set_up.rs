//! Changing how the till is set up, while it runs.

use std::path::{Path, PathBuf};

use ledger::{Ledger, OpenError, Setting, Tables};
use sale::Deed;
use secrecy::SecretString;
use thiserror::Error;
use tokio::task::spawn_blocking;

use crate::starting::kept_secret;
use crate::{
    Change, Environment, Error, Failure, KeychainError, Settings, SettingsError, StartError, Till,
    World, connection, save_secret,
};

/// What became of a change of settings that were kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetUp {
    /// The till goes on with them.
    InUse,
    /// They hold for the till that starts next: this one takes payments elsewhere, or as somebody else.
    NeedsStart,
}

/// Where a till takes payments, and as whom.
pub struct Site {
    /// Which gateway.
    pub environment: Environment,
    /// The site's identifier there; empty in training.
    pub login: String,
    /// Its secret key; `None` for the one that is kept already.
    pub secret: Option<SecretString>,
}

/// Why settings were not changed. They are as they were.
#[derive(Debug, Error)]
pub enum SetUpError {
    /// The till refuses, or cannot record it.
    #[error(transparent)]
    Till(#[from] Error),
    /// The settings cannot be used, or not be written.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// The secret key is not to be had, or not to be kept.
    #[error(transparent)]
    Secret(#[from] KeychainError),
    /// Payments are pending where the till would not ask any more.
    #[error("{0} sessions are open")]
    StillOpen(usize),
    /// The gateway does not take the credentials, or does not answer.
    #[error("the gateway did not take the credentials: {0:?}")]
    NotTaken(Failure),
    /// The connection or the other ledger cannot be set up.
    #[error(transparent)]
    Start(#[from] StartError),
}

impl From<OpenError> for SetUpError {
    fn from(error: OpenError) -> Self {
        SetUpError::Start(error.into())
    }
}

impl Till {
    /// Changes how the till is set up, for now and for later. `data` is the folder of its settings.
    /// Only [`move_to`](Self::move_to) changes where it takes payments.
    ///
    /// # Errors
    /// [`SetUpError`].
    pub async fn set_up(
        &self,
        data: &Path,
        change: impl FnOnce(&mut Settings) -> Result<(), SettingsError>,
    ) -> Result<(), SetUpError> {
        let stamp = self.shared.stamp(Deed::SetUp)?;
        let _alone = self.shared.setting_up.lock().await;
        let before = self.settings();
        let mut settings = Settings::clone(&before);
        change(&mut settings)?;
        settings.environment = before.environment.clone();
        settings.login.clone_from(&before.login);
        save(&settings, data).await?;
        let changed = differences(&before, &settings);
        self.shared.use_settings(settings);
        self.shared.tell(Change::Settings);
        self.shared.print.call();
        let record = move |ledger: &mut Ledger| ledger.settings_changed(stamp, changed);
        Ok(self.shared.write(record).await?)
    }

    /// Has the till take payments somewhere else, or as somebody else, from its next start on: once
    /// the gateway takes the credentials and no payment is pending here. Who works here goes along.
    ///
    /// # Errors
    /// [`SetUpError`].
    pub async fn move_to(&self, data: &Path, site: Site) -> Result<SetUp, SetUpError> {
        let stamp = self.shared.stamp(Deed::SetUp)?;
        let _alone = self.shared.setting_up.lock().await;
        let before = self.settings();
        let next = settings_at(&before, &site, data)?;
        self.nothing_waits(&before, &next).await?;
        let is_new_secret = site.secret.is_some();
        check_and_keep(&next, site.secret, &self.shared.world).await?;
        // somebody may have charged while the gateway was asked
        self.nothing_waits(&before, &next).await?;
        if next.environment != before.environment {
            self.send_cashiers(next.folder(data)).await?;
        }
        save(&next, data).await?;
        let mut changed = differences(&before, &next);
        changed.extend(is_new_secret.then_some(Setting::Secret));
        let record = move |ledger: &mut Ledger| ledger.settings_changed(stamp, changed);
        self.shared.write(record).await?;
        Ok(if next == *before && !is_new_secret {
            SetUp::InUse
        } else {
            SetUp::NeedsStart
        })
    }

    async fn nothing_waits(&self, before: &Settings, next: &Settings) -> Result<(), SetUpError> {
        if !before.leave_behind(next) {
            return Ok(());
        }
        let open = |tables: Tables<'_>| Ok(tables.open_sessions()?.len());
        match self.shared.read(open).await? {
            0 => Ok(()),
            open => Err(SetUpError::StillOpen(open)),
        }
    }

    /// Has the same people work at the till of another folder. Where nobody has to sign in here, who
    /// works there is left as it is.
    async fn send_cashiers(&self, folder: PathBuf) -> Result<(), SetUpError> {
        let cashiers = self.cashiers().await?;
        if cashiers.is_empty() {
            return Ok(());
        }
        let now = self.now();
        let send = move || -> Result<(), SetUpError> {
            let mut ledger = Ledger::open(&folder)?;
            let sent = ledger.take_over_cashiers(now, &cashiers);
            Ok(sent.map_err(Error::from)?)
        };
        spawn_blocking(send).await.map_err(|_| Error::Closing)?
    }
}

/// Keeps the secret key that a till lacks, once the gateway took it. `data` is the folder of its settings.
///
/// # Errors
/// [`SetUpError`].
pub async fn give_secret(data: &Path, secret: SecretString) -> Result<(), SetUpError> {
    let settings = Settings::load(data)?;
    check_and_keep(&settings, Some(secret), &World::real()).await
}

/// The settings of a till that takes payments there. Practice has a shop and a printer of its own, which
/// do not go along.
fn settings_at(before: &Settings, site: &Site, data: &Path) -> Result<Settings, SettingsError> {
    let practice = Settings::training(data)?;
    let mut next = before.clone();
    next.environment = site.environment.clone();
    if site.environment == Environment::Training {
        next.login = String::new();
        return Ok(next);
    }
    next.login = site.login.trim().to_owned();
    if next.shop == practice.shop {
        next.shop.name = String::new();
    }
    if next.printers == practice.printers {
        next.printers = Vec::new();
    }
    Ok(next)
}

/// Asks the gateway, and keeps the secret key once it took it.
async fn check_and_keep(
    next: &Settings,
    secret: Option<SecretString>,
    world: &World,
) -> Result<(), SetUpError> {
    let Some(gateway) = next.environment.gateway() else {
        return Ok(());
    };
    let known = match &secret {
        Some(secret) => secret.clone(),
        None => kept_secret(next).await?,
    };
    let credentials = connection::credentials(next, known)?;
    connection::check(gateway, credentials, world)
        .await?
        .map_err(SetUpError::NotTaken)?;
    let Some(secret) = secret else { return Ok(()) };
    let next = next.clone();
    let kept = spawn_blocking(move || save_secret(&next, &secret)).await;
    Ok(kept.map_err(|_| Error::Closing)??)
}

async fn save(settings: &Settings, data: &Path) -> Result<(), SetUpError> {
    let (settings, data) = (settings.clone(), data.to_owned());
    let saved = spawn_blocking(move || settings.save(&data)).await;
    Ok(saved.map_err(|_| Error::Closing)??)
}

fn differences(before: &Settings, next: &Settings) -> Vec<Setting> {
    let till = |settings: &Settings| (settings.till_code.clone(), settings.return_url.clone());
    let site = |settings: &Settings| (settings.environment.clone(), settings.login.clone());
    let differs = [
        (Setting::Gateway, site(before) != site(next)),
        (Setting::Till, till(before) != till(next)),
        (Setting::Shop, before.shop != next.shop),
        (Setting::Printers, before.printers != next.printers),
        (Setting::Window, before.window != next.window),
    ];
    let changed = differs.into_iter().filter(|(_, differs)| *differs);
    changed.map(|(setting, _)| setting).collect()
}
