//! Stopping the world at a commit.

use std::sync::{Arc, Mutex};

use ledger::{Duplicates, Error, Event, Ledger, Reader, SaleFilter, Stage};
use sale::{SaleState, Standing};

use crate::{at, folder, new_sale, new_session, opened};

fn stop() -> Error {
    Error::Disk {
        why: "stopped".into(),
    }
}

#[test]
fn i12_a_watch_is_told_before_and_after_every_commit() {
    let folder = folder();
    let mut ledger = Ledger::open(folder.path()).unwrap();
    let told = Arc::new(Mutex::new(Vec::new()));
    let heard = told.clone();
    let reader = Reader::open(folder.path()).unwrap();
    let reader = Mutex::new(reader);
    ledger.watch_commits(Box::new(move |stage, event| {
        let mut reader = reader.lock().unwrap();
        reader.refresh()?;
        let sales = reader.tables().sales(&SaleFilter::default())?;
        heard.lock().unwrap().push((stage, event, sales.len()));
        Ok(())
    }));
    let (sale, session) = opened(&mut ledger, "C1-1");
    ledger
        .session_settled(at(2), session, Standing::Approved, vec![])
        .unwrap();
    assert!(
        ledger
            .open_session(at(3), sale, new_session("C1-2"))
            .is_err()
    );
    use Stage::{After, Before};
    assert_eq!(
        *told.lock().unwrap(),
        [
            (Before, "session-intended", 0),
            (After, "session-intended", 1),
            (Before, "session-opened", 1),
            (After, "session-opened", 1),
            (Before, "receipt-queued", 1),
            (After, "receipt-queued", 1),
        ]
    );
    let known = |(_, event, _): &(Stage, &str, usize)| Event::NAMES.contains(event);
    assert!(told.lock().unwrap().iter().all(known));
}

#[test]
fn i12_what_stops_before_a_commit_leaves_nothing_and_what_stops_after_leaves_all() {
    let folder = folder();
    let mut ledger = Ledger::open(folder.path()).unwrap();
    let stop_at = |ledger: &mut Ledger, stage: Stage| {
        ledger.watch_commits(Box::new(
            move |told, _| {
                if told == stage { Err(stop()) } else { Ok(()) }
            },
        ));
    };
    let open = |ledger: &mut Ledger| {
        let refused = Duplicates::Refused;
        ledger.open_sale(at(0), new_sale("990"), new_session("C1-1"), refused)
    };
    stop_at(&mut ledger, Stage::Before);
    assert!(matches!(open(&mut ledger), Err(Error::Disk { .. })));
    let sales = |ledger: &Ledger| ledger.tables().sales(&SaleFilter::default()).unwrap();
    assert!(sales(&ledger).is_empty());
    stop_at(&mut ledger, Stage::After);
    assert!(matches!(open(&mut ledger), Err(Error::Disk { .. })));
    drop(ledger);
    let ledger = Ledger::open(folder.path()).unwrap();
    assert_eq!(sales(&ledger)[0].state, SaleState::Opening);
    assert_eq!(ledger.tables().verify().unwrap(), []);
}
