//! The log of events.

use ledger::{Event, FILE_NAME, Finding, Ledger, Reader};
use sale::{Standing, words};

use crate::{at, folder, opened};

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
        .receipt_printed(at(3), sale, job.id, words!("el archivo", "the file"))
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
    let schema = Finding::Table("sqlite_schema");
    assert_eq!(findings(forged), [Finding::Chain { event: 1 }, schema]);
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
