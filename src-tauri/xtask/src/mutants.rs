//! Plants one defect after another and has the simulation find each: a simulator that finds nothing
//! must be able to find something.

use std::fs;
use std::path::PathBuf;

use crate::command::{Command, Failed, repository};

const PATCHES: &str = "src-tauri/crates/simulation/mutants";

/// Where the mutants live: a copy of the last commit, with build results of its own.
const TREE: &str = "target/mutants/tree";

/// A defect that this many days do not show is not found.
const SEEDS: u32 = 5_000;

/// Checks that every patch still fits the sources.
pub fn check() -> Result<(), Failed> {
    let patches: Vec<_> = patches().into_iter().map(|name| path_of(&name)).collect();
    patches
        .iter()
        .try_for_each(|patch| Command::new(&format!("git apply --check {patch}")).run())
}

/// Lives days with each defect until one shows it, and tells by which invariant and after how many.
pub fn run() -> Result<(), Failed> {
    let tree = repository().join(TREE);
    if tree.exists() {
        fs::remove_dir_all(&tree).map_err(|error| Failed::NotStarted(TREE.to_owned(), error))?;
    }
    Command::new(&format!("git clone --quiet --shared . {TREE}")).run()?;
    let mut survivors = Vec::new();
    println!("| defect | found by | after seeds |\n| --- | --- | --- |");
    for name in patches() {
        match live_with(&name)? {
            Life::Short(found) => println!("| {name} | {} | {} |", found.by, found.after),
            Life::Long => survivors.push(name),
            Life::None => survivors.push(format!("{name} (does not build)")),
        }
    }
    match survivors.as_slice() {
        [] => Ok(()),
        survivors => Err(Failed::Undetected(survivors.join(", "))),
    }
}

/// How a defect showed.
struct Found {
    by: String,
    after: u64,
}

/// How long a defect lives.
enum Life {
    /// Some seed showed it.
    Short(Found),
    /// No seed did.
    Long,
    /// The compiler refuses it.
    None,
}

fn live_with(name: &str) -> Result<Life, Failed> {
    let patch = repository().join(path_of(name));
    let apply = |how: &str| {
        let line = format!("git apply {how} {}", patch.display());
        Command::new(line.trim()).inside(TREE).run()
    };
    apply("")?;
    let build = Command::new("cargo build --quiet --package simulation")
        .inside(TREE)
        .env("CARGO_TARGET_DIR", "../built")
        .run();
    let told = build.map(|()| {
        let line = format!("../built/debug/simulation --seeds {SEEDS}");
        Command::new(&line).inside(TREE).said()
    });
    apply("--reverse")?;
    let Ok(told) = told else {
        return Ok(Life::None);
    };
    Ok(told?
        .lines()
        .find_map(violation)
        .map_or(Life::Long, Life::Short))
}

/// From a line such as `seed 7 I3: …`.
fn violation(line: &str) -> Option<Found> {
    let (seed, rest) = line.strip_prefix("seed ")?.split_once(' ')?;
    let (by, _) = rest.split_once(':')?;
    Some(Found {
        by: by.to_owned(),
        after: seed.parse::<u64>().ok()? + 1,
    })
}

fn path_of(name: &str) -> String {
    format!("{PATCHES}/{name}.patch")
}

/// The defects' names, in the order of the alphabet.
fn patches() -> Vec<String> {
    let entries = fs::read_dir(repository().join(PATCHES));
    let paths = entries.into_iter().flatten().flatten();
    let patch = |path: PathBuf| {
        Some(
            path.file_name()?
                .to_str()?
                .strip_suffix(".patch")?
                .to_owned(),
        )
    };
    let mut names: Vec<_> = paths.filter_map(|entry| patch(entry.path())).collect();
    names.sort();
    names
}
