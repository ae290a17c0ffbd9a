//! Looking on while sales change, until they are over, the time is up or the user interrupts.

use std::pin::pin;

use jiff::SignedDuration;
use sale::SaleState;
use till::{
    Change, Contact, Fault, JobState, PrintJob, SaleId, SaleRecord, Till, Trading, explain_failure,
    explain_standstill,
};
#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};
#[cfg(windows)]
use tokio::signal::windows::CtrlC;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::{Instant, timeout_at};

use crate::args::Format;
use crate::outcome::Refusal;
use crate::output::{self, Happening, State};
use crate::spanish::spanish;

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

/// Looks on while sales change, and listens for the wish to stop. Nothing that comes after its
/// creation is missed.
pub struct Onlooker {
    changes: Receiver<Change>,
    interruption: Interruption,
}

impl Onlooker {
    /// Looks on at a till.
    pub fn of(till: &Till) -> Self {
        Onlooker {
            changes: till.changes(),
            interruption: Interruption::listen(),
        }
    }

    /// The next change; `None` when the time is up or the user interrupts.
    pub async fn next_change(&mut self, deadline: Deadline) -> Option<Changed> {
        let changes = &mut self.changes;
        let received = async {
            match deadline.0 {
                Some(at) => timeout_at(at, changes.recv()).await.ok(),
                None => Some(changes.recv().await),
            }
        };
        tokio::select! {
            received = received => match received? {
                Ok(change) => Some(Changed::One(change)),
                Err(RecvError::Lagged(_)) => Some(Changed::Some),
                Err(RecvError::Closed) => None,
            },
            () = self.interruption.comes() => None,
        }
    }
}

/// What changed.
pub enum Changed {
    /// This.
    One(Change),
    /// Something, too much to name.
    Some,
}

/// The wish of the user or the system to stop, heard from [`listen`](Self::listen) on.
pub struct Interruption {
    #[cfg(unix)]
    signals: [Option<Signal>; 2],
    #[cfg(windows)]
    ctrl_c: Option<CtrlC>,
}

impl Interruption {
    /// Listens. What cannot be heard ends the program as usual.
    pub fn listen() -> Self {
        Interruption {
            #[cfg(unix)]
            signals: [SignalKind::interrupt(), SignalKind::terminate()]
                .map(|kind| signal(kind).ok()),
            #[cfg(windows)]
            ctrl_c: tokio::signal::windows::ctrl_c().ok(),
        }
    }

    /// Waits for it.
    #[cfg(unix)]
    pub async fn comes(&mut self) {
        async fn comes(signal: &mut Option<Signal>) {
            match signal {
                Some(signal) => signal.recv().await.unwrap_or_default(),
                None => std::future::pending().await,
            }
        }
        let [interrupt, terminate] = &mut self.signals;
        tokio::select! {
            () = comes(interrupt) => {}
            () = comes(terminate) => {}
        }
    }

    /// Waits for it.
    #[cfg(windows)]
    pub async fn comes(&mut self) {
        match &mut self.ctrl_c {
            Some(ctrl_c) => ctrl_c.recv().await.unwrap_or_default(),
            None => std::future::pending().await,
        }
    }
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

/// What was last said of how the till fares.
#[derive(Default)]
pub struct Signs {
    contact: Contact,
    trading: Trading,
}

impl Signs {
    /// Says, once each time, why the gateway gives no usable answer or the till does not trade.
    pub fn tell(&mut self, till: &Till) {
        let (contact, trading) = (till.contact(), till.trading());
        if contact != self.contact
            && let Contact::Lost(failure) = &contact
        {
            eprintln!("{}", spanish(&explain_failure(failure)));
        }
        if trading != self.trading
            && let Trading::Stopped(standstill) = &trading
        {
            eprintln!("{}", spanish(&explain_standstill(standstill)));
        }
        *self = Signs { contact, trading };
    }
}

/// The reference of a sale's newest session.
pub fn reference(sale: &SaleRecord) -> String {
    sale.newest_session()
        .map(|session| session.reference.to_string())
        .unwrap_or_default()
}

/// Waits until the printer had its turn, so that leaving does not hold the receipt back, and says
/// where it is missing; `false` where it still waits.
pub async fn printed(till: &Till, sale: SaleId, onlooker: &mut Onlooker) -> Result<bool, Refusal> {
    let waits = |job: &&PrintJob| job.state.is_under_way();
    let jobs = till.print_jobs_of(sale).await?;
    if jobs.iter().any(|job| waits(&job)) {
        until_tried(till, onlooker).await;
    }
    let jobs = till.print_jobs_of(sale).await?;
    let told = jobs.iter().find(waits).or(jobs.last());
    match told.map(|job| &job.state) {
        Some(state @ JobState::Delayed { fault }) => {
            tell_fault(state, fault);
            Ok(false)
        }
        Some(state @ JobState::Failed { fault }) => {
            tell_fault(state, fault);
            Ok(true)
        }
        Some(JobState::Queued | JobState::Printing) => Ok(false),
        Some(JobState::Printed { .. } | JobState::Seen) | None => Ok(true),
    }
}

/// Waits until the printer took up what waits, the user interrupts, or nothing can be recorded.
async fn until_tried(till: &Till, onlooker: &mut Onlooker) {
    let mut tried = pin!(till.print_what_waits());
    while till.trading() == Trading::Open {
        tokio::select! {
            () = &mut tried => return,
            change = onlooker.next_change(Deadline::after(None)) => {
                if change.is_none() {
                    return;
                }
            }
        }
    }
}

fn tell_fault(state: &JobState, fault: &Fault) {
    let words = output::receipt_words(state);
    eprintln!("{words} {} {}", fault.what.es, fault.advice.es);
}
