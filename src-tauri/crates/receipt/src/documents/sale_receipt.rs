//! The receipt of an approved sale.

use jiff::Timestamp;
use sale::{Amount, Reference, RequestId, Transaction};

use super::letterhead::{Letterhead, large, told};
use super::means::payments;
use crate::{Block, Document};

/// Everything that the receipt of an approved sale says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaleReceipt {
    /// Whose receipt it is.
    pub letterhead: Letterhead,
    /// The shop's name for the session.
    pub reference: Reference,
    /// The gateway's number of the session.
    pub request_id: RequestId,
    /// What was sold.
    pub description: Option<String>,
    /// What was to be paid.
    pub amount: Amount,
    /// When it was approved.
    pub approved_at: Timestamp,
    /// How it was paid. Only approved transactions are printed.
    pub payments: Vec<Transaction>,
    /// When it is printed again, or `None` the first time.
    pub copy: Option<Timestamp>,
}

impl SaleReceipt {
    /// The receipt as a document. The first one opens the cash drawer.
    #[must_use]
    pub fn document(&self) -> Document {
        let letterhead = &self.letterhead;
        let mut blocks = match self.copy {
            Some(_) => Vec::new(),
            None => vec![Block::Drawer],
        };
        blocks.extend(letterhead.head("COMPROBANTE DE PAGO ELECTRÓNICO", self.copy));
        blocks.extend(letterhead.place(self.approved_at));
        blocks.push(Block::pair("Referencia", &self.reference));
        blocks.extend(told("Descripción", self.description.as_ref()));
        blocks.extend(large("TOTAL", self.amount));
        blocks.extend(payments(&self.payments));
        blocks.push(Block::Rule);
        blocks.push(Block::pair("Solicitud", self.request_id));
        blocks.extend(letterhead.foot(letterhead.footer()));
        blocks.into_iter().collect()
    }
}
