//! The till's explanations as the window shows them.

use till::{Explanation, Fault};

use crate::dto::Problem;

impl From<Explanation> for Problem {
    fn from(explanation: Explanation) -> Self {
        let Explanation {
            money,
            what,
            advice,
        } = explanation;
        Problem {
            money,
            what,
            advice,
            remedy: None,
        }
    }
}

/// Something is wrong with what was asked for, and nothing was charged.
pub fn nothing_charged(what: &str, advice: &str) -> Problem {
    Problem {
        money: "No se cobró nada.".to_owned(),
        ..nothing_happened(what, advice)
    }
}

/// Something is wrong with what was asked for, which is not about money.
pub fn nothing_happened(what: &str, advice: &str) -> Problem {
    Problem {
        money: String::new(),
        what: what.to_owned(),
        advice: advice.to_owned(),
        remedy: None,
    }
}

impl From<till::Error> for Problem {
    fn from(error: till::Error) -> Self {
        till::explain_error(&error).into()
    }
}

impl From<&Fault> for Problem {
    fn from(fault: &Fault) -> Self {
        Problem {
            money: "El pago está a salvo.".to_owned(),
            what: fault.what.clone(),
            advice: fault.advice.clone(),
            remedy: None,
        }
    }
}
