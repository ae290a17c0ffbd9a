//! What documents must say and must not.

use receipt::{Columns, SaleReceipt, Training};
use sale::{Amount, Currency, Money, RejectionCause, TransactionStatus};

use crate::samples::{self, payment, receipt};

fn text(receipt: &SaleReceipt) -> String {
    receipt.document().to_text(Columns::Narrow32)
}

#[test]
fn i13_a_reprint_says_copia_with_its_time() {
    let mut again = receipt();
    assert!(!text(&again).contains("COPIA"));
    again.particulars.copy = Some("2026-11-22T21:30:00Z".parse().unwrap());
    assert!(text(&again).contains("COPIA · 22-11-2026 18:30\n"));
    assert!(text(&again).contains("22-11-2026 14:05\n"));
    let page = again.document().to_html();
    assert!(page.contains("COPIA · 22-11-2026 18:30"));
}

#[test]
fn training_says_at_both_ends_that_it_has_no_value() {
    let mut practice = receipt();
    assert!(!text(&practice).contains("DEMOSTRACIÓN"));
    practice.particulars.letterhead.training = Training::Yes;
    let text = text(&practice);
    assert_eq!(text.matches("DEMOSTRACIÓN · SIN VALOR\n").count(), 2);
}

#[test]
fn it_is_no_boleta() {
    let text = text(&receipt()).to_lowercase();
    assert!(text.ends_with("no reemplaza la boleta\n"));
    assert!(!text.contains("válido"));
}

#[test]
fn the_shop_may_say_something_else_at_the_foot() {
    let mut own = receipt();
    own.particulars.letterhead.shop.footer = Some("¡Gracias!".into());
    assert!(text(&own).ends_with("¡Gracias!\n"));
    assert!(!text(&own).contains("boleta"));
}

#[test]
fn what_is_not_paid_never_says_that_it_is() {
    let profile = receipt::Profile::default();
    for (name, document) in samples::all(profile) {
        let text = document.to_text(Columns::Narrow32);
        let is_of_a_payment = text.contains("COMPROBANTE DE PAGO");
        let is_without = ["rejection", "qr-slip", "test-page"].contains(&name);
        assert_eq!(
            text.contains("No es un comprobante de pago"),
            is_without,
            "{name}"
        );
        assert_eq!(
            is_of_a_payment,
            name.starts_with("sale") || name.starts_with("part"),
            "{name}"
        );
        if is_without {
            assert!(!text.to_uppercase().contains("PAGADO"), "{name}");
        }
    }
}

#[test]
fn each_end_without_a_payment_has_its_name() {
    for (cause, title) in [
        (RejectionCause::Declined, "PAGO RECHAZADO"),
        (RejectionCause::Cancelled, "COBRO CANCELADO"),
        (RejectionCause::Expired, "COBRO VENCIDO"),
    ] {
        let mut slip = samples::rejection();
        slip.cause = cause;
        let text = slip.document().to_text(Columns::Narrow32);
        assert!(
            text.contains(title) && text.contains("NO SE COBRÓ"),
            "{text}"
        );
    }
}

#[test]
fn only_what_was_approved_is_printed_as_paid() {
    let mut mixed = receipt();
    for status in [
        TransactionStatus::Rejected,
        TransactionStatus::Pending,
        TransactionStatus::Unrecognized("LIMBO".into()),
    ] {
        let mut other = payment(12_990);
        other.status = status;
        mixed.payments.insert(0, other);
    }
    assert_eq!(text(&mixed), text(&receipt()));
}

#[test]
fn a_payment_given_back_is_said_to_be() {
    let mut returned = receipt();
    returned.payments[0].refunded = true;
    assert!(text(&returned).contains("PAGO DEVUELTO"));
}

#[test]
fn the_largest_amounts_are_never_cut() {
    for currency in [Currency::CLP, Currency::USD, "CLF".parse().unwrap()] {
        let mut large = receipt();
        large.amount = Amount::new(Money::new(Amount::MAX_MINOR, currency)).unwrap();
        let amount = large.amount.to_string();
        let text = text(&large);
        assert!(text.lines().any(|line| line.trim() == amount), "{amount}");
    }
    let mut odd = receipt();
    odd.payments = vec![payment(i64::MIN), payment(1)];
    assert!(text(&odd).contains("-$9.223.372.036.854.775.808\n"));
}
