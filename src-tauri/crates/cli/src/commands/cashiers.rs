//! `cashiers`, `add-cashier` and `dismiss-cashier`: who works at the till.

use std::path::Path;

use serde::Serialize;
use till::{Person, Reader, Settings};

use crate::args::{AddCashier, Format, Role};
use crate::outcome::{Outcome, Refusal};
use crate::output;
use crate::people;
use crate::running::{self, Place};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CashierLine {
    event: &'static str,
    cashier_id: i64,
    name: String,
    role: &'static str,
}

pub fn list(data: &Path, format: Format) -> Result<Outcome, Refusal> {
    let reader = Reader::open(&Settings::load(data)?.folder(data))?;
    let cashiers = reader.tables().cashiers()?;
    for cashier in cashiers.into_iter().filter(|cashier| cashier.works) {
        let line = CashierLine {
            event: "cashier",
            cashier_id: cashier.id.0,
            name: cashier.name.to_string(),
            role: cashier.role.name(),
        };
        let words = format!("{} ({})", line.name, title(cashier.role));
        output::write(format, &line, &words)?;
    }
    Ok(Outcome::Done)
}

pub async fn add(place: &Place, cashier: AddCashier) -> Result<Outcome, Refusal> {
    let name = people::parsed(&cashier.name)?;
    let running = running::start(place).await?;
    let role = match cashier.role {
        Role::Cashier => sale::Role::Cashier,
        Role::Supervisor => sale::Role::Supervisor,
    };
    running.till.may(sale::Deed::SetUp)?;
    let pin = people::pin("COBRO_NEW_PIN", &format!("Clave nueva de {name}: "))?;
    let words = format!("{name} puede entrar con su clave ({}).", title(role));
    let line_name = name.to_string();
    let id = running.till.add_cashier(Person { name, role }, pin).await?;
    let line = CashierLine {
        event: "cashier-added",
        cashier_id: id.0,
        name: line_name,
        role: role.name(),
    };
    output::write(cashier.format, &line, &words)?;
    Ok(Outcome::Done)
}

pub async fn dismiss(place: &Place, name: &str, format: Format) -> Result<Outcome, Refusal> {
    let running = running::start(place).await?;
    let id = people::named(&running.till, name).await?;
    running.till.dismiss_cashier(id).await?;
    let line = serde_json::json!({"event": "cashier-dismissed", "cashierId": id.0});
    output::write(
        format,
        &line,
        &format!("{name} ya no trabaja en esta caja."),
    )?;
    Ok(Outcome::Done)
}

fn title(role: sale::Role) -> &'static str {
    match role {
        sale::Role::Cashier => "cajero",
        sale::Role::Supervisor => "supervisor",
    }
}
