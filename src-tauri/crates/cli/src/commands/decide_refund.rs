//! `decide-refund`: records what a supervisor found out about a refund.

use sale::RefundFinding;
use till::{RefundId, RefundRecord, SaleId, Till};

use crate::args::{DecideRefund, Finding};
use crate::commands::refund::tell;
use crate::outcome::{Outcome, Refusal};
use crate::people;
use crate::running::{self, Place};

pub async fn run(place: &Place, decision: DecideRefund) -> Result<Outcome, Refusal> {
    let running = running::start(place).await?;
    let till = &running.till;
    let sale = SaleId(decision.id);
    let refund = refund_of(till, sale, RefundId(decision.refund)).await?;
    let finding = match decision.finding {
        Finding::GivenBack => RefundFinding::GivenBack,
        Finding::NotGivenBack => RefundFinding::NotGivenBack,
    };
    let authority = people::authority(till, &decision.supervisor).await?;
    till.decide_refund(sale, refund.id, finding, authority)
        .await?;
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
