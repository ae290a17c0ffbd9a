//! `receipt-seen`: somebody saw a receipt on paper of which nobody knew what came out.

use till::{SaleId, calling_receipt};

use crate::args::Format;
use crate::outcome::{Outcome, Refusal};
use crate::output;
use crate::running::{self, Place};

pub async fn run(place: &Place, id: i64, format: Format) -> Result<Outcome, Refusal> {
    let running = running::start(place).await?;
    let till = &running.till;
    let sale = SaleId(id);
    let jobs = till.print_jobs_of(sale).await?;
    let unsure = calling_receipt(&jobs).filter(|job| job.state.is_unsure());
    let Some(job) = unsure.map(|job| job.id) else {
        let what = format!("La venta {sale} no tiene un comprobante del que no se sepa.");
        return Err(Refusal::Usage(what));
    };
    till.receipt_seen(job).await?;
    let mut jobs = till.print_jobs_of(sale).await?.into_iter();
    if let Some(seen) = jobs.find(|seen| seen.id == job) {
        output::write_receipt(format, sale, seen)?;
    }
    Ok(Outcome::Done)
}
