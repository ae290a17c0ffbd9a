//! Shifts, and what came and went in them.

use ledger::{
    Copy, Duplicates, Error, Finding, Ledger, NewerEvents, SaleId, SessionId, ShiftId, ShiftReport,
    ShiftSale, Stamp, Taking, Takings,
};
use sale::{Attention, Conflict, Progress, RefundState, Standing, Transaction};

use crate::{
    approved, at, clp, findings_after, folder, new_sale, new_session, opened, paid, rejected,
};

fn by(method: &str, count: i64, minor: i64) -> Taking {
    Taking {
        method: method.into(),
        count,
        sum: clp(minor),
    }
}

fn with_method(method: &str, told: Transaction) -> Transaction {
    Transaction {
        method: Some(method.into()),
        ..told
    }
}

fn named(sale: SaleId, reference: &str) -> ShiftSale {
    ShiftSale {
        sale,
        reference: reference.parse().unwrap(),
        amount: clp(12_990),
    }
}

fn give_back(ledger: &mut Ledger, session: SessionId, transaction: i64, minor: i64) {
    let asked = ledger.request_refund(at(5), session, transaction, Some(clp(minor)), "Ana".into());
    let done = RefundState::Done {
        authorization: None,
    };
    ledger
        .refund_settled(at(6), asked.unwrap().id, done)
        .unwrap();
}

/// Closes the shift that is open and gives what it came to.
fn close(ledger: &mut Ledger) -> ShiftReport {
    let open = ledger.tables().open_shift().unwrap().unwrap();
    ledger.close_shift(at(100), open.id).unwrap();
    let shift = ledger.tables().shift(open.id).unwrap();
    shift.close.unwrap().report
}

#[test]
fn one_shift_is_open_at_a_time_and_its_number_is_never_used_again() {
    let folder = folder();
    let mut ledger = Ledger::open(folder.path()).unwrap();
    assert_eq!(ledger.tables().open_shift().unwrap(), None);
    let none = ledger.close_shift(at(0), ShiftId(1));
    assert!(matches!(none, Err(Error::NoOpenShift)), "{none:?}");
    assert_eq!(ledger.open_shift(at(1)).unwrap(), ShiftId(1));
    assert_eq!(ledger.open_shift(at(2)).unwrap(), ShiftId(1));
    let other = ledger.close_shift(at(3), ShiftId(2));
    assert!(matches!(other, Err(Error::NoOpenShift)), "{other:?}");
    ledger.close_shift(at(3), ShiftId(1)).unwrap();
    let again = ledger.close_shift(at(4), ShiftId(1));
    assert!(matches!(again, Err(Error::NoOpenShift)), "{again:?}");
    assert_eq!(ledger.open_shift(at(5)).unwrap(), ShiftId(2));
    let newest: Vec<_> = ledger.tables().shifts(9).unwrap();
    let newest: Vec<_> = newest.iter().map(|shift| shift.id.0).collect();
    assert_eq!(newest, [2, 1]);
    assert_eq!(ledger.tables().verify().unwrap(), []);
}

#[test]
fn a_close_lists_all_that_happened_and_hides_nothing() {
    let folder = folder();
    let mut ledger = Ledger::open(folder.path()).unwrap();
    ledger.open_shift(at(0)).unwrap();
    let settle = |ledger: &mut Ledger, session, standing, told| {
        ledger
            .session_settled(at(2), session, standing, told)
            .unwrap();
    };
    let (whole, session) = opened(&mut ledger, "C1-1");
    let told = vec![
        with_method("Visa", approved(70, 10_000)),
        with_method("Mastercard", approved(71, 2_990)),
    ];
    settle(&mut ledger, session, Standing::Approved, told);
    give_back(&mut ledger, session, 71, 990);
    let (_, session) = opened(&mut ledger, "C1-2");
    settle(&mut ledger, session, rejected(), vec![]);
    let (partial, session) = opened(&mut ledger, "C1-3");
    let (half, paid) = (vec![with_method("Visa", approved(73, 6_000))], clp(6_000));
    settle(
        &mut ledger,
        session,
        Standing::PartialExpired { paid },
        half,
    );
    let (conflict, session) = opened(&mut ledger, "C1-4");
    let wrong = Standing::Conflict {
        conflict: Conflict::Sum { paid: clp(1) },
    };
    settle(&mut ledger, session, wrong, vec![approved(74, 1)]);
    let (pending, _) = opened(&mut ledger, "C1-5");
    for job in ledger.tables().print_jobs_of(whole).unwrap() {
        ledger
            .receipt_printed(at(7), whole, job.id, sale::Words::default())
            .unwrap();
    }

    let expected = ShiftReport {
        takings: Takings {
            taken: vec![by("Visa", 2, 16_000), by("Mastercard", 1, 2_990)],
            given_back: vec![by("Mastercard", 1, 990)],
        },
        unpaid: 1,
        partial: vec![named(partial, "C1-3")],
        pending: vec![named(pending, "C1-5")],
        conflicts: vec![named(conflict, "C1-4")],
        earlier_conflicts: 0,
        unprinted: vec![named(partial, "C1-3")],
    };
    assert_eq!(close(&mut ledger), expected);

    ledger.open_shift(at(101)).unwrap();
    let carried = ShiftReport {
        pending: vec![named(pending, "C1-5")],
        earlier_conflicts: 1,
        ..ShiftReport::default()
    };
    assert_eq!(close(&mut ledger), carried);
    assert_eq!(ledger.tables().verify().unwrap(), []);
}

#[test]
fn money_that_comes_while_no_shift_is_open_is_in_the_next_one() {
    let folder = folder();
    let mut ledger = Ledger::open(folder.path()).unwrap();
    ledger.open_shift(at(0)).unwrap();
    let (sale, session) = opened(&mut ledger, "C1-1");
    assert_eq!(close(&mut ledger).pending, [named(sale, "C1-1")]);
    let told = vec![with_method("Visa", approved(70, 12_990))];
    ledger
        .session_settled(at(101), session, Standing::Approved, told)
        .unwrap();
    ledger.open_shift(at(200)).unwrap();
    let report = close(&mut ledger);
    assert_eq!(report.takings.taken, [by("Visa", 1, 12_990)]);
    assert_eq!(report.pending, []);
}

#[test]
fn i16_the_takings_of_all_shifts_are_what_the_till_holds() {
    let folder = folder();
    let mut ledger = Ledger::open(folder.path()).unwrap();
    ledger.open_shift(at(0)).unwrap();
    let (_, session) = opened(&mut ledger, "C1-1");
    let partly = |paid| Standing::Pending {
        progress: Progress::PartlyPaid { paid: clp(paid) },
    };
    let settle = |ledger: &mut Ledger, standing, told| {
        ledger
            .session_settled(at(2), session, standing, told)
            .unwrap();
    };
    settle(&mut ledger, partly(5_000), vec![approved(70, 5_000)]);
    settle(&mut ledger, partly(5_000), vec![approved(70, 5_000)]);
    let first = close(&mut ledger).takings;
    assert_eq!(first.taken, [by("", 1, 5_000)]);
    // the first part is gone from the answer that approves: the difference is a row of its own
    let told = vec![approved(71, 6_000), approved(72, 6_990)];
    settle(&mut ledger, Standing::Approved, told);
    ledger.open_shift(at(200)).unwrap();
    let second = close(&mut ledger).takings;
    assert_eq!(second.taken, [by("", 1, 7_990)]);
    assert_eq!(
        ledger.tables().takings_since(0).unwrap().taken,
        [by("", 2, 12_990)]
    );
    assert_eq!(ledger.tables().verify().unwrap(), []);
    drop(ledger);
    let less = "UPDATE takings SET amount_minor = amount_minor - 1";
    assert_eq!(
        findings_after(folder.path(), less),
        [Finding::Table("takings")]
    );
    let report = "UPDATE shifts SET report = replace(report, '5000', '4000')";
    assert_eq!(
        findings_after(folder.path(), report),
        [Finding::Table("shifts")]
    );
}

#[test]
fn nothing_is_left_of_a_discounted_payment_that_was_given_back_whole() {
    let folder = folder();
    let mut ledger = Ledger::open(folder.path()).unwrap();
    ledger.open_shift(at(0)).unwrap();
    let (_, session) = opened(&mut ledger, "C1-1");
    let told = Transaction {
        discount: Some(clp(990)),
        ..with_method("Visa", approved(77, 12_000))
    };
    ledger
        .session_settled(at(2), session, Standing::Approved, vec![told])
        .unwrap();
    give_back(&mut ledger, session, 77, 5_000);
    let some = close(&mut ledger).takings;
    assert_eq!(some.taken, [by("Visa", 1, 12_990)]);
    assert_eq!(some.given_back, [by("Visa", 1, 5_000)]);
    ledger.open_shift(at(101)).unwrap();
    give_back(&mut ledger, session, 77, 7_000);
    let rest = close(&mut ledger).takings;
    assert_eq!(rest.taken, []);
    assert_eq!(rest.given_back, [by("Visa", 1, 7_990)]);
    assert_eq!(ledger.tables().verify().unwrap(), []);
}

#[test]
fn a_discount_counts_as_taken_and_a_conflicts_money_does_not() {
    let folder = folder();
    let mut ledger = Ledger::open(folder.path()).unwrap();
    let (_, session) = opened(&mut ledger, "C1-1");
    let cheaper = Transaction {
        discount: Some(clp(990)),
        ..approved(70, 12_000)
    };
    ledger
        .session_settled(at(2), session, Standing::Approved, vec![cheaper])
        .unwrap();
    let takings = ledger.tables().takings_since(0).unwrap();
    assert_eq!(takings.taken, [by("", 1, 12_990)]);
    assert_eq!(takings.given_back, []);
}

#[test]
fn the_first_shift_begins_when_it_is_opened() {
    let folder = folder();
    let mut ledger = Ledger::open(folder.path()).unwrap();
    paid(&mut ledger, "C1-1", 70);
    ledger.open_shift(at(50)).unwrap();
    paid(&mut ledger, "C1-2", 71);
    assert_eq!(close(&mut ledger).takings.taken, [by("", 1, 12_990)]);
}

#[test]
fn i13_a_close_is_printed_for_the_first_time_once() {
    let folder = folder();
    let mut ledger = Ledger::open(folder.path()).unwrap();
    let shift = ledger.open_shift(at(0)).unwrap();
    close(&mut ledger);
    let printed = |ledger: &Ledger| {
        let shift = ledger.tables().shift(shift).unwrap();
        shift.close.unwrap().printed_at
    };
    assert_eq!(printed(&ledger), None);
    ledger.shift_printed(at(101), shift).unwrap();
    ledger.shift_printed(at(102), shift).unwrap();
    assert_eq!(printed(&ledger), Some(at(101)));
    let none = ledger.shift_printed(at(103), ShiftId(9));
    assert!(matches!(none, Err(Error::Unknown { .. })), "{none:?}");
}

#[test]
fn a_shift_is_its_openers() {
    let folder = folder();
    let mut ledger = Ledger::open(folder.path()).unwrap();
    let values = ledger::CashierValues {
        name: "Ana".parse().unwrap(),
        role: sale::Role::Supervisor,
        pin: ledger::PinHash(String::new()),
        works: true,
    };
    let ana = ledger.add_cashier(at(0), values).unwrap();
    let stamp = Stamp {
        at: at(1),
        by: Some(ana),
    };
    ledger.open_shift(stamp).unwrap();
    let open = ledger.tables().open_shift().unwrap().unwrap();
    let (id, name) = open.opened_by.unwrap();
    assert_eq!((id, name.as_str()), (ana, "Ana"));
    ledger
        .open_sale(
            stamp,
            new_sale("990"),
            new_session("C1-1"),
            Duplicates::Allowed,
        )
        .unwrap();
    ledger.close_shift(stamp, open.id).unwrap();
    let closed = ledger.tables().shift(open.id).unwrap().close.unwrap();
    assert_eq!(closed.by.unwrap().as_str(), "Ana");
    assert_eq!(closed.report.pending.len(), 1);
}

#[test]
fn an_answer_that_says_nothing_certain_takes_no_money_away() {
    let folder = folder();
    let mut ledger = Ledger::open(folder.path()).unwrap();
    ledger.open_shift(at(0)).unwrap();
    let (_, session) = opened(&mut ledger, "C1-1");
    let pending = |progress| Standing::Pending { progress };
    let part = pending(Progress::PartlyPaid { paid: clp(5_000) });
    let mut settle = |standing, told| {
        ledger
            .session_settled(at(2), session, standing, told)
            .unwrap();
        ledger.tables().shift_so_far().unwrap().takings.taken
    };
    let held = [by("", 1, 5_000)];
    assert_eq!(settle(part, vec![approved(70, 5_000)]), held);
    let unclear = Standing::Attention {
        attention: Attention::NotFound,
    };
    assert_eq!(settle(unclear, vec![]), held);
    let validating = pending(Progress::Validating);
    assert_eq!(settle(validating, vec![approved(70, 5_000)]), held);
    let both = vec![approved(70, 5_000), approved(71, 7_990)];
    assert_eq!(settle(Standing::Approved, both), [by("", 2, 12_990)]);
}

#[test]
fn what_is_given_back_of_a_conflict_was_never_taken() {
    let folder = folder();
    let mut ledger = Ledger::open(folder.path()).unwrap();
    let (_, session) = opened(&mut ledger, "C1-1");
    let wrong = Standing::Conflict {
        conflict: Conflict::Sum { paid: clp(9_990) },
    };
    let told = || vec![approved(70, 9_990)];
    ledger
        .session_settled(at(2), session, wrong.clone(), told())
        .unwrap();
    give_back(&mut ledger, session, 70, 990);
    let takings = |ledger: &Ledger| ledger.tables().takings_since(0).unwrap();
    assert_eq!(takings(&ledger), Takings::default());

    // what was taken and given back, and is a conflict later, was neither
    let (_, session) = opened(&mut ledger, "C1-2");
    let paid = clp(9_990);
    ledger
        .session_settled(at(2), session, Standing::PartialExpired { paid }, told())
        .unwrap();
    give_back(&mut ledger, session, 70, 990);
    assert_eq!(takings(&ledger).given_back, [by("", 1, 990)]);
    ledger
        .session_settled(at(7), session, wrong, told())
        .unwrap();
    let nothing = [by("", 0, 0)];
    assert_eq!(takings(&ledger).taken, nothing);
    assert_eq!(takings(&ledger).given_back, nothing);
    assert_eq!(ledger.tables().verify().unwrap(), []);
}

#[test]
fn i13_a_restored_ledger_prints_no_close_as_an_original() {
    let folder = folder();
    let mut ledger = Ledger::open(folder.path()).unwrap();
    paid(&mut ledger, "C1-1", 70);
    let closed = ledger.open_shift(at(0)).unwrap();
    close(&mut ledger);
    let open = ledger.open_shift(at(101)).unwrap();
    let backup = ledger::back_up(folder.path(), at(102), 3).unwrap();
    drop(ledger);
    ledger::restore(folder.path(), &backup.path, at(103), NewerEvents::Discarded).unwrap();
    let mut ledger = Ledger::open(folder.path()).unwrap();
    ledger.close_shift(at(104), open).unwrap();
    let new = ledger.open_shift(at(105)).unwrap();
    ledger.close_shift(at(106), new).unwrap();
    let copy = |id| ledger.tables().shift(id).unwrap().close.unwrap().copy;
    assert_eq!(copy(closed), Copy::Reprint);
    assert_eq!(
        copy(open),
        Copy::Reprint,
        "another close of it may be on paper"
    );
    assert_eq!(copy(new), Copy::Original);
    assert_eq!(ledger.tables().verify().unwrap(), []);
}
