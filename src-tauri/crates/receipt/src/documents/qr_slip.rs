//! The QR of a pending sale on paper, for customers who cannot see the screen.

use jiff::Timestamp;
use sale::{Amount, Reference, time_of_day};

use super::letterhead::{Letterhead, centred, large};
use crate::{Block, Document, Qr};

/// Everything that the slip with the QR says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QrSlip {
    /// Whose slip it is.
    pub letterhead: Letterhead,
    /// The shop's name for the session.
    pub reference: Reference,
    /// What is to be paid.
    pub amount: Amount,
    /// Where the customer pays.
    pub page: Qr,
    /// When the gateway ends it.
    pub expires_at: Timestamp,
    /// When it is printed.
    pub printed_at: Timestamp,
}

impl QrSlip {
    /// The slip as a document.
    #[must_use]
    pub fn document(&self) -> Document {
        let letterhead = &self.letterhead;
        let expires = time_of_day(self.expires_at, &letterhead.zone);
        let mut blocks = letterhead.head("PAGUE CON SU TELÉFONO", None);
        blocks.extend(letterhead.place(self.printed_at));
        blocks.push(Block::pair("Referencia", &self.reference));
        blocks.extend(large("A PAGAR", self.amount));
        blocks.push(Block::Qr(self.page.clone()));
        blocks.extend(centred("Escanee con la cámara"));
        blocks.extend(centred(&format!("Vence a las {expires}")));
        blocks.extend(letterhead.foot("No es un comprobante de pago"));
        blocks.into_iter().collect()
    }
}
