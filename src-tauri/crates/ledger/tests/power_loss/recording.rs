//! What a process asked of the disk, as `strace` saw it, in order.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::workload::{Fingerprint, Workload};

/// A call that changes what is on disk, or an acknowledgement between two such calls.
pub enum Call {
    /// Opened a file that may be new.
    Open(String),
    Unlink(String),
    Write {
        name: String,
        offset: usize,
        data: Vec<u8>,
    },
    Truncate {
        name: String,
        length: usize,
    },
    Sync(String),
    SyncFolder,
    Acknowledge(Acknowledgement),
}

/// A commit returned.
pub struct Acknowledgement {
    /// What is there from now on.
    pub fingerprint: Fingerprint,
    /// What was committed.
    pub change: String,
}

impl Acknowledgement {
    pub fn read(line: &str) -> Self {
        let (fingerprint, change) = line.trim_end().split_once(' ').unwrap();
        Acknowledgement {
            fingerprint: Fingerprint(u64::from_str_radix(fingerprint, 16).unwrap()),
            change: change.to_owned(),
        }
    }
}

pub struct Recording {
    pub workload: Workload,
    pub calls: Vec<Call>,
}

/// Tells the recorded process what to do.
pub const WORKLOAD: &str = "COBRO_RECORDED_WORKLOAD";
/// Tells the recorded process where.
pub const PLACE: &str = "COBRO_RECORDED_PLACE";
pub const FOLDER: &str = "ledger";
pub const ACKNOWLEDGEMENTS: &str = "acknowledgements";

const TRACED: &str = "trace=openat,open,creat,write,pwrite64,writev,pwritev,pwritev2,fsync,fdatasync,\
    ftruncate,truncate,fallocate,rename,renameat,renameat2,link,linkat,unlink,unlinkat,mmap,\
    copy_file_range,sendfile";

/// Not part of an image: the index of the WAL is made anew, the lock goes with its process.
const LEFT_OUT: [&str; 2] = ["ledger.sqlite3-shm", "ledger.lock"];

impl Recording {
    /// Runs a test of this very binary under `strace`, which does the workload.
    pub fn make(workload: Workload, test: &str) -> Self {
        let place = tempfile::tempdir().unwrap();
        let place = place.path().canonicalize().unwrap();
        std::fs::create_dir(place.join(FOLDER)).unwrap();
        let trace = place.join("trace");
        let told = Command::new("strace")
            .args([
                "-f",
                "-y",
                "-xx",
                "-s",
                "1000000",
                "-e",
                "signal=none",
                "-e",
                TRACED,
                "-o",
            ])
            .arg(&trace)
            .arg(std::env::current_exe().unwrap())
            .args(["--exact", test, "--test-threads=1"])
            .env(WORKLOAD, workload.name())
            .env(PLACE, &place)
            .output()
            .expect(
                "strace records what reaches the disk: install it, as with `apt install strace`",
            );
        assert!(told.status.success(), "strace failed: {told:?}");
        let calls = BufReader::new(std::fs::File::open(&trace).unwrap())
            .lines()
            .filter_map(|line| call(&line.unwrap(), &place))
            .collect();
        Recording { workload, calls }
    }

    /// What was true after each acknowledgement; before the first one, nothing.
    pub fn truths(&self) -> Vec<Fingerprint> {
        let told = self.calls.iter().filter_map(|call| match call {
            Call::Acknowledge(told) => Some(told.fingerprint),
            _ => None,
        });
        [Fingerprint::default()].into_iter().chain(told).collect()
    }

    /// How often the database was synced: twice while it is made, then at each checkpoint.
    pub fn database_syncs(&self) -> usize {
        let synced = |call: &&Call| matches!(call, Call::Sync(name) if name == ledger::FILE_NAME);
        self.calls.iter().filter(synced).count()
    }
}

/// A line of the trace.
struct Line<'t> {
    kind: &'t str,
    arguments: Vec<&'t str>,
    result: &'t str,
}

impl<'t> Line<'t> {
    /// `None` for what is no call, such as the end of the process.
    fn read(line: &'t str) -> Option<Self> {
        let (_process, call) = line.split_once(' ')?;
        let (kind, rest) = call.trim_start().split_once('(')?;
        let Some((arguments, result)) = rest.rsplit_once(" = ") else {
            panic!("an unfinished call; the recorded process must have one thread: {line}");
        };
        let arguments = arguments.trim_end().trim_end_matches(')');
        Some(Line {
            kind,
            arguments: arguments.split(", ").collect(),
            result,
        })
    }

    fn failed(&self) -> bool {
        self.result.starts_with('-')
    }

    /// The file that the call is about.
    fn path(&self) -> Option<PathBuf> {
        let argument = match self.kind {
            "openat" => self.result,
            "mmap" => self.arguments[4],
            "unlinkat" | "renameat" | "renameat2" | "linkat" => self.arguments[1],
            _ => self.arguments[0],
        };
        let path = between(argument, '<', '>').or_else(|| between(argument, '"', '"'));
        Some(String::from_utf8(unescaped(path?)).unwrap().into())
    }

    fn number(&self, argument: usize) -> usize {
        self.arguments[argument].parse().unwrap()
    }

    fn written(&self) -> Vec<u8> {
        let mut data = unescaped(between(self.arguments[1], '"', '"').unwrap());
        data.truncate(self.result.parse().unwrap());
        data
    }
}

/// Reads a line of the trace; `None` where it is not about the recorded files.
fn call(line: &str, place: &Path) -> Option<Call> {
    let line = Line::read(line).filter(|line| !line.failed())?;
    let path = line.path()?;
    let path = path.strip_prefix(place).ok()?;
    if path == Path::new(ACKNOWLEDGEMENTS) {
        return (line.kind == "write").then(|| acknowledged(&line.written()));
    }
    let name = path.strip_prefix(FOLDER).ok()?.to_str().unwrap();
    if LEFT_OUT.contains(&name) {
        return None;
    }
    let file = || name.to_owned();
    match (line.kind, name) {
        ("openat", "") => None,
        ("openat", _) if !line.arguments[2].contains("O_TRUNC") => Some(Call::Open(file())),
        ("unlink", _) => Some(Call::Unlink(file())),
        ("fsync" | "fdatasync", "") => Some(Call::SyncFolder),
        ("fsync" | "fdatasync", _) => Some(Call::Sync(file())),
        ("ftruncate", _) => Some(Call::Truncate {
            name: file(),
            length: line.number(1),
        }),
        ("pwrite64", _) => Some(Call::Write {
            name: file(),
            offset: line.number(3),
            data: line.written(),
        }),
        (kind, _) => panic!("a call that the harness does not know: {kind} on {name}"),
    }
}

fn acknowledged(line: &[u8]) -> Call {
    Call::Acknowledge(Acknowledgement::read(std::str::from_utf8(line).unwrap()))
}

fn between(text: &str, before: char, after: char) -> Option<&str> {
    let (_, text) = text.split_once(before)?;
    Some(text.rsplit_once(after)?.0)
}

/// The bytes of `\x4c\x65…`, as `strace -xx` writes every text.
fn unescaped(text: &str) -> Vec<u8> {
    let digit = |digit: u8| match digit {
        b'0'..=b'9' => digit - b'0',
        b'a'..=b'f' => digit - b'a' + 10,
        _ => panic!("not as strace -xx writes: {text}"),
    };
    let bytes = text.as_bytes().chunks_exact(4);
    bytes
        .map(|byte| digit(byte[2]) << 4 | digit(byte[3]))
        .collect()
}
