//! Who may do what at the counter.

use std::sync::atomic::Ordering;

use sale::{Deed, Role};
use till::{
    AtCounter, Authority, CashierId, Change, Error, Event, Person, Pin, RefundOrder, Till,
    explain_error,
};

use crate::shop::{APPROVES, Shop, spanish, until_approved, usual};

fn pin(digits: &str) -> Pin {
    Pin::new(digits).unwrap()
}

fn person(name: &str, role: Role) -> Person {
    let name = name.parse().unwrap();
    Person { name, role }
}

/// Ana supervises with 1111, Beto charges with 2222; the till is locked.
async fn ana_and_beto(till: &Till) -> (CashierId, CashierId) {
    let ana = person("Ana", Role::Supervisor);
    let ana = till.add_cashier(ana, pin("1111")).await.unwrap();
    let beto = person("Beto", Role::Cashier);
    let beto = till.add_cashier(beto, pin("2222")).await.unwrap();
    till.lock().await.unwrap();
    (ana, beto)
}

fn name_at(till: &Till) -> Option<String> {
    match till.at_counter() {
        AtCounter::Cashier { name, .. } => Some(name.to_string()),
        AtCounter::Anybody | AtCounter::Nobody => None,
    }
}

#[tokio::test]
async fn a_till_without_cashiers_is_anybodys_until_the_first_one_who_is_a_supervisor() {
    let shop = Shop::open().await;
    let till = shop.till().await;
    assert_eq!(till.at_counter(), AtCounter::Anybody);
    till.may(Deed::SetUp).unwrap();
    till.lock().await.unwrap();
    assert_eq!(till.at_counter(), AtCounter::Anybody);
    let beto = person("Beto", Role::Cashier);
    let refused = till.add_cashier(beto, pin("2222")).await.unwrap_err();
    let no_supervisor = matches!(refused, Error::Ledger(ledger::Error::NoSupervisor));
    assert!(no_supervisor, "{refused:?}");
    assert_eq!(till.at_counter(), AtCounter::Anybody);
    let ana = person("Ana", Role::Supervisor);
    till.add_cashier(ana, pin("1111")).await.unwrap();
    assert_eq!(name_at(&till).as_deref(), Some("Ana"));
}

#[tokio::test]
async fn a_locked_till_does_nothing_and_goes_on_watching() {
    let shop = Shop::open().await;
    let till = shop.till().await;
    let sale = till.charge(usual()).await.unwrap();
    ana_and_beto(&till).await;
    assert_eq!(till.at_counter(), AtCounter::Nobody);
    let locked = |done: Result<(), Error>| {
        assert!(matches!(done, Err(Error::Locked)), "{done:?}");
    };
    locked(till.charge(usual()).await.map(drop));
    locked(till.cancel(sale.id).await.map(drop));
    locked(till.ask_now(sale.id).await.map(drop));
    locked(till.charge_again(sale.id).await.map(drop));
    locked(till.print_qr_slip(sale.id).await);
    locked(till.open_shift().await.map(drop));
    locked(till.may(Deed::Sell));
    let iris = person("Iris", Role::Supervisor);
    locked(till.add_cashier(iris, pin("3333")).await.map(drop));
    let named = Authority::Named("Ana".parse().unwrap());
    let order = |authority| RefundOrder {
        sale: sale.id,
        transaction: 1,
        amount: None,
        authority,
    };
    locked(till.refund(order(named)).await.map(drop));
    locked(till.refund(order(Authority::AtCounter)).await.map(drop));
    shop.pay(&sale, APPROVES).await;
    until_approved(&till, sale.id).await;
    locked(till.reprint(sale.id).await);
    drop(till);
    let again = shop.till().await;
    assert_eq!(again.at_counter(), AtCounter::Nobody, "a restart locks too");
}

#[tokio::test]
async fn who_did_it_is_in_the_log_and_on_the_receipt() {
    let shop = Shop::open().await;
    let till = shop.till().await;
    let (_, beto) = ana_and_beto(&till).await;
    let mut changes = till.changes();
    till.sign_in(beto, pin("2222")).await.unwrap();
    assert_eq!(changes.recv().await.unwrap(), Change::People);
    let sale = till.charge(usual()).await.unwrap();
    assert_eq!(sale.cashier.as_ref().unwrap().as_str(), "Beto");
    shop.pay(&sale, APPROVES).await;
    let sale = until_approved(&till, sale.id).await;
    let events = till.events_of(sale.id).await.unwrap();
    for recorded in events {
        let by_beto = matches!(
            recorded.event,
            Event::SaleOpened { .. } | Event::SessionIntended { .. }
        );
        assert_eq!(recorded.by, by_beto.then_some(beto), "{recorded:?}");
    }
    till.print_what_waits().await;
    assert!(shop.receipts().contains("Beto"), "{}", shop.receipts());
    shop.assert_whole();
}

#[tokio::test]
async fn a_cashier_sells_and_gives_back_on_a_supervisors_word_alone() {
    let shop = Shop::open().await;
    let till = shop.till().await;
    let (ana, beto) = ana_and_beto(&till).await;
    till.sign_in(beto, pin("2222")).await.unwrap();
    let sale = till.charge(usual()).await.unwrap();
    shop.pay(&sale, APPROVES).await;
    let sale = until_approved(&till, sale.id).await;
    let order = |authority| RefundOrder {
        sale: sale.id,
        transaction: sale.sessions[0].transactions[0].internal_reference,
        amount: None,
        authority,
    };
    let colleague = |cashier, digits| Authority::Colleague {
        cashier,
        pin: pin(digits),
    };
    for (authority, expected) in [
        (
            Authority::AtCounter,
            "Para devolver dinero se necesita un supervisor.",
        ),
        (
            colleague(beto, "2222"),
            "Para devolver dinero se necesita un supervisor.",
        ),
        (Authority::Named("Ana".parse().unwrap()), "Para devolver"),
        (colleague(ana, "2222"), "La clave no es correcta."),
    ] {
        let refused = till.refund(order(authority)).await.unwrap_err();
        let told = spanish(&explain_error(&refused));
        assert!(told.contains(expected), "{told}");
    }
    let refund = till.refund(order(colleague(ana, "1111"))).await.unwrap();
    assert_eq!(refund.by.as_deref(), Some("Ana"));
    assert_eq!(
        name_at(&till).as_deref(),
        Some("Beto"),
        "Ana only gave her word"
    );
    let events = till.events_of(sale.id).await.unwrap();
    let asked = events
        .iter()
        .find(|told| matches!(told.event, Event::RefundRequested { .. }));
    assert_eq!(asked.unwrap().by, Some(ana));
    let misses = till.cashiers().await.unwrap()[0].misses;
    assert_eq!(misses, None, "the right PIN forgives the wrong one");
    shop.assert_whole();
}

#[tokio::test]
async fn guessing_takes_longer_and_longer_also_over_a_restart_and_a_clock_set_back() {
    let shop = Shop::open().await;
    let till = shop.till().await;
    let (ana, _) = ana_and_beto(&till).await;
    let guess = async |till: &Till, digits: &str| till.sign_in(ana, pin(digits)).await.unwrap_err();
    for _ in 0..3 {
        let wrong = guess(&till, "0000").await;
        assert!(matches!(wrong, Error::WrongPin { left: None }), "{wrong:?}");
    }
    let fourth = guess(&till, "0000").await;
    assert!(
        matches!(fourth, Error::WrongPin { left: Some(_) }),
        "{fourth:?}"
    );
    let told = spanish(&explain_error(&fourth));
    assert!(
        told.contains("Espere") && told.contains("segundos"),
        "{told}"
    );
    let right = guess(&till, "1111").await;
    assert!(matches!(right, Error::LockedOut { .. }), "{right:?}");
    drop(till);
    let till = shop.till().await;
    let after = guess(&till, "1111").await;
    assert!(matches!(after, Error::LockedOut { .. }), "{after:?}");
    shop.wrong_by.store(-3_600, Ordering::SeqCst);
    let back = guess(&till, "1111").await;
    assert!(matches!(back, Error::LockedOut { .. }), "{back:?}");
    // the wall's clock is all there is after a restart
    shop.wrong_by.store(60, Ordering::SeqCst);
    till.sign_in(ana, pin("1111")).await.unwrap();
    till.lock().await.unwrap();
    let wrong = guess(&till, "0000").await;
    assert!(matches!(wrong, Error::WrongPin { left: None }), "{wrong:?}");
    shop.assert_whole();
}

#[tokio::test]
async fn a_clock_that_is_set_gains_no_guess() {
    let shop = Shop::open().await;
    let till = shop.till().await;
    let (ana, _) = ana_and_beto(&till).await;
    for _ in 0..4 {
        till.sign_in(ana, pin("0000")).await.unwrap_err();
    }
    for wrong_by in [-3_600, 3_600, 86_400] {
        shop.wrong_by.store(wrong_by, Ordering::SeqCst);
        let guess = till.sign_in(ana, pin("1111")).await.unwrap_err();
        assert!(
            matches!(guess, Error::LockedOut { .. }),
            "{wrong_by}: {guess:?}"
        );
    }
}

#[tokio::test]
async fn guesses_side_by_side_are_counted_one_by_one() {
    let shop = Shop::open().await;
    let till = shop.till().await;
    let (ana, _) = ana_and_beto(&till).await;
    let guesses = (0..8).map(|_| {
        let till = till.clone();
        tokio::spawn(async move { till.sign_in(ana, pin("0000")).await.unwrap_err() })
    });
    let guesses: Vec<_> = guesses.collect();
    let mut tried = 0;
    for guess in guesses {
        tried += u32::from(matches!(guess.await.unwrap(), Error::WrongPin { .. }));
    }
    assert_eq!(tried, 4, "the fifth waits");
}

#[tokio::test]
async fn only_a_supervisor_changes_who_works_here_and_who_left_is_gone_at_once() {
    let shop = Shop::open().await;
    let till = shop.till().await;
    let (ana, beto) = ana_and_beto(&till).await;
    till.sign_in(beto, pin("2222")).await.unwrap();
    let promoted = person("Beto", Role::Supervisor);
    let refused = till.change_cashier(beto, promoted.clone(), None).await;
    assert!(
        matches!(refused, Err(Error::NotAllowed(Deed::SetUp))),
        "{refused:?}"
    );
    let refused = till.dismiss_cashier(ana).await;
    assert!(
        matches!(refused, Err(Error::NotAllowed(Deed::SetUp))),
        "{refused:?}"
    );
    till.lock().await.unwrap();
    till.sign_in(ana, pin("1111")).await.unwrap();
    let new_pin = Some(pin("4444"));
    till.change_cashier(beto, promoted, new_pin).await.unwrap();
    till.dismiss_cashier(ana).await.unwrap();
    assert_eq!(
        till.at_counter(),
        AtCounter::Nobody,
        "she left the counter too"
    );
    let gone = till.sign_in(ana, pin("1111")).await.unwrap_err();
    assert!(matches!(gone, Error::WrongPin { .. }), "{gone:?}");
    let old = till.sign_in(beto, pin("2222")).await.unwrap_err();
    assert!(matches!(old, Error::WrongPin { .. }), "{old:?}");
    till.sign_in(beto, pin("4444")).await.unwrap();
    till.may(Deed::SetUp).unwrap();
    let renamed = person("Humberto", Role::Supervisor);
    till.change_cashier(beto, renamed, None).await.unwrap();
    assert_eq!(name_at(&till).as_deref(), Some("Humberto"));
    let names: Vec<_> = till.cashiers().await.unwrap();
    let names: Vec<_> = names.iter().map(|cashier| cashier.name.as_str()).collect();
    assert_eq!(names, ["Humberto"]);
    shop.assert_whole();
}
