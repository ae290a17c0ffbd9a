//! `cobroctl`: the till without a window, for scripts and for other programs at the counter.
//!
//! Data goes to standard output (`--json`: one JSON object a line), words for people to standard
//! error. The exit status tells the outcome; see [`outcome::Outcome`].

mod args;
mod commands;
mod outcome;
mod output;
mod people;
mod running;
mod spanish;

use std::process::ExitCode;

use clap::Parser as _;
use tracing_subscriber::EnvFilter;

use crate::args::Args;

#[tokio::main]
async fn main() -> ExitCode {
    let args = Args::parse();
    tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::try_from_env("COBRO_LOG").unwrap_or_else(|_| "error".into()))
        .with_writer(std::io::stderr)
        .init();
    match commands::run(args).await {
        Ok(outcome) => outcome.into(),
        Err(refusal) => {
            eprintln!("{refusal}");
            refusal.outcome().into()
        }
    }
}
