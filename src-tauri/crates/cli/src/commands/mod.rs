//! The commands, one a file.

mod ask;
mod backup;
mod cancel;
mod cashiers;
mod charge;
mod decide_refund;
mod follow;
mod init;
mod printers;
mod receipt;
mod receipt_seen;
mod refund;
mod reprint;
mod restore;
mod sale;
mod sales;
mod sandbox;
mod shift;
mod test_page;
mod verify;
mod watch;

use crate::args::{Args, Command};
use crate::outcome::{Outcome, Refusal};
use crate::running::{Place, data_dir};

/// Carries a command out.
pub async fn run(args: Args) -> Result<Outcome, Refusal> {
    let data = || data_dir(args.data_dir.clone());
    let place = || {
        let cashier = args.cashier.clone();
        data().map(|data| Place { data, cashier })
    };
    match args.command {
        Command::Init(init) => init::run(&data()?, init).await,
        Command::Charge(charge) => charge::run(&place()?, charge).await,
        Command::Watch { timeout, format } => watch::run(&place()?, timeout, format).await,
        Command::Sales(sales) => sales::run(&data()?, sales),
        Command::Sale { id, format } => sale::run(&data()?, id, format),
        Command::Cancel { id, format } => cancel::run(&place()?, id, format).await,
        Command::Ask { id, format } => ask::run(&place()?, id, format).await,
        Command::Refund(refund) => refund::run(&place()?, refund).await,
        Command::DecideRefund(decision) => decide_refund::run(&place()?, decision).await,
        Command::Receipt(receipt) => receipt::run(&data()?, receipt),
        Command::Reprint { id, format } => reprint::run(&place()?, id, format).await,
        Command::ReceiptSeen { id, format } => receipt_seen::run(&place()?, id, format).await,
        Command::Cashiers { format } => cashiers::list(&data()?, format),
        Command::AddCashier(cashier) => cashiers::add(&place()?, cashier).await,
        Command::DismissCashier { name, format } => {
            cashiers::dismiss(&place()?, &name, format).await
        }
        Command::Shift { format } => shift::so_far(&data()?, format),
        Command::CloseShift { print, format } => shift::close(&place()?, print, format).await,
        Command::Verify { format } => verify::run(&data()?, format),
        Command::Backup { keep, format } => backup::run(&data()?, keep, format),
        Command::Restore {
            file,
            discard_newer,
            format,
        } => restore::run(&data()?, &file, discard_newer, format),
        Command::Printers { format } => printers::run(format),
        Command::TestPage(printer) => test_page::run(&data()?, printer),
        Command::Sandbox(options) => sandbox::run(options).await,
    }
}
