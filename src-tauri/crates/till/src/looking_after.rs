//! Looks after the ledger: one backup a day, the last two weeks kept. Each backup is verified, and
//! so is the ledger after each start: damage is found within a day, and then nothing is traded.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use ledger::{BackupError, OpenError, Reader};
use tokio::task::spawn_blocking;

use crate::till::Shared;
use crate::{Hands, Standstill};

/// How many backups are kept.
pub const KEPT_BACKUPS: usize = 14;

/// A till that just started has better things to do, and a command that ends soon does not wait.
const FIRST: Duration = Duration::from_secs(30);

const EVERY: Duration = Duration::from_mins(10);

const A_DAY: SignedDuration = SignedDuration::from_hours(24);

/// Runs until the till stops; in a simulation nobody looks after anything.
pub(crate) async fn run(shared: Arc<Shared>) {
    if shared.world.hands == Hands::Here {
        return;
    }
    tokio::time::sleep(FIRST).await;
    verify(&shared).await;
    loop {
        back_up(&shared).await;
        tokio::time::sleep(EVERY).await;
    }
}

async fn verify(shared: &Arc<Shared>) {
    let folder = shared.folder.clone();
    let verified = spawn_blocking(move || Reader::open(&folder)?.tables().verify()).await;
    match verified {
        Ok(Ok(findings)) if findings.is_empty() => tracing::debug!("the ledger is whole"),
        Ok(Ok(findings)) => stop(shared, format!("{findings:?}")),
        Ok(Err(OpenError::Damaged { findings })) => stop(shared, findings.join("; ")),
        Ok(Err(error)) => tracing::warn!(%error, "the ledger could not be verified"),
        Err(error) => tracing::error!(%error, "verifying broke off"),
    }
}

async fn back_up(shared: &Arc<Shared>) {
    let (folder, now) = (shared.folder.clone(), (shared.world.now)());
    match spawn_blocking(move || back_up_if_due(&folder, now)).await {
        Ok(Ok(())) => {}
        Ok(Err(BackupError::Damaged { findings, .. })) => stop(shared, findings.join("; ")),
        Ok(Err(error)) => tracing::warn!(%error, "no backup was made"),
        Err(error) => tracing::error!(%error, "backing up broke off"),
    }
}

/// A clock that was set back makes no backup from the future count as young.
fn back_up_if_due(folder: &Path, now: Timestamp) -> Result<(), BackupError> {
    let newest = ledger::backups(folder)?.into_iter().next();
    let is_young = newest.is_some_and(|backup| {
        let age = backup.at.duration_until(now);
        age.abs() < A_DAY
    });
    if !is_young {
        let backup = ledger::back_up(folder, now, KEPT_BACKUPS)?;
        tracing::info!(bytes = backup.bytes, "the ledger was backed up");
    }
    Ok(())
}

fn stop(shared: &Shared, why: String) {
    tracing::error!(why, "the ledger is damaged");
    shared.stop_trading(Standstill::Damaged { why });
}
