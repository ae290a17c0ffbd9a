//! The shop's printers, and putting a document on the paper of one.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use ledger::{Fault, Paper};
use receipt::{Document, OpenPrinter, PrinterError, PrinterTarget, Profile, TestPage};
use sale::Words;

use crate::receipts::letterhead;
use crate::till::Shared;
use crate::{Hands, Settings, explain};

/// A printer of the shop's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShopPrinter {
    /// Where it is.
    pub target: PrinterTarget,
    /// What it can do.
    pub profile: Profile,
}

/// A printer that was found ready, and those to turn to where it takes nothing after all.
pub(crate) struct Ready<'s> {
    shared: &'s Shared,
    open: Box<dyn OpenPrinter>,
    printer: &'s ShopPrinter,
    others: &'s [ShopPrinter],
}

/// The first of the shop's printers that is ready; else what is wrong with the first.
pub(crate) async fn ready<'s>(
    shared: &'s Shared,
    printers: &'s [ShopPrinter],
) -> Result<Ready<'s>, Fault> {
    let mut first = None;
    for (place, printer) in printers.iter().enumerate() {
        let found = (shared.world.printers)(printer.target.clone());
        match at_work(shared, move || found.open()).await {
            Ok(open) => {
                return Ok(Ready {
                    shared,
                    open,
                    printer,
                    others: printers.get(place + 1..).unwrap_or_default(),
                });
            }
            // whatever went wrong, no document was sent
            Err(fault) => {
                let paper = Paper::Untouched;
                first = first.or(Some(Fault { paper, ..fault }));
            }
        }
    }
    Err(first.unwrap_or_else(explain::no_printer))
}

impl Ready<'_> {
    /// Gives the name of the printer that took all of it.
    ///
    /// # Errors
    /// What is wrong. Where nothing is on paper, no other printer took it either.
    pub async fn print(self, document: &Document) -> Result<Words, Fault> {
        let Ready {
            shared,
            mut open,
            mut printer,
            mut others,
        } = self;
        loop {
            let (document, profile) = (document.clone(), printer.profile);
            let fault = match at_work(shared, move || open.print(&document, &profile)).await {
                Ok(()) => return Ok(explain::printer_name(&printer.target)),
                Err(fault) => fault,
            };
            if fault.paper == Paper::Unsure {
                return Err(fault);
            }
            let Ok(next) = ready(shared, others).await else {
                return Err(fault);
            };
            (open, printer, others) = (next.open, next.printer, next.others);
        }
    }
}

/// Does what blocks where the world does such work.
async fn at_work<T: Send + 'static>(
    shared: &Shared,
    work: impl FnOnce() -> Result<T, PrinterError> + Send + 'static,
) -> Result<T, Fault> {
    let done = match shared.world.hands {
        Hands::Threads => tokio::task::spawn_blocking(work).await,
        Hands::Here => Ok(work()),
    };
    match done {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(error)) => {
            tracing::warn!(%error, "a printer does not print");
            Err(explain::printer_fault(&error))
        }
        Err(error) => {
            tracing::error!(%error, "printing broke off");
            Err(explain::interrupted_print())
        }
    }
}

/// Prints the page that tells which profile is right for a printer. Blocks until it is done.
///
/// # Errors
/// What is wrong with the printer, and what to do.
pub fn print_test_page(
    settings: &Settings,
    on: &ShopPrinter,
    zone: &TimeZone,
) -> Result<(), Fault> {
    let page = TestPage {
        letterhead: letterhead(settings, zone),
        printer: on.target.to_string(),
        profile: on.profile,
        printed_at: Timestamp::now(),
    };
    let printer = receipt::printer(on.target.clone());
    let printed = printer.print(&page.document(), &on.profile);
    printed.map_err(|error| explain::fault_of_a_slip(explain::printer_fault(&error)))
}
