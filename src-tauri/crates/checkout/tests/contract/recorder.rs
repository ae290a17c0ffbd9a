//! A gateway that keeps what it is sent and hangs up without a word.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use placetopay_checkout::{Client, Credentials, Gateway, Options};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use tokio::io::AsyncReadExt as _;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use crate::limits;

/// The time of every request.
pub const NOW: &str = "2026-11-22T17:05:00Z";

const LOGIN: &str = "sitio-de-prueba";
const SECRET: &str = "llave-muy-secreta";

pub struct Recorder {
    client: Client,
    requests: UnboundedReceiver<Request>,
}

/// One request as it came.
pub struct Request {
    pub path: String,
    pub body: String,
}

impl Recorder {
    pub async fn start() -> Recorder {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (keep, requests) = unbounded_channel();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                keep.send(read(&mut stream).await).ok();
            }
        });
        Recorder {
            client: client(&format!("http://{address}")),
            requests,
        }
    }

    /// The one request that a call sends, held to the gateway's limits.
    pub async fn sent(&mut self, kind: &str, call: impl AsyncFnOnce(&Client)) -> Request {
        call(&self.client).await;
        let request = self.requests.try_recv().expect("nothing was sent");
        assert!(self.requests.try_recv().is_err(), "it was sent twice");
        let body = serde_json::from_str(&request.body).unwrap();
        if let Err(violation) = limits::check(kind, &body) {
            panic!("{violation}: {}", request.body);
        }
        check_auth(&body["auth"]);
        request
    }
}

fn client(url: &str) -> Client {
    let options = Options {
        now: Arc::new(|| NOW.parse().unwrap()),
        user_agent: "contrato/1".parse().unwrap(),
        ..Options::default()
    };
    let credentials = Credentials::new(LOGIN, SECRET.to_owned().into()).unwrap();
    Client::new(url.parse::<Gateway>().unwrap(), credentials, options).unwrap()
}

/// The proof that the request is ours, computed once more from what was sent.
fn check_auth(auth: &Value) {
    let text = |name: &str| auth[name].as_str().unwrap();
    assert_eq!(auth.as_object().unwrap().len(), 4, "{auth}");
    assert_eq!(text("login"), LOGIN);
    assert_eq!(text("seed"), "2026-11-22T17:05:00+00:00");
    let nonce = BASE64.decode(text("nonce")).unwrap();
    assert!(nonce.len() >= 16, "at least 128 bits");
    let signed = [&nonce, text("seed").as_bytes(), SECRET.as_bytes()].concat();
    assert_eq!(text("tranKey"), BASE64.encode(Sha256::digest(signed)));
}

/// Writes a body where `CHECKOUT_BODIES` says, so that the documentation's own validator can
/// judge it: `NAME.KIND.json`, numbered where one name has many bodies.
pub fn keep(name: &str, kind: &str, body: &str) {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let Ok(directory) = std::env::var("CHECKOUT_BODIES") else {
        return;
    };
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    std::fs::create_dir_all(&directory).unwrap();
    let file = format!("{directory}/{name}-{number}.{kind}.json");
    std::fs::write(file, body).unwrap();
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
    let header = |wanted: &str| {
        text.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case(wanted).then(|| value.trim())
        })
    };
    assert_eq!(header("content-type"), Some("application/json"));
    let length: usize = header("content-length").unwrap().parse().unwrap();
    while bytes.len() < head + length {
        assert_ne!(stream.read_buf(&mut bytes).await.unwrap(), 0, "half a body");
    }
    let path = text
        .strip_prefix("POST ")
        .and_then(|rest| rest.split(' ').next());
    Request {
        path: path.unwrap().to_owned(),
        body: String::from_utf8(bytes.split_off(head)).unwrap(),
    }
}
