//! Printers that fail, and printing again (`I13`).

use std::io::Read as _;
use std::net::{SocketAddr, TcpListener};

use sale::{SaleState, words};
use till::{
    Authority, Charge, Copy, Error, JobState, Receipt, RefundOrder, SaleId, ShopPrinter, Till,
};

use crate::shop::*;

/// A place where a printer may be.
fn socket() -> (TcpListener, SocketAddr) {
    let printer = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = printer.local_addr().unwrap();
    (printer, address)
}

async fn approved(shop: &Shop, till: &Till) -> SaleId {
    let sale = till.charge(usual()).await.unwrap();
    shop.pay(&sale, APPROVES).await;
    until_approved(till, sale.id).await;
    sale.id
}

/// Waits until the sale's only receipt is so.
async fn until_job(till: &Till, sale: SaleId, is_so: impl Fn(&JobState) -> bool) -> JobState {
    let mut changes = till.changes();
    loop {
        let jobs = till.print_jobs_of(sale).await.unwrap();
        if let [job] = jobs.as_slice()
            && is_so(&job.state)
        {
            return job.state.clone();
        }
        next(&mut changes).await;
    }
}

#[tokio::test]
async fn i13_a_printer_that_is_off_touches_no_money_and_prints_by_itself_once_it_is_on() {
    let mut shop = Shop::open().await;
    let (printer, address) = socket();
    drop(printer);
    shop.printer(&format!("tcp:{address}"));
    let till = shop.till().await;
    let sale = approved(&shop, &till).await;
    let delayed = |state: &JobState| matches!(state, JobState::Delayed { .. });
    let JobState::Delayed { fault } = until_job(&till, sale, delayed).await else {
        panic!("delayed");
    };
    assert_eq!(
        fault.what.es,
        format!("La impresora {address} no responde.")
    );
    assert_eq!(fault.advice.es, "Revise que esté encendida y conectada.");
    assert_eq!(till.sale(sale).await.unwrap().state, SaleState::Approved);
    assert_eq!(till.today(sale::Currency::CLP).await.unwrap().count, 1);

    let printer = TcpListener::bind(address).unwrap();
    let paper = std::thread::spawn(move || [one_document(&printer), one_document(&printer)]);
    till.wake();
    until_printed(&till, sale, 1).await;
    till.reprint(sale).await.unwrap();
    let jobs = until_printed(&till, sale, 2).await;
    assert_eq!(jobs[1].copy, Copy::Reprint);
    let [original, copy] = paper.join().unwrap();
    for printed in [&original, &copy] {
        assert!(printed.contains("12.990"), "{printed}");
    }
    assert!(!original.contains("COPIA"), "{original}");
    assert!(copy.contains("COPIA"), "{copy}");
    shop.assert_whole();
}

#[tokio::test]
async fn i13_what_waited_for_the_printer_too_long_is_left_to_people_and_is_still_the_first() {
    let mut shop = Shop::open().await;
    let (printer, address) = socket();
    drop(printer);
    shop.printer(&format!("tcp:{address}"));
    let till = shop.till().await;
    let sale = approved(&shop, &till).await;
    until_job(&till, sale, |state| {
        matches!(state, JobState::Delayed { .. })
    })
    .await;
    till.reprint(sale).await.unwrap();
    let jobs = till.print_jobs_of(sale).await.unwrap();
    assert_eq!(jobs.len(), 1, "it is tried again, and no second one waits");
    shop.clock.advance(minutes(10));
    till.wake();
    let state = until_job(&till, sale, |state| {
        matches!(state, JobState::Failed { .. })
    })
    .await;
    assert!(state.is_untouched() && !state.is_unsure(), "{state:?}");
    let _printer = TcpListener::bind(address).unwrap();
    till.reprint(sale).await.unwrap();
    let jobs = till.print_jobs_of(sale).await.unwrap();
    assert_eq!(jobs[1].copy, Copy::Original, "nothing ever reached paper");
    shop.assert_whole();
}

#[tokio::test]
async fn i13_of_what_a_printer_took_in_part_a_person_says_what_came_out() {
    let mut shop = Shop::open().await;
    let (printer, address) = socket();
    shop.printer(&format!("tcp:{address}"));
    let till = shop.till().await;
    let leaves = std::thread::spawn(move || {
        let (mut line, _) = printer.accept().unwrap();
        // then gone, with bytes unread
        line.read_exact(&mut [0; 100]).unwrap();
        printer
    });
    let sale = approved(&shop, &till).await;
    let state = until_job(&till, sale, JobState::is_unsure).await;
    let JobState::Failed { fault } = &state else {
        panic!("{state:?}");
    };
    assert!(
        fault.advice.es.contains("diga si salió completo"),
        "{fault:?}"
    );
    let _printer = leaves.join().unwrap();
    let job = till.print_jobs_of(sale).await.unwrap()[0].id;
    till.receipt_seen(job).await.unwrap();
    until_job(&till, sale, |state| *state == JobState::Seen).await;
    assert!(till.receipt_seen(job).await.is_err(), "it is known");
    till.reprint(sale).await.unwrap();
    let jobs = till.print_jobs_of(sale).await.unwrap();
    assert_eq!(jobs[1].copy, Copy::Reprint);
    shop.assert_whole();
}

#[tokio::test]
async fn while_one_printer_is_off_another_prints_in_its_own_width() {
    let mut shop = Shop::open().await;
    let (printer, address) = socket();
    drop(printer);
    let file = shop.settings.printers[0].target.to_string();
    shop.printer(&format!("tcp:{address}"));
    let other = ShopPrinter::read(&file, "columns=32").unwrap();
    shop.settings.printers.push(other);
    let till = shop.till().await;
    let sale = approved(&shop, &till).await;
    let jobs = until_printed(&till, sale, 1).await;
    let target = words!("el archivo receipts.txt", "the file receipts.txt");
    assert_eq!(jobs[0].state, JobState::Printed { target });
    let widest = shop
        .receipts()
        .lines()
        .map(|line| line.chars().count())
        .max();
    assert_eq!(widest, Some(32));
}

#[tokio::test]
async fn what_is_given_back_has_its_receipt() {
    let shop = Shop::open().await;
    let till = shop.till().await;
    let sale = approved(&shop, &till).await;
    until_printed(&till, sale, 1).await;
    let record = till.sale(sale).await.unwrap();
    let order = RefundOrder {
        sale,
        transaction: record.sessions[0].transactions[0].internal_reference,
        amount: None,
        authority: Authority::Named("Ana".parse().unwrap()),
    };
    let refund = till.refund(order).await.unwrap().id;
    let jobs = until_printed(&till, sale, 2).await;
    assert_eq!(jobs[1].receipt, Receipt::Refund { refund });
    let receipts = shop.receipts();
    let (_, refund) = receipts.split_once("COMPROBANTE DE DEVOLUCIÓN").unwrap();
    for words in ["DEVUELTO", "$12.990", "Autorizó", "Ana"] {
        assert!(refund.contains(words), "{words}: {refund}");
    }
    till.reprint_job(jobs[1].id).await.unwrap();
    let jobs = until_printed(&till, sale, 3).await;
    assert_eq!(
        (jobs[2].receipt, jobs[2].copy),
        (jobs[1].receipt, Copy::Reprint)
    );
    till.reprint(sale).await.unwrap();
    let jobs = until_printed(&till, sale, 4).await;
    assert_eq!(jobs[3].receipt, jobs[1].receipt, "the last one");
    shop.assert_whole();
}

#[tokio::test]
async fn the_slip_of_a_sale_comes_out_now_or_not_at_all() {
    let mut shop = Shop::open().await;
    let till = shop.till().await;
    let sale = till.charge(usual()).await.unwrap();
    till.print_qr_slip(sale.id).await.unwrap();
    let slip = shop.receipts();
    let page: String = page(&sale).chars().take(42).collect();
    for words in ["PAGUE CON SU TELÉFONO", "$12.990", "Vence a las", &page] {
        assert!(slip.contains(words), "{words}: {slip}");
    }
    let error = till.print_rejection_slip(sale.id).await.unwrap_err();
    assert!(matches!(error, Error::NoSlip), "{error:?}");

    till.cancel(sale.id).await.unwrap();
    till.print_rejection_slip(sale.id).await.unwrap();
    assert!(shop.receipts().contains("COBRO CANCELADO"));
    assert!(shop.receipts().contains("NO SE COBRÓ"));
    let error = till.print_qr_slip(sale.id).await.unwrap_err();
    assert!(matches!(error, Error::NotOpen), "{error:?}");
    assert_eq!(till.print_jobs_of(sale.id).await.unwrap(), []);
    drop(till);

    let (printer, address) = socket();
    drop(printer);
    shop.printer(&format!("tcp:{address}"));
    let till = shop.till().await;
    let error = till.print_rejection_slip(sale.id).await.unwrap_err();
    assert!(matches!(&error, Error::NotPrinted(fault) if fault.what.es.contains("no responde")));
}

#[tokio::test]
async fn the_slip_of_a_part_paid_sale_asks_for_the_rest() {
    let shop = Shop::open().await;
    let till = shop.till().await;
    let sale = till
        .charge(Charge {
            allow_partial: true,
            ..usual()
        })
        .await
        .unwrap();
    till.put_on_screen(Some(sale.id));
    shop.pay_part(&sale, 6_000).await;
    until_printed(&till, sale.id, 1).await;
    till.print_qr_slip(sale.id).await.unwrap();
    let receipts = shop.receipts();
    let (_, slip) = receipts.split_once("PAGUE CON SU TELÉFONO").unwrap();
    assert!(
        slip.contains("$6.990") && !slip.contains("$12.990"),
        "{slip}"
    );
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
    shop.settings.printers = Vec::new();
    let till = shop.till().await;
    let sale = till.charge(usual()).await.unwrap();
    shop.pay(&sale, APPROVES).await;
    until_approved(&till, sale.id).await;
    let jobs = until_printed(&till, sale.id, 1).await;
    assert!(
        matches!(&jobs[0].state, JobState::Failed { fault } if fault.what.es == "No hay una impresora configurada."),
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
