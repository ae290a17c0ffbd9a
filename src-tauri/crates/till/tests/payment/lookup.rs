//! Finding sales, and taking them elsewhere.

use std::io::Read as _;

use sale::Customer;
use till::{Charge, ExportError, ExportFormat, Kind, Lookup, SaleId, Till};

use crate::shop::{APPROVES, Shop, pesos, until_approved, usual};

async fn found(till: &Till, words: &str, kind: Kind) -> Vec<i64> {
    let lookup = Lookup {
        words: words.into(),
        kind,
        before: None,
    };
    let sales = till.look_up(&lookup, 10).await.unwrap();
    sales.into_iter().map(|found| found.sale.id.0).collect()
}

/// A paid sale of a customer with an awkward description, and one that is open.
async fn two_sales(shop: &Shop, till: &Till) {
    let charge = Charge {
        description: Some("=cmd;\"café\" ñandú".into()),
        customer: Customer {
            name: Some("Iris Ñuñoa".parse().unwrap()),
            rut: Some("12.345.678-5".parse().unwrap()),
            email: Some("iris@correo.cl".parse().unwrap()),
        },
        ..usual()
    };
    let sale = till.charge(charge).await.unwrap();
    shop.pay(&sale, APPROVES).await;
    until_approved(till, sale.id).await;
    let other = Charge {
        amount: pesos("990"),
        ..usual()
    };
    till.charge(other).await.unwrap();
}

#[tokio::test]
async fn a_sale_is_found_by_whatever_somebody_knows_of_it() {
    let shop = Shop::open().await;
    let till = shop.till().await;
    two_sales(&shop, &till).await;
    let sale = till.sale(SaleId(1)).await.unwrap();
    let payment = &sale.sessions[0].transactions[0];
    let reference = sale.sessions[0].reference.to_string().to_lowercase();
    for words in [
        "12.990",
        "12345678-5",
        payment.last_digits.as_ref().unwrap().as_str(),
        payment.authorization.as_deref().unwrap(),
        &reference,
        "12990 22-11-2026",
    ] {
        assert_eq!(found(&till, words, Kind::All).await, [1], "{words}");
    }
    assert_eq!(found(&till, "22-11-2026", Kind::All).await, [2, 1]);
    assert_eq!(found(&till, "21-11-2026", Kind::All).await, [0_i64; 0]);
    assert_eq!(found(&till, "", Kind::Paid).await, [1]);
    assert_eq!(found(&till, "", Kind::Pending).await, [2]);
    for kind in [Kind::Unpaid, Kind::GivenBack, Kind::ToReview] {
        assert_eq!(found(&till, "", kind).await, [0_i64; 0]);
    }
}

#[tokio::test]
async fn sales_go_to_a_spreadsheet_whole_and_no_text_becomes_a_formula() {
    let shop = Shop::open().await;
    let till = shop.till().await;
    two_sales(&shop, &till).await;
    let path = shop.data().join("ventas.csv");
    let all = Lookup::default();
    let count = till.export(&all, ExportFormat::Csv, &path).await.unwrap();
    assert_eq!(count, 2);
    let text = std::fs::read_to_string(&path).unwrap();
    let lines: Vec<_> = text.split("\r\n").collect();
    assert!(
        lines[0].starts_with("\u{FEFF}Fecha;Hora;Referencia;Estado;Monto;"),
        "{text}"
    );
    assert!(lines[1].contains(";Pendiente;990;CLP;"), "{text}");
    let paid = ";Pagado;12990;CLP;12990;;Visa;0081;";
    assert!(lines[2].contains(paid), "{text}");
    let who = ";\"'=cmd;\"\"café\"\" ñandú\";Iris Ñuñoa;12.345.678-5;iris@correo.cl;";
    assert!(text.contains(who), "{text}");
    let again = till.export(&all, ExportFormat::Csv, &path).await;
    assert!(
        matches!(again, Err(ExportError::File(_))),
        "nothing is overwritten"
    );
    let nowhere = shop.data().join("nowhere/ventas.csv");
    let refused = till.export(&all, ExportFormat::Csv, &nowhere).await;
    assert!(matches!(refused, Err(ExportError::File(_))), "{refused:?}");
}

#[tokio::test]
async fn a_workbook_holds_the_same() {
    let shop = Shop::open().await;
    let till = shop.till().await;
    two_sales(&shop, &till).await;
    let path = shop.data().join("ventas.xlsx");
    let paid = Lookup {
        kind: Kind::Paid,
        ..Lookup::default()
    };
    let count = till.export(&paid, ExportFormat::Xlsx, &path).await.unwrap();
    assert_eq!(count, 1);
    let mut book = zip::ZipArchive::new(std::fs::File::open(&path).unwrap()).unwrap();
    let mut sheet = String::new();
    let mut entry = book.by_name("xl/worksheets/sheet1.xml").unwrap();
    entry.read_to_string(&mut sheet).unwrap();
    assert!(sheet.contains("<v>12990</v>"), "a sum is a number: {sheet}");
    assert!(
        sheet.contains("Iris Ñuñoa") && sheet.contains("=cmd"),
        "{sheet}"
    );
    assert!(!sheet.contains("<f>"), "no formula: {sheet}");
}
