//! Asking about a sale at once, and recording what the gateway says of a session.

use std::sync::Arc;

use jiff::Timestamp;
use ledger::{Event, Ledger, SaleId, SessionId};
use sale::{Answer, Asked, Attention, RequestId, SessionState, Settlement, Standing};

use crate::answer::answer;
use crate::till::Shared;
use crate::{Error, Failure, Till};

/// What "¿Pagó o no?" was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inquiry {
    /// When the gateway was asked.
    pub at: Timestamp,
    /// Why it gave no usable answer; `None` where it answered, and the sale tells how it stands.
    pub failure: Option<Failure>,
}

impl Till {
    /// Asks about every session of a sale at once ("¿Pagó o no?") and records what the gateway
    /// says: an earlier one may have been paid late.
    ///
    /// # Errors
    /// [`Error::NotOpen`] where no session of the sale ever opened.
    pub async fn ask_now(&self, sale: SaleId) -> Result<Inquiry, Error> {
        let sessions = self.sale(sale).await?.sessions;
        let opened: Vec<_> = sessions
            .iter()
            .rev()
            .filter_map(|session| Some((session.id, session.state.request_id()?)))
            .collect();
        if opened.is_empty() {
            return Err(Error::NotOpen);
        }
        let at = self.now();
        let mut failure = None;
        for (session, request_id) in opened {
            self.shared.spend();
            let heard = inquire(&self.shared, session, request_id).await?;
            failure = failure.or(heard.failure());
        }
        Ok(Inquiry { at, failure })
    }
}

/// What one question about a session brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Heard {
    /// The gateway has said its last word of the session.
    Over,
    /// It may yet say something else ([`Answer::is_open`]).
    Open,
    /// No usable answer.
    Nothing(Failure),
}

impl Heard {
    pub fn failure(self) -> Option<Failure> {
        match self {
            Heard::Over | Heard::Open => None,
            Heard::Nothing(failure) => Some(failure),
        }
    }
}

/// Asks about one session and records the answer.
pub(crate) async fn inquire(
    shared: &Arc<Shared>,
    session: SessionId,
    request_id: RequestId,
) -> Result<Heard, Error> {
    let asked = shared.next_question();
    let told = shared
        .client
        .query_session(checkout::RequestId(request_id.0))
        .await;
    let heard = match told {
        Ok(told) => {
            let answer = answer(told);
            let heard = if answer.is_open() {
                Heard::Open
            } else {
                Heard::Over
            };
            settle(shared, session, asked, answer).await?;
            heard
        }
        Err(error) => {
            tracing::warn!(request_id = request_id.0, %error, "no answer about a session");
            let failure = Failure::from(error);
            if failure == Failure::NotFound {
                not_found(shared, session).await?;
            }
            Heard::Nothing(failure)
        }
    };
    shared.heard(match &heard {
        Heard::Over | Heard::Open => None,
        Heard::Nothing(failure) => Some(failure),
    });
    Ok(heard)
}

/// A question's place among all questions of this till.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Turn(pub u64);

/// Records what an answer changes; in one transaction with an approval goes the print job.
async fn settle(
    shared: &Arc<Shared>,
    session: SessionId,
    asked: Turn,
    answer: Answer,
) -> Result<(), Error> {
    let now = (shared.world.now)();
    let age = shared.age_of(session, asked);
    let changed = shared
        .write(move |ledger| record(ledger, now, session, age, answer))
        .await?;
    if let Some(sale) = changed {
        shared.changed(sale);
        shared.print.notify_one();
    }
    Ok(())
}

/// Whether a later question about the same session is answered already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Age {
    Newest,
    Overtaken,
}

fn record(
    ledger: &mut Ledger,
    now: Timestamp,
    session: SessionId,
    age: Age,
    answer: Answer,
) -> Result<Option<SaleId>, ledger::Error> {
    let (record, amount) = ledger.read(|tables| {
        let record = tables.session(session)?;
        let amount = tables.amount_of(record.sale)?;
        Ok((record, amount))
    })?;
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
        amount,
    };
    let settlement = sale::settle(&asked, &standing, &answer);
    let is_news = matches!(settlement, Settlement::Changed(_));
    let standing = match settlement {
        Settlement::Unchanged => standing,
        // what an overtaken answer tells of progress is old; an end is an end
        Settlement::Changed(told) | Settlement::Contradicted(told)
            if age == Age::Overtaken && !told.is_final() =>
        {
            return Ok(None);
        }
        Settlement::Changed(told) => told,
        Settlement::Contradicted(told) => {
            return contradicted(ledger, now, session, told);
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
    Ok(Some(record.sale))
}

/// An answer that contradicts an end is kept once, however often it comes in a row.
fn contradicted(
    ledger: &mut Ledger,
    now: Timestamp,
    session: SessionId,
    told: Standing,
) -> Result<Option<SaleId>, ledger::Error> {
    let record = ledger.tables().session(session)?;
    let events = ledger.tables().events_of(record.sale)?;
    let newest = events
        .iter()
        .rev()
        .find_map(|recorded| match &recorded.event {
            Event::SessionContradicted { session: of, told } if *of == session => Some(Some(told)),
            Event::SessionSettled { session: of, .. } if *of == session => Some(None),
            _ => None,
        });
    if newest.flatten() == Some(&told) {
        return Ok(None);
    }
    ledger.session_contradicted(now, session, told)?;
    Ok(Some(record.sale))
}

/// The gateway does not know a session that it opened: it stays open and calls for attention.
async fn not_found(shared: &Arc<Shared>, session: SessionId) -> Result<(), Error> {
    let now = (shared.world.now)();
    let changed = shared
        .write(move |ledger| {
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
