//! What people are told when something went wrong, in Spanish of Chile and in English. Each
//! explanation answers, in this order: was money moved, what happened, what to do now.
//!
//! What the gateway or the system said stays in the language in which it was said.

mod doing;
mod gateway;
mod inquiry;
mod paper;
mod refunds;
mod setting_up;
mod starting;
mod timeline;
#[cfg(test)]
mod voice;

use std::fmt::Display;

use sale::{Language, Words, words};

pub use doing::{explain_amount, explain_error, explain_standstill};
pub use gateway::{
    explain_attention, explain_conflict, explain_contact, explain_failure, explain_not_cancelled,
    explain_rejection, explain_unopened, explain_unsure,
};
pub use inquiry::explain_inquiry;
pub(crate) use paper::{
    fault_of_a_slip, interrupted_print, no_printer, no_receipt, printer_fault, printer_name,
};
pub use refunds::explain_refund;
pub use setting_up::{explain_backup, explain_set_up};
pub use starting::{explain_settings, explain_start};
pub use timeline::{explain_event, explain_receipt};

/// An explanation for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// Whether money moved.
    pub money: Words,
    /// What happened.
    pub what: Words,
    /// What to do now.
    pub advice: Words,
}

impl Explanation {
    /// Its sentences in a row, in one language.
    #[must_use]
    pub fn in_language(&self, language: Language) -> String {
        let sentences = [&self.money, &self.what, &self.advice];
        let told = sentences.map(|sentence| sentence.in_language(language));
        let told: Vec<_> = told.into_iter().filter(|s| !s.is_empty()).collect();
        told.join(" ")
    }
}

fn nothing_charged() -> Words {
    words!("No se cobró nada.", "Nothing was charged.")
}

fn nothing_given_back() -> Words {
    words!("No se devolvió nada.", "Nothing was refunded.")
}

fn not_known() -> Words {
    words!(
        "No se sabe si se pagó.",
        "It is not known whether it was paid."
    )
}

fn keep_waiting() -> Words {
    words!(
        "Seguimos preguntando. No entregue ni cobre de otra forma hasta saberlo.",
        "We keep asking. Do not hand over the goods or charge another way until it is known."
    )
}

fn keep_trying() -> Words {
    words!(
        "Seguimos intentando. No entregue ninguna venta pendiente.",
        "We keep trying. Do not hand over the goods of any pending sale."
    )
}

fn call() -> Words {
    words!(
        "Llame a su supervisor antes de entregar.",
        "Call your supervisor before handing over the goods."
    )
}

fn contact_support() -> Words {
    words!("Avise a soporte.", "Contact support.")
}

fn no_connection() -> Words {
    words!(
        "No hay conexión con Banchile.",
        "There is no connection to Banchile."
    )
}

fn disk_full() -> Words {
    words!(
        "El disco de este computador está lleno.",
        "This computer's disk is full."
    )
}

fn ledger_damaged() -> Words {
    words!(
        "El registro de ventas está dañado.",
        "The sales record is damaged."
    )
}

fn ledger_unusable(why: impl Display) -> Words {
    words!(
        "El registro no se puede usar ({why}).",
        "The sales record cannot be used ({why})."
    )
}

fn nothing_lost() -> Words {
    words!(
        "Nada de lo guardado se perdió.",
        "Nothing that was saved is lost."
    )
}

fn return_page_wrong() -> Words {
    words!(
        "La página de retorno no sirve.",
        "The return page is not valid."
    )
}

fn secret_missing() -> Words {
    words!(
        "Falta la llave secreta de este comercio.",
        "This shop's secret key is missing."
    )
}

fn restore_it(findings: &str) -> Words {
    words!(
        "No cobre por aquí y avise a soporte: se recupera con «cobroctl restore» ({findings}).",
        "Do not charge here and contact support: it is recovered with “cobroctl restore” \
         ({findings})."
    )
}

/// One sentence after another.
fn and(first: Words, second: Words) -> Words {
    words!("{first} {second}", "{first} {second}"; first = first, second = second)
}

/// Where no money is concerned.
fn told(what: Words, advice: Words) -> Explanation {
    Explanation {
        money: Words::default(),
        what,
        advice,
    }
}
