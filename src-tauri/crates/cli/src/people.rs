//! Who asks, and on whose word.

use till::{AtCounter, Authority, CashierId, Pin, Till};

use crate::outcome::Refusal;

/// Puts somebody at the counter. At a till that knows no cashiers anybody is.
pub async fn sign_in(till: &Till, name: &str) -> Result<(), Refusal> {
    if till.at_counter() == AtCounter::Anybody {
        return Ok(());
    }
    let cashier = named(till, name).await?;
    let pin = pin("COBRO_PIN", &format!("Clave de {name}: "))?;
    Ok(till.sign_in(cashier, pin).await?)
}

/// The word of somebody for one thing.
pub async fn authority(till: &Till, name: &str) -> Result<Authority, Refusal> {
    match till.at_counter() {
        AtCounter::Anybody if name.trim().is_empty() => Err(till::Error::Nameless.into()),
        AtCounter::Anybody => Ok(Authority::Named(parsed(name)?)),
        AtCounter::Nobody | AtCounter::Cashier { .. } => Ok(Authority::Colleague {
            cashier: named(till, name).await?,
            pin: pin("COBRO_SUPERVISOR_PIN", &format!("Clave de {name}: "))?,
        }),
    }
}

/// A PIN from the environment, or typed unseen.
pub fn pin(variable: &str, prompt: &str) -> Result<Pin, Refusal> {
    let digits = match std::env::var(variable) {
        Ok(digits) => digits,
        Err(_) => rpassword::prompt_password(prompt)?,
    };
    Pin::new(&digits).map_err(|_| Refusal::Usage("Una clave tiene de 4 a 8 dígitos.".to_owned()))
}

/// Somebody who works here.
pub async fn named(till: &Till, name: &str) -> Result<CashierId, Refusal> {
    let wanted = parsed(name)?;
    let cashiers = till.cashiers().await?;
    let found = cashiers
        .iter()
        .find(|cashier| cashier.name.is_like(&wanted));
    let nobody = || Refusal::Usage(format!("En esta caja no hay nadie que se llame {wanted}."));
    found.map(|cashier| cashier.id).ok_or_else(nobody)
}

/// What somebody may be called.
pub fn parsed(name: &str) -> Result<sale::CashierName, Refusal> {
    let most = sale::CashierName::LONGEST;
    let wrong = |_| Refusal::Usage(format!("Un nombre tiene de 1 a {most} caracteres."));
    name.parse().map_err(wrong)
}
