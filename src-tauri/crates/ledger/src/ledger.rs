//! The owner of a ledger: the only one that changes it.

use std::cell::Cell;
use std::fmt;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rusqlite::{Connection, TransactionBehavior};
use sale::{
    Amount, Customer, Money, Reference, RefundState, RequestId, SessionState, Standing,
    Transaction, Unopened, Words,
};

use crate::commit::{Commit, CommitWatch, Stage};
use crate::events::Event;
use crate::open::{self, Ownership};
use crate::{
    ChargeAgain, Copy, Error, Fault, JobId, OpenError, Receipt, RefundId, RefundRecord, SaleId,
    SessionId, Stamp, Tables, due_receipts, proven_refunds, refunds, restore, sales, sessions,
};

/// A ledger that this process owns.
pub struct Ledger {
    connection: Connection,
    folder: PathBuf,
    commits: u64,
    watch: Option<CommitWatch>,
    _ownership: Ownership,
}

/// Whether a sale may be of the same amount as one that is still open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Duplicates {
    /// It may not: most likely it is the same one, charged twice.
    Refused,
    /// It may: a person said so.
    Allowed,
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
    /// Who buys.
    pub customer: Customer,
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
        restore::finish(folder)?;
        Ok(Ledger {
            connection: open::for_writing(folder)?,
            folder: folder.to_owned(),
            commits: 0,
            watch: None,
            _ownership: ownership,
        })
    }

    /// What the ledger holds.
    #[must_use]
    pub fn tables(&self) -> Tables<'_> {
        Tables(&self.connection)
    }

    /// Reads several things as they stand together, faster than one by one.
    ///
    /// # Errors
    /// The database fails.
    pub fn read<T>(&self, read: impl FnOnce(Tables<'_>) -> Result<T, Error>) -> Result<T, Error> {
        let snapshot = self.connection.unchecked_transaction()?;
        let done = read(Tables(&snapshot))?;
        snapshot.commit()?;
        Ok(done)
    }

    /// The folder that it is in.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// How many changes it took since it was opened.
    #[must_use]
    pub fn commits(&self) -> u64 {
        self.commits
    }

    /// Has every commit from now on told to a watch: how proofs stop the world at a commit.
    pub fn watch_commits(&mut self, watch: CommitWatch) {
        self.watch = Some(watch);
    }

    /// Writes what the file says already: fails as a change would, and changes nothing.
    ///
    /// # Errors
    /// [`Error::DiskFull`] while there is no room.
    pub fn try_writing(&mut self) -> Result<(), Error> {
        self.commit(|commit| {
            let name = "user_version";
            let version: i64 = commit
                .transaction
                .pragma_query_value(None, name, |row| row.get(0))?;
            commit.transaction.pragma_update(None, name, version)?;
            commit.last.set(Some("nothing"));
            Ok(())
        })
    }

    /// Commits the intent of a sale with its first session (`I1`).
    ///
    /// # Errors
    /// [`Error::Duplicate`] with the newest open sale of the same amount, where that is refused;
    /// [`Error::ReferenceUsed`].
    pub fn open_sale(
        &mut self,
        stamp: impl Into<Stamp>,
        sale: NewSale,
        session: NewSession,
        duplicates: Duplicates,
    ) -> Result<(SaleId, SessionId), Error> {
        let stamp = stamp.into();
        self.commit(|commit| {
            if commit.tables().is_used(&session.reference)? {
                return Err(Error::ReferenceUsed(session.reference));
            }
            if duplicates == Duplicates::Refused
                && let Some(open) = sales::open_of(&commit.transaction, sale.amount)?
            {
                return Err(Error::Duplicate(open));
            }
            let id = sales::next_id(&commit.transaction)?;
            let opened = Event::SaleOpened {
                amount: sale.amount,
                allow_partial: sale.allow_partial,
                description: sale.description,
                customer: sale.customer,
            };
            commit.record(stamp, id, &opened)?;
            Ok((id, intend(commit, stamp, id, session)?))
        })
    }

    /// Commits the intent of another session for a sale (`I1`).
    ///
    /// # Errors
    /// [`Error::StillPayable`] and [`Error::Unsure`], as
    /// [`SaleRecord::charge_again`](crate::SaleRecord::charge_again) tells (`I7`); [`Error::ReferenceUsed`].
    pub fn open_session(
        &mut self,
        stamp: impl Into<Stamp>,
        sale: SaleId,
        session: NewSession,
    ) -> Result<SessionId, Error> {
        let stamp = stamp.into();
        self.commit(|commit| match commit.tables().sale(sale)?.charge_again() {
            ChargeAgain::Allowed => intend(commit, stamp, sale, session),
            ChargeAgain::StillPayable => Err(Error::StillPayable(sale)),
            ChargeAgain::Unsure(why) => Err(Error::Unsure { sale, why }),
        })
    }

    /// Records that the gateway opened a session, and when it will end it.
    ///
    /// # Errors
    /// [`Error::Unknown`], also for a session whose request is answered already.
    pub fn session_opened(
        &mut self,
        at: Timestamp,
        session: SessionId,
        request_id: RequestId,
        process_url: String,
        expires_at: Timestamp,
    ) -> Result<(), Error> {
        self.record_answer(
            at,
            session,
            Event::SessionOpened {
                session,
                request_id,
                process_url,
                expires_at: Some(expires_at),
            },
        )
    }

    /// Records that a session never became payable.
    ///
    /// # Errors
    /// [`Error::Unknown`], also for a session whose request is answered already.
    pub fn session_unopened(
        &mut self,
        at: Timestamp,
        session: SessionId,
        why: Unopened,
    ) -> Result<(), Error> {
        self.record_answer(at, session, Event::SessionUnopened { session, why })
    }

    /// Records how an opened session stands now, with the attempts as told. In the same transaction
    /// what was paid queues its receipt, and what an attempt that counts as given back proves
    /// is recorded (`I11`).
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
            let before = commit.tables().session(session)?;
            let SessionState::Opened {
                request_id,
                process_url,
                ..
            } = before.state.clone()
            else {
                return Err(Error::Unknown {
                    what: "opened session",
                    id: session.0,
                });
            };
            let settled = Event::SessionSettled {
                session,
                request_id,
                process_url,
                standing,
                transactions,
            };
            commit.record(at, before.sale, &settled)?;
            proven_refunds::record(commit, at, session)?;
            due_receipts::queue_new(commit, at, &before)
        })
    }

    /// Commits the intent to give money of a transaction back: the amount, or all that is left of
    /// it (`I1`, `I11`).
    ///
    /// # Errors
    /// [`Error::StillPayable`] while the session is open; [`Error::Unknown`] for a session or
    /// transaction that is not there; [`Error::NotRefundable`].
    pub fn request_refund(
        &mut self,
        stamp: impl Into<Stamp>,
        session: SessionId,
        transaction: i64,
        wanted: Option<Money>,
        by: String,
    ) -> Result<RefundRecord, Error> {
        let stamp = stamp.into();
        self.commit(|commit| {
            let record = commit.tables().session(session)?;
            if record.is_payable() {
                return Err(Error::StillPayable(record.sale));
            }
            let mut told = record.transactions.iter();
            let paid = told
                .find(|told| told.internal_reference == transaction)
                .ok_or(Error::Unknown {
                    what: "transaction",
                    id: transaction,
                })?;
            let refunds = record.refunds.iter();
            let earlier = refunds.filter(|refund| refund.transaction == transaction);
            let currency = commit.tables().amount_of(record.sale)?.currency();
            let earlier = earlier.map(RefundRecord::as_earlier);
            let amount = sale::refund_of(paid, currency, earlier, wanted)?;
            let refund = refunds::next_id(&commit.transaction)?;
            let requested = Event::RefundRequested {
                refund,
                session,
                transaction,
                amount,
                by,
            };
            commit.record(stamp, record.sale, &requested)?;
            commit.tables().refund(refund)
        })
    }

    /// Records what came of a refund. What is known of it is written once; what nobody knew may be
    /// found out later (`I11`).
    ///
    /// # Errors
    /// [`Error::AlreadySettled`]; [`Error::Unknown`].
    pub fn refund_settled(
        &mut self,
        stamp: impl Into<Stamp>,
        refund: RefundId,
        state: RefundState,
    ) -> Result<(), Error> {
        let stamp = stamp.into();
        let at = stamp.at;
        self.commit(|commit| {
            let record = commit.tables().refund(refund)?;
            if !may_become(&record.state, &state) {
                return Err(Error::AlreadySettled(refund));
            }
            let before = commit.tables().session(record.session)?;
            commit.record(stamp, before.sale, &Event::RefundSettled { refund, state })?;
            proven_refunds::record(commit, at, before.id)?;
            due_receipts::queue_new(commit, at, &before)
        })
    }

    /// Records that an answer contradicted a final state, with the attempts as told. An end without
    /// money is in doubt then ([`Standing::contradicted_by`]).
    ///
    /// # Errors
    /// [`Error::Unknown`].
    pub fn session_contradicted(
        &mut self,
        at: Timestamp,
        session: SessionId,
        told: Standing,
        transactions: Vec<Transaction>,
    ) -> Result<(), Error> {
        let contradicted = Event::SessionContradicted {
            session,
            told,
            transactions,
        };
        self.record(at, session, contradicted)
    }

    /// Records that the gateway is asked no more about a session that ended without its money.
    ///
    /// # Errors
    /// [`Error::Unknown`].
    pub fn session_left(&mut self, at: Timestamp, session: SessionId) -> Result<(), Error> {
        self.record(at, session, Event::SessionLeft { session })
    }

    /// Records that a person asked to cancel a session.
    ///
    /// # Errors
    /// [`Error::Unknown`].
    pub fn cancel_asked(
        &mut self,
        stamp: impl Into<Stamp>,
        session: SessionId,
    ) -> Result<(), Error> {
        self.record(stamp, session, Event::CancelAsked { session })
    }

    /// Queues a receipt.
    ///
    /// # Errors
    /// The database fails.
    pub fn queue_receipt(
        &mut self,
        stamp: impl Into<Stamp>,
        sale: SaleId,
        receipt: Receipt,
        copy: Copy,
    ) -> Result<JobId, Error> {
        let stamp = stamp.into();
        self.commit(|commit| due_receipts::queue(commit, stamp, sale, receipt, copy))
    }

    /// Records that a receipt waits for a printer that does not print.
    ///
    /// # Errors
    /// [`Error::Unknown`].
    pub fn receipt_delayed(
        &mut self,
        at: Timestamp,
        sale: SaleId,
        job: JobId,
        fault: Fault,
    ) -> Result<(), Error> {
        let delayed = Event::ReceiptDelayed { job, fault };
        self.commit(|commit| commit.record(at, sale, &delayed))
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
        self.commit(|commit| commit.record(at, sale, &started))
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
        target: Words,
    ) -> Result<(), Error> {
        let printed = Event::ReceiptPrinted { job, target };
        self.commit(|commit| commit.record(at, sale, &printed))
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
        self.commit(|commit| commit.record(at, sale, &failed))
    }

    /// Records that a person saw all of a receipt on paper of which nobody knew what came out.
    ///
    /// # Errors
    /// [`Error::Unknown`], also for a job of which something is known.
    pub fn receipt_seen(&mut self, stamp: impl Into<Stamp>, job: JobId) -> Result<(), Error> {
        let stamp = stamp.into();
        self.commit(|commit| {
            let record = commit.tables().print_job(job)?;
            if !record.state.is_unsure() {
                return Err(Error::Unknown {
                    what: "unsure print job",
                    id: job.0,
                });
            }
            commit.record(stamp, record.sale, &Event::ReceiptSeen { job })
        })
    }

    /// Records what came of the request for a session, once.
    fn record_answer(
        &mut self,
        at: Timestamp,
        session: SessionId,
        event: Event,
    ) -> Result<(), Error> {
        self.commit(|commit| {
            let record = commit.tables().session(session)?;
            if record.state != SessionState::Intended {
                return Err(Error::Unknown {
                    what: "unanswered session",
                    id: session.0,
                });
            }
            commit.record(at, record.sale, &event)
        })
    }

    fn record(
        &mut self,
        stamp: impl Into<Stamp>,
        session: SessionId,
        event: Event,
    ) -> Result<(), Error> {
        let stamp = stamp.into();
        self.commit(|commit| {
            let sale = commit.tables().session(session)?.sale;
            commit.record(stamp, sale, &event)
        })
    }

    /// One IMMEDIATE transaction: all of it is durable on return, or none (`I12`).
    pub(crate) fn commit<T>(
        &mut self,
        change: impl FnOnce(&Commit<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let behavior = TransactionBehavior::Immediate;
        let commit = Commit {
            transaction: self.connection.transaction_with_behavior(behavior)?,
            last: Cell::new(None),
        };
        let result = change(&commit)?;
        let last = commit.last.get();
        let mut tell = |stage| match (&mut self.watch, last) {
            (Some(watch), Some(event)) => watch(stage, event),
            (None, _) | (_, None) => Ok(()),
        };
        tell(Stage::Before)?;
        commit.transaction.commit()?;
        self.commits += u64::from(last.is_some());
        tell(Stage::After)?;
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
    stamp: Stamp,
    sale: SaleId,
    NewSession {
        reference,
        expires_at,
    }: NewSession,
) -> Result<SessionId, Error> {
    if commit.tables().is_used(&reference)? {
        return Err(Error::ReferenceUsed(reference));
    }
    let session = sessions::next_id(&commit.transaction)?;
    let intended = Event::SessionIntended {
        session,
        reference,
        expires_at,
    };
    commit.record(stamp, sale, &intended)?;
    Ok(session)
}

fn may_become(before: &RefundState, after: &RefundState) -> bool {
    match (before, after) {
        (_, RefundState::Requested) => false,
        (
            RefundState::Requested,
            RefundState::Done { .. }
            | RefundState::NotDone { .. }
            | RefundState::Unknown { .. }
            | RefundState::Decided { .. },
        )
        | (RefundState::Unknown { .. }, RefundState::Done { .. } | RefundState::Decided { .. }) => {
            true
        }
        (
            RefundState::Unknown { .. },
            RefundState::NotDone { .. } | RefundState::Unknown { .. },
        )
        | (
            RefundState::Done { .. } | RefundState::NotDone { .. } | RefundState::Decided { .. },
            RefundState::Done { .. }
            | RefundState::NotDone { .. }
            | RefundState::Unknown { .. }
            | RefundState::Decided { .. },
        ) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SaleFilter;
    use sale::Currency;

    fn charge(ledger: &mut Ledger, count: i64) -> Result<(SaleId, SessionId), Error> {
        let sale = NewSale {
            amount: Amount::parse("12990", Currency::CLP).unwrap(),
            allow_partial: false,
            description: Some("x".repeat(2_000)),
            customer: Customer::default(),
        };
        let session = NewSession {
            reference: format!("C1-{count}").parse().unwrap(),
            expires_at: Timestamp::UNIX_EPOCH,
        };
        ledger.open_sale(Timestamp::UNIX_EPOCH, sale, session, Duplicates::Allowed)
    }

    #[test]
    fn i12_a_full_disk_loses_nothing_and_the_ledger_goes_on_once_there_is_room() {
        let folder = tempfile::tempdir().unwrap();
        let mut ledger = Ledger::open(folder.path()).unwrap();
        let pages = |ledger: &Ledger, most: i64| {
            let set = ledger
                .connection
                .pragma_update(None, "max_page_count", most);
            set.unwrap();
        };
        let now: i64 = ledger
            .connection
            .pragma_query_value(None, "page_count", |row| row.get(0))
            .unwrap();
        pages(&ledger, now + 20);
        let mut done = 0;
        let failed = loop {
            match charge(&mut ledger, done + 1) {
                Ok(_) => done += 1,
                Err(error) => break error,
            }
        };
        assert!(matches!(failed, Error::DiskFull), "{failed:?}");
        assert!(done > 3, "{done}");
        let sales = |ledger: &Ledger| ledger.tables().sales(&SaleFilter::default()).unwrap();
        assert_eq!(sales(&ledger).len() as i64, done);
        assert!(matches!(charge(&mut ledger, 99), Err(Error::DiskFull)));
        pages(&ledger, 100_000);
        charge(&mut ledger, done + 1).unwrap();
        assert_eq!(ledger.tables().verify().unwrap(), []);
        drop(ledger);
        let ledger = Ledger::open(folder.path()).unwrap();
        assert_eq!(sales(&ledger).len() as i64, done + 1);
        assert_eq!(ledger.tables().verify().unwrap(), []);
    }

    #[test]
    fn a_file_that_may_not_be_written_is_the_disks_fault() {
        let folder = tempfile::tempdir().unwrap();
        let mut ledger = Ledger::open(folder.path()).unwrap();
        ledger
            .connection
            .pragma_update(None, "query_only", true)
            .unwrap();
        let failed = charge(&mut ledger, 1).unwrap_err();
        assert!(matches!(failed, Error::Disk { .. }), "{failed:?}");
    }

    #[test]
    fn an_event_that_means_nothing_is_damage() {
        let folder = tempfile::tempdir().unwrap();
        let mut ledger = Ledger::open(folder.path()).unwrap();
        let (sale, _) = charge(&mut ledger, 1).unwrap();
        let damaged = |told: Result<(), Error>| {
            assert!(matches!(told, Err(Error::Damaged { .. })), "{told:?}");
        };
        let change = |sql: &str| ledger.connection.execute_batch(sql).unwrap();
        change(
            "DROP TRIGGER events_are_not_changed;
             UPDATE events SET body = '{\"event\":\"?\"}'",
        );
        damaged(ledger.tables().events_of(sale).map(drop));
        for sql in [
            "UPDATE sessions SET expires_at = 'tomorrow'",
            "UPDATE sales SET currency = '???'",
        ] {
            change(sql);
            damaged(ledger.tables().sale(sale).map(drop));
        }
    }

    #[test]
    fn what_is_asked_often_is_found_by_an_index() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = Ledger::open(folder.path()).unwrap();
        for (query, index) in [
            (
                "SELECT id FROM sessions WHERE lacks_money AND left_at IS NULL ORDER BY ended_at, id",
                "sessions_lacking_money",
            ),
            (
                "SELECT max(id) FROM sales WHERE state_kind IN ('opening', 'pending', 'attention')
                 AND +amount_minor = 1 AND currency = 'CLP'",
                "sales_by_",
            ),
            (
                "SELECT sale_id, max(json_extract(body, '$.event') = 'sale-opened') FROM events
                 NOT INDEXED WHERE number > 1 AND sale_id IS NOT NULL GROUP BY sale_id",
                "USING INTEGER PRIMARY KEY (rowid>?)",
            ),
            (
                "SELECT id FROM refunds WHERE is_in_flight
                 AND json_extract(state, '$.kind') = 'unknown' ORDER BY id",
                "refunds_not_known",
            ),
            (
                "SELECT sum(amount_minor) FROM refunds
                 WHERE gave_back AND settled_at >= '' AND settled_at < '' AND currency = 'CLP'",
                "refunds_that_gave_back",
            ),
            (
                "SELECT sum(amount_minor) FROM sales WHERE paid_at >= '' AND paid_at < ''
                 AND state_kind IN ('approved', 'refunded') AND currency = 'CLP'",
                "sales_by_",
            ),
        ] {
            let plan: String = ledger
                .connection
                .query_row(&format!("EXPLAIN QUERY PLAN {query}"), [], |row| {
                    row.get("detail")
                })
                .unwrap();
            assert!(plan.contains(index), "{plan}");
        }
    }

    #[test]
    fn i11_the_tables_tell_like_the_states_whether_money_went_back() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = Ledger::open(folder.path()).unwrap();
        ledger
            .connection
            .pragma_update(None, "foreign_keys", false)
            .unwrap();
        let by = String::new;
        let decided = |finding| RefundState::Decided { finding, by: by() };
        for state in [
            RefundState::Requested,
            RefundState::Done {
                authorization: Some("1".into()),
            },
            RefundState::NotDone {
                why: sale::NotRefunded::Unreachable { why: by() },
            },
            RefundState::Unknown { why: by() },
            decided(sale::RefundFinding::GivenBack),
            decided(sale::RefundFinding::NotGivenBack),
        ] {
            let told = ledger.connection.query_row(
                "INSERT INTO refunds
                 VALUES (1, 1, 1, 1, 'CLP', '', '', ?, NULL) RETURNING gave_back, is_in_flight",
                [crate::column::Json(&state)],
                |row| Ok((row.get::<_, bool>(0)?, row.get::<_, bool>(1)?)),
            );
            ledger
                .connection
                .execute("DELETE FROM refunds", [])
                .unwrap();
            assert_eq!(told.unwrap(), (state.gave_back(), state.is_in_flight()));
        }
    }
}
