//! The till itself: what all its parts share, and how it starts.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use checkout::{AuthFailure, Client, Credentials, Gateway, Now, Options, UserAgent};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use ledger::{Ledger, PrintJob, RecordedEvent, SaleFilter, SaleId, SaleRecord, SessionId};
use sale::Unopened;
use tokio::sync::{Notify, OnceCell, broadcast};
use tokio::task::AbortHandle;

use crate::schedule::Cadence;
use crate::watcher::Due;
use crate::{Error, Settings, StartError, printing, watcher};

/// How long the gateway's clock is waited for: a wrong clock costs a retry at most.
const CLOCK_PATIENCE: Duration = Duration::from_secs(3);

/// What a till needs to start.
pub struct Setup {
    /// Its ledger, opened first: who owns it may start the rest (`I14`).
    pub ledger: Ledger,
    /// The gateway's address.
    pub gateway: Gateway,
    /// Who asks.
    pub credentials: Credentials,
    /// How it is set up.
    pub settings: Settings,
    /// Where the time comes from.
    pub now: Now,
    /// The shop's wall clock.
    pub zone: TimeZone,
    /// How often the gateway is asked, and how long it is waited for.
    pub cadence: Cadence,
}

/// A running till. Clones are the same till; it stops with the last one.
#[derive(Clone)]
pub struct Till {
    pub(crate) shared: Arc<Shared>,
    _tasks: Arc<Tasks>,
}

/// Whether the gateway answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Contact {
    /// It does, or was not asked yet.
    #[default]
    Fine,
    /// It does not; the till goes on asking.
    Lost,
    /// It refuses the credentials; the till hardly asks any more, until one is accepted again.
    Refused(AuthFailure),
}

/// What the till's tasks have in common.
pub(crate) struct Shared {
    pub client: Client,
    pub settings: Settings,
    pub now: Now,
    pub zone: TimeZone,
    pub cadence: Cadence,
    ledger: Mutex<Ledger>,
    watched: Mutex<Watched>,
    pub watch: Notify,
    pub print: Notify,
    clock: OnceCell<()>,
    changes: broadcast::Sender<SaleId>,
}

/// What the watcher keeps in mind. None of it is needed after a restart: every open session is
/// then due at once.
#[derive(Default)]
pub(crate) struct Watched {
    pub on_screen: Option<SaleId>,
    pub contact: Contact,
    pub due: HashMap<SessionId, Due>,
    /// While the gateway refuses the credentials: when one session is asked about again.
    pub ask_again_at: Timestamp,
}

struct Tasks([AbortHandle; 2]);

impl Drop for Tasks {
    fn drop(&mut self) {
        for task in &self.0 {
            task.abort();
        }
    }
}

impl Till {
    /// Settles what a crash left between intent and answer, and starts the watcher and the
    /// printer's worker. Needs a Tokio runtime.
    ///
    /// # Errors
    /// [`StartError`].
    pub fn start(setup: Setup) -> Result<Self, StartError> {
        let mut ledger = setup.ledger;
        let now = (setup.now)();
        forget_lost_answers(&mut ledger, now)?;
        printing::settle_interrupted(&mut ledger, now)?;
        let options = Options {
            now: setup.now.clone(),
            total_timeout: setup.cadence.patience,
            user_agent: UserAgent::new(concat!("Cobro/", env!("CARGO_PKG_VERSION")))
                .unwrap_or_default(),
            ..Options::default()
        };
        let client = Client::new(setup.gateway, setup.credentials, options);
        let shared = Arc::new(Shared {
            client: client.map_err(StartError::Connection)?,
            settings: setup.settings,
            now: setup.now,
            zone: setup.zone,
            cadence: setup.cadence,
            ledger: Mutex::new(ledger),
            watched: Mutex::default(),
            watch: Notify::new(),
            print: Notify::new(),
            clock: OnceCell::new(),
            changes: broadcast::channel(256).0,
        });
        let tasks = Tasks([
            tokio::spawn(watcher::run(shared.clone())).abort_handle(),
            tokio::spawn(printing::run(shared.clone())).abort_handle(),
        ]);
        Ok(Till {
            shared,
            _tasks: Arc::new(tasks),
        })
    }

    /// How it is set up.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.shared.settings
    }

    /// The shop's wall clock.
    #[must_use]
    pub fn zone(&self) -> &TimeZone {
        &self.shared.zone
    }

    /// The till's time.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        (self.shared.now)()
    }

    /// The gateway's clock less this computer's, as last learnt (`I10`).
    #[must_use]
    pub fn clock_offset(&self) -> SignedDuration {
        self.shared.client.clock_offset().unwrap_or_default()
    }

    /// Whether the gateway answers.
    #[must_use]
    pub fn contact(&self) -> Contact {
        self.shared.watched().contact.clone()
    }

    /// Every sale that changes from now on, after the change is durable (`I12`).
    #[must_use]
    pub fn changes(&self) -> broadcast::Receiver<SaleId> {
        self.shared.changes.subscribe()
    }

    /// Says which sale people look at: it is asked about more often, beginning now.
    pub fn put_on_screen(&self, sale: Option<SaleId>) {
        self.shared.watched().on_screen = sale;
        if let Some(sale) = sale {
            self.shared.hurry(sale);
        }
    }

    /// One sale.
    ///
    /// # Errors
    /// [`Error::Ledger`] where there is none.
    pub async fn sale(&self, id: SaleId) -> Result<SaleRecord, Error> {
        self.shared
            .with_ledger(move |ledger| ledger.tables().sale(id))
            .await
    }

    /// The sales that pass the filter, newest first.
    ///
    /// # Errors
    /// [`Error::Ledger`].
    pub async fn sales(&self, filter: SaleFilter) -> Result<Vec<SaleRecord>, Error> {
        self.shared
            .with_ledger(move |ledger| ledger.tables().sales(&filter))
            .await
    }

    /// The sales with a session that the gateway has not ended, oldest first.
    ///
    /// # Errors
    /// [`Error::Ledger`].
    pub async fn open_sales(&self) -> Result<Vec<SaleRecord>, Error> {
        let open = |ledger: &mut Ledger| {
            let tables = ledger.tables();
            let sessions = tables.open_sessions()?;
            sessions
                .iter()
                .map(|session| tables.sale(session.sale))
                .collect::<Result<Vec<_>, _>>()
        };
        let mut sales = self.shared.with_ledger(open).await?;
        sales.dedup_by_key(|sale| sale.id);
        Ok(sales)
    }

    /// What happened to a sale, oldest first.
    ///
    /// # Errors
    /// [`Error::Ledger`].
    pub async fn events_of(&self, sale: SaleId) -> Result<Vec<RecordedEvent>, Error> {
        self.shared
            .with_ledger(move |ledger| ledger.tables().events_of(sale))
            .await
    }

    /// The oldest receipt that waits for the printer.
    ///
    /// # Errors
    /// [`Error::Ledger`].
    pub async fn next_print_job(&self) -> Result<Option<PrintJob>, Error> {
        self.shared
            .with_ledger(|ledger| ledger.tables().next_print_job())
            .await
    }

    /// A sale's print jobs, oldest first.
    ///
    /// # Errors
    /// [`Error::Ledger`].
    pub async fn print_jobs_of(&self, sale: SaleId) -> Result<Vec<PrintJob>, Error> {
        self.shared
            .with_ledger(move |ledger| ledger.tables().print_jobs_of(sale))
            .await
    }
}

impl fmt::Debug for Till {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Till")
            .field("gateway", self.shared.client.gateway())
            .finish_non_exhaustive()
    }
}

/// A session whose answer never was recorded has a URL that nobody saw: nobody can pay it.
fn forget_lost_answers(ledger: &mut Ledger, now: Timestamp) -> Result<(), ledger::Error> {
    for session in ledger.tables().intended_sessions()? {
        let why = Unopened::AnswerLost {
            why: "the till stopped before the answer".to_owned(),
        };
        ledger.session_unopened(now, session.id, why)?;
    }
    Ok(())
}

impl Shared {
    pub fn watched(&self) -> MutexGuard<'_, Watched> {
        self.watched.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads or changes the ledger where blocking is fine.
    pub async fn with_ledger<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&mut Ledger) -> Result<T, ledger::Error> + Send + 'static,
    ) -> Result<T, Error> {
        let shared = self.clone();
        let done = tokio::task::spawn_blocking(move || {
            work(&mut shared.ledger.lock().unwrap_or_else(PoisonError::into_inner))
        });
        Ok(done.await.map_err(|_| Error::Closing)??)
    }

    /// Tells everyone who listens; only ever after the commit (`I12`).
    pub fn changed(&self, sale: SaleId) {
        self.changes.send(sale).ok();
    }

    /// Asks for the gateway's clock, once and briefly; whoever comes meanwhile waits for it too.
    pub async fn know_clock(&self) {
        let ask = async {
            match tokio::time::timeout(CLOCK_PATIENCE, self.client.learn_clock()).await {
                Ok(Ok(())) => {}
                Ok(Err(error)) => tracing::info!(%error, "the gateway's clock is not known yet"),
                Err(_) => tracing::info!("the gateway's clock is not known yet"),
            }
        };
        self.clock.get_or_init(|| ask).await;
    }

    /// Tells everyone that all sales on screen should be looked at again: the contact changed.
    pub fn contact_is(&self, contact: Contact) {
        let mut watched = self.watched();
        if watched.contact == contact {
            return;
        }
        let was_refused = matches!(watched.contact, Contact::Refused(_));
        if matches!(contact, Contact::Refused(_)) {
            watched.ask_again_at = (self.now)() + self.cadence.pause;
        }
        watched.contact = contact;
        let on_screen = watched.on_screen;
        drop(watched);
        if was_refused {
            // the watcher had stopped asking
            self.watch.notify_one();
        }
        if let Some(sale) = on_screen {
            self.changed(sale);
        }
    }

    /// Makes the sale's sessions due now.
    pub fn hurry(&self, sale: SaleId) {
        let now = (self.now)();
        for due in self
            .watched()
            .due
            .values_mut()
            .filter(|due| due.sale == sale)
        {
            due.at = now;
        }
        self.watch.notify_one();
    }
}
