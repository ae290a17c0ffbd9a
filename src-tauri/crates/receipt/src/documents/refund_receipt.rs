//! The receipt of money that was given back.

use jiff::Timestamp;
use sale::{Money, Transaction};

use super::Particulars;
use super::letterhead::{large, told};
use crate::{Block, Document};

/// Everything that the receipt of a refund says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefundReceipt {
    /// Whose receipt it is, and of which session.
    pub particulars: Particulars,
    /// Its number at this till: two refunds of one payment may be alike in all else.
    pub number: i64,
    /// What was given back.
    pub amount: Money,
    /// When.
    pub at: Timestamp,
    /// The payment that it is taken from.
    pub payment: Transaction,
    /// The gateway's authorization of the refund.
    pub authorization: Option<String>,
    /// Who asked for it.
    pub by: String,
}

impl RefundReceipt {
    /// The receipt as a document.
    #[must_use]
    pub fn document(&self) -> Document {
        let particulars = &self.particulars;
        let mut blocks = particulars.head("COMPROBANTE DE DEVOLUCIÓN", None, self.at);
        blocks.extend(large("DEVUELTO", self.amount));
        blocks.push(Block::Rule);
        blocks.extend(told("Devolución N°", Some(self.number)));
        blocks.extend(told("Pagado", self.payment.amount));
        blocks.extend(told("Medio de pago", self.payment.method.as_ref()));
        blocks.extend(told("Tarjeta", self.payment.last_digits.as_ref()));
        blocks.extend(told("Autorización", self.authorization.as_ref()));
        let internal = self.payment.internal_reference;
        blocks.push(Block::pair("Referencia interna", internal));
        blocks.extend(told("Autorizó", Some(&self.by)));
        blocks.push(Block::Rule);
        blocks.extend(particulars.foot());
        blocks.into_iter().collect()
    }
}
