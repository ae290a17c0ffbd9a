//! The printer's worker: takes the queued receipts one by one. A printer's fault never touches
//! money state.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use ledger::{Copy, Fault, JobState, Paper, PrintJob, SaleId, SaleRecord};
use receipt::{Columns, PrinterTarget, SaleReceipt};
use sale::{Standing, TransactionStatus};

use crate::till::Shared;
use crate::{Error, Hands, Settings, Till, explain};

impl Till {
    /// Queues the receipt of an approved sale again. It says COPIA (`I13`), unless none certainly
    /// ever reached paper.
    ///
    /// # Errors
    /// [`Error::NoReceipt`] where the sale is not approved.
    pub async fn reprint(&self, id: SaleId) -> Result<(), Error> {
        let sale = self.sale(id).await?;
        if approved_session(&sale).is_none() {
            return Err(Error::NoReceipt);
        }
        let now = self.now();
        let queue = move |ledger: &mut ledger::Ledger| {
            let copy = copy_after(&sale, &ledger.tables().print_jobs_of(id)?);
            ledger.queue_receipt(now, id, copy)
        };
        self.shared.write(queue).await?;
        self.shared.changed(id);
        self.shared.print.notify_one();
        Ok(())
    }
}

/// Whether a receipt of a sale after its jobs is the first on paper (`I13`): not where one may have
/// come out, also before a backup that does not know of it took the ledger's place.
#[must_use]
pub fn copy_after(sale: &SaleRecord, jobs: &[PrintJob]) -> Copy {
    let untouched = jobs.iter().all(|job| match &job.state {
        JobState::Failed { fault } => fault.paper == Paper::Untouched,
        JobState::Queued | JobState::Printing | JobState::Printed { .. } => false,
    });
    if untouched && sale.restored_at.is_none() {
        Copy::Original
    } else {
        Copy::Reprint
    }
}

/// Runs until the till stops. What was queued before a restart is printed after it.
pub(crate) async fn run(shared: Arc<Shared>) {
    loop {
        match print_next(&shared).await {
            Ok(true) => {}
            Ok(false) => shared.print.notified().await,
            Err(Error::Closing) => return,
            Err(error) => {
                tracing::error!(%error, "the printer's worker cannot use the ledger");
                tokio::time::sleep(Duration::from_secs(5)).await;
            }
        }
    }
}

/// Prints the oldest queued receipt; `false` where none is queued.
async fn print_next(shared: &Arc<Shared>) -> Result<bool, Error> {
    let next = shared.read(|tables| {
        let job = tables.next_print_job()?;
        job.map(|job| Ok((tables.sale(job.sale)?, job))).transpose()
    });
    let Some((sale, job)) = next.await? else {
        return Ok(false);
    };
    let (id, now) = (sale.id, (shared.world.now)());
    let printed = match sheet(shared, &sale, &job, now) {
        Ok(sheet) => {
            let start = move |ledger: &mut ledger::Ledger| ledger.receipt_started(now, id, job.id);
            shared.write(start).await?;
            sheet.put_on_paper(shared).await
        }
        Err(fault) => Err(fault),
    };
    let record = move |ledger: &mut ledger::Ledger| match printed.clone() {
        Ok(target) => ledger.receipt_printed(now, id, job.id, target),
        Err(fault) => ledger.receipt_failed(now, id, job.id, fault),
    };
    shared.record_when_there_is_room(record).await?;
    shared.changed(id);
    Ok(true)
}

/// A receipt with the printer that it goes to.
struct Sheet {
    receipt: SaleReceipt,
    target: PrinterTarget,
    columns: Columns,
}

fn sheet(
    shared: &Shared,
    sale: &SaleRecord,
    job: &PrintJob,
    now: Timestamp,
) -> Result<Sheet, Fault> {
    let settings = &shared.settings;
    let target = settings.printer.clone().ok_or_else(explain::no_printer)?;
    // the first one may have come out before the ledger was lost (`I13`)
    let is_copy = job.copy == Copy::Reprint || sale.restored_at.is_some();
    let copy = is_copy.then_some(now);
    let receipt = receipt_of(sale, settings, &shared.zone, copy).ok_or_else(explain::no_receipt)?;
    Ok(Sheet {
        receipt,
        target,
        columns: settings.columns,
    })
}

impl Sheet {
    /// Gives the printer's name where it took all of it.
    async fn put_on_paper(self, shared: &Shared) -> Result<String, Fault> {
        let name = explain::printer_name(&self.target);
        let printer = (shared.world.printers)(self.target);
        let print = move || printer.print(&self.receipt.document(), self.columns);
        let printed = match shared.world.hands {
            Hands::Threads => tokio::task::spawn_blocking(print).await,
            Hands::Here => Ok(print()),
        };
        match printed {
            Ok(Ok(())) => Ok(name),
            Ok(Err(error)) => {
                tracing::warn!(%error, "a receipt was not printed");
                Err(explain::printer_fault(&error))
            }
            Err(error) => {
                tracing::error!(%error, "printing broke off");
                Err(explain::interrupted_print())
            }
        }
    }
}

/// What a printer had when the till stopped may be on paper or not: a person looks (`I13`).
pub(crate) fn settle_interrupted(
    ledger: &mut ledger::Ledger,
    now: Timestamp,
) -> Result<(), ledger::Error> {
    for job in ledger.tables().interrupted_print_jobs()? {
        ledger.receipt_failed(now, job.sale, job.id, explain::interrupted_print())?;
    }
    Ok(())
}

/// The receipt of a sale; `None` where it is not approved.
#[must_use]
pub fn receipt_of(
    sale: &SaleRecord,
    settings: &Settings,
    zone: &TimeZone,
    copy: Option<Timestamp>,
) -> Option<SaleReceipt> {
    let session = approved_session(sale)?;
    let sale::SessionState::Opened { request_id, .. } = session.state else {
        return None;
    };
    let payments = session.transactions.iter();
    let payments = payments
        .filter(|t| t.status == TransactionStatus::Approved)
        .cloned();
    let payments: Vec<_> = payments.collect();
    let told_at = payments.iter().filter_map(|payment| payment.at).max();
    Some(SaleReceipt {
        shop: settings.shop.clone(),
        till: settings.till_code.clone(),
        zone: zone.clone(),
        reference: session.reference.clone(),
        request_id,
        description: sale.description.clone(),
        amount: sale.amount,
        approved_at: told_at.or(sale.paid_at)?,
        payments,
        training: settings.environment.training(),
        copy,
    })
}

fn approved_session(sale: &SaleRecord) -> Option<&ledger::SessionRecord> {
    sale.sessions
        .iter()
        .find(|session| session.state.standing() == Some(&Standing::Approved))
}

#[cfg(test)]
mod tests {
    use super::*;
    use sale::{Amount, Currency, SaleState};

    fn job(state: JobState) -> PrintJob {
        PrintJob {
            id: ledger::JobId(1),
            sale: SaleId(1),
            created_at: Timestamp::UNIX_EPOCH,
            copy: Copy::Original,
            state,
        }
    }

    fn sale() -> SaleRecord {
        SaleRecord {
            id: SaleId(1),
            created_at: Timestamp::UNIX_EPOCH,
            amount: Amount::parse("990", Currency::CLP).unwrap(),
            allow_partial: false,
            description: None,
            state: SaleState::Approved,
            paid_at: Some(Timestamp::UNIX_EPOCH),
            restored_at: None,
            sessions: Vec::new(),
        }
    }

    fn failed(paper: Paper) -> JobState {
        let (what, advice) = (String::new(), String::new());
        JobState::Failed {
            fault: Fault {
                what,
                advice,
                paper,
            },
        }
    }

    #[test]
    fn i13_only_what_never_reached_paper_is_printed_as_the_original_again() {
        let mut sale = sale();
        let untouched = [job(failed(Paper::Untouched))];
        assert_eq!(copy_after(&sale, &untouched), Copy::Original);
        for state in [
            failed(Paper::Unsure),
            JobState::Queued,
            JobState::Printing,
            JobState::Printed {
                target: String::new(),
            },
        ] {
            assert_eq!(
                copy_after(&sale, &[job(failed(Paper::Untouched)), job(state)]),
                Copy::Reprint
            );
        }
        sale.restored_at = Some(Timestamp::UNIX_EPOCH);
        assert_eq!(copy_after(&sale, &untouched), Copy::Reprint);
    }
}
