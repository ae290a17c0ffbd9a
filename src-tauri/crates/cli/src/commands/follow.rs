//! Looking on while sales change, until they are over, the time is up or the user interrupts.

use jiff::SignedDuration;
use sale::SaleState;
use till::{JobState, SaleId, SaleRecord, Till};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::{Instant, timeout_at};

use crate::args::Format;
use crate::outcome::Refusal;
use crate::output::{self, Happening, State};

/// Until when to look on.
#[derive(Clone, Copy)]
pub struct Deadline(Option<Instant>);

impl Deadline {
    /// A time from now; `None` for no end.
    pub fn after(time: Option<SignedDuration>) -> Self {
        let time = time.map(SignedDuration::unsigned_abs);
        Deadline(time.and_then(|time| Instant::now().checked_add(time)))
    }
}

/// The next sale that changes; `None` when the time is up or the user interrupts.
pub async fn next_change(changes: &mut Receiver<SaleId>, deadline: Deadline) -> Option<Changed> {
    let received = async {
        match deadline.0 {
            Some(at) => timeout_at(at, changes.recv()).await.ok(),
            None => Some(changes.recv().await),
        }
    };
    tokio::select! {
        received = received => match received? {
            Ok(sale) => Some(Changed::Sale(sale)),
            Err(RecvError::Lagged(_)) => Some(Changed::Some),
            Err(RecvError::Closed) => None,
        },
        _ = interrupted() => None,
    }
}

/// Which sale changed.
pub enum Changed {
    /// This one.
    Sale(SaleId),
    /// Some did, too many to name.
    Some,
}

/// The user or the system asks to stop.
pub async fn interrupted() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    tokio::signal::ctrl_c().await.ok();
}

/// Writes how a sale stands, if that is news.
pub fn tell(
    format: Format,
    sale: &SaleRecord,
    last: &mut Option<SaleState>,
) -> Result<(), Refusal> {
    if last.as_ref() == Some(&sale.state) {
        return Ok(());
    }
    *last = Some(sale.state.clone());
    let state = State::from(&sale.state);
    let happening = if sale.state.is_open() {
        Happening::State {
            sale_id: sale.id.0,
            state,
        }
    } else {
        Happening::Final {
            sale_id: sale.id.0,
            reference: reference(sale),
            amount: sale.amount.money(),
            state,
        }
    };
    Ok(output::write(format, &happening, &output::words(sale))?)
}

/// The reference of a sale's newest session.
pub fn reference(sale: &SaleRecord) -> String {
    sale.newest_session()
        .map(|session| session.reference.to_string())
        .unwrap_or_default()
}

/// Waits until the printer had its turn, so that leaving does not hold the receipt back, and says
/// where it is missing.
pub async fn printed(
    till: &Till,
    sale: SaleId,
    changes: &mut Receiver<SaleId>,
) -> Result<(), Refusal> {
    let patience = Deadline::after(Some(SignedDuration::from_secs(20)));
    loop {
        let jobs = till.print_jobs_of(sale).await?;
        match jobs.last().map(|job| &job.state) {
            Some(JobState::Queued) => {}
            Some(JobState::Failed { fault }) => {
                eprintln!(
                    "El comprobante no se imprimió. {} {}",
                    fault.what, fault.advice
                );
                return Ok(());
            }
            Some(JobState::Printed { .. }) | None => return Ok(()),
        }
        if next_change(changes, patience).await.is_none() {
            return Ok(());
        }
    }
}
