//! Giving money back.

use ledger::{
    Duplicates, Error, Event, Finding, Ledger, Reader, RefundId, RefundRecord, SessionId,
};
use sale::{
    Conflict, Currency, Money, NotRefundable, NotRefunded, RefundFinding, RefundState, RequestId,
    SaleState, Standing,
};

use crate::{
    approved, at, clp, findings_after, folder, new_sale, new_session, opened, paid, rejected,
};

const DONE: RefundState = RefundState::Done {
    authorization: None,
};

fn unknown() -> RefundState {
    let why = "closed".into();
    RefundState::Unknown { why }
}

fn not_done() -> RefundState {
    let why = NotRefunded::Unreachable { why: "dns".into() };
    RefundState::NotDone { why }
}

fn decided(finding: RefundFinding) -> RefundState {
    let by = "Ana".into();
    RefundState::Decided { finding, by }
}

fn ask(
    ledger: &mut Ledger,
    second: i64,
    session: SessionId,
    transaction: i64,
    wanted: Option<i64>,
) -> Result<RefundRecord, Error> {
    let wanted = wanted.map(clp);
    ledger.request_refund(at(second), session, transaction, wanted, "Ana".into())
}

/// Asks for a refund and has it done.
fn give_back(
    ledger: &mut Ledger,
    second: i64,
    session: SessionId,
    transaction: i64,
    wanted: Option<i64>,
) -> RefundId {
    let refund = ask(ledger, second, session, transaction, wanted)
        .unwrap()
        .id;
    ledger.refund_settled(at(second), refund, DONE).unwrap();
    refund
}

#[test]
fn i1_a_refunds_intent_is_there_after_a_restart() {
    let folder = folder();
    let mut ledger = Ledger::open(folder.path()).unwrap();
    let (sale, session) = paid(&mut ledger, "C1-1", 70);
    let asked = ask(&mut ledger, 10, session, 70, Some(990)).unwrap();
    drop(ledger);

    let ledger = Ledger::open(folder.path()).unwrap();
    let requested = ledger.tables().requested_refunds().unwrap();
    assert_eq!(requested, std::slice::from_ref(&asked));
    assert_eq!(ledger.tables().unknown_refunds().unwrap(), []);
    let record = ledger.tables().sale(sale).unwrap();
    assert_eq!(record.state, SaleState::Approved, "nothing went back yet");
    assert_eq!(record.sessions[0].refunds, requested);
    let expected = RefundRecord {
        id: RefundId(1),
        session,
        transaction: 70,
        amount: clp(990),
        by: Some("Ana".into()),
        asked_at: at(10),
        state: RefundState::Requested,
        settled_at: None,
    };
    assert_eq!(asked, expected);
    assert_eq!(ledger.tables().verify().unwrap(), []);
}

#[test]
fn i11_one_refund_of_a_transaction_at_a_time() {
    let folder = folder();
    let mut ledger = Ledger::open(folder.path()).unwrap();
    let (_, session) = paid(&mut ledger, "C1-1", 70);
    let first = ask(&mut ledger, 10, session, 70, Some(990)).unwrap().id;
    let refused = |ledger: &mut Ledger| {
        let again = ask(ledger, 11, session, 70, Some(1));
        let in_flight = matches!(again, Err(Error::NotRefundable(NotRefundable::InFlight)));
        assert!(in_flight, "{again:?}");
    };
    refused(&mut ledger);
    ledger.refund_settled(at(12), first, unknown()).unwrap();
    refused(&mut ledger);
    let unknown = ledger.tables().unknown_refunds().unwrap();
    assert_eq!((unknown.len(), unknown[0].settled_at), (1, None));
    assert_eq!(ledger.tables().requested_refunds().unwrap(), []);
    let not_given = decided(RefundFinding::NotGivenBack);
    ledger.refund_settled(at(13), first, not_given).unwrap();
    let all = ask(&mut ledger, 14, session, 70, None).unwrap();
    assert_eq!(all.amount, clp(12_990));
    assert_eq!(ledger.tables().verify().unwrap(), []);
}

#[test]
fn i11_the_database_itself_refuses_a_second_refund_in_flight() {
    let folder = folder();
    let mut ledger = Ledger::open(folder.path()).unwrap();
    let (_, session) = paid(&mut ledger, "C1-1", 70);
    ask(&mut ledger, 10, session, 70, Some(990)).unwrap();
    drop(ledger);
    let raw = rusqlite::Connection::open(folder.path().join(ledger::FILE_NAME)).unwrap();
    let columns =
        "session_id, internal_reference, amount_minor, currency, asked_by, asked_at, state";
    let again = raw.execute(
        &format!("INSERT INTO refunds ({columns}) SELECT {columns} FROM refunds"),
        [],
    );
    let error = again.unwrap_err().to_string();
    assert!(error.contains("UNIQUE"), "{error}");
}

#[test]
fn i11_refunds_never_exceed_what_was_approved() {
    let folder = folder();
    let mut ledger = Ledger::open(folder.path()).unwrap();
    let (_, session) = paid(&mut ledger, "C1-1", 70);
    give_back(&mut ledger, 10, session, 70, Some(10_000));
    let refused = ask(&mut ledger, 11, session, 70, Some(2_991));
    let left = clp(2_990);
    let too_much = NotRefundable::TooMuch { left };
    assert!(
        matches!(&refused, Err(Error::NotRefundable(why)) if *why == too_much),
        "{refused:?}"
    );
    let rest = ask(&mut ledger, 12, session, 70, None).unwrap();
    assert_eq!(rest.amount, left);
    ledger.refund_settled(at(13), rest.id, not_done()).unwrap();
    give_back(&mut ledger, 14, session, 70, None);
    let refused = ask(&mut ledger, 15, session, 70, None);
    let all = matches!(refused, Err(Error::NotRefundable(NotRefundable::GivenBack)));
    assert!(all, "{refused:?}");
    let events = ledger.tables().sale(ledger::SaleId(1)).unwrap().sessions[0]
        .refunds
        .len();
    assert_eq!(events, 3, "what was refused left nothing behind");
}

#[test]
fn i11_what_was_told_in_another_currency_is_not_given_back_here() {
    let folder = folder();
    let mut ledger = Ledger::open(folder.path()).unwrap();
    let (_, session) = opened(&mut ledger, "C1-1");
    let mut paid = approved(70, 12_990);
    let told = Money::new(12_990, Currency::USD);
    paid.amount = Some(told);
    ledger
        .session_settled(at(2), session, Standing::Approved, vec![paid])
        .unwrap();
    let refused = ask(&mut ledger, 10, session, 70, None);
    let other = NotRefundable::OtherCurrency { told };
    assert!(
        matches!(&refused, Err(Error::NotRefundable(why)) if *why == other),
        "{refused:?}"
    );
}

#[test]
fn i11_a_refunds_outcome_is_written_once() {
    let folder = folder();
    let mut ledger = Ledger::open(folder.path()).unwrap();
    let given = decided(RefundFinding::GivenBack);
    for (transaction, end) in [(70, DONE), (71, not_done()), (72, given.clone())] {
        let (_, session) = paid(&mut ledger, &format!("C1-{transaction}"), transaction);
        let refund = ask(&mut ledger, 10, session, transaction, None).unwrap().id;
        let mut settle = |state: RefundState| ledger.refund_settled(at(11), refund, state);
        let requested = settle(RefundState::Requested);
        assert!(matches!(requested, Err(Error::AlreadySettled(_))));
        settle(end.clone()).unwrap();
        for state in [
            RefundState::Requested,
            DONE,
            not_done(),
            unknown(),
            given.clone(),
        ] {
            let again = settle(state);
            assert!(
                matches!(again, Err(Error::AlreadySettled(id)) if id == refund),
                "{again:?}"
            );
        }
        assert_eq!(ledger.tables().refund(refund).unwrap().state, end);
    }
    for (transaction, end) in [(80, DONE), (81, given)] {
        let (_, session) = paid(&mut ledger, &format!("C1-{transaction}"), transaction);
        let refund = ask(&mut ledger, 10, session, transaction, None).unwrap().id;
        let mut settle =
            |second: i64, state: RefundState| ledger.refund_settled(at(second), refund, state);
        settle(11, unknown()).unwrap();
        for state in [RefundState::Requested, not_done(), unknown()] {
            assert!(matches!(settle(12, state), Err(Error::AlreadySettled(_))));
        }
        settle(13, end.clone()).unwrap();
        let record = ledger.tables().refund(refund).unwrap();
        assert_eq!((record.state, record.settled_at), (end, Some(at(13))));
    }
    let none = ledger.refund_settled(at(20), RefundId(99), DONE);
    assert!(matches!(none, Err(Error::Unknown { .. })), "{none:?}");
    assert_eq!(ledger.tables().verify().unwrap(), []);
}

#[test]
fn i11_money_goes_back_only_once_the_session_is_over() {
    let folder = folder();
    let mut ledger = Ledger::open(folder.path()).unwrap();
    let allowed = Duplicates::Allowed;
    let (sale, session) = ledger
        .open_sale(at(0), new_sale("12990"), new_session("C1-1"), allowed)
        .unwrap();
    let refused = |ledger: &mut Ledger| {
        let told = ask(ledger, 1, session, 70, None);
        assert!(
            matches!(told, Err(Error::StillPayable(id)) if id == sale),
            "{told:?}"
        );
    };
    refused(&mut ledger);
    let url = "http://127.0.0.1/session/7".to_owned();
    ledger
        .session_opened(at(1), session, RequestId(7), url, at(900))
        .unwrap();
    refused(&mut ledger);
    let paid = clp(6_000);
    let part = Standing::Pending {
        progress: sale::Progress::PartlyPaid { paid },
    };
    let told = vec![approved(70, 6_000)];
    ledger.session_settled(at(2), session, part, told).unwrap();
    refused(&mut ledger);
    let over = Standing::PartialExpired { paid };
    ledger
        .session_settled(at(3), session, over, Vec::new())
        .unwrap();
    let none = ask(&mut ledger, 4, session, 71, None);
    assert!(
        matches!(none, Err(Error::Unknown { id: 71, .. })),
        "{none:?}"
    );
    let none = ask(&mut ledger, 4, SessionId(9), 70, None);
    assert!(
        matches!(none, Err(Error::Unknown { id: 9, .. })),
        "{none:?}"
    );
    give_back(&mut ledger, 5, session, 70, None);

    let record = ledger.tables().sale(sale).unwrap();
    let given_back = paid;
    assert_eq!(record.state, SaleState::Refunded { given_back });
    assert_eq!(record.paid_at, None, "it never was approved as a whole");
    let taken = ledger.tables().taken(at(0)..at(9), Currency::CLP).unwrap();
    assert_eq!((taken.total, taken.count), (clp(0), 0));
    assert_eq!((taken.given_back, taken.refunds), (given_back, 1));
}

#[test]
fn i11_a_query_proves_a_refund_whose_outcome_nobody_knew() {
    let folder = folder();
    let mut ledger = Ledger::open(folder.path()).unwrap();
    let (sale, session) = paid(&mut ledger, "C1-1", 70);
    let refund = ask(&mut ledger, 10, session, 70, None).unwrap().id;
    ledger.refund_settled(at(11), refund, unknown()).unwrap();
    let mut told = approved(70, 12_990);
    let settle = |ledger: &mut Ledger, second: i64, told: &sale::Transaction| {
        let told = vec![told.clone()];
        ledger
            .session_settled(at(second), session, Standing::Approved, told)
            .unwrap();
        ledger.tables().refund(refund).unwrap()
    };
    assert_eq!(settle(&mut ledger, 12, &told).state, unknown());
    told.refunded = true;
    let record = settle(&mut ledger, 13, &told);
    assert_eq!((record.state, record.settled_at), (DONE, Some(at(13))));
    settle(&mut ledger, 14, &told);
    let proofs = ledger.tables().events_of(sale).unwrap();
    let proofs = proofs.iter().filter(|recorded| {
        let proof = Event::RefundSettled {
            refund,
            state: DONE,
        };
        recorded.event == proof
    });
    assert_eq!(proofs.count(), 1);
    assert_eq!(ledger.tables().verify().unwrap(), []);
}

#[test]
fn money_that_was_given_back_elsewhere_is_recorded_once() {
    let folder = folder();
    let mut ledger = Ledger::open(folder.path()).unwrap();
    let (sale, session) = opened(&mut ledger, "C1-1");
    let mut told = approved(70, 12_990);
    told.refunded = true;
    let settle = |ledger: &mut Ledger, second| {
        let told = vec![told.clone()];
        ledger
            .session_settled(at(second), session, Standing::Approved, told)
            .unwrap();
    };
    settle(&mut ledger, 3);
    settle(&mut ledger, 4);
    let record = ledger.tables().sale(sale).unwrap();
    let given_back = clp(12_990);
    assert_eq!(record.state, SaleState::Refunded { given_back });
    assert_eq!(record.paid_at, Some(at(3)), "it was paid all the same");
    let expected = RefundRecord {
        id: RefundId(1),
        session,
        transaction: 70,
        amount: given_back,
        by: None,
        asked_at: at(3),
        state: DONE,
        settled_at: Some(at(3)),
    };
    assert_eq!(record.sessions[0].refunds, [expected]);
    let taken = ledger.tables().taken(at(0)..at(9), Currency::CLP).unwrap();
    assert_eq!((taken.total, taken.given_back), (clp(12_990), given_back));
    assert_eq!(ledger.tables().verify().unwrap(), []);
}

#[test]
fn what_an_approval_does_not_tell_needs_no_giving_back() {
    let folder = folder();
    let mut ledger = Ledger::open(folder.path()).unwrap();
    let (sale, session) = opened(&mut ledger, "C1-1");
    let conflict = Standing::Conflict {
        conflict: Conflict::Sum { paid: clp(1) },
    };
    ledger
        .session_settled(at(2), session, conflict, vec![approved(99, 1)])
        .unwrap();
    let refund = ask(&mut ledger, 3, session, 99, None).unwrap().id;
    ledger.refund_settled(at(4), refund, not_done()).unwrap();
    let told = vec![approved(70, 12_990)];
    ledger
        .session_settled(at(5), session, Standing::Approved, told.clone())
        .unwrap();
    let kept = ledger.tables().session(session).unwrap();
    assert_eq!((kept.transactions, kept.refunds.len()), (told, 1));
    let gone = ask(&mut ledger, 6, session, 99, None);
    assert!(
        matches!(gone, Err(Error::Unknown { id: 99, .. })),
        "{gone:?}"
    );
    give_back(&mut ledger, 7, session, 70, None);
    let taken = ledger.tables().sale(sale).unwrap();
    let again = ledger.open_session(at(8), sale, crate::new_session("C1-2"));
    assert!(matches!(again, Err(Error::StillPayable(_))), "{again:?}");
    let given_back = clp(12_990);
    assert_eq!(taken.state, SaleState::Refunded { given_back });
    assert_eq!(ledger.tables().verify().unwrap(), []);
}

#[test]
fn a_refused_refund_of_money_that_is_back_already_tells_who_was_first() {
    let folder = folder();
    let mut ledger = Ledger::open(folder.path()).unwrap();
    let (sale, session) = paid(&mut ledger, "C1-1", 70);
    let refund = ask(&mut ledger, 10, session, 70, None).unwrap().id;
    let mut told = approved(70, 12_990);
    told.refunded = true;
    ledger
        .session_settled(at(11), session, Standing::Approved, vec![told])
        .unwrap();
    let still = ledger.tables().sale(sale).unwrap().state;
    assert_eq!(still, SaleState::Approved, "one of ours may have done it");
    ledger.refund_settled(at(12), refund, not_done()).unwrap();
    let record = ledger.tables().sale(sale).unwrap();
    let given_back = clp(12_990);
    assert_eq!(record.state, SaleState::Refunded { given_back });
    let by: Vec<_> = record.sessions[0].refunds.iter().map(|r| &r.by).collect();
    assert_eq!(by, [&Some("Ana".into()), &None]);
    assert_eq!(ledger.tables().verify().unwrap(), []);
}

#[test]
fn i6_approved_changes_by_a_recorded_refund_alone_and_stays_in_the_days_total() {
    let folder = folder();
    let mut ledger = Ledger::open(folder.path()).unwrap();
    let (sale, session) = paid(&mut ledger, "C1-1", 70);
    let (other, _) = paid(&mut ledger, "C1-2", 71);
    give_back(&mut ledger, 100, session, 70, Some(990));
    let given_back = clp(990);
    let record = ledger.tables().sale(sale).unwrap();
    assert_eq!(record.state, SaleState::Refunded { given_back });
    assert_eq!(record.paid_at, Some(at(2)));
    assert_eq!(
        ledger.tables().sale(other).unwrap().state,
        SaleState::Approved
    );
    give_back(&mut ledger, 200, session, 70, None);
    let given_back = clp(12_990);
    let record = ledger.tables().sale(sale).unwrap();
    assert_eq!(record.state, SaleState::Refunded { given_back });

    let reader = Reader::open(folder.path()).unwrap();
    for (from, to, total, count, given_back, refunds) in [
        (0, 300, 25_980, 2, 12_990, 2),
        (0, 100, 25_980, 2, 0, 0),
        (100, 200, 0, 0, 990, 1),
        (101, 201, 0, 0, 12_000, 1),
    ] {
        let span = at(from)..at(to);
        let taken = reader.tables().taken(span.clone(), Currency::CLP).unwrap();
        assert_eq!((taken.total, taken.count), (clp(total), count), "{span:?}");
        assert_eq!(
            (taken.given_back, taken.refunds),
            (clp(given_back), refunds)
        );
        let dollars = reader.tables().taken(span, Currency::USD).unwrap();
        assert_eq!((dollars.count, dollars.refunds), (0, 0));
    }
}

#[test]
fn i9_a_sale_paid_twice_is_settled_by_giving_one_payment_back() {
    let folder = folder();
    let mut ledger = Ledger::open(folder.path()).unwrap();
    let (sale, first) = opened(&mut ledger, "C1-1");
    ledger
        .session_settled(at(2), first, rejected(), Vec::new())
        .unwrap();
    let second = ledger
        .open_session(at(3), sale, new_session("C1-2"))
        .unwrap();
    let url = "http://x".to_owned();
    ledger
        .session_opened(at(4), second, RequestId(8), url, at(900))
        .unwrap();
    for (second, session, transaction) in [(5, second, 70), (6, first, 71)] {
        let told = vec![approved(transaction, 12_990)];
        ledger
            .session_settled(at(second), session, Standing::Approved, told)
            .unwrap();
    }
    let state = |ledger: &Ledger| ledger.tables().sale(sale).unwrap().state;
    let twice = SaleState::Conflict {
        conflict: Conflict::PaidTwice,
    };
    assert_eq!(state(&ledger), twice);
    give_back(&mut ledger, 10, first, 71, Some(12_989));
    assert_eq!(state(&ledger), twice, "a peso of it is left");
    give_back(&mut ledger, 11, first, 71, None);
    assert_eq!(state(&ledger), SaleState::Approved);
    assert_eq!(ledger.tables().verify().unwrap(), []);
}

#[test]
fn what_a_discount_paid_is_not_the_customers_to_get_back() {
    let folder = folder();
    let mut ledger = Ledger::open(folder.path()).unwrap();
    let (sale, session) = opened(&mut ledger, "C1-1");
    let mut told = approved(70, 11_990);
    told.discount = Some(clp(1_000));
    let conflict = Standing::Conflict {
        conflict: Conflict::Sum { paid: clp(12_991) },
    };
    ledger
        .session_settled(at(2), session, conflict, vec![told])
        .unwrap();
    assert_eq!(
        ask(&mut ledger, 3, session, 70, None).unwrap().amount,
        clp(11_990)
    );
    ledger.refund_settled(at(4), RefundId(1), DONE).unwrap();
    let given_back = clp(11_990);
    assert_eq!(
        ledger.tables().sale(sale).unwrap().state,
        SaleState::Refunded { given_back }
    );
}

#[test]
fn i16_refunds_and_ends_take_part_in_the_replay() {
    let folder = folder();
    let mut ledger = Ledger::open(folder.path()).unwrap();
    let (_, session) = paid(&mut ledger, "C1-1", 70);
    give_back(&mut ledger, 10, session, 70, Some(990));
    assert_eq!(ledger.tables().verify().unwrap(), []);
    drop(ledger);
    let findings = |sql: &str| findings_after(folder.path(), sql);
    let refunds = [Finding::Table("refunds")];
    for change in [
        "amount_minor = 1",
        "settled_at = NULL",
        "asked_by = 'Eva'",
        "state = '{\"kind\":\"requested\"}'",
    ] {
        assert_eq!(findings(&format!("UPDATE refunds SET {change}")), refunds);
    }
    let takings = "takings".to_owned();
    let gone = [Finding::Reference { table: takings }, refunds[0].clone()];
    assert_eq!(
        findings("PRAGMA foreign_keys = OFF; DELETE FROM refunds"),
        gone
    );
    assert_eq!(
        findings("UPDATE sessions SET ended_at = created_at"),
        [Finding::Table("sessions")]
    );
}
