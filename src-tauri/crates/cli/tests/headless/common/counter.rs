//! A counter with a till: `cobroctl` on a data folder of its own.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStderr, ChildStdout, Command};
use tokio::time::timeout;

/// What takes longer never comes.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// The shop's wall clock in every test that does not choose another.
const ZONE: &str = "America/Santiago";

pub struct Counter {
    data: TempDir,
    secret: Option<String>,
}

impl Counter {
    /// A till that nobody set up.
    pub fn new() -> Counter {
        Counter {
            data: tempfile::tempdir().unwrap(),
            secret: None,
        }
    }

    /// Hands the secret key over in the environment, as automation does.
    pub fn with_secret(mut self, secret: &str) -> Counter {
        self.secret = Some(secret.to_owned());
        self
    }

    /// A till set up at a gateway, whose printer is [`Counter::printed`].
    pub async fn at(url: &str, login: &str, secret: &str) -> Counter {
        let counter = Counter::new().with_secret(secret);
        let printer = format!("file:{}", counter.printer().display());
        let line = format!("init --environment custom --url {url} --login {login} --till-code C1");
        let mut args: Vec<_> = line.split(' ').collect();
        args.extend(["--shop-name", "Panadería Ñuñoa", "--printer", &printer]);
        counter.run_args(&args).await.exits(0);
        counter
    }

    pub fn data(&self) -> &Path {
        self.data.path()
    }

    fn printer(&self) -> PathBuf {
        self.data().join("receipts.txt")
    }

    /// What came out of the printer.
    pub fn printed(&self) -> String {
        std::fs::read_to_string(self.printer()).unwrap_or_default()
    }

    /// A printer that prints only when somebody reads what it gets.
    #[cfg(unix)]
    pub async fn busy_printer(&self) -> PathBuf {
        let path = self.data().join("busy");
        let made = Command::new("mkfifo").arg(&path).status().await;
        assert!(made.unwrap().success());
        path
    }

    /// The ledger's file, for a till at a custom gateway.
    pub fn ledger(&self) -> PathBuf {
        let settings = self.settings().expect("a till that is set up");
        let part = |name: &str| plain(settings[name].as_str().expect("a custom gateway"));
        let site = format!("custom-{}-{}", part("url"), part("login"));
        self.data().join(site).join("ledger.sqlite3")
    }

    /// How the till is set up; `None` before it is.
    pub fn settings(&self) -> Option<Value> {
        let text = std::fs::read(self.data().join("till.json")).ok()?;
        Some(serde_json::from_slice(&text).unwrap())
    }

    /// Every file below the data folder.
    pub fn files(&self) -> Vec<PathBuf> {
        files_below(self.data())
    }

    /// `cobroctl` with nothing of this machine's own setup: no keychain, no data folder given.
    pub fn bare(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cobroctl"));
        command
            .env_remove("COBRO_DATA_DIR")
            .env_remove("COBRO_LOG")
            .env_remove("COBRO_SECRET_KEY")
            .env_remove("COBRO_CASHIER")
            .env_remove("COBRO_PIN")
            .env_remove("COBRO_SUPERVISOR_PIN")
            .env_remove("COBRO_NEW_PIN")
            .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/bus")
            .env("TZ", ZONE)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        command
    }

    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = self.bare();
        command.arg("--data-dir").arg(self.data()).args(args);
        if let Some(secret) = &self.secret {
            command.env("COBRO_SECRET_KEY", secret);
        }
        command
    }

    /// Runs a command line to its end. Its words hold no spaces; otherwise see
    /// [`Counter::run_args`].
    pub async fn run(&self, line: &str) -> Done {
        self.run_args(&line.split(' ').collect::<Vec<_>>()).await
    }

    pub async fn run_args(&self, args: &[&str]) -> Done {
        finish(self.command(args)).await
    }

    /// Runs a command line to its end with these PINs at hand: of who asks, and a new one.
    pub async fn run_with_pins(&self, line: &str, pin: &str, new: &str) -> Done {
        let mut command = self.command(&line.split(' ').collect::<Vec<_>>());
        let pins = [
            ("COBRO_PIN", pin),
            ("COBRO_SUPERVISOR_PIN", pin),
            ("COBRO_NEW_PIN", new),
        ];
        command.envs(pins);
        finish(command).await
    }

    /// Runs a command line to its end where other programs are found here.
    pub async fn run_with_path(&self, line: &str, path: &str) -> Done {
        let mut command = self.command(&line.split(' ').collect::<Vec<_>>());
        command.env("PATH", path);
        finish(command).await
    }

    /// Runs a command line to its end with this on its standard input.
    pub async fn run_with_input(&self, line: &str, input: &str) -> Done {
        let mut command = self.command(&line.split(' ').collect::<Vec<_>>());
        let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        // who refuses at once does not read it
        stdin.write_all(input.as_bytes()).await.ok();
        drop(stdin);
        let output = timeout(PATIENCE, child.wait_with_output()).await;
        Done::from(output.expect("it hangs").unwrap())
    }

    /// Starts a command line that goes on by itself.
    pub fn start(&self, line: &str) -> Running {
        let command = self.command(&line.split(' ').collect::<Vec<_>>());
        Running::start(command)
    }

    /// Charges and leaves the sale open; the opened line comes back.
    pub async fn charge(&self, amount: u32) -> Value {
        let line = format!("charge --amount {amount} --json");
        self.run(&line).await.exits(0).only()
    }

    /// A sale that is paid and whose receipt is printed; its id comes back.
    pub async fn paid_sale(&self, amount: u32) -> i64 {
        let opened = self.charge(amount).await;
        super::pay(&page(&opened), super::APPROVES).await;
        self.run("watch --json").await.exits(0);
        id(&opened)
    }

    /// `sales --json` with these filters.
    pub async fn sales(&self, filters: &str) -> Vec<Value> {
        let line = format!("sales --json {filters}");
        self.run(line.trim_end()).await.exits(0).json()
    }

    /// The state of the only sale there is.
    pub async fn state(&self) -> String {
        let sales = self.sales("").await;
        assert_eq!(sales.len(), 1, "{sales:?}");
        sales[0]["state"].as_str().unwrap().to_owned()
    }
}

/// As a folder's name spells it.
fn plain(text: &str) -> String {
    let byte = |byte: u8| match byte {
        b'a'..=b'z' | b'0'..=b'9' => char::from(byte).to_string(),
        other => format!("_{other:02x}"),
    };
    text.bytes().map(byte).collect()
}

pub fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(files_below(&path));
        } else {
            files.push(path);
        }
    }
    files
}

/// Runs a command to its end.
pub async fn finish(mut command: Command) -> Done {
    let output = timeout(PATIENCE, command.output()).await;
    Done::from(output.expect("it hangs").unwrap())
}

/// A command that ended.
#[derive(Debug)]
pub struct Done {
    code: Option<i32>,
    pub stdout: Vec<u8>,
    pub stderr: String,
}

impl From<std::process::Output> for Done {
    fn from(output: std::process::Output) -> Done {
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert!(!stderr.contains("panicked"), "{stderr}");
        Done {
            code: output.status.code(),
            stdout: output.stdout,
            stderr,
        }
    }
}

impl Done {
    #[track_caller]
    pub fn exits(self, code: i32) -> Done {
        let out = String::from_utf8_lossy(&self.stdout);
        assert_eq!(self.code, Some(code), "\n{out}\n{}", self.stderr);
        self
    }

    /// Refused without any data, in these words.
    #[track_caller]
    pub fn refused(self, code: i32, words: &str) -> Done {
        let done = self.exits(code);
        assert_eq!(done.text(), "");
        done.says(words)
    }

    /// Standard error holds these words.
    #[track_caller]
    pub fn says(self, words: &str) -> Done {
        assert!(self.stderr.contains(words), "{words:?}: {}", self.stderr);
        self
    }

    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.stdout).unwrap()
    }

    /// Standard output, of which every line is JSON.
    #[track_caller]
    pub fn json(&self) -> Vec<Value> {
        self.text().lines().map(parse).collect()
    }

    /// The only line of JSON there is.
    #[track_caller]
    pub fn only(&self) -> Value {
        let [line] = &self.json()[..] else {
            panic!("{}", self.text());
        };
        line.clone()
    }
}

/// A command that goes on. It dies with the test.
pub struct Running {
    child: Child,
    stdout: Lines<BufReader<ChildStdout>>,
    stderr: Lines<BufReader<ChildStderr>>,
}

impl Running {
    fn start(mut command: Command) -> Running {
        let mut child = command.spawn().unwrap();
        Running {
            stdout: BufReader::new(child.stdout.take().unwrap()).lines(),
            stderr: BufReader::new(child.stderr.take().unwrap()).lines(),
            child,
        }
    }

    /// The next line on standard output.
    pub async fn line(&mut self) -> Value {
        let line = timeout(PATIENCE, self.stdout.next_line()).await;
        parse(&line.expect("no line came").unwrap().expect("it ended"))
    }

    /// The first line that comes with this value.
    pub async fn until(&mut self, key: &str, value: &str) -> Value {
        loop {
            let line = self.line().await;
            if line[key] == value {
                return line;
            }
        }
    }

    /// The next line of words on standard error.
    pub async fn words(&mut self) -> String {
        let line = timeout(PATIENCE, self.stderr.next_line()).await;
        line.expect("no words came").unwrap().expect("it ended")
    }

    /// Waits for its end; the lines that were not read yet come back.
    #[track_caller]
    pub fn exits(self, code: i32) -> impl Future<Output = Vec<Value>> {
        let caller = std::panic::Location::caller();
        async move {
            let (status, lines, words) = timeout(PATIENCE, self.rest()).await.expect("it hangs");
            assert!(!words.contains("panicked"), "{caller}: {words}");
            assert_eq!(status.code(), Some(code), "{caller}\n{lines:?}\n{words}");
            lines
        }
    }

    async fn rest(mut self) -> (ExitStatus, Vec<Value>, String) {
        let mut lines = Vec::new();
        while let Some(line) = self.stdout.next_line().await.unwrap() {
            lines.push(parse(&line));
        }
        let mut words = String::new();
        let mut stderr = self.stderr.into_inner();
        stderr.read_to_string(&mut words).await.unwrap();
        (self.child.wait().await.unwrap(), lines, words)
    }

    /// The end that no program sees coming.
    pub async fn kill(mut self) {
        timeout(PATIENCE, self.child.kill()).await.unwrap().unwrap();
    }

    /// Sends a signal, such as `TERM`.
    #[cfg(unix)]
    pub async fn signal(&self, name: &str) {
        let id = self.child.id().unwrap().to_string();
        let mut kill = Command::new("kill");
        let sent = kill.args([&format!("-{name}"), &id]).status();
        assert!(sent.await.unwrap().success());
    }
}

#[track_caller]
fn parse(line: &str) -> Value {
    match serde_json::from_str(line) {
        Ok(value) => value,
        Err(error) => panic!("{error}: {line}"),
    }
}

/// The names of an object's values.
#[track_caller]
pub fn keys(object: &Value) -> BTreeSet<&str> {
    let map = object.as_object().unwrap();
    map.keys().map(String::as_str).collect()
}

/// The keys as the issue lists them: `a b c`.
pub fn listed(keys: &str) -> BTreeSet<&str> {
    keys.split(' ').collect()
}

/// Where the customer pays, from an opened line.
#[track_caller]
pub fn page(opened: &Value) -> String {
    opened["processUrl"].as_str().unwrap().to_owned()
}

/// The sale's number.
#[track_caller]
pub fn id(line: &Value) -> i64 {
    line["saleId"].as_i64().unwrap()
}
