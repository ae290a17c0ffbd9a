//! The receipt of one approved part of a sale that is paid in parts.

use jiff::Timestamp;
use sale::{Amount, Money, Reference, RequestId, Transaction};

use super::letterhead::{Letterhead, large, told};
use super::means::means;
use crate::{Block, Document};

/// Everything that the receipt of a part says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartReceipt {
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
    /// When the part was approved.
    pub approved_at: Timestamp,
    /// What this part took.
    pub part: Money,
    /// How it was paid.
    pub payment: Transaction,
    /// What is paid so far, this part included.
    pub paid: Money,
    /// What is still to be paid.
    pub missing: Money,
    /// When it is printed again, or `None` the first time.
    pub copy: Option<Timestamp>,
}

impl PartReceipt {
    /// The receipt as a document.
    #[must_use]
    pub fn document(&self) -> Document {
        let letterhead = &self.letterhead;
        let mut blocks = letterhead.head("COMPROBANTE DE PAGO PARCIAL", self.copy);
        blocks.extend(letterhead.place(self.approved_at));
        blocks.push(Block::pair("Referencia", &self.reference));
        blocks.extend(told("Descripción", self.description.as_ref()));
        blocks.extend(large("PAGADO", self.part));
        blocks.push(Block::Rule);
        blocks.extend(means(&self.payment));
        blocks.push(Block::Rule);
        blocks.push(Block::pair("Total de la venta", self.amount));
        blocks.push(Block::pair("Pagado hasta ahora", self.paid));
        blocks.push(Block::pair("Falta", self.missing));
        blocks.push(Block::pair("Solicitud", self.request_id));
        blocks.extend(letterhead.foot(letterhead.footer()));
        blocks.into_iter().collect()
    }
}
