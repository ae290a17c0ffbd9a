//! Running other programs, with a line that says which.

use std::env;
use std::fmt;
use std::io;
use std::path::PathBuf;
use std::process::{self, ExitStatus};

/// A program with its arguments, to run in the repository's folder.
pub struct Command {
    line: String,
    process: process::Command,
}

impl Command {
    /// From a line whose words hold no spaces.
    pub fn new(line: &str) -> Self {
        let mut words = line.split_whitespace();
        let mut process = process::Command::new(words.next().unwrap_or_default());
        process.args(words).current_dir(repository());
        Command {
            line: line.to_owned(),
            process,
        }
    }

    /// A program of the workspace, which was built beside this one.
    pub fn built(name: &str, arguments: &str) -> Result<Self, Failed> {
        let line = format!("{name} {arguments}");
        let here = match env::current_exe() {
            Ok(here) => here,
            Err(error) => return Err(Failed::NotStarted(line, error)),
        };
        let program = here.with_file_name(format!("{name}{}", env::consts::EXE_SUFFIX));
        let mut process = process::Command::new(program);
        let arguments = arguments.split_whitespace();
        process.args(arguments).current_dir(repository());
        Ok(Command { line, process })
    }

    /// Sets a variable of its environment.
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.process.env(name, value);
        self
    }

    /// Runs in a folder of the repository.
    pub fn inside(mut self, folder: &str) -> Self {
        self.process.current_dir(repository().join(folder));
        self
    }

    /// Runs it to its end and shows what it prints.
    pub fn run(mut self) -> Result<(), Failed> {
        eprintln!("+ {}", self.line);
        match self.process.status() {
            Ok(status) if status.success() => Ok(()),
            Ok(status) => Err(Failed::Status(self.line, status)),
            Err(error) => Err(Failed::NotStarted(self.line, error)),
        }
    }

    /// Runs it to its end and gives what it prints, however it ends.
    pub fn said(mut self) -> Result<String, Failed> {
        eprintln!("+ {}", self.line);
        match self.process.output() {
            Ok(output) => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
            Err(error) => Err(Failed::NotStarted(self.line, error)),
        }
    }

    /// Runs it to its end and gives what it prints; `None` where it failed.
    pub fn output(mut self) -> Option<String> {
        let output = self
            .process
            .output()
            .ok()
            .filter(|output| output.status.success())?;
        String::from_utf8(output.stdout).ok()
    }
}

/// The repository's folder: cargo tells where this run's sources are, wherever they were built.
pub fn repository() -> PathBuf {
    let here = env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    here.ancestors().nth(2).unwrap_or(&here).to_owned()
}

/// A step that did not succeed.
pub enum Failed {
    /// It ended with this status.
    Status(String, ExitStatus),
    /// It could not be started.
    NotStarted(String, io::Error),
    /// These defects were planted and not found.
    Undetected(String),
}

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failed::Status(line, status) => write!(f, "failed ({status}): {line}"),
            Failed::Undetected(names) => write!(f, "not found: {names}"),
            Failed::NotStarted(line, error) => write!(f, "cannot start ({error}): {line}"),
        }
    }
}
