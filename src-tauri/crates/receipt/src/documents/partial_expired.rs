//! The receipt of a sale that ended with a part paid.

use jiff::Timestamp;
use sale::{Amount, Money, Reference, RequestId, Transaction};

use super::letterhead::{Letterhead, centred_bold, large, told};
use super::means::payments;
use crate::{Block, Document};

/// Everything that the receipt of a part that stayed the only one says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartialExpiredReceipt {
    /// Whose receipt it is.
    pub letterhead: Letterhead,
    /// The shop's name for the session.
    pub reference: Reference,
    /// The gateway's number of the session.
    pub request_id: RequestId,
    /// What was sold.
    pub description: Option<String>,
    /// What was to be paid in all.
    pub amount: Amount,
    /// When it ended.
    pub ended_at: Timestamp,
    /// What was paid.
    pub paid: Money,
    /// What was not.
    pub missing: Money,
    /// How it was paid. Only approved transactions are printed.
    pub payments: Vec<Transaction>,
    /// When it is printed again, or `None` the first time.
    pub copy: Option<Timestamp>,
}

impl PartialExpiredReceipt {
    /// The receipt as a document.
    #[must_use]
    pub fn document(&self) -> Document {
        let letterhead = &self.letterhead;
        let mut blocks = letterhead.head("COMPROBANTE DE PAGO PARCIAL", self.copy);
        blocks.extend(centred_bold("VENCIDO: LA VENTA NO SE COMPLETÓ"));
        blocks.extend(letterhead.place(self.ended_at));
        blocks.push(Block::pair("Referencia", &self.reference));
        blocks.extend(told("Descripción", self.description.as_ref()));
        blocks.extend(large("PAGADO", self.paid));
        blocks.push(Block::pair("Total de la venta", self.amount));
        blocks.push(Block::pair("Sin pagar", self.missing));
        blocks.extend(payments(&self.payments));
        blocks.push(Block::Rule);
        blocks.push(Block::pair("Solicitud", self.request_id));
        blocks.extend(letterhead.foot(letterhead.footer()));
        blocks.into_iter().collect()
    }
}
