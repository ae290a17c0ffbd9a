//! What people are told when something went wrong, in Spanish of Chile. Each explanation answers,
//! in this order: was money moved, what happened, what to do now.

mod doing;
mod gateway;
mod paper;
mod setting_up;
mod starting;
mod timeline;

use std::fmt;

pub use doing::{explain_amount, explain_error, explain_standstill};
pub use gateway::{
    explain_attention, explain_conflict, explain_contact, explain_failure, explain_inquiry,
    explain_not_cancelled, explain_refund, explain_rejection, explain_unopened, explain_unsure,
};
pub(crate) use paper::{
    fault_of_a_slip, interrupted_print, no_printer, no_receipt, printer_fault, printer_name,
};
pub use setting_up::{explain_backup, explain_set_up};
pub use starting::{explain_settings, explain_start};
pub use timeline::{explain_event, explain_receipt};

/// An explanation for people. `Display` writes its three sentences in a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// Whether money moved.
    pub money: String,
    /// What happened.
    pub what: String,
    /// What to do now.
    pub advice: String,
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sentences = [&self.money, &self.what, &self.advice];
        let told: Vec<_> = sentences
            .into_iter()
            .filter(|s| !s.is_empty())
            .cloned()
            .collect();
        f.write_str(&told.join(" "))
    }
}

const NOTHING_CHARGED: &str = "No se cobró nada.";
const NOT_KNOWN: &str = "No se sabe si se pagó.";
const KEEP_WAITING: &str =
    "Seguimos preguntando. No entregue ni cobre de otra forma hasta saberlo.";
const KEEP_TRYING: &str = "Seguimos intentando. No entregue ninguna venta pendiente.";
const CALL: &str = "Llame a su supervisor antes de entregar.";

fn explanation(money: &str, what: impl Into<String>, advice: impl Into<String>) -> Explanation {
    Explanation {
        money: money.to_owned(),
        what: what.into(),
        advice: advice.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Error, Failure};
    use sale::{Attention, Conflict, Unopened, Unsure};

    #[test]
    fn wrong_credentials_are_told_apart_with_what_to_do() {
        let told = |reason: &str| {
            let (reason, message) = (reason.to_owned(), String::new());
            explain_unopened(&Unopened::Refused { reason, message }).to_string()
        };
        assert_eq!(
            told("101"),
            "No se cobró nada. Banchile no reconoce el usuario de este comercio (101). \
             Revise las credenciales en Ajustes."
        );
        let all: std::collections::HashSet<_> = (100..108).map(|n| told(&n.to_string())).collect();
        assert_eq!(all.len(), 8, "each is told apart");
    }

    #[test]
    fn voice_has_no_exclamation_and_none_of_the_forbidden_words() {
        let told = [
            explain_unopened(&Unopened::AnswerLost { why: "x".into() }).to_string(),
            explain_failure(&Failure::Unreachable {
                why: "x".into(),
                retry_after: None,
            })
            .to_string(),
            explain_error(&Error::NotOpen).to_string(),
            explain_attention(&Attention::NotFound).to_string(),
            explain_conflict(&Conflict::PaidTwice).to_string(),
            explain_unsure(Unsure::Forgotten).to_string(),
            explain_unsure(Unsure::Doubted).to_string(),
            explain_error(&Error::Ledger(ledger::Error::Unsure {
                sale: ledger::SaleId(1),
                why: Unsure::BeforeRestore,
            }))
            .to_string(),
        ];
        for text in told {
            for word in [
                "!",
                "sesión",
                "request",
                "timeout",
                "error inesperado",
                "transacción",
            ] {
                assert!(!text.to_lowercase().contains(word), "{text}");
            }
        }
    }
}
