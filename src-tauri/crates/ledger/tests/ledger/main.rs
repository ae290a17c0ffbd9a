//! The ledger as its users see it.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod backups;
mod cashiers;
mod log;
mod opening;
mod print_jobs;
mod refunds;
mod restore;
mod sales;
mod search;
mod shifts;
mod watching;

use jiff::{SignedDuration, Timestamp};
use ledger::{
    Duplicates, FILE_NAME, Finding, Ledger, NewSale, NewSession, Reader, SaleId, SessionId,
};
use sale::{
    Amount, Currency, Money, Rejection, RequestId, Standing, Transaction, TransactionStatus,
};
use tempfile::TempDir;

fn at(second: i64) -> Timestamp {
    "2026-11-22T12:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_secs(second)
}

fn clp(minor: i64) -> Money {
    Money::new(minor, Currency::CLP)
}

fn new_sale(amount: &str) -> NewSale {
    NewSale {
        amount: Amount::parse(amount, Currency::CLP).unwrap(),
        allow_partial: false,
        description: Some("Café ñandú".into()),
        customer: sale::Customer::default(),
    }
}

fn new_session(reference: &str) -> NewSession {
    NewSession {
        reference: reference.parse().unwrap(),
        expires_at: at(900),
    }
}

fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

/// A sale of 12990 pesos whose session the customer can pay.
fn opened(ledger: &mut Ledger, reference: &str) -> (SaleId, SessionId) {
    let allowed = Duplicates::Allowed;
    let (sale, session) = ledger
        .open_sale(at(0), new_sale("12990"), new_session(reference), allowed)
        .unwrap();
    let url = "http://127.0.0.1/session/7".to_owned();
    ledger
        .session_opened(at(1), session, RequestId(7), url, at(900))
        .unwrap();
    (sale, session)
}

/// A sale of 12990 pesos that was paid with one transaction of this number.
fn paid(ledger: &mut Ledger, reference: &str, transaction: i64) -> (SaleId, SessionId) {
    let (sale, session) = opened(ledger, reference);
    let told = vec![approved(transaction, 12_990)];
    ledger
        .session_settled(at(2), session, Standing::Approved, told)
        .unwrap();
    (sale, session)
}

fn approved(internal_reference: i64, minor: i64) -> Transaction {
    Transaction {
        internal_reference,
        status: TransactionStatus::Approved,
        amount: Some(clp(minor)),
        discount: None,
        reason: "00".into(),
        message: "Aprobada".into(),
        at: None,
        method: None,
        issuer: None,
        authorization: None,
        receipt: None,
        last_digits: None,
        instalments: None,
        refunded: false,
    }
}

fn rejected() -> Standing {
    Standing::Rejected {
        rejection: Rejection {
            reason: "MC".into(),
            message: String::new(),
            attempts: 0,
        },
    }
}

/// What is wrong with the ledger in a folder once somebody has had their way with its file.
fn findings_after(folder: &std::path::Path, sql: &str) -> Vec<Finding> {
    let copy = self::folder();
    let file = copy.path().join(FILE_NAME);
    std::fs::copy(folder.join(FILE_NAME), &file).unwrap();
    let raw = rusqlite::Connection::open(&file).unwrap();
    raw.execute_batch(sql).unwrap();
    drop(raw);
    let reader = Reader::open(copy.path()).unwrap();
    reader.tables().verify().unwrap()
}
