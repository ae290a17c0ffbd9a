//! What the watcher keeps in mind: which sessions are to be asked about, and when. Pure: the times
//! are passed in. None of it is needed after a restart: it follows from the ledger.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use ledger::{SaleId, SessionId, SessionToAsk};
use sale::RequestId;
use tokio::time::Instant;

use crate::schedule::{Cadence, LONGEST_WISH, Phase, Standpoint};

/// One moment, on the wall's clock and on the one that only counts. The wall's may be set, the
/// other stands still while the computer sleeps.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Moment {
    pub wall: Timestamp,
    pub count: Instant,
}

impl Moment {
    pub fn after(self, wait: Duration) -> Moment {
        let on_the_wall = SignedDuration::try_from(wait).unwrap_or(SignedDuration::MAX);
        Moment {
            wall: self
                .wall
                .saturating_add(on_the_wall)
                .unwrap_or(Timestamp::MAX),
            count: self.count + wait,
        }
    }

    /// It has come by either clock.
    pub fn has_come(self, now: Moment) -> bool {
        self.count <= now.count || self.wall <= now.wall
    }
}

/// From a question to its answer: days, where the computer slept in between.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Span {
    pub asked: Moment,
    pub now: Moment,
}

/// One session on the list.
#[derive(Clone, Debug)]
pub(crate) struct Watch {
    pub sale: SaleId,
    pub request_id: RequestId,
    created_at: Timestamp,
    expires_at: Timestamp,
    ended_at: Option<Timestamp>,
    /// `None` where nothing more is asked.
    due: Option<Moment>,
    failures: u32,
    /// Somebody wants it asked about at once, though a question may be under way already.
    is_rung: bool,
}

/// What came of a question.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Answered {
    /// The gateway says that the session is over, or that there is none.
    Over,
    /// The gateway may yet say something else of the session.
    Open,
    /// Not; the gateway may ask to be left alone so long.
    Not(Option<Duration>),
}

/// A session that is due so long comes before all but the one on screen.
const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// Who is asked about first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    OnScreen,
    WaitsLong,
    Open,
    Ended,
}

/// Whether a session is asked about again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Next {
    Later,
    /// Not after this end of it.
    Never(Option<Timestamp>),
}

/// The sessions to ask about.
#[derive(Debug, Default)]
pub(crate) struct WatchList(BTreeMap<SessionId, Watch>);

impl WatchList {
    /// Takes up what the ledger holds; what is new is due now.
    pub fn renew(&mut self, sessions: Vec<SessionToAsk>, now: Moment) {
        let mut before = std::mem::take(&mut self.0);
        let watched = sessions.into_iter().map(|session| {
            let known = before.remove(&session.id);
            (session.id, watch(&session, known, now))
        });
        self.0 = watched.collect();
    }

    /// The sessions whose time has come, those first that matter most: on screen, then open, then
    /// ended ones; among equals the one that is due longest. Whoever waits for a minute comes before
    /// all others, so that nobody waits for ever.
    pub fn due(&self, on_screen: Option<SaleId>, now: Moment) -> Vec<SessionId> {
        let due = |(id, watch): (&SessionId, &Watch)| {
            let due = watch.due.filter(|due| due.has_come(now))?;
            let waits_long = due.count + LONGEST_WAIT <= now.count;
            let rank = match (on_screen == Some(watch.sale), watch.ended_at) {
                (true, _) => Rank::OnScreen,
                (false, _) if waits_long => Rank::WaitsLong,
                (false, None) => Rank::Open,
                (false, Some(_)) => Rank::Ended,
            };
            Some((rank, due.count, *id))
        };
        let mut waiting: Vec<_> = self.0.iter().filter_map(due).collect();
        waiting.sort_unstable();
        waiting.into_iter().map(|(.., id)| id).collect()
    }

    /// How long until the next of those that `may_be_asked` is due.
    pub fn next(&self, now: Moment, may_be_asked: impl Fn(SessionId, &Watch) -> bool) -> Duration {
        let asked = self
            .0
            .iter()
            .filter(|(id, watch)| may_be_asked(**id, watch));
        let due = asked.filter_map(|(_, watch)| Some(watch.due?.count));
        due.min().map_or(Duration::MAX, |next| {
            next.saturating_duration_since(now.count)
        })
    }

    pub fn get(&self, id: SessionId) -> Option<&Watch> {
        self.0.get(&id)
    }

    /// A question about a session goes out.
    pub fn asked(&mut self, id: SessionId) {
        if let Some(watch) = self.0.get_mut(&id) {
            watch.is_rung = false;
        }
    }

    /// Sets when a session is due again, by what came of the last question.
    pub fn answered(
        &mut self,
        id: SessionId,
        answered: Answered,
        (on_screen, offset): (Option<SaleId>, SignedDuration),
        (cadence, chance): (&Cadence, f64),
        Span { asked, now }: Span,
    ) -> Next {
        let Some(watch) = self.0.get_mut(&id) else {
            return Next::Later;
        };
        let wish = match answered {
            Answered::Over | Answered::Open => {
                watch.failures = 0;
                None
            }
            Answered::Not(wish) => {
                watch.failures = watch.failures.saturating_add(1);
                wish
            }
        };
        // an answer tells of the time when it was asked for
        let standpoint = watch.standpoint(on_screen, answered, offset, asked.wall);
        let since = match standpoint.phase {
            Phase::Ended(_) if watch.failures == 0 => asked,
            Phase::Ended(_) | Phase::OnScreen | Phase::Background => now,
        };
        let wish = wish.unwrap_or_default().min(LONGEST_WISH);
        let wait = cadence.wait(standpoint, chance);
        let rung = std::mem::take(&mut watch.is_rung);
        watch.due = wait.map(|wait| {
            if rung {
                now
            } else {
                since.after(wait.max(wish))
            }
        });
        match watch.due {
            Some(_) => Next::Later,
            None => Next::Never(watch.ended_at),
        }
    }

    /// Makes one session due now.
    pub fn ring(&mut self, request_id: RequestId, now: Moment) {
        let mut watched = self.0.values_mut();
        if let Some(watch) = watched.find(|watch| watch.request_id == request_id) {
            watch.hurry(now);
        }
    }

    /// Makes due now what was asked about in vain: the gateway answers again.
    pub fn retry(&mut self, now: Moment) {
        let vain = self.0.values_mut().filter(|watch| watch.failures > 0);
        for watch in vain {
            watch.failures = 0;
            watch.due = watch.due.map(|_| now);
        }
    }

    /// Makes one sale's sessions due now, or all that are open.
    pub fn hurry(&mut self, sale: Option<SaleId>, now: Moment) {
        for watch in self.0.values_mut() {
            let is_meant = match sale {
                Some(sale) => watch.sale == sale,
                None => watch.ended_at.is_none(),
            };
            if is_meant {
                watch.failures = 0;
                watch.hurry(now);
            }
        }
    }
}

impl Watch {
    /// An answer to a question that is under way may be older than what it is hurried for.
    fn hurry(&mut self, now: Moment) {
        self.due = self.due.map(|_| now);
        self.is_rung = true;
    }

    fn standpoint(
        &self,
        on_screen: Option<SaleId>,
        answered: Answered,
        offset: SignedDuration,
        now: Timestamp,
    ) -> Standpoint {
        let gateways = now.saturating_add(offset).unwrap_or(now);
        Standpoint {
            phase: match (self.ended_at, answered) {
                // it ended here, in conflict perhaps; there it can still be paid
                (Some(_), Answered::Open) => Phase::Background,
                (Some(ended), _) => Phase::Ended(ended.duration_until(now)),
                (None, _) if on_screen == Some(self.sale) => Phase::OnScreen,
                (None, _) => Phase::Background,
            },
            age: self.created_at.duration_until(now),
            left: gateways.duration_until(self.expires_at),
            failures: self.failures,
        }
    }
}

/// What stands otherwise than before is asked about again so soon, however often it changes.
const SOON: Duration = Duration::from_secs(10);

/// A session that was asked about before keeps its place, unless it stands otherwise since.
fn watch(session: &SessionToAsk, known: Option<Watch>, now: Moment) -> Watch {
    let ended_at = session.ended_at;
    let (due, failures, is_rung) = match known {
        Some(known) if known.ended_at == ended_at => (known.due, known.failures, known.is_rung),
        Some(known) => {
            let soon = now.after(SOON);
            let due = known.due.filter(|due| due.count < soon.count);
            (Some(due.unwrap_or(soon)), known.failures, known.is_rung)
        }
        None => (Some(now), 0, false),
    };
    Watch {
        sale: session.sale,
        request_id: session.request_id,
        created_at: session.created_at,
        expires_at: session.expires_at,
        ended_at,
        due,
        failures,
        is_rung,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn i7_what_stands_otherwise_is_asked_about_soon_whoever_found_out() {
        let ended = Moment {
            wall: Timestamp::UNIX_EPOCH,
            count: Instant::now(),
        };
        let session = |ended_at| SessionToAsk {
            id: SessionId(1),
            sale: SaleId(1),
            request_id: RequestId(7),
            created_at: ended.wall,
            expires_at: ended.wall,
            ended_at,
        };
        let mut list = WatchList::default();
        list.renew(vec![session(Some(ended.wall))], ended);
        let looked = ended.after(Duration::from_hours(24));
        let span = Span {
            asked: looked,
            now: looked,
        };
        let seen = (None, SignedDuration::ZERO);
        let by = (&Cadence::default(), 0.5);
        list.answered(SessionId(1), Answered::Over, seen, by, span);
        let wait = |list: &WatchList| list.next(looked, |_, _| true);
        assert_eq!(wait(&list), Duration::from_hours(48));
        list.renew(vec![session(None)], looked);
        assert_eq!(wait(&list), SOON);
    }

    #[test]
    fn i2_an_answer_from_before_a_sleep_is_no_look_after_it() {
        let ended = Moment {
            wall: Timestamp::UNIX_EPOCH,
            count: Instant::now(),
        };
        let id = SessionId(1);
        let session = SessionToAsk {
            id,
            sale: SaleId(1),
            request_id: RequestId(7),
            created_at: ended.wall,
            expires_at: ended.wall,
            ended_at: Some(ended.wall),
        };
        let mut list = WatchList::default();
        list.renew(vec![session], ended);
        let days = |days: i64| Moment {
            wall: ended.wall + SignedDuration::from_hours(24 * days),
            count: ended.count,
        };
        let mut answered = |asked, now| {
            let by = (&Cadence::default(), 0.5);
            let seen = (None, SignedDuration::ZERO);
            list.answered(id, Answered::Over, seen, by, Span { asked, now })
        };
        assert_eq!(answered(ended, days(4)), Next::Later);
        assert_eq!(answered(days(4), days(4)), Next::Never(Some(ended.wall)));
    }
}
