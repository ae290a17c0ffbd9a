//! The end of a day: everything works again, and what is left open comes to its end.

use std::collections::BTreeSet;
use std::time::Duration;

use jiff::SignedDuration;
use ledger::{SaleId, SessionRecord};
use sandbox::{End, Outcome};
use till::{Contact, Trading};
use tokio::time::{Instant, sleep};

use super::Day;
use crate::disk::Fate;
use crate::judge::may_be_open;
use crate::paper::Health;

/// The longest expiration is waited for.
const MOST_ROUNDS: u32 = 40;

const ROUND: Duration = Duration::from_secs(40);

/// What was under way when the weather cleared has come by then, and the longest quiet that the
/// gateway asked for is over.
const FEWEST_ROUNDS: u32 = 3;

/// So many customers come at once.
const RUSH: u32 = 14;

/// So long somebody looks at the screen.
const LOOKED_AT: u32 = 6;

/// In calm weather the sale on screen is asked about again within this: 5 s and a tenth, and what
/// the budget takes.
const LONGEST_SILENCE: Duration = Duration::from_secs(6);

impl Day {
    /// Everything works again, and the till is left alone until nothing is open any more.
    pub(super) async fn heal(&mut self) {
        let place = &self.place;
        place.disk.set_fate(Fate::Passes);
        place.paper.becomes(Health::Fine);
        place
            .net
            .set_weather(|weather| *weather = Default::default());
        self.mends.clear();
        self.findings
            .tell(|| format!("{} everything heals", self.place.time.truth()));
        for round in 0..MOST_ROUNDS {
            if self.findings.any() {
                return;
            }
            self.begin_life().await;
            match round {
                0..FEWEST_ROUNDS => sleep(ROUND).await,
                FEWEST_ROUNDS..LOOKED_AT => {
                    if round == FEWEST_ROUNDS && self.dice.happens(50) {
                        self.be_busy().await;
                    }
                    self.look_at_the_screen().await;
                }
                _ => {
                    self.with_till(|till| till.put_on_screen(None));
                    sleep(ROUND).await;
                }
            }
            self.settle_down().await;
            self.settle_by_hand();
            if round >= FEWEST_ROUNDS && self.is_all_over() {
                break;
            }
        }
        self.with_till(|till| {
            let trading = till.trading();
            let trades = trading == Trading::Open;
            self.findings.demand(trades, "liveness", || {
                format!("there is room on the disk, and the till is {trading:?}")
            });
        });
        self.ask_about_money_given_back();
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

    /// A till asks about a paid sale only when somebody wants to know: somebody does.
    fn ask_about_money_given_back(&mut self) {
        let truths = self.place.net.model.truths();
        let given_back = truths.into_iter().filter(|truth| truth.given_back > 0);
        let given_back: BTreeSet<_> = given_back.map(|truth| truth.reference).collect();
        let is_one = |session: &SessionRecord| given_back.contains(session.reference.as_str());
        let sales = self
            .judge
            .sales()
            .filter(|sale| sale.sessions.iter().any(is_one));
        let sales: Vec<_> = sales.map(|sale| sale.id).collect();
        for sale in sales {
            self.ask_about(sale);
        }
    }

    /// So many sales at once that the questions about them get in each other's way.
    async fn be_busy(&mut self) {
        for _ in 0..RUSH {
            self.charge();
        }
        sleep(Duration::from_secs(1)).await;
        self.judge_changes();
        self.hear_cashier();
    }

    /// The gateway is asked about what is on screen, however slow its answers to other questions
    /// are (`liveness`).
    async fn look_at_the_screen(&mut self) {
        let open = self.some_sale(|sale| sale.state.is_open());
        let Some(sale) = open.filter(|_| self.is_in_contact()) else {
            return sleep(ROUND).await;
        };
        let slow = self.dice.happens(500);
        self.place.net.set_weather(|weather| weather.slow = slow);
        self.with_till(|till| till.put_on_screen(Some(sale.id)));
        let (begun, step) = (Instant::now(), Duration::from_millis(500));
        while begun.elapsed() < ROUND && self.is_asked_about(sale.id, begun) {
            sleep(step).await;
            self.judge_changes();
        }
        self.place.net.set_weather(|weather| weather.slow = false);
    }

    /// The till trades, and the gateway answers it.
    fn is_in_contact(&self) -> bool {
        self.running.as_ref().is_some_and(|running| {
            running.till.contact() == Contact::Fine && running.till.trading() == Trading::Open
        })
    }

    /// Whether a sale is still open, and is not forgotten.
    fn is_asked_about(&self, sale: SaleId, on_screen_since: Instant) -> bool {
        let Some(sale) = self.judge.sale(sale).filter(|sale| sale.state.is_open()) else {
            return false;
        };
        let newest = sale.newest_session();
        let session = newest.and_then(|session| session.state.request_id());
        let Some(session) = session.and_then(|session| u64::try_from(session.0).ok()) else {
            return false;
        };
        let questions = self
            .place
            .net
            .remember(|memory| memory.questions_about(session));
        let silence = questions.silence(on_screen_since);
        self.findings
            .demand(silence <= LONGEST_SILENCE, "liveness", || {
                format!("session {session} is on screen, and nobody asked for {silence:?}")
            });
        silence <= LONGEST_SILENCE
    }

    /// Nothing is open, neither at the gateway nor here.
    fn is_all_over(&self) -> bool {
        self.place.net.keep_time();
        let truths = self.place.net.model.truths();
        let gateway = truths
            .iter()
            .all(|truth| truth.end != End::Open && truth.under_way.is_empty());
        gateway && !self.judge.sales().any(may_be_open)
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
}
