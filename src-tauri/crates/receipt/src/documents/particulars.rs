//! What every receipt says of the session whose money it is about.

use jiff::Timestamp;
use sale::{Reference, RequestId};

use super::letterhead::{Letterhead, centred_bold, told};
use crate::Block;

/// Whose receipt it is, and of which session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Particulars {
    /// The shop and its till.
    pub letterhead: Letterhead,
    /// The shop's name for the session.
    pub reference: Reference,
    /// The gateway's number of the session.
    pub request_id: RequestId,
    /// What was sold.
    pub description: Option<String>,
    /// When the receipt is printed again, or `None` the first time.
    pub copy: Option<Timestamp>,
}

impl Particulars {
    /// What stands above what the receipt is about.
    pub(super) fn head(&self, title: &str, note: Option<&str>, at: Timestamp) -> Vec<Block> {
        let mut blocks = self.letterhead.head(title, self.copy);
        blocks.extend(note.and_then(centred_bold));
        blocks.extend(self.letterhead.place(at));
        blocks.push(Block::pair("Referencia", &self.reference));
        blocks.extend(told("Descripción", self.description.as_ref()));
        blocks
    }

    /// What stands below.
    pub(super) fn foot(&self) -> Vec<Block> {
        let mut blocks = vec![Block::pair("Solicitud", self.request_id)];
        blocks.extend(self.letterhead.foot(self.letterhead.footer()));
        blocks
    }
}
