//! Printing to a queue of CUPS, a server of our own with a raw queue to a TCP printer.

use std::fs;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use receipt::{Letters, Printer, PrinterError, PrinterTarget, Profile, printer, system_printers};
use tempfile::TempDir;

use crate::samples::test_page;
use crate::tcp_printer::{self, Manner};

/// Where programs of CUPS find their server.
const SERVER: &str = "CUPS_SERVER";

/// Set in the process that prints; its environment leads to the server of the test.
const PRINTS: &str = "COBRO_TEST_PRINTS";

const PATIENCE: Duration = Duration::from_secs(30);

/// A print server below a folder of its own, stopped when dropped.
struct Server {
    process: Child,
    folder: TempDir,
}

impl Server {
    fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let at = folder.path();
        let socket = at.join("socket");
        let listens = format!(
            "Listen {}\nWebInterface No\nDefaultAuthType None\n\
             <Location />\nAllow all\n</Location>\n\
             <Location /admin>\nAllow all\n</Location>\n\
             <Policy default>\n<Limit All>\nAllow all\n</Limit>\n</Policy>\n",
            socket.display()
        );
        fs::write(at.join("cupsd.conf"), listens).unwrap();
        let places = [
            "ServerRoot",
            "RequestRoot",
            "CacheDir",
            "StateDir",
            "TempDir",
        ]
        .map(|name| {
            fs::create_dir(at.join(name)).unwrap();
            format!("{name} {}/{name}\n", at.display())
        });
        let logs = ["AccessLog", "ErrorLog", "PageLog"];
        let logs = logs.map(|name| format!("{name} {}/{name}\n", at.display()));
        fs::write(
            at.join("cups-files.conf"),
            [places.concat(), logs.concat()].concat(),
        )
        .unwrap();
        let process = Command::new("cupsd")
            .arg("-f")
            .arg("-c")
            .arg(at.join("cupsd.conf"))
            .arg("-s")
            .arg(at.join("cups-files.conf"))
            .env("PATH", path_with_system_programs())
            .stdin(Stdio::null())
            .spawn()
            .expect("Debian's package cups is installed");
        let server = Server { process, folder };
        server.wait_until_it_listens();
        server
    }

    fn socket(&self) -> std::path::PathBuf {
        self.folder.path().join("socket")
    }

    fn wait_until_it_listens(&self) {
        let deadline = Instant::now() + PATIENCE;
        while UnixStream::connect(self.socket()).is_err() {
            assert!(Instant::now() < deadline, "{}", self.log());
            thread::sleep(Duration::from_millis(10));
        }
    }

    fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("ErrorLog")).unwrap_or_default()
    }

    fn add_queue(&self, name: &str, device: &str) {
        let done = Command::new("lpadmin")
            .args(["-p", name, "-v", device, "-E"])
            .env(SERVER, self.socket())
            .env("PATH", path_with_system_programs())
            .output()
            .unwrap();
        assert!(done.status.success(), "{done:?}\n{}", self.log());
    }

    /// Lets this test's second half run where the server is found.
    fn run_with(&self, test: &str) {
        let done = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", test, "--nocapture"])
            .env(SERVER, self.socket())
            .env(PRINTS, "")
            .output()
            .unwrap();
        assert_ran_one(&done, &self.log());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

/// No test of that name is a success too.
fn assert_ran_one(done: &Output, log: &str) {
    let told = String::from_utf8_lossy(&done.stdout);
    assert!(done.status.success(), "{done:?}\n{log}");
    assert!(told.contains("1 passed"), "{told}");
}

fn path_with_system_programs() -> String {
    let path = std::env::var("PATH").unwrap_or_default();
    format!("{path}:/usr/sbin:/sbin")
}

/// A profile that puts every byte there is on the line.
fn profile() -> Profile {
    Profile {
        letters: Letters::Drawn,
        ..Profile::default()
    }
}

fn queue(name: &str) -> Box<dyn Printer> {
    printer(PrinterTarget::Queue(name.parse().unwrap()))
}

#[test]
fn the_bytes_arrive_unchanged() {
    let page = test_page(profile()).document();
    if std::env::var_os(PRINTS).is_some() {
        assert_eq!(system_printers(), ["Caja".parse().unwrap()]);
        return queue("Caja").print(&page, &profile()).unwrap();
    }
    let server = Server::start();
    let (port, given) = tcp_printer::printer(Manner::Silent);
    server.add_queue(
        "Caja",
        &format!("socket://{}:{port}", tcp_printer::LOOPBACK),
    );
    server.run_with("cups::the_bytes_arrive_unchanged");
    assert_eq!(given.join().unwrap(), page.to_escpos(&profile()));
}

#[test]
fn a_queue_that_is_not_there_is_told() {
    if std::env::var_os(PRINTS).is_some() {
        let error = queue("Cocina").print(&test_page(profile()).document(), &profile());
        match error.unwrap_err() {
            PrinterError::UnknownQueue { queue } => assert_eq!(queue.as_str(), "Cocina"),
            other => panic!("{other:?}"),
        }
        return;
    }
    Server::start().run_with("cups::a_queue_that_is_not_there_is_told");
}

#[test]
fn without_a_print_system_there_are_no_printers() {
    if std::env::var_os(PRINTS).is_some() {
        assert_eq!(system_printers(), []);
        let error = queue("Caja").print(&test_page(profile()).document(), &profile());
        let error = error.unwrap_err();
        assert!(
            matches!(error, PrinterError::NoPrintSystem { .. }),
            "{error:?}"
        );
        return;
    }
    let nothing = tempfile::tempdir().unwrap();
    run_without_programs(nothing.path());
}

fn run_without_programs(path: &Path) {
    let done = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "cups::without_a_print_system_there_are_no_printers",
        ])
        .env("PATH", path)
        .env(PRINTS, "")
        .output()
        .unwrap();
    assert_ran_one(&done, "");
}
