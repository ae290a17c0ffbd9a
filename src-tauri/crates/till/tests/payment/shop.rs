//! A shop with a till, a gateway, a customer, and a clock in the test's hand.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use sale::{Amount, Currency, SaleState};
use sandbox::{Clock, Config, Sandbox};
use till::{
    Cadence, Charge, Contact, Credentials, Environment, Event, Ledger, OpenError, PrintJob, Reader,
    SaleId, SaleRecord, Settings, Setup, Till,
};
use tokio::sync::broadcast::error::RecvError;
use tokio::time::timeout;

use crate::front::Front;

pub const APPROVES: &str = "4110760000000081";
pub const REJECTS: &str = "4110760000000016";
pub const PENDING_APPROVES: &str = "4110760000000073";
pub const PENDING_REJECTS: &str = "4048370000000037";

/// 14:05 in Chile.
pub const START: &str = "2026-11-22T17:05:00Z";

/// An event that takes longer never comes.
pub const PATIENCE: Duration = Duration::from_secs(20);

pub struct Shop {
    pub sandbox: Sandbox,
    pub front: Front,
    /// The gateway's clock.
    pub clock: Clock,
    /// How far the till's clock is off, in seconds.
    pub wrong_by: Arc<AtomicI64>,
    pub settings: Settings,
    pub secret: String,
    /// How long the till waits for one answer.
    pub patience: Duration,
    pub pause: Duration,
    begun: Instant,
    data: tempfile::TempDir,
}

impl Shop {
    pub async fn open() -> Shop {
        let clock = Clock::manual(START.parse().unwrap());
        let sandbox = Sandbox::start(Config {
            clock: clock.clone(),
            ..Config::training()
        });
        let sandbox = sandbox.await.unwrap();
        let front = Front::before(sandbox.url()).await;
        let data = tempfile::tempdir().unwrap();
        let site = &sandbox.sites()[0];
        let mut settings = Settings::training(data.path()).unwrap();
        settings.environment = Environment::Custom(front.url.parse().unwrap());
        settings.login = site.login.clone();
        let receipts = data.path().join("receipts.txt");
        settings.printer = Some(format!("file:{}", receipts.display()).parse().unwrap());
        Shop {
            secret: site.secret_key.clone(),
            patience: Cadence::default().patience,
            pause: Cadence::default().pause,
            front,
            clock,
            wrong_by: Arc::default(),
            settings,
            begun: Instant::now(),
            data,
            sandbox,
        }
    }

    pub fn data(&self) -> PathBuf {
        self.data.path().to_owned()
    }

    pub fn folder(&self) -> PathBuf {
        self.settings.folder(self.data.path())
    }

    /// The till's clock: the gateway's, wrong by as much as the test wants, and running.
    fn now(&self) -> till::Now {
        let (clock, begun) = (self.clock.clone(), self.begun);
        let wrong_by = self.wrong_by.clone();
        Arc::new(move || {
            let wrong_by = SignedDuration::from_secs(wrong_by.load(Ordering::SeqCst));
            clock.now() + wrong_by + SignedDuration::try_from(begun.elapsed()).unwrap()
        })
    }

    /// Takes the ledger over; a till dropped before may need a moment to let go of it.
    pub async fn ledger(&self) -> Ledger {
        let opened = async {
            loop {
                match Ledger::open(&self.folder()) {
                    Ok(ledger) => return ledger,
                    Err(OpenError::Owned(_)) => tokio::task::yield_now().await,
                    Err(other) => panic!("{other}"),
                }
            }
        };
        timeout(PATIENCE, opened).await.unwrap()
    }

    pub async fn till(&self) -> Till {
        let gateway = self.settings.environment.gateway().unwrap();
        let secret = self.secret.clone().into();
        Till::start(Setup {
            ledger: self.ledger().await,
            gateway,
            credentials: Credentials::new(self.settings.login.clone(), secret).unwrap(),
            settings: self.settings.clone(),
            now: self.now(),
            zone: TimeZone::get("America/Santiago").unwrap(),
            cadence: Cadence {
                on_screen: Duration::from_millis(30),
                lingering: Duration::from_millis(30),
                background: Duration::from_millis(60),
                patience: self.patience,
                pause: self.pause,
            },
        })
        .unwrap()
    }

    /// What this customer does at the payment page.
    pub async fn pay(&self, sale: &SaleRecord, card: &str) {
        self.pay_form(sale, &format!("card={card}")).await;
    }

    pub async fn pay_part(&self, sale: &SaleRecord, amount: u32) {
        self.pay_form(sale, &format!("card={APPROVES}&amount={amount}"))
            .await;
    }

    async fn pay_form(&self, sale: &SaleRecord, form: &str) {
        let page = page(sale).replace(&self.front.url, self.sandbox.url());
        let http = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none());
        let request = http.build().unwrap().post(format!("{page}/pay"));
        let request = request
            .header("content-type", "application/x-www-form-urlencoded")
            .body(form.to_owned());
        assert_eq!(request.send().await.unwrap().status(), 303, "not taken");
    }

    pub fn receipts(&self) -> String {
        std::fs::read_to_string(self.data.path().join("receipts.txt")).unwrap_or_default()
    }

    /// Reads the ledger as another process does.
    pub fn reader(&self) -> Reader {
        Reader::open(&self.folder()).unwrap()
    }

    /// Nothing is lost or changed: the log replayed gives the tables.
    #[track_caller]
    pub fn assert_whole(&self) {
        assert_eq!(self.reader().tables().verify().unwrap(), []);
    }
}

pub fn pesos(text: &str) -> Amount {
    Amount::parse(text, Currency::CLP).unwrap()
}

/// The usual charge: 12 990 pesos.
pub fn usual() -> Charge {
    Charge {
        amount: pesos("12990"),
        description: None,
        allow_partial: false,
        reference: None,
        expires_in: Charge::USUAL_TIME,
    }
}

/// Where the customer pays the sale's newest session.
#[track_caller]
pub fn page(sale: &SaleRecord) -> String {
    match &sale.newest_session().unwrap().state {
        sale::SessionState::Opened { process_url, .. } => process_url.clone(),
        other => panic!("{other:?}"),
    }
}

pub fn start() -> Timestamp {
    START.parse().unwrap()
}

pub fn minutes(minutes: u64) -> Duration {
    Duration::from_secs(minutes * 60)
}

/// Waits until the sale is as it should be.
pub async fn until(till: &Till, id: SaleId, is_so: impl Fn(&SaleState) -> bool) -> SaleRecord {
    let mut changes = till.changes();
    let waiting = async {
        loop {
            let sale = till.sale(id).await.unwrap();
            if is_so(&sale.state) {
                return sale;
            }
            next(&mut changes).await;
        }
    };
    match timeout(PATIENCE, waiting).await {
        Ok(sale) => sale,
        Err(_) => panic!("still {:?}", till.sale(id).await.unwrap().state),
    }
}

pub async fn until_approved(till: &Till, id: SaleId) -> SaleRecord {
    until(till, id, |state| *state == SaleState::Approved).await
}

/// Waits until so many receipts of the sale are printed or failed.
pub async fn until_printed(till: &Till, id: SaleId, count: usize) -> Vec<PrintJob> {
    let mut changes = till.changes();
    let waiting = async {
        loop {
            let jobs = till.print_jobs_of(id).await.unwrap();
            let done = jobs
                .iter()
                .filter(|job| {
                    !matches!(job.state, till::JobState::Queued | till::JobState::Printing)
                })
                .count();
            if done >= count {
                return jobs;
            }
            next(&mut changes).await;
        }
    };
    let jobs = timeout(PATIENCE, waiting).await.expect("not printed");
    assert_eq!(jobs.len(), count, "{jobs:?}");
    jobs
}

/// Waits until the contact with the gateway is so; a sale must be on screen.
pub async fn until_contact(till: &Till, contact: Contact) {
    let mut changes = till.changes();
    let waiting = async {
        while till.contact() != contact {
            next(&mut changes).await;
        }
    };
    let told = timeout(PATIENCE, waiting).await;
    assert!(told.is_ok(), "still {:?}", till.contact());
}

async fn next(changes: &mut tokio::sync::broadcast::Receiver<SaleId>) {
    match changes.recv().await {
        Ok(_) | Err(RecvError::Lagged(_)) => {}
        Err(RecvError::Closed) => panic!("the till is gone"),
    }
}

/// What happened to a sale, by the events' kinds.
pub async fn kinds(till: &Till, id: SaleId) -> Vec<&'static str> {
    let events = till.events_of(id).await.unwrap();
    let kinds = events.iter().map(|event| match event.event {
        Event::SaleOpened { .. } => "sale opened",
        Event::SessionIntended { .. } => "intended",
        Event::SessionOpened { .. } => "opened",
        Event::SessionUnopened { .. } => "unopened",
        Event::SessionSettled { .. } => "settled",
        Event::SessionContradicted { .. } => "contradicted",
        Event::CancelAsked { .. } => "cancel asked",
        Event::ReceiptQueued { .. } => "receipt queued",
        Event::ReceiptPrinted { .. } => "receipt printed",
        Event::ReceiptFailed { .. } => "receipt failed",
        Event::ReceiptStarted { .. } => "receipt started",
    });
    kinds.collect()
}
