//! What stands before the sandbox: it passes requests on, or plays a gateway in trouble.

use reqwest::header::{CONTENT_TYPE, DATE};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// What happens to a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mood {
    /// The sandbox answers.
    Fine,
    /// The sandbox answers, but what asks for the clock is hung up on.
    HidesClock,
    /// The sandbox answers, with the first text in its answers replaced by the second.
    Lies(&'static str, &'static str),
    /// This is the answer: status line, one header line and body.
    Says(&'static str, &'static str, String),
    /// The line is cut without a word.
    HangsUp,
    /// What is asked, except for the clock, gets no answer until the mood changes.
    Silent,
    /// The same for what is asked at one path.
    SilentAt(String),
    /// The sandbox does what it is asked, and nobody hears of it.
    SwallowsAnswers,
    /// The sandbox answers, and its answer is on the way until [`Front::lets_go`].
    HoldsAnswers,
}

/// A request and what became of it.
#[derive(Clone, Debug)]
pub struct Heard {
    pub method: String,
    pub path: String,
    pub body: String,
    /// The HTTP status, once answered.
    pub status: Option<u16>,
}

pub struct Front {
    pub url: String,
    mood: watch::Sender<Mood>,
    heard: watch::Sender<Vec<Heard>>,
    held: watch::Sender<usize>,
}

impl Front {
    pub async fn before(sandbox: &str) -> Front {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let front = Front {
            url: format!("http://{}", listener.local_addr().unwrap()),
            mood: watch::Sender::new(Mood::Fine),
            heard: watch::Sender::default(),
            held: watch::Sender::default(),
        };
        let door = Door {
            mood: front.mood.clone(),
            heard: front.heard.clone(),
            held: front.held.clone(),
            own: front.url.clone(),
            sandbox: sandbox.to_owned(),
            http: reqwest::Client::builder().no_proxy().build().unwrap(),
        };
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let door = door.clone();
                // a client that leaves halfway is none of our business
                tokio::spawn(async move { door.serve(stream).await.ok() });
            }
        });
        front
    }

    pub fn is(&self, mood: Mood) {
        self.mood.send_replace(mood);
    }

    /// Waits until so many answers are held back.
    pub async fn holds(&self, count: usize) {
        let mut held = self.held.subscribe();
        held.wait_for(|held| *held == count).await.unwrap();
    }

    /// The answers that are held back arrive.
    pub fn lets_go(&self) {
        self.held.send_replace(0);
    }

    /// Refuses everything as the gateway refuses credentials.
    pub fn refuses_credentials(&self, number: u32) {
        let body = format!(
            r#"{{"status":{{"status":"FAILED","reason":401,"message":"Autenticación fallida {number}"}}}}"#
        );
        self.is(Mood::Says("401 Unauthorized", "x-a: b", body));
    }

    /// What was asked so far, without what asks for the clock.
    pub fn heard(&self) -> Vec<Heard> {
        let mut heard = self.heard.borrow().clone();
        heard.retain(|request| request.method == "POST");
        heard
    }

    /// How often this path was asked for so far.
    pub fn heard_at(&self, path: &str) -> usize {
        let heard = self.heard();
        heard.iter().filter(|request| request.path == path).count()
    }

    /// Waits until so many requests for this path are answered.
    pub async fn answers_at(&self, path: &str, count: usize) {
        let mut heard = self.heard.subscribe();
        let answered = |request: &&Heard| request.path == path && request.status.is_some();
        let enough = |heard: &Vec<Heard>| heard.iter().filter(answered).count() >= count;
        heard.wait_for(enough).await.unwrap();
    }

    /// How many requests the gateway refused for their time.
    pub fn refused_times(&self) -> usize {
        let refused = |request: &&Heard| request.status == Some(401);
        self.heard().iter().filter(refused).count()
    }

    /// Waits for an answer with this HTTP status.
    pub async fn answers(&self, status: u16) {
        let mut heard = self.heard.subscribe();
        let answered = |heard: &Vec<Heard>| heard.iter().any(|r| r.status == Some(status));
        heard.wait_for(answered).await.unwrap();
    }

    /// Waits until so many requests have come from now on, without what asks for the clock.
    pub async fn hears(&self, more: usize) {
        let mut heard = self.heard.subscribe();
        let posts = |heard: &Vec<Heard>| heard.iter().filter(|r| r.method == "POST").count();
        let enough = posts(&heard.borrow()) + more;
        heard
            .wait_for(|heard| posts(heard) >= enough)
            .await
            .unwrap();
    }
}

#[derive(Clone)]
struct Door {
    mood: watch::Sender<Mood>,
    heard: watch::Sender<Vec<Heard>>,
    held: watch::Sender<usize>,
    own: String,
    sandbox: String,
    http: reqwest::Client,
}

impl Door {
    async fn serve(&self, mut stream: TcpStream) -> std::io::Result<()> {
        let request = read(&mut stream).await?;
        let mut number = 0;
        self.heard.send_modify(|heard| {
            number = heard.len();
            heard.push(request.clone());
        });
        let mut moods = self.mood.subscribe();
        let is_silent = |mood: &Mood| match mood {
            Mood::Silent => request.method == "POST",
            Mood::SilentAt(path) => request.path == *path,
            _ => false,
        };
        let mood = moods.wait_for(|mood| !is_silent(mood)).await;
        let mood = mood.map_err(std::io::Error::other)?.clone();
        let (status, headers, body) = match mood {
            Mood::HidesClock if request.method == "HEAD" => return Ok(()),
            Mood::Fine | Mood::HidesClock | Mood::Silent | Mood::SilentAt(_) => {
                self.pass_on(&request).await
            }
            Mood::SwallowsAnswers => {
                self.pass_on(&request).await;
                return Ok(());
            }
            Mood::HoldsAnswers => {
                let answer = self.pass_on(&request).await;
                self.held.send_modify(|held| *held += 1);
                let mut held = self.held.subscribe();
                let freed = held.wait_for(|held| *held == 0).await.map(drop);
                freed.map_err(std::io::Error::other)?;
                answer
            }
            Mood::Lies(truth, lie) => {
                let (status, headers, body) = self.pass_on(&request).await;
                (status, headers, body.replace(truth, lie))
            }
            Mood::Says(status, header, body) => (status.to_owned(), header.to_owned(), body),
            Mood::HangsUp => return Ok(()),
        };
        self.heard
            .send_modify(|heard| heard[number].status = status[..3].parse().ok());
        let length = body.len();
        let answer = format!(
            "HTTP/1.1 {status}\r\n{headers}\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{body}"
        );
        stream.write_all(answer.as_bytes()).await?;
        stream.shutdown().await
    }

    async fn pass_on(&self, request: &Heard) -> (String, String, String) {
        let url = format!("{}{}", self.sandbox, request.path);
        let answer = self
            .http
            .request(request.method.parse().unwrap(), url)
            .header(CONTENT_TYPE, "application/json")
            .body(request.body.clone())
            .send()
            .await
            .unwrap();
        let status = answer.status().as_u16().to_string();
        let date = answer.headers()[DATE].to_str().unwrap();
        let headers = format!("date: {date}");
        let body = answer.text().await.unwrap();
        (status, headers, body.replace(&self.sandbox, &self.own))
    }
}

pub async fn read(stream: &mut TcpStream) -> std::io::Result<Heard> {
    let mut bytes = Vec::new();
    let head = loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break end + 4;
        }
        if stream.read_buf(&mut bytes).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
    };
    let text = String::from_utf8(bytes[..head].to_vec()).unwrap();
    let length: Option<usize> = text.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        let is_length = name.eq_ignore_ascii_case("content-length");
        is_length.then(|| value.trim().parse().unwrap())
    });
    while bytes.len() < head + length.unwrap_or(0) {
        if stream.read_buf(&mut bytes).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
    }
    let mut words = text.split(' ').map(str::to_owned);
    Ok(Heard {
        method: words.next().unwrap(),
        path: words.next().unwrap(),
        body: String::from_utf8(bytes.split_off(head)).unwrap(),
        status: None,
    })
}
