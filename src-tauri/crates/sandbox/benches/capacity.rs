//! What a sandbox costs: memory for many open sessions, and queries a second over loopback.
//!
//! `taskset -c 0 cargo bench -p sandbox --bench capacity` puts client and server on one core.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use jiff::Timestamp;
use sandbox::{Config, Sandbox, Site};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

const SESSIONS: usize = 10_000;
const QUERIES: usize = 20_000;

fn main() {
    let (starts, started) = std::sync::mpsc::channel();
    let server = std::thread::Builder::new().name("server".to_owned());
    server.spawn(move || serve(&starts)).unwrap();
    let (address, site) = started.recv().unwrap();
    let mut line = Line::new(&address);

    let empty = resident_kib();
    let orders: Vec<_> = (0..SESSIONS).map(|number| order(&site, number)).collect();
    let before = resident_kib();
    let (wall, server) = timed(|| {
        for order in &orders {
            line.post("/api/session", order);
        }
    });
    let grown = resident_kib() - before;
    report("sessions opened", SESSIONS, wall, server);
    println!(
        "memory: {} MiB idle, {} MiB more for {SESSIONS} sessions ({} bytes each)",
        empty / 1024,
        grown / 1024,
        grown * 1024 / SESSIONS,
    );
    drop(orders);

    let queries: Vec<_> = (0..QUERIES).map(|_| signed(&site, json!({}))).collect();
    let (wall, server) = timed(|| {
        for (number, query) in queries.iter().enumerate() {
            let session = 1 + number % SESSIONS;
            line.post(&format!("/api/session/{session}"), query);
        }
    });
    report("queries", QUERIES, wall, server);
    println!("memory: {} MiB at most", peak_kib() / 1024);
}

/// Runs a sandbox on one thread until the program ends.
fn serve(starts: &std::sync::mpsc::Sender<(String, Site)>) {
    let runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = { runtime }.enable_all().build().unwrap();
    runtime.block_on(async {
        let sandbox = Sandbox::start(Config::training()).await.unwrap();
        let address = sandbox.url().strip_prefix("http://").unwrap().to_owned();
        starts.send((address, sandbox.sites()[0].clone())).unwrap();
        std::future::pending::<()>().await;
    });
}

/// A connection that is kept alive. As little of a client as can be: what is measured is the server.
struct Line {
    reads: BufReader<TcpStream>,
    answer: Vec<u8>,
}

impl Line {
    fn new(address: &str) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_nodelay(true).unwrap();
        Self {
            reads: BufReader::new(stream),
            answer: Vec::new(),
        }
    }

    fn post(&mut self, path: &str, body: &str) {
        let length = body.len();
        let request = format!(
            "POST {path} HTTP/1.1\r\nhost: sandbox\r\ncontent-type: application/json\r\n\
             content-length: {length}\r\n\r\n{body}"
        );
        self.reads.get_mut().write_all(request.as_bytes()).unwrap();
        let mut line = String::new();
        self.reads.read_line(&mut line).unwrap();
        assert!(line.starts_with("HTTP/1.1 200"), "{line}");
        let mut length = 0;
        while line != "\r\n" {
            line.clear();
            self.reads.read_line(&mut line).unwrap();
            if let Some(told) = line.strip_prefix("content-length: ") {
                length = told.trim().parse().unwrap();
            }
        }
        self.answer.resize(length, 0);
        self.reads.read_exact(&mut self.answer).unwrap();
    }
}

/// An ordinary order, with what a shop's program sends along.
fn order(site: &Site, number: usize) -> String {
    let order = json!({
        "payment": {
            "reference": format!("C1-{number}"),
            "description": "Compra en Almacén Doña Rosa",
            "amount": {"currency": "CLP", "total": 12990},
            "allowPartial": false,
        },
        "buyer": {
            "name": "Ana", "surname": "Soto", "email": "ana@shop.test",
            "documentType": "CLRUT", "document": "12345678-5", "mobile": "+56911111111",
        },
        "fields": [{"keyword": "caja", "value": "C1", "displayOn": "none"}],
        "locale": "es_CL",
        "expiration": (Timestamp::now() + Duration::from_secs(3600)).to_string(),
        "returnUrl": "https://shop.test/return",
        "ipAddress": "127.0.0.1",
        "userAgent": "capacity",
    });
    signed(site, order)
}

fn signed(site: &Site, mut body: Value) -> String {
    let nonce: [u8; 16] = rand::random();
    let seed = Timestamp::now().to_string();
    let digest = Sha256::new()
        .chain_update(nonce)
        .chain_update(&seed)
        .chain_update(&site.secret_key)
        .finalize();
    body["auth"] = json!({
        "login": site.login,
        "tranKey": BASE64.encode(digest),
        "nonce": BASE64.encode(nonce),
        "seed": seed,
    });
    body.to_string()
}

/// How long it took by the clock, and of the server's thread's own time.
fn timed(work: impl FnOnce()) -> (Duration, Duration) {
    let (start, server) = (Instant::now(), server_time());
    work();
    (start.elapsed(), server_time() - server)
}

fn report(what: &str, count: usize, wall: Duration, server: Duration) {
    let a_second = |time: Duration| count as f64 / time.as_secs_f64();
    let each = |time: Duration| time / u32::try_from(count).unwrap();
    println!(
        "{what}: {:.0} a second, {:?} each; server's core alone {:?} each, {:.0} a second",
        a_second(wall),
        each(wall),
        each(server),
        a_second(server),
    );
}

/// The server's thread's time on a core. Linux only, as the rest of the figures.
fn server_time() -> Duration {
    let tasks = fs::read_dir("/proc/self/task").unwrap();
    let server = tasks.map(|task| task.unwrap().path()).find(|task| {
        fs::read_to_string(task.join("comm")).is_ok_and(|name| name.trim() == "server")
    });
    let spent = fs::read_to_string(server.unwrap().join("schedstat")).unwrap();
    let nanoseconds = spent.split_whitespace().next().unwrap();
    Duration::from_nanos(nanoseconds.parse().unwrap())
}

fn resident_kib() -> usize {
    status_kib("VmRSS:")
}

fn peak_kib() -> usize {
    status_kib("VmHWM:")
}

fn status_kib(name: &str) -> usize {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let number = line.unwrap().trim().trim_end_matches(" kB");
    number.parse().unwrap()
}
