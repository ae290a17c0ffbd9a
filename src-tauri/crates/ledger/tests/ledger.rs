//! The ledger as its users see it.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use jiff::{SignedDuration, Timestamp};
use ledger::{
    Copy, Error, Event, FILE_NAME, Finding, JobState, Ledger, NewSale, NewSession, OpenError,
    Reader, SaleFilter, SaleId, SessionId,
};
use sale::{Amount, Currency, Money, RequestId, SaleState, Standing, Unopened};
use tempfile::TempDir;

fn at(second: i64) -> Timestamp {
    "2026-11-22T12:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_secs(second)
}

fn new_sale(amount: &str) -> NewSale {
    NewSale {
        amount: Amount::parse(amount, Currency::CLP).unwrap(),
        allow_partial: false,
        description: Some("Café ñandú".into()),
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

fn opened(ledger: &mut Ledger, reference: &str) -> (SaleId, SessionId) {
    let (sale, session) = ledger
        .open_sale(at(0), new_sale("12990"), new_session(reference))
        .unwrap();
    ledger
        .session_opened(
            at(1),
            session,
            RequestId(7),
            "http://127.0.0.1/session/7".into(),
        )
        .unwrap();
    (sale, session)
}

#[test]
fn i1_an_intent_is_there_after_a_restart() {
    let folder = folder();
    let mut ledger = Ledger::open(folder.path()).unwrap();
    let (sale, session) = ledger
        .open_sale(at(0), new_sale("990"), new_session("C1-1"))
        .unwrap();
    drop(ledger);

    let ledger = Ledger::open(folder.path()).unwrap();
    let record = ledger.tables().sale(sale).unwrap();
    assert_eq!(record.state, SaleState::Opening);
    assert_eq!(record.description.as_deref(), Some("Café ñandú"));
    assert_eq!(record.sessions[0].reference.as_str(), "C1-1");
    let intended = ledger.tables().intended_sessions().unwrap();
    assert_eq!(intended.iter().map(|s| s.id).collect::<Vec<_>>(), [session]);
}

#[test]
fn i12_an_approval_is_committed_with_its_receipt() {
    let folder = folder();
    let mut ledger = Ledger::open(folder.path()).unwrap();
    let (sale, session) = opened(&mut ledger, "C1-1");
    assert_eq!(ledger.tables().open_sessions().unwrap().len(), 1);
    ledger
        .session_settled(at(2), session, Standing::Approved, vec![])
        .unwrap();

    let reader = Reader::open(folder.path()).unwrap();
    let record = reader.tables().sale(sale).unwrap();
    assert_eq!(record.state, SaleState::Approved);
    assert_eq!(record.paid_at, Some(at(2)));
    let job = reader.tables().next_print_job().unwrap().unwrap();
    assert_eq!(
        (job.sale, job.copy, job.state),
        (sale, Copy::Original, JobState::Queued)
    );
    assert!(reader.tables().open_sessions().unwrap().is_empty());
    let taken = reader.tables().taken(at(0)..at(9), Currency::CLP).unwrap();
    assert_eq!(
        (taken.total, taken.count),
        (Money::new(12_990, Currency::CLP), 1)
    );
}

#[test]
fn i14_a_second_owner_is_refused_and_readers_are_not() {
    let folder = folder();
    let owner = Ledger::open(folder.path()).unwrap();
    assert!(matches!(
        Ledger::open(folder.path()),
        Err(OpenError::Owned(_))
    ));
    assert!(Reader::open(folder.path()).is_ok());
    drop(owner);
    assert!(Ledger::open(folder.path()).is_ok());
}

#[test]
fn i8_a_reference_is_used_once() {
    let folder = folder();
    let mut ledger = Ledger::open(folder.path()).unwrap();
    opened(&mut ledger, "C1-1");
    let again = ledger.open_sale(at(5), new_sale("1"), new_session("C1-1"));
    assert!(matches!(again, Err(Error::ReferenceUsed(_))), "{again:?}");
    assert_eq!(
        ledger.tables().sales(&SaleFilter::default()).unwrap().len(),
        1,
        "nothing half-written"
    );
}

#[test]
fn i7_a_second_session_waits_for_the_end_of_the_first() {
    let folder = folder();
    let mut ledger = Ledger::open(folder.path()).unwrap();
    let (sale, session) = ledger
        .open_sale(at(0), new_sale("12990"), new_session("C1-1"))
        .unwrap();
    let refused = |ledger: &mut Ledger| {
        let second = ledger.open_session(at(3), sale, new_session("C1-2"));
        assert!(matches!(second, Err(Error::StillPayable(_))), "{second:?}");
    };
    refused(&mut ledger);
    ledger
        .session_unopened(
            at(1),
            session,
            Unopened::AnswerLost {
                why: "closed".into(),
            },
        )
        .unwrap();
    let second = ledger
        .open_session(at(4), sale, new_session("C1-2"))
        .unwrap();
    ledger
        .session_opened(at(5), second, RequestId(8), "http://x".into())
        .unwrap();
    refused(&mut ledger);
    ledger
        .session_settled(at(6), second, Standing::Approved, vec![])
        .unwrap();
    refused(&mut ledger);
}

#[test]
fn i9_two_approvals_of_one_sale_are_both_kept_and_print_once() {
    let folder = folder();
    let mut ledger = Ledger::open(folder.path()).unwrap();
    let (sale, first) = opened(&mut ledger, "C1-1");
    let rejection = sale::Rejection {
        reason: "MC".into(),
        message: String::new(),
        attempts: 0,
    };
    let rejected = Standing::Rejected { rejection };
    ledger
        .session_settled(at(2), first, rejected, vec![])
        .unwrap();
    let second = ledger
        .open_session(at(3), sale, new_session("C1-2"))
        .unwrap();
    ledger
        .session_opened(at(4), second, RequestId(8), "http://x".into())
        .unwrap();
    for (second_later, session) in [(5, second), (6, first)] {
        ledger
            .session_settled(at(second_later), session, Standing::Approved, vec![])
            .unwrap();
    }
    let record = ledger.tables().sale(sale).unwrap();
    let twice = SaleState::Conflict {
        conflict: sale::Conflict::PaidTwice,
    };
    assert_eq!(record.state, twice);
    assert_eq!(ledger.tables().print_jobs_of(sale).unwrap().len(), 1);
    assert_eq!(ledger.tables().verify().unwrap(), []);
}

#[test]
fn i13_a_job_that_was_begun_is_known_as_such_after_a_crash() {
    let folder = folder();
    let mut ledger = Ledger::open(folder.path()).unwrap();
    let (sale, session) = opened(&mut ledger, "C1-1");
    ledger
        .session_settled(at(2), session, Standing::Approved, vec![])
        .unwrap();
    let job = ledger.tables().next_print_job().unwrap().unwrap().id;
    ledger.receipt_started(at(3), sale, job).unwrap();
    drop(ledger);

    let ledger = Ledger::open(folder.path()).unwrap();
    assert_eq!(ledger.tables().next_print_job().unwrap(), None);
    let interrupted = ledger.tables().interrupted_print_jobs().unwrap();
    assert_eq!(
        interrupted.iter().map(|job| job.id).collect::<Vec<_>>(),
        [job]
    );
    assert_eq!(ledger.tables().verify().unwrap(), []);
}

#[test]
fn i16_the_log_replays_to_the_tables_and_tells_of_any_change() {
    let folder = folder();
    let mut ledger = Ledger::open(folder.path()).unwrap();
    let (sale, session) = opened(&mut ledger, "C1-1");
    ledger
        .session_settled(at(2), session, Standing::Approved, vec![])
        .unwrap();
    let job = ledger.tables().next_print_job().unwrap().unwrap();
    ledger
        .receipt_printed(at(3), sale, job.id, "archivo".into())
        .unwrap();
    assert_eq!(ledger.tables().verify().unwrap(), []);
    drop(ledger);

    let path = folder.path().join(FILE_NAME);
    let findings = |sql: &str| {
        let copy = self::folder();
        std::fs::copy(&path, copy.path().join(FILE_NAME)).unwrap();
        let raw = rusqlite::Connection::open(copy.path().join(FILE_NAME)).unwrap();
        raw.execute_batch(sql).unwrap();
        drop(raw);
        Reader::open(copy.path())
            .unwrap()
            .tables()
            .verify()
            .unwrap()
    };
    assert_eq!(
        findings("UPDATE sales SET amount_minor = 1"),
        [Finding::Table("sales")]
    );
    assert_eq!(
        findings("DELETE FROM print_jobs"),
        [Finding::Table("print_jobs")]
    );
    let forged = "DROP TRIGGER events_are_not_changed;
        UPDATE events SET body = replace(body, '12990', '990') WHERE number = 1;
        UPDATE sales SET amount_minor = 990;";
    assert_eq!(findings(forged), [Finding::Chain { event: 1 }]);
    let shortened = "DROP TRIGGER events_are_not_deleted; DELETE FROM events WHERE number = 2";
    assert!(findings(shortened).contains(&Finding::Chain { event: 3 }));
}

#[test]
fn i16_the_log_refuses_changes() {
    let folder = folder();
    let mut ledger = Ledger::open(folder.path()).unwrap();
    opened(&mut ledger, "C1-1");
    drop(ledger);
    let raw = rusqlite::Connection::open(folder.path().join(FILE_NAME)).unwrap();
    for sql in ["UPDATE events SET at = ''", "DELETE FROM events"] {
        let error = raw.execute(sql, []).unwrap_err();
        assert!(error.to_string().contains("append-only"), "{error}");
    }
}

#[test]
fn the_timeline_of_a_sale_tells_everything_in_order() {
    let folder = folder();
    let mut ledger = Ledger::open(folder.path()).unwrap();
    let (sale, session) = opened(&mut ledger, "C1-1");
    ledger.cancel_asked(at(2), session).unwrap();
    let events: Vec<_> = ledger.tables().events_of(sale).unwrap();
    assert_eq!(
        events.iter().map(|e| e.number).collect::<Vec<_>>(),
        [1, 2, 3, 4]
    );
    assert!(matches!(events[0].event, Event::SaleOpened { .. }));
    assert_eq!(events[3].event, Event::CancelAsked { session });
}

#[test]
fn sales_are_listed_newest_first_by_state_and_time() {
    let folder = folder();
    let mut ledger = Ledger::open(folder.path()).unwrap();
    let (first, session) = opened(&mut ledger, "C1-1");
    ledger
        .session_settled(at(2), session, Standing::Approved, vec![])
        .unwrap();
    let second = ledger
        .open_sale(at(100), new_sale("5"), new_session("C1-2"))
        .unwrap()
        .0;
    let ids = |filter: SaleFilter| {
        let sales = ledger.tables().sales(&filter).unwrap();
        sales.into_iter().map(|sale| sale.id).collect::<Vec<_>>()
    };
    let none = SaleFilter::default;
    assert_eq!(ids(none()), [second, first]);
    assert_eq!(
        ids(SaleFilter {
            state: Some("approved".into()),
            ..none()
        }),
        [first]
    );
    assert_eq!(
        ids(SaleFilter {
            from: Some(at(50)),
            ..none()
        }),
        [second]
    );
    assert_eq!(
        ids(SaleFilter {
            to: Some(at(50)),
            ..none()
        }),
        [first]
    );
    assert_eq!(
        ids(SaleFilter {
            limit: Some(1),
            ..none()
        }),
        [second]
    );
}

#[test]
fn a_file_of_a_newer_or_another_program_is_left_alone() {
    let folder = folder();
    drop(Ledger::open(folder.path()).unwrap());
    let path = folder.path().join(FILE_NAME);
    let raw = rusqlite::Connection::open(&path).unwrap();
    raw.pragma_update(None, "user_version", 99).unwrap();
    drop(raw);
    assert!(matches!(Ledger::open(folder.path()), Err(OpenError::Newer)));
    assert!(matches!(Reader::open(folder.path()), Err(OpenError::Newer)));

    let other = self::folder();
    let raw = rusqlite::Connection::open(other.path().join(FILE_NAME)).unwrap();
    raw.execute_batch("CREATE TABLE theirs (a)").unwrap();
    drop(raw);
    assert!(matches!(
        Ledger::open(other.path()),
        Err(OpenError::Foreign(_))
    ));
    assert!(matches!(
        Reader::open(self::folder().path()),
        Err(OpenError::Missing(_))
    ));
}
