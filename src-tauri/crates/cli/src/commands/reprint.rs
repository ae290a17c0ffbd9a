//! `reprint`: the receipt of a sale on paper, once more.

use till::{JobState, SaleId, calling_receipt};

use crate::args::Format;
use crate::commands::follow::{self, Onlooker};
use crate::outcome::{Outcome, Refusal};
use crate::output;
use crate::running::{self, Place};

pub async fn run(place: &Place, id: i64, format: Format) -> Result<Outcome, Refusal> {
    let running = running::start(place).await?;
    let till = &running.till;
    let mut onlooker = Onlooker::of(till);
    let sale = SaleId(id);
    let jobs = till.print_jobs_of(sale).await?;
    let failed = calling_receipt(&jobs).filter(|job| matches!(job.state, JobState::Failed { .. }));
    match failed {
        Some(job) => till.reprint_job(job.id).await?,
        None => till.reprint(sale).await?,
    }
    follow::printed(till, sale, &mut onlooker).await?;
    let jobs = till.print_jobs_of(sale).await?;
    let Some(job) = calling_receipt(&jobs).cloned() else {
        return Ok(Outcome::Failed);
    };
    let outcome = match job.state {
        JobState::Printed { .. } | JobState::Seen => Outcome::Done,
        _ => Outcome::Failed,
    };
    output::write_receipt(format, sale, job)?;
    Ok(outcome)
}
