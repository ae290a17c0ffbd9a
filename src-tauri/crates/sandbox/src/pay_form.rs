//! The payment form, from what a browser sends to a payment that can be tried.

use jiff::civil::Date;

use crate::cards::{Code, RIGHT_CODE, TestCard, digits_of, looks_like_a_card};
use crate::money::{Amount, Currency};
use crate::session::{PayRefused, Payment, Wanted};

/// What is wrong with what the customer sent, in the words that the page shows.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Fault {
    #[error(
        "No se cobró nada. Esa no es una tarjeta de prueba; no ingrese tarjetas reales. Elija una de la lista."
    )]
    UnknownCard,
    #[error(
        "No se cobró nada y el número no se guardó. Parece una tarjeta real: nunca la ingrese en una simulación. Elija una de prueba."
    )]
    RealCard,
    #[error("No se cobró nada. Escriba el vencimiento como MM/AA.")]
    Expiry,
    #[error("No se cobró nada. La tarjeta está vencida.")]
    CardExpired,
    #[error("No se cobró nada. El CVV tiene 3 o 4 dígitos.")]
    Cvv,
    #[error("No se cobró nada. Las cuotas van de 1 a 48.")]
    Instalments,
    #[error("No se cobró nada. Escriba el monto en números enteros.")]
    Amount,
    #[error("No se cobró nada. Aquí se paga todo de una vez: {whole}.")]
    WholeOnly { whole: Amount },
    #[error("No se cobró nada. Falta pagar {left}; no se puede pagar más.")]
    TooMuch { left: Amount },
}

/// The pairs of a form. A name may come twice: a test card's button and the field for a number
/// are both called `card`.
pub(crate) struct PayForm(pub(crate) Vec<(String, String)>);

impl PayForm {
    /// The payment that the customer wants, checked as on `today`.
    pub(crate) fn payment(&self, currency: Currency, today: Date) -> Result<Payment, Fault> {
        let number = self.filled("card").unwrap_or_default();
        let card = TestCard::find(number).ok_or_else(|| {
            if looks_like_a_card(&digits_of(number)) {
                Fault::RealCard
            } else {
                Fault::UnknownCard
            }
        })?;
        if let Some(expiry) = self.filled("expiry") {
            check_expiry(expiry, today)?;
        }
        if let Some(cvv) = self.filled("cvv") {
            check_cvv(cvv)?;
        }
        let instalments = match self.filled("instalments").map(str::parse) {
            None => 1,
            Some(Ok(instalments @ 1..=48)) => instalments,
            Some(_) => return Err(Fault::Instalments),
        };
        let wanted = match self.filled("amount") {
            None => Wanted::Rest,
            Some(typed) => Wanted::Part(Amount::from_typed(typed, currency).ok_or(Fault::Amount)?),
        };
        let typed = |name| digits_of(self.filled(name).unwrap_or_default());
        let code = match (typed("expiry"), typed("cvv")) {
            (expiry, cvv) if (expiry.as_str(), cvv.as_str()) == RIGHT_CODE => Code::Right,
            _ => Code::Other,
        };
        Ok(Payment {
            card,
            code,
            wanted,
            instalments,
        })
    }

    /// The first value of this name that isn't empty.
    fn filled(&self, name: &str) -> Option<&str> {
        let values = self.0.iter().filter(|(key, _)| key == name);
        values
            .map(|(_, value)| value.trim())
            .find(|value| !value.is_empty())
    }
}

fn check_expiry(typed: &str, today: Date) -> Result<(), Fault> {
    let digits: String = typed
        .chars()
        .filter(|typed| !matches!(typed, '/' | ' '))
        .collect();
    let number: i16 = match digits.len() {
        4 => digits.parse().map_err(|_| Fault::Expiry)?,
        _ => return Err(Fault::Expiry),
    };
    let (month, year) = (number / 100, 2000 + number % 100);
    if !(1..=12).contains(&month) {
        return Err(Fault::Expiry);
    }
    if (year, month) < (today.year(), i16::from(today.month())) {
        return Err(Fault::CardExpired);
    }
    Ok(())
}

fn check_cvv(typed: &str) -> Result<(), Fault> {
    let digits = typed.bytes().all(|digit| digit.is_ascii_digit());
    if digits && matches!(typed.len(), 3..=4) {
        Ok(())
    } else {
        Err(Fault::Cvv)
    }
}

/// What the customer is told of a refused payment: the form's fault, or nothing where the page
/// itself says how things stand.
pub(crate) fn fault_of(refused: PayRefused) -> Option<Fault> {
    match refused {
        PayRefused::InProgress | PayRefused::Over => None,
        PayRefused::WholeOnly { whole } => Some(Fault::WholeOnly { whole }),
        PayRefused::TooMuch { left } => Some(Fault::TooMuch { left }),
    }
}
