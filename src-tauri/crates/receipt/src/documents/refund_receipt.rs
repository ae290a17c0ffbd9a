//! The receipt of money that was given back.

use jiff::Timestamp;
use sale::{Money, Reference, RequestId, Transaction};

use super::letterhead::{Letterhead, centred, large, told};
use crate::{Block, Document};

/// Everything that the receipt of a refund says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefundReceipt {
    /// Whose receipt it is.
    pub letterhead: Letterhead,
    /// The shop's name for the session that was paid.
    pub reference: Reference,
    /// The gateway's number of the session.
    pub request_id: RequestId,
    /// What was given back.
    pub amount: Money,
    /// When.
    pub at: Timestamp,
    /// The payment that it is taken from.
    pub payment: Transaction,
    /// The gateway's authorization of the refund.
    pub authorization: Option<String>,
    /// Who asked for it; `None` where it was done outside this till.
    pub by: Option<String>,
    /// When it is printed again, or `None` the first time.
    pub copy: Option<Timestamp>,
}

impl RefundReceipt {
    /// The receipt as a document.
    #[must_use]
    pub fn document(&self) -> Document {
        let letterhead = &self.letterhead;
        let mut blocks = letterhead.head("COMPROBANTE DE DEVOLUCIÓN", self.copy);
        blocks.extend(letterhead.place(self.at));
        blocks.push(Block::pair("Referencia", &self.reference));
        blocks.extend(large("DEVUELTO", self.amount));
        blocks.push(Block::Rule);
        blocks.extend(told("Pagado", self.payment.amount));
        blocks.extend(told("Medio de pago", self.payment.method.as_ref()));
        blocks.extend(told("Tarjeta", self.payment.last_digits.as_ref()));
        blocks.extend(told("Autorización", self.authorization.as_ref()));
        let internal = self.payment.internal_reference;
        blocks.push(Block::pair("Referencia interna", internal));
        match &self.by {
            Some(by) => blocks.extend(told("Autorizó", Some(by))),
            None => blocks.extend(centred("Hecha fuera de esta caja")),
        }
        blocks.push(Block::Rule);
        blocks.push(Block::pair("Solicitud", self.request_id));
        blocks.extend(letterhead.foot(letterhead.footer()));
        blocks.into_iter().collect()
    }
}
