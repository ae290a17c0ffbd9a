//! Finding sales by what people know of them.

use ledger::{Duplicates, Known, Ledger, SaleId, SaleSearch};
use sale::{Customer, LastDigits, Standing, Transaction};

use crate::{approved, at, clp, folder, new_sale, new_session, opened, paid, rejected};

fn all() -> SaleSearch {
    SaleSearch {
        known: Vec::new(),
        states: Vec::new(),
        charged: None,
        before: None,
        limit: 100,
    }
}

fn found(ledger: &Ledger, search: &SaleSearch) -> Vec<i64> {
    let sales = ledger.tables().search(search).unwrap();
    sales.into_iter().map(|sale| sale.0).collect()
}

fn knowing(ledger: &Ledger, known: impl IntoIterator<Item = Known>) -> Vec<i64> {
    let known = known.into_iter().collect();
    found(ledger, &SaleSearch { known, ..all() })
}

/// 1 is paid with a card ending in 1111, 2 is rejected, 3 is open, 4 is of 990 pesos by a customer.
fn filled(folder: &std::path::Path) -> Ledger {
    let mut ledger = Ledger::open(folder).unwrap();
    let (_, session) = opened(&mut ledger, "C1-261122-0001-AAAAAA");
    let payment = Transaction {
        last_digits: LastDigits::new("1111"),
        authorization: Some("614761".into()),
        ..approved(70, 12_990)
    };
    let told = vec![payment];
    ledger
        .session_settled(at(2), session, Standing::Approved, told)
        .unwrap();
    let (_, session) = opened(&mut ledger, "C1-261122-0002-BBBBBB");
    ledger
        .session_settled(at(2), session, rejected(), vec![])
        .unwrap();
    opened(&mut ledger, "C1-261123-0001-CCCCCC");
    let mut new = new_sale("990");
    new.customer = Customer {
        rut: Some("12.345.678-5".parse().unwrap()),
        ..Customer::default()
    };
    let session = new_session("mostrador/7");
    ledger
        .open_sale(at(100), new, session, Duplicates::Allowed)
        .unwrap();
    ledger
}

#[test]
fn a_sale_is_found_by_anything_that_is_known_of_it() {
    let folder = folder();
    let ledger = filled(folder.path());
    let reference = |begins: &str| Known::Reference(begins.into());
    assert_eq!(found(&ledger, &all()), [4, 3, 2, 1]);
    assert_eq!(knowing(&ledger, [Known::Amount(clp(990))]), [4]);
    assert_eq!(knowing(&ledger, [Known::Amount(clp(12_990))]), [3, 2, 1]);
    assert_eq!(knowing(&ledger, [reference("C1-261122")]), [2, 1]);
    assert_eq!(knowing(&ledger, [reference("mostrador/7")]), [4]);
    assert_eq!(knowing(&ledger, [reference("%")]), [0_i64; 0]);
    let rut = "12345678-5".parse().unwrap();
    assert_eq!(knowing(&ledger, [Known::Rut(rut)]), [4]);
    assert_eq!(knowing(&ledger, [Known::LastDigits("1111".into())]), [1]);
    assert_eq!(
        knowing(&ledger, [Known::Authorization("614761".into())]),
        [1]
    );
    let either = [Known::Amount(clp(990)), Known::LastDigits("1111".into())];
    assert_eq!(knowing(&ledger, either), [4, 1]);
    assert_eq!(
        knowing(&ledger, [Known::Authorization("1111".into())]),
        [0_i64; 0]
    );
}

#[test]
fn what_is_known_the_state_and_the_time_narrow_each_other() {
    let folder = folder();
    let ledger = filled(folder.path());
    let paid = SaleSearch {
        states: vec!["approved", "rejected"],
        ..all()
    };
    assert_eq!(found(&ledger, &paid), [2, 1]);
    let rejected = SaleSearch {
        known: vec![Known::Amount(clp(12_990))],
        states: vec!["rejected"],
        ..all()
    };
    assert_eq!(found(&ledger, &rejected), [2]);
    let late = SaleSearch {
        charged: Some(at(1)..at(200)),
        ..all()
    };
    assert_eq!(found(&ledger, &late), [4]);
    let early = SaleSearch {
        charged: Some(at(0)..at(1)),
        states: vec!["approved", "pending"],
        ..all()
    };
    assert_eq!(found(&ledger, &early), [3, 1]);
    let early = SaleSearch {
        known: vec![Known::Amount(clp(990))],
        charged: Some(at(0)..at(100)),
        ..all()
    };
    assert_eq!(found(&ledger, &early), [0_i64; 0]);
}

#[test]
fn pages_follow_each_other_without_a_gap_or_a_sale_twice() {
    let folder = folder();
    let mut ledger = Ledger::open(folder.path()).unwrap();
    for number in 1..=25 {
        let reference = format!("C1-{number}");
        match number % 3 {
            0 => drop(paid(&mut ledger, &reference, number)),
            _ => drop(opened(&mut ledger, &reference)),
        }
    }
    for (states, expected) in [
        (vec![], 25),
        (vec!["approved"], 8),
        (vec!["approved", "pending"], 25),
    ] {
        let mut page = SaleSearch {
            states,
            limit: 4,
            ..all()
        };
        let mut told = Vec::new();
        loop {
            let next = found(&ledger, &page);
            let Some(last) = next.last() else { break };
            page.before = Some(SaleId(*last));
            told.extend(next);
        }
        assert_eq!(told.len(), expected);
        assert!(told.is_sorted_by(|newer, older| newer > older), "{told:?}");
    }
}
