//! Shifts at the counter.

use sale::{Deed, Money, Role};
use till::{Authority, Error, LedgerError, Person, Pin, ShiftId, Till};

use crate::shop::{APPROVES, Shop, until_approved, usual};

async fn hire(till: &Till, name: &str, role: Role, pin: &str) -> till::CashierId {
    let name = name.parse().unwrap();
    let pin = Pin::new(pin).unwrap();
    till.add_cashier(Person { name, role }, pin).await.unwrap()
}

#[tokio::test]
async fn the_first_charge_opens_a_shift_and_its_close_has_its_money_and_what_is_pending() {
    let shop = Shop::open().await;
    let till = shop.till().await;
    assert!(till.open_shift_so_far().await.unwrap().is_none());
    let sale = till.charge(usual()).await.unwrap();
    shop.pay(&sale, APPROVES).await;
    until_approved(&till, sale.id).await;
    till.print_what_waits().await;
    let mut other = usual();
    other.amount = sale::Amount::parse("990", sale::Currency::CLP).unwrap();
    let pending = till.charge(other).await.unwrap();

    let (shift, so_far) = till.open_shift_so_far().await.unwrap().unwrap();
    assert_eq!(
        so_far.takings.taken[0].sum,
        Money::new(12_990, sale::Currency::CLP)
    );
    let closed = till
        .close_shift(shift.id, Authority::AtCounter)
        .await
        .unwrap();
    let report = closed.close.unwrap().report;
    assert_eq!(report, so_far);
    assert_eq!(report.pending[0].sale, pending.id);
    assert_eq!(report.unprinted, []);
    till.print_shift(shift.id).await.unwrap();
    let paper = shop.receipts();
    assert!(
        paper.contains("CIERRE DE TURNO N° 1") && !paper.contains("COPIA"),
        "{paper}"
    );
    assert!(paper.contains("TOTAL CLP (1)"), "{paper}");
    till.print_shift(shift.id).await.unwrap();
    assert!(
        shop.receipts().contains("COPIA"),
        "I13: {}",
        shop.receipts()
    );

    let again = till
        .close_shift(shift.id, Authority::AtCounter)
        .await
        .unwrap_err();
    let none_open = matches!(again, Error::Ledger(LedgerError::NoOpenShift));
    assert!(none_open, "{again:?}");
    till.open_shift().await.unwrap();
    let open = till.print_shift(ShiftId(2)).await.unwrap_err();
    assert!(matches!(open, Error::StillOpen), "{open:?}");
    let numbers: Vec<_> = till.shifts(9).await.unwrap();
    let numbers: Vec<_> = numbers.iter().map(|shift| shift.id.0).collect();
    assert_eq!(numbers, [2, 1]);
    shop.assert_whole();
}

#[tokio::test]
async fn a_shift_is_closed_by_its_cashier_or_on_a_supervisors_word() {
    let shop = Shop::open().await;
    let till = shop.till().await;
    let ana = hire(&till, "Ana", Role::Supervisor, "1111").await;
    let beto = hire(&till, "Beto", Role::Cashier, "2222").await;
    let eva = hire(&till, "Eva", Role::Cashier, "3333").await;
    let sign_in = async |who, digits: &str| {
        till.lock().await.unwrap();
        till.sign_in(who, Pin::new(digits).unwrap()).await.unwrap();
    };
    sign_in(beto, "2222").await;
    let shift = till.open_shift().await.unwrap();
    sign_in(eva, "3333").await;
    let refused = till
        .close_shift(shift, Authority::AtCounter)
        .await
        .unwrap_err();
    let foreign = matches!(refused, Error::NotAllowed(Deed::CloseForeignShift));
    assert!(foreign, "{refused:?}");
    let anas = Authority::Colleague {
        cashier: ana,
        pin: Pin::new("1111").unwrap(),
    };
    let closed = till.close_shift(shift, anas).await.unwrap();
    assert_eq!(closed.opened_by.unwrap().1.as_str(), "Beto");
    assert_eq!(closed.close.unwrap().by.unwrap().as_str(), "Ana");
    let own = till.open_shift().await.unwrap();
    till.close_shift(own, Authority::AtCounter).await.unwrap();
    till.lock().await.unwrap();
    let refused = till.open_shift().await.unwrap_err();
    assert!(matches!(refused, Error::Locked), "{refused:?}");
    shop.assert_whole();
}

#[tokio::test]
async fn a_close_that_no_printer_takes_is_closed_all_the_same() {
    let mut shop = Shop::open().await;
    shop.printer("tcp:127.0.0.1:1");
    let till = shop.till().await;
    let shift = till.open_shift().await.unwrap();
    till.close_shift(shift, Authority::AtCounter).await.unwrap();
    let refused = till.print_shift(shift).await.unwrap_err();
    assert!(matches!(refused, Error::NotPrinted(_)), "{refused:?}");
    let close = till.shifts(1).await.unwrap().remove(0).close.unwrap();
    assert_eq!(
        close.printed_at, None,
        "nothing was on paper: the next one is the original"
    );
}

#[tokio::test]
async fn i13_of_two_who_print_a_close_at_once_one_gets_a_copy() {
    let shop = Shop::open().await;
    let till = shop.till().await;
    let shift = till.open_shift().await.unwrap();
    till.close_shift(shift, Authority::AtCounter).await.unwrap();
    let (one, other) = tokio::join!(till.print_shift(shift), till.print_shift(shift));
    one.unwrap();
    other.unwrap();
    let paper = shop.receipts();
    assert_eq!(paper.matches("CIERRE DE TURNO N° 1").count(), 2, "{paper}");
    assert_eq!(paper.matches("COPIA").count(), 1, "{paper}");
}
