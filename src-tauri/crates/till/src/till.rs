//! The till itself: what all its parts share, and how it starts.

use std::collections::BTreeSet;
use std::fmt;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use checkout::{Client, Credentials, Gateway, Turn};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use ledger::{Ledger, PrintJob, RecordedEvent, SaleFilter, SaleId, SaleRecord, SessionId, Tables};
use sale::{RefundState, Unopened};
use tokio::sync::{Notify, OnceCell, broadcast};
use tokio::task::AbortHandle;
use tokio::time::Instant;

use crate::inquiry::Age;
use crate::people::{AtCounter, Pins};
use crate::records::Records;
use crate::rounds::Rounds;
use crate::schedule::Cadence;
use crate::watch_list::Moment;
use crate::watched::{Contact, Heard, Watched};
use crate::world::World;
use crate::{
    Error, Failure, Settings, Standstill, StartError, Trading, connection, looking_after, printing,
    trading, watcher,
};

/// How long the gateway's clock is waited for: a wrong clock costs a retry at most.
const CLOCK_PATIENCE: Duration = Duration::from_secs(3);

/// How often a full disk is tried again.
pub(crate) const UNTIL_THERE_IS_ROOM: Duration = Duration::from_secs(5);

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
    /// The world around it.
    pub world: World,
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

/// What changed, told after it is durable (`I12`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// A sale.
    Sale(SaleId),
    /// Whether the gateway answers: [`Till::contact`].
    Contact,
    /// Whether the till trades: [`Till::trading`].
    Trading,
    /// Who is at the counter, or who could be: [`Till::at_counter`], [`Till::cashiers`].
    People,
    /// How it is set up: [`Till::settings`].
    Settings,
    /// Which sale people look at: [`Till::on_screen`].
    OnScreen,
}

/// What the till's tasks have in common.
pub(crate) struct Shared {
    pub client: Client,
    pub credentials: Credentials,
    settings: Mutex<Arc<Settings>>,
    pub world: World,
    pub zone: TimeZone,
    pub cadence: Cadence,
    /// Where the ledger is.
    pub folder: PathBuf,
    records: Records,
    trading: Mutex<Trading>,
    watched: Mutex<Watched>,
    pub at_counter: Mutex<AtCounter>,
    /// Held by whoever checks a PIN.
    pub pins: tokio::sync::Mutex<Pins>,
    /// When the till started, by the clock that timers use.
    pub began: Instant,
    pub watch: Notify,
    pub print: Rounds,
    /// Held from when an answer is ordered among others until it is recorded.
    pub settling: tokio::sync::Mutex<()>,
    /// Whether the till is leaving for another gateway or site: no payment begins here any more.
    pub leaving: Arc<AtomicBool>,
    /// Held by whoever changes the settings.
    pub setting_up: tokio::sync::Mutex<()>,
    /// Held by whoever prints.
    pub printer: tokio::sync::Mutex<()>,
    pub standstill: Notify,
    clock: OnceCell<()>,
    changes: broadcast::Sender<Change>,
}

struct Tasks([AbortHandle; 4]);

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
        let Setup {
            mut ledger,
            gateway,
            credentials,
            settings,
            world,
            zone,
            cadence,
        } = setup;
        settle_crash(&mut ledger, (world.now)())?;
        let at_counter = AtCounter::at_start(&ledger)?;
        let client = connection::client(gateway, credentials.clone(), &world, &cadence)?;
        let shared = Arc::new(Shared {
            client,
            credentials,
            settings: Mutex::new(Arc::new(settings)),
            folder: ledger.folder().to_owned(),
            records: Records::new(ledger, world.hands)?,
            world,
            zone,
            cadence,
            trading: Mutex::default(),
            watched: Mutex::new(Watched::new(Instant::now())),
            at_counter: Mutex::new(at_counter),
            pins: tokio::sync::Mutex::default(),
            began: Instant::now(),
            watch: Notify::new(),
            print: Rounds::new(),
            settling: tokio::sync::Mutex::default(),
            leaving: Arc::default(),
            setting_up: tokio::sync::Mutex::default(),
            printer: tokio::sync::Mutex::default(),
            standstill: Notify::new(),
            clock: OnceCell::new(),
            changes: broadcast::channel(256).0,
        });
        let tasks = Tasks([
            tokio::spawn(watcher::run(shared.clone())).abort_handle(),
            tokio::spawn(printing::run(shared.clone())).abort_handle(),
            tokio::spawn(looking_after::run(shared.clone())).abort_handle(),
            tokio::spawn(trading::resume(shared.clone())).abort_handle(),
        ]);
        Ok(Till {
            shared,
            _tasks: Arc::new(tasks),
        })
    }

    /// How it is set up now.
    #[must_use]
    pub fn settings(&self) -> Arc<Settings> {
        self.shared.settings()
    }

    /// The shop's wall clock.
    #[must_use]
    pub fn zone(&self) -> &TimeZone {
        &self.shared.zone
    }

    /// The till's time.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        (self.shared.world.now)()
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

    /// Whether the till trades.
    #[must_use]
    pub fn trading(&self) -> Trading {
        self.shared.trading().clone()
    }

    /// Everything that changes from now on, after the change is durable (`I12`).
    #[must_use]
    pub fn changes(&self) -> broadcast::Receiver<Change> {
        self.shared.changes.subscribe()
    }

    /// Says which sale people look at: it is asked about more often, beginning now.
    pub fn put_on_screen(&self, sale: Option<SaleId>) {
        let before = std::mem::replace(&mut self.shared.watched().on_screen, sale);
        if sale.is_some() {
            self.shared.hurry(sale);
        }
        if before != sale {
            self.shared.tell(Change::OnScreen);
        }
    }

    /// Which sale people look at.
    #[must_use]
    pub fn on_screen(&self) -> Option<SaleId> {
        self.shared.watched().on_screen
    }

    /// Asks about everything at once: the computer woke up, the network came back, or somebody
    /// looks at the window again.
    pub fn wake(&self) {
        self.shared.wake();
    }

    /// One sale.
    ///
    /// # Errors
    /// [`Error::Ledger`] where there is none.
    pub async fn sale(&self, id: SaleId) -> Result<SaleRecord, Error> {
        self.shared.read(move |tables| tables.sale(id)).await
    }

    /// One sale with its print jobs.
    ///
    /// # Errors
    /// [`Error::Ledger`] where there is none.
    pub async fn sale_in_full(&self, id: SaleId) -> Result<SaleInFull, Error> {
        let read = move |tables: Tables<'_>| SaleInFull::of(tables, tables.sale(id)?);
        self.shared.read(read).await
    }

    /// The sales that pass the filter, newest first.
    ///
    /// # Errors
    /// [`Error::Ledger`].
    pub async fn sales(&self, filter: SaleFilter) -> Result<Vec<SaleRecord>, Error> {
        self.shared.read(move |tables| tables.sales(&filter)).await
    }

    /// The sales that pass the filter, newest first, each with its print jobs.
    ///
    /// # Errors
    /// [`Error::Ledger`].
    pub async fn sales_in_full(&self, filter: SaleFilter) -> Result<Vec<SaleInFull>, Error> {
        let read = move |tables: Tables<'_>| {
            let sales = tables.sales(&filter)?.into_iter();
            sales.map(|sale| SaleInFull::of(tables, sale)).collect()
        };
        self.shared.read(read).await
    }

    /// The sales with a session that the gateway has not ended, or not for good, oldest first.
    ///
    /// # Errors
    /// [`Error::Ledger`].
    pub async fn open_sales(&self) -> Result<Vec<SaleRecord>, Error> {
        let open = |tables: Tables<'_>| {
            let sessions = tables.open_sessions()?;
            let sales: BTreeSet<_> = sessions.iter().map(|session| session.sale).collect();
            sales.into_iter().map(|sale| tables.sale(sale)).collect()
        };
        self.shared.read(open).await
    }

    /// What happened to a sale, oldest first.
    ///
    /// # Errors
    /// [`Error::Ledger`].
    pub async fn events_of(&self, sale: SaleId) -> Result<Vec<RecordedEvent>, Error> {
        self.shared.read(move |tables| tables.events_of(sale)).await
    }

    /// The oldest receipt that waits for the printer.
    ///
    /// # Errors
    /// [`Error::Ledger`].
    pub async fn next_print_job(&self) -> Result<Option<PrintJob>, Error> {
        self.shared.read(|tables| tables.next_print_job()).await
    }

    /// A sale's print jobs, oldest first.
    ///
    /// # Errors
    /// [`Error::Ledger`].
    pub async fn print_jobs_of(&self, sale: SaleId) -> Result<Vec<PrintJob>, Error> {
        self.shared
            .read(move |tables| tables.print_jobs_of(sale))
            .await
    }
}

/// A sale and its print jobs, as they stood together.
#[derive(Clone, Debug)]
pub struct SaleInFull {
    /// The sale.
    pub sale: SaleRecord,
    /// Its print jobs, oldest first.
    pub jobs: Vec<PrintJob>,
    /// The number of the ledger's newest event then: of two, the higher stood so later.
    pub as_of: i64,
}

impl SaleInFull {
    pub(crate) fn of(tables: Tables<'_>, sale: SaleRecord) -> Result<Self, ledger::Error> {
        Ok(SaleInFull {
            jobs: tables.print_jobs_of(sale.id)?,
            as_of: tables.newest_event()?,
            sale,
        })
    }
}

impl fmt::Debug for Till {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Till")
            .field("gateway", self.shared.client.gateway())
            .finish_non_exhaustive()
    }
}

/// What a crash left between an intent and its answer. A session whose answer never was recorded
/// has a URL that nobody saw: nobody can pay it. A refund's answer is nobody's to guess (`I11`).
fn settle_crash(ledger: &mut Ledger, now: Timestamp) -> Result<(), ledger::Error> {
    let why = || "the till stopped before the answer".to_owned();
    for session in ledger.tables().intended_sessions()? {
        ledger.session_unopened(now, session.id, Unopened::AnswerLost { why: why() })?;
    }
    for refund in ledger.tables().requested_refunds()? {
        ledger.refund_settled(now, refund.id, RefundState::Unknown { why: why() })?;
    }
    printing::settle_interrupted(ledger, now).map(drop)
}

fn is_disk_full<T>(done: &Result<T, Error>) -> bool {
    matches!(done, Err(Error::Ledger(ledger::Error::DiskFull)))
}

impl Shared {
    pub fn settings(&self) -> Arc<Settings> {
        self.settings
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// From now on the till is set up like this; what is under way goes on as it began.
    pub fn use_settings(&self, settings: Settings) {
        *self.settings.lock().unwrap_or_else(PoisonError::into_inner) = Arc::new(settings);
    }

    pub fn watched(&self) -> MutexGuard<'_, Watched> {
        self.watched.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn trading(&self) -> MutexGuard<'_, Trading> {
        self.trading.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The time, by both clocks.
    pub fn moment(&self) -> Moment {
        Moment {
            wall: (self.world.now)(),
            count: Instant::now(),
        }
    }

    /// Reads the ledger.
    pub async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(Tables<'_>) -> Result<T, ledger::Error> + Send + 'static,
    ) -> Result<T, Error> {
        let read = self.records.read(work).await;
        self.trades_after(&read);
        read
    }

    /// Changes the ledger. What cannot be recorded stops trading; after a failed disk nothing more
    /// is written.
    pub async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Ledger) -> Result<T, ledger::Error> + Send + 'static,
    ) -> Result<T, Error> {
        if let Trading::Stopped(standstill) = &*self.trading()
            && standstill.is_lasting()
        {
            return Err(Error::Stopped(standstill.clone()));
        }
        let count = move |ledger: &mut Ledger| {
            let before = ledger.commits();
            Ok((work(ledger)?, ledger.commits() - before))
        };
        let written = self.records.write(count).await;
        self.trades_after(&written);
        let (done, commits) = written?;
        if commits > 0 && *self.trading() == Trading::Stopped(Standstill::DiskFull) {
            self.trades(Trading::Open);
        }
        Ok(done)
    }

    /// Records what is intended before it leaves (`I1`), unless the till is leaving: who decides that asks
    /// the same writer, so that nothing begins in between.
    pub async fn intend<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Ledger) -> Result<T, ledger::Error> + Send + 'static,
    ) -> Result<T, Error> {
        let leaving = self.leaving.clone();
        let unless_leaving = move |ledger: &mut Ledger| match leaving.load(Ordering::SeqCst) {
            true => Ok(None),
            false => work(ledger).map(Some),
        };
        self.write(unless_leaving).await?.ok_or(Error::Closing)
    }

    /// Records what already happened outside. Where the disk is full it is kept in mind and recorded
    /// as soon as there is room; whoever asked is told at once.
    pub async fn record(
        self: &Arc<Self>,
        sale: SaleId,
        work: impl Fn(&mut Ledger) -> Result<(), ledger::Error> + Clone + Send + Sync + 'static,
    ) -> Result<(), Error> {
        let recorded = self.write(work.clone()).await;
        if is_disk_full(&recorded) {
            let shared = self.clone();
            tokio::spawn(async move {
                if shared.record_when_there_is_room(work).await.is_ok() {
                    shared.changed(sale);
                    shared.print.call();
                }
            });
        }
        recorded
    }

    /// Records what already happened outside, however long the disk is full.
    pub async fn record_when_there_is_room(
        &self,
        work: impl Fn(&mut Ledger) -> Result<(), ledger::Error> + Clone + Send + 'static,
    ) -> Result<(), Error> {
        loop {
            let recorded = self.write(work.clone()).await;
            if !is_disk_full(&recorded) {
                return recorded;
            }
            tokio::time::sleep(UNTIL_THERE_IS_ROOM).await;
        }
    }

    fn trades_after<T>(&self, done: &Result<T, Error>) {
        let Err(Error::Ledger(error)) = done else {
            return;
        };
        if let Some(standstill) = Standstill::after(error) {
            tracing::error!(%error, "the till stops trading");
            self.stop_trading(standstill);
        }
    }

    /// What happens can no longer be recorded, or what was recorded no longer be trusted.
    pub fn stop_trading(&self, standstill: Standstill) {
        self.trades(Trading::Stopped(standstill));
    }

    /// What only a new start mends stays, whatever comes after it.
    fn trades(&self, news: Trading) {
        let mut trading = self.trading();
        let is_lasting =
            matches!(&*trading, Trading::Stopped(standstill) if standstill.is_lasting());
        if *trading != news && !is_lasting {
            *trading = news;
            drop(trading);
            self.standstill.notify_one();
            self.changes.send(Change::Trading).ok();
        }
    }

    /// Tells everyone who listens; only ever after the commit (`I12`).
    pub fn changed(&self, sale: SaleId) {
        self.watched().is_stale = true;
        self.watch.notify_one();
        self.changes.send(Change::Sale(sale)).ok();
    }

    /// Tells everyone who listens of a change that needs no more than telling.
    pub fn tell(&self, change: Change) {
        self.changes.send(change).ok();
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

    /// What an answer, or its absence, says of the contact with the gateway.
    pub fn heard(&self, failure: Option<&Failure>) {
        let now = self.moment();
        if self.watched().heard(failure, &self.cadence, now) == Heard::News {
            self.watch.notify_one();
            self.changes.send(Change::Contact).ok();
        }
    }

    /// A person's request goes out: it waits for nobody, but counts.
    pub fn spend(&self) {
        self.watched().budget.spend(Instant::now());
    }

    /// How new an answer is that is heard now.
    pub fn age_of(&self, session: SessionId, asked: Turn) -> Age {
        let last = self.client.last_turn();
        self.watched().age_of(session, asked, last)
    }

    /// Makes the sale's sessions due now, or all.
    pub fn hurry(&self, sale: Option<SaleId>) {
        let now = self.moment();
        self.watched().list.hurry(sale, now);
        self.watch.notify_one();
    }

    /// Makes everything due now, receipts that wait for the printer too.
    pub fn wake(&self) {
        self.hurry(None);
        self.print.call();
    }
}
