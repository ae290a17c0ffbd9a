//! Who works at the till, and what each did.

use ledger::{
    CashierId, CashierValues, Duplicates, Error, Finding, Ledger, Misses, PinHash, Stamp,
};
use sale::{Customer, Role};

use crate::{at, findings_after, folder, new_sale, new_session};

fn values(name: &str, role: Role) -> CashierValues {
    CashierValues {
        name: name.parse().unwrap(),
        role,
        pin: PinHash(format!("hash of {name}")),
        works: true,
    }
}

fn ana(ledger: &mut Ledger) -> CashierId {
    let ana = values("Ana", Role::Supervisor);
    ledger.add_cashier(at(0), ana).unwrap()
}

#[test]
fn a_till_with_cashiers_always_has_a_supervisor() {
    let folder = folder();
    let mut ledger = Ledger::open(folder.path()).unwrap();
    let first = ledger.add_cashier(at(0), values("Beto", Role::Cashier));
    assert!(matches!(first, Err(Error::NoSupervisor)), "{first:?}");
    let ana = ana(&mut ledger);
    let beto = values("Beto", Role::Cashier);
    let beto = ledger.add_cashier(at(1), beto).unwrap();
    for last in [
        values("Ana", Role::Cashier),
        CashierValues {
            works: false,
            ..values("Ana", Role::Supervisor)
        },
    ] {
        let left = ledger.change_cashier(at(2), ana, last.clone());
        assert!(matches!(left, Err(Error::NoSupervisor)), "{left:?}");
    }
    let promoted = values("Beto", Role::Supervisor);
    ledger.change_cashier(at(3), beto, promoted).unwrap();
    let gone = CashierValues {
        works: false,
        ..values("Ana", Role::Supervisor)
    };
    ledger.change_cashier(at(4), ana, gone).unwrap();
    let told: Vec<_> = ledger.tables().cashiers().unwrap();
    let told: Vec<_> = told
        .iter()
        .map(|who| (who.name.as_str(), who.works))
        .collect();
    assert_eq!(told, [("Ana", false), ("Beto", true)]);
    assert_eq!(ledger.tables().verify().unwrap(), []);
}

#[test]
fn no_two_who_work_here_are_called_alike() {
    let folder = folder();
    let mut ledger = Ledger::open(folder.path()).unwrap();
    let ana = ana(&mut ledger);
    let again = ledger.add_cashier(at(1), values("ANA", Role::Cashier));
    assert!(matches!(again, Err(Error::NameUsed(_))), "{again:?}");
    let eva = values("Eva", Role::Supervisor);
    let eva = ledger.add_cashier(at(1), eva).unwrap();
    let gone = CashierValues {
        works: false,
        ..values("Ana", Role::Cashier)
    };
    ledger.change_cashier(at(2), ana, gone).unwrap();
    let other = values("ana", Role::Cashier);
    ledger.add_cashier(at(3), other).unwrap();
    let back = ledger.change_cashier(at(4), ana, values("Ana", Role::Cashier));
    assert!(matches!(back, Err(Error::NameUsed(_))), "{back:?}");
    let nobody = ledger.change_cashier(at(5), CashierId(9), values("Iris", Role::Cashier));
    assert!(matches!(nobody, Err(Error::Unknown { .. })), "{nobody:?}");
    let same = values("Eva", Role::Supervisor);
    ledger.change_cashier(at(6), eva, same).unwrap();
}

#[test]
fn wrong_pins_are_counted_over_restarts_until_the_right_one_or_a_new_one() {
    let folder = folder();
    let mut ledger = Ledger::open(folder.path()).unwrap();
    let ana = ana(&mut ledger);
    let misses = |ledger: &Ledger| ledger.tables().cashier(ana).unwrap().misses;
    assert_eq!(misses(&ledger), None);
    ledger.pin_missed(at(1), ana).unwrap();
    ledger.pin_missed(at(2), ana).unwrap();
    drop(ledger);
    let mut ledger = Ledger::open(folder.path()).unwrap();
    let twice = Some(Misses {
        count: 2,
        last: at(2),
    });
    assert_eq!(misses(&ledger), twice);
    let renamed = CashierValues {
        name: "Anita".parse().unwrap(),
        ..values("Ana", Role::Supervisor)
    };
    ledger.change_cashier(at(3), ana, renamed).unwrap();
    assert_eq!(misses(&ledger), twice, "another name is no right PIN");
    ledger.signed_in(at(4), ana).unwrap();
    assert_eq!(misses(&ledger), None);
    ledger.pin_missed(at(5), ana).unwrap();
    let new_pin = CashierValues {
        pin: PinHash("another".into()),
        ..values("Ana", Role::Supervisor)
    };
    ledger.change_cashier(at(6), ana, new_pin).unwrap();
    assert_eq!(misses(&ledger), None);
    assert_eq!(ledger.tables().verify().unwrap(), []);
    drop(ledger);
    let forgiven = "UPDATE cashiers SET misses = 7";
    assert_eq!(
        findings_after(folder.path(), forgiven),
        [Finding::Table("cashiers")]
    );
}

#[test]
fn i16_every_event_knows_who_did_it_and_nobody_can_say_it_was_another() {
    let folder = folder();
    let mut ledger = Ledger::open(folder.path()).unwrap();
    let ana = ana(&mut ledger);
    let eva = values("Eva", Role::Cashier);
    ledger.add_cashier(at(1), eva).unwrap();
    let stamp = Stamp {
        at: at(2),
        by: Some(ana),
    };
    let mut new = new_sale("12990");
    new.customer = Customer {
        rut: Some("12.345.678-5".parse().unwrap()),
        ..Customer::default()
    };
    let (sale, session) = ledger
        .open_sale(stamp, new.clone(), new_session("C1-1"), Duplicates::Allowed)
        .unwrap();
    ledger.cancel_asked(stamp, session).unwrap();
    let events = ledger.tables().events_of(sale).unwrap();
    assert!(events.iter().all(|event| event.by == Some(ana)));
    let record = ledger.tables().sale(sale).unwrap();
    assert_eq!(record.cashier.unwrap().as_str(), "Ana");
    assert_eq!(record.customer, new.customer);
    assert_eq!(ledger.tables().verify().unwrap(), []);
    drop(ledger);
    let forged = "DROP TRIGGER events_are_not_changed;
        UPDATE events SET cashier_id = 2 WHERE sale_id IS NOT NULL;
        UPDATE sales SET cashier_id = 2;";
    let found = findings_after(folder.path(), forged);
    assert!(found.contains(&Finding::Chain { event: 3 }), "{found:?}");
    let unsaid = "DROP TRIGGER events_are_not_changed;
        UPDATE events SET cashier_id = NULL WHERE number = 5";
    let found = findings_after(folder.path(), unsaid);
    assert!(found.contains(&Finding::Chain { event: 5 }), "{found:?}");
}

#[test]
fn a_hash_of_a_pin_is_not_shown() {
    let told = format!("{:?}", values("Ana", Role::Cashier));
    assert!(!told.contains("hash of"), "{told}");
}
