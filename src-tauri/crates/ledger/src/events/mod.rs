//! The log of events: append-only, hash-chained, and the source of every other table (`I16`).

//!
//! [`Event`] is what can happen, `log` how it is written down, `apply` what the tables make of it.

mod apply;
mod log;

use jiff::Timestamp;
use sale::{
    Amount, CashierName, Customer, Money, Reference, RefundState, RequestId, Role, Standing,
    Transaction, Unopened, Words,
};
use serde::{Deserialize, Serialize};

use crate::cashiers::PinHash;
use crate::print_jobs::{Copy, Fault, JobId, Receipt};
use crate::{CashierId, RefundId, SessionId, Setting, ShiftId, ShiftReport};

pub(crate) use apply::{Happened, apply};
pub use log::RecordedEvent;
pub(crate) use log::{Hash, Link, chain, hash_of, last_recorded, record, replay, time_of};

pub(crate) const MIGRATION: &str = "
CREATE TABLE events (
    number  INTEGER PRIMARY KEY,
    at      TEXT    NOT NULL,
    sale_id INTEGER NOT NULL REFERENCES sales (id) DEFERRABLE INITIALLY DEFERRED,
    body    TEXT    NOT NULL,
    hash    BLOB    NOT NULL
) STRICT;
CREATE INDEX events_by_sale ON events (sale_id);
CREATE TRIGGER events_are_not_changed BEFORE UPDATE ON events
BEGIN SELECT raise(ABORT, 'events are append-only'); END;
CREATE TRIGGER events_are_not_deleted BEFORE DELETE ON events
BEGIN SELECT raise(ABORT, 'events are append-only'); END;
";

/// Lets events happen to the ledger itself, of which no sale is the subject.
pub(crate) const OF_THE_LEDGER: &str = "
CREATE TABLE events_of_all (
    number  INTEGER PRIMARY KEY,
    at      TEXT    NOT NULL,
    sale_id INTEGER REFERENCES sales (id) DEFERRABLE INITIALLY DEFERRED,
    body    TEXT    NOT NULL,
    hash    BLOB    NOT NULL
) STRICT;
INSERT INTO events_of_all SELECT number, at, sale_id, body, hash FROM events;
DROP TABLE events;
ALTER TABLE events_of_all RENAME TO events;
CREATE INDEX events_by_sale ON events (sale_id);
CREATE TRIGGER events_are_not_changed BEFORE UPDATE ON events
BEGIN SELECT raise(ABORT, 'events are append-only'); END;
CREATE TRIGGER events_are_not_deleted BEFORE DELETE ON events
BEGIN SELECT raise(ABORT, 'events are append-only'); END;
";

/// Tells of each event who did it.
pub(crate) const DONE_BY: &str = "
ALTER TABLE events ADD COLUMN cashier_id INTEGER REFERENCES cashiers (id)
    DEFERRABLE INITIALLY DEFERRED;
";

/// From this step on the log may hold that somebody changed the settings, and what was said in two
/// languages.
pub(crate) const OF_THE_SETTINGS: &str = "-- no table changes";

/// Something that happened to a sale, or to the ledger itself. Each carries all that the tables
/// need to follow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "event",
    rename_all = "kebab-case",
    rename_all_fields = "camelCase"
)]
pub enum Event {
    /// A cashier charged.
    SaleOpened {
        /// What is to be paid.
        amount: Amount,
        /// The customer may pay in parts.
        allow_partial: bool,
        /// What is sold.
        description: Option<String>,
        /// Who buys.
        #[serde(default, skip_serializing_if = "Customer::is_unknown")]
        customer: Customer,
    },
    /// A session is about to be asked for; committed before the request leaves (`I1`).
    SessionIntended {
        /// The session.
        session: SessionId,
        /// The shop's name for it.
        reference: Reference,
        /// When the gateway ends it.
        expires_at: Timestamp,
    },
    /// The gateway opened the session.
    SessionOpened {
        /// The session.
        session: SessionId,
        /// The gateway's number.
        request_id: RequestId,
        /// Where the customer pays.
        process_url: String,
        /// When the gateway ends it, where that is known better than at the intent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        expires_at: Option<Timestamp>,
    },
    /// The session never became payable.
    SessionUnopened {
        /// The session.
        session: SessionId,
        /// Why.
        why: Unopened,
    },
    /// The ledger was restored from a backup without the answer to the session's request.
    SessionForgotten {
        /// The session.
        session: SessionId,
    },
    /// An answer of the gateway changed how the session stands.
    SessionSettled {
        /// The session.
        session: SessionId,
        /// The gateway's number.
        request_id: RequestId,
        /// Where the customer pays.
        process_url: String,
        /// How it stands now.
        standing: Standing,
        /// The attempts, as told.
        transactions: Vec<Transaction>,
    },
    /// An answer contradicted a final state, which stayed or is in doubt now.
    SessionContradicted {
        /// The session.
        session: SessionId,
        /// How it would stand by that answer.
        told: Standing,
        /// The attempts, as told.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        transactions: Vec<Transaction>,
    },
    /// The session ended without its money so long ago that the gateway is asked no more.
    SessionLeft {
        /// The session.
        session: SessionId,
    },
    /// A person asked to cancel the session.
    CancelAsked {
        /// The session.
        session: SessionId,
    },
    /// Money of a transaction is about to be asked back; committed before the request leaves (`I1`).
    RefundRequested {
        /// The refund.
        refund: RefundId,
        /// The session whose money it is.
        session: SessionId,
        /// The gateway's number of the transaction.
        transaction: i64,
        /// How much.
        amount: Money,
        /// Who asked for it.
        by: String,
    },
    /// The gateway tells that money of a transaction was given back, and nobody asked for it here:
    /// it was done in the bank's portal, or asked for before the ledger was restored.
    RefundFound {
        /// The refund.
        refund: RefundId,
        /// The session whose money it is.
        session: SessionId,
        /// The gateway's number of the transaction.
        transaction: i64,
        /// How much.
        amount: Money,
    },
    /// What came of a refund.
    RefundSettled {
        /// The refund.
        refund: RefundId,
        /// What came of it.
        state: RefundState,
    },
    /// A receipt is to be printed.
    ReceiptQueued {
        /// The job.
        job: JobId,
        /// The first one or a reprint.
        copy: Copy,
        /// What it is about.
        #[serde(default)]
        receipt: Receipt,
    },
    /// The printer does not print; the receipt waits, and nothing is on paper.
    ReceiptDelayed {
        /// The job.
        job: JobId,
        /// What is wrong.
        fault: Fault,
    },
    /// A receipt is about to go to the printer; committed before its first byte does.
    ReceiptStarted {
        /// The job.
        job: JobId,
    },
    /// The printer took a receipt.
    ReceiptPrinted {
        /// The job.
        job: JobId,
        /// The printer, in words for people.
        target: Words,
    },
    /// The printer did not take a receipt.
    ReceiptFailed {
        /// The job.
        job: JobId,
        /// What is wrong.
        fault: Fault,
    },
    /// Nobody knew what of a receipt came out, and a person saw all of it on paper.
    ReceiptSeen {
        /// The job.
        job: JobId,
    },
    /// Somebody works at the till, works there under another name or with another PIN, or left.
    CashierSet {
        /// The cashier.
        cashier: CashierId,
        /// What everybody calls them.
        name: CashierName,
        /// What they may do.
        role: Role,
        /// The hash of their PIN.
        pin: PinHash,
        /// Whether they work here.
        works: bool,
    },
    /// Somebody changed how the till is set up.
    SettingsChanged {
        /// What of it.
        changed: Vec<Setting>,
    },
    /// Somebody typed the right PIN.
    SignedIn {
        /// The cashier.
        cashier: CashierId,
    },
    /// The till was locked.
    SignedOut {
        /// The cashier who was there.
        cashier: CashierId,
    },
    /// A wrong PIN was typed.
    PinMissed {
        /// For whom.
        cashier: CashierId,
    },
    /// A shift began.
    ShiftOpened {
        /// The shift.
        shift: ShiftId,
    },
    /// A shift ended.
    ShiftClosed {
        /// The shift.
        shift: ShiftId,
        /// What it came to.
        report: Box<ShiftReport>,
    },
    /// The close of a shift is about to go to the printer.
    ShiftPrinted {
        /// The shift.
        shift: ShiftId,
    },
    /// The ledger was put back from a backup; what happened after the backup is not in it.
    LedgerRestored {
        /// The number of the backup's last event.
        last_event: i64,
    },
}

impl Event {
    /// The event's name in the log.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Event::SaleOpened { .. } => "sale-opened",
            Event::SessionIntended { .. } => "session-intended",
            Event::SessionOpened { .. } => "session-opened",
            Event::SessionUnopened { .. } => "session-unopened",
            Event::SessionForgotten { .. } => "session-forgotten",
            Event::SessionSettled { .. } => "session-settled",
            Event::SessionContradicted { .. } => "session-contradicted",
            Event::SessionLeft { .. } => "session-left",
            Event::CancelAsked { .. } => "cancel-asked",
            Event::RefundRequested { .. } => "refund-requested",
            Event::RefundFound { .. } => "refund-found",
            Event::RefundSettled { .. } => "refund-settled",
            Event::ReceiptQueued { .. } => "receipt-queued",
            Event::ReceiptDelayed { .. } => "receipt-delayed",
            Event::ReceiptStarted { .. } => "receipt-started",
            Event::ReceiptPrinted { .. } => "receipt-printed",
            Event::ReceiptFailed { .. } => "receipt-failed",
            Event::ReceiptSeen { .. } => "receipt-seen",
            Event::CashierSet { .. } => "cashier-set",
            Event::SettingsChanged { .. } => "settings-changed",
            Event::SignedIn { .. } => "signed-in",
            Event::SignedOut { .. } => "signed-out",
            Event::PinMissed { .. } => "pin-missed",
            Event::ShiftOpened { .. } => "shift-opened",
            Event::ShiftClosed { .. } => "shift-closed",
            Event::ShiftPrinted { .. } => "shift-printed",
            Event::LedgerRestored { .. } => "ledger-restored",
        }
    }

    /// Every name that [`name`](Self::name) gives.
    pub const NAMES: [&'static str; 27] = [
        "sale-opened",
        "session-intended",
        "session-opened",
        "session-unopened",
        "session-forgotten",
        "session-settled",
        "session-contradicted",
        "session-left",
        "cancel-asked",
        "refund-requested",
        "refund-found",
        "refund-settled",
        "receipt-queued",
        "receipt-delayed",
        "receipt-started",
        "receipt-printed",
        "receipt-failed",
        "receipt-seen",
        "cashier-set",
        "settings-changed",
        "signed-in",
        "signed-out",
        "pin-missed",
        "shift-opened",
        "shift-closed",
        "shift-printed",
        "ledger-restored",
    ];
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::print_jobs::Paper;
    use crate::{Error, Stamp};
    use rusqlite::Connection;
    use sale::Currency;

    fn one_of_each() -> Vec<Event> {
        let (session, job, refund) = (SessionId(1), JobId(1), RefundId(1));
        let (cashier, shift) = (CashierId(1), ShiftId(1));
        let why = String::new();
        let fault = Fault {
            what: Words::default(),
            advice: Words::default(),
            paper: Paper::Untouched,
        };
        vec![
            Event::SaleOpened {
                amount: Amount::parse("990", Currency::CLP).unwrap(),
                allow_partial: false,
                description: None,
                customer: Customer::default(),
            },
            Event::SessionIntended {
                session,
                reference: "C1-1".parse().unwrap(),
                expires_at: Timestamp::UNIX_EPOCH,
            },
            Event::SessionOpened {
                session,
                request_id: RequestId(7),
                process_url: String::new(),
                expires_at: Some(Timestamp::UNIX_EPOCH),
            },
            Event::SessionUnopened {
                session,
                why: Unopened::AnswerLost { why },
            },
            Event::SessionForgotten { session },
            Event::SessionSettled {
                session,
                request_id: RequestId(7),
                process_url: String::new(),
                standing: Standing::WAITING,
                transactions: Vec::new(),
            },
            Event::SessionContradicted {
                session,
                told: Standing::WAITING,
                transactions: Vec::new(),
            },
            Event::SessionLeft { session },
            Event::CancelAsked { session },
            Event::RefundRequested {
                refund,
                session,
                transaction: 70,
                amount: Money::new(990, Currency::CLP),
                by: String::new(),
            },
            Event::RefundFound {
                refund,
                session,
                transaction: 70,
                amount: Money::new(990, Currency::CLP),
            },
            Event::RefundSettled {
                refund,
                state: RefundState::Requested,
            },
            Event::ReceiptQueued {
                job,
                copy: Copy::Original,
                receipt: Receipt::Part {
                    session,
                    transaction: 70,
                },
            },
            Event::ReceiptDelayed {
                job,
                fault: fault.clone(),
            },
            Event::ReceiptStarted { job },
            Event::ReceiptPrinted {
                job,
                target: Words::default(),
            },
            Event::ReceiptFailed { job, fault },
            Event::ReceiptSeen { job },
            Event::CashierSet {
                cashier,
                name: "Ana".parse().unwrap(),
                role: Role::Supervisor,
                pin: PinHash(String::new()),
                works: true,
            },
            Event::SettingsChanged {
                changed: vec![Setting::Shop],
            },
            Event::SignedIn { cashier },
            Event::SignedOut { cashier },
            Event::PinMissed { cashier },
            Event::ShiftOpened { shift },
            Event::ShiftClosed {
                shift,
                report: Box::default(),
            },
            Event::ShiftPrinted { shift },
            Event::LedgerRestored { last_event: 1 },
        ]
    }

    #[test]
    fn events_are_named_in_code_as_in_the_log() {
        let events = one_of_each();
        let names: Vec<_> = events.iter().map(Event::name).collect();
        assert_eq!(names, Event::NAMES);
        for event in events {
            let body = serde_json::to_value(&event).unwrap();
            assert_eq!(body["event"], event.name());
            assert_eq!(serde_json::from_value::<Event>(body).unwrap(), event);
        }
    }

    #[test]
    fn i16_an_event_without_a_time_to_expire_reads_and_writes_as_it_did() {
        let body = r#"{"event":"session-opened","session":1,"requestId":7,"processUrl":"u"}"#;
        let event: Event = serde_json::from_str(body).unwrap();
        assert_eq!(serde_json::to_string(&event).unwrap(), body);
    }

    #[test]
    fn i16_a_receipt_that_names_no_kind_is_the_sales() {
        let body = r#"{"event":"receipt-queued","job":1,"copy":"original"}"#;
        let Event::ReceiptQueued { receipt, .. } = serde_json::from_str(body).unwrap() else {
            panic!("{body}");
        };
        assert_eq!(receipt, Receipt::Sale);
    }

    #[test]
    fn i16_an_event_of_a_sale_needs_its_sale() {
        let mut connection = Connection::open_in_memory().unwrap();
        crate::migrations::migrate(&mut connection).unwrap();
        let opened = &one_of_each()[0];
        let happened = Happened {
            number: 1,
            stamp: Stamp::from(Timestamp::UNIX_EPOCH),
            sale: None,
            event: opened,
        };
        let told = apply(&connection, happened);
        assert!(matches!(told, Err(Error::Damaged { .. })), "{told:?}");
    }
}
