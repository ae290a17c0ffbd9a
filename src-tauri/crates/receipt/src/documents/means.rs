//! How payments were made, as far as the gateway told.

use sale::{Transaction, TransactionStatus};

use super::letterhead::{centred_bold, told};
use crate::{Block, Style};

/// Every approved payment; where there are several, each with its place and amount.
pub(super) fn payments(told_of: &[Transaction]) -> Vec<Block> {
    let approved = told_of
        .iter()
        .filter(|payment| payment.status == TransactionStatus::Approved);
    let parts = approved.clone().count();
    let mut blocks = Vec::new();
    for (index, payment) in approved.enumerate() {
        blocks.push(Block::Rule);
        if parts > 1 {
            let heading = format!("Pago {} de {parts}", index + 1);
            blocks.push(Block::text(heading, Style::default().bold()));
        }
        if parts > 1 || payment.discount.is_some() {
            blocks.extend(told("Pagado", payment.amount));
        }
        blocks.extend(told("Descuento", payment.discount));
        blocks.extend(means(payment));
    }
    blocks
}

/// How one payment was made.
pub(super) fn means(payment: &Transaction) -> Vec<Block> {
    let instalments = payment.instalments.map(|count| match count {
        0 | 1 => "Sin cuotas".to_owned(),
        count => count.to_string(),
    });
    let mut blocks = Vec::new();
    blocks.extend(told("Medio de pago", payment.method.as_ref()));
    blocks.extend(told("Tarjeta", payment.last_digits.as_ref()));
    blocks.extend(told("Cuotas", instalments));
    blocks.extend(told("Autorización", payment.authorization.as_ref()));
    blocks.extend(told("N° de comprobante", payment.receipt.as_ref()));
    blocks.push(Block::pair(
        "Referencia interna",
        payment.internal_reference,
    ));
    if payment.refunded {
        blocks.extend(centred_bold("PAGO DEVUELTO"));
    }
    blocks
}
