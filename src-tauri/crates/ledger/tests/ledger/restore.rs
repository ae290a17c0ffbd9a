//! Putting a backup in the place of the ledger.

use std::fs;
use std::path::Path;

use ledger::{
    Backup, Duplicates, Error, FILE_NAME, Ledger, NewerEvents, OpenError, Reader, RestoreError,
    Restored, SaleFilter, back_up, restore,
};
use rusqlite::Connection;
use sale::{SaleState, Unsure};
use tempfile::TempDir;

use crate::{at, folder, new_sale, new_session, opened, paid, rejected};

fn sales(folder: &Path) -> usize {
    let reader = Reader::open(folder).unwrap();
    assert_eq!(reader.tables().verify().unwrap(), []);
    reader.tables().sales(&SaleFilter::default()).unwrap().len()
}

/// A till with a backup of one sale.
fn backed_up() -> (TempDir, Backup) {
    let folder = folder();
    let mut ledger = Ledger::open(folder.path()).unwrap();
    paid(&mut ledger, "C1-1", 70);
    let backup = back_up(folder.path(), at(10), 9).unwrap();
    (folder, backup)
}

/// One more sale, which the backup lacks.
fn charge(folder: &Path) {
    let mut ledger = Ledger::open(folder).unwrap();
    paid(&mut ledger, "C1-2", 71);
}

fn last_event(folder: &Path) -> (i64, Option<i64>, String) {
    let raw = Connection::open(folder.join(FILE_NAME)).unwrap();
    let query = "SELECT number, sale_id, body FROM events ORDER BY number DESC LIMIT 1";
    raw.query_row(query, [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .unwrap()
}

#[test]
fn i16_a_restored_ledger_says_so_and_goes_on() {
    let (folder, backup) = backed_up();
    let restored = restore(folder.path(), &backup.path, at(20), NewerEvents::Kept).unwrap();
    let replaced = folder.path().join("replaced-2026-11-22T12-00-20.000Z");
    let expected = Restored {
        events: 5,
        until: Some(at(2)),
        replaced: Some(replaced.clone()),
    };
    assert_eq!(restored, expected);
    assert_eq!(sales(&replaced), 1, "what was there is kept");
    assert!(backup.path.exists());
    let body = r#"{"event":"ledger-restored","lastEvent":5}"#;
    assert_eq!(last_event(folder.path()), (6, None, body.into()));
    charge(folder.path());
    assert_eq!(sales(folder.path()), 2);
}

#[test]
fn i7_what_the_backup_cannot_know_is_not_charged_again() {
    let folder = folder();
    let mut ledger = Ledger::open(folder.path()).unwrap();
    let (over, session) = opened(&mut ledger, "C1-1");
    ledger
        .session_settled(at(2), session, rejected(), vec![])
        .unwrap();
    let (asked, _) = ledger
        .open_sale(
            at(3),
            new_sale("990"),
            new_session("C1-2"),
            Duplicates::Allowed,
        )
        .unwrap();
    let backup = back_up(folder.path(), at(10), 9).unwrap();
    drop(ledger);
    restore(folder.path(), &backup.path, at(20), NewerEvents::Kept).unwrap();

    let mut ledger = Ledger::open(folder.path()).unwrap();
    let state = |sale| ledger.tables().sale(sale).unwrap().state;
    let unsure = |why| SaleState::Unsure { why };
    assert_eq!(state(asked), unsure(Unsure::Forgotten));
    assert_eq!(state(over), unsure(Unsure::BeforeRestore));
    assert_eq!(ledger.tables().intended_sessions().unwrap(), []);
    let refused = ledger.open_session(at(21), asked, new_session("C1-3"));
    assert!(matches!(refused, Err(Error::Unsure { sale, .. }) if sale == asked));
    let refused = ledger.open_session(at(21), over, new_session("C1-3"));
    assert!(matches!(refused, Err(Error::Unsure { sale, .. }) if sale == over));
    let restored_at = |sale| ledger.tables().sale(sale).unwrap().restored_at;
    assert_eq!(restored_at(over), Some(at(20)));
    let (new, session) = opened(&mut ledger, "C1-4");
    ledger
        .session_settled(at(23), session, rejected(), vec![])
        .unwrap();
    ledger
        .open_session(at(24), new, new_session("C1-5"))
        .unwrap();
    assert_eq!(ledger.tables().verify().unwrap(), []);
}

#[test]
fn i16_newer_events_are_given_up_by_a_person_alone() {
    let (folder, backup) = backed_up();
    charge(folder.path());
    let refused = restore(folder.path(), &backup.path, at(20), NewerEvents::Kept);
    let Err(RestoreError::WouldLose { events, since }) = refused else {
        panic!("{refused:?}");
    };
    assert_eq!((events, since), (5, at(0)));
    assert_eq!(sales(folder.path()), 2, "nothing changed");
    let discarded = NewerEvents::Discarded;
    let restored = restore(folder.path(), &backup.path, at(20), discarded).unwrap();
    assert_eq!(sales(folder.path()), 1);
    assert_eq!(sales(&restored.replaced.unwrap()), 2);
}

/// What a crash left: SQLite takes the frame that was damaged since for the log's end.
#[test]
fn i16_what_can_be_read_before_damage_in_the_log_is_given_up_by_a_person_alone() {
    let (folder, backup) = backed_up();
    let names = [FILE_NAME.to_owned(), format!("{FILE_NAME}-wal")];
    let crashed = {
        let mut ledger = Ledger::open(folder.path()).unwrap();
        paid(&mut ledger, "C1-2", 71);
        paid(&mut ledger, "C1-3", 72);
        names.map(|name| {
            (
                folder.path().join(&name),
                std::fs::read(folder.path().join(name)).unwrap(),
            )
        })
    };
    let [ledger, (log, mut frames)] = crashed;
    let middle = frames.len() / 2;
    frames[middle] ^= 1;
    for (path, bytes) in [ledger, (log, frames)] {
        std::fs::write(path, bytes).unwrap();
    }
    let damaged = Ledger::open(folder.path());
    assert!(
        matches!(damaged, Err(OpenError::Damaged { .. })),
        "{damaged:?}"
    );
    let damaged = Reader::open(folder.path());
    assert!(
        matches!(damaged, Err(OpenError::Damaged { .. })),
        "{damaged:?}"
    );
    let refused = restore(folder.path(), &backup.path, at(20), NewerEvents::Kept);
    assert!(
        matches!(refused, Err(RestoreError::WouldLose { .. })),
        "{refused:?}"
    );
    let restored = restore(folder.path(), &backup.path, at(20), NewerEvents::Discarded);
    let replaced = restored.unwrap().replaced.unwrap().join(FILE_NAME);
    let back = restore(folder.path(), &replaced, at(30), NewerEvents::Discarded);
    assert!(
        matches!(back, Err(RestoreError::Damaged { .. })),
        "what is behind the damage is not given up unseen: {back:?}"
    );
}

#[test]
fn i16_events_since_another_backup_was_restored_count_as_newer() {
    let (folder, backup) = backed_up();
    charge(folder.path());
    let later = back_up(folder.path(), at(11), 9).unwrap();
    let discarded = NewerEvents::Discarded;
    restore(folder.path(), &backup.path, at(20), discarded).unwrap();
    charge(folder.path());
    let refused = restore(folder.path(), &later.path, at(30), NewerEvents::Kept);
    let Err(RestoreError::WouldLose { events, since }) = refused else {
        panic!("{refused:?}");
    };
    assert_eq!((events, since), (6, at(20)), "from where the logs part");
    // twice at the same time: neither ledger that was there takes the other's place
    let restored = restore(folder.path(), &later.path, at(20), discarded).unwrap();
    let replaced = folder.path().join("replaced-2026-11-22T12-00-20.000Z-2");
    assert_eq!(restored.replaced, Some(replaced));
}

#[test]
fn a_damaged_ledger_gives_way_and_is_kept() {
    let (folder, backup) = backed_up();
    charge(folder.path());
    let path = folder.path().join(FILE_NAME);
    let mut bytes = fs::read(&path).unwrap();
    bytes[4096..12_288].fill(0x5a);
    fs::write(&path, &bytes).unwrap();
    assert!(matches!(
        Ledger::open(folder.path()),
        Err(OpenError::Damaged { .. })
    ));
    let restored = restore(folder.path(), &backup.path, at(20), NewerEvents::Kept).unwrap();
    assert_eq!(sales(folder.path()), 1);
    let kept = fs::read(restored.replaced.unwrap().join(FILE_NAME)).unwrap();
    assert_eq!(kept, bytes);
}

#[test]
fn i16_a_ledger_whose_tables_were_changed_gives_way() {
    let (folder, backup) = backed_up();
    charge(folder.path());
    let raw = Connection::open(folder.path().join(FILE_NAME)).unwrap();
    raw.execute("UPDATE sales SET amount_minor = 1", [])
        .unwrap();
    drop(raw);
    restore(folder.path(), &backup.path, at(20), NewerEvents::Kept).unwrap();
    assert_eq!(sales(folder.path()), 1);
}

#[test]
fn a_backup_comes_back_where_there_is_no_ledger_any_more() {
    let (_elsewhere, backup) = backed_up();
    let folder = folder();
    let new = folder.path().join("caja/nueva");
    let restored = restore(&new, &backup.path, at(20), NewerEvents::Kept).unwrap();
    assert_eq!(restored.replaced, None);
    assert_eq!(sales(&new), 1);
}

#[test]
fn i14_nothing_is_restored_while_a_till_runs() {
    let (folder, backup) = backed_up();
    let running = Ledger::open(folder.path()).unwrap();
    let refused = restore(folder.path(), &backup.path, at(20), NewerEvents::Discarded);
    let owned = matches!(refused, Err(RestoreError::Ledger(OpenError::Owned(_))));
    assert!(owned, "{refused:?}");
    drop(running);
    restore(folder.path(), &backup.path, at(20), NewerEvents::Discarded).unwrap();
}

#[test]
fn what_is_no_whole_backup_is_refused_and_changes_nothing() {
    let (folder, backup) = backed_up();
    charge(folder.path());
    let other = self::folder();
    let refused = |path: &Path| {
        let discarded = NewerEvents::Discarded;
        let refused = restore(folder.path(), path, at(20), discarded).unwrap_err();
        assert_eq!(sales(folder.path()), 2);
        let left = fs::read_dir(folder.path()).unwrap();
        let left: Vec<_> = left.map(|entry| entry.unwrap().file_name()).collect();
        let is_left = |name: &str| {
            left.iter()
                .any(|left| left.to_string_lossy().contains(name))
        };
        assert!(!is_left("restor") && !is_left("replaced"), "{left:?}");
        refused
    };
    let copy = |name: &str, sql: &str| {
        let path = other.path().join(name);
        fs::copy(&backup.path, &path).unwrap();
        Connection::open(&path).unwrap().execute_batch(sql).unwrap();
        path
    };
    let missing = refused(&other.path().join("none"));
    assert!(matches!(missing, RestoreError::Missing(_)), "{missing:?}");
    let newer = refused(&copy("newer", "PRAGMA user_version = 99"));
    assert!(matches!(newer, RestoreError::Newer(_)), "{newer:?}");
    let foreign = refused(&copy("foreign", "PRAGMA application_id = 1"));
    assert!(matches!(foreign, RestoreError::Foreign(_)), "{foreign:?}");
    let changed = refused(&copy("changed", "UPDATE sales SET amount_minor = 1"));
    let RestoreError::Damaged { findings } = changed else {
        panic!("{changed:?}");
    };
    assert_eq!(findings, ["sales differ from what the log says"]);
    let garbage = other.path().join("garbage");
    fs::write(&garbage, "no database at all".repeat(500)).unwrap();
    let garbage = refused(&garbage);
    assert!(
        matches!(garbage, RestoreError::Damaged { .. }),
        "{garbage:?}"
    );
    let empty = other.path().join("empty");
    fs::write(&empty, "").unwrap();
    let empty = refused(&empty);
    assert!(matches!(empty, RestoreError::Foreign(_)), "{empty:?}");
}

#[test]
fn a_ledger_of_a_newer_program_is_given_up_by_a_person_alone() {
    let (folder, backup) = backed_up();
    let raw = Connection::open(folder.path().join(FILE_NAME)).unwrap();
    raw.pragma_update(None, "user_version", 99).unwrap();
    drop(raw);
    let refused = restore(folder.path(), &backup.path, at(20), NewerEvents::Kept);
    assert!(
        matches!(refused, Err(RestoreError::Newer(_))),
        "{refused:?}"
    );
    restore(folder.path(), &backup.path, at(20), NewerEvents::Discarded).unwrap();
    assert_eq!(sales(folder.path()), 1);
}

#[test]
fn i16_an_older_backup_is_brought_up_to_date() {
    let folder = folder();
    let old = folder.path().join("old.sqlite3");
    let raw = Connection::open(&old).unwrap();
    raw.execute_batch(include_str!("version-5.sql")).unwrap();
    drop(raw);
    let till = folder.path().join("till");
    let restored = restore(&till, &old, at(0), NewerEvents::Kept).unwrap();
    let (last, sale, body) = last_event(&till);
    assert_eq!(restored.events, last - 2);
    assert!(
        sale.is_some() && body.contains("session-forgotten"),
        "{body}"
    );
    assert_eq!(sales(&till), 8);
    drop(Ledger::open(&till).unwrap());
}
