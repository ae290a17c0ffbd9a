//! What became of giving money back, and why it was not tried.

use sale::{Money, NotRefundable, NotRefunded, RefundFinding, RefundState, Words, words};

use super::doing::more_than_zero;
use super::gateway::{auth_failure, credentials, worded};
use super::{Explanation, no_connection, nothing_given_back};

/// What became of a refund.
#[must_use]
pub fn explain_refund(amount: Money, state: &RefundState) -> Explanation {
    let given_back = || words!("Se devolvieron {amount}.", "{amount} was refunded.");
    match state {
        RefundState::Requested => Explanation {
            money: words!(
                "Todavía no se sabe si se devolvió.",
                "It is not known yet whether it was refunded."
            ),
            what: words!("Banchile no ha respondido.", "Banchile has not answered."),
            advice: words!("Espere un momento.", "Wait a moment."),
        },
        RefundState::Done { authorization } => Explanation {
            money: given_back(),
            what: match authorization {
                Some(code) => words!("Autorización {code}.", "Authorization {code}."),
                None => Words::default(),
            },
            advice: words!(
                "El cliente lo verá en su cartola en los próximos días.",
                "The customer will see it on their statement in the next few days."
            ),
        },
        RefundState::NotDone { why } => {
            let (what, advice) = not_refunded(why);
            Explanation {
                money: nothing_given_back(),
                what,
                advice,
            }
        }
        RefundState::Unknown { .. } => Explanation {
            money: words!(
                "No se sabe si se devolvió.",
                "It is not known whether it was refunded."
            ),
            what: words!(
                "Banchile no dio una respuesta clara.",
                "Banchile gave no clear answer."
            ),
            advice: words!(
                "No devuelva otra vez: revise en el portal de Banchile y anote aquí el resultado.",
                "Do not refund again: look in Banchile's portal and note the result here."
            ),
        },
        RefundState::Decided { finding, by } => {
            let checked = words!("Lo comprobó {by}.", "{by} checked it.");
            match finding {
                RefundFinding::GivenBack => Explanation {
                    money: given_back(),
                    what: checked,
                    advice: Words::default(),
                },
                RefundFinding::NotGivenBack => Explanation {
                    money: nothing_given_back(),
                    what: checked,
                    advice: words!("Puede devolver de nuevo.", "You can refund it again."),
                },
            }
        }
    }
}

fn not_refunded(why: &NotRefunded) -> (Words, Words) {
    match why {
        NotRefunded::Refused { reason, message } => match auth_failure(reason, message) {
            Some(failure) => credentials(failure),
            None => {
                let said = worded(reason, message);
                (
                    words!(
                        "Banchile no aceptó la devolución: {said}.",
                        "Banchile did not accept the refund: {said}."
                    ),
                    words!(
                        "Corrija lo que dice e intente de nuevo.",
                        "Correct what it says and try again."
                    ),
                )
            }
        },
        NotRefunded::Unreachable { .. } => (
            no_connection(),
            words!(
                "Revise internet e intente de nuevo.",
                "Check the internet and try again."
            ),
        ),
    }
}

/// Why money of a payment cannot be given back.
pub(super) fn not_refundable(why: NotRefundable) -> Explanation {
    let (what, advice) = match why {
        NotRefundable::NotApproved => (
            words!(
                "Ese pago no está aprobado.",
                "That payment is not approved."
            ),
            words!(
                "Solo se devuelve lo que se cobró.",
                "Only what was charged can be refunded."
            ),
        ),
        NotRefundable::OtherCurrency { told } => (
            words!(
                "La pasarela informó que ese pago fue de {told}, en otra moneda.",
                "The gateway reported that payment as {told}, in another currency."
            ),
            words!(
                "Revíselo y devuélvalo en el portal de Banchile.",
                "Check it and refund it in Banchile's portal."
            ),
        ),
        NotRefundable::InFlight => (
            words!(
                "No se sabe qué pasó con una devolución anterior de este pago.",
                "It is not known what became of an earlier refund of this payment."
            ),
            words!(
                "Revísela en el portal de Banchile y anote el resultado antes de devolver otra vez.",
                "Look it up in Banchile's portal and note the result before refunding again."
            ),
        ),
        NotRefundable::GivenBack => (
            words!(
                "Ese pago ya se devolvió completo.",
                "That payment was refunded in full already."
            ),
            words!(
                "No hay nada más que devolver.",
                "There is nothing more to refund."
            ),
        ),
        NotRefundable::Nothing => (
            words!(
                "El monto a devolver es cero.",
                "The amount to refund is zero."
            ),
            more_than_zero(),
        ),
        NotRefundable::TooMuch { left } => (
            words!(
                "Se pueden devolver a lo más {left}.",
                "At most {left} can be refunded."
            ),
            words!("Corrija el monto.", "Correct the amount."),
        ),
    };
    Explanation {
        money: nothing_given_back(),
        what,
        advice,
    }
}
