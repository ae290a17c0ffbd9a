//! What breaks: power, disk, printer, network, clock; and how the till starts again.

use jiff::SignedDuration;
use till::{Standstill, Trading};
use tokio::task::JoinSet;
use tokio::time::sleep;

use super::{Day, Running};
use crate::disk::Fate;
use crate::memory::Memory;
use crate::paper::Health;
use crate::people::Happening;

impl Day {
    /// Something breaks, and somebody mends it later.
    pub(super) fn trouble(&mut self, what: Happening, shortest: f64, longest: f64) {
        let lasts = SignedDuration::try_from(self.dice.seconds(shortest, longest));
        let until = self.place.time.truth() + lasts.unwrap_or_default();
        if self.mends.insert(what, until).is_none() {
            self.set_trouble(what, Trouble::Begins);
        }
    }

    /// One of the next commits meets this fate.
    pub(super) fn meet(&self, fate: Fate) {
        let spared = u32::try_from(self.dice.below(4)).unwrap_or(0);
        self.place.disk.set_fate_after(spared, fate);
    }

    pub(super) fn mend(&mut self) {
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
                place.net.note(Memory::forget_questions);
                place
                    .disk
                    .set_fate(if begins { Fate::Full } else { Fate::Passes });
            }
            Happening::PrinterTrouble => place.paper.becomes(match (begins, self.dice.below(2)) {
                (false, _) => Health::Fine,
                (true, 0) => Health::Stumbles,
                (true, _) => Health::Dead,
            }),
            Happening::Outage => place.net.set_weather(|weather| weather.outage = begins),
            Happening::Credentials => place.net.set_weather(|weather| weather.refuses = begins),
            _ => {}
        }
    }

    pub(super) fn suspend(&mut self) {
        let seconds = match self.dice.below(3) {
            0 => 1 + self.dice.below(60),
            1 => 60 + self.dice.below(7_200),
            _ => 7_200 + self.dice.below(3 * 86_400),
        };
        let slept = SignedDuration::from_secs(i64::try_from(seconds).unwrap_or(1));
        self.findings.tell(|| format!("sleeps {slept:?}"));
        self.place.time.sleep_through(slept);
    }

    pub(super) fn set_clock(&mut self) {
        let seconds = i64::try_from(self.dice.below(2 * 86_400)).unwrap_or(0) - 86_400;
        let seconds = if self.dice.happens(300) { 0 } else { seconds };
        self.findings
            .tell(|| format!("the clock is off by {seconds} s"));
        self.place
            .time
            .set_wrong_by(SignedDuration::from_secs(seconds));
    }

    /// Starts the till if it does not run, and looks at what it left open, as a cashier does.
    pub(super) async fn begin_life(&mut self) {
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

    /// Somebody copies the ledger, once, unless there is no room for that either: the older the
    /// copy, the more is lost with the disk.
    pub(super) fn back_up(&self) {
        let disk = &self.place.disk;
        if !disk.is_in_trouble() && !disk.has_backup() {
            let made = disk.back_up(self.place.time.wall());
            self.findings.demand(made.is_ok(), "backup", || {
                format!("there is none: {made:?}")
            });
        }
    }

    /// The disk breaks; on another one the till goes on with what was backed up.
    pub(super) async fn lose_disk(&mut self) {
        if self.place.disk.is_dead() || !self.place.disk.has_backup() {
            return;
        }
        let restored = self.place.disk.replace(self.place.time.wall());
        self.findings.demand(restored.is_ok(), "restore", || {
            format!("it fails: {restored:?}")
        });
        self.report.restored += 1;
        self.cut_short().await;
        self.judge.begin_again();
    }

    /// The power went.
    pub(super) async fn bury(&mut self) {
        self.report.crashes += 1;
        self.findings
            .tell(|| format!("{} crash", self.place.time.truth()));
        self.cut_short().await;
        self.place.disk.forget_the_past();
        if self.dice.happens(30) {
            self.judge.verify();
        }
        sleep(self.dice.seconds(1.0, 60.0)).await;
    }

    /// Nothing of this life goes on.
    async fn cut_short(&mut self) {
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
    }

    /// After its disk failed a till says so, and somebody starts it anew.
    pub(super) async fn restart_a_stopped_till(&mut self) {
        let Some(running) = &self.running else { return };
        if let Trading::Stopped(standstill) = running.till.trading()
            && standstill != Standstill::DiskFull
        {
            self.place.disk.crash();
            self.bury().await;
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trouble {
    Begins,
    Ends,
}
