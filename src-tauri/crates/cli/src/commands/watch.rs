//! `watch`: looks on until nothing is open.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use sale::SaleState;
use till::SaleId;

use crate::args::Format;
use crate::commands::follow::{self, Deadline, Onlooker, Signs};
use crate::outcome::{Outcome, Refusal};
use crate::running::{self, Place};

pub async fn run(
    place: &Place,
    timeout: Option<SignedDuration>,
    format: Format,
) -> Result<Outcome, Refusal> {
    let running = running::start(place).await?;
    let till = &running.till;
    let mut onlooker = Onlooker::of(till);
    let deadline = Deadline::after(timeout);
    let left_open = running.left_open.iter().map(|sale| (*sale, None));
    let mut told: BTreeMap<SaleId, Option<SaleState>> = left_open.collect();
    let (mut on_screen, mut signs) = (None, Signs::default());
    loop {
        // looked up before the telling, so that what is not open any more is told below
        let open = till.open_sales().await?;
        for (id, last) in &mut told {
            follow::tell(format, &till.sale(*id).await?, last)?;
        }
        let Some(oldest) = open.first() else {
            break;
        };
        if on_screen.replace(oldest.id) != Some(oldest.id) {
            till.put_on_screen(on_screen);
        }
        signs.tell(till);
        if onlooker.next_change(deadline).await.is_none() {
            return Ok(Outcome::StillOpen);
        }
    }
    for sale in told.into_keys() {
        follow::printed(till, sale, &mut onlooker).await?;
    }
    // a process before may have left before its printer was done
    while let Some(job) = till.next_print_job().await? {
        if !follow::printed(till, job.sale, &mut onlooker).await? {
            break;
        }
    }
    Ok(Outcome::Done)
}
