//! What is to be printed, and what came of it.

use ledger::{
    Copy, Error, FILE_NAME, Fault, JobState, Ledger, Paper, Receipt, RefundId, SaleFilter, SaleId,
    SessionId, SessionRecord,
};
use sale::{Progress, RefundFinding, RefundState, Standing, Words, words};

use crate::opening::version_5;
use crate::{approved, at, clp, folder, opened, paid};

fn receipts(ledger: &Ledger, sale: SaleId) -> Vec<Receipt> {
    let jobs = ledger.tables().print_jobs_of(sale).unwrap();
    assert!(jobs.iter().all(|job| job.copy == Copy::Original));
    jobs.iter().map(|job| job.receipt).collect()
}

fn part(session: SessionId, transaction: i64) -> Receipt {
    Receipt::Part {
        session,
        transaction,
    }
}

fn partly_paid(minor: i64) -> Standing {
    let paid = clp(minor);
    Standing::Pending {
        progress: Progress::PartlyPaid { paid },
    }
}

fn fault(paper: Paper) -> Fault {
    Fault {
        what: words!(
            "La impresora está sin papel.",
            "The printer is out of paper."
        ),
        advice: words!("Ponga un rollo nuevo.", "Put in a new roll."),
        paper,
    }
}

#[test]
fn every_part_asks_for_its_receipt_once_and_so_does_the_whole() {
    let folder = folder();
    let mut ledger = Ledger::open(folder.path()).unwrap();
    let (sale, session) = opened(&mut ledger, "C1-1");
    let (first, second) = (approved(70, 5_000), approved(71, 2_000));
    let settle = |ledger: &mut Ledger, second, standing, told| {
        ledger
            .session_settled(at(second), session, standing, told)
            .unwrap();
    };
    settle(&mut ledger, 2, partly_paid(5_000), vec![first.clone()]);
    settle(
        &mut ledger,
        3,
        partly_paid(7_000),
        vec![first.clone(), second.clone()],
    );
    let parts = [part(session, 70), part(session, 71)];
    assert_eq!(receipts(&ledger, sale), parts);
    settle(
        &mut ledger,
        4,
        Standing::Approved,
        vec![first, second, approved(72, 5_990)],
    );
    assert_eq!(receipts(&ledger, sale), [parts[0], parts[1], Receipt::Sale]);
    assert_eq!(ledger.tables().verify().unwrap(), []);
}

#[test]
fn a_part_that_stayed_the_only_one_and_what_is_given_back_ask_for_theirs() {
    let folder = folder();
    let mut ledger = Ledger::open(folder.path()).unwrap();
    let (sale, session) = opened(&mut ledger, "C1-1");
    let over = Standing::PartialExpired { paid: clp(5_000) };
    let told = vec![approved(70, 5_000)];
    ledger.session_settled(at(2), session, over, told).unwrap();
    assert_eq!(
        receipts(&ledger, sale),
        [Receipt::PartialExpired { session }]
    );

    let (sale, session) = paid(&mut ledger, "C1-2", 80);
    let refund = |ledger: &mut Ledger, state: RefundState| -> RefundId {
        let wanted = Some(clp(1_000));
        let asked = ledger.request_refund(at(3), session, 80, wanted, "Ana".into());
        let refund = asked.unwrap().id;
        ledger.refund_settled(at(3), refund, state).unwrap();
        refund
    };
    let not_done = sale::NotRefunded::Unreachable { why: "dns".into() };
    refund(&mut ledger, RefundState::NotDone { why: not_done });
    assert_eq!(receipts(&ledger, sale), [Receipt::Sale]);
    let authorization = None;
    let done = refund(&mut ledger, RefundState::Done { authorization });
    assert_eq!(
        receipts(&ledger, sale),
        [Receipt::Sale, Receipt::Refund { refund: done }]
    );
    let decided = |finding| RefundState::Decided {
        finding,
        by: "Ana".into(),
    };
    refund(&mut ledger, decided(RefundFinding::NotGivenBack));
    assert_eq!(receipts(&ledger, sale).len(), 2);
    let found = refund(&mut ledger, decided(RefundFinding::GivenBack));
    let of_it = Receipt::Refund { refund: found };
    assert_eq!(receipts(&ledger, sale)[2..], [of_it]);
    assert_eq!(ledger.tables().verify().unwrap(), []);
}

#[test]
fn a_delayed_job_still_waits_and_only_an_unsure_one_can_be_seen() {
    let folder = folder();
    let mut ledger = Ledger::open(folder.path()).unwrap();
    let (sale, _) = paid(&mut ledger, "C1-1", 70);
    let job = ledger.tables().next_print_job().unwrap().unwrap().id;
    let delayed = fault(Paper::Untouched);
    ledger
        .receipt_delayed(at(3), sale, job, delayed.clone())
        .unwrap();
    let waiting = ledger.tables().next_print_job().unwrap().unwrap();
    assert_eq!(
        (waiting.id, waiting.state),
        (job, JobState::Delayed { fault: delayed })
    );
    assert_eq!(ledger.tables().print_job_after(job).unwrap(), None);
    let seen = ledger.receipt_seen(at(4), job);
    assert!(matches!(seen, Err(Error::Unknown { .. })), "{seen:?}");

    ledger.receipt_started(at(5), sale, job).unwrap();
    ledger
        .receipt_failed(at(6), sale, job, fault(Paper::Unsure))
        .unwrap();
    assert_eq!(ledger.tables().next_print_job().unwrap(), None);
    ledger.receipt_seen(at(7), job).unwrap();
    assert_eq!(
        ledger.tables().print_job(job).unwrap().state,
        JobState::Seen
    );
    assert!(ledger.receipt_seen(at(8), job).is_err(), "once");
    assert_eq!(ledger.tables().verify().unwrap(), []);
}

#[test]
fn i16_what_was_said_in_spanish_alone_is_kept_as_it_was() {
    let folder = folder();
    let mut ledger = Ledger::open(folder.path()).unwrap();
    let (sale, _) = paid(&mut ledger, "C1-1", 70);
    let job = ledger.tables().next_print_job().unwrap().unwrap().id;
    let spanish = Fault {
        what: Words::alike("La impresora está sin papel."),
        advice: Words::alike("Ponga un rollo nuevo."),
        paper: Paper::Untouched,
    };
    ledger
        .receipt_delayed(at(3), sale, job, spanish.clone())
        .unwrap();
    drop(ledger);

    let fault = r#"{"what":"La impresora está sin papel.","advice":"Ponga un rollo nuevo.","paper":"untouched"}"#;
    let raw = rusqlite::Connection::open(folder.path().join(FILE_NAME)).unwrap();
    let kept = |query: &str| -> String { raw.query_row(query, [], |row| row.get(0)).unwrap() };
    assert_eq!(
        kept("SELECT body FROM events ORDER BY number DESC LIMIT 1"),
        format!(r#"{{"event":"receipt-delayed","job":1,"fault":{fault}}}"#)
    );
    assert_eq!(
        kept("SELECT state FROM print_jobs"),
        format!(r#"{{"kind":"delayed","fault":{fault}}}"#)
    );
    drop(raw);

    let mut ledger = Ledger::open(folder.path()).unwrap();
    let told = ledger.tables().print_job(job).unwrap().state;
    assert_eq!(told, JobState::Delayed { fault: spanish });
    let printed = words!("la impresora Caja", "the printer Caja");
    ledger.receipt_printed(at(4), sale, job, printed).unwrap();
    assert_eq!(ledger.tables().verify().unwrap(), []);
}

#[test]
fn what_was_paid_under_an_older_program_asks_for_no_paper_now() {
    let folder = version_5();
    let mut ledger = Ledger::open(folder.path()).unwrap();
    let sales = ledger.tables().sales(&SaleFilter::default()).unwrap();
    let mut all = sales.iter().flat_map(|sale| &sale.sessions);
    let is_partial = |session: &&SessionRecord| {
        matches!(session.receipts()[..], [Receipt::PartialExpired { .. }])
    };
    let part = all.find(is_partial).unwrap();
    let standing = part.state.standing().unwrap().clone();
    let attempts = vec![approved(990, 1)];
    ledger
        .session_settled(at(0), part.id, standing, attempts)
        .unwrap();
    assert_eq!(receipts(&ledger, part.sale), [], "its customer left");
    assert_eq!(ledger.tables().verify().unwrap(), []);
}
