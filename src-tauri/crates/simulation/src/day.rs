//! One seed: a shop's day, with all that may go wrong in it, and its end when everything heals.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use checkout::Credentials;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use ledger::{Duplicates, SaleId, SaleRecord};
use sale::{
    Amount, Currency, Money, NotRefunded, RefundFinding, RefundState, SaleState, Standing,
    TransactionStatus,
};
use sandbox::{Clock, Config, End, Model, Outcome, Parts};
use till::{Cancelled, Chance, Change, Charge, RefundOrder, Supervisor, Till, Trading};
use tokio::sync::{broadcast, mpsc};
use tokio::task::JoinSet;
use tokio::time::sleep;

use crate::dice::Dice;
use crate::disk::{Disk, Fate};
use crate::judge::Judge;
use crate::life::{self, Place, VALIDATION};
use crate::net::{Carried, Net};
use crate::paper::Paper;
use crate::people::{self, Deed, Happening};
use crate::time::Time;
use crate::verdict::{Findings, Violation};

/// At least so much happens in a day.
const SALES: u32 = 20;
const CRASHES: u32 = 3;
/// What happens at the counter, requests that leave and commits.
const EVENTS: u64 = 300;

/// However a day goes, it ends.
const MOST_HAPPENINGS: u32 = 1_200;

/// Money comes so long after the end of its session at most.
const LATEST_MONEY: SignedDuration = SignedDuration::from_hours(20);

/// What a day was like.
#[derive(Clone, Debug, Default)]
pub struct Report {
    pub violations: Vec<Violation>,
    pub story: Vec<String>,
    pub sales: u32,
    pub approved: u32,
    pub crashes: u32,
    pub happenings: u32,
    pub requests: u64,
    pub commits: u64,
    pub refunds: u32,
    pub conflicts: u32,
    pub receipts: u32,
}

/// What came of what the cashier wanted.
enum Done {
    Charged(Result<SaleRecord, till::Error>, Duplicates),
    Cancelled(SaleId, Result<Cancelled, till::Error>),
    Other,
}

/// A till that runs, and what the cashier waits for.
struct Running {
    till: Till,
    changes: broadcast::Receiver<Change>,
    wishes: JoinSet<()>,
}

struct Day {
    place: Place,
    judge: Judge,
    findings: Arc<Findings>,
    dice: Dice,
    running: Option<Running>,
    done: (mpsc::UnboundedSender<Done>, mpsc::UnboundedReceiver<Done>),
    customers: BTreeMap<u64, VecDeque<(Timestamp, Deed)>>,
    late: BTreeSet<u64>,
    mends: BTreeMap<Happening, Timestamp>,
    report: Report,
}

/// Lives the day of a seed in `root`, an empty folder; `template` holds an empty ledger.
pub fn live(seed: u64, root: &Path, template: &Path, tells_story: bool) -> io::Result<Report> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()?;
    let report = runtime.block_on(async {
        let mut day = Day::begin(seed, root, template, tells_story)?;
        day.pass().await;
        day.heal().await;
        Ok(day.end())
    });
    runtime.shutdown_background();
    report
}

impl Day {
    fn begin(seed: u64, root: &Path, template: &Path, tells_story: bool) -> io::Result<Self> {
        let time = Time::begin(Timestamp::from_second(1_795_367_100).unwrap_or_default());
        let findings = Arc::new(Findings::none(tells_story));
        let mut config = Config {
            clock: Clock::manual(time.truth()),
            seed: Some(seed),
            pending_for: VALIDATION,
            ..Config::training()
        };
        config.sites.truncate(1);
        if let Some(site) = config.sites.first_mut() {
            site.parts = Parts::Allowed;
        }
        let site = config.sites.first().cloned();
        let site = site.ok_or_else(|| io::Error::other("the sandbox has no site"))?;
        let model = Model::new(config).map_err(io::Error::other)?;
        let disk = Arc::new(Disk::new(root.to_owned(), template)?);
        let paper = Paper::new(Arc::clone(&findings));
        let net = Net::new(
            model,
            time.clone(),
            Dice::of(seed, 1),
            Arc::clone(&disk),
            Arc::clone(&findings),
        );
        let dice = Dice::of(seed, 2);
        net.set_weather(|weather| {
            weather.faults = [0, 20, 100, 300][usize::try_from(dice.below(4)).unwrap_or(0)];
            weather.lies = [0, 0, 10, 50][usize::try_from(dice.below(4)).unwrap_or(0)];
        });
        let judge = Judge::new(
            Arc::clone(&net),
            Arc::clone(&disk),
            Arc::clone(&paper),
            Arc::clone(&findings),
        );
        let credentials = Credentials::new(site.login, site.secret_key.into());
        let place = Place {
            net,
            disk,
            paper,
            time,
            chance: Chance::seeded(seed),
            settings: life::settings().ok_or_else(|| io::Error::other("no settings"))?,
            credentials: credentials.map_err(io::Error::other)?,
            zone: TimeZone::get("America/Santiago").map_err(io::Error::other)?,
        };
        Ok(Day {
            place,
            judge,
            findings,
            dice,
            running: None,
            done: mpsc::unbounded_channel(),
            customers: BTreeMap::new(),
            late: BTreeSet::new(),
            mends: BTreeMap::new(),
            report: Report::default(),
        })
    }

    /// The day itself, until enough has happened.
    async fn pass(&mut self) {
        while !self.is_full() && !self.findings.any() {
            self.begin_life().await;
            let happening = people::next_happening(&self.dice);
            self.findings
                .tell(|| format!("{} {happening:?}", self.place.time.truth()));
            self.happen(happening).await;
            self.report.happenings += 1;
            self.settle_down().await;
        }
    }

    fn is_full(&self) -> bool {
        let report = &self.report;
        let requests = self.place.net.remember(|memory| memory.sent);
        let events = u64::from(report.happenings) + requests + self.place.disk.commits();
        let enough = report.sales >= SALES && report.crashes >= CRASHES && events >= EVENTS;
        enough || report.happenings >= MOST_HAPPENINGS
    }

    /// Starts the till if it does not run, and looks at what it left open, as a cashier does.
    async fn begin_life(&mut self) {
        if self.running.is_some() {
            return;
        }
        match self.place.start() {
            Some((till, changes)) => {
                self.findings
                    .tell(|| format!("{} the till starts", self.place.time.truth()));
                self.running = Some(Running {
                    till,
                    changes,
                    wishes: JoinSet::new(),
                });
                self.judge.judge_all();
                let open = self.judge.sales().filter(|sale| sale.state.is_open());
                let open: Vec<_> = open.cloned().collect();
                for sale in &open {
                    self.show(sale);
                }
                if let (Some(sale), Some(running)) = (open.last(), &self.running) {
                    running.till.put_on_screen(Some(sale.id));
                }
            }
            // a crash while it starts, or no room for what it has to write down
            None if self.place.disk.is_in_trouble() => {}
            None => self.findings.report("start", "the till does not start"),
        }
    }

    async fn happen(&mut self, happening: Happening) {
        match happening {
            Happening::Charge if self.report.sales < SALES * 2 => self.charge(),
            Happening::Charge => {}
            Happening::ChargeAgain => self.charge_again(),
            Happening::LookAt => self.look_at(),
            Happening::LookAway => self.with_till(|till| till.put_on_screen(None)),
            Happening::Ask => self.ask(),
            Happening::Cancel => self.cancel(),
            Happening::Refund => self.refund(RefundPart::Whole),
            Happening::RefundPart => self.refund(RefundPart::Part),
            Happening::Decide => self.decide(),
            Happening::Reprint => self.reprint(),
            Happening::Notify => self.notify(),
            Happening::Forge => self.forge(),
            Happening::Focus => self.with_till(Till::wake),
            Happening::LateMoney => self.late_money(),
            Happening::Crash => self.place.disk.crash(),
            Happening::CrashAtCommit => {
                let after = self.dice.happens(500);
                let fate = if after {
                    Fate::CrashAfter
                } else {
                    Fate::CrashBefore
                };
                self.place.disk.set_fate(fate);
            }
            Happening::DiskFull => self.trouble(happening, 5.0, 120.0),
            Happening::DiskFails => self.place.disk.set_fate(Fate::Fails),
            Happening::PrinterSwitch => self.trouble(happening, 5.0, 300.0),
            Happening::Outage => self.trouble(happening, 5.0, 300.0),
            Happening::Credentials => self.trouble(happening, 5.0, 200.0),
            Happening::Suspend => self.suspend(),
            Happening::SetClock => self.set_clock(),
            Happening::Wait => sleep(self.dice.seconds(0.0, 6.0)).await,
        }
    }

    /// Lets what was begun go on for a moment, then looks at everything that changed.
    async fn settle_down(&mut self) {
        sleep(self.dice.seconds(0.0, 0.6)).await;
        self.mend();
        self.customers_act();
        self.hear_cashier();
        self.judge_changes();
        if self.place.disk.is_dead() {
            self.bury().await;
        }
        self.restart_a_stopped_till().await;
    }

    /// The power went: nothing of this life goes on.
    async fn bury(&mut self) {
        self.report.crashes += 1;
        self.findings
            .tell(|| format!("{} crash", self.place.time.truth()));
        self.place.net.cut();
        if let Some(Running { till, wishes, .. }) = self.running.take() {
            drop(wishes);
            drop(till);
        }
        // the tasks of the dead till come to their ends
        for _ in 0..8 {
            tokio::task::yield_now().await;
        }
        while self.done.1.try_recv().is_ok() {}
        self.place.disk.forget_the_past();
        if self.dice.happens(100) {
            self.judge.verify();
        }
        sleep(self.dice.seconds(1.0, 60.0)).await;
    }

    /// After its disk failed a till says so, and somebody starts it anew.
    async fn restart_a_stopped_till(&mut self) {
        let Some(running) = &self.running else { return };
        if let Trading::Stopped(standstill) = running.till.trading()
            && standstill != till::Standstill::DiskFull
        {
            self.place.disk.crash();
            self.bury().await;
        }
    }

    fn judge_changes(&mut self) {
        let mut changed = BTreeSet::new();
        let mut missed = false;
        if let Some(running) = &mut self.running {
            loop {
                match running.changes.try_recv() {
                    Ok(Change::Sale(sale)) => drop(changed.insert(sale)),
                    Ok(Change::Contact | Change::Trading) => {}
                    Err(broadcast::error::TryRecvError::Lagged(_)) => missed = true,
                    Err(_) => break,
                }
            }
        }
        if missed {
            self.judge.judge_all();
        } else {
            self.judge.judge(changed);
        }
    }

    fn with_till(&self, act: impl FnOnce(&Till)) {
        if let Some(running) = &self.running {
            act(&running.till);
        }
    }

    /// The cashier wants something; what comes of it is heard later.
    fn wish<F>(&mut self, wish: impl FnOnce(Till) -> F)
    where
        F: Future<Output = Done> + Send + 'static,
    {
        let tell = self.done.0.clone();
        if let Some(running) = &mut self.running {
            let wished = wish(running.till.clone());
            running.wishes.spawn(async move {
                tell.send(wished.await).ok();
            });
        }
    }

    fn charge(&mut self) {
        self.report.sales += 1;
        let minor = 500 + i64::try_from(self.dice.below(12)).unwrap_or(0) * 490;
        let Ok(amount) = Amount::new(Money::new(minor, Currency::CLP)) else {
            return;
        };
        let duplicates = if self.dice.happens(500) {
            Duplicates::Allowed
        } else {
            Duplicates::Refused
        };
        let charge = Charge {
            amount,
            description: None,
            allow_partial: self.dice.happens(300),
            reference: None,
            expires_in: Duration::from_mins(5 + self.dice.below(11)),
            duplicates,
        };
        self.wish(move |till| async move {
            let charged = till.charge(charge).await;
            if let Ok(sale) = &charged {
                till.put_on_screen(Some(sale.id));
            }
            Done::Charged(charged, duplicates)
        });
    }

    fn charge_again(&mut self) {
        let Some(sale) = self.some_sale(|sale| !sale.state.is_open()) else {
            return;
        };
        self.wish(move |till| async move {
            Done::Charged(till.charge_again(sale.id).await, Duplicates::Allowed)
        });
    }

    fn look_at(&mut self) {
        if let Some(sale) = self.some_sale(|sale| sale.state.is_open()) {
            self.with_till(|till| till.put_on_screen(Some(sale.id)));
        }
    }

    fn ask(&mut self) {
        if let Some(sale) = self.some_sale(|_| true) {
            self.wish(move |till| async move {
                till.ask_now(sale.id).await.ok();
                Done::Other
            });
        }
    }

    fn cancel(&mut self) {
        if let Some(sale) = self.some_sale(|sale| sale.state.is_open()) {
            let id = sale.id;
            self.wish(move |till| async move { Done::Cancelled(id, till.cancel(id).await) });
        }
    }

    fn refund(&mut self, part: RefundPart) {
        let pays = |sale: &SaleRecord| paid_transactions(sale).next().is_some();
        let Some(sale) = self.some_sale(pays) else {
            return;
        };
        let paid: Vec<_> = paid_transactions(&sale).collect();
        let Some((transaction, took)) = self.dice.pick(&paid).copied() else {
            return;
        };
        let amount = match part {
            RefundPart::Whole => None,
            RefundPart::Part => {
                let minor = self.dice.below(took.minor.unsigned_abs() + 10);
                Some(Money::new(i64::try_from(minor).unwrap_or(1), took.currency))
            }
        };
        let Ok(by) = Supervisor::named("Ana") else {
            return;
        };
        self.report.refunds += 1;
        self.wish(move |till| async move {
            let order = RefundOrder {
                sale: sale.id,
                transaction,
                amount,
                by,
            };
            till.refund(order).await.ok();
            Done::Other
        });
    }

    /// A supervisor looks at the gateway's portal and writes down what became of a refund.
    fn decide(&mut self) {
        let unknown = |sale: &SaleRecord| unknown_refund(sale).is_some();
        let Some(sale) = self.some_sale(unknown) else {
            return;
        };
        let Some((refund, transaction, index)) = unknown_refund(&sale) else {
            return;
        };
        let carried = self.place.net.remember(|memory| {
            let sends = memory
                .reversals
                .get(&transaction)
                .cloned()
                .unwrap_or_default();
            sends
                .get(index)
                .map_or(Carried::Refused, |sent| sent.carried)
        });
        let finding = match carried {
            // it may still be on its way: a supervisor waits
            Carried::NotYet => return,
            Carried::Out => RefundFinding::GivenBack,
            Carried::Refused => RefundFinding::NotGivenBack,
        };
        let Ok(by) = Supervisor::named("Ana") else {
            return;
        };
        self.wish(move |till| async move {
            till.decide_refund(sale.id, refund, finding, by).await.ok();
            Done::Other
        });
    }

    fn reprint(&mut self) {
        if let Some(sale) = self.some_sale(|sale| sale.state == SaleState::Approved) {
            self.wish(move |till| async move {
                till.reprint(sale.id).await.ok();
                Done::Other
            });
        }
    }

    fn notify(&mut self) {
        let sessions: Vec<_> = self.customers.keys().copied().collect();
        let session = self.dice.pick(&sessions).copied();
        let body = session.and_then(|session| self.place.net.notification(session));
        if let Some(body) = body {
            let genuine = self
                .running
                .as_ref()
                .map(|running| running.till.ring(&body));
            let is_taken = genuine.is_none_or(|genuine| genuine.is_ok());
            self.findings.demand(is_taken, "notification", || {
                "a genuine one is refused".to_owned()
            });
        }
    }

    fn forge(&mut self) {
        let sessions: Vec<_> = self.customers.keys().copied().collect();
        let session = self.dice.pick(&sessions).copied().unwrap_or(1);
        let forged = format!(
            r#"{{"status":{{"status":"APPROVED","date":"2026-11-22T14:05:00-03:00"}},"requestId":{session},"reference":"C1","signature":"sha256:{:064x}"}}"#,
            self.dice.below(u64::MAX)
        );
        if let Some(running) = &self.running {
            let taken = running.till.ring(forged.as_bytes()).is_ok();
            self.findings.demand(!taken, "notification", || {
                "a forged one is taken".to_owned()
            });
        }
    }

    /// Money comes in for a session that was over, or at its very end.
    fn late_money(&mut self) {
        self.place.net.keep_time();
        let truths = self.place.net.model.truths();
        let now = self.place.time.truth();
        let over: Vec<_> = truths
            .iter()
            .filter(|truth| truth.paid < truth.asked && truth.given_back == 0)
            .filter(|truth| self.customers.contains_key(&truth.request_id))
            .filter_map(|truth| match truth.end {
                End::Open => None,
                End::Over { since } => Some((truth.request_id, since + LATEST_MONEY)),
            })
            .filter(|(_, latest)| *latest > now)
            .collect();
        if let Some((session, latest)) = self.dice.pick(&over).copied()
            && self.late.insert(session)
        {
            let left = u64::try_from(now.duration_until(latest).as_secs()).unwrap_or(0);
            let left = if self.dice.happens(500) {
                left.min(60)
            } else {
                left
            };
            let after = i64::try_from(self.dice.below(left)).unwrap_or(0);
            self.place
                .net
                .approve_late(session, SignedDuration::from_secs(after));
        }
    }

    /// Something breaks, and somebody mends it later.
    fn trouble(&mut self, what: Happening, shortest: f64, longest: f64) {
        let lasts = SignedDuration::try_from(self.dice.seconds(shortest, longest));
        let until = self.place.time.truth() + lasts.unwrap_or_default();
        if self.mends.insert(what, until).is_none() {
            self.set_trouble(what, Trouble::Begins);
        }
    }

    fn mend(&mut self) {
        let now = self.place.time.truth();
        let over: Vec<_> = self
            .mends
            .iter()
            .filter(|(_, until)| **until <= now)
            .collect();
        let over: Vec<_> = over.into_iter().map(|(what, _)| *what).collect();
        for what in over {
            self.mends.remove(&what);
            self.set_trouble(what, Trouble::Ends);
        }
    }

    fn set_trouble(&self, what: Happening, trouble: Trouble) {
        let begins = trouble == Trouble::Begins;
        let place = &self.place;
        match what {
            Happening::DiskFull => {
                place.net.forget_questions();
                place
                    .disk
                    .set_fate(if begins { Fate::Full } else { Fate::Passes });
            }
            Happening::PrinterSwitch => place.paper.switch(begins),
            Happening::Outage => place.net.set_weather(|weather| weather.outage = begins),
            Happening::Credentials => place.net.set_weather(|weather| weather.refuses = begins),
            _ => {}
        }
    }

    fn suspend(&mut self) {
        let seconds = match self.dice.below(3) {
            0 => 1 + self.dice.below(60),
            1 => 60 + self.dice.below(7_200),
            _ => 7_200 + self.dice.below(3 * 86_400),
        };
        let slept = SignedDuration::from_secs(i64::try_from(seconds).unwrap_or(1));
        self.findings.tell(|| format!("sleeps {slept:?}"));
        self.place.time.sleep_through(slept);
    }

    fn set_clock(&mut self) {
        let seconds = i64::try_from(self.dice.below(2 * 86_400)).unwrap_or(0) - 86_400;
        let seconds = if self.dice.happens(300) { 0 } else { seconds };
        self.findings
            .tell(|| format!("the clock is off by {seconds} s"));
        self.place
            .time
            .set_wrong_by(SignedDuration::from_secs(seconds));
    }

    fn some_sale(&self, fits: impl Fn(&SaleRecord) -> bool) -> Option<SaleRecord> {
        let fitting: Vec<_> = self.judge.sales().filter(|sale| fits(sale)).collect();
        self.dice.pick(&fitting).map(|sale| (*sale).clone())
    }

    /// The customer sees the page of a sale that can be paid.
    fn show(&mut self, sale: &SaleRecord) {
        let Some(session) = sale.newest_session() else {
            return;
        };
        let (Some(request_id), Some(Standing::Pending { .. })) =
            (session.state.request_id(), session.state.standing())
        else {
            return;
        };
        let Ok(request_id) = u64::try_from(request_id.0) else {
            return;
        };
        if self.customers.contains_key(&request_id) {
            return;
        }
        let now = self.place.time.truth();
        let deeds = people::customer(&self.dice, sale.amount.money().minor);
        let deeds = deeds.into_iter().map(|(after, deed)| {
            let after = SignedDuration::try_from(after).unwrap_or_default();
            (now + after, deed)
        });
        self.customers.insert(request_id, deeds.collect());
    }

    fn customers_act(&mut self) {
        self.place.net.keep_time();
        let now = self.place.time.truth();
        let model = &self.place.net.model;
        for (session, deeds) in &mut self.customers {
            while let Some((_, deed)) = deeds.pop_front_if(|(at, _)| *at <= now) {
                let done = match deed {
                    Deed::Pay(card) => model.pay(*session, card, None).map(drop),
                    Deed::PayPart(part) => {
                        model.pay(*session, people::APPROVES, Some(part)).map(drop)
                    }
                    Deed::Leave => {
                        model.abandon(*session);
                        Ok(())
                    }
                };
                self.findings
                    .tell(|| format!("{now} session {session}: {deed:?} {done:?}"));
            }
        }
    }

    /// What the cashier was told.
    fn hear_cashier(&mut self) {
        while let Ok(done) = self.done.1.try_recv() {
            match done {
                Done::Charged(Ok(sale), duplicates) => self.hear_charged(&sale, duplicates),
                Done::Charged(Err(error), _) => {
                    self.findings.tell(|| format!("not charged: {error}"))
                }
                Done::Cancelled(id, Ok(outcome)) => self.hear_cancelled(id, &outcome),
                Done::Cancelled(..) | Done::Other => {}
            }
        }
    }

    fn hear_charged(&mut self, sale: &SaleRecord, duplicates: Duplicates) {
        self.show(sale);
        if duplicates == Duplicates::Refused && sale.sessions.len() == 1 {
            let opened = sale.newest_session().map(|session| session.id);
            let same = |other: &SaleRecord| {
                other.newest_session().map(|session| session.id) < opened
                    && other.amount == sale.amount
                    && other.state.is_open()
            };
            let other = self
                .judge
                .sales()
                .find(|other| same(other))
                .map(|other| other.id);
            self.findings.demand(other.is_none(), "duplicate", || {
                format!("sale {} was charged beside {:?}", sale.id, other)
            });
        }
    }

    /// "Cancelled, charge another way" must be true (`I4`).
    fn hear_cancelled(&mut self, id: SaleId, outcome: &Cancelled) {
        if *outcome != Cancelled::Revoked {
            return;
        }
        self.judge.judge([id]);
        let Some(sale) = self.judge.sale(id) else {
            return;
        };
        let newest = sale
            .newest_session()
            .and_then(|session| session.state.request_id());
        let told = newest.and_then(|request_id| {
            let request_id = u64::try_from(request_id.0).ok()?;
            self.place
                .net
                .remember(|memory| memory.told.get(&request_id).copied())
        });
        let is_over = told.is_some_and(|told| told.over_unpaid);
        self.findings.demand(is_over, "I4", || {
            format!("sale {id} is called cancelled, but {told:?}")
        });
    }

    /// Everything works again, and the till is left alone until nothing is open any more.
    async fn heal(&mut self) {
        let place = &self.place;
        place.disk.set_fate(Fate::Passes);
        place.paper.switch(false);
        place
            .net
            .set_weather(|weather| *weather = Default::default());
        self.mends.clear();
        self.findings
            .tell(|| format!("{} everything heals", self.place.time.truth()));
        for _ in 0..40 {
            if self.findings.any() {
                return;
            }
            self.begin_life().await;
            sleep(Duration::from_secs(40)).await;
            self.settle_down().await;
            self.settle_by_hand();
        }
        for _ in 0..6 {
            self.place
                .time
                .sleep_through(SignedDuration::from_hours(24));
            for _ in 0..4 {
                sleep(Duration::from_secs(40)).await;
                self.settle_down().await;
            }
        }
    }

    /// Somebody at the bank gets to what was left for a person.
    fn settle_by_hand(&self) {
        self.place.net.keep_time();
        for truth in self.place.net.model.truths() {
            for payment in truth.under_way {
                let outcome = if self.dice.happens(500) {
                    Outcome::Approve
                } else {
                    Outcome::Reject
                };
                self.place
                    .net
                    .model
                    .settle(truth.request_id, payment, outcome)
                    .ok();
            }
        }
    }

    fn end(mut self) -> Report {
        if !self.findings.any() {
            self.judge.judge_the_end();
            let count = |is: fn(&SaleState) -> bool| {
                let found = self.judge.sales().filter(|sale| is(&sale.state));
                u32::try_from(found.count()).unwrap_or(u32::MAX)
            };
            self.report.approved = count(|state| *state == SaleState::Approved);
            self.report.conflicts = count(|state| matches!(state, SaleState::Conflict { .. }));
        }
        let (violations, story) = self.findings.take();
        Report {
            violations,
            story,
            requests: self.place.net.remember(|memory| memory.sent),
            commits: self.place.disk.commits(),
            receipts: self.place.paper.sheets(),
            ..self.report
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum RefundPart {
    Whole,
    Part,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trouble {
    Begins,
    Ends,
}

fn paid_transactions(sale: &SaleRecord) -> impl Iterator<Item = (i64, Money)> {
    let transactions = sale
        .sessions
        .iter()
        .flat_map(|session| &session.transactions);
    let approved = transactions.filter(|told| told.status == TransactionStatus::Approved);
    approved.filter_map(|told| Some((told.internal_reference, told.amount?)))
}

/// A refund that nobody knows about, its transaction, and how many were sent for that before it.
fn unknown_refund(sale: &SaleRecord) -> Option<(ledger::RefundId, i64, usize)> {
    sale.sessions.iter().find_map(|session| {
        let unknown = session
            .refunds
            .iter()
            .find(|refund| matches!(refund.state, RefundState::Unknown { .. }))?;
        let sent_before = session.refunds.iter().filter(|refund| {
            refund.transaction == unknown.transaction
                && refund.id < unknown.id
                && was_sent(&refund.state)
        });
        Some((unknown.id, unknown.transaction, sent_before.count()))
    })
}

/// Whether the request left, as far as the ledger knows.
fn was_sent(state: &RefundState) -> bool {
    match state {
        RefundState::NotDone {
            why: NotRefunded::Unreachable { .. },
        } => false,
        RefundState::NotDone {
            why: NotRefunded::Refused { reason, .. },
        } => reason != "103",
        RefundState::Requested
        | RefundState::Done { .. }
        | RefundState::Unknown { .. }
        | RefundState::Decided { .. } => true,
    }
}
