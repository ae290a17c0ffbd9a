//! Printers that fail, and printing again (`I13`).

use std::io::Read as _;
use std::net::TcpListener;

use sale::SaleState;
use till::{Copy, Error, JobState};

use crate::shop::*;

#[tokio::test]
async fn i13_a_printer_that_is_off_touches_no_money_and_its_reprint_says_copia_only_when_it_is_one()
{
    let mut shop = Shop::open().await;
    let printer = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = printer.local_addr().unwrap();
    drop(printer);
    shop.settings.printer = Some(format!("tcp:{address}").parse().unwrap());
    let till = shop.till().await;
    let sale = till.charge(usual()).await.unwrap();
    shop.pay(&sale, APPROVES).await;
    until_approved(&till, sale.id).await;
    let jobs = until_printed(&till, sale.id, 1).await;
    let JobState::Failed { fault } = &jobs[0].state else {
        panic!("{jobs:?}");
    };
    assert_eq!(fault.what, format!("La impresora {address} no responde."));
    assert_eq!(
        fault.advice,
        "Revise que esté encendida y conectada, y reimprima."
    );
    assert_eq!(till.sale(sale.id).await.unwrap().state, SaleState::Approved);
    assert_eq!(till.today(sale::Currency::CLP).await.unwrap().count, 1);

    let printer = TcpListener::bind(address).unwrap();
    let paper = std::thread::spawn(move || [one_document(&printer), one_document(&printer)]);
    till.reprint(sale.id).await.unwrap();
    let jobs = until_printed(&till, sale.id, 2).await;
    assert_eq!(
        jobs[1].copy,
        Copy::Original,
        "the first one never reached paper"
    );
    till.reprint(sale.id).await.unwrap();
    let jobs = until_printed(&till, sale.id, 3).await;
    assert_eq!(jobs[2].copy, Copy::Reprint);
    let [original, copy] = paper.join().unwrap();
    for printed in [&original, &copy] {
        assert!(printed.contains("12.990"), "{printed}");
    }
    assert!(!original.contains("COPIA"), "{original}");
    assert!(copy.contains("COPIA"), "{copy}");
    shop.assert_whole();
}

/// What comes out of the printer until the other end hangs up.
fn one_document(printer: &TcpListener) -> String {
    let mut bytes = Vec::new();
    let (mut line, _) = printer.accept().unwrap();
    line.read_to_end(&mut bytes).unwrap();
    String::from_utf8_lossy(&bytes).into_owned()
}

#[tokio::test]
async fn i13_every_reprint_of_what_was_printed_says_copia() {
    let shop = Shop::open().await;
    let till = shop.till().await;
    let sale = till.charge(usual()).await.unwrap();
    shop.pay(&sale, APPROVES).await;
    until_approved(&till, sale.id).await;
    until_printed(&till, sale.id, 1).await;
    assert!(!shop.receipts().contains("COPIA"));
    for copies in 1..=2 {
        till.reprint(sale.id).await.unwrap();
        until_printed(&till, sale.id, 1 + copies).await;
        assert_eq!(shop.receipts().matches("COPIA").count(), copies);
    }
    shop.assert_whole();
}

#[tokio::test]
async fn a_shop_without_a_printer_is_told_so() {
    let mut shop = Shop::open().await;
    shop.settings.printer = None;
    let till = shop.till().await;
    let sale = till.charge(usual()).await.unwrap();
    shop.pay(&sale, APPROVES).await;
    until_approved(&till, sale.id).await;
    let jobs = until_printed(&till, sale.id, 1).await;
    assert!(
        matches!(&jobs[0].state, JobState::Failed { fault } if fault.what == "No hay una impresora configurada."),
        "{jobs:?}"
    );
}

#[tokio::test]
async fn what_is_not_paid_has_no_receipt() {
    let shop = Shop::open().await;
    let till = shop.till().await;
    let sale = till.charge(usual()).await.unwrap();
    let error = till.reprint(sale.id).await.unwrap_err();
    assert!(matches!(error, Error::NoReceipt), "{error:?}");
    assert_eq!(till.print_jobs_of(sale.id).await.unwrap(), []);
    assert_eq!(shop.receipts(), "");
}
