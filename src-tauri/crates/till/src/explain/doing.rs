//! What was asked of the till and not done.

use std::time::Duration;

use checkout::Problem;
use sale::{AmountError, Currency, Deed, Words, words};

use super::gateway::explain_unsure;
use super::refunds::not_refundable;
use super::starting::explain_open;
use super::{
    Explanation, disk_full, ledger_damaged, ledger_unusable, nothing_charged, nothing_given_back,
    nothing_lost, restore_it, return_page_wrong, told,
};
use crate::{Error, Standstill};

/// Why a typed amount cannot be charged.
#[must_use]
pub fn explain_amount(error: AmountError) -> Explanation {
    let (what, advice) = match error {
        AmountError::Empty => (
            words!("Falta el monto.", "The amount is missing."),
            words!("Ingrese el monto.", "Enter the amount."),
        ),
        AmountError::NotANumber => (
            words!("Eso no es un monto.", "That is not an amount."),
            words!(
                "Use solo números, como 12990 o 12.990.",
                "Use numbers only, such as 12990 or 12.990."
            ),
        ),
        AmountError::Negative => (
            words!("El monto es negativo.", "The amount is negative."),
            more_than_zero(),
        ),
        AmountError::Zero => (
            words!("El monto es cero.", "The amount is zero."),
            more_than_zero(),
        ),
        AmountError::TooLarge { most } => (
            words!(
                "El monto es demasiado grande: el máximo es {most}.",
                "The amount is too large: the most is {most}."
            ),
            words!(
                "Revise los dígitos o divida el cobro.",
                "Check the digits or split the charge."
            ),
        ),
        AmountError::Decimals { currency } if currency == Currency::CLP => (
            words!(
                "El monto lleva decimales y el peso no los tiene.",
                "The amount has decimals and the peso has none."
            ),
            words!(
                "Ingrese pesos enteros, como 12990.",
                "Enter whole pesos, such as 12990."
            ),
        ),
        AmountError::Decimals { currency } => (
            words!(
                "El monto lleva más decimales de los que tiene {currency}.",
                "The amount has more decimals than {currency} has."
            ),
            words!("Corrija los decimales.", "Correct the decimals."),
        ),
    };
    Explanation {
        money: nothing_charged(),
        what,
        advice,
    }
}

pub(super) fn more_than_zero() -> Words {
    words!(
        "Ingrese un monto mayor que cero.",
        "Enter an amount greater than zero."
    )
}

/// Why something was not done.
#[must_use]
pub fn explain_error(error: &Error) -> Explanation {
    match error {
        Error::Ledger(error) => refused_by_ledger(error),
        Error::Reader(error) => explain_open(error),
        Error::Stopped(standstill) => explain_standstill(standstill),
        Error::NoSuchTransaction => Explanation {
            money: nothing_given_back(),
            what: words!(
                "Esa venta no tiene ese pago.",
                "That sale does not have that payment."
            ),
            advice: words!(
                "Revise el número del pago en el detalle de la venta.",
                "Check the payment's number in the sale's details."
            ),
        },
        Error::Nameless => Explanation {
            money: nothing_given_back(),
            what: words!(
                "Falta el nombre de quien autoriza.",
                "The name of whoever authorizes it is missing."
            ),
            advice: words!(
                "Indique el nombre del supervisor.",
                "Give the supervisor's name."
            ),
        },
        Error::StillOpen => told(
            words!("El turno sigue abierto.", "The shift is still open."),
            words!(
                "Ciérrelo antes de imprimir su cierre.",
                "Close it before printing its close."
            ),
        ),
        Error::Locked => told(
            words!("La caja está bloqueada.", "The till is locked."),
            words!(
                "Elija su nombre e ingrese su clave.",
                "Choose your name and enter your PIN."
            ),
        ),
        Error::NotAllowed(deed) => not_allowed(*deed),
        Error::WrongPin { left } => wrong_pin(*left),
        Error::LockedOut { left } => told(
            words!(
                "Hubo demasiadas claves incorrectas.",
                "There were too many wrong PINs."
            ),
            wait(*left),
        ),
        Error::Pin(why) => told(
            words!(
                "La clave no se pudo guardar ({why}).",
                "The PIN could not be saved ({why})."
            ),
            words!(
                "Intente de nuevo o avise a soporte.",
                "Try again or contact support."
            ),
        ),
        Error::Request(error) => request(error.field(), error.problem()),
        Error::Currency => Explanation {
            money: nothing_charged(),
            what: words!(
                "Banchile no cobra en esa moneda.",
                "Banchile does not charge in that currency."
            ),
            advice: words!("Cobre en pesos.", "Charge in pesos."),
        },
        Error::NotOpen => told(
            words!(
                "Esta venta no tiene un cobro abierto.",
                "This sale has no open charge."
            ),
            look_in_the_list(),
        ),
        Error::NoReceipt => told(
            words!("Esta venta no está pagada.", "This sale is not paid."),
            words!(
                "Solo lo pagado lleva comprobante.",
                "Only what is paid has a receipt."
            ),
        ),
        Error::NoSlip => told(
            words!(
                "Esta venta no terminó sin pago.",
                "This sale did not end without a payment."
            ),
            look_in_the_list(),
        ),
        Error::NotPrinted(fault) => told(fault.what.clone(), fault.advice.clone()),
        Error::Closing => told(
            words!("Cobro se está cerrando.", "Cobro is closing."),
            words!("Ábralo de nuevo.", "Open it again."),
        ),
    }
}

fn look_in_the_list() -> Words {
    words!(
        "Revise su estado en la lista de ventas.",
        "Check how it stands in the list of sales."
    )
}

/// Why the ledger failed or refused.
fn refused_by_ledger(error: &ledger::Error) -> Explanation {
    match error {
        ledger::Error::ReferenceUsed(reference) => Explanation {
            money: nothing_charged(),
            what: words!(
                "La referencia {reference} ya se usó.",
                "The reference {reference} was used already."
            ),
            advice: words!(
                "Elija otra o déjela en blanco.",
                "Choose another one or leave it blank."
            ),
        },
        ledger::Error::StillPayable(_) => told(
            words!(
                "Esta venta ya está pagada o todavía se puede pagar.",
                "This sale is already paid or can still be paid."
            ),
            words!(
                "No cobre de nuevo; revise su estado.",
                "Do not charge again; check how it stands."
            ),
        ),
        ledger::Error::Unsure { why, .. } => Explanation {
            money: words!("No se volvió a cobrar.", "It was not charged again."),
            ..explain_unsure(*why)
        },
        ledger::Error::Unknown { .. } => told(
            words!(
                "No existe esa venta en esta caja.",
                "There is no such sale at this till."
            ),
            words!("Revise el número.", "Check the number."),
        ),
        ledger::Error::Duplicate(sale) => Explanation {
            money: nothing_charged(),
            what: words!(
                "La venta {sale}, por el mismo monto, todavía está pendiente.",
                "Sale {sale}, for the same amount, is still pending."
            ),
            advice: words!(
                "Si es otro cliente, confirme y cobre; si es el mismo, siga con esa venta.",
                "If it is another customer, confirm and charge; if it is the same one, go on with \
                 that sale."
            ),
        },
        ledger::Error::NotRefundable(why) => not_refundable(*why),
        ledger::Error::AlreadySettled(_) => told(
            words!(
                "Ya se sabe qué pasó con esa devolución.",
                "What became of that refund is known already."
            ),
            words!(
                "Revise su estado en la venta.",
                "Check how it stands in the sale."
            ),
        ),
        ledger::Error::NameUsed(name) => told(
            words!(
                "Ya hay alguien que se llama {name} en esta caja.",
                "There is somebody called {name} at this till already."
            ),
            words!(
                "Elija otro nombre, por ejemplo con la inicial del apellido.",
                "Choose another name, for example with the surname's initial."
            ),
        ),
        ledger::Error::NoSupervisor => told(
            words!(
                "La caja se quedaría sin supervisor.",
                "The till would be left without a supervisor."
            ),
            words!(
                "Primero dé ese rol a otra persona.",
                "First give that role to somebody else."
            ),
        ),
        ledger::Error::NoOpenShift => told(
            words!("Ese turno no está abierto.", "That shift is not open."),
            words!("Revise los turnos.", "Check the shifts."),
        ),
        ledger::Error::DiskFull
        | ledger::Error::Disk { .. }
        | ledger::Error::Damaged { .. }
        | ledger::Error::Database(_) => match Standstill::after(error) {
            Some(standstill) => explain_standstill(&standstill),
            None => failed_once(error),
        },
    }
}

fn failed_once(error: &ledger::Error) -> Explanation {
    Explanation {
        money: not_charging(),
        what: ledger_unusable(error),
        advice: words!(
            "Intente de nuevo y avise a soporte. {nothing_lost}",
            "Try again and contact support. {nothing_lost}";
            nothing_lost = nothing_lost()
        ),
    }
}

fn not_charging() -> Words {
    words!(
        "No se cobra mientras no se pueda guardar.",
        "Nothing is charged while it cannot be saved."
    )
}

fn wrong_pin(left: Option<Duration>) -> Explanation {
    let what = words!("La clave no es correcta.", "The PIN is not right.");
    match left {
        None => told(what, words!("Ingrésela de nuevo.", "Enter it again.")),
        Some(left) => told(what, wait(left)),
    }
}

fn wait(left: Duration) -> Words {
    words!(
        "Espere {left} para intentar de nuevo.",
        "Wait {left} before trying again.";
        left = span(left)
    )
}

fn not_allowed(deed: Deed) -> Explanation {
    let (money, what) = match deed {
        Deed::Sell => (
            nothing_charged(),
            words!(
                "Usted no puede cobrar en esta caja.",
                "You cannot charge at this till."
            ),
        ),
        Deed::GiveBack => (
            nothing_given_back(),
            words!(
                "Para devolver dinero se necesita un supervisor.",
                "Refunding money takes a supervisor."
            ),
        ),
        Deed::CloseForeignShift => (
            Words::default(),
            words!(
                "El turno es de otra persona: lo cierra ella o un supervisor.",
                "The shift is somebody else's: they close it, or a supervisor does."
            ),
        ),
        Deed::Export => (
            Words::default(),
            words!(
                "Para llevarse las ventas en una planilla se necesita un supervisor.",
                "Taking the sales away in a spreadsheet takes a supervisor."
            ),
        ),
        Deed::SetUp => (
            Words::default(),
            words!(
                "Para cambiar los ajustes se necesita un supervisor.",
                "Changing the settings takes a supervisor."
            ),
        ),
    };
    Explanation {
        money,
        what,
        advice: words!(
            "Pida a un supervisor que ingrese su clave.",
            "Ask a supervisor to enter their PIN."
        ),
    }
}

/// Such as `30 segundos` or `5 minutos`, rounded up.
fn span(left: Duration) -> Words {
    let seconds = left.as_secs() + u64::from(left.subsec_nanos() > 0);
    let minutes = seconds.div_ceil(60);
    match seconds {
        1 => words!("1 segundo", "1 second"),
        ..90 => words!("{seconds} segundos", "{seconds} seconds"),
        _ => words!("{minutes} minutos", "{minutes} minutes"),
    }
}

/// Why the till does not trade.
#[must_use]
pub fn explain_standstill(standstill: &Standstill) -> Explanation {
    let (what, advice) = match standstill {
        Standstill::DiskFull => (
            disk_full(),
            words!(
                "Libere espacio: Cobro sigue solo. {nothing_lost}",
                "Free some space: Cobro goes on by itself. {nothing_lost}";
                nothing_lost = nothing_lost()
            ),
        ),
        Standstill::DiskFailed { why } => (
            words!(
                "El disco falló al guardar ({why}).",
                "The disk failed while saving ({why})."
            ),
            words!(
                "Cierre Cobro, revise el disco y ábralo de nuevo. {nothing_lost}",
                "Close Cobro, check the disk and open it again. {nothing_lost}";
                nothing_lost = nothing_lost()
            ),
        ),
        Standstill::Damaged { why } => (ledger_damaged(), restore_it(why)),
    };
    Explanation {
        money: not_charging(),
        what,
        advice,
    }
}

/// Why a value breaks one of the gateway's limits.
pub(super) fn request(field: &str, problem: Problem) -> Explanation {
    let (what, advice) = match (field, problem) {
        ("payment.reference", _) => (
            words!("La referencia no sirve.", "The reference is not valid."),
            words!(
                "Use de 1 a 32 letras, números o signos, sin espacios.",
                "Use 1 to 32 letters, numbers or signs, without spaces."
            ),
        ),
        ("payment.description", Problem::TooLong { most }) => (
            words!(
                "La descripción es demasiado larga.",
                "The description is too long."
            ),
            words!(
                "Use a lo más {most} caracteres.",
                "Use at most {most} characters."
            ),
        ),
        ("payment.description", _) => (
            words!(
                "La descripción tiene caracteres que Banchile no acepta.",
                "The description has characters that Banchile does not accept."
            ),
            words!(
                "Escríbala de nuevo con letras, números y signos.",
                "Write it again with letters, numbers and signs."
            ),
        ),
        ("payment.amount.total", _) => (
            words!("El monto no sirve.", "The amount is not valid."),
            more_than_zero(),
        ),
        ("expiration", _) => (
            words!(
                "El plazo para pagar es muy corto.",
                "The time to pay is too short."
            ),
            words!("Dé al menos 5 minutos.", "Give at least 5 minutes."),
        ),
        ("returnUrl", _) => (
            return_page_wrong(),
            words!(
                "Corríjala en Ajustes: una dirección completa de a lo más 255 caracteres.",
                "Correct it in Settings: a complete address of at most 255 characters."
            ),
        ),
        (field, problem) => (
            words!(
                "Banchile no acepta un dato de este cobro ({field}: {problem}).",
                "Banchile does not accept a detail of this charge ({field}: {problem})."
            ),
            words!(
                "Corríjalo o avise a soporte.",
                "Correct it or contact support."
            ),
        ),
    };
    Explanation {
        money: nothing_charged(),
        what,
        advice,
    }
}
