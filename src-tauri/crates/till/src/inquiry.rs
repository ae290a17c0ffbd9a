//! Asking about a sale at once, and recording what the gateway says of a session.

use std::sync::Arc;

use checkout::Turn;
use jiff::Timestamp;
use ledger::{Event, Ledger, SaleId, SessionId, SessionRecord};
use sale::{
    Answer, Asked, Attention, Deed, RequestId, SaleState, SessionState, Settlement, Standing,
    Transaction,
};

use crate::answer::answer;
use crate::till::Shared;
use crate::{Error, Failure, Till};

/// What "¿Pagó o no?" was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inquiry {
    /// When the gateway was asked.
    pub at: Timestamp,
    /// Why it gave no usable answer about one of the sessions.
    pub failure: Option<Failure>,
}

impl Inquiry {
    /// Why nobody knows how the sale stands now; `None` where the gateway answered, or the sale holds
    /// money, which stays so without an answer.
    #[must_use]
    pub fn unanswered(&self, state: &SaleState) -> Option<&Failure> {
        let failure = self.failure.as_ref()?;
        match state {
            SaleState::Opening
            | SaleState::Unopened { .. }
            | SaleState::Pending { .. }
            | SaleState::Attention { .. }
            | SaleState::Rejected { .. } => Some(failure),
            SaleState::Approved
            | SaleState::Refunded { .. }
            | SaleState::PartialExpired { .. }
            | SaleState::Conflict { .. }
            | SaleState::Unsure { .. } => None,
        }
    }
}

impl Till {
    /// Asks about every session of a sale at once ("¿Pagó o no?") and records what the gateway
    /// says: an earlier one may have been paid late.
    ///
    /// # Errors
    /// [`Error::NotOpen`] where no session of the sale ever opened.
    pub async fn ask_now(&self, sale: SaleId) -> Result<Inquiry, Error> {
        self.may(Deed::Sell)?;
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
    /// What it said is about another session.
    Misdirected,
    /// No usable answer.
    Nothing(Failure),
}

impl Heard {
    pub fn failure(self) -> Option<Failure> {
        match self {
            Heard::Over | Heard::Open => None,
            Heard::Misdirected => Some(Failure::Unusable {
                why: "the answer is about another session".to_owned(),
            }),
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
    let told = shared
        .client
        .query_session_in_turn(checkout::RequestId(request_id.0))
        .await;
    let heard = match told {
        Ok((asked, told)) => {
            let answer = answer(told);
            let is_open = answer.is_open();
            match settle(shared, session, asked, answer).await? {
                Subject::This if is_open => Heard::Open,
                Subject::This => Heard::Over,
                Subject::Another => Heard::Misdirected,
            }
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
        Heard::Over | Heard::Open | Heard::Misdirected => None,
        Heard::Nothing(failure) => Some(failure),
    });
    Ok(heard)
}

/// Which session an answer is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Subject {
    This,
    /// By what it says it is about another one, so it is no word on this one, and not the last.
    Another,
}

/// Records what an answer changes; in one transaction with an approval goes the print job.
async fn settle(
    shared: &Arc<Shared>,
    session: SessionId,
    asked: Turn,
    answer: Answer,
) -> Result<Subject, Error> {
    let now = (shared.world.now)();
    let _order = shared.settling.lock().await;
    let age = shared.age_of(session, asked);
    let (subject, changed) = shared
        .write(move |ledger| record(ledger, now, session, age, answer))
        .await?;
    if let Some(sale) = changed {
        shared.changed(sale);
        shared.print.call();
    }
    Ok(subject)
}

/// How new an answer is, against those heard before about the same session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Age {
    /// Its question left after those were heard.
    Newest,
    /// Its question left last, but one of those was not heard then: which of the two the gateway
    /// gave first, nobody knows.
    Crossing,
    /// A later question is answered already.
    Overtaken,
}

/// Says what the answer is about, and which sale it changed.
fn record(
    ledger: &mut Ledger,
    now: Timestamp,
    session: SessionId,
    age: Age,
    answer: Answer,
) -> Result<(Subject, Option<SaleId>), ledger::Error> {
    let (record, amount) = ledger.read(|tables| {
        let record = tables.session(session)?;
        let amount = tables.amount_of(record.sale)?;
        Ok((record, amount))
    })?;
    let SessionState::Opened {
        request_id,
        standing,
        ..
    } = &record.state
    else {
        return Ok((Subject::This, None));
    };
    let asked = Asked {
        request_id: *request_id,
        reference: record.reference.clone(),
        amount,
    };
    let settlement = sale::settle(&asked, standing, &answer);
    let told = match &settlement {
        Settlement::Unchanged => standing,
        Settlement::Changed(told) | Settlement::Contradicted(told) => told,
    };
    let (subject, attempts) = if told.is_about_another() {
        (Subject::Another, Vec::new())
    } else {
        (Subject::This, answer.transactions)
    };
    let sale = record.sale;
    let is_recorded = match settlement {
        _ if age == Age::Overtaken && !counts_when_overtaken(standing, told) => false,
        Settlement::Contradicted(Standing::Pending { .. }) if age == Age::Crossing => false,
        Settlement::Unchanged => keep_attempts(ledger, now, record, attempts)?,
        Settlement::Changed(told) => {
            ledger.session_settled(now, session, told, attempts)?;
            true
        }
        Settlement::Contradicted(told) => contradict(ledger, now, &record, told, attempts)?,
    };
    Ok((subject, is_recorded.then_some(sale)))
}

/// What an overtaken answer tells is old, unless it tells of money; what is in conflict is told by
/// the newest.
fn counts_when_overtaken(standing: &Standing, told: &Standing) -> bool {
    match standing {
        Standing::Conflict { .. } => *told == Standing::Approved,
        _ => told.moves_money(),
    }
}

/// Keeps attempts that are news of a session that stands as it did.
fn keep_attempts(
    ledger: &mut Ledger,
    now: Timestamp,
    record: SessionRecord,
    attempts: Vec<Transaction>,
) -> Result<bool, ledger::Error> {
    let SessionState::Opened { standing, .. } = record.state else {
        return Ok(false);
    };
    let mut told = attempts.iter();
    if told.all(|attempt| record.transactions.contains(attempt)) {
        return Ok(false);
    }
    ledger.session_settled(now, record.id, standing, attempts)?;
    Ok(true)
}

/// An answer that contradicts an end is kept once, however often it comes in a row, unless it names
/// attempts that are news of a doubted one.
fn contradict(
    ledger: &mut Ledger,
    now: Timestamp,
    record: &SessionRecord,
    told: Standing,
    attempts: Vec<Transaction>,
) -> Result<bool, ledger::Error> {
    let events = ledger.tables().events_of(record.sale)?;
    let newest = events
        .iter()
        .rev()
        .find_map(|recorded| match &recorded.event {
            Event::SessionContradicted {
                session: of, told, ..
            } if *of == record.id => Some(Some(told)),
            Event::SessionSettled { session: of, .. } if *of == record.id => Some(None),
            _ => None,
        });
    let mut named = attempts.iter();
    let is_known = named.all(|attempt| record.transactions.contains(attempt));
    let keeps_attempts = matches!(record.state.standing(), Some(Standing::Doubted { .. }));
    if newest.flatten() == Some(&told) && (is_known || !keeps_attempts) {
        return Ok(false);
    }
    ledger.session_contradicted(now, record.id, told, attempts)?;
    Ok(true)
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

#[cfg(test)]
mod tests {
    use super::*;
    use ledger::{Duplicates, NewSale, NewSession};
    use sale::{Amount, Currency, Status};

    fn answer(status: Status) -> Answer {
        Answer {
            request_id: RequestId(7),
            reference: Some("C1-1".into()),
            currency: Some(Currency::CLP),
            status,
            reason: String::new(),
            message: String::new(),
            transactions: Vec::new(),
        }
    }

    #[test]
    fn i7_only_a_question_that_left_after_the_end_was_heard_puts_it_in_doubt() {
        let folder = tempfile::tempdir().unwrap();
        let mut ledger = Ledger::open(folder.path()).unwrap();
        let now = Timestamp::UNIX_EPOCH;
        let sale = NewSale {
            amount: Amount::parse("990", Currency::CLP).unwrap(),
            allow_partial: false,
            description: None,
            customer: sale::Customer::default(),
        };
        let new = NewSession {
            reference: "C1-1".parse().unwrap(),
            expires_at: now,
        };
        let opened = ledger.open_sale(now, sale, new, Duplicates::Allowed);
        let (_, session) = opened.unwrap();
        ledger
            .session_opened(now, session, RequestId(7), "http://x".into(), now)
            .unwrap();
        let mut hear = |age, status| {
            record(&mut ledger, now, session, age, answer(status)).unwrap();
            let record = ledger.tables().session(session).unwrap();
            matches!(record.state.standing(), Some(Standing::Doubted { .. }))
        };
        assert!(!hear(Age::Newest, Status::Rejected));
        assert!(
            !hear(Age::Crossing, Status::Pending),
            "the one before the other"
        );
        assert!(hear(Age::Newest, Status::Pending));
        assert!(!hear(Age::Newest, Status::Rejected));
        let unknown = || Status::Unrecognized("LIMBO".into());
        assert!(hear(Age::Crossing, unknown()), "no order explains it");
    }
}
