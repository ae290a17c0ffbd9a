//! Sales, their sessions and receipts.

use ledger::{Copy, Duplicates, Error, JobState, Ledger, Reader, SaleFilter};
use sale::{Currency, Money, RequestId, SaleState, Standing, Unopened, Unsure};

use crate::{at, clp, folder, new_sale, new_session, opened, rejected};

#[test]
fn i1_an_intent_is_there_after_a_restart() {
    let folder = folder();
    let mut ledger = Ledger::open(folder.path()).unwrap();
    let (sale, session) = ledger
        .open_sale(
            at(0),
            new_sale("990"),
            new_session("C1-1"),
            Duplicates::Refused,
        )
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
fn i8_a_reference_is_used_once() {
    let folder = folder();
    let mut ledger = Ledger::open(folder.path()).unwrap();
    opened(&mut ledger, "C1-1");
    let again = ledger.open_sale(
        at(5),
        new_sale("1"),
        new_session("C1-1"),
        Duplicates::Refused,
    );
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
        .open_sale(
            at(0),
            new_sale("12990"),
            new_session("C1-1"),
            Duplicates::Refused,
        )
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
        .session_opened(at(5), second, RequestId(8), "http://x".into(), at(900))
        .unwrap();
    refused(&mut ledger);
    ledger
        .session_settled(at(6), second, Standing::Approved, vec![])
        .unwrap();
    refused(&mut ledger);
}

#[test]
fn i7_a_sale_whose_end_is_in_doubt_is_asked_about_and_not_charged_again() {
    let folder = folder();
    let mut ledger = Ledger::open(folder.path()).unwrap();
    let (sale, session) = opened(&mut ledger, "C1-1");
    let reject = |ledger: &mut Ledger, second| {
        ledger
            .session_settled(at(second), session, rejected(), vec![])
            .unwrap();
    };
    reject(&mut ledger, 2);
    ledger.session_left(at(3), session).unwrap();
    assert_eq!(ledger.tables().sessions_to_ask().unwrap(), []);
    ledger
        .session_contradicted(at(4), session, Standing::WAITING, vec![])
        .unwrap();
    let why = Unsure::Doubted;
    let state = ledger.tables().sale(sale).unwrap().state;
    assert_eq!(state, SaleState::Unsure { why });
    let refused = ledger.open_session(at(5), sale, new_session("C1-2"));
    assert!(matches!(refused, Err(Error::Unsure { why: told, .. }) if told == why));
    ledger.session_left(at(5), session).unwrap();
    let asked = ledger.tables().sessions_to_ask().unwrap();
    let ended: Vec<_> = asked.iter().map(|session| session.ended_at).collect();
    assert_eq!(ended, [None], "as if it were open");
    let same = ledger.open_sale(
        at(5),
        new_sale("12990"),
        new_session("C1-3"),
        Duplicates::Refused,
    );
    assert!(matches!(same, Err(Error::Duplicate(open)) if open == sale));

    reject(&mut ledger, 6);
    ledger
        .open_session(at(7), sale, new_session("C1-2"))
        .unwrap();
    ledger
        .session_contradicted(at(8), session, Standing::WAITING, vec![])
        .unwrap();
    let state = ledger.tables().sale(sale).unwrap().state;
    assert_eq!(
        state,
        SaleState::Unsure { why },
        "nobody is to pay the newer one"
    );
    assert_eq!(ledger.tables().verify().unwrap(), []);
}

#[test]
fn i9_two_approvals_of_one_sale_are_both_kept_and_print_once() {
    let folder = folder();
    let mut ledger = Ledger::open(folder.path()).unwrap();
    let (sale, first) = opened(&mut ledger, "C1-1");
    ledger
        .session_settled(at(2), first, rejected(), vec![])
        .unwrap();
    let second = ledger
        .open_session(at(3), sale, new_session("C1-2"))
        .unwrap();
    ledger
        .session_opened(at(4), second, RequestId(8), "http://x".into(), at(900))
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
fn sales_are_listed_newest_first_by_state_and_time() {
    let folder = folder();
    let mut ledger = Ledger::open(folder.path()).unwrap();
    let (first, session) = opened(&mut ledger, "C1-1");
    ledger
        .session_settled(at(2), session, Standing::Approved, vec![])
        .unwrap();
    let second = ledger
        .open_sale(
            at(100),
            new_sale("5"),
            new_session("C1-2"),
            Duplicates::Refused,
        )
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
fn i7_a_sale_of_the_same_amount_waits_for_a_word_from_a_person() {
    let folder = folder();
    let mut ledger = Ledger::open(folder.path()).unwrap();
    let mut count = 0;
    let mut open = |ledger: &mut Ledger, amount: &str, duplicates: Duplicates| {
        count += 1;
        let session = new_session(&format!("C1-{count}"));
        ledger.open_sale(at(count), new_sale(amount), session, duplicates)
    };
    let (_, first) = open(&mut ledger, "12990", Duplicates::Refused).unwrap();
    let (second, _) = open(&mut ledger, "12990", Duplicates::Allowed).unwrap();
    let refused = open(&mut ledger, "12990", Duplicates::Refused);
    assert!(
        matches!(refused, Err(Error::Duplicate(newest)) if newest == second),
        "{refused:?}"
    );
    open(&mut ledger, "12991", Duplicates::Refused).unwrap();
    let sales = ledger.tables().sales(&SaleFilter::default()).unwrap();
    assert_eq!(sales.len(), 3, "what was refused left nothing behind");

    let why = || Unopened::AnswerLost { why: String::new() };
    let second = sales[1].sessions[0].id;
    ledger.session_unopened(at(9), second, why()).unwrap();
    let refused = open(&mut ledger, "12990", Duplicates::Refused);
    assert!(matches!(refused, Err(Error::Duplicate(_))), "{refused:?}");
    let url = "http://x".to_owned();
    ledger
        .session_opened(at(9), first, RequestId(7), url, at(900))
        .unwrap();
    let attention = Standing::Attention {
        attention: sale::Attention::NotFound,
    };
    ledger
        .session_settled(at(9), first, attention, vec![])
        .unwrap();
    let refused = open(&mut ledger, "12990", Duplicates::Refused);
    assert!(matches!(refused, Err(Error::Duplicate(_))), "{refused:?}");
    ledger
        .session_settled(at(9), first, Standing::Approved, vec![])
        .unwrap();
    open(&mut ledger, "12990", Duplicates::Refused).unwrap();
}

#[test]
fn i10_the_time_that_the_gateway_will_end_a_session_at_may_be_known_better_when_it_opens() {
    let folder = folder();
    let mut ledger = Ledger::open(folder.path()).unwrap();
    let refused = Duplicates::Refused;
    let (_, session) = ledger
        .open_sale(at(0), new_sale("990"), new_session("C1-1"), refused)
        .unwrap();
    let record = |ledger: &Ledger| ledger.tables().session(session).unwrap();
    assert_eq!(record(&ledger).expires_at, at(900));
    let url = "http://x".to_owned();
    ledger
        .session_opened(at(1), session, RequestId(7), url, at(4_500))
        .unwrap();
    assert_eq!(record(&ledger).expires_at, at(4_500));
    ledger
        .session_settled(at(2), session, Standing::WAITING, vec![])
        .unwrap();
    assert_eq!(record(&ledger).expires_at, at(4_500));
    assert_eq!(ledger.tables().verify().unwrap(), []);
}

#[test]
fn i2_sessions_that_are_open_or_ended_without_a_payment_are_asked_about() {
    let folder = folder();
    let mut ledger = Ledger::open(folder.path()).unwrap();
    let sessions = ["C1-1", "C1-2", "C1-3", "C1-4", "C1-5"].map(|reference| {
        let (_, session) = opened(&mut ledger, reference);
        session
    });
    let [early, late, paid, part, open] = sessions;
    let partly = Standing::PartialExpired { paid: clp(1) };
    for (second, session, standing) in [
        (100, early, rejected()),
        (200, late, rejected()),
        (200, paid, rejected()),
        (300, paid, Standing::Approved),
        (300, part, partly),
    ] {
        ledger
            .session_settled(at(second), session, standing, vec![])
            .unwrap();
    }
    let asked_about = |ledger: &Ledger| {
        let mut found = ledger.tables().sessions_to_ask().unwrap();
        found.sort_by_key(|session| session.ended_at);
        found.iter().map(|session| session.id).collect::<Vec<_>>()
    };
    assert_eq!(asked_about(&ledger), [open, early, late, part]);
    ledger.session_left(at(400), early).unwrap();
    assert_eq!(asked_about(&ledger), [open, late, part]);
    let conflict = Standing::Conflict {
        conflict: sale::Conflict::Sum { paid: clp(1) },
    };
    ledger
        .session_settled(at(500), early, conflict, vec![])
        .unwrap();
    assert_eq!(asked_about(&ledger), [open, late, part, early], "a new end");
    let ended_at = |session| ledger.tables().session(session).unwrap().ended_at;
    assert_eq!(ended_at(paid), Some(at(300)), "when it came to its end");
    assert_eq!(ended_at(open), None);
    assert_eq!(ledger.tables().verify().unwrap(), []);
}
