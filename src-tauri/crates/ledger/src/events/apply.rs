//! What events make of the tables.

use jiff::Timestamp;
use rusqlite::Connection;
use sale::{RefundState, RequestId, SessionState, Standing, Transaction};

use super::Event;
use crate::cashiers::{self, CashierValues};
use crate::print_jobs::{self, JobState, PrintJob};
use crate::refunds::{self, RefundId, RefundValues};
use crate::sales::{self, SaleValues};
use crate::sessions::{self, SessionChange, SessionValues};
use crate::{Error, SaleId, SessionId, Stamp, Tables, shifts, takings, transactions};

/// An event with its place in the log.
#[derive(Clone, Copy)]
pub(crate) struct Happened<'e> {
    pub number: i64,
    pub stamp: Stamp,
    pub sale: Option<SaleId>,
    pub event: &'e Event,
}

/// What an event makes of the tables.
pub(crate) fn apply(connection: &Connection, happened: Happened<'_>) -> Result<(), Error> {
    let Happened {
        number,
        stamp: stamp @ Stamp { at, by },
        sale,
        event,
    } = happened;
    match event {
        Event::SaleOpened {
            amount,
            allow_partial,
            description,
            customer,
        } => {
            let values = SaleValues {
                id: subject(sale, event)?,
                created_at: at,
                cashier: by,
                amount: *amount,
                allow_partial: *allow_partial,
                description: description.as_deref(),
                customer,
            };
            sales::insert(connection, &values)?;
        }
        Event::SessionIntended {
            session,
            reference,
            expires_at,
        } => {
            let sale = subject(sale, event)?;
            let values = SessionValues {
                id: *session,
                sale,
                reference,
                created_at: at,
                expires_at: *expires_at,
            };
            sessions::insert(connection, &values)?;
            sales::refresh(connection, sale, at)?;
        }
        Event::SessionOpened {
            session,
            request_id,
            process_url,
            expires_at,
        } => {
            let change = SessionChange {
                state: opened(*request_id, process_url, Standing::WAITING),
                expires_at: *expires_at,
                ended_at: None,
            };
            set_session(connection, at, *session, &change)?;
        }
        Event::SessionUnopened { session, why } => {
            let change = SessionChange {
                state: SessionState::Unopened { why: why.clone() },
                expires_at: None,
                ended_at: None,
            };
            set_session(connection, at, *session, &change)?;
        }
        Event::SessionForgotten { session } => {
            let change = SessionChange {
                state: SessionState::Forgotten,
                expires_at: None,
                ended_at: None,
            };
            set_session(connection, at, *session, &change)?;
        }
        Event::SessionSettled {
            session,
            request_id,
            process_url,
            standing,
            transactions,
        } => {
            for transaction in transactions {
                transactions::upsert(connection, *session, transaction)?;
            }
            if *standing == Standing::Approved {
                transactions::keep_only(connection, *session, transactions)?;
            }
            let change = SessionChange {
                state: opened(*request_id, process_url, standing.clone()),
                expires_at: None,
                ended_at: standing.is_final().then_some(at),
            };
            set_session(connection, at, *session, &change)?;
            takings::follow(connection, number, *session)?;
        }
        Event::RefundRequested {
            refund,
            session,
            transaction,
            amount,
            by,
        } => {
            let values = RefundValues {
                id: *refund,
                session: *session,
                transaction: *transaction,
                amount: *amount,
                by: Some(by),
                asked_at: at,
            };
            refunds::insert(connection, &values)?;
        }
        Event::RefundFound {
            refund,
            session,
            transaction,
            amount,
        } => {
            let values = RefundValues {
                id: *refund,
                session: *session,
                transaction: *transaction,
                amount: *amount,
                by: None,
                asked_at: at,
            };
            refunds::insert(connection, &values)?;
            settle_refund(connection, happened, *refund, &RefundState::GIVEN_BACK)?;
        }
        Event::RefundSettled { refund, state } => {
            settle_refund(connection, happened, *refund, state)?;
        }
        Event::SessionLeft { session } => sessions::leave(connection, at, *session)?,
        Event::LedgerRestored { .. } => {
            sales::restored(connection, at)?;
            shifts::restored(connection, at)?;
        }
        Event::SessionContradicted {
            session,
            told,
            transactions,
        } => {
            contradict(connection, at, *session, told, transactions)?;
            takings::follow(connection, number, *session)?;
        }
        Event::CancelAsked { .. } | Event::SignedOut { .. } | Event::SettingsChanged { .. } => {}
        Event::CashierSet {
            cashier,
            name,
            role,
            pin,
            works,
        } => {
            let values = CashierValues {
                name: name.clone(),
                role: *role,
                pin: pin.clone(),
                works: *works,
            };
            cashiers::set(connection, *cashier, &values)?;
        }
        Event::SignedIn { cashier } => cashiers::signed_in(connection, *cashier)?,
        Event::PinMissed { cashier } => cashiers::missed(connection, at, *cashier)?,
        Event::ShiftOpened { shift } => shifts::open(connection, number, stamp, *shift)?,
        Event::ShiftClosed { shift, report } => {
            shifts::close(connection, number, stamp, *shift, report)?;
        }
        Event::ShiftPrinted { shift } => shifts::printed(connection, at, *shift)?,
        Event::ReceiptQueued { job, copy, receipt } => {
            let job = PrintJob {
                id: *job,
                sale: subject(sale, event)?,
                receipt: *receipt,
                created_at: at,
                copy: *copy,
                state: JobState::Queued,
            };
            print_jobs::insert(connection, &job)?;
        }
        Event::ReceiptDelayed { job, fault } => {
            let fault = fault.clone();
            print_jobs::update(connection, *job, &JobState::Delayed { fault })?;
        }
        Event::ReceiptSeen { job } => {
            print_jobs::update(connection, *job, &JobState::Seen)?;
        }
        Event::ReceiptStarted { job } => {
            print_jobs::update(connection, *job, &JobState::Printing)?;
        }
        Event::ReceiptPrinted { job, target } => {
            let target = target.clone();
            print_jobs::update(connection, *job, &JobState::Printed { target })?;
        }
        Event::ReceiptFailed { job, fault } => {
            let fault = fault.clone();
            print_jobs::update(connection, *job, &JobState::Failed { fault })?;
        }
    }
    Ok(())
}

/// The sale that an event happened to, where it cannot be without one.
fn subject(sale: Option<SaleId>, event: &Event) -> Result<SaleId, Error> {
    sale.ok_or_else(|| Error::Damaged {
        why: format!("{} without a sale", event.name()),
    })
}

fn opened(request_id: RequestId, process_url: &str, standing: Standing) -> SessionState {
    SessionState::Opened {
        request_id,
        process_url: process_url.to_owned(),
        standing,
    }
}

fn contradict(
    connection: &Connection,
    at: Timestamp,
    session: SessionId,
    told: &Standing,
    transactions: &[Transaction],
) -> Result<(), Error> {
    let SessionState::Opened {
        request_id,
        process_url,
        standing,
    } = Tables(connection).session(session)?.state
    else {
        return Ok(());
    };
    let standing = standing.contradicted_by(told);
    if matches!(standing, Standing::Doubted { .. }) {
        for transaction in transactions {
            transactions::upsert(connection, session, transaction)?;
        }
    }
    let change = SessionChange {
        state: opened(request_id, &process_url, standing),
        expires_at: None,
        ended_at: None,
    };
    set_session(connection, at, session, &change)
}

fn settle_refund(
    connection: &Connection,
    happened: Happened<'_>,
    refund: RefundId,
    state: &RefundState,
) -> Result<(), Error> {
    let at = happened.stamp.at;
    let session = refunds::update(connection, at, refund, state)?;
    let sale = sessions::sale_of(connection, session)?;
    takings::follow(connection, happened.number, session)?;
    sales::refresh(connection, sale, at)
}

fn set_session(
    connection: &Connection,
    at: Timestamp,
    session: SessionId,
    change: &SessionChange,
) -> Result<(), Error> {
    let sale = sessions::update(connection, session, change)?;
    sales::refresh(connection, sale, at)
}
