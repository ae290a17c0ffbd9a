//! Documents to print.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use receipt::{
    Document, Letterhead, PartReceipt, PartialExpiredReceipt, Particulars, Profile, Qr, QrSlip,
    RefundReceipt, RejectionSlip, SaleReceipt, ShiftClose, ShiftLine, ShiftTotal, Shop, TestPage,
    Training,
};
use sale::{
    Amount, Currency, LastDigits, Money, Reference, RejectionCause, RequestId, Transaction,
    TransactionStatus,
};

pub const PAGE: &str = "https://checkout.test.banchilepagos.cl/spa/session/2415698/f5cd2bd6a04d";

pub fn letterhead() -> Letterhead {
    Letterhead {
        shop: Shop {
            name: "Almacén Ñuñoa".into(),
            rut: Some("76.086.428-5".parse().unwrap()),
            address: Some("Av. Irarrázaval 3400, local 12, Ñuñoa".into()),
            footer: None,
            logo: None,
        },
        till: "C1".parse().unwrap(),
        cashier: Some("Camila Peña".into()),
        zone: TimeZone::get("America/Santiago").unwrap(),
        training: Training::No,
    }
}

pub fn particulars(number: u32, request_id: i64, sold: &str) -> Particulars {
    Particulars {
        letterhead: letterhead(),
        reference: reference(number),
        request_id: RequestId(request_id),
        description: Some(sold.into()),
        copy: None,
    }
}

pub fn receipt() -> SaleReceipt {
    SaleReceipt {
        particulars: particulars(14, 2_415_698, "Pan, queso y café para la reunión"),
        amount: amount("12990", Currency::CLP),
        approved_at: time("2026-11-22T17:05:00Z"),
        payments: vec![payment(12_990)],
    }
}

/// A copy, of two payments, one with a discount and one given back, in training.
pub fn everything() -> SaleReceipt {
    let mut everything = receipt();
    everything.particulars.letterhead.training = Training::Yes;
    everything.particulars.letterhead.shop.footer = Some("Cambios con boleta hasta 10 días".into());
    everything.particulars.copy = Some(time("2026-11-22T21:30:00Z"));
    everything.payments = vec![payment(6_000), payment(5_990)];
    everything.payments[0].refunded = true;
    everything.payments[1].discount = Some(pesos(1_000));
    everything.payments[1].instalments = Some(1);
    everything
}

/// Dollars, and as little as the gateway may tell.
pub fn little() -> SaleReceipt {
    let mut little = receipt();
    little.particulars.letterhead.shop.rut = None;
    little.particulars.letterhead.shop.address = None;
    little.particulars.letterhead.cashier = None;
    little.amount = amount("1234.5", Currency::USD);
    little.particulars.description = Some(" \u{202e}\n".into());
    let payment = &mut little.payments[0];
    payment.amount = None;
    payment.method = None;
    payment.authorization = None;
    payment.receipt = None;
    payment.last_digits = None;
    payment.instalments = None;
    little
}

pub fn part() -> PartReceipt {
    PartReceipt {
        particulars: particulars(15, 2_415_699, "Mesa 7"),
        amount: amount("45000", Currency::CLP),
        approved_at: time("2026-11-22T17:20:00Z"),
        part: pesos(20_000),
        payment: payment(20_000),
        paid: pesos(30_000),
        missing: pesos(15_000),
    }
}

pub fn partial_expired() -> PartialExpiredReceipt {
    PartialExpiredReceipt {
        particulars: particulars(15, 2_415_699, "Mesa 7"),
        amount: amount("45000", Currency::CLP),
        ended_at: time("2026-11-22T17:50:00Z"),
        paid: pesos(30_000),
        missing: pesos(15_000),
        payments: vec![payment(10_000), payment(20_000)],
    }
}

pub fn rejection() -> RejectionSlip {
    RejectionSlip {
        letterhead: letterhead(),
        reference: reference(16),
        request_id: RequestId(2_415_700),
        amount: amount("8500", Currency::CLP),
        ended_at: time("2026-11-22T18:00:00Z"),
        cause: RejectionCause::Declined,
        why: "El banco rechazó la tarjeta por fondos insuficientes.".into(),
        attempts: 2,
    }
}

pub fn refund() -> RefundReceipt {
    RefundReceipt {
        particulars: particulars(14, 2_415_698, "Pan, queso y café para la reunión"),
        number: 3,
        amount: pesos(2_990),
        at: time("2026-11-23T13:10:00Z"),
        payment: payment(12_990),
        authorization: Some("900123".into()),
        by: "Rosa Muñoz".into(),
    }
}

pub fn qr_slip() -> QrSlip {
    QrSlip {
        letterhead: letterhead(),
        reference: reference(17),
        amount: amount("12990", Currency::CLP),
        page: Qr::new(PAGE).unwrap(),
        expires_at: time("2026-11-22T18:35:00Z"),
        printed_at: time("2026-11-22T18:05:00Z"),
    }
}

pub fn shift_close() -> ShiftClose {
    let total = |name: &str, count, sum| ShiftTotal {
        name: name.into(),
        count,
        sum,
    };
    let line = |number, sum| ShiftLine {
        reference: reference(number),
        amount: pesos(sum),
    };
    ShiftClose {
        letterhead: letterhead(),
        number: 87,
        opened_at: time("2026-11-22T12:00:00Z"),
        closed_at: time("2026-11-22T23:05:00Z"),
        closed_by: Some("Ana Pérez".to_owned()),
        taken: vec![
            total("Visa", 31, pesos(412_870)),
            total("Mastercard", 12, pesos(98_500)),
            total("Visa", 1, Money::new(123_450, Currency::USD)),
        ],
        total: vec![
            total("TOTAL CLP", 43, pesos(511_370)),
            total("TOTAL USD", 1, Money::new(123_450, Currency::USD)),
        ],
        given_back: vec![total("Devoluciones", 1, pesos(-2_990))],
        rejected: 4,
        partial: vec![line(15, 30_000)],
        pending: vec![line(40, 12_000), line(41, 7_500)],
        conflicts: Vec::new(),
        earlier_conflicts: 2,
        unprinted: vec![line(38, 5_000)],
        copy: None,
    }
}

pub fn test_page(profile: Profile) -> TestPage {
    TestPage {
        letterhead: letterhead(),
        printer: "tcp:192.168.1.50:9100".into(),
        profile,
        printed_at: time("2026-11-22T12:00:00Z"),
    }
}

/// Every document with its name; the test page as a printer of the profile gets it.
pub fn all(profile: Profile) -> Vec<(&'static str, Document)> {
    vec![
        ("sale", receipt().document()),
        ("sale-copy-training", everything().document()),
        ("sale-dollars-little", little().document()),
        ("part", part().document()),
        ("partial-expired", partial_expired().document()),
        ("rejection", rejection().document()),
        ("refund", refund().document()),
        ("qr-slip", qr_slip().document()),
        ("shift-close", shift_close().document()),
        ("test-page", test_page(profile).document()),
    ]
}

pub fn payment(amount: i64) -> Transaction {
    Transaction {
        internal_reference: 1_529_073,
        status: TransactionStatus::Approved,
        amount: Some(pesos(amount)),
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

pub fn pesos(amount: i64) -> Money {
    Money::new(amount, Currency::CLP)
}

pub fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn amount(text: &str, currency: Currency) -> Amount {
    Amount::parse(text, currency).unwrap()
}

fn reference(number: u32) -> Reference {
    let till = "C1".parse().unwrap();
    Reference::numbered(&till, jiff::civil::date(2026, 11, 22), number, 0)
}
