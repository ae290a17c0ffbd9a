//! What people are told when something went wrong, in Spanish of Chile. Each explanation answers,
//! in this order: was money moved, what happened, what to do now.

use std::fmt;

use checkout::{AuthFailure, Problem, RequestError};
use ledger::{Fault, OpenError, Paper};
use receipt::{PrinterError, PrinterTarget};
use sale::{AmountError, Attention, Conflict, Currency, Rejection, Unopened};

use crate::{Error, Failure, Field, KeychainError, SettingsError, StartError};

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
const CALL: &str = "Llame a su supervisor antes de entregar.";

fn explanation(money: &str, what: impl Into<String>, advice: impl Into<String>) -> Explanation {
    Explanation {
        money: money.to_owned(),
        what: what.into(),
        advice: advice.into(),
    }
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
        Attention::UnclearSum { paid } => {
            format!("Banchile dice que se pagó una parte, pero suma {paid}.")
        }
        Attention::NotFound => "Banchile no conoce este cobro.".to_owned(),
    };
    let advice = "Seguimos preguntando. No entregue ni cobre de nuevo; llame a su supervisor.";
    explanation(NOT_KNOWN, what, advice)
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

/// Why a typed amount cannot be charged.
#[must_use]
pub fn explain_amount(error: AmountError) -> Explanation {
    let (what, advice) = match error {
        AmountError::Empty => ("Falta el monto.".to_owned(), "Ingrese el monto.".to_owned()),
        AmountError::NotANumber => (
            "Eso no es un monto.".to_owned(),
            "Use solo números, como 12990 o 12.990.".to_owned(),
        ),
        AmountError::Negative => (
            "El monto es negativo.".to_owned(),
            "Ingrese un monto mayor que cero.".to_owned(),
        ),
        AmountError::Zero => (
            "El monto es cero.".to_owned(),
            "Ingrese un monto mayor que cero.".to_owned(),
        ),
        AmountError::TooLarge { most } => (
            format!("El monto es demasiado grande: el máximo es {most}."),
            "Revise los dígitos o divida el cobro.".to_owned(),
        ),
        AmountError::Decimals { currency } if currency == Currency::CLP => (
            "El monto lleva decimales y el peso no los tiene.".to_owned(),
            "Ingrese pesos enteros, como 12990.".to_owned(),
        ),
        AmountError::Decimals { currency } => (
            format!("El monto lleva más decimales de los que tiene {currency}."),
            "Corrija los decimales.".to_owned(),
        ),
    };
    explanation(NOTHING_CHARGED, what, advice)
}

/// Why something was not done.
#[must_use]
pub fn explain_error(error: &Error) -> Explanation {
    match error {
        Error::Ledger(ledger::Error::ReferenceUsed(reference)) => explanation(
            NOTHING_CHARGED,
            format!("La referencia {reference} ya se usó."),
            "Elija otra o déjela en blanco.",
        ),
        Error::Ledger(ledger::Error::StillPayable(_)) => explanation(
            "",
            "Esta venta ya está pagada o todavía se puede pagar.",
            "No cobre de nuevo; revise su estado.",
        ),
        Error::Ledger(ledger::Error::Unknown { .. }) => {
            explanation("", "No existe esa venta en esta caja.", "Revise el número.")
        }
        Error::Ledger(ledger::Error::Database(error)) => explanation(
            "No se cobra mientras no se pueda guardar.",
            format!("El registro no se puede usar ({error})."),
            "Revise el espacio en disco y avise a soporte. Nada de lo guardado se perdió.",
        ),
        Error::Request(error) => request(*error),
        Error::Currency => explanation(
            NOTHING_CHARGED,
            "Banchile no cobra en esa moneda.",
            "Cobre en pesos.",
        ),
        Error::NotOpen => explanation(
            "",
            "Esta venta no tiene un cobro abierto.",
            "Revise su estado en la lista de ventas.",
        ),
        Error::NoReceipt => explanation(
            "",
            "Esta venta no está pagada.",
            "Solo lo pagado lleva comprobante.",
        ),
        Error::Closing => explanation("", "Cobro se está cerrando.", "Ábralo de nuevo."),
    }
}

/// Why a till could not start.
#[must_use]
pub fn explain_start(error: &StartError) -> Explanation {
    match error {
        StartError::Ledger(OpenError::Owned(_)) => explanation(
            "",
            "Cobro ya está abierto en este computador, en otra ventana o programa.",
            "Use la que está abierta, o ciérrela antes de abrir otra.",
        ),
        StartError::Ledger(OpenError::Missing(folder)) => explanation(
            "",
            format!("No hay ventas guardadas en {}.", folder.display()),
            "Revise la carpeta de datos.",
        ),
        StartError::Ledger(OpenError::Newer) => explanation(
            "",
            "El registro es de una versión más nueva de Cobro.",
            "Instale la versión nueva; el registro queda como estaba.",
        ),
        StartError::Ledger(OpenError::Foreign(path)) => explanation(
            "",
            format!("{} no es un registro de Cobro.", path.display()),
            "Mueva ese archivo a otra parte o elija otra carpeta de datos.",
        ),
        StartError::Ledger(error @ (OpenError::Folder { .. } | OpenError::Database(_))) => {
            explanation(
                "",
                format!("El registro no se puede abrir ({error})."),
                "Revise los permisos y el espacio en disco, y avise a soporte.",
            )
        }
        StartError::Recovery(error) => explanation(
            "",
            format!("El registro no se puede usar ({error})."),
            "Revise el espacio en disco y avise a soporte. Nada de lo guardado se perdió.",
        ),
        StartError::Secret(KeychainError::NoSecret) => explanation(
            "",
            "Falta la llave secreta de este comercio.",
            "Configure la caja de nuevo con «cobroctl init», o entréguela en COBRO_SECRET_KEY.",
        ),
        StartError::Secret(error @ (KeychainError::Unusable(_) | KeychainError::NotKept)) => {
            explanation(
                "",
                format!("El llavero del sistema no se puede usar ({error})."),
                "Desbloquéelo, o entregue la llave en COBRO_SECRET_KEY.",
            )
        }
        StartError::Sandbox(why) => explanation(
            "",
            format!("El ambiente de capacitación no pudo partir ({why})."),
            "Cierre otros programas e intente de nuevo.",
        ),
        StartError::Settings(error) => explain_settings(error),
        StartError::Connection(error) => explanation(
            "",
            format!("No se pudo preparar la conexión con Banchile ({error})."),
            "Reinicie el computador y avise a soporte si sigue igual.",
        ),
    }
}

/// Why settings cannot be used.
#[must_use]
pub fn explain_settings(error: &SettingsError) -> Explanation {
    let (what, advice) = match error {
        SettingsError::Environment(name) => (
            format!("No existe el ambiente «{name}»."),
            "Use training, test, uat, production o custom.".to_owned(),
        ),
        SettingsError::Address(_) => (
            "La dirección de Banchile no sirve.".to_owned(),
            "Use una https; http solo vale en este mismo computador.".to_owned(),
        ),
        SettingsError::AddressMissing => (
            "Falta la dirección del ambiente custom.".to_owned(),
            "Indíquela con --url.".to_owned(),
        ),
        SettingsError::AddressFixed => (
            "Solo el ambiente custom lleva una dirección.".to_owned(),
            "Quite --url o use custom.".to_owned(),
        ),
        SettingsError::Login => (
            "El usuario del comercio no sirve.".to_owned(),
            "Tiene de 1 a 32 caracteres; configúrelo de nuevo con «cobroctl init --login»."
                .to_owned(),
        ),
        SettingsError::Field(field) => wrong_field(*field),
        SettingsError::Unreadable { path, why } => (
            format!(
                "La configuración {} no se puede leer ({why}).",
                path.display()
            ),
            "Corríjala o configure la caja de nuevo; las ventas no se tocan.".to_owned(),
        ),
        SettingsError::Unwritable { path, why } => (
            format!(
                "La configuración {} no se puede guardar ({why}).",
                path.display()
            ),
            "Revise los permisos y el espacio en disco.".to_owned(),
        ),
    };
    explanation("", what, advice)
}

fn wrong_field(field: Field) -> (String, String) {
    let (what, advice) = match field {
        Field::TillCode => (
            "El código de la caja no sirve.",
            "Use de 1 a 6 letras o números.",
        ),
        Field::ReturnUrl => (
            "La página de retorno no sirve.",
            "Use una dirección completa, como https://www.sutienda.cl/gracias.",
        ),
        Field::ShopRut => (
            "El RUT del comercio no sirve.",
            "Revise el dígito verificador; la forma es 76.086.428-5.",
        ),
        Field::Printer => (
            "La impresora no sirve.",
            "Use tcp:192.168.1.50:9100 o file:/ruta/al/archivo.",
        ),
        Field::Columns => ("El ancho del papel no sirve.", "Use 32, 42 o 48 columnas."),
    };
    (what.to_owned(), advice.to_owned())
}

fn request(error: RequestError) -> Explanation {
    let (what, advice) = match (error.field(), error.problem()) {
        ("payment.reference", _) => (
            "La referencia no sirve.".to_owned(),
            "Use de 1 a 32 letras, números o signos, sin espacios.".to_owned(),
        ),
        ("payment.description", Problem::TooLong { most }) => (
            "La descripción es demasiado larga.".to_owned(),
            format!("Use a lo más {most} caracteres."),
        ),
        ("payment.description", _) => (
            "La descripción tiene caracteres que Banchile no acepta.".to_owned(),
            "Escríbala de nuevo con letras, números y signos.".to_owned(),
        ),
        ("payment.amount.total", _) => (
            "El monto no sirve.".to_owned(),
            "Ingrese un monto mayor que cero.".to_owned(),
        ),
        ("expiration", _) => (
            "El plazo para pagar es muy corto.".to_owned(),
            "Dé al menos 5 minutos.".to_owned(),
        ),
        ("returnUrl", _) => (
            "La página de retorno no sirve.".to_owned(),
            "Corríjala en Ajustes: una dirección completa de a lo más 255 caracteres.".to_owned(),
        ),
        (field, problem) => (
            format!("Banchile no acepta un dato de este cobro ({field}: {problem})."),
            "Corríjalo o avise a soporte.".to_owned(),
        ),
    };
    explanation(NOTHING_CHARGED, what, advice)
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
    let why = match message.trim() {
        "" => reason,
        message => message.trim_end_matches('.'),
    };
    let advice = "Corrija lo que dice e intente de nuevo, o cobre de otra forma.";
    (
        format!("Banchile no aceptó el cobro: {why}."),
        advice.to_owned(),
    )
}

fn with_full_stop(message: &str) -> String {
    format!("{}.", message.trim_end_matches('.'))
}

/// A printer's name for people.
pub(crate) fn printer_name(target: &PrinterTarget) -> String {
    match target {
        PrinterTarget::File(path) => {
            let name = path.file_name().unwrap_or(path.as_os_str());
            format!("el archivo {}", name.display())
        }
        PrinterTarget::Network { host, port } => format!("la impresora {host}:{port}"),
    }
}

pub(crate) fn no_printer() -> Fault {
    fault(
        "No hay una impresora configurada.",
        "Elija una en Ajustes y reimprima.",
        Paper::Untouched,
    )
}

pub(crate) fn interrupted_print() -> Fault {
    fault(
        "Cobro se detuvo mientras se imprimía.",
        "Revise el papel. Si el comprobante no salió completo, reimprima.",
        Paper::Unsure,
    )
}

pub(crate) fn no_receipt() -> Fault {
    fault(
        "Esta venta ya no tiene comprobante.",
        "Avise a soporte.",
        Paper::Untouched,
    )
}

pub(crate) fn printer_fault(error: &PrinterError) -> Fault {
    match error {
        PrinterError::UnknownHost { host, .. } => fault(
            format!("La impresora {host} no existe en la red."),
            "Revise su nombre en Ajustes y reimprima.",
            Paper::Untouched,
        ),
        PrinterError::Unreachable { host, port, .. } => fault(
            format!("La impresora {host}:{port} no responde."),
            "Revise que esté encendida y conectada, y reimprima.",
            Paper::Untouched,
        ),
        PrinterError::Interrupted { .. } => fault(
            "La impresora no terminó el comprobante.",
            "Revise el papel y la tapa. Si no salió completo, reimprima.",
            Paper::Unsure,
        ),
        PrinterError::Unplugged { path, .. } => fault(
            format!("La impresora no está conectada ({}).", path.display()),
            "Conéctela, enciéndala y reimprima.",
            Paper::Untouched,
        ),
        PrinterError::PermissionDenied { path, .. } => fault(
            format!("Este usuario no puede imprimir en {}.", path.display()),
            "Pida permiso a quien administra el computador y reimprima.",
            Paper::Untouched,
        ),
        PrinterError::FileUnusable { path, source } => fault(
            format!("No se pudo escribir en {} ({source}).", path.display()),
            "Revise el disco o elija otra impresora en Ajustes, y reimprima.",
            Paper::Untouched,
        ),
    }
}

fn fault(what: impl Into<String>, advice: &str, paper: Paper) -> Fault {
    Fault {
        what: what.into(),
        advice: advice.to_owned(),
        paper,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
