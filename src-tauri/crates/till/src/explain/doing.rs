//! What was asked of the till and not done.

use std::time::Duration;

use checkout::{Problem, RequestError};
use sale::{AmountError, Currency, Deed, NotRefundable};

use super::gateway::explain_unsure;
use super::starting::explain_open;
use super::{Explanation, NOTHING_CHARGED, explanation};
use crate::{Error, Standstill};

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
        Error::Ledger(ledger::Error::Unsure { why, .. }) => Explanation {
            money: "No se volvió a cobrar.".to_owned(),
            ..explain_unsure(*why)
        },
        Error::Ledger(ledger::Error::Unknown { .. }) => {
            explanation("", "No existe esa venta en esta caja.", "Revise el número.")
        }
        Error::Ledger(ledger::Error::Duplicate(sale)) => explanation(
            NOTHING_CHARGED,
            format!("La venta {sale}, por el mismo monto, todavía está pendiente."),
            "Si es otro cliente, confirme y cobre; si es el mismo, siga con esa venta.",
        ),
        Error::Ledger(ledger::Error::NotRefundable(why)) => not_refundable(*why),
        Error::Ledger(ledger::Error::AlreadySettled(_)) => explanation(
            "",
            "Ya se sabe qué pasó con esa devolución.",
            "Revise su estado en la venta.",
        ),
        Error::Ledger(
            error @ (ledger::Error::DiskFull
            | ledger::Error::Disk { .. }
            | ledger::Error::Damaged { .. }
            | ledger::Error::Database(_)),
        ) => match Standstill::after(error) {
            Some(standstill) => explain_standstill(&standstill),
            None => explanation(
                "No se cobra mientras no se pueda guardar.",
                format!("El registro no se puede usar ({error})."),
                "Intente de nuevo y avise a soporte. Nada de lo guardado se perdió.",
            ),
        },
        Error::Reader(error) => explain_open(error),
        Error::Stopped(standstill) => explain_standstill(standstill),
        Error::NoSuchTransaction => explanation(
            "No se devolvió nada.",
            "Esa venta no tiene ese pago.",
            "Revise el número del pago en el detalle de la venta.",
        ),
        Error::Nameless => explanation(
            "No se devolvió nada.",
            "Falta el nombre de quien autoriza.",
            "Indique el nombre del supervisor.",
        ),
        Error::StillOpen => explanation(
            "",
            "El turno sigue abierto.",
            "Ciérrelo antes de imprimir su cierre.",
        ),
        Error::Locked => explanation(
            "",
            "La caja está bloqueada.",
            "Elija su nombre e ingrese su clave.",
        ),
        Error::NotAllowed(deed) => not_allowed(*deed),
        Error::WrongPin { left: None } => {
            explanation("", "La clave no es correcta.", "Ingrésela de nuevo.")
        }
        Error::WrongPin { left: Some(left) } => explanation(
            "",
            "La clave no es correcta.",
            format!("Espere {} para intentar de nuevo.", span(*left)),
        ),
        Error::LockedOut { left } => explanation(
            "",
            "Hubo demasiadas claves incorrectas.",
            format!("Espere {} para intentar de nuevo.", span(*left)),
        ),
        Error::Pin(why) => explanation(
            "",
            format!("La clave no se pudo guardar ({why})."),
            "Intente de nuevo o avise a soporte.",
        ),
        Error::Ledger(ledger::Error::NameUsed(name)) => explanation(
            "",
            format!("Ya hay alguien que se llama {name} en esta caja."),
            "Elija otro nombre, por ejemplo con la inicial del apellido.",
        ),
        Error::Ledger(ledger::Error::NoSupervisor) => explanation(
            "",
            "La caja se quedaría sin supervisor.",
            "Primero dé ese rol a otra persona.",
        ),
        Error::Ledger(ledger::Error::NoOpenShift) => {
            explanation("", "Ese turno no está abierto.", "Revise los turnos.")
        }
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
        Error::NoSlip => explanation(
            "",
            "Esta venta no terminó sin pago.",
            "Revise su estado en la lista de ventas.",
        ),
        Error::NotPrinted(fault) => explanation("", &fault.what, &fault.advice),
        Error::Closing => explanation("", "Cobro se está cerrando.", "Ábralo de nuevo."),
    }
}

fn not_allowed(deed: Deed) -> Explanation {
    let (money, what) = match deed {
        Deed::Sell => (NOTHING_CHARGED, "Usted no puede cobrar en esta caja."),
        Deed::GiveBack => (
            "No se devolvió nada.",
            "Para devolver dinero se necesita un supervisor.",
        ),
        Deed::CloseForeignShift => (
            "",
            "El turno es de otra persona: lo cierra ella o un supervisor.",
        ),
        Deed::Export => (
            "",
            "Para llevarse las ventas en una planilla se necesita un supervisor.",
        ),
        Deed::SetUp => ("", "Para cambiar los ajustes se necesita un supervisor."),
    };
    explanation(money, what, "Pida a un supervisor que ingrese su clave.")
}

/// Such as `30 segundos` or `5 minutos`, rounded up.
fn span(left: Duration) -> String {
    let seconds = left.as_secs() + u64::from(left.subsec_nanos() > 0);
    match seconds {
        1 => "1 segundo".to_owned(),
        ..90 => format!("{seconds} segundos"),
        _ => format!("{} minutos", seconds.div_ceil(60)),
    }
}

/// Why the till does not trade.
#[must_use]
pub fn explain_standstill(standstill: &Standstill) -> Explanation {
    let (what, advice) = match standstill {
        Standstill::DiskFull => (
            "El disco de este computador está lleno.".to_owned(),
            "Libere espacio: Cobro sigue solo. Nada de lo guardado se perdió.".to_owned(),
        ),
        Standstill::DiskFailed { why } => (
            format!("El disco falló al guardar ({why})."),
            "Cierre Cobro, revise el disco y ábralo de nuevo. Nada de lo guardado se perdió."
                .to_owned(),
        ),
        Standstill::Damaged { why } => (
            "El registro de ventas está dañado.".to_owned(),
            format!(
                "No cobre por aquí y avise a soporte: se recupera con «cobroctl restore» ({why})."
            ),
        ),
    };
    explanation("No se cobra mientras no se pueda guardar.", what, advice)
}

fn not_refundable(why: NotRefundable) -> Explanation {
    let (what, advice) = match why {
        NotRefundable::NotApproved => (
            "Ese pago no está aprobado.".to_owned(),
            "Solo se devuelve lo que se cobró.",
        ),
        NotRefundable::OtherCurrency { told } => (
            format!("La pasarela informó que ese pago fue de {told}, en otra moneda."),
            "Revíselo y devuélvalo en el portal de Banchile.",
        ),
        NotRefundable::InFlight => (
            "No se sabe qué pasó con una devolución anterior de este pago.".to_owned(),
            "Revísela en el portal de Banchile y anote el resultado antes de devolver otra vez.",
        ),
        NotRefundable::GivenBack => (
            "Ese pago ya se devolvió completo.".to_owned(),
            "No hay nada más que devolver.",
        ),
        NotRefundable::Nothing => (
            "El monto a devolver es cero.".to_owned(),
            "Ingrese un monto mayor que cero.",
        ),
        NotRefundable::TooMuch { left } => (
            format!("Se pueden devolver a lo más {left}."),
            "Corrija el monto.",
        ),
    };
    explanation("No se devolvió nada.", what, advice)
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
