//! What the gateway said, or did not.

use checkout::AuthFailure;
use jiff::tz::TimeZone;
use ledger::SaleRecord;
use sale::{
    Attention, Conflict, Money, NotRefunded, Progress, RefundFinding, RefundState, Rejection,
    SaleState, TransactionStatus, Unopened, Unsure, time_of_day,
};

use super::{
    CALL, Explanation, KEEP_TRYING, KEEP_WAITING, NOT_KNOWN, NOTHING_CHARGED, explanation,
};
use crate::{Failure, Inquiry};

const ASKING: &str = "Seguimos preguntando. No entregue ni cobre de nuevo; llame a su supervisor.";

/// Why a sale has no session that could be paid.
#[must_use]
pub fn explain_unopened(why: &Unopened) -> Explanation {
    let (what, advice) = match why {
        Unopened::Refused { reason, message } => match auth_failure(reason, message) {
            Some(failure) => credentials(failure),
            None => refused(reason, message),
        },
        Unopened::Unreachable { .. } => (
            "No hay conexión con Banchile.".to_owned(),
            "Revise internet e intente de nuevo, o cobre de otra forma.".to_owned(),
        ),
        Unopened::AnswerLost { .. } => (
            "Banchile no respondió bien y el cobro quedó sin abrir.".to_owned(),
            "Nadie puede pagar ese intento. Intente de nuevo.".to_owned(),
        ),
        Unopened::Untrusted { .. } => (
            "La página de pago que llegó no es de Banchile, así que no se mostró.".to_owned(),
            "No cobre por aquí y avise a soporte: puede que alguien intervenga su conexión."
                .to_owned(),
        ),
    };
    explanation(NOTHING_CHARGED, what, advice)
}

/// Why the gateway gave no answer about a session that exists.
#[must_use]
pub fn explain_failure(failure: &Failure) -> Explanation {
    let (what, advice) = match failure {
        Failure::Credentials(failure) => credentials(*failure),
        Failure::Clock => credentials(AuthFailure::Clock),
        Failure::NotFound => (
            "Banchile no conoce este cobro.".to_owned(),
            "No cobre de nuevo todavía y llame a su supervisor.".to_owned(),
        ),
        Failure::Refused { reason, message } => {
            (refused(reason, message).0, KEEP_WAITING.to_owned())
        }
        Failure::Unusable { .. } => (
            "Banchile respondió, pero su respuesta no se entiende.".to_owned(),
            format!("{KEEP_WAITING} Avise a soporte."),
        ),
        Failure::Untrusted { .. } => (
            "La respuesta que llegó no es de fiar: puede que alguien intervenga su conexión."
                .to_owned(),
            format!("{KEEP_WAITING} Avise a soporte."),
        ),
        Failure::Unreachable { .. } => (
            "No hay conexión con Banchile.".to_owned(),
            KEEP_WAITING.to_owned(),
        ),
    };
    explanation(NOT_KNOWN, what, advice)
}

/// Why the gateway does not answer usably, whatever is open at the moment.
#[must_use]
pub fn explain_contact(failure: &Failure) -> Explanation {
    let Explanation { what, advice, .. } = explain_failure(failure);
    let advice = match failure {
        Failure::Credentials(_) | Failure::Clock => advice,
        Failure::Untrusted { .. } | Failure::Unusable { .. } => {
            format!("{KEEP_TRYING} Avise a soporte.")
        }
        Failure::NotFound | Failure::Refused { .. } | Failure::Unreachable { .. } => {
            KEEP_TRYING.to_owned()
        }
    };
    explanation("", what, advice)
}

/// What became of a refund.
#[must_use]
pub fn explain_refund(amount: Money, state: &RefundState) -> Explanation {
    match state {
        RefundState::Requested => explanation(
            "Todavía no se sabe si se devolvió.",
            "Banchile no ha respondido.",
            "Espere un momento.",
        ),
        RefundState::Done { authorization } => explanation(
            &format!("Se devolvieron {amount}."),
            match authorization {
                Some(code) => format!("Autorización {code}."),
                None => String::new(),
            },
            "El cliente lo verá en su cartola en los próximos días.",
        ),
        RefundState::NotDone { why } => {
            let (what, advice) = not_refunded(why);
            explanation("No se devolvió nada.", what, advice)
        }
        RefundState::Unknown { .. } => explanation(
            "No se sabe si se devolvió.",
            "Banchile no dio una respuesta clara.",
            "No devuelva otra vez: revise en el portal de Banchile y anote aquí el resultado.",
        ),
        RefundState::Decided { finding, by } => match finding {
            RefundFinding::GivenBack => explanation(
                &format!("Se devolvieron {amount}."),
                format!("Lo comprobó {by}."),
                "",
            ),
            RefundFinding::NotGivenBack => explanation(
                "No se devolvió nada.",
                format!("Lo comprobó {by}."),
                "Puede devolver de nuevo.",
            ),
        },
    }
}

fn not_refunded(why: &NotRefunded) -> (String, String) {
    match why {
        NotRefunded::Refused { reason, message } => match auth_failure(reason, message) {
            Some(failure) => credentials(failure),
            None => (
                format!(
                    "Banchile no aceptó la devolución: {}.",
                    worded(reason, message)
                ),
                "Corrija lo que dice e intente de nuevo.".to_owned(),
            ),
        },
        NotRefunded::Unreachable { .. } => (
            "No hay conexión con Banchile.".to_owned(),
            "Revise internet e intente de nuevo.".to_owned(),
        ),
    }
}

/// The plain answer to "¿Pagó o no?": how the sale stands after asking, and when that was.
#[must_use]
pub fn explain_inquiry(sale: &SaleRecord, inquiry: &Inquiry, zone: &TimeZone) -> Explanation {
    if let Some(failure) = inquiry.unanswered(&sale.state) {
        return explain_failure(failure);
    }
    let asked = time_of_day(inquiry.at, zone);
    let told = |money: String, advice: &str| {
        explanation(&money, format!("Banchile lo dijo a las {asked}."), advice)
    };
    match &sale.state {
        SaleState::Approved => told(
            format!("Sí pagó {}{}.", sale.amount, authorizations(sale)),
            "Puede entregar.",
        ),
        SaleState::Refunded { given_back } => told(
            format!("Pagó, y se le devolvieron {given_back}."),
            "No entregue sin revisar la venta.",
        ),
        SaleState::Pending { progress } => match progress {
            Progress::Waiting | Progress::AttemptRejected { .. } => told(
                "Todavía no ha pagado.".to_owned(),
                "El cliente aún puede pagar; no entregue.",
            ),
            Progress::Validating => told(
                "Todavía no se sabe: el banco está validando un pago.".to_owned(),
                "No entregue ni cobre de nuevo hasta saberlo.",
            ),
            Progress::PartlyPaid { paid } => told(
                format!("Pagó {paid} de {}.", sale.amount),
                "Falta el resto; no entregue.",
            ),
        },
        SaleState::Rejected { rejection } => told(
            format!("No pagó. {}", explain_rejection(rejection)),
            "Puede cobrar de nuevo.",
        ),
        SaleState::PartialExpired { paid } => told(
            format!("Pagó solo {paid} de {}.", sale.amount),
            "Cobre el resto o devuelva lo pagado.",
        ),
        SaleState::Opening | SaleState::Unopened { .. } => {
            told("No pagó.".to_owned(), "Puede cobrar de nuevo.")
        }
        SaleState::Attention { attention } => explain_attention(attention),
        SaleState::Conflict { conflict } => explain_conflict(conflict),
        SaleState::Unsure { why } => explain_unsure(*why),
    }
}

/// Such as `, autorización 614761`.
fn authorizations(sale: &SaleRecord) -> String {
    let transactions = sale
        .sessions
        .iter()
        .flat_map(|session| &session.transactions);
    let approved = transactions.filter(|told| told.status == TransactionStatus::Approved);
    let codes: Vec<_> = approved
        .filter_map(|told| told.authorization.as_deref())
        .collect();
    match codes.as_slice() {
        [] => String::new(),
        codes => format!(", autorización {}", codes.join(", ")),
    }
}

/// What a cancel found where the gateway answered but did not end the session.
#[must_use]
pub fn explain_not_cancelled() -> Explanation {
    explanation(
        "Todavía no se cobró nada.",
        "Banchile no canceló el cobro y sigue abierto.",
        "El cliente todavía puede pagar. Intente cancelar de nuevo en un momento.",
    )
}

/// Why an open sale calls for attention.
#[must_use]
pub fn explain_attention(attention: &Attention) -> Explanation {
    let what = match attention {
        Attention::UnknownStatus { status } => {
            format!("Banchile dio un estado que Cobro no conoce ({status}).")
        }
        Attention::Mismatch { .. } => {
            "La respuesta de Banchile no coincide con esta venta.".to_owned()
        }
        Attention::UnclearSum { paid } if paid.minor == 0 => {
            "Banchile dice que se pagó, pero no muestra ningún pago.".to_owned()
        }
        Attention::UnclearSum { paid } => {
            format!("Banchile dice que se pagó una parte, pero suma {paid}.")
        }
        Attention::NotFound => "Banchile no conoce este cobro.".to_owned(),
    };
    explanation(NOT_KNOWN, what, ASKING)
}

/// What does not fit where money moved.
#[must_use]
pub fn explain_conflict(conflict: &Conflict) -> Explanation {
    let moved = "Se movió dinero, pero no como se pidió.";
    let what = match conflict {
        Conflict::RequestId { told } => format!("Banchile respondió por otro cobro ({told})."),
        Conflict::Reference { told: Some(told) } => {
            format!("Banchile respondió por otra referencia ({told}).")
        }
        Conflict::Reference { told: None } => "La respuesta no trae la referencia.".to_owned(),
        Conflict::Currency { told: Some(told) } => format!("Se pagó en otra moneda ({told})."),
        Conflict::Currency { told: None } => "La respuesta no dice la moneda.".to_owned(),
        Conflict::Sum { paid } => format!("Lo pagado suma {paid}, que no es el monto de la venta."),
        Conflict::AmountUntold => "Banchile aprobó un pago sin decir su monto.".to_owned(),
        Conflict::Overflow => "Lo pagado no suma un monto posible.".to_owned(),
        Conflict::PaidThoughRejected { paid } => {
            format!("El cobro terminó rechazado, pero tiene {paid} pagados.")
        }
        Conflict::PaidTwice => "Esta venta se pagó dos veces.".to_owned(),
    };
    explanation(moved, what, CALL)
}

/// Why nobody knows whether a sale is paid.
#[must_use]
pub fn explain_unsure(why: Unsure) -> Explanation {
    let (what, advice) = match why {
        Unsure::Forgotten => (
            "El respaldo que se restauró no alcanzó a guardar qué pasó con este cobro.",
            "Búsquelo por su referencia en el portal de Banchile. Si no está pagado, haga un cobro \
             nuevo.",
        ),
        Unsure::BeforeRestore => (
            "Esta venta es anterior al respaldo que se restauró: puede que se haya pagado después.",
            "Búsquela en el portal de Banchile por monto y hora: puede tener otra referencia. Si no \
             está pagada, haga un cobro nuevo.",
        ),
        Unsure::Doubted => (
            "Banchile dijo que este cobro terminó sin pago, y después dijo otra cosa.",
            ASKING,
        ),
    };
    explanation(NOT_KNOWN, what, advice)
}

/// Why a session ended without a payment, in one sentence.
#[must_use]
pub fn explain_rejection(rejection: &Rejection) -> String {
    match (rejection.reason.as_str(), rejection.message.trim()) {
        ("MC", _) => "El cobro se canceló en la caja.".to_owned(),
        ("?C", _) => "El cliente canceló el pago.".to_owned(),
        ("EX", _) => "Se acabó el tiempo y nadie pagó.".to_owned(),
        (_, "") => "Banchile no dio un motivo.".to_owned(),
        (_, message) => with_full_stop(message),
    }
}

fn auth_failure(reason: &str, message: &str) -> Option<AuthFailure> {
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

fn credentials(failure: AuthFailure) -> (String, String) {
    let (what, advice) = match failure {
        AuthFailure::UnknownLogin => (
            "Banchile no reconoce el usuario de este comercio (101).",
            "Revise las credenciales en Ajustes.",
        ),
        AuthFailure::WrongKey => (
            "La llave secreta de este comercio no es la correcta (102).",
            "Revise las credenciales en Ajustes.",
        ),
        AuthFailure::Clock => (
            "El reloj de este computador está mal y Banchile no acepta la hora (103).",
            "Ponga la fecha y la hora correctas e intente de nuevo.",
        ),
        AuthFailure::SiteInactive => (
            "El comercio está inactivo en Banchile (104).",
            "Llame a Banchile Pagos para activarlo.",
        ),
        AuthFailure::SiteExpired => (
            "El comercio está vencido en Banchile (105).",
            "Llame a Banchile Pagos para renovarlo.",
        ),
        AuthFailure::CredentialsExpired => (
            "Las credenciales de este comercio vencieron (106).",
            "Pida credenciales nuevas a Banchile Pagos.",
        ),
        AuthFailure::Missing | AuthFailure::Malformed | AuthFailure::Other(_) => {
            let number = failure.number().map(|n| format!(" ({n})"));
            let number = number.unwrap_or_default();
            return (
                format!("Banchile no acepta las credenciales{number}."),
                "Revíselas en Ajustes; si sigue igual, llame a Banchile Pagos.".into(),
            );
        }
    };
    (what.to_owned(), advice.to_owned())
}

fn refused(reason: &str, message: &str) -> (String, String) {
    let advice = "Corrija lo que dice e intente de nuevo, o cobre de otra forma.";
    (
        format!("Banchile no aceptó el cobro: {}.", worded(reason, message)),
        advice.to_owned(),
    )
}

/// The gateway's words for people, or its machine word where it has none.
fn worded<'a>(reason: &'a str, message: &'a str) -> &'a str {
    match message.trim() {
        "" => reason,
        message => message.trim_end_matches('.'),
    }
}

fn with_full_stop(message: &str) -> String {
    format!("{}.", message.trim_end_matches('.'))
}
