//! Changing how the till is set up, while it runs.

use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use ledger::{Ledger, OpenError, Setting, Stamp, Tables};
use sale::Deed;
use secrecy::SecretString;
use thiserror::Error;
use tokio::task::spawn_blocking;

use crate::settings::Prepared;
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
        let changed = differences(&before, &settings);
        let prepared = prepare(&before, &settings, data).await?;
        let record = move |ledger: &mut Ledger| ledger.settings_changed(stamp, changed);
        self.shared.write(record).await?;
        put(prepared).await?;
        self.shared.use_settings(settings);
        self.shared.tell(Change::Settings);
        self.shared.print.call();
        Ok(())
    }

    /// Has the till take payments somewhere else, or as somebody else, from its next start on: once
    /// the gateway takes the credentials and no payment is pending here. Who works here goes along. Where
    /// it needs that start, nothing more is charged or given back here.
    ///
    /// # Errors
    /// [`SetUpError`]; the till goes on where it is.
    pub async fn move_to(&self, data: &Path, site: Site) -> Result<SetUp, SetUpError> {
        let stamp = self.shared.stamp(Deed::SetUp)?;
        let _alone = self.shared.setting_up.lock().await;
        let before = self.settings();
        let next = settings_at(&before, &site, data)?;
        let waits = before.leave_behind(&next);
        if waits {
            none_waits(self.shared.read(waiting).await?)?;
        }
        check(&next, site.secret.as_ref(), &self.shared.world).await?;
        if next == *before && site.secret.is_none() {
            return Ok(SetUp::InUse);
        }
        if next.folder(data) != before.folder(data) {
            self.prepare_ledger(next.folder(data)).await?;
        }
        let mut changed = differences(&before, &next);
        changed.extend(site.secret.is_some().then_some(Setting::Secret));
        let prepared = prepare(&before, &next, data).await?;
        self.leave(stamp, changed, waits).await?;
        let kept = keep(&next, site.secret, prepared).await;
        if kept.is_err() {
            self.shared.leaving.store(false, Ordering::SeqCst);
        }
        kept.map(|()| SetUp::NeedsStart)
    }

    /// From here on nothing begins, unless something waits that only this till asks about.
    async fn leave(
        &self,
        stamp: Stamp,
        changed: Vec<Setting>,
        waits: bool,
    ) -> Result<(), SetUpError> {
        let leaving = self.shared.leaving.clone();
        let leave = move |ledger: &mut Ledger| {
            let open = if waits { waiting(ledger.tables())? } else { 0 };
            if open == 0 {
                ledger.settings_changed(stamp, changed)?;
                leaving.store(true, Ordering::SeqCst);
            }
            Ok(open)
        };
        none_waits(self.shared.write(leave).await?)
    }

    /// Sees that the next ledger can be used, and has the same people work there. Where nobody has to
    /// sign in here, who works there is left as it is.
    async fn prepare_ledger(&self, folder: PathBuf) -> Result<(), SetUpError> {
        let cashiers = self.cashiers().await?;
        let now = self.now();
        let prepare = move || -> Result<(), SetUpError> {
            let mut ledger = Ledger::open(&folder)?;
            if cashiers.is_empty() {
                return Ok(());
            }
            let sent = ledger.take_over_cashiers(now, &cashiers);
            Ok(sent.map_err(Error::from)?)
        };
        spawn_blocking(prepare).await.map_err(|_| Error::Closing)?
    }
}

/// How many sessions and refunds have an end to come, or an answer.
fn waiting(tables: Tables<'_>) -> Result<usize, ledger::Error> {
    let under_way = tables.intended_sessions()?.len() + tables.requested_refunds()?.len();
    Ok(tables.open_sessions()?.len() + under_way)
}

fn none_waits(open: usize) -> Result<(), SetUpError> {
    match open {
        0 => Ok(()),
        open => Err(SetUpError::StillOpen(open)),
    }
}

/// Keeps the secret key that a till lacks, once the gateway took it. `data` is the folder of its settings.
///
/// # Errors
/// [`SetUpError`].
pub async fn give_secret(data: &Path, secret: SecretString) -> Result<(), SetUpError> {
    let settings = Settings::load(data)?;
    check(&settings, Some(&secret), &World::real()).await?;
    keep_secret(&settings, secret).await
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

/// Asks the gateway whether it takes the credentials; in training nobody is asked.
async fn check(
    next: &Settings,
    secret: Option<&SecretString>,
    world: &World,
) -> Result<(), SetUpError> {
    let Some(gateway) = next.environment.gateway() else {
        return Ok(());
    };
    let known = match secret {
        Some(secret) => secret.clone(),
        None => kept_secret(next).await?,
    };
    let credentials = connection::credentials(next, known)?;
    let checked = connection::check(gateway, credentials, world).await?;
    checked.map_err(SetUpError::NotTaken)
}

async fn keep(
    next: &Settings,
    secret: Option<SecretString>,
    prepared: Prepared,
) -> Result<(), SetUpError> {
    if let Some(secret) = secret {
        keep_secret(next, secret).await?;
    }
    put(prepared).await
}

async fn keep_secret(settings: &Settings, secret: SecretString) -> Result<(), SetUpError> {
    let settings = settings.clone();
    let kept = spawn_blocking(move || save_secret(&settings, &secret)).await;
    Ok(kept.map_err(|_| Error::Closing)??)
}

/// What cannot be written is found out before anything is recorded.
async fn prepare(before: &Settings, next: &Settings, data: &Path) -> Result<Prepared, SetUpError> {
    let (before, next, data) = (before.clone(), next.clone(), data.to_owned());
    let prepared = spawn_blocking(move || next.prepare(&before, &data)).await;
    Ok(prepared.map_err(|_| Error::Closing)??)
}

async fn put(prepared: Prepared) -> Result<(), SetUpError> {
    let put = spawn_blocking(move || prepared.put()).await;
    Ok(put.map_err(|_| Error::Closing)??)
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
