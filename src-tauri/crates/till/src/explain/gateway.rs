//! What the gateway said, or did not.

use checkout::AuthFailure;
use sale::{Attention, Conflict, Rejection, Unopened, Unsure, Words, words};

use super::{
    Explanation, and, call, contact_support, keep_trying, keep_waiting, no_connection, not_known,
    nothing_charged, told,
};
use crate::Failure;

fn asking() -> Words {
    words!(
        "Seguimos preguntando. No entregue ni cobre de nuevo; llame a su supervisor.",
        "We keep asking. Do not hand over the goods or charge again; call your supervisor."
    )
}

/// Why a sale has no session that could be paid.
#[must_use]
pub fn explain_unopened(why: &Unopened) -> Explanation {
    let (what, advice) = match why {
        Unopened::Refused { reason, message } => match auth_failure(reason, message) {
            Some(failure) => credentials(failure),
            None => refused(reason, message),
        },
        Unopened::Unreachable { .. } => (
            no_connection(),
            words!(
                "Revise internet e intente de nuevo, o cobre de otra forma.",
                "Check the internet and try again, or charge another way."
            ),
        ),
        Unopened::AnswerLost { .. } => (
            words!(
                "Banchile no respondió bien y el cobro quedó sin abrir.",
                "Banchile did not answer properly and the charge was not opened."
            ),
            words!(
                "Nadie puede pagar ese intento. Intente de nuevo.",
                "Nobody can pay that attempt. Try again."
            ),
        ),
        Unopened::Untrusted { .. } => (
            words!(
                "La página de pago que llegó no es de Banchile, así que no se mostró.",
                "The payment page that arrived is not Banchile's, so it was not shown."
            ),
            words!(
                "No cobre por aquí y avise a soporte: puede que alguien intervenga su conexión.",
                "Do not charge here and contact support: somebody may be tampering with your \
                 connection."
            ),
        ),
    };
    Explanation {
        money: nothing_charged(),
        what,
        advice,
    }
}

/// Why the gateway gave no answer about a session that exists.
#[must_use]
pub fn explain_failure(failure: &Failure) -> Explanation {
    let (what, advice) = match failure {
        Failure::Credentials(failure) => credentials(*failure),
        Failure::Clock => credentials(AuthFailure::Clock),
        Failure::NotFound => (
            charge_unknown(),
            words!(
                "No cobre de nuevo todavía y llame a su supervisor.",
                "Do not charge again yet and call your supervisor."
            ),
        ),
        Failure::Refused { reason, message } => (refused(reason, message).0, keep_waiting()),
        Failure::Unusable { .. } => (
            words!(
                "Banchile respondió, pero su respuesta no se entiende.",
                "Banchile answered, but its answer cannot be understood."
            ),
            and(keep_waiting(), contact_support()),
        ),
        Failure::Untrusted { .. } => (
            words!(
                "La respuesta que llegó no es de fiar: puede que alguien intervenga su conexión.",
                "The answer that arrived cannot be trusted: somebody may be tampering with your \
                 connection."
            ),
            and(keep_waiting(), contact_support()),
        ),
        Failure::Unreachable { .. } => (no_connection(), keep_waiting()),
    };
    Explanation {
        money: not_known(),
        what,
        advice,
    }
}

fn charge_unknown() -> Words {
    words!(
        "Banchile no conoce este cobro.",
        "Banchile does not know this charge."
    )
}

/// Why the gateway does not answer usably, whatever is open at the moment.
#[must_use]
pub fn explain_contact(failure: &Failure) -> Explanation {
    let Explanation { what, advice, .. } = explain_failure(failure);
    let advice = match failure {
        Failure::Credentials(_) | Failure::Clock => advice,
        Failure::Untrusted { .. } | Failure::Unusable { .. } => {
            and(keep_trying(), contact_support())
        }
        Failure::NotFound | Failure::Refused { .. } | Failure::Unreachable { .. } => keep_trying(),
    };
    told(what, advice)
}

/// What a cancel found where the gateway answered but did not end the session.
#[must_use]
pub fn explain_not_cancelled() -> Explanation {
    Explanation {
        money: words!("Todavía no se cobró nada.", "Nothing has been charged yet."),
        what: words!(
            "Banchile no canceló el cobro y sigue abierto.",
            "Banchile did not cancel the charge and it is still open."
        ),
        advice: words!(
            "El cliente todavía puede pagar. Intente cancelar de nuevo en un momento.",
            "The customer can still pay. Try to cancel again in a moment."
        ),
    }
}

/// Why an open sale calls for attention.
#[must_use]
pub fn explain_attention(attention: &Attention) -> Explanation {
    let what = match attention {
        Attention::UnknownStatus { status } => words!(
            "Banchile dio un estado que Cobro no conoce ({status}).",
            "Banchile gave a status that Cobro does not know ({status})."
        ),
        Attention::Mismatch { .. } => words!(
            "La respuesta de Banchile no coincide con esta venta.",
            "Banchile's answer does not match this sale."
        ),
        Attention::UnclearSum { paid } if paid.minor == 0 => words!(
            "Banchile dice que se pagó, pero no muestra ningún pago.",
            "Banchile says that it was paid, but shows no payment."
        ),
        Attention::UnclearSum { paid } => words!(
            "Banchile dice que se pagó una parte, pero suma {paid}.",
            "Banchile says that a part was paid, but it adds up to {paid}."
        ),
        Attention::NotFound => charge_unknown(),
    };
    Explanation {
        money: not_known(),
        what,
        advice: asking(),
    }
}

/// What does not fit where money moved.
#[must_use]
pub fn explain_conflict(conflict: &Conflict) -> Explanation {
    let what = match conflict {
        Conflict::RequestId { told } => words!(
            "Banchile respondió por otro cobro ({told}).",
            "Banchile answered about another charge ({told})."
        ),
        Conflict::Reference { told: Some(told) } => words!(
            "Banchile respondió por otra referencia ({told}).",
            "Banchile answered about another reference ({told})."
        ),
        Conflict::Reference { told: None } => words!(
            "La respuesta no trae la referencia.",
            "The answer does not carry the reference."
        ),
        Conflict::Currency { told: Some(told) } => words!(
            "Se pagó en otra moneda ({told}).",
            "It was paid in another currency ({told})."
        ),
        Conflict::Currency { told: None } => words!(
            "La respuesta no dice la moneda.",
            "The answer does not say the currency."
        ),
        Conflict::Sum { paid } => words!(
            "Lo pagado suma {paid}, que no es el monto de la venta.",
            "What was paid adds up to {paid}, which is not the sale's amount."
        ),
        Conflict::AmountUntold => words!(
            "Banchile aprobó un pago sin decir su monto.",
            "Banchile approved a payment without saying its amount."
        ),
        Conflict::Overflow => words!(
            "Lo pagado no suma un monto posible.",
            "What was paid does not add up to a possible amount."
        ),
        Conflict::PaidThoughRejected { paid } => words!(
            "El cobro terminó rechazado, pero tiene {paid} pagados.",
            "The charge ended up declined, but {paid} of it was paid."
        ),
        Conflict::PaidTwice => words!("Esta venta se pagó dos veces.", "This sale was paid twice."),
    };
    Explanation {
        money: words!(
            "Se movió dinero, pero no como se pidió.",
            "Money moved, but not as was asked."
        ),
        what,
        advice: call(),
    }
}

/// Why nobody knows whether a sale is paid.
#[must_use]
pub fn explain_unsure(why: Unsure) -> Explanation {
    let (what, advice) = match why {
        Unsure::Forgotten => (
            words!(
                "El respaldo que se restauró no alcanzó a guardar qué pasó con este cobro.",
                "The backup that was restored does not hold what became of this charge."
            ),
            words!(
                "Búsquelo por su referencia en el portal de Banchile. Si no está pagado, haga un \
                 cobro nuevo.",
                "Look for it by its reference in Banchile's portal. If it is not paid, make a new \
                 charge."
            ),
        ),
        Unsure::BeforeRestore => (
            words!(
                "Esta venta es anterior al respaldo que se restauró: puede que se haya pagado \
                 después.",
                "This sale is older than the backup that was restored: it may have been paid \
                 afterwards."
            ),
            words!(
                "Búsquela en el portal de Banchile por monto y hora: puede tener otra referencia. \
                 Si no está pagada, haga un cobro nuevo.",
                "Look for it in Banchile's portal by amount and time: it may have another \
                 reference. If it is not paid, make a new charge."
            ),
        ),
        Unsure::Doubted => (
            words!(
                "Banchile dijo que este cobro terminó sin pago, y después dijo otra cosa.",
                "Banchile said that this charge ended without a payment, and later said \
                 something else."
            ),
            asking(),
        ),
    };
    Explanation {
        money: not_known(),
        what,
        advice,
    }
}

/// Why a session ended without a payment, in one sentence.
#[must_use]
pub fn explain_rejection(rejection: &Rejection) -> Words {
    match (rejection.reason.as_str(), rejection.message.trim()) {
        ("MC", _) => words!(
            "El cobro se canceló en la caja.",
            "The charge was cancelled at the till."
        ),
        ("?C", _) => words!(
            "El cliente canceló el pago.",
            "The customer cancelled the payment."
        ),
        ("EX", _) => words!(
            "Se acabó el tiempo y nadie pagó.",
            "Time ran out and nobody paid."
        ),
        (_, "") => words!("Banchile no dio un motivo.", "Banchile gave no reason."),
        (_, message) => Words::alike(with_full_stop(message)),
    }
}

pub(super) fn auth_failure(reason: &str, message: &str) -> Option<AuthFailure> {
    match reason {
        "100" => Some(AuthFailure::Missing),
        "101" => Some(AuthFailure::UnknownLogin),
        "102" => Some(AuthFailure::WrongKey),
        "103" => Some(AuthFailure::Clock),
        "104" => Some(AuthFailure::SiteInactive),
        "105" => Some(AuthFailure::SiteExpired),
        "106" => Some(AuthFailure::CredentialsExpired),
        "107" => Some(AuthFailure::Malformed),
        "401" => Some(AuthFailure::Other(message.parse().ok())),
        _ => None,
    }
}

pub(super) fn credentials(failure: AuthFailure) -> (Words, Words) {
    let check = || {
        words!(
            "Revise las credenciales en Ajustes.",
            "Check the credentials in Settings."
        )
    };
    match failure {
        AuthFailure::UnknownLogin => (
            words!(
                "Banchile no reconoce el usuario de este comercio (101).",
                "Banchile does not recognize this shop's user (101)."
            ),
            check(),
        ),
        AuthFailure::WrongKey => (
            words!(
                "La llave secreta de este comercio no es la correcta (102).",
                "This shop's secret key is not the right one (102)."
            ),
            check(),
        ),
        AuthFailure::Clock => (
            words!(
                "El reloj de este computador está mal y Banchile no acepta la hora (103).",
                "This computer's clock is wrong and Banchile does not accept the time (103)."
            ),
            words!(
                "Ponga la fecha y la hora correctas e intente de nuevo.",
                "Set the right date and time and try again."
            ),
        ),
        AuthFailure::SiteInactive => (
            words!(
                "El comercio está inactivo en Banchile (104).",
                "The shop is inactive at Banchile (104)."
            ),
            words!(
                "Llame a Banchile Pagos para activarlo.",
                "Call Banchile Pagos to activate it."
            ),
        ),
        AuthFailure::SiteExpired => (
            words!(
                "El comercio está vencido en Banchile (105).",
                "The shop has expired at Banchile (105)."
            ),
            words!(
                "Llame a Banchile Pagos para renovarlo.",
                "Call Banchile Pagos to renew it."
            ),
        ),
        AuthFailure::CredentialsExpired => (
            words!(
                "Las credenciales de este comercio vencieron (106).",
                "This shop's credentials have expired (106)."
            ),
            words!(
                "Pida credenciales nuevas a Banchile Pagos.",
                "Ask Banchile Pagos for new credentials."
            ),
        ),
        AuthFailure::Missing | AuthFailure::Malformed | AuthFailure::Other(_) => {
            let number = failure.number().map(|n| format!(" ({n})"));
            let number = number.unwrap_or_default();
            (
                words!(
                    "Banchile no acepta las credenciales{number}.",
                    "Banchile does not accept the credentials{number}."
                ),
                words!(
                    "Revíselas en Ajustes; si sigue igual, llame a Banchile Pagos.",
                    "Check them in Settings; if it stays the same, call Banchile Pagos."
                ),
            )
        }
    }
}

fn refused(reason: &str, message: &str) -> (Words, Words) {
    let said = worded(reason, message);
    (
        words!(
            "Banchile no aceptó el cobro: {said}.",
            "Banchile did not accept the charge: {said}."
        ),
        words!(
            "Corrija lo que dice e intente de nuevo, o cobre de otra forma.",
            "Correct what it says and try again, or charge another way."
        ),
    )
}

/// The gateway's words for people, or its machine word where it has none.
pub(super) fn worded<'a>(reason: &'a str, message: &'a str) -> &'a str {
    match message.trim() {
        "" => reason,
        message => message.trim_end_matches('.'),
    }
}

fn with_full_stop(message: &str) -> String {
    format!("{}.", message.trim_end_matches('.'))
}
