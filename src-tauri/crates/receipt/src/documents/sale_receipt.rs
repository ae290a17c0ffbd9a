//! The receipt of an approved sale.

use jiff::Timestamp;
use sale::{Amount, Transaction};

use super::Particulars;
use super::letterhead::large;
use super::means::payments;
use crate::{Block, Document};

/// Everything that the receipt of an approved sale says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaleReceipt {
    /// Whose receipt it is, and of which session.
    pub particulars: Particulars,
    /// What was to be paid.
    pub amount: Amount,
    /// When it was approved.
    pub approved_at: Timestamp,
    /// How it was paid. Only approved transactions are printed.
    pub payments: Vec<Transaction>,
}

impl SaleReceipt {
    /// The receipt as a document. The first one opens the cash drawer.
    #[must_use]
    pub fn document(&self) -> Document {
        let particulars = &self.particulars;
        let mut blocks = match particulars.copy {
            Some(_) => Vec::new(),
            None => vec![Block::Drawer],
        };
        let title = "COMPROBANTE DE PAGO ELECTRÓNICO";
        blocks.extend(particulars.head(title, None, self.approved_at));
        blocks.extend(large("TOTAL", self.amount));
        blocks.extend(payments(&self.payments));
        blocks.push(Block::Rule);
        blocks.extend(particulars.foot());
        blocks.into_iter().collect()
    }
}
