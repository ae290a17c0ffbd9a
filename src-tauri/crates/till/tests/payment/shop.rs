//! A shop with a till, a gateway, a customer, and a clock in the test's hand.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use sale::{Amount, Currency, Language, Money, SaleState};
use sandbox::{Clock, Config, Sandbox};
use till::{
    Cadence, Change, Charge, Contact, Credentials, Duplicates, Environment, Explanation, JobState,
    Ledger, OpenError, PrintJob, Reader, SaleId, SaleRecord, Settings, Setup, Till, World,
};
use tokio::sync::broadcast::error::RecvError;
use tokio::time::timeout;

use crate::bell::Bell;
use crate::front::Front;

pub const APPROVES: &str = "4110760000000081";
pub const REJECTS: &str = "4110760000000016";
pub const PENDING_APPROVES: &str = "4110760000000073";
pub const PENDING_REJECTS: &str = "4048370000000037";

/// The same shop's other login at the gateway, with the same secret key.
pub const OTHER_LOGIN: &str = "Otra-Sucursal";

/// 14:05 in Chile.
pub const START: &str = "2026-11-22T17:05:00Z";

/// An event that takes longer never comes.
pub const PATIENCE: Duration = Duration::from_secs(20);

pub struct Shop {
    pub sandbox: Sandbox,
    pub front: Front,
    /// Where the gateway's notifications arrive.
    pub bell: Bell,
    /// The gateway's clock.
    pub clock: Clock,
    /// How far the till's clock is off, in seconds.
    pub wrong_by: Arc<AtomicI64>,
    pub settings: Settings,
    pub secret: String,
    pub cadence: Cadence,
    begun: Instant,
    data: tempfile::TempDir,
}

impl Shop {
    pub async fn open() -> Shop {
        let clock = Clock::manual(START.parse().unwrap());
        let bell = Bell::hang().await;
        let mut sites = Config::training().sites;
        sites[0].notification_url = Some(bell.url.clone());
        sites.push(sandbox::Site {
            login: OTHER_LOGIN.to_owned(),
            ..sites[0].clone()
        });
        let sandbox = Sandbox::start(Config {
            clock: clock.clone(),
            sites,
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
        let printer = format!("file:{}", receipts.display());
        settings.set_printer(Some(&printer), None).unwrap();
        Shop {
            secret: site.secret_key.clone(),
            cadence: Cadence {
                on_screen: Duration::from_millis(30),
                lingering: Duration::from_millis(30),
                background: Duration::from_millis(60),
                slowest: Duration::from_millis(60),
                ..Cadence::default()
            },
            front,
            bell,
            clock,
            wrong_by: Arc::default(),
            settings,
            begun: Instant::now(),
            data,
            sandbox,
        }
    }

    /// Gives the shop another printer.
    pub fn printer(&mut self, target: &str) {
        self.settings.set_printer(Some(target), None).unwrap();
    }

    pub fn data(&self) -> &Path {
        self.data.path()
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
        self.till_over(self.ledger().await)
    }

    /// A till over a ledger that the test prepared.
    pub fn till_over(&self, ledger: Ledger) -> Till {
        let gateway = self.settings.environment.gateway().unwrap();
        let secret = self.secret.clone().into();
        Till::start(Setup {
            ledger,
            gateway,
            credentials: Credentials::new(self.settings.login.clone(), secret).unwrap(),
            settings: self.settings.clone(),
            world: World {
                now: self.now(),
                ..World::real()
            },
            zone: TimeZone::get("America/Santiago").unwrap(),
            cadence: self.cadence,
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

/// A till that asks about a new session once, and again only when somebody wants to know.
pub const SELDOM: Cadence = Cadence {
    on_screen: Duration::from_hours(1),
    lingering: Duration::from_hours(1),
    background: Duration::from_hours(1),
    slowest: Duration::from_hours(1),
    patience: Duration::from_secs(20),
    pause: Duration::from_secs(60),
};

/// Where the gateway is asked about the sale's newest session.
#[track_caller]
pub fn question(sale: &SaleRecord) -> String {
    let request_id = sale.newest_session().unwrap().state.request_id();
    format!("/api/session/{}", request_id.unwrap())
}

/// Does something until the sale is approved: what is done while a question is under way may be
/// answered by what the gateway said before it.
pub async fn until_approved_by(till: &Till, id: SaleId, what: impl Fn()) {
    let waiting = async {
        loop {
            what();
            let approved = until_approved(till, id);
            if timeout(Duration::from_millis(500), approved).await.is_ok() {
                return;
            }
        }
    };
    timeout(PATIENCE, waiting).await.expect("nobody asked");
}

pub fn pesos(text: &str) -> Amount {
    Amount::parse(text, Currency::CLP).unwrap()
}

/// The usual charge: 12 990 pesos, as often as the test likes.
pub fn usual() -> Charge {
    Charge {
        amount: pesos("12990"),
        description: None,
        customer: sale::Customer::default(),
        allow_partial: false,
        reference: None,
        expires_in: Charge::USUAL_TIME,
        duplicates: Duplicates::Allowed,
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

pub fn clp(minor: i64) -> Money {
    Money::new(minor, Currency::CLP)
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

fn is_waiting(state: &JobState) -> bool {
    matches!(
        state,
        JobState::Queued | JobState::Delayed { .. } | JobState::Printing
    )
}

/// Waits until so many receipts of the sale are printed or failed.
pub async fn until_printed(till: &Till, id: SaleId, count: usize) -> Vec<PrintJob> {
    let mut changes = till.changes();
    let waiting = async {
        loop {
            let jobs = till.print_jobs_of(id).await.unwrap();
            let done = jobs.iter().filter(|job| !is_waiting(&job.state)).count();
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

/// Waits until the contact with the gateway is as it should be.
pub async fn until_contact(till: &Till, is_so: impl Fn(&Contact) -> bool) {
    let mut changes = till.changes();
    let waiting = async {
        while !is_so(&till.contact()) {
            next(&mut changes).await;
        }
    };
    let told = timeout(PATIENCE, waiting).await;
    assert!(told.is_ok(), "still {:?}", till.contact());
}

pub async fn until_contact_is_lost(till: &Till) {
    until_contact(till, |contact| *contact != Contact::Fine).await;
}

pub async fn next(changes: &mut tokio::sync::broadcast::Receiver<Change>) {
    match changes.recv().await {
        Ok(_) | Err(RecvError::Lagged(_)) => {}
        Err(RecvError::Closed) => panic!("the till is gone"),
    }
}

/// What happened to a sale, by the events' names.
pub async fn kinds(till: &Till, id: SaleId) -> Vec<&'static str> {
    let events = till.events_of(id).await.unwrap();
    events.iter().map(|event| event.event.name()).collect()
}

/// What somebody at the counter reads of it.
pub fn spanish(told: &Explanation) -> String {
    told.in_language(Language::Spanish)
}
