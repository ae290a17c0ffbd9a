//! `cancel`: cancels at the gateway and says what came of it.

use serde::Serialize;
use till::{
    Cancelled, SaleId, explain_conflict, explain_failure, explain_not_cancelled, explain_unsure,
};

use crate::args::Format;
use crate::commands::follow::{self, Onlooker};
use crate::outcome::{Outcome, Refusal};
use crate::output;
use crate::running::{self, Place};
use crate::spanish::spanish;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    event: &'static str,
    sale_id: i64,
    outcome: &'static str,
}

pub async fn run(place: &Place, id: i64, format: Format) -> Result<Outcome, Refusal> {
    let running = running::start(place).await?;
    let mut onlooker = Onlooker::of(&running.till);
    let cancelled = running.till.cancel(SaleId(id)).await?;
    let sale = running.till.sale(SaleId(id)).await?;
    let (name, words, outcome) = match &cancelled {
        Cancelled::Revoked => (
            "revoked",
            "Cancelado. No se cobró nada; puede cobrar de otra forma.".to_owned(),
            Outcome::Done,
        ),
        Cancelled::GivenBack => (
            "given-back",
            "No hay nada que cancelar: el cliente había pagado y se le devolvió.".to_owned(),
            Outcome::GivenBack,
        ),
        Cancelled::AlreadyPaid => (
            "already-paid",
            "No se canceló: el cliente ya había pagado.".to_owned(),
            Outcome::Failed,
        ),
        Cancelled::PartlyPaid => (
            "partly-paid",
            "No se canceló: el cliente ya pagó una parte.".to_owned(),
            Outcome::from(&sale.state),
        ),
        Cancelled::Validating => (
            "validating",
            "No se canceló: el banco está validando un pago. No cobre de nuevo.".to_owned(),
            Outcome::StillOpen,
        ),
        Cancelled::StillOpen => (
            "still-open",
            spanish(&explain_not_cancelled()),
            Outcome::StillOpen,
        ),
        Cancelled::Conflict(conflict) => (
            "conflict",
            spanish(&explain_conflict(conflict)),
            Outcome::Conflict,
        ),
        Cancelled::Unsure(why) => ("unsure", spanish(&explain_unsure(*why)), Outcome::Unsure),
        Cancelled::Unknown(failure) => (
            "unknown",
            spanish(&explain_failure(failure)),
            Outcome::from(failure),
        ),
    };
    let answer = Answer {
        event: "cancel",
        sale_id: id,
        outcome: name,
    };
    output::write(format, &answer, &words)?;
    follow::printed(&running.till, sale.id, &mut onlooker).await?;
    Ok(outcome)
}
