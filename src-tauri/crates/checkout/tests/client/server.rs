//! A server that gives the answers of a test, byte by byte, and remembers what it was asked.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// What the server does with one request.
pub enum Answer {
    /// Writes this and hangs up.
    Bytes(Vec<u8>),
    /// Hangs up without a word.
    HangUp,
    /// Says nothing and keeps the line.
    Silence,
}

/// One request as it came.
#[derive(Clone, Debug)]
pub struct Request {
    pub method: String,
    pub path: String,
    pub body: String,
}

impl Request {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

pub struct Server {
    pub url: String,
    requests: Arc<Mutex<Vec<Request>>>,
    answers: Arc<Mutex<VecDeque<Answer>>>,
}

impl Server {
    /// Gives these answers one after another, then hangs up on everyone.
    pub async fn answering(answers: impl IntoIterator<Item = Answer>) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let server = Server {
            url,
            requests: Arc::default(),
            answers: Arc::new(Mutex::new(answers.into_iter().collect())),
        };
        let (requests, answers) = (server.requests.clone(), server.answers.clone());
        tokio::spawn(async move {
            let mut silent = Vec::new();
            while let Ok((mut stream, _)) = listener.accept().await {
                let request = read(&mut stream).await;
                requests.lock().unwrap().push(request);
                let answer = answers.lock().unwrap().pop_front();
                match answer.unwrap_or(Answer::HangUp) {
                    Answer::Bytes(bytes) => {
                        // the client may leave before it has read all
                        stream.write_all(&bytes).await.ok();
                        stream.shutdown().await.ok();
                    }
                    Answer::HangUp => {}
                    Answer::Silence => silent.push(stream),
                }
            }
        });
        server
    }

    /// Gives one more answer.
    pub fn then(&self, answer: Answer) {
        self.answers.lock().unwrap().push_back(answer);
    }

    pub fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap().clone()
    }
}

async fn read(stream: &mut TcpStream) -> Request {
    let mut bytes = Vec::new();
    let head = loop {
        assert_ne!(stream.read_buf(&mut bytes).await.unwrap(), 0, "no request");
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break end + 4;
        }
    };
    let text = String::from_utf8(bytes[..head].to_vec()).unwrap();
    let length = text.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length")
            .then(|| value.trim().parse().unwrap())
    });
    while bytes.len() < head + length.unwrap_or(0) {
        assert_ne!(stream.read_buf(&mut bytes).await.unwrap(), 0, "half a body");
    }
    let mut words = text.split(' ').map(str::to_owned);
    Request {
        method: words.next().unwrap(),
        path: words.next().unwrap(),
        body: String::from_utf8(bytes.split_off(head)).unwrap(),
    }
}

/// An HTTP answer with this status line, these header lines and this body.
pub fn http(status: &str, headers: &[&str], body: &str) -> Answer {
    let headers: String = headers.iter().map(|line| format!("{line}\r\n")).collect();
    let length = body.len();
    Answer::Bytes(
        format!(
            "HTTP/1.1 {status}\r\n{headers}connection: close\r\ncontent-length: {length}\r\n\r\n{body}"
        )
        .into_bytes(),
    )
}

/// 200 with this JSON.
pub fn ok(body: &Value) -> Answer {
    http("200 OK", &[], &body.to_string())
}

/// How the gateway refuses.
pub fn failed(status: &str, reason: impl Into<Value>, message: &str) -> Answer {
    let body = serde_json::json!({
        "status": {
            "status": "FAILED",
            "reason": reason.into(),
            "message": message,
            "date": "2026-11-22T14:05:00-03:00",
        },
    });
    http(status, &[], &body.to_string())
}
