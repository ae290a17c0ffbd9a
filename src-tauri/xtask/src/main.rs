//! `cargo xtask …`: sets the machine up, runs Cobro, checks and tests it.

mod command;
mod machine;
mod mutants;

use std::env;
use std::process::ExitCode;
use std::thread;

use crate::command::{Command, Failed};

const USAGE: &str = "\
cargo xtask run      installs what is missing, builds, and opens Cobro
cargo xtask test     installs what is missing and runs every test
cargo xtask check    formatting, lints, documentation, types of the front end
cargo xtask setup    installs what is missing
cargo xtask simulate [--seeds N] [--from S] [--story]
                     lives worst days of a till in virtual time
cargo xtask mutants  plants defects, and has the simulation find each
cargo xtask picture  renews the README's pictures from the real window
cargo xtask gallery  keeps pictures of every state of the window, in every size, theme and
                     language, below target/gallery";

/// How many days the tests live.
const SEEDS: &str = "--seeds 10000";

/// Cargo's own way to have what it builds of the workspace linted; CI sets it.
const LINTER: &str = "RUSTC_WORKSPACE_WRAPPER";

fn main() -> ExitCode {
    let task = env::args().nth(1);
    let done = match task.as_deref() {
        Some("run") => run(),
        Some("test") => test(),
        Some("check") => check(),
        Some("setup") => machine::set_up(),
        Some("simulate") => simulate(&env::args().skip(2).collect::<Vec<_>>().join(" ")),
        Some("mutants") => mutants::run(),
        Some("picture") => pictures("pictures", "COBRO_PICTURES", "1"),
        Some("gallery") => gallery(),
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failed) => {
            eprintln!("{failed}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Failed> {
    machine::set_up()?;
    front_end("build")?;
    cargo("run --package cobro")
}

fn test() -> Result<(), Failed> {
    machine::set_up_for_tests()?;
    front_end("test")?;
    front_end("build")?;
    cargo("build --workspace --bins")?;
    Command::new("cargo test --workspace")
        .env("RUST_TEST_THREADS", &test_threads().to_string())
        .run()?;
    simulate(SEEDS)
}

/// Many tests wait for another program most of the time.
fn test_threads() -> usize {
    2 * thread::available_parallelism().map_or(1, usize::from)
}

/// Built with the whole workspace's features, as the tests are: nothing is built twice.
fn simulate(arguments: &str) -> Result<(), Failed> {
    cargo("build --workspace --bin simulation")?;
    Command::built("simulation", arguments)?.run()
}

fn check() -> Result<(), Failed> {
    machine::set_up_for_tests()?;
    cargo("fmt --all --check")?;
    mutants::check()?;
    front_end("check")?;
    front_end("build")?;
    // clippy builds all dependencies once more, for itself alone
    let lints_all = env::var(LINTER).is_ok_and(|linter| linter.ends_with("clippy-driver"));
    if !lints_all {
        cargo("clippy --workspace --all-targets -- -D warnings")?;
    }
    // with the features that it asks for itself; publishing builds what is packed
    cargo("check --package placetopay-checkout")?;
    cargo("publish --dry-run --no-verify --allow-dirty --package placetopay-checkout")?;
    // nobody builds on the shell, and its dependencies are most of all
    Command::new("cargo doc --workspace --exclude cobro --no-deps")
        .env("RUSTDOCFLAGS", "-D warnings")
        .run()
}

/// Pictures are by-products of tests: some tests keep what they see where the environment says so.
fn pictures(tests: &str, variable: &str, value: &str) -> Result<(), Failed> {
    machine::set_up_for_tests()?;
    front_end("build")?;
    cargo("build --workspace --bins")?;
    Command::new(&format!("cargo test --test window {tests}"))
        .env(variable, value)
        .run()
}

fn gallery() -> Result<(), Failed> {
    let folder = command::repository().join("target/gallery");
    pictures("gallery", "COBRO_GALLERY", &folder.display().to_string())
}

fn cargo(arguments: &str) -> Result<(), Failed> {
    Command::new(&format!("cargo {arguments}")).run()
}

fn front_end(script: &str) -> Result<(), Failed> {
    machine::npm(&format!("run {script}")).run()
}
