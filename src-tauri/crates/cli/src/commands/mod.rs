//! The commands, one a file.

mod cancel;
mod charge;
mod follow;
mod init;
mod receipt;
mod sale;
mod sales;
mod sandbox;
mod verify;
mod watch;

use crate::args::{Args, Command};
use crate::outcome::{Outcome, Refusal};
use crate::running::data_dir;

/// Carries a command out.
pub async fn run(args: Args) -> Result<Outcome, Refusal> {
    let data = || data_dir(args.data_dir.clone());
    match args.command {
        Command::Init(init) => init::run(&data()?, init).await,
        Command::Charge(charge) => charge::run(&data()?, charge).await,
        Command::Watch { timeout, format } => watch::run(&data()?, timeout, format).await,
        Command::Sales(sales) => sales::run(&data()?, sales),
        Command::Sale { id, format } => sale::run(&data()?, id, format),
        Command::Cancel { id, format } => cancel::run(&data()?, id, format).await,
        Command::Receipt(receipt) => receipt::run(&data()?, receipt),
        Command::Verify { format } => verify::run(&data()?, format),
        Command::Sandbox(options) => sandbox::run(options).await,
    }
}
