//! The till's explanations as the window shows them, in its language.

use sale::{Words, words};
use till::{Explanation, Fault};

use crate::dto::Problem;
use crate::language::spoken;

impl From<Explanation> for Problem {
    fn from(explanation: Explanation) -> Self {
        Problem {
            money: spoken(&explanation.money),
            what: spoken(&explanation.what),
            advice: spoken(&explanation.advice),
            remedy: None,
        }
    }
}

/// Something is wrong with what was asked for, and nothing was charged.
pub fn nothing_charged(what: Words, advice: Words) -> Problem {
    Explanation {
        money: words!("No se cobró nada.", "Nothing was charged."),
        what,
        advice,
    }
    .into()
}

/// Something is wrong with what was asked for, which is not about money.
pub fn nothing_happened(what: Words, advice: Words) -> Problem {
    Explanation {
        money: Words::default(),
        what,
        advice,
    }
    .into()
}

impl From<till::Error> for Problem {
    fn from(error: till::Error) -> Self {
        till::explain_error(&error).into()
    }
}

impl From<&Fault> for Problem {
    fn from(fault: &Fault) -> Self {
        Explanation {
            money: words!("El pago está a salvo.", "The payment is safe."),
            what: fault.what.clone(),
            advice: fault.advice.clone(),
        }
        .into()
    }
}
