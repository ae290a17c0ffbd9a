//! What the receipt says, as paper of each width shows it.

use receipt::{Columns, SaleReceipt, Training};
use sale::{Amount, Currency, Money, TransactionStatus};

use crate::samples::{payment, receipt};

fn text(receipt: &SaleReceipt) -> String {
    receipt.document().to_text(Columns::Narrow32)
}

/// Compares with a text written below the line of its opening quotes.
fn assert_says(receipt: &SaleReceipt, columns: Columns, expected: &str) {
    let said = receipt.document().to_text(columns);
    assert_eq!(said, expected.trim_start_matches('\n'), "it says\n{said}");
}

#[test]
fn on_32_columns() {
    let expected = "
         Almacén Ñuñoa
        RUT 76.086.428-5
Av. Irarrázaval 3400, local 12,
             Ñuñoa

COMPROBANTE DE PAGO ELECTRÓNICO
--------------------------------
Fecha           22-11-2026 14:05
Caja                          C1
Referencia C1-261122-0014-000000
Descripción
Pan, queso y café para la
reunión
--------------------------------
             TOTAL
            $12.990
--------------------------------
Medio de pago               Visa
Tarjeta                ···· 1111
Cuotas                         3
Autorización              614761
N° de comprobante   052617800213
Referencia interna       1529073
--------------------------------
Solicitud                2415698

     No reemplaza la boleta
";
    assert_says(&receipt(), Columns::Narrow32, expected);
}

#[test]
fn on_42_columns() {
    let expected = "
              Almacén Ñuñoa
             RUT 76.086.428-5
  Av. Irarrázaval 3400, local 12, Ñuñoa

     COMPROBANTE DE PAGO ELECTRÓNICO
------------------------------------------
Fecha                     22-11-2026 14:05
Caja                                    C1
Referencia           C1-261122-0014-000000
Descripción
         Pan, queso y café para la reunión
------------------------------------------
                  TOTAL
                 $12.990
------------------------------------------
Medio de pago                         Visa
Tarjeta                          ···· 1111
Cuotas                                   3
Autorización                        614761
N° de comprobante             052617800213
Referencia interna                 1529073
------------------------------------------
Solicitud                          2415698

          No reemplaza la boleta
";
    assert_says(&receipt(), Columns::Medium42, expected);
}

#[test]
fn on_48_columns_a_copy_of_two_payments_in_training() {
    let expected = "
                 Almacén Ñuñoa
                RUT 76.086.428-5
     Av. Irarrázaval 3400, local 12, Ñuñoa

        COMPROBANTE DE PAGO ELECTRÓNICO
            COPIA · 22-11-2026 18:30
            DEMOSTRACIÓN · SIN VALOR
------------------------------------------------
Fecha                           22-11-2026 14:05
Caja                                          C1
Referencia                 C1-261122-0014-000000
Descripción    Pan, queso y café para la reunión
------------------------------------------------
                     TOTAL
                    $12.990
------------------------------------------------
Pago 1 de 2
Pagado                                    $6.000
Medio de pago                               Visa
Tarjeta                                ···· 1111
Cuotas                                         3
Autorización                              614761
N° de comprobante                   052617800213
Referencia interna                       1529073
------------------------------------------------
Pago 2 de 2
Pagado                                    $5.990
Descuento                                 $1.000
Medio de pago                               Visa
Tarjeta                                ···· 1111
Cuotas                                Sin cuotas
Autorización                              614761
N° de comprobante                   052617800213
Referencia interna                       1529073
------------------------------------------------
Solicitud                                2415698

            DEMOSTRACIÓN · SIN VALOR
             No reemplaza la boleta
";
    let mut everything = receipt();
    everything.training = Training::Yes;
    everything.copy = Some("2026-11-22T21:30:00Z".parse().unwrap());
    everything.payments = vec![payment(6_000), payment(5_990)];
    everything.payments[1].discount = Some(Money::new(1_000, Currency::CLP));
    everything.payments[1].instalments = Some(1);
    assert_says(&everything, Columns::Wide48, expected);
}

#[test]
fn little_is_enough_for_a_receipt() {
    let expected = "
         Almacén Ñuñoa

COMPROBANTE DE PAGO ELECTRÓNICO
--------------------------------
Fecha           22-11-2026 14:05
Caja                          C1
Referencia C1-261122-0014-000000
--------------------------------
             TOTAL
            $12.990
--------------------------------
Referencia interna       1529073
--------------------------------
Solicitud                2415698

     No reemplaza la boleta
";
    let mut little = receipt();
    little.shop.rut = None;
    little.shop.address = None;
    little.description = Some(" \u{202e}\n".into());
    let payment = &mut little.payments[0];
    payment.method = None;
    payment.authorization = None;
    payment.receipt = None;
    payment.last_digits = None;
    payment.instalments = None;
    assert_says(&little, Columns::Narrow32, expected);
}

#[test]
fn i13_a_reprint_says_copia_with_its_time() {
    let mut again = receipt();
    assert!(!text(&again).contains("COPIA"));
    again.copy = Some("2026-11-22T21:30:00Z".parse().unwrap());
    assert!(text(&again).contains("COPIA · 22-11-2026 18:30\n"));
    assert!(text(&again).contains("22-11-2026 14:05\n"));
    let page = again.document().to_html();
    assert!(page.contains("COPIA · 22-11-2026 18:30"));
}

#[test]
fn training_says_at_both_ends_that_it_has_no_value() {
    let mut practice = receipt();
    assert!(!text(&practice).contains("DEMOSTRACIÓN"));
    practice.training = Training::Yes;
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
