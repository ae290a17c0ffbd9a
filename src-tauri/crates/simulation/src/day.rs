//! One seed: a shop's day, with all that may go wrong in it, and its end when everything heals.

mod counter;
mod customers;
mod healing;
mod troubles;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::io;
use std::path::Path;
use std::sync::Arc;

use checkout::Credentials;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use sale::SaleState;
use sandbox::{Clock, Config, Model, Parts};
use till::{Chance, Change, Till};
use tokio::sync::{broadcast, mpsc};
use tokio::task::JoinSet;
use tokio::time::sleep;

use crate::day::counter::{Done, RefundPart};
use crate::dice::Dice;
use crate::disk::{Disk, Fate};
use crate::judge::Judge;
use crate::life::{self, Place, VALIDATION};
use crate::memory::Memory;
use crate::net::Net;
use crate::paper::Paper;
use crate::people::{self, Deed, Happening, Lacking};
use crate::time::Time;
use crate::verdict::{Findings, Violation};

/// At least so much happens in a day.
const SALES: u32 = 20;
const CRASHES: u32 = 3;
/// What happens at the counter, requests that leave and commits.
const EVENTS: u64 = 300;

/// However a day goes, it ends.
const MOST_HAPPENINGS: u32 = 1_200;

/// What a day was like.
#[derive(Clone, Debug, Default)]
pub struct Report {
    pub violations: Vec<Violation>,
    pub story: Vec<String>,
    pub sales: u32,
    pub approved: u32,
    pub crashes: u32,
    pub restored: u32,
    pub happenings: u32,
    pub requests: u64,
    pub commits: u64,
    pub refunds: u32,
    pub conflicts: u32,
    pub receipts: u32,
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
            let happening = people::next_happening(&self.dice, self.lacking());
            self.findings
                .tell(|| format!("{} {happening:?}", self.place.time.truth()));
            self.happen(happening).await;
            self.report.happenings += 1;
            self.settle_down().await;
        }
    }

    fn is_full(&self) -> bool {
        let has_all = self.lacking() == Lacking::Events && self.events() >= EVENTS;
        has_all || self.report.happenings >= MOST_HAPPENINGS
    }

    fn events(&self) -> u64 {
        let requests = self.place.net.remember(|memory| memory.sent);
        u64::from(self.report.happenings) + requests + self.place.disk.commits()
    }

    fn lacking(&self) -> Lacking {
        let report = &self.report;
        match (report.sales < SALES, report.crashes < CRASHES) {
            (true, true) => Lacking::SalesAndCrashes,
            (true, false) => Lacking::Sales,
            (false, true) => Lacking::Crashes,
            (false, false) => Lacking::Events,
        }
    }

    async fn happen(&mut self, happening: Happening) {
        match happening {
            Happening::Charge => self.charge(),
            Happening::ChargeAgain => self.charge_again(),
            Happening::LookAt => self.look_at(),
            Happening::LookAway => self.with_till(|till| till.put_on_screen(None)),
            Happening::Ask => self.ask(),
            Happening::Cancel => self.cancel(),
            Happening::Refund => self.refund(RefundPart::Whole),
            Happening::RefundPart => self.refund(RefundPart::Part),
            Happening::RefundElsewhere => self.refund_elsewhere(),
            Happening::Decide => self.decide(),
            Happening::Reprint => self.reprint(),
            Happening::CloseShift => self.close_shift(),
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
                self.meet(fate);
            }
            Happening::DiskFull => self.trouble(happening, 5.0, 120.0),
            Happening::DiskFails => self.meet(Fate::Fails),
            Happening::BackUp => self.back_up(),
            Happening::LoseDisk => self.lose_disk().await,
            Happening::PrinterTrouble => self.trouble(happening, 5.0, 300.0),
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
        if self.place.disk.is_in_trouble() {
            self.place.net.note(Memory::forget_questions);
        }
        self.mend();
        self.customers_act();
        self.judge_changes();
        self.hear_cashier();
        if self.place.disk.is_dead() {
            self.bury().await;
        }
        self.restart_a_stopped_till().await;
    }

    fn judge_changes(&mut self) {
        let mut changed = BTreeSet::new();
        let mut missed = false;
        if let Some(running) = &mut self.running {
            loop {
                match running.changes.try_recv() {
                    Ok(Change::Sale(sale)) => drop(changed.insert(sale)),
                    Ok(
                        Change::Contact
                        | Change::Trading
                        | Change::People
                        | Change::Settings
                        | Change::OnScreen,
                    ) => {}
                    Err(broadcast::error::TryRecvError::Lagged(_)) => missed = true,
                    Err(_) => break,
                }
            }
        }
        if missed {
            self.judge.judge_all();
        } else {
            self.judge.judge(&changed);
        }
    }

    fn with_till(&self, act: impl FnOnce(&Till)) {
        if let Some(running) = &self.running {
            act(&running.till);
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
