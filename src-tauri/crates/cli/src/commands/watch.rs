//! `watch`: looks on until nothing is open.

use std::collections::HashMap;
use std::path::Path;

use jiff::SignedDuration;
use sale::SaleState;
use till::SaleId;

use crate::args::Format;
use crate::commands::follow::{self, Changed, Deadline};
use crate::outcome::{Outcome, Refusal};
use crate::running;

pub async fn run(
    data: &Path,
    timeout: Option<SignedDuration>,
    format: Format,
) -> Result<Outcome, Refusal> {
    let running = running::start(data).await?;
    let till = &running.till;
    let mut changes = till.changes();
    let deadline = Deadline::after(timeout);
    let mut told: HashMap<SaleId, Option<SaleState>> = HashMap::new();
    for sale in till.open_sales().await? {
        follow::tell(format, &sale, told.entry(sale.id).or_default())?;
    }
    while !till.open_sales().await?.is_empty() {
        let changed = match follow::next_change(&mut changes, deadline).await {
            Some(Changed::Sale(sale)) => vec![sale],
            Some(Changed::Some) => told.keys().copied().collect(),
            None => return Ok(Outcome::StillOpen),
        };
        for id in changed {
            let sale = till.sale(id).await?;
            follow::tell(format, &sale, told.entry(id).or_default())?;
        }
    }
    for (sale, state) in told {
        if state == Some(SaleState::Approved) {
            follow::printed(till, sale, &mut changes).await?;
        }
    }
    Ok(Outcome::Done)
}
