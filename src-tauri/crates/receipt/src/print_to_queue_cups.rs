//! Queues of CUPS, the print system of Linux and macOS.

use std::io::{self, ErrorKind, Write as _};
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use super::within;
use crate::{PrinterError, PrinterTarget, QueueName};

/// How long the print system may take to list its queues.
const TO_LIST: Duration = Duration::from_secs(5);

/// What `lp` says where it took nothing.
const REFUSALS: [&str; 4] = [
    "does not exist",
    "not accepting jobs",
    "cheduler",
    "nable to connect",
];

/// Hands bytes to a queue, waiting at most so long.
pub(super) fn print(
    queue: &QueueName,
    bytes: Vec<u8>,
    patience: Duration,
) -> Result<(), PrinterError> {
    let lp = start(queue)?;
    let done = within(patience, move || hand_over(lp, &bytes)).flatten();
    let interrupted = |source| PrinterError::Interrupted {
        target: PrinterTarget::Queue(queue.clone()),
        source,
    };
    match done.map_err(interrupted)? {
        (Ok(()), lp) if lp.status.success() => Ok(()),
        (Err(source), lp) if lp.status.success() => Err(interrupted(source)),
        (_, lp) => {
            let said = String::from_utf8_lossy(&lp.stderr).into_owned();
            Err(failed(queue, said.trim().trim_start_matches("lp:").trim()))
        }
    }
}

/// In a process group of its own: whoever interrupts the till does not interrupt the printing.
fn start(queue: &QueueName) -> Result<Child, PrinterError> {
    Command::new("lp")
        .args(["-d", queue.as_str(), "-o", "raw", "-t", "Cobro", "-"])
        .env("LC_ALL", "C")
        .process_group(0)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|source| match source.kind() {
            ErrorKind::NotFound => PrinterError::NoPrintSystem { source },
            _ => refused(queue, &source.to_string()),
        })
}

/// Whether `lp` read all of it, and what it said in the end.
fn hand_over(mut lp: Child, bytes: &[u8]) -> io::Result<(io::Result<()>, Output)> {
    let handed_over = match lp.stdin.take() {
        Some(mut pipe) => pipe.write_all(bytes),
        None => Ok(()),
    };
    Ok((handed_over, lp.wait_with_output()?))
}

/// Only what `lp` is known to say where it took nothing proves that nothing is printed.
fn failed(queue: &QueueName, said: &str) -> PrinterError {
    let queue = queue.clone();
    if said.contains("does not exist") {
        return PrinterError::UnknownQueue { queue };
    }
    if REFUSALS.iter().any(|refusal| said.contains(refusal)) {
        return refused(&queue, said);
    }
    PrinterError::Interrupted {
        target: PrinterTarget::Queue(queue),
        source: io::Error::other(said.to_owned()),
    }
}

fn refused(queue: &QueueName, why: &str) -> PrinterError {
    PrinterError::QueueRefused {
        queue: queue.clone(),
        why: why.to_owned(),
    }
}

/// The names of all queues.
pub(super) fn queues() -> Vec<QueueName> {
    let list = || {
        let mut lpstat = Command::new("lpstat");
        lpstat.arg("-e").env("LC_ALL", "C").stdin(Stdio::null());
        lpstat.output()
    };
    let listed = within(TO_LIST, list).flatten();
    let names = listed.map(|listed| String::from_utf8_lossy(&listed.stdout).into_owned());
    let names = names.unwrap_or_default();
    names.lines().filter_map(|name| name.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_known_refusal_proves_that_nothing_is_printed() {
        let queue: QueueName = "Caja".parse().unwrap();
        for (said, is_untouched) in [
            ("Error - The printer or class does not exist.", true),
            ("Error - Scheduler is not running.", true),
            ("Destination \"Caja\" is not accepting jobs.", true),
            ("Error - Unable to connect to server", true),
            ("Broken pipe", false),
            ("", false),
        ] {
            let error = failed(&queue, said);
            let is_unsure = matches!(error, PrinterError::Interrupted { .. });
            assert_eq!(is_unsure, !is_untouched, "{said}: {error:?}");
        }
    }
}
