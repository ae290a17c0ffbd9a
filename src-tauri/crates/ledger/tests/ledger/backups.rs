//! Backups, made while the till goes on.

use std::fs;

use ledger::{BackupError, FILE_NAME, Ledger, OpenError, Reader, SaleFilter, back_up, backups};

use crate::{at, folder, paid};

/// Opens a backup as a ledger of its own and counts its sales.
fn sales_in(backup: &std::path::Path) -> usize {
    let folder = folder();
    fs::copy(backup, folder.path().join(FILE_NAME)).unwrap();
    let reader = Reader::open(folder.path()).unwrap();
    assert_eq!(reader.tables().verify().unwrap(), []);
    reader.tables().sales(&SaleFilter::default()).unwrap().len()
}

#[test]
fn i16_a_backup_is_a_whole_ledger_in_one_file() {
    let folder = folder();
    let mut ledger = Ledger::open(folder.path()).unwrap();
    paid(&mut ledger, "C1-1", 70);
    let backup = back_up(folder.path(), at(0), 3).unwrap();
    paid(&mut ledger, "C1-2", 71);
    assert_eq!(sales_in(&backup.path), 1);
    assert_eq!(backup.at, at(0));
    assert_eq!(backup.bytes, fs::metadata(&backup.path).unwrap().len());
    let name = backup.path.file_name().unwrap().to_str().unwrap();
    assert_eq!(name, "ledger-2026-11-22T12-00-00.000Z.sqlite3");
    let header = fs::read(&backup.path).unwrap();
    assert_eq!(header[18..20], [1, 1], "needs no write-ahead log beside it");
}

#[test]
fn the_last_backups_are_kept_newest_first() {
    let folder = folder();
    assert_eq!(backups(folder.path()).unwrap(), []);
    let mut ledger = Ledger::open(folder.path()).unwrap();
    for day in 0..5 {
        paid(&mut ledger, &format!("C1-{day}"), day);
        back_up(folder.path(), at(day * 86_400), 3).unwrap();
    }
    fs::write(folder.path().join("backups/apuntes.txt"), "").unwrap();
    let kept = backups(folder.path()).unwrap();
    let times: Vec<_> = kept.iter().map(|backup| backup.at).collect();
    assert_eq!(times, [4, 3, 2].map(|day| at(day * 86_400)));
    assert_eq!(sales_in(&kept[0].path), 5);
    assert_eq!(sales_in(&kept[2].path), 3);
}

#[test]
fn i10_a_clock_that_was_ahead_does_not_cost_the_new_backup() {
    let folder = folder();
    let mut ledger = Ledger::open(folder.path()).unwrap();
    for year in [2, 1] {
        back_up(folder.path(), at(year * 31_536_000), 2).unwrap();
    }
    paid(&mut ledger, "C1-1", 70);
    for keep in [2, 0] {
        let new = back_up(folder.path(), at(0), keep).unwrap();
        let kept = backups(folder.path()).unwrap();
        assert_eq!(kept.len(), if keep == 2 { 2 } else { 1 });
        assert!(kept.contains(&new));
        assert_eq!(sales_in(&new.path), 1);
    }
}

#[test]
fn i16_backups_made_while_the_till_goes_on_are_whole() {
    let folder = folder();
    let mut ledger = Ledger::open(folder.path()).unwrap();
    let mut counts = Vec::new();
    std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            for count in 1..=150 {
                paid(&mut ledger, &format!("C1-{count}"), count);
            }
        });
        while !writer.is_finished() {
            let minute = i64::try_from(counts.len()).unwrap();
            let backup = back_up(folder.path(), at(minute * 60), 100).unwrap();
            counts.push(sales_in(&backup.path));
        }
    });
    assert!(counts.len() > 2 && counts.is_sorted(), "{counts:?}");
    assert!(counts.iter().any(|count| (1..150).contains(count)));
    assert_eq!(ledger.tables().verify().unwrap(), []);
    assert_eq!(backups(folder.path()).unwrap().len(), counts.len());
}

#[test]
fn i16_a_damaged_ledger_costs_no_earlier_backup() {
    let folder = folder();
    let mut ledger = Ledger::open(folder.path()).unwrap();
    paid(&mut ledger, "C1-1", 70);
    let good = back_up(folder.path(), at(0), 1).unwrap();
    drop(ledger);
    let raw = rusqlite::Connection::open(folder.path().join(FILE_NAME)).unwrap();
    raw.execute("UPDATE sales SET amount_minor = 1", [])
        .unwrap();
    drop(raw);
    let failed = back_up(folder.path(), at(60), 1).unwrap_err();
    let BackupError::Damaged {
        kept: Some(kept),
        findings,
    } = failed
    else {
        panic!("{failed:?}");
    };
    assert_eq!(findings, ["sales differ from what the log says"]);
    let name = kept.file_name().unwrap().to_str().unwrap();
    assert!(kept.exists() && name.starts_with("damaged-"), "{name}");
    assert_eq!(backups(folder.path()).unwrap(), [good]);

    for hour in 1..10 {
        back_up(folder.path(), at(3_600 * hour), 1).unwrap_err();
    }
    let damaged = fs::read_dir(folder.path().join("backups")).unwrap();
    let damaged = damaged.filter(|entry| {
        let name = entry.as_ref().unwrap().file_name();
        name.to_str().unwrap().starts_with("damaged-")
    });
    assert_eq!(damaged.count(), 3, "they do not fill the disk");
    assert!(kept.exists(), "the first, nearest to the damage");
}

#[test]
fn there_is_nothing_to_back_up_where_there_is_no_ledger() {
    let folder = folder();
    let none = back_up(folder.path(), at(0), 1);
    assert!(
        matches!(none, Err(BackupError::Ledger(OpenError::Missing(_)))),
        "{none:?}"
    );
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}
