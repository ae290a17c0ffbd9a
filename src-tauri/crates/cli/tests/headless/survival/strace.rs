//! `cobroctl` under `strace`, which kills it at a call or lets the call fail.

use std::os::unix::process::ExitStatusExt as _;
use std::path::PathBuf;
use std::process::Stdio;

use tokio::process::Command;
use tokio::time::timeout;

use crate::common::{Counter, PATIENCE};

/// Something that happens to a process at one of its calls.
pub struct Interference {
    /// Which call, as `strace` names it.
    pub call: &'static str,
    /// The files that it is about; any where there are none.
    pub files: Vec<PathBuf>,
    /// Which of those calls, from 1, of each thread.
    pub number: u32,
    /// Whether the ones after it, too.
    pub lasts: Lasts,
    /// What happens, such as `signal=KILL`.
    pub what: &'static str,
}

/// How long an interference goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lasts {
    Once,
    ForEver,
}

/// How a process ended that was interfered with.
pub struct Ended {
    /// `None` where it was killed.
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
    /// The call was made.
    pub was_met: bool,
}

/// Runs a command line to its end, whichever that is.
pub async fn run(counter: &Counter, line: &str, interference: &Interference) -> Ended {
    let log = counter.data().join("strace");
    let args: Vec<_> = line.split(' ').collect();
    let command = counter.command(&args);
    let command = command.as_std();
    let mut traced = Command::new("strace");
    let Interference {
        call,
        number,
        lasts,
        what,
        ..
    } = interference;
    let and_on = match lasts {
        Lasts::Once => "",
        Lasts::ForEver => "+",
    };
    traced.args(["-f", "-qq", "-e", "signal=none", "-o"]);
    traced.arg(&log);
    traced.args(["-e", &format!("trace={call}")]);
    traced.args(["-e", &format!("inject={call}:{what}:when={number}{and_on}")]);
    for file in &interference.files {
        traced.arg("-P").arg(file);
    }
    traced.arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => traced.env(name, value),
            None => traced.env_remove(name),
        };
    }
    // the fewer threads, the more the same from run to run
    traced.env("TOKIO_WORKER_THREADS", "1");
    traced.stdin(Stdio::null()).kill_on_drop(true);
    let output = timeout(PATIENCE, traced.output()).await.expect("it hangs");
    let output = output.expect("strace is there: install it, as with `apt install strace`");
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!stderr.contains("panicked"), "{stderr}");
    let was_killed = output.status.signal() == Some(9);
    let log = std::fs::read_to_string(log).unwrap_or_default();
    Ended {
        code: output.status.code(),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr,
        was_met: was_killed || log.contains("(INJECTED)"),
    }
}
