//! Who is at the counter, and who works here.

use sale::words;
use tauri::State;
use till::{CashierId, Pin};

use crate::desk::Desk;
use crate::dto::{Person, Problem};
use crate::problem::nothing_happened;

/// Somebody takes the counter.
#[tauri::command]
pub async fn sign_in(desk: State<'_, Desk>, cashier_id: i64, pin: String) -> Result<(), Problem> {
    let till = desk.till().await?;
    Ok(till.sign_in(CashierId(cashier_id), read_pin(&pin)?).await?)
}

/// Locks the till.
#[tauri::command]
pub async fn lock(desk: State<'_, Desk>) -> Result<(), Problem> {
    Ok(desk.till().await?.lock().await?)
}

/// Takes somebody on.
#[tauri::command]
pub async fn add_cashier(
    desk: State<'_, Desk>,
    person: Person,
    pin: String,
) -> Result<(), Problem> {
    let till = desk.till().await?;
    till.add_cashier(read(person)?, read_pin(&pin)?).await?;
    Ok(())
}

/// Changes what somebody is called and may do, and their PIN where one is given.
#[tauri::command]
pub async fn change_cashier(
    desk: State<'_, Desk>,
    cashier_id: i64,
    person: Person,
    pin: Option<String>,
) -> Result<(), Problem> {
    let till = desk.till().await?;
    let pin = pin.map(|pin| read_pin(&pin)).transpose()?;
    let changed = till.change_cashier(CashierId(cashier_id), read(person)?, pin);
    Ok(changed.await?)
}

/// Somebody works here no more.
#[tauri::command]
pub async fn dismiss_cashier(desk: State<'_, Desk>, cashier_id: i64) -> Result<(), Problem> {
    let till = desk.till().await?;
    Ok(till.dismiss_cashier(CashierId(cashier_id)).await?)
}

fn read(person: Person) -> Result<till::Person, Problem> {
    let name = person.name.parse().map_err(|_| {
        let most = sale::CashierName::LONGEST;
        nothing_happened(
            words!("Falta el nombre.", "The name is missing."),
            words!(
                "Escriba de 1 a {most} caracteres.",
                "Write 1 to {most} characters."
            ),
        )
    })?;
    let role = person.role.into();
    Ok(till::Person { name, role })
}

/// A PIN as somebody typed it.
pub fn read_pin(digits: &str) -> Result<Pin, Problem> {
    Pin::new(digits).map_err(|_| {
        nothing_happened(
            words!("La clave no sirve.", "The PIN is not valid."),
            words!(
                "Una clave tiene de 4 a 8 dígitos.",
                "A PIN has 4 to 8 digits."
            ),
        )
    })
}
