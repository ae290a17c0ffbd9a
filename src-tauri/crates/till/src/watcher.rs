//! The watcher: asks the gateway about every open session until its answer is final.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use ledger::{Ledger, SaleId, SessionId, SessionRecord};
use sale::{Answer, Asked, Attention, SessionState, Settlement, Standing};
use tokio::task::JoinSet;

use crate::answer::answer;
use crate::schedule::Standpoint;
use crate::till::Shared;
use crate::{Contact, Error, Failure, Till};

/// However many sales are open, at most so many questions are under way; the one about the sale on
/// screen never waits for the others.
const IN_FLIGHT: usize = 4;

/// Timers stand still while the computer sleeps, so the wall clock is looked at this often.
const LONGEST_NAP: Duration = Duration::from_secs(30);

/// When a session is asked about next.
pub(crate) struct Due {
    pub sale: SaleId,
    pub at: Timestamp,
    pub failures: u32,
}

impl Till {
    /// Asks about every session of a sale at once ("¿Pagó o no?") and records what the gateway
    /// says: an earlier one may have been paid late.
    ///
    /// `Ok(None)` means that it answered; the sale then tells how it stands.
    ///
    /// # Errors
    /// [`Error::NotOpen`] where no session of the sale ever opened.
    pub async fn ask_now(&self, sale: SaleId) -> Result<Option<Failure>, Error> {
        let record = self.sale(sale).await?;
        let mut opened = record.sessions;
        opened.retain(|session| session.state.standing().is_some());
        if opened.is_empty() {
            return Err(Error::NotOpen);
        }
        let mut failure = None;
        for session in opened.into_iter().rev() {
            let unanswered = inquire(&self.shared, session).await?;
            failure = failure.or(unanswered);
        }
        Ok(failure)
    }
}

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
        tokio::select! {
            () = shared.watch.notified() => {}
            () = tokio::time::sleep(nap) => {}
            () = questions.one_is_answered() => {}
        }
    }
}

/// The questions under way. A slow one keeps no other from being asked.
#[derive(Default)]
struct Questions {
    tasks: JoinSet<()>,
    about: HashMap<tokio::task::Id, SessionId>,
}

impl Questions {
    /// Asks about every session that is due; says how long until the next one is.
    async fn ask_due(&mut self, shared: &Arc<Shared>) -> Result<Duration, Error> {
        let open = shared
            .with_ledger(|ledger| ledger.tables().open_sessions())
            .await?;
        let mut waiting = due(shared, open);
        waiting.retain(|session| !self.is_about(session.id));
        let on_screen = shared.watched().on_screen;
        for session in waiting {
            let id = session.id;
            if self.tasks.len() >= IN_FLIGHT && on_screen != Some(session.sale) {
                continue;
            }
            let task = self.tasks.spawn(question(shared.clone(), session));
            self.about.insert(task.id(), id);
        }
        Ok(self.nap(shared))
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

    fn nap(&self, shared: &Shared) -> Duration {
        let now = (shared.now)();
        let watched = shared.watched();
        if matches!(watched.contact, Contact::Refused(_)) {
            let pause = now
                .duration_until(watched.ask_again_at)
                .max(SignedDuration::ZERO);
            return Duration::try_from(pause)
                .unwrap_or(LONGEST_NAP)
                .min(LONGEST_NAP);
        }
        let may_be_asked =
            |due: &Due| self.tasks.len() < IN_FLIGHT || watched.on_screen == Some(due.sale);
        let next = watched
            .due
            .iter()
            .filter(|(id, due)| !self.is_about(**id) && may_be_asked(due))
            .map(|(_, due)| now.duration_until(due.at))
            .min();
        let next = next
            .unwrap_or(SignedDuration::MAX)
            .max(SignedDuration::ZERO);
        Duration::try_from(next)
            .unwrap_or(LONGEST_NAP)
            .min(LONGEST_NAP)
    }
}

/// The open sessions whose time has come; new ones are due at once. While the gateway refuses the
/// credentials, one of them after each pause.
fn due(shared: &Shared, open: Vec<SessionRecord>) -> Vec<SessionRecord> {
    let now = (shared.now)();
    let mut watched = shared.watched();
    watched
        .due
        .retain(|id, _| open.iter().any(|session| session.id == *id));
    for session in &open {
        let new = || Due {
            sale: session.sale,
            at: now,
            failures: 0,
        };
        watched.due.entry(session.id).or_insert_with(new);
    }
    let mut due = open;
    due.retain(|session| shared.cadence.is_due(watched.due[&session.id].at, now));
    if matches!(watched.contact, Contact::Refused(_)) {
        if !shared.cadence.is_due(watched.ask_again_at, now) {
            return Vec::new();
        }
        watched.ask_again_at = now + shared.cadence.pause;
        due.truncate(1);
    }
    due
}

/// Asks about one session, and sets when it is due again.
async fn question(shared: Arc<Shared>, session: SessionRecord) {
    let failure = inquire(&shared, session.clone())
        .await
        .unwrap_or_else(|error| {
            if !matches!(error, Error::Closing) {
                tracing::error!(session = session.id.0, %error, "an answer could not be recorded");
            }
            Some(Failure::Unreachable {
                why: error.to_string(),
                retry_after: None,
            })
        });
    let retry_after = match &failure {
        Some(Failure::Unreachable { retry_after, .. }) => *retry_after,
        Some(_) | None => None,
    };
    let now = (shared.now)();
    let mut watched = shared.watched();
    let on_screen = watched.on_screen == Some(session.sale);
    if let Some(due) = watched.due.get_mut(&session.id) {
        due.failures = if failure.is_some() {
            due.failures.saturating_add(1)
        } else {
            0
        };
        let standpoint = Standpoint {
            on_screen,
            age: session.created_at.duration_until(now),
            failures: due.failures,
            retry_after,
        };
        let wait = shared.cadence.wait(standpoint, rand::random());
        due.at = now + SignedDuration::try_from(wait).unwrap_or(SignedDuration::from_mins(1));
    }
}

/// Asks about one session and records the answer.
pub(crate) async fn inquire(
    shared: &Arc<Shared>,
    session: SessionRecord,
) -> Result<Option<Failure>, Error> {
    let SessionState::Opened { request_id, .. } = session.state else {
        return Err(Error::NotOpen);
    };
    let told = shared
        .client
        .query_session(checkout::RequestId(request_id.0))
        .await;
    let (failure, contact) = match told {
        Ok(told) => {
            settle(shared, session.id, answer(told)).await?;
            (None, Contact::Fine)
        }
        Err(error) => {
            tracing::warn!(request_id = request_id.0, %error, "no answer about a session");
            let failure = Failure::from(error);
            let contact = contact_after(&failure);
            if failure == Failure::NotFound {
                not_found(shared, session.id).await?;
            }
            (Some(failure), contact)
        }
    };
    shared.contact_is(contact);
    Ok(failure)
}

fn contact_after(failure: &Failure) -> Contact {
    match failure {
        Failure::Credentials(failure) => Contact::Refused(*failure),
        Failure::NotFound => Contact::Fine,
        Failure::Clock
        | Failure::Refused { .. }
        | Failure::Unusable { .. }
        | Failure::Untrusted { .. }
        | Failure::Unreachable { .. } => Contact::Lost,
    }
}

/// Records what an answer changes; in one transaction with an approval goes the print job.
async fn settle(shared: &Arc<Shared>, session: SessionId, answer: Answer) -> Result<(), Error> {
    let now = (shared.now)();
    let changed = shared
        .with_ledger(move |ledger| record(ledger, now, session, answer))
        .await?;
    if let Some(sale) = changed {
        shared.changed(sale);
        shared.print.notify_one();
    }
    Ok(())
}

fn record(
    ledger: &mut Ledger,
    now: Timestamp,
    session: SessionId,
    answer: Answer,
) -> Result<Option<SaleId>, ledger::Error> {
    let record = ledger.tables().session(session)?;
    let sale = ledger.tables().sale(record.sale)?;
    let SessionState::Opened {
        request_id,
        standing,
        ..
    } = record.state
    else {
        return Ok(None);
    };
    let asked = Asked {
        request_id,
        reference: record.reference,
        amount: sale.amount,
    };
    let settlement = sale::settle(&asked, &standing, &answer);
    let is_news = matches!(settlement, Settlement::Changed(_));
    let standing = match settlement {
        Settlement::Unchanged => standing,
        Settlement::Changed(told) => told,
        Settlement::Contradicted(told) => {
            ledger.session_contradicted(now, session, told)?;
            return Ok(Some(sale.id));
        }
    };
    let mut attempts = answer.transactions;
    if standing.is_about_another() {
        attempts.clear();
    }
    if !is_news
        && attempts
            .iter()
            .all(|told| record.transactions.contains(told))
    {
        return Ok(None);
    }
    ledger.session_settled(now, session, standing, attempts)?;
    Ok(Some(sale.id))
}

/// The gateway does not know a session that it opened: it stays open and calls for attention.
async fn not_found(shared: &Arc<Shared>, session: SessionId) -> Result<(), Error> {
    let now = (shared.now)();
    let changed = shared
        .with_ledger(move |ledger| {
            let record = ledger.tables().session(session)?;
            let attention = Standing::Attention {
                attention: Attention::NotFound,
            };
            match record.state.standing() {
                Some(standing) if !standing.is_final() && *standing != attention => {
                    ledger.session_settled(now, session, attention, Vec::new())?;
                    Ok(Some(record.sale))
                }
                Some(_) | None => Ok(None),
            }
        })
        .await?;
    if let Some(sale) = changed {
        shared.changed(sale);
    }
    Ok(())
}
