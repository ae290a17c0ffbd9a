//! The network between the till and the gateway, which loses, delays, repeats and distorts, and
//! remembers what the gateway truly said.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use checkout::{Exchange, Lost, Request, Response, Transport};
use jiff::SignedDuration;
use ledger::{RefundId, RefundRecord, SaleFilter, SaleRecord};
use sale::RefundState;
use sandbox::{End, Model, Reply};
use serde_json::Value;
use tokio::sync::watch;
use tokio::time::{Instant, sleep};

use crate::dice::Dice;
use crate::disk::Disk;
use crate::lies::Lie;
use crate::time::Time;
use crate::verdict::{Findings, lock};

/// How long the till waits for an answer.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// How an answer comes.
#[derive(Clone, Copy, Debug)]
struct Way {
    out: Duration,
    back: Duration,
    lie: Option<Lie>,
}

/// The network, whoever uses it.
pub struct Net {
    pub model: Model,
    time: Time,
    dice: Dice,
    disk: Arc<Disk>,
    findings: Arc<Findings>,
    weather: Mutex<Weather>,
    memory: Mutex<Memory>,
    lives: watch::Sender<u32>,
}

/// What the network is like at present.
#[derive(Clone, Copy, Debug, Default)]
pub struct Weather {
    /// How many requests in a thousand go wrong.
    pub faults: u32,
    /// How many answers in a thousand lie.
    pub lies: u32,
    /// Answers take long, but come.
    pub slow: bool,
    /// Nothing passes.
    pub outage: bool,
    /// The gateway refuses the credentials.
    pub refuses: bool,
}

/// What truly happened, for the judge.
#[derive(Debug, Default)]
pub struct Memory {
    /// Requests that left the till.
    pub sent: u64,
    /// Sessions by reference, and how often each was created.
    pub created: BTreeMap<String, u32>,
    /// What the gateway told of each session, truly.
    pub told: BTreeMap<u64, Told>,
    /// The questions about each session.
    pub questions: BTreeMap<u64, Questions>,
    /// Sessions about which a lie arrived that may look like money.
    pub lied: BTreeSet<u64>,
    /// Sessions whose page a customer saw.
    pub shown: BTreeSet<u64>,
    /// Requests to give money back, from here or from the portal, by transaction: whether each was
    /// carried out.
    reversals: BTreeMap<i64, Vec<Reversal>>,
}

/// A request to give money back that left the till, and was not refused for its time or for its
/// haste: those the till may send again.
#[derive(Clone, Copy, Debug)]
struct Reversal {
    /// Of the till's request; the portal's has none.
    number: Option<u64>,
    /// What the till asked for by it, where the ledger still holds that.
    refund: Option<RefundId>,
    carried: Carried,
}

/// How often a transaction's money was given back.
#[derive(Clone, Copy, Debug, Default)]
pub struct GivenBack {
    /// By whichever request: so the gateway shows it.
    pub ever: usize,
    /// For refunds that the ledger holds.
    pub recorded: usize,
}

/// Which request to give money back this is.
#[derive(Clone, Copy, Debug)]
struct Ticket {
    transaction: i64,
    number: u64,
}

/// What the gateway told of a session.
#[derive(Clone, Copy, Debug, Default)]
pub struct Told {
    pub paid: bool,
    pub over_unpaid: bool,
    pub over_in_part: bool,
}

/// What became of the questions about a session.
#[derive(Clone, Copy, Debug, Default)]
pub struct Questions {
    sent: u32,
    newest_answered: u32,
    under_way: u32,
    /// When one left, or was answered, last.
    newest: Option<Instant>,
    /// The newest answer told a status that nobody knows.
    pub newest_is_unknown: bool,
}

impl Questions {
    /// How long, since then at most, no question is under way.
    pub fn silence(&self, since: Instant) -> Duration {
        match self.under_way {
            0 => self
                .newest
                .map_or(since, |newest| newest.max(since))
                .elapsed(),
            _ => Duration::ZERO,
        }
    }
}

/// Whether the gateway carried a request out; [`Refused`](Self::Refused) also where it never came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carried {
    NotYet,
    Out,
    Refused,
}

/// What becomes of one request.
#[derive(Clone, Copy, Debug)]
enum Fate {
    Straight {
        out: Duration,
        back: Duration,
    },
    NeverSent {
        after: Duration,
    },
    Lost {
        after: Duration,
    },
    /// The gateway does it, maybe after the till gave up; the answer is lost.
    Unheard {
        out: Duration,
    },
    Status {
        code: u16,
        wait: Option<Duration>,
        done: bool,
    },
    WrongTime,
    Lie {
        lie: Lie,
        out: Duration,
        back: Duration,
    },
}

impl Net {
    pub fn new(
        model: Model,
        time: Time,
        dice: Dice,
        disk: Arc<Disk>,
        findings: Arc<Findings>,
    ) -> Arc<Self> {
        Arc::new(Net {
            model,
            time,
            dice,
            disk,
            findings,
            weather: Mutex::default(),
            memory: Mutex::default(),
            lives: watch::channel(0).0,
        })
    }

    /// What the network is like.
    pub fn weather(&self) -> Weather {
        *lock(&self.weather)
    }

    /// Changes what the network is like.
    pub fn set_weather(&self, change: impl FnOnce(&mut Weather)) {
        change(&mut lock(&self.weather));
    }

    /// What truly happened.
    pub fn remember<T>(&self, read: impl FnOnce(&Memory) -> T) -> T {
        read(&lock(&self.memory))
    }

    /// The questions about a session.
    pub fn questions_about(&self, session: u64) -> Questions {
        self.remember(|memory| memory.questions.get(&session).copied().unwrap_or_default())
    }

    /// What the gateway's portal shows of a refund of a transaction, and of those that the ledger no
    /// longer holds.
    pub fn carried_out(&self, transaction: i64, refund: RefundId) -> Carried {
        self.remember(|memory| {
            let sends = memory.reversals.get(&transaction).into_iter().flatten();
            let sends = sends.filter(|sent| sent.refund.is_none_or(|of| of == refund));
            let carried: Vec<_> = sends.map(|sent| sent.carried).collect();
            [Carried::NotYet, Carried::Out]
                .into_iter()
                .find(|one| carried.contains(one))
                .unwrap_or(Carried::Refused)
        })
    }

    /// How often a transaction's money was given back.
    pub fn given_back(&self, transaction: i64) -> GivenBack {
        self.remember(|memory| {
            let sends = memory.reversals.get(&transaction).into_iter().flatten();
            let out = sends.filter(|sent| sent.carried == Carried::Out);
            out.fold(GivenBack::default(), |back, sent| GivenBack {
                ever: back.ever + 1,
                recorded: back.recorded + usize::from(sent.refund.is_some()),
            })
        })
    }

    /// A customer sees the page of a session.
    pub fn note_shown(&self, session: u64) {
        lock(&self.memory).shown.insert(session);
    }

    /// Somebody gives money back in the gateway's portal.
    pub fn give_back_elsewhere(&self, session: u64) {
        self.keep_time();
        let transaction = self.model.give_back(session);
        let Some(transaction) = transaction.and_then(|number| i64::try_from(number).ok()) else {
            return;
        };
        let mut memory = lock(&self.memory);
        let reversal = Reversal {
            number: None,
            refund: None,
            carried: Carried::Out,
        };
        memory
            .reversals
            .entry(transaction)
            .or_default()
            .push(reversal);
    }

    /// A way for one life of the till.
    pub fn line(self: &Arc<Self>) -> Line {
        Line {
            net: Arc::clone(self),
            life: *self.lives.borrow(),
        }
    }

    /// The till's computer stops: whatever it waits for breaks off.
    pub fn cut(&self) {
        self.forget_questions();
        self.lives.send_modify(|life| *life += 1);
    }

    /// The gateway's clock follows the truth.
    pub fn keep_time(&self) {
        let behind = self.time.truth().duration_since(self.model.clock().now());
        if let Ok(behind) = Duration::try_from(behind) {
            self.model.clock().advance(behind);
        }
    }

    fn draw(&self, request: &Request) -> Fate {
        let weather = self.weather();
        let dice = &self.dice;
        let (out, back) = (dice.seconds(0.005, 0.2), dice.seconds(0.005, 0.2));
        if weather.outage {
            return if dice.happens(700) {
                Fate::NeverSent {
                    after: dice.seconds(0.001, 5.0),
                }
            } else {
                Fate::Lost { after: PATIENCE }
            };
        }
        if weather.refuses && matches!(request, Request::Post { .. }) {
            return Fate::Status {
                code: 401,
                wait: None,
                done: false,
            };
        }
        if weather.slow {
            let out = dice.seconds(10.0, 19.0);
            return Fate::Straight { out, back };
        }
        if dice.happens(weather.lies) {
            let lie = dice.pick(&Lie::ALL).copied().unwrap_or(Lie::Page);
            return Fate::Lie { lie, out, back };
        }
        if !dice.happens(weather.faults) {
            return Fate::Straight { out, back };
        }
        match dice.below(10) {
            0 => Fate::NeverSent {
                after: dice.seconds(0.001, 5.0),
            },
            1 => Fate::Lost {
                after: dice.seconds(0.1, 20.0),
            },
            2 | 3 => Fate::Unheard {
                out: dice.seconds(0.1, 60.0),
            },
            4 => Fate::Status {
                code: 429,
                wait: Some(dice.seconds(1.0, 90.0)),
                done: false,
            },
            5 => Fate::Status {
                code: 503,
                wait: None,
                done: dice.happens(500),
            },
            6 => Fate::Status {
                code: 500,
                wait: None,
                done: dice.happens(500),
            },
            7 => Fate::WrongTime,
            8 => Fate::Straight {
                out: dice.seconds(0.2, 12.0),
                back,
            },
            _ => Fate::Straight {
                out,
                back: dice.seconds(0.2, 12.0),
            },
        }
    }

    async fn follow(self: &Arc<Self>, request: Request) -> Result<Response, Lost> {
        let fate = self.draw(&request);
        self.findings.tell(|| {
            let what = match &request {
                Request::Post { path, .. } => path.as_str(),
                Request::Head => "/",
            };
            format!("{} net {what} {fate:?}", self.time.truth())
        });
        let ticket = match fate {
            Fate::NeverSent { .. } => None,
            _ => self.witness(&request),
        };
        let broken = |why: &str| Err(Lost::OnTheWay(why.to_owned()));
        match fate {
            Fate::NeverSent { after } => {
                sleep(after).await;
                Err(Lost::NeverSent("no route".to_owned()))
            }
            Fate::Lost { after } => {
                self.carried(ticket, Carried::Refused);
                sleep(after).await;
                broken("reset")
            }
            Fate::Unheard { out } => {
                let net = Arc::clone(self);
                tokio::spawn(async move {
                    sleep(out).await;
                    net.reach(&request, ticket).await;
                });
                sleep(out.min(PATIENCE)).await;
                broken("reset")
            }
            Fate::Status { code, wait, done } => {
                sleep(Duration::from_millis(50)).await;
                if done {
                    self.reach(&request, ticket).await;
                } else {
                    self.carried(ticket, Carried::Refused);
                }
                if code == 429 {
                    self.may_be_sent_again(ticket);
                }
                Ok(self.refusal(code, wait))
            }
            Fate::WrongTime => {
                self.may_be_sent_again(ticket);
                Ok(self.refusal(103, None))
            }
            Fate::Straight { out, back } => {
                let way = Way {
                    out,
                    back,
                    lie: None,
                };
                self.there_and_back(&request, way, ticket).await
            }
            Fate::Lie { lie, out, back } => {
                let way = Way {
                    out,
                    back,
                    lie: Some(lie),
                };
                self.there_and_back(&request, way, ticket).await
            }
        }
    }

    async fn there_and_back(
        &self,
        request: &Request,
        Way { out, back, lie }: Way,
        ticket: Option<Ticket>,
    ) -> Result<Response, Lost> {
        let question = self.note_question(request);
        sleep(out).await;
        let mut reply = self.reach(request, ticket).await;
        if reply.status == 401 && reply.body.windows(4).any(|window| window == b" 103") {
            self.may_be_sent_again(ticket);
        }
        sleep(back).await;
        if let (Some(lie), Request::Post { path, .. }) = (lie, request) {
            self.note_lie(path);
            reply.body = lie.told(reply.body);
        }
        if let Some((session, turn)) = question {
            let is_unknown = lie == Some(Lie::UnknownStatus) && reply.status == 200;
            self.note_answer(session, turn, is_unknown);
        }
        Ok(Response {
            status: reply.status,
            at: self.time.wall(),
            date: Some(reply.date),
            retry_after: None,
            body: Ok(reply.body),
        })
    }

    fn note_question(&self, request: &Request) -> Option<(u64, u32)> {
        let Request::Post { path, .. } = request else {
            return None;
        };
        let session = session_of(path).filter(|_| !path.ends_with("/cancel"))?;
        let mut memory = lock(&self.memory);
        let questions = memory.questions.entry(session).or_default();
        questions.sent += 1;
        questions.under_way += 1;
        questions.newest = Some(Instant::now());
        Some((session, questions.sent))
    }

    fn note_answer(&self, session: u64, turn: u32, is_unknown: bool) {
        let mut memory = lock(&self.memory);
        let questions = memory.questions.entry(session).or_default();
        questions.under_way = questions.under_way.saturating_sub(1);
        questions.newest = Some(Instant::now());
        if turn > questions.newest_answered {
            questions.newest_answered = turn;
            questions.newest_is_unknown = is_unknown;
        }
    }

    /// What was answered may not have been recorded: the till crashed, or its disk is full.
    pub fn forget_questions(&self) {
        lock(&self.memory).questions.clear();
    }

    fn note_lie(&self, path: &str) {
        if let Some(session) = session_of(path) {
            lock(&self.memory).lied.insert(session);
        }
    }

    fn refusal(&self, code: u16, wait: Option<Duration>) -> Response {
        let (status, body) = match code {
            401 => (401, AUTHENTICATION_FAILED.replace("NUMBER", "102")),
            103 => (401, AUTHENTICATION_FAILED.replace("NUMBER", "103")),
            other => (other, "<h1>Error</h1>".to_owned()),
        };
        Response {
            status,
            at: self.time.wall(),
            date: Some(self.time.truth()),
            retry_after: wait,
            body: Ok(body.into_bytes()),
        }
    }

    /// What must be durable before a byte leaves (`I1`, `I11`).
    fn witness(&self, request: &Request) -> Option<Ticket> {
        lock(&self.memory).sent += 1;
        let Request::Post { path, json } = request else {
            return None;
        };
        let body = || serde_json::from_slice::<Value>(json).unwrap_or_default();
        match path.as_str() {
            "/api/session" => {
                self.witness_create(&body());
                None
            }
            "/api/transaction" => Some(self.witness_reversal(&body())),
            _ => None,
        }
    }

    fn witness_create(&self, body: &Value) {
        let reference = body["payment"]["reference"].as_str().unwrap_or_default();
        let parsed = reference.parse::<sale::Reference>();
        let is_recorded = parsed.is_ok_and(|reference| {
            let used = self.disk.read(|tables| tables.is_used(&reference));
            used.unwrap_or(false)
        });
        self.findings.demand(is_recorded, "I1", || {
            format!("{reference} is asked for before its intent is durable")
        });
    }

    fn witness_reversal(&self, body: &Value) -> Ticket {
        let transaction = body["internalReference"].as_i64().unwrap_or_default();
        let sales = self
            .disk
            .read(|tables| tables.sales(&SaleFilter::default()));
        let sales = sales.unwrap_or_default();
        let intents: Vec<_> = refunds_of(&sales, transaction).collect();
        let requested = intents
            .iter()
            .find(|refund| refund.state == RefundState::Requested);
        let mut memory = lock(&self.memory);
        let number = memory.sent;
        let sends = memory.reversals.entry(transaction).or_default();
        sends.push(Reversal {
            number: Some(number),
            refund: requested.map(|refund| refund.id),
            carried: Carried::NotYet,
        });
        let known = sends.iter().filter(|sent| sent.refund.is_some()).count();
        drop(memory);
        let is_meant = requested.is_some() && intents.len() >= known;
        self.findings.demand(is_meant, "I11", || {
            let intents = intents.len();
            format!("{transaction} is given back {known} times for {intents} intents")
        });
        Ticket {
            transaction,
            number,
        }
    }

    /// The ledger is an earlier one: which refunds it does not hold is forgotten, though not what
    /// the gateway gave back for them.
    pub fn forget_refunds_but_of(&self, sales: &[SaleRecord]) {
        let mut memory = lock(&self.memory);
        for (transaction, sends) in &mut memory.reversals {
            let kept: Vec<_> = refunds_of(sales, *transaction).map(|r| r.id).collect();
            for sent in sends {
                sent.refund = sent.refund.filter(|refund| kept.contains(refund));
            }
        }
    }

    fn carried(&self, ticket: Option<Ticket>, carried: Carried) {
        let Some(ticket) = ticket else { return };
        let mut memory = lock(&self.memory);
        let sends = memory.reversals.entry(ticket.transaction).or_default();
        if let Some(sent) = sends
            .iter_mut()
            .find(|sent| sent.number == Some(ticket.number))
        {
            sent.carried = carried;
        }
    }

    fn may_be_sent_again(&self, ticket: Option<Ticket>) {
        let Some(ticket) = ticket else { return };
        let mut memory = lock(&self.memory);
        let sends = memory.reversals.entry(ticket.transaction).or_default();
        sends.retain(|sent| sent.number != Some(ticket.number));
    }

    /// The request reaches the gateway.
    async fn reach(&self, request: &Request, ticket: Option<Ticket>) -> Reply {
        self.keep_time();
        let Request::Post { path, json } = request else {
            return Reply {
                status: 200,
                date: self.time.truth(),
                body: Vec::new(),
            };
        };
        let reply = self.model.answer(path, json.clone()).await;
        let carried = match reply.status {
            200 => Carried::Out,
            _ => Carried::Refused,
        };
        self.carried(ticket, carried);
        self.note(path, json, &reply);
        reply
    }

    fn note(&self, path: &str, json: &[u8], reply: &Reply) {
        match path {
            "/api/session" if reply.status == 200 => {
                let body = serde_json::from_slice::<Value>(json).unwrap_or_default();
                let reference = body["payment"]["reference"].as_str().map(ToOwned::to_owned);
                let mut memory = lock(&self.memory);
                *memory
                    .created
                    .entry(reference.unwrap_or_default())
                    .or_default() += 1;
            }
            "/api/session" | "/api/transaction" => {}
            _ => self.note_told(path),
        }
    }

    fn note_told(&self, path: &str) {
        let Some(truth) = session_of(path).and_then(|session| self.model.truth(session)) else {
            return;
        };
        let mut memory = lock(&self.memory);
        let told = memory.told.entry(truth.request_id).or_default();
        let is_over = truth.end != End::Open;
        told.paid |= truth.paid == truth.asked;
        told.over_unpaid |= is_over && truth.paid == 0;
        told.over_in_part |= is_over && truth.paid > 0 && truth.paid < truth.asked;
    }

    /// The gateway notifies the merchant; what becomes of it is the caller's.
    pub fn notification(&self, session: u64) -> Option<Vec<u8>> {
        self.keep_time();
        self.model.notification(session)
    }

    /// Money comes in late, or at the very end.
    pub fn approve_late(&self, session: u64, after: SignedDuration) {
        self.keep_time();
        self.model.approve_late(session, self.time.truth() + after);
    }
}

const AUTHENTICATION_FAILED: &str = r#"{"status":{"status":"FAILED","reason":401,"message":"Autenticación fallida NUMBER","date":"2026-11-22T14:05:00-03:00"}}"#;

fn refunds_of(sales: &[SaleRecord], transaction: i64) -> impl Iterator<Item = &RefundRecord> {
    let sessions = sales.iter().flat_map(|sale| &sale.sessions);
    let refunds = sessions.flat_map(|session| &session.refunds);
    refunds.filter(move |refund| refund.transaction == transaction)
}

/// The number in `/api/session/7` and `/api/session/7/cancel`.
fn session_of(path: &str) -> Option<u64> {
    path.strip_prefix("/api/session/")?
        .split('/')
        .next()?
        .parse()
        .ok()
}

impl fmt::Debug for Net {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Net")
    }
}

/// The network as one life of the till has it.
#[derive(Debug)]
pub struct Line {
    net: Arc<Net>,
    life: u32,
}

impl Line {
    async fn carry(&self, request: Request) -> Result<Response, Lost> {
        let gone = || Err(Lost::OnTheWay("the power is gone".to_owned()));
        let mut lives = self.net.lives.subscribe();
        if *lives.borrow_and_update() != self.life || self.net.disk.is_dead() {
            return gone();
        }
        tokio::select! {
            biased;
            _ = lives.changed() => gone(),
            answer = tokio::time::timeout(PATIENCE, self.net.follow(request)) => {
                answer.unwrap_or_else(|_| Err(Lost::OnTheWay("timed out".to_owned())))
            }
        }
    }
}

impl Transport for Line {
    fn exchange(&self, request: Request) -> Exchange<'_> {
        Box::pin(self.carry(request))
    }
}
