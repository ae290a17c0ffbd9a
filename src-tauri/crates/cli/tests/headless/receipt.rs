//! `receipt`: on standard output, in three forms.

use serde_json::json;

use crate::common::{APPROVES, Bank, Counter, PATIENCE, page, pay};

/// A till that has sold once and has no printer.
async fn sold_without_printer(bank: &Bank) -> Counter {
    let site = bank.site();
    let counter = Counter::new().with_secret(&site.secret_key);
    let line = format!(
        "init --environment custom --url {} --login {} --shop-name Panadería",
        bank.url(),
        site.login
    );
    counter.run(&line).await.exits(0);
    counter.paid_sale(12_990).await;
    counter
}

#[tokio::test]
async fn text_fits_the_paper_and_says_what_was_paid() {
    let bank = Bank::open().await;
    let counter = bank.counter().await;
    counter.paid_sale(12_990).await;
    for columns in [32, 42, 48] {
        let line = format!("receipt 1 --format text --profile columns={columns}");
        let paper = counter.run(&line).await.exits(0);
        let widest = paper.text().lines().map(|line| line.chars().count()).max();
        assert_eq!(widest, Some(columns), "{}", paper.text());
        for words in ["Panadería Ñuñoa", "$12.990", "C1-", "0081", "Autorización"] {
            assert!(paper.text().contains(words), "{words}: {}", paper.text());
        }
    }
    let usual = counter.run("receipt 1").await.exits(0);
    assert!(usual.text().lines().any(|line| line == "-".repeat(42)));
    for columns in ["40", "0", "ancho"] {
        let line = format!("receipt 1 --profile columns={columns}");
        counter.run(&line).await.refused(2, "columns=32, 42 o 48");
    }
}

#[tokio::test]
async fn the_width_is_the_one_set_up_unless_said_otherwise() {
    let bank = Bank::open().await;
    let counter = bank.counter().await;
    counter.paid_sale(12_990).await;
    let (url, login) = (bank.url(), &bank.site().login);
    let printer = counter.data().join("cinta.txt");
    let line = format!("init --environment custom --url {url} --login {login}");
    let line = format!(
        "{line} --printer file:{} --profile columns=32",
        printer.display()
    );
    counter.run(&line).await.exits(0);
    let paper = counter.run("receipt 1").await.exits(0);
    assert!(paper.text().lines().any(|line| line == "-".repeat(32)));
}

#[tokio::test]
async fn escpos_is_what_a_printer_takes() {
    let bank = Bank::open().await;
    let counter = bank.counter().await;
    counter.paid_sale(12_990).await;
    for columns in [32, 42, 48] {
        let line = format!("receipt 1 --format escpos --profile columns={columns}");
        let bytes = counter.run(&line).await.exits(0).stdout;
        assert!(bytes.starts_with(b"\x1b@"), "it initialises");
        let holds = |part: &[u8]| bytes.windows(part.len()).any(|window| window == part);
        assert!(holds(b"$12.990"));
        assert!(holds(b"Panader\xeda \xd1u\xf1oa"), "in windows-1252");
        assert!(holds(b"\x1dV"), "it cuts");
        let rule = [b"\x00".as_slice(), &b"-".repeat(columns), b"\n"].concat();
        assert!(holds(&rule), "{columns}");
    }
}

#[tokio::test]
async fn html_is_one_page() {
    let bank = Bank::open().await;
    let counter = bank.counter().await;
    counter.paid_sale(12_990).await;
    let page = counter.run("receipt 1 --format html").await.exits(0);
    assert!(page.text().starts_with("<!DOCTYPE html>"));
    assert!(page.text().trim_end().ends_with("</html>"));
    assert!(page.text().contains("$12.990"));
    assert!(!page.text().contains("<script"));
}

#[tokio::test]
async fn i13_what_was_printed_before_says_copia() {
    let bank = Bank::open().await;
    let counter = bank.counter().await;
    counter.paid_sale(12_990).await;
    assert!(
        !counter.printed().contains("COPIA"),
        "the first one is none"
    );
    let text = counter.run("receipt 1").await.exits(0);
    assert!(text.text().contains("COPIA"), "{}", text.text());
    let html = counter.run("receipt 1 --format html").await.exits(0);
    assert!(html.text().contains("COPIA"));
    let escpos = counter.run("receipt 1 --format escpos").await.exits(0);
    assert!(escpos.stdout.windows(5).any(|window| window == b"COPIA"));
}

#[tokio::test]
async fn what_never_was_printed_is_no_copy() {
    let bank = Bank::open().await;
    let counter = sold_without_printer(&bank).await;
    let paper = counter.run("receipt 1").await.exits(0);
    assert!(!paper.text().contains("COPIA"), "{}", paper.text());
}

#[tokio::test]
async fn a_missing_printer_is_told_and_the_sale_is_approved_all_the_same() {
    let bank = Bank::open().await;
    let counter = sold_without_printer(&bank).await;
    let opened = counter.charge(990).await;
    pay(&page(&opened), APPROVES).await;
    let done = counter.run("watch").await.exits(0);
    done.says("El comprobante no se imprimió").says("impresora");
    assert_eq!(counter.sales("--state approved").await.len(), 2);
}

/// The printer was off when the sale was paid, and says nothing when it is on.
#[tokio::test]
async fn what_waits_for_a_printer_comes_out_once_when_it_is_asked_for() {
    let bank = Bank::open().await;
    let counter = bank.counter().await;
    let printer = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = printer.local_addr().unwrap();
    let (url, login) = (bank.url(), &bank.site().login);
    let line = format!("init --environment custom --url {url} --login {login}");
    let line = format!("{line} --printer tcp:{address}");
    counter.run(&line).await.exits(0);
    drop(printer);
    let opened = counter.charge(12_990).await;
    pay(&page(&opened), APPROVES).await;
    let left = counter.run("watch").await.exits(0);
    left.says("El comprobante espera a la impresora");
    let still_off = counter.run("reprint 1 --json").await.exits(1).only();
    assert_eq!(still_off["kind"], "delayed", "{still_off}");
    let fault = json!({
        "what": format!("La impresora {address} no responde."),
        "advice": "Revise que esté encendida y conectada.",
        "paper": "untouched",
    });
    assert_eq!(still_off["fault"], fault);

    let printer = std::net::TcpListener::bind(address).unwrap();
    let paper = std::thread::spawn(move || {
        let mut bytes = Vec::new();
        let (mut line, _) = printer.accept().unwrap();
        std::io::Read::read_to_end(&mut line, &mut bytes).unwrap();
        bytes
    });
    let printed = counter.run("reprint 1 --json").await.exits(0).only();
    assert_eq!(
        (&printed["kind"], &printed["job"]),
        (&json!("printed"), &json!(1))
    );
    let target = json!(format!("la impresora {address}"));
    assert_eq!(printed["target"], target);
    let sale = counter.run("sale 1 --json").await.exits(0).only();
    let events = sale["events"].as_array().unwrap();
    let last = |name| events.iter().rfind(|told| told["event"] == name).unwrap();
    assert_eq!(last("receipt-delayed")["fault"], fault);
    assert_eq!(last("receipt-printed")["target"], target);
    let bytes = paper.join().unwrap();
    let holds = |part: &[u8]| bytes.windows(part.len()).any(|window| window == part);
    assert!(holds(b"$12.990") && !holds(b"COPIA"));
}

/// Who leaves before the printer is done does not know that it is, and prints once more.
#[cfg(unix)]
#[tokio::test]
async fn nobody_leaves_before_the_printer_is_done() {
    for (line, code) in [("cancel 1 --json", 1), ("watch --json", 0)] {
        let bank = Bank::open().await;
        let counter = bank.counter().await;
        let busy = counter.busy_printer().await;
        bank.give_printer(&counter, &busy).await;
        let opened = counter.charge(12_990).await;
        pay(&page(&opened), APPROVES).await;
        let mut running = counter.start(line);
        running.line().await;
        let paper = tokio::time::timeout(PATIENCE, tokio::fs::read(&busy)).await;
        assert!(paper.unwrap().unwrap().starts_with(b"\x1b@"), "{line}");
        running.exits(code).await;
        let sale = counter.run("sale 1 --json").await.exits(0).only();
        assert_eq!(sale["receipts"][0]["kind"], "printed", "{line}");
    }
}

#[tokio::test]
async fn only_what_is_paid_has_a_receipt() {
    let bank = Bank::open().await;
    let counter = bank.counter().await;
    counter.charge(12_990).await;
    counter.run("receipt 1").await.refused(1, "no está pagada");
    counter
        .run("receipt 2")
        .await
        .refused(2, "No existe esa venta");
    let done = counter.run("receipt 1 --format pdf").await;
    done.refused(2, "escpos");
}

#[tokio::test]
async fn i13_what_came_out_is_printed_again_as_a_copy() {
    let bank = Bank::open().await;
    let counter = bank.counter().await;
    counter.paid_sale(12_990).await;
    assert_eq!(counter.printed().matches("COPIA").count(), 0);
    let line = counter.run("reprint 1 --json").await.exits(0).only();
    assert_eq!(line["kind"], "printed", "{line}");
    assert_eq!(line["copy"], "reprint");
    assert_eq!(counter.printed().matches("COPIA").count(), 1);
    counter.run("reprint 2").await.refused(2, "No existe");
    let seen = counter.run("receipt-seen 1").await;
    seen.refused(2, "no tiene un comprobante");
}

#[tokio::test]
async fn what_never_came_out_is_printed_once_there_is_a_printer() {
    let bank = Bank::open().await;
    let counter = sold_without_printer(&bank).await;
    let failed = counter.run("reprint 1 --json").await.exits(1).only();
    assert_eq!(failed["fault"]["paper"], "untouched", "{failed}");
    let paper = counter.data().join("paper.txt");
    bank.give_printer(&counter, &paper).await;
    let printed = counter.run("reprint 1").await.exits(0);
    assert!(printed.text().contains("Comprobante impreso en el archivo"));
    let paper = std::fs::read_to_string(paper).unwrap();
    assert!(
        paper.contains("$12.990") && !paper.contains("COPIA"),
        "{paper}"
    );
}
