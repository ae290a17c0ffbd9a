//! A disk that cannot record what happens: the till opens nothing and says why.

use std::sync::{Arc, Mutex};

use ledger::{Error as LedgerError, Stage};
use sale::SaleState;
use till::{
    Change, Error, SaleFilter, Standstill, Till, Trading, explain_error, explain_standstill,
};

use crate::shop::*;

/// What the disk fails with, before which events are written.
type Trouble = Option<(fn(&str) -> bool, fn() -> LedgerError)>;

/// A disk in the test's hand.
#[derive(Clone, Default)]
struct Disk(Arc<Mutex<Trouble>>);

impl Disk {
    fn fails(&self, at: fn(&str) -> bool, with: fn() -> LedgerError) {
        *self.0.lock().unwrap() = Some((at, with));
    }

    fn is_full(&self) {
        self.fails(|_| true, || LedgerError::DiskFull);
    }

    fn is_fine(&self) {
        *self.0.lock().unwrap() = None;
    }
}

async fn till_on(shop: &Shop) -> (Till, Disk) {
    let (mut ledger, disk) = (shop.ledger().await, Disk::default());
    let trouble = disk.clone();
    ledger.watch_commits(Box::new(move |stage, event| {
        match *trouble.0.lock().unwrap() {
            Some((at, with)) if stage == Stage::Before && at(event) => Err(with()),
            Some(_) | None => Ok(()),
        }
    }));
    (shop.till_over(ledger), disk)
}

#[tokio::test]
async fn a_full_disk_stops_trading_until_there_is_room() {
    let shop = Shop::open().await;
    let (till, disk) = till_on(&shop).await;
    assert_eq!(till.trading(), Trading::Open);
    let mut changes = till.changes();
    disk.is_full();
    let error = till.charge(usual()).await.unwrap_err();
    let full = Standstill::DiskFull;
    assert_eq!(till.trading(), Trading::Stopped(full.clone()));
    assert_eq!(changes.recv().await.unwrap(), Change::Trading);
    assert_eq!(explain_error(&error), explain_standstill(&full));
    assert_eq!(
        spanish(&explain_standstill(&full)),
        "No se cobra mientras no se pueda guardar. El disco de este computador está lleno. \
         Libere espacio: Cobro sigue solo. Nada de lo guardado se perdió."
    );
    assert_eq!(shop.front.heard_at("/api/session"), 0, "a request left");
    assert_eq!(till.sales(SaleFilter::default()).await.unwrap(), []);

    disk.is_fine();
    let sale = till.charge(usual()).await.unwrap();
    assert!(sale.state.is_open());
    assert_eq!(till.trading(), Trading::Open);
    shop.assert_whole();
}

#[tokio::test]
async fn the_till_trades_again_by_itself_when_there_is_room() {
    let shop = Shop::open().await;
    let (till, disk) = till_on(&shop).await;
    let mut changes = till.changes();
    disk.is_full();
    till.charge(usual()).await.unwrap_err();
    assert_eq!(changes.recv().await.unwrap(), Change::Trading);
    assert_ne!(till.trading(), Trading::Open);
    disk.is_fine();
    assert_eq!(changes.recv().await.unwrap(), Change::Trading);
    assert_eq!(till.trading(), Trading::Open);
    assert_eq!(till.sales(SaleFilter::default()).await.unwrap(), []);
    shop.assert_whole();
}

#[tokio::test]
async fn i2_what_was_paid_while_the_disk_was_full_is_approved_when_there_is_room() {
    let shop = Shop::open().await;
    let (till, disk) = till_on(&shop).await;
    let sale = till.charge(usual()).await.unwrap();
    disk.is_full();
    shop.pay(&sale, APPROVES).await;
    shop.front.hears(3).await;
    assert!(till.sale(sale.id).await.unwrap().state.is_open());
    assert_eq!(till.trading(), Trading::Stopped(Standstill::DiskFull));
    disk.is_fine();
    until_approved(&till, sale.id).await;
    until_printed(&till, sale.id, 1).await;
    assert_eq!(till.trading(), Trading::Open);
    shop.assert_whole();
}

#[tokio::test]
async fn i13_what_came_of_a_receipt_and_could_not_be_recorded_is_left_to_a_person() {
    let shop = Shop::open().await;
    let (till, disk) = till_on(&shop).await;
    let sale = till.charge(usual()).await.unwrap();
    disk.fails(
        |event| event == "receipt-printed",
        || LedgerError::Unknown { what: "", id: 0 },
    );
    shop.pay(&sale, APPROVES).await;
    until_approved(&till, sale.id).await;
    till.print_what_waits().await;
    disk.is_fine();
    till.print_what_waits().await;
    let jobs = till.print_jobs_of(sale.id).await.unwrap();
    assert!(jobs.len() == 1 && jobs[0].state.is_unsure(), "{jobs:?}");
    assert_eq!(shop.receipts().matches("COMPROBANTE").count(), 1);
    shop.assert_whole();
}

#[tokio::test]
async fn after_a_failed_disk_nothing_is_written_before_the_till_starts_anew() {
    let shop = Shop::open().await;
    let (till, disk) = till_on(&shop).await;
    let sale = till.charge(usual()).await.unwrap();
    disk.fails(
        |_| true,
        || LedgerError::Disk {
            why: "fsync".to_owned(),
        },
    );
    till.charge(usual()).await.unwrap_err();
    disk.is_fine();
    let asked = shop.front.heard_at("/api/session");
    let error = till.charge(usual()).await.unwrap_err();
    assert!(matches!(error, Error::Stopped(_)), "{error:?}");
    let told = spanish(&explain_error(&error));
    assert!(
        told.contains("El disco falló al guardar (fsync)."),
        "{told}"
    );
    assert_eq!(shop.front.heard_at("/api/session"), asked, "a request left");
    shop.pay(&sale, APPROVES).await;
    till.ask_now(sale.id).await.unwrap_err();
    assert!(till.sale(sale.id).await.unwrap().state.is_open());
    drop(till);

    let till = shop.till().await;
    until_approved(&till, sale.id).await;
    assert_eq!(till.trading(), Trading::Open);
    shop.assert_whole();
}

#[tokio::test]
async fn an_answer_that_finds_the_disk_full_is_recorded_when_there_is_room() {
    let shop = Shop::open().await;
    let (till, disk) = till_on(&shop).await;
    disk.fails(|event| event == "session-opened", || LedgerError::DiskFull);
    till.charge(usual()).await.unwrap_err();
    let sales = till.sales(SaleFilter::default()).await.unwrap();
    assert_eq!(sales[0].state, SaleState::Opening, "shown to nobody");
    disk.is_fine();
    let opened = until(&till, sales[0].id, |state| *state != SaleState::Opening).await;
    shop.pay(&opened, APPROVES).await;
    until_approved(&till, opened.id).await;
    shop.assert_whole();
}
