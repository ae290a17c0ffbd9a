//! The receipt of a sale that ended with a part paid.

use jiff::Timestamp;
use sale::{Amount, Money, Transaction};

use super::Particulars;
use super::letterhead::large;
use super::means::payments;
use crate::{Block, Document};

/// Everything that the receipt of a part that stayed the only one says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartialExpiredReceipt {
    /// Whose receipt it is, and of which session.
    pub particulars: Particulars,
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
}

impl PartialExpiredReceipt {
    /// The receipt as a document.
    #[must_use]
    pub fn document(&self) -> Document {
        let particulars = &self.particulars;
        let mut blocks = particulars.head(
            "COMPROBANTE DE PAGO PARCIAL",
            Some("VENCIDO: LA VENTA NO SE COMPLETÓ"),
            self.ended_at,
        );
        blocks.extend(large("PAGADO", self.paid));
        blocks.push(Block::pair("Total de la venta", self.amount));
        blocks.push(Block::pair("Sin pagar", self.missing));
        blocks.extend(payments(&self.payments));
        blocks.push(Block::Rule);
        blocks.extend(particulars.foot());
        blocks.into_iter().collect()
    }
}
