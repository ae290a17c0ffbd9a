//! What a customer may take along who did not pay.

use jiff::Timestamp;
use sale::{Amount, Reference, RejectionCause, RequestId};

use super::letterhead::{Letterhead, centred_bold, told};
use crate::{Block, Document, Style};

/// Everything that the paper about a sale without a payment says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RejectionSlip {
    /// Whose paper it is.
    pub letterhead: Letterhead,
    /// The shop's name for the session.
    pub reference: Reference,
    /// The gateway's number of the session.
    pub request_id: RequestId,
    /// What was to be paid.
    pub amount: Amount,
    /// When it ended.
    pub ended_at: Timestamp,
    /// What kind of end it was.
    pub cause: RejectionCause,
    /// Why, in words for people.
    pub why: String,
    /// How many attempts were made.
    pub attempts: u32,
}

impl RejectionSlip {
    /// The paper as a document.
    #[must_use]
    pub fn document(&self) -> Document {
        let letterhead = &self.letterhead;
        let title = match self.cause {
            RejectionCause::Declined => "PAGO RECHAZADO",
            RejectionCause::Cancelled => "COBRO CANCELADO",
            RejectionCause::Expired => "COBRO VENCIDO",
        };
        let attempts = (self.attempts > 0).then_some(self.attempts);
        let mut blocks = letterhead.head(title, None);
        blocks.extend(letterhead.place(self.ended_at));
        blocks.push(Block::pair("Referencia", &self.reference));
        blocks.push(Block::pair("Monto", self.amount));
        blocks.extend(told("Intentos", attempts));
        blocks.push(Block::Rule);
        blocks.extend(centred_bold("NO SE COBRÓ"));
        blocks.push(Block::text(&self.why, Style::CENTRED));
        blocks.push(Block::Rule);
        blocks.push(Block::pair("Solicitud", self.request_id));
        blocks.extend(letterhead.foot("No es un comprobante de pago"));
        blocks.into_iter().collect()
    }
}
