//! The close of a shift.

use jiff::Timestamp;
use sale::{Money, Reference};

use super::letterhead::Letterhead;
use crate::{Block, Document, Style};

/// Everything that the close of a shift says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShiftClose {
    /// Whose close it is.
    pub letterhead: Letterhead,
    /// Its number.
    pub number: u32,
    /// When the shift began.
    pub opened_at: Timestamp,
    /// When it ended.
    pub closed_at: Timestamp,
    /// Who ended it, where it was somebody else's.
    pub closed_by: Option<String>,
    /// What was taken, by method and currency.
    pub taken: Vec<ShiftTotal>,
    /// What was taken in all, one a currency.
    pub total: Vec<ShiftTotal>,
    /// What was given back, one a currency.
    pub given_back: Vec<ShiftTotal>,
    /// How many sales were rejected, cancelled or expired.
    pub rejected: u32,
    /// Sales of which a part was paid.
    pub partial: Vec<ShiftLine>,
    /// Sales that are carried over into the next shift.
    pub pending: Vec<ShiftLine>,
    /// Sales that people must look into.
    pub conflicts: Vec<ShiftLine>,
    /// How many sales of earlier shifts people must still look into.
    pub earlier_conflicts: u32,
    /// Sales whose receipt did not come out.
    pub unprinted: Vec<ShiftLine>,
    /// When it is printed again, or `None` the first time.
    pub copy: Option<Timestamp>,
}

/// A sum with how many payments it is of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShiftTotal {
    /// What they have in common.
    pub name: String,
    /// How many.
    pub count: i64,
    /// Their sum.
    pub sum: Money,
}

/// One sale that calls for attention.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShiftLine {
    /// Its reference.
    pub reference: Reference,
    /// What it is about.
    pub amount: Money,
}

impl ShiftClose {
    /// The close as a document.
    #[must_use]
    pub fn document(&self) -> Document {
        let letterhead = &self.letterhead;
        let title = format!("CIERRE DE TURNO N° {}", self.number);
        let mut blocks = letterhead.head(&title, self.copy);
        blocks.push(Block::pair("Abierto", letterhead.time(self.opened_at)));
        blocks.extend(letterhead.place(self.closed_at));
        if let Some(by) = &self.closed_by {
            blocks.push(Block::pair("Cerrado por", by));
        }
        blocks.push(Block::Rule);
        blocks.extend(totals(&self.taken));
        blocks.push(Block::Rule);
        blocks.extend(totals(&self.total));
        blocks.extend(totals(&self.given_back));
        blocks.push(Block::pair("Sin pago", self.rejected));
        blocks.extend(lines("PAGADAS EN PARTE", &self.partial));
        blocks.extend(lines("PENDIENTES", &self.pending));
        blocks.extend(lines("SIN CONFIRMAR", &self.conflicts));
        if self.earlier_conflicts > 0 {
            blocks.push(Block::pair("De turnos anteriores", self.earlier_conflicts));
        }
        blocks.extend(lines("SIN COMPROBANTE IMPRESO", &self.unprinted));
        blocks.extend(letterhead.foot("Comprobante interno"));
        blocks.into_iter().collect()
    }
}

fn totals(totals: &[ShiftTotal]) -> Vec<Block> {
    let line = |total: &ShiftTotal| {
        let label = format!("{} ({})", total.name, total.count);
        Block::pair(&label, total.sum)
    };
    totals.iter().map(line).collect()
}

fn lines(title: &str, lines: &[ShiftLine]) -> Vec<Block> {
    let mut blocks = vec![Block::Rule];
    if lines.is_empty() {
        blocks.push(Block::pair(title, "ninguna"));
        return blocks;
    }
    let title = format!("{title}: {}", lines.len());
    blocks.push(Block::text(title, Style::default().bold()));
    let line = |line: &ShiftLine| Block::pair(line.reference.as_str(), line.amount);
    blocks.extend(lines.iter().map(line));
    blocks
}
