//! The receipt of one approved part of a sale that is paid in parts.

use jiff::Timestamp;
use sale::{Amount, Money, Transaction};

use super::Particulars;
use super::letterhead::large;
use super::means::means;
use crate::{Block, Document};

/// Everything that the receipt of a part says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartReceipt {
    /// Whose receipt it is, and of which session.
    pub particulars: Particulars,
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
}

impl PartReceipt {
    /// The receipt as a document.
    #[must_use]
    pub fn document(&self) -> Document {
        let particulars = &self.particulars;
        let mut blocks = particulars.head("COMPROBANTE DE PAGO PARCIAL", None, self.approved_at);
        blocks.extend(large("PAGADO", self.part));
        blocks.push(Block::Rule);
        blocks.extend(means(&self.payment));
        blocks.push(Block::Rule);
        blocks.push(Block::pair("Total de la venta", self.amount));
        blocks.push(Block::pair("Pagado hasta ahora", self.paid));
        blocks.push(Block::pair("Falta", self.missing));
        blocks.extend(particulars.foot());
        blocks.into_iter().collect()
    }
}
