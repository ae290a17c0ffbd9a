//! A listener that treats every connection as its test says, and keeps count.

use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpSocket, TcpStream};
use tokio::sync::mpsc;
use tokio::time::{interval, timeout};

/// Where a flood that nobody stops ends, so that a client without a bound fails soon.
const FLOOD: u64 = 64 << 20;

/// The most that a connection may take: the largest answer of 1 MiB, and what the kernel keeps of
/// both ends, which grows with what is read.
pub const MOST_TAKEN: u64 = 8 << 20;

/// How long anything may take before it counts as endless.
pub const ENDLESS: Duration = Duration::from_secs(15);

pub struct Gateway {
    pub url: String,
    connections: Arc<AtomicUsize>,
    requests: Arc<Mutex<Vec<Request>>>,
    taken: mpsc::UnboundedReceiver<u64>,
    answer: Arc<Mutex<Vec<u8>>>,
}

impl Gateway {
    pub async fn treating<F, T>(treat: F) -> Gateway
    where
        F: Fn(Line) -> T + Send + 'static,
        T: Future<Output = ()> + Send + 'static,
    {
        let socket = TcpSocket::new_v4().unwrap();
        // what the kernel keeps for us is not what the client takes
        socket.set_send_buffer_size(64 << 10).unwrap();
        socket.bind(SocketAddr::from(([127, 0, 0, 1], 0))).unwrap();
        let listener = socket.listen(64).unwrap();
        let (ended, taken) = mpsc::unbounded_channel();
        let gateway = Gateway {
            url: format!("http://{}", listener.local_addr().unwrap()),
            connections: Arc::default(),
            requests: Arc::default(),
            taken,
            answer: Arc::default(),
        };
        let (connections, requests) = (gateway.connections.clone(), gateway.requests.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                connections.fetch_add(1, Ordering::SeqCst);
                let taken = Arc::new(AtomicU64::new(0));
                let treated = treat(Line {
                    stream,
                    requests: requests.clone(),
                    taken: taken.clone(),
                });
                let ended = ended.clone();
                tokio::spawn(async move {
                    treated.await;
                    // a test that does not count has gone by now
                    ended.send(taken.load(Ordering::SeqCst)).ok();
                });
            }
        });
        gateway
    }

    /// Reads a request, writes what [`Self::answer`] said last and hangs up.
    pub async fn answering(bytes: impl Into<Vec<u8>>) -> Gateway {
        let answer = Arc::new(Mutex::new(bytes.into()));
        let said = answer.clone();
        let mut gateway = Gateway::treating(move |mut line| {
            let said = said.clone();
            async move {
                line.request().await;
                let bytes = said.lock().unwrap().clone();
                // the client may leave before it has read all
                line.write(&bytes).await.ok();
            }
        })
        .await;
        gateway.answer = answer;
        gateway
    }

    /// Answers so from now on, where it was made to answer.
    pub fn answer(&self, bytes: impl Into<Vec<u8>>) {
        *self.answer.lock().unwrap() = bytes.into();
    }

    /// How many bytes the next connection that is over could be given.
    pub async fn taken(&mut self) -> u64 {
        let next = timeout(ENDLESS, self.taken.recv());
        next.await.expect("the client hangs up").unwrap()
    }

    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    /// What was read to its end, in the order of its coming.
    pub fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap().clone()
    }
}

/// One request as it came.
#[derive(Clone, Debug)]
pub struct Request {
    pub head: String,
    pub body: String,
}

impl Request {
    /// What no two requests share.
    pub fn nonce(&self) -> String {
        let body: Value = serde_json::from_str(&self.body).unwrap();
        body["auth"]["nonce"].as_str().unwrap().to_owned()
    }
}

/// One connection, at the server's end.
pub struct Line {
    pub stream: TcpStream,
    requests: Arc<Mutex<Vec<Request>>>,
    taken: Arc<AtomicU64>,
}

impl Line {
    /// Reads a whole request; none where the client hangs up first.
    pub async fn request(&mut self) -> Option<Request> {
        let mut bytes = Vec::new();
        let end = loop {
            if self.stream.read_buf(&mut bytes).await.ok()? == 0 {
                return None;
            }
            if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
                break end + 4;
            }
        };
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
        let length = head.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("content-length")
                .then(|| value.trim().parse().unwrap())
        });
        while bytes.len() < end + length.unwrap_or(0) {
            if self.stream.read_buf(&mut bytes).await.ok()? == 0 {
                return None;
            }
        }
        let body = String::from_utf8(bytes.split_off(end)).unwrap();
        let request = Request { head, body };
        self.requests.lock().unwrap().push(request.clone());
        Some(request)
    }

    /// Writes bytes and counts those that left.
    pub async fn write(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            let left = self.stream.write(bytes).await?;
            self.taken.fetch_add(left as u64, Ordering::SeqCst);
            bytes = &bytes[left..];
        }
        Ok(())
    }

    /// Writes the same again and again until the client hangs up.
    pub async fn flood(&mut self, bytes: &[u8]) {
        let wave = bytes.repeat((64 << 10) / bytes.len() + 1);
        while self.taken.load(Ordering::SeqCst) < FLOOD {
            if self.write(&wave).await.is_err() {
                return;
            }
        }
    }

    /// Writes a byte every 20 ms, round and round, until the client hangs up; without bytes, waits
    /// for that in silence.
    pub async fn drip(&mut self, bytes: &[u8]) {
        let mut clock = interval(Duration::from_millis(20));
        for byte in bytes.iter().cycle() {
            clock.tick().await;
            if self.write(&[*byte]).await.is_err() {
                return;
            }
        }
        self.end().await;
    }

    /// Waits until the client has hung up.
    pub async fn end(&mut self) {
        let mut rest = [0; 1 << 10];
        while self.stream.read(&mut rest).await.is_ok_and(|read| read > 0) {}
    }
}

/// An answer of so many bytes, after which the connection is over.
pub fn http(status: &str, headers: &[&str], body: &[u8]) -> Vec<u8> {
    let headers: String = headers.iter().map(|line| format!("{line}\r\n")).collect();
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status}\r\n{headers}connection: close\r\ncontent-length: {length}\r\n\r\n"
    );
    [head.as_bytes(), body].concat()
}
