//! The network between the till and the gateway, which loses, delays, repeats and distorts.

use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use checkout::{Exchange, Lost, Request, Response, Transport};
use jiff::SignedDuration;
use ledger::SaleFilter;
use sale::RefundState;
use sandbox::{Model, Reply};
use serde_json::Value;
use tokio::sync::watch;
use tokio::time::sleep;

use crate::dice::Dice;
use crate::disk::Disk;
use crate::lies::Lie;
use crate::memory::{Carried, Memory, Ticket, refunds_of};
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
    /// Somebody on the way sends it once more; the first answer is heard.
    Twice {
        out: Duration,
        back: Duration,
        again: Duration,
    },
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

    /// Notes what happened.
    pub fn note<T>(&self, note: impl FnOnce(&mut Memory) -> T) -> T {
        note(&mut lock(&self.memory))
    }

    /// Somebody gives money back in the gateway's portal.
    pub fn give_back_elsewhere(&self, session: u64) {
        self.keep_time();
        let transaction = self.model.give_back(session);
        let Some(transaction) = transaction.and_then(|number| i64::try_from(number).ok()) else {
            return;
        };
        self.note(|memory| memory.given_back_elsewhere(transaction));
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
        self.note(Memory::forget_questions);
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
        match dice.below(11) {
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
            // a refund has nothing by which the gateway could know it again
            8 if !is_refund(request) => Fate::Twice {
                out,
                back,
                again: dice.seconds(0.0, 30.0),
            },
            9 => Fate::Straight {
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
                self.note(|memory| memory.carried(ticket, Carried::Refused));
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
                    self.note(|memory| memory.carried(ticket, Carried::Refused));
                }
                if code == 429 {
                    self.note(|memory| memory.may_be_sent_again(ticket));
                }
                Ok(self.refusal(code, wait))
            }
            Fate::WrongTime => {
                self.note(|memory| memory.may_be_sent_again(ticket));
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
            Fate::Twice { out, back, again } => {
                let (net, copy) = (Arc::clone(self), request.clone());
                tokio::spawn(async move {
                    sleep(out + again).await;
                    net.reach_again(copy).await;
                });
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
        let question = match request {
            Request::Post { path, .. } => session_asked_about(path),
            Request::Head => None,
        };
        let question = question.map(|session| (session, self.note(|memory| memory.asked(session))));
        sleep(out).await;
        let mut reply = self.reach(request, ticket).await;
        if reply.status == 401 && reply.body.windows(4).any(|window| window == b" 103") {
            self.note(|memory| memory.may_be_sent_again(ticket));
        }
        sleep(back).await;
        if let (Some(lie), Request::Post { path, .. }) = (lie, request) {
            if let Some(session) = session_of(path) {
                self.note(|memory| memory.lied.insert(session));
            }
            reply.body = lie.told(reply.body);
        }
        if let Some((session, turn)) = question {
            let lie = lie.filter(|_| reply.status == 200);
            self.note(|memory| memory.answered(session, turn, lie));
        }
        Ok(Response {
            status: reply.status,
            at: self.time.wall(),
            date: Some(reply.date),
            retry_after: None,
            body: Ok(reply.body),
        })
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
        self.note(|memory| memory.sent += 1);
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
        let refund = requested.map(|refund| refund.id);
        let (ticket, known) = self.note(|memory| memory.refund_sent(transaction, refund));
        let is_meant = requested.is_some() && intents.len() >= known;
        self.findings.demand(is_meant, "I11", || {
            let intents = intents.len();
            format!("{transaction} is given back {known} times for {intents} intents")
        });
        ticket
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
        self.note(|memory| memory.carried(ticket, carried));
        self.note_reply(path, json, &reply);
        reply
    }

    /// The same request reaches the gateway once more: its answer reaches nobody.
    async fn reach_again(&self, request: Request) {
        self.keep_time();
        if let Request::Post { path, json } = request {
            self.model.answer(&path, json).await;
        }
    }

    fn note_reply(&self, path: &str, json: &[u8], reply: &Reply) {
        match path {
            "/api/session" if reply.status == 200 => {
                let body = serde_json::from_slice::<Value>(json).unwrap_or_default();
                let reference = body["payment"]["reference"].as_str().unwrap_or_default();
                self.note(|memory| memory.created(reference));
            }
            "/api/session" | "/api/transaction" => {}
            _ => {
                let truth = session_of(path).and_then(|session| self.model.truth(session));
                if let Some(truth) = truth {
                    self.note(|memory| memory.told(&truth));
                }
            }
        }
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

/// The number in `/api/session/7` and `/api/session/7/cancel`.
fn session_of(path: &str) -> Option<u64> {
    path.strip_prefix("/api/session/")?
        .split('/')
        .next()?
        .parse()
        .ok()
}

fn is_refund(request: &Request) -> bool {
    matches!(request, Request::Post { path, .. } if path == "/api/transaction")
}

/// The session that a question is about; none where it is a cancel.
fn session_asked_about(path: &str) -> Option<u64> {
    session_of(path).filter(|_| !path.ends_with("/cancel"))
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
