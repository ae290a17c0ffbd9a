//! Receipts to print.

use jiff::tz::TimeZone;
use receipt::{SaleReceipt, Shop, Training};
use sale::{
    Amount, Currency, LastDigits, Money, Reference, RequestId, Transaction, TransactionStatus,
};

pub fn receipt() -> SaleReceipt {
    SaleReceipt {
        shop: Shop {
            name: "Almacén Ñuñoa".into(),
            rut: Some("76.086.428-5".parse().unwrap()),
            address: Some("Av. Irarrázaval 3400, local 12, Ñuñoa".into()),
        },
        till: "C1".parse().unwrap(),
        zone: TimeZone::get("America/Santiago").unwrap(),
        reference: Reference::numbered(
            &"C1".parse().unwrap(),
            jiff::civil::date(2026, 11, 22),
            14,
            0,
        ),
        request_id: RequestId(2_415_698),
        description: Some("Pan, queso y café para la reunión".into()),
        amount: Amount::parse("12990", Currency::CLP).unwrap(),
        approved_at: "2026-11-22T17:05:00Z".parse().unwrap(),
        payments: vec![payment(12_990)],
        training: Training::No,
        copy: None,
    }
}

pub fn payment(pesos: i64) -> Transaction {
    Transaction {
        internal_reference: 1_529_073,
        status: TransactionStatus::Approved,
        amount: Some(Money::new(pesos, Currency::CLP)),
        discount: None,
        reason: "00".into(),
        message: "Aprobada".into(),
        at: None,
        method: Some("Visa".into()),
        issuer: Some("JPMORGAN CHASE BANK, N.A.".into()),
        authorization: Some("614761".into()),
        receipt: Some("052617800213".into()),
        last_digits: LastDigits::new("1111"),
        instalments: Some(3),
        refunded: false,
    }
}
