//! `decide-refund`: records what a supervisor found out about a refund.

use std::path::Path;

use sale::RefundFinding;
use till::{RefundId, RefundRecord, SaleId, Supervisor, Till};

use crate::args::{DecideRefund, Finding};
use crate::commands::refund::tell;
use crate::outcome::{Outcome, Refusal};
use crate::running;

pub async fn run(data: &Path, decision: DecideRefund) -> Result<Outcome, Refusal> {
    let by = Supervisor::named(&decision.supervisor)?;
    let running = running::start(data).await?;
    let till = &running.till;
    let sale = SaleId(decision.id);
    let refund = refund_of(till, sale, RefundId(decision.refund)).await?;
    let finding = match decision.finding {
        Finding::GivenBack => RefundFinding::GivenBack,
        Finding::NotGivenBack => RefundFinding::NotGivenBack,
    };
    till.decide_refund(sale, refund.id, finding, by).await?;
    tell(
        decision.format,
        sale,
        &refund_of(till, sale, refund.id).await?,
    )?;
    Ok(Outcome::Done)
}

async fn refund_of(till: &Till, sale: SaleId, id: RefundId) -> Result<RefundRecord, Refusal> {
    let sessions = till.sale(sale).await?.sessions.into_iter();
    let refund = sessions
        .flat_map(|session| session.refunds)
        .find(|refund| refund.id == id);
    refund.ok_or_else(|| Refusal::Usage(format!("La venta {sale} no tiene una devolución {id}.")))
}
