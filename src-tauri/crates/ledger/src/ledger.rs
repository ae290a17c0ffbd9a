//! The owner of a ledger: the only one that changes it.

use std::fmt;
use std::path::Path;

use jiff::Timestamp;
use rusqlite::{Connection, Transaction as Commit, TransactionBehavior};
use sale::{Amount, Reference, RequestId, SessionState, Standing, Transaction, Unopened};

use crate::events::{self, Event};
use crate::open::{self, Ownership};
use crate::{
    Copy, Error, Fault, JobId, OpenError, SaleId, SessionId, Tables, print_jobs, sales, sessions,
};

/// A ledger that this process owns.
pub struct Ledger {
    connection: Connection,
    _ownership: Ownership,
}

/// What the shop wants paid.
#[derive(Clone, Debug)]
pub struct NewSale {
    /// How much.
    pub amount: Amount,
    /// The customer may pay in parts.
    pub allow_partial: bool,
    /// What is sold.
    pub description: Option<String>,
}

/// A session to be asked for.
#[derive(Clone, Debug)]
pub struct NewSession {
    /// The shop's name for it.
    pub reference: Reference,
    /// When the gateway ends it.
    pub expires_at: Timestamp,
}

impl Ledger {
    /// Opens the ledger in a folder, made or migrated as needed, and owns it until dropped.
    ///
    /// # Errors
    /// [`OpenError::Owned`] where another process does (`I14`).
    pub fn open(folder: &Path) -> Result<Self, OpenError> {
        let ownership = Ownership::take(folder)?;
        Ok(Ledger {
            connection: open::for_writing(folder)?,
            _ownership: ownership,
        })
    }

    /// What the ledger holds.
    #[must_use]
    pub fn tables(&self) -> Tables<'_> {
        Tables(&self.connection)
    }

    /// Commits the intent of a sale with its first session (`I1`).
    ///
    /// # Errors
    /// [`Error::ReferenceUsed`].
    pub fn open_sale(
        &mut self,
        at: Timestamp,
        sale: NewSale,
        session: NewSession,
    ) -> Result<(SaleId, SessionId), Error> {
        self.commit(|commit| {
            let id = sales::next_id(commit)?;
            let opened = Event::SaleOpened {
                amount: sale.amount,
                allow_partial: sale.allow_partial,
                description: sale.description,
            };
            events::record(commit, at, id, &opened)?;
            Ok((id, intend(commit, at, id, session)?))
        })
    }

    /// Commits the intent of another session for a sale (`I1`).
    ///
    /// # Errors
    /// [`Error::StillPayable`] while an earlier one could be paid, or is (`I7`);
    /// [`Error::ReferenceUsed`].
    pub fn open_session(
        &mut self,
        at: Timestamp,
        sale: SaleId,
        session: NewSession,
    ) -> Result<SessionId, Error> {
        self.commit(|commit| {
            let earlier = Tables(commit).sale(sale)?.sessions;
            if earlier.iter().any(|s| s.is_payable() || s.holds_money()) {
                return Err(Error::StillPayable(sale));
            }
            intend(commit, at, sale, session)
        })
    }

    /// Records that the gateway opened a session.
    ///
    /// # Errors
    /// [`Error::Unknown`].
    pub fn session_opened(
        &mut self,
        at: Timestamp,
        session: SessionId,
        request_id: RequestId,
        process_url: String,
    ) -> Result<(), Error> {
        self.record(
            at,
            session,
            Event::SessionOpened {
                session,
                request_id,
                process_url,
            },
        )
    }

    /// Records that a session never became payable.
    ///
    /// # Errors
    /// [`Error::Unknown`].
    pub fn session_unopened(
        &mut self,
        at: Timestamp,
        session: SessionId,
        why: Unopened,
    ) -> Result<(), Error> {
        self.record(at, session, Event::SessionUnopened { session, why })
    }

    /// Records how an opened session stands now, with the attempts as told; an approval queues the
    /// sale's receipt in the same transaction.
    ///
    /// # Errors
    /// [`Error::Unknown`], also for a session that was not opened.
    pub fn session_settled(
        &mut self,
        at: Timestamp,
        session: SessionId,
        standing: Standing,
        transactions: Vec<Transaction>,
    ) -> Result<(), Error> {
        self.commit(|commit| {
            let record = Tables(commit).session(session)?;
            let SessionState::Opened {
                request_id,
                process_url,
                standing: before,
            } = record.state
            else {
                return Err(Error::Unknown {
                    what: "opened session",
                    id: session.0,
                });
            };
            let approved = standing == Standing::Approved && before != Standing::Approved;
            let settled = Event::SessionSettled {
                session,
                request_id,
                process_url,
                standing,
                transactions,
            };
            events::record(commit, at, record.sale, &settled)?;
            if approved && Tables(commit).print_jobs_of(record.sale)?.is_empty() {
                let job = print_jobs::next_id(commit)?;
                let queued = Event::ReceiptQueued {
                    job,
                    copy: Copy::Original,
                };
                events::record(commit, at, record.sale, &queued)?;
            }
            Ok(())
        })
    }

    /// Records that an answer contradicted a final state.
    ///
    /// # Errors
    /// [`Error::Unknown`].
    pub fn session_contradicted(
        &mut self,
        at: Timestamp,
        session: SessionId,
        told: Standing,
    ) -> Result<(), Error> {
        self.record(at, session, Event::SessionContradicted { session, told })
    }

    /// Records that a person asked to cancel a session.
    ///
    /// # Errors
    /// [`Error::Unknown`].
    pub fn cancel_asked(&mut self, at: Timestamp, session: SessionId) -> Result<(), Error> {
        self.record(at, session, Event::CancelAsked { session })
    }

    /// Queues a receipt.
    ///
    /// # Errors
    /// The database fails.
    pub fn queue_receipt(
        &mut self,
        at: Timestamp,
        sale: SaleId,
        copy: Copy,
    ) -> Result<JobId, Error> {
        self.commit(|commit| {
            let job = print_jobs::next_id(commit)?;
            events::record(commit, at, sale, &Event::ReceiptQueued { job, copy })?;
            Ok(job)
        })
    }

    /// Records that a receipt is about to go to the printer: from here on a reprint says COPIA
    /// (`I13`), whatever happens.
    ///
    /// # Errors
    /// [`Error::Unknown`]; then it must not be printed.
    pub fn receipt_started(
        &mut self,
        at: Timestamp,
        sale: SaleId,
        job: JobId,
    ) -> Result<(), Error> {
        let started = Event::ReceiptStarted { job };
        self.commit(|commit| events::record(commit, at, sale, &started))
    }

    /// Records that the printer took a receipt.
    ///
    /// # Errors
    /// [`Error::Unknown`].
    pub fn receipt_printed(
        &mut self,
        at: Timestamp,
        sale: SaleId,
        job: JobId,
        target: String,
    ) -> Result<(), Error> {
        let printed = Event::ReceiptPrinted { job, target };
        self.commit(|commit| events::record(commit, at, sale, &printed))
    }

    /// Records that the printer did not take a receipt.
    ///
    /// # Errors
    /// [`Error::Unknown`].
    pub fn receipt_failed(
        &mut self,
        at: Timestamp,
        sale: SaleId,
        job: JobId,
        fault: Fault,
    ) -> Result<(), Error> {
        let failed = Event::ReceiptFailed { job, fault };
        self.commit(|commit| events::record(commit, at, sale, &failed))
    }

    fn record(&mut self, at: Timestamp, session: SessionId, event: Event) -> Result<(), Error> {
        self.commit(|commit| {
            let sale = Tables(commit).session(session)?.sale;
            events::record(commit, at, sale, &event)
        })
    }

    /// One IMMEDIATE transaction: all of it is durable on return, or none (`I12`).
    fn commit<T>(
        &mut self,
        change: impl FnOnce(&Commit<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let commit = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let result = change(&commit)?;
        commit.commit()?;
        Ok(result)
    }
}

impl fmt::Debug for Ledger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ledger").finish_non_exhaustive()
    }
}

fn intend(
    commit: &Commit<'_>,
    at: Timestamp,
    sale: SaleId,
    NewSession {
        reference,
        expires_at,
    }: NewSession,
) -> Result<SessionId, Error> {
    if Tables(commit).is_used(&reference)? {
        return Err(Error::ReferenceUsed(reference));
    }
    let session = sessions::next_id(commit)?;
    let intended = Event::SessionIntended {
        session,
        reference,
        expires_at,
    };
    events::record(commit, at, sale, &intended)?;
    Ok(session)
}
