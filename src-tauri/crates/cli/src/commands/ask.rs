//! `ask`: "¿Pagó o no?", answered plainly.

use jiff::Timestamp;
use serde::Serialize;
use till::{SaleId, explain_inquiry};

use crate::args::Format;
use crate::commands::follow::{self, Onlooker};
use crate::outcome::{Outcome, Refusal};
use crate::output::{self, State};
use crate::running::{self, Place};
use crate::spanish::spanish;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    event: &'static str,
    sale_id: i64,
    asked_at: Timestamp,
    /// Whether the gateway answered: `answered` or `unanswered`.
    outcome: &'static str,
    #[serde(flatten)]
    state: State,
    answer: String,
}

pub async fn run(place: &Place, id: i64, format: Format) -> Result<Outcome, Refusal> {
    let running = running::start(place).await?;
    let till = &running.till;
    let mut onlooker = Onlooker::of(till);
    let inquiry = till.ask_now(SaleId(id)).await?;
    let sale = till.sale(SaleId(id)).await?;
    let told = spanish(&explain_inquiry(&sale, &inquiry, till.zone()));
    let failure = inquiry.failure.as_ref();
    let answer = Answer {
        event: "ask",
        sale_id: id,
        asked_at: inquiry.at,
        outcome: failure.map_or("answered", |_| "unanswered"),
        state: State::from(&sale.state),
        answer: told.clone(),
    };
    output::write(format, &answer, &told)?;
    follow::printed(till, sale.id, &mut onlooker).await?;
    Ok(match inquiry.unanswered(&sale.state) {
        Some(failure) => Outcome::from(failure),
        None => Outcome::from(&sale.state),
    })
}
