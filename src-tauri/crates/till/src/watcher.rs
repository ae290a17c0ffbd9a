//! The watcher: asks the gateway about every open session until its answer is final, and for a
//! while about what ended without its money, longer where the gateway may yet say something else.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use ledger::{Ledger, SessionId};
use tokio::task::{Id as TaskId, JoinSet};

use crate::inquiry::{Heard, inquire};
use crate::schedule::LONGEST_WISH;
use crate::till::Shared;
use crate::watch_list::{Answered, Moment, Next, Span};
use crate::watched::Watched;
use crate::{Error, Failure};

/// However many sales are open, at most so many questions are under way; the one about the sale on
/// screen never waits for the others.
const IN_FLIGHT: usize = 4;

/// Timers stand still while the computer sleeps, so the wall clock is looked at this often.
const LONGEST_NAP: Duration = Duration::from_secs(30);

/// The wall clock ran ahead of the timers by this: the computer slept, or its clock was set.
const SLEPT: SignedDuration = SignedDuration::from_secs(10);

/// Runs until the till stops.
pub(crate) async fn run(shared: Arc<Shared>) {
    shared.know_clock().await;
    let mut questions = Questions::default();
    loop {
        let nap = match questions.ask_due(&shared).await {
            Ok(nap) => nap,
            Err(Error::Closing) => return,
            Err(error) => {
                tracing::error!(%error, "the watcher cannot use the ledger");
                LONGEST_NAP
            }
        };
        let before = shared.moment();
        tokio::select! {
            biased;
            () = questions.one_is_answered() => {}
            () = shared.watch.notified() => {}
            () = tokio::time::sleep(nap) => {}
        }
        if slept(before, shared.moment()) {
            shared.wake();
        }
    }
}

fn slept(before: Moment, now: Moment) -> bool {
    let on_the_wall = before.wall.duration_until(now.wall);
    let counted = SignedDuration::try_from(now.count - before.count);
    on_the_wall - counted.unwrap_or(SignedDuration::MAX) > SLEPT
}

/// The questions under way. A slow one keeps no other from being asked.
#[derive(Default)]
struct Questions {
    tasks: JoinSet<()>,
    about: BTreeMap<TaskId, SessionId>,
}

impl Questions {
    /// Asks about every session that is due; says how long until the next one is.
    async fn ask_due(&mut self, shared: &Arc<Shared>) -> Result<Duration, Error> {
        renew(shared).await?;
        let now = shared.moment();
        let mut watched = shared.watched();
        if let Some(pause) = watched.pause_left(now) {
            return Ok(pause.min(LONGEST_NAP));
        }
        let on_screen = watched.on_screen;
        for session in watched.list.due(on_screen, now) {
            let Some(watch) = watched.list.get(session) else {
                continue;
            };
            let (sale, request_id) = (watch.sale, watch.request_id);
            let is_full = self.tasks.len() >= IN_FLIGHT && on_screen != Some(sale);
            if is_full || self.is_about(session) {
                continue;
            }
            if let Err(wait) = watched.budget.take(now.count) {
                return Ok(wait.min(LONGEST_NAP));
            }
            watched.list.asked(session);
            let question = question(shared.clone(), session, request_id);
            let task = self.tasks.spawn(question);
            self.about.insert(task.id(), session);
            if watched.only_one_more(now, &shared.cadence) {
                break;
            }
        }
        Ok(self.nap(&watched, now))
    }

    async fn one_is_answered(&mut self) {
        match self.tasks.join_next_with_id().await {
            Some(Ok((task, ()))) => {
                self.about.remove(&task);
            }
            Some(Err(error)) => {
                // the program is ending
                if !error.is_cancelled() {
                    tracing::error!(%error, "a question broke off");
                }
                self.about.remove(&error.id());
            }
            None => std::future::pending().await,
        }
    }

    fn is_about(&self, session: SessionId) -> bool {
        self.about.values().any(|asked| *asked == session)
    }

    fn nap(&self, watched: &Watched, now: Moment) -> Duration {
        let has_room = self.tasks.len() < IN_FLIGHT;
        let next = watched.list.next(now, |id, watch| {
            !self.is_about(id) && (has_room || watched.on_screen == Some(watch.sale))
        });
        next.min(LONGEST_NAP)
    }
}

/// Takes up which sessions are to be asked about, where that may have changed.
async fn renew(shared: &Arc<Shared>) -> Result<(), Error> {
    if !std::mem::take(&mut shared.watched().is_stale) {
        return Ok(());
    }
    let now = shared.moment();
    let sessions = shared.read(|tables| tables.sessions_to_ask()).await;
    let mut watched = shared.watched();
    watched.is_stale |= sessions.is_err();
    watched.list.renew(sessions?, now);
    watched.forget_turns();
    Ok(())
}

/// Asks about one session, and sets when it is due again.
async fn question(shared: Arc<Shared>, session: SessionId, request_id: sale::RequestId) {
    let asked = shared.moment();
    let answered = match inquire(&shared, session, request_id).await {
        Ok(Heard::Open | Heard::Misdirected) => Answered::Open,
        Ok(Heard::Over | Heard::Nothing(Failure::NotFound)) => Answered::Over,
        Ok(Heard::Nothing(Failure::Unreachable { retry_after, .. })) => Answered::Not(retry_after),
        Ok(Heard::Nothing(_)) => Answered::Not(None),
        Err(error) => {
            if !matches!(error, Error::Closing) {
                tracing::error!(session = session.0, %error, "an answer could not be recorded");
            }
            Answered::Not(None)
        }
    };
    let span = Span {
        asked,
        now: shared.moment(),
    };
    match set_next(&shared, session, answered, span) {
        Next::Later => {}
        Next::Never(end) => leave(&shared, session, end, span.now).await,
    }
}

fn set_next(shared: &Shared, session: SessionId, answered: Answered, span: Span) -> Next {
    let offset = shared.client.clock_offset().unwrap_or_default();
    let by = (&shared.cadence, shared.world.chance.fraction());
    let mut watched = shared.watched();
    if let Answered::Not(Some(wish)) = answered {
        watched
            .budget
            .keep_quiet(span.now.count, wish.min(LONGEST_WISH));
    }
    let seen = (watched.on_screen, offset);
    watched.list.answered(session, answered, seen, by, span)
}

/// The last look after the end is made, unless it brought another end.
async fn leave(shared: &Shared, session: SessionId, end: Option<Timestamp>, now: Moment) {
    let leave = move |ledger: &mut Ledger| {
        if ledger.tables().session(session)?.ended_at == end {
            ledger.session_left(now.wall, session)?;
        }
        Ok(())
    };
    match shared.write(leave).await {
        Ok(()) => shared.watched().is_stale = true,
        // it is looked at once more after the next start
        Err(error) => tracing::warn!(session = session.0, %error, "a session was not left"),
    }
}
