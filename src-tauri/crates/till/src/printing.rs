//! The printer's worker: takes the receipts that wait one by one. A printer's fault never touches
//! money state.

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use ledger::{Copy, Fault, JobId, Ledger, Paper, PrintJob, Receipt, SaleId, SaleRecord};
use receipt::Document;
use sale::Deed;

use crate::receipts::{copy_after, current_receipt, document_of, letterhead_of};
use crate::till::Shared;
use crate::{Error, Till, explain, printers, receipts};

/// A receipt that could not be printed for so long is not tried again by itself: its customer left.
const PATIENCE: SignedDuration = SignedDuration::from_mins(10);

impl Till {
    /// Queues a sale's last receipt again. It says COPIA (`I13`), unless none certainly ever reached
    /// paper. What waits for the printer is tried now instead, so that it comes out once.
    ///
    /// # Errors
    /// [`Error::NoReceipt`] where nothing is paid.
    pub async fn reprint(&self, id: SaleId) -> Result<(), Error> {
        let found = self.shared.read(move |tables| {
            let (sale, jobs) = (tables.sale(id)?, tables.print_jobs_of(id)?);
            let waits = jobs.iter().find(|job| job.state.is_under_way());
            let last = waits.or(jobs.last()).map(|job| job.receipt);
            Ok(last.or_else(|| current_receipt(&sale, &jobs)))
        });
        let receipt = found.await?.ok_or(Error::NoReceipt)?;
        self.queue_again(id, receipt).await
    }

    /// Tries now what waits for the printer, and waits until all of it was tried.
    pub async fn print_what_waits(&self) {
        self.shared.print.take().await;
    }

    /// Queues the receipt of an earlier job again, as [`reprint`](Self::reprint) does.
    ///
    /// # Errors
    /// The ledger's.
    pub async fn reprint_job(&self, job: JobId) -> Result<(), Error> {
        let job = self
            .shared
            .read(move |tables| tables.print_job(job))
            .await?;
        self.queue_again(job.sale, job.receipt).await
    }

    async fn queue_again(&self, id: SaleId, receipt: Receipt) -> Result<(), Error> {
        let stamp = self.shared.stamp(Deed::Sell)?;
        let queue = move |ledger: &mut Ledger| {
            let (sale, jobs) = {
                let tables = ledger.tables();
                (tables.sale(id)?, tables.print_jobs_of(id)?)
            };
            let mut of_it = jobs.iter().filter(|job| job.receipt == receipt);
            if of_it.any(|job| job.state.is_under_way()) {
                return Ok(());
            }
            let copy = copy_after(&sale, receipt, &jobs);
            ledger.queue_receipt(stamp, id, receipt, copy).map(drop)
        };
        self.shared.write(queue).await?;
        self.shared.changed(id);
        self.shared.print.call();
        Ok(())
    }

    /// A person saw all of a receipt on paper of which nobody knew what came out.
    ///
    /// # Errors
    /// The ledger's, also where something is known of it.
    pub async fn receipt_seen(&self, job: JobId) -> Result<(), Error> {
        let stamp = self.shared.stamp(Deed::Sell)?;
        let seen = move |ledger: &mut Ledger| {
            ledger.receipt_seen(stamp, job)?;
            Ok(ledger.tables().print_job(job)?.sale)
        };
        let sale = self.shared.write(seen).await?;
        self.shared.changed(sale);
        Ok(())
    }

    /// Prints the slip with the QR of a sale that can be paid, now or not at all.
    ///
    /// # Errors
    /// [`Error::NotOpen`], [`Error::NotPrinted`].
    pub async fn print_qr_slip(&self, id: SaleId) -> Result<(), Error> {
        self.may(Deed::Sell)?;
        let sale = self.sale(id).await?;
        let slip = receipts::qr_slip(&sale, self.letterhead(&sale), self.now());
        self.print_now(&slip.ok_or(Error::NotOpen)?).await
    }

    /// Prints the slip of a sale that ended without a payment, now or not at all.
    ///
    /// # Errors
    /// [`Error::NoSlip`] where the sale did not end so; [`Error::NotPrinted`].
    pub async fn print_rejection_slip(&self, id: SaleId) -> Result<(), Error> {
        self.may(Deed::Sell)?;
        let sale = self.sale(id).await?;
        let slip = receipts::rejection_slip(&sale, self.letterhead(&sale));
        self.print_now(&slip.ok_or(Error::NoSlip)?).await
    }

    fn letterhead(&self, sale: &SaleRecord) -> receipt::Letterhead {
        letterhead_of(sale, &self.shared.settings(), &self.shared.zone)
    }

    async fn print_now(&self, document: &Document) -> Result<(), Error> {
        let turn = self.shared.printer.lock().await;
        self.print_after(turn, document, |_| Ok(())).await
    }

    /// Prints a document in its turn, now or not at all; once a printer is ready and before its first
    /// byte, what is said is recorded.
    pub(crate) async fn print_after(
        &self,
        _turn: tokio::sync::MutexGuard<'_, ()>,
        document: &Document,
        record: impl FnOnce(&mut Ledger) -> Result<(), ledger::Error> + Send + 'static,
    ) -> Result<(), Error> {
        let shared = &self.shared;
        let fault = |fault| Error::NotPrinted(explain::fault_of_a_slip(fault));
        let settings = shared.settings();
        let ready = printers::ready(shared, &settings.printers).await;
        let ready = ready.map_err(fault)?;
        shared.write(record).await?;
        ready.print(document).await.map(drop).map_err(fault)
    }
}

/// Runs until the till stops. What waited before a restart is printed after it.
pub(crate) async fn run(shared: Arc<Shared>) {
    let (mut tries, mut broke_off) = (0, false);
    loop {
        let round = async {
            if broke_off {
                // a printer may have had what could not be recorded
                let now = (shared.world.now)();
                let settle = move |ledger: &mut Ledger| settle_interrupted(ledger, now);
                let settled = shared.write(settle).await?;
                settled.into_iter().for_each(|sale| shared.changed(sale));
            }
            print_waiting(&shared).await
        };
        let printed = shared.print.round(round).await;
        broke_off = printed.is_err();
        let pause = match printed {
            Ok(None) => {
                tries = 0;
                shared.print.called().await;
                continue;
            }
            Ok(Some(_)) => pause_after(&mut tries),
            Err(Error::Closing) => return,
            Err(error) => {
                tracing::error!(%error, "the printer's worker cannot use the ledger");
                Duration::from_secs(5)
            }
        };
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = shared.print.called() => {}
        }
    }
}

/// Twice as long after each try, from 2 to 32 seconds.
fn pause_after(tries: &mut u32) -> Duration {
    let pause = Duration::from_secs(2 << *tries);
    *tries = (*tries + 1).min(4);
    pause
}

/// Prints what waits, oldest first, until a printer's fault: then the rest waits with it.
async fn print_waiting(shared: &Arc<Shared>) -> Result<Option<Fault>, Error> {
    let mut last = JobId(0);
    let mut fault = None;
    loop {
        let next = shared.read(move |tables| {
            let job = tables.print_job_after(last)?;
            job.map(|job| Ok((tables.sale(job.sale)?, job))).transpose()
        });
        let Some((sale, job)) = next.await? else {
            return Ok(fault);
        };
        last = job.id;
        match &fault {
            None => fault = print(shared, &sale, &job).await?,
            Some(fault) => set_aside(shared, &job, fault).await?,
        }
        shared.changed(sale.id);
    }
}

/// Prints a receipt; gives the fault where it waits on.
async fn print(
    shared: &Arc<Shared>,
    sale: &SaleRecord,
    job: &PrintJob,
) -> Result<Option<Fault>, Error> {
    let _turn = shared.printer.lock().await;
    let (id, job_id) = (sale.id, job.id);
    let now = (shared.world.now)();
    let Some(document) = document(shared, sale, job, now) else {
        give_up(shared, job, explain::no_receipt()).await?;
        return Ok(None);
    };
    let settings = shared.settings();
    let all = &settings.printers;
    if all.is_empty() {
        give_up(shared, job, explain::no_printer()).await?;
        return Ok(None);
    }
    let ready = match printers::ready(shared, all).await {
        Ok(ready) => ready,
        Err(fault) => {
            set_aside(shared, job, &fault).await?;
            return Ok(Some(fault));
        }
    };
    let start = move |ledger: &mut Ledger| ledger.receipt_started(now, id, job_id);
    shared.write(start).await?;
    shared.changed(id);
    match ready.print(&document).await {
        Ok(target) => {
            let printed =
                move |ledger: &mut Ledger| ledger.receipt_printed(now, id, job_id, target.clone());
            shared.record_when_there_is_room(printed).await?;
            Ok(None)
        }
        Err(fault) if fault.paper == Paper::Unsure => {
            give_up(shared, job, fault).await?;
            Ok(None)
        }
        Err(fault) => {
            set_aside(shared, job, &fault).await?;
            Ok(Some(fault))
        }
    }
}

fn document(
    shared: &Shared,
    sale: &SaleRecord,
    job: &PrintJob,
    now: Timestamp,
) -> Option<Document> {
    // the first one may have come out before the ledger was lost (`I13`)
    let is_copy = job.copy == Copy::Reprint || sale.restored_at.is_some();
    let letterhead = letterhead_of(sale, &shared.settings(), &shared.zone);
    document_of(sale, job.receipt, letterhead, is_copy.then_some(now))
}

/// Lets a receipt wait for the printer with its fault, unless it waited for long enough.
async fn set_aside(shared: &Arc<Shared>, job: &PrintJob, fault: &Fault) -> Result<(), Error> {
    let (id, now) = (job.id, (shared.world.now)());
    if now.duration_since(job.created_at) >= PATIENCE {
        return give_up(shared, job, fault.clone()).await;
    }
    let fault = fault.clone();
    let delay = move |ledger: &mut Ledger| {
        let job = ledger.tables().print_job(id)?;
        let delayed = ledger::JobState::Delayed {
            fault: fault.clone(),
        };
        if job.state == delayed {
            return Ok(());
        }
        ledger.receipt_delayed(now, job.sale, id, fault.clone())
    };
    shared.record_when_there_is_room(delay).await
}

/// Leaves a receipt to people.
async fn give_up(shared: &Arc<Shared>, job: &PrintJob, fault: Fault) -> Result<(), Error> {
    let (id, sale, now) = (job.id, job.sale, (shared.world.now)());
    let fail = move |ledger: &mut Ledger| ledger.receipt_failed(now, sale, id, fault.clone());
    shared.record_when_there_is_room(fail).await
}

/// What a printer had when the till stopped may be on paper or not: a person looks (`I13`). Gives the
/// sales whose receipts those are.
pub(crate) fn settle_interrupted(
    ledger: &mut Ledger,
    now: Timestamp,
) -> Result<Vec<SaleId>, ledger::Error> {
    let interrupted = ledger.tables().interrupted_print_jobs()?;
    for job in &interrupted {
        ledger.receipt_failed(now, job.sale, job.id, explain::interrupted_print())?;
    }
    Ok(interrupted.into_iter().map(|job| job.sale).collect())
}
