//! Opening a ledger: who may, and which files and folders.

use std::path::Path;

use ledger::{
    FILE_NAME, Ledger, NewerEvents, OpenError, Reader, SaleFilter, SaleId, UnsafeFolder, backups,
};
use rusqlite::Connection;
use sale::{RefundState, Standing};
use tempfile::TempDir;

use crate::{at, folder, paid};

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

#[test]
fn i12_where_a_ledger_was_none_is_begun_anew() {
    let folder = folder();
    paid(&mut Ledger::open(folder.path()).unwrap(), "C1-1", 70);
    let backup = ledger::back_up(folder.path(), at(90), 3).unwrap();
    let path = folder.path().join(FILE_NAME);
    let gone = |path: &Path| std::fs::remove_file(path);
    let empty = |path: &Path| std::fs::write(path, "");
    for lose in [gone as fn(&Path) -> _, empty] {
        lose(&path).unwrap();
        assert!(matches!(
            Ledger::open(folder.path()),
            Err(OpenError::Damaged { .. })
        ));
        let restored = ledger::restore(folder.path(), &backup.path, at(99), NewerEvents::Kept);
        restored.unwrap();
        let restored = Ledger::open(folder.path()).unwrap();
        assert_eq!(
            restored
                .tables()
                .sales(&SaleFilter::default())
                .unwrap()
                .len(),
            1
        );
    }
}

#[test]
fn i12_the_sqlite_in_the_program_is_new_enough() {
    assert!(
        rusqlite::version_number() >= 3_051_003,
        "{}",
        rusqlite::version()
    );
}

/// The ledger of a till that was last open under an older version of the program.
pub fn version_5() -> TempDir {
    let folder = folder();
    let old = Connection::open(folder.path().join(FILE_NAME)).unwrap();
    old.execute_batch(include_str!("version-5.sql")).unwrap();
    folder
}

#[test]
fn i16_an_older_ledger_is_backed_up_and_brought_up_to_date() {
    let folder = version_5();
    let older = Reader::open(folder.path());
    assert!(matches!(older, Err(OpenError::Older)), "{older:?}");
    let mut ledger = Ledger::open(folder.path()).unwrap();
    assert_eq!(ledger.tables().verify().unwrap(), []);

    let mut sales = ledger.tables().sales(&SaleFilter::default()).unwrap();
    sales.reverse();
    let states: Vec<_> = sales.iter().map(|sale| sale.state.name()).collect();
    let expected = [
        "approved",
        "approved",
        "rejected",
        "partial-expired",
        "unopened",
        "pending",
        "opening",
        "approved",
    ];
    assert_eq!(states, expected);
    let ended: Vec<_> = sales
        .iter()
        .flat_map(|sale| &sale.sessions)
        .map(|session| session.ended_at.map(|at| at.to_string()))
        .collect();
    let at = |time: &str| Some(format!("2026-11-20T{time}.5Z"));
    let expected = [
        at("12:00:40"),
        at("12:01:51"),
        at("12:02:10"),
        at("12:18:21"),
        at("12:20:02"),
        None,
        None,
        None,
        at("12:28:20"),
    ];
    assert_eq!(
        ended, expected,
        "told by the log: when they came to their ends"
    );

    let contradicted = sales[1].sessions[0].state.standing();
    assert!(matches!(contradicted, Some(Standing::Doubted { .. })));

    let backups = backups(folder.path()).unwrap();
    assert_eq!(backups.len(), 1);
    let raw = Connection::open(&backups[0].path).unwrap();
    let version: i64 = raw
        .pragma_query_value(None, "user_version", |row| row.get(0))
        .unwrap();
    assert_eq!(version, 5, "as it was before");
    drop(raw);

    let paid = &sales[0].sessions[0];
    let refund = ledger
        .request_refund(self::at(0), paid.id, 101, None, "Ana".into())
        .unwrap();
    let state = RefundState::Done {
        authorization: None,
    };
    ledger
        .refund_settled(self::at(1), refund.id, state)
        .unwrap();
    assert_eq!(ledger.tables().verify().unwrap(), []);
    drop(ledger);
    let ledger = Ledger::open(folder.path()).unwrap();
    assert_eq!(ledger.tables().verify().unwrap(), []);
    let count = self::backups(folder.path()).unwrap().len();
    assert_eq!(count, 1, "once a migration");
}

fn version_5_after(sql: &str) -> TempDir {
    let folder = version_5();
    let raw = Connection::open(folder.path().join(FILE_NAME)).unwrap();
    raw.execute_batch(sql).unwrap();
    folder
}

#[test]
fn i16_the_tables_of_an_older_ledger_are_made_anew_from_its_log() {
    let folder = version_5_after("UPDATE sales SET amount_minor = 1 WHERE id = 1");
    let ledger = Ledger::open(folder.path()).unwrap();
    let amount = ledger.tables().amount_of(SaleId(1)).unwrap();
    assert_eq!(amount.money().minor, 12_990);
    assert_eq!(ledger.tables().verify().unwrap(), []);
}

#[test]
fn i16_an_older_ledger_whose_log_was_tampered_with_is_not_migrated() {
    let folder = version_5_after(
        "DROP TRIGGER events_are_not_changed;
         UPDATE events SET body = replace(body, '12990', '1') WHERE number = 1;",
    );
    let refused = Ledger::open(folder.path());
    assert!(
        matches!(refused, Err(OpenError::Damaged { .. })),
        "{refused:?}"
    );
    let older = Reader::open(folder.path());
    assert!(matches!(older, Err(OpenError::Older)), "{older:?}");
    assert_eq!(backups(folder.path()).unwrap(), []);
}

#[test]
fn i16_events_of_the_ledger_itself_have_no_sale_and_old_ones_keep_theirs() {
    let folder = version_5();
    drop(Ledger::open(folder.path()).unwrap());
    let raw = Connection::open(folder.path().join(FILE_NAME)).unwrap();
    for sql in ["UPDATE events SET at = ''", "DELETE FROM events"] {
        let error = raw.execute(sql, []).unwrap_err();
        assert!(error.to_string().contains("append-only"), "{error}");
    }
    let sql = "SELECT count(*) FROM events WHERE sale_id IS NULL";
    let none: i64 = raw.query_row(sql, [], |row| row.get(0)).unwrap();
    assert_eq!(none, 0);
}

#[test]
fn a_damaged_file_is_refused_before_anything_is_written_to_it() {
    let whole = folder();
    let mut ledger = Ledger::open(whole.path()).unwrap();
    for transaction in 0..60 {
        paid(&mut ledger, &format!("C1-{transaction}"), transaction);
    }
    drop(ledger);
    let bytes = std::fs::read(whole.path().join(FILE_NAME)).unwrap();
    let mut torn = bytes.clone();
    torn.truncate(bytes.len() / 2);
    let mut garbled = bytes.clone();
    garbled[4096..12_288].fill(0x5a);
    let not_a_database = b"this is no database, but it is not empty either".repeat(100);
    for (what, bytes) in [
        ("torn", torn),
        ("garbled", garbled),
        ("not a database", not_a_database),
    ] {
        let folder = folder();
        let path = folder.path().join(FILE_NAME);
        std::fs::write(&path, &bytes).unwrap();
        let refused = Ledger::open(folder.path());
        assert!(
            matches!(&refused, Err(OpenError::Damaged { findings }) if !findings.is_empty()),
            "{what}: {refused:?}"
        );
        assert_eq!(std::fs::read(&path).unwrap(), bytes, "{what}");
    }
}

#[test]
fn i14_a_ledger_in_a_folder_that_is_synced_is_refused() {
    let folder = folder();
    let synced = folder.path().join("OneDrive - Tienda/Cobro");
    let refused = Ledger::open(&synced);
    let Err(OpenError::UnsafeFolder { folder, why }) = refused else {
        panic!("{refused:?}");
    };
    let by = "OneDrive".to_owned();
    assert_eq!((folder, why), (synced.clone(), UnsafeFolder::Synced { by }));
    assert!(!synced.exists(), "nothing was made");
}

#[test]
fn a_reader_that_is_kept_open_sees_what_is_new_when_it_is_refreshed() {
    let folder = folder();
    let mut ledger = Ledger::open(folder.path()).unwrap();
    let mut reader = Reader::open(folder.path()).unwrap();
    let count = |reader: &Reader| {
        let sales = reader.tables().sales(&SaleFilter::default()).unwrap();
        sales.len()
    };
    assert_eq!(count(&reader), 0);
    paid(&mut ledger, "C1-1", 70);
    assert_eq!(count(&reader), 0, "one snapshot");
    reader.refresh().unwrap();
    assert_eq!(count(&reader), 1);
    drop(ledger);
    reader.refresh().unwrap();
    assert_eq!(count(&reader), 1);
}

#[test]
fn i12_a_log_that_is_being_written_does_not_look_damaged() {
    let folder = folder();
    let mut ledger = Ledger::open(folder.path()).unwrap();
    let writer = std::thread::spawn(move || {
        for number in 0..400 {
            paid(&mut ledger, &format!("C1-{number}"), number);
        }
    });
    while !writer.is_finished() {
        Reader::open(folder.path()).unwrap();
    }
    writer.join().unwrap();
}
