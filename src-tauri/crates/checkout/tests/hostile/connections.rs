//! Connections that break off, and what is never sent twice.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use crate::calls::{Failure, HONEST, Purpose, Trap, cancel, client, create, query, reverse};
use crate::gateway::{Gateway, Line};

/// An answer after which the connection stays.
fn kept_open(body: &str) -> Vec<u8> {
    let length = body.len();
    format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n{body}").into_bytes()
}

/// No two requests are the same, and none is sent twice.
fn assert_sent_once(gateway: &Gateway, most: usize) {
    let requests = gateway.requests();
    let nonces: HashSet<_> = requests.iter().map(|request| request.nonce()).collect();
    assert_eq!(nonces.len(), requests.len(), "the same was sent twice");
    assert!(requests.len() <= most, "{} requests", requests.len());
}

#[tokio::test]
async fn where_nothing_listens_nothing_is_sent() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let client = client(&url);
    Failure::NothingDone
        .of_every_call(&client, "nothing listens")
        .await;
}

#[tokio::test]
async fn a_line_that_is_cut_leaves_a_call_unanswered() {
    async fn half(line: &mut Line) {
        line.stream.read_exact(&mut [0; 100]).await.unwrap();
    }
    let before = Gateway::treating(|line| async move { drop(line) }).await;
    let midway = Gateway::treating(|mut line| async move { half(&mut line).await }).await;
    let after = Gateway::treating(|mut line| async move {
        line.request().await;
    })
    .await;
    for (trap, gateway) in [("before", before), ("midway", midway), ("after", after)] {
        let client = client(&gateway.url);
        Failure::Unanswered.of_every_call(&client, trap).await;
        assert_eq!(gateway.connections(), 4, "{trap}: each is tried once");
    }
}

#[tokio::test]
async fn a_reset_leaves_a_call_unanswered() {
    let before = Gateway::treating(|line| async move {
        line.stream.set_zero_linger().unwrap();
    })
    .await;
    let after = Gateway::treating(|mut line| async move {
        line.stream.set_zero_linger().unwrap();
        line.request().await;
    })
    .await;
    let amid = Gateway::treating(|mut line| async move {
        line.stream.set_zero_linger().unwrap();
        line.request().await;
        let head = b"HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{";
        line.write(head).await.unwrap();
    })
    .await;
    for (trap, gateway) in [("before", before), ("after", after), ("amid", amid)] {
        let client = client(&gateway.url);
        Failure::Unanswered.of_every_call(&client, trap).await;
        assert_eq!(gateway.connections(), 4, "{trap}: each is tried once");
    }
}

#[tokio::test]
async fn half_a_body_is_no_answer() {
    let trap = Trap::new().await;
    for (told, bytes) in [
        (
            "shorter than announced",
            format!("HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{HONEST}"),
        ),
        (
            "nothing of what was announced",
            "HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n".to_owned(),
        ),
        (
            "no last chunk",
            format!(
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{:x}\r\n{HONEST}\r\n",
                HONEST.len()
            ),
        ),
        (
            "half a chunk",
            format!("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nfff\r\n{HONEST}"),
        ),
        (
            "no chunk",
            format!("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{HONEST}"),
        ),
        (
            "a chunk of 2^64 bytes",
            format!(
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n10000000000000000\r\n{HONEST}"
            ),
        ),
        ("half a head", "HTTP/1.1 200 OK\r\ncontent-le".to_owned()),
    ] {
        trap.fails(Failure::Unanswered, bytes, told).await;
    }
}

#[tokio::test]
async fn a_line_that_was_closed_while_idle_spoils_nothing() {
    let mut gateway = Gateway::treating(|mut line| async move {
        line.request().await;
        line.write(&kept_open(HONEST)).await.unwrap();
        line.stream.shutdown().await.unwrap();
        line.end().await;
    })
    .await;
    let client = client(&gateway.url);
    query(&client).await.unwrap();
    gateway.taken().await;
    create(&client).await.unwrap();
    gateway.taken().await;
    reverse(&client).await.unwrap();
    gateway.taken().await;
    cancel(&client).await.unwrap();
    assert_eq!(gateway.requests().len(), 4);
    assert_sent_once(&gateway, 4);
}

/// Answers the first request of each connection, and cuts the line in answer to the second.
async fn cutting_the_second() -> Gateway {
    Gateway::treating(|mut line| async move {
        line.request().await;
        line.write(&kept_open(HONEST)).await.unwrap();
        line.request().await;
    })
    .await
}

#[tokio::test]
async fn what_was_sent_on_a_kept_line_is_not_sent_again() {
    let gateway = cutting_the_second().await;
    let client = client(&gateway.url);
    query(&client).await.unwrap();
    let error = create(&client).await.unwrap_err();
    assert!(Failure::Unanswered.is(Purpose::Create, &error), "{error:?}");
    assert_eq!(gateway.requests().len(), 2);
    reverse(&client).await.unwrap();
    let error = query(&client).await.unwrap_err();
    assert!(Failure::Unanswered.is(Purpose::Query, &error), "{error:?}");
    assert_eq!(gateway.requests().len(), 4);
    assert_sent_once(&gateway, 4);
}

#[tokio::test]
async fn nothing_is_sent_twice_however_a_closing_line_races_a_call() {
    let gateway = Gateway::treating(|mut line| async move {
        line.request().await;
        line.write(&kept_open(HONEST)).await.ok();
    })
    .await;
    let client = client(&gateway.url);
    let mut answered = 0;
    for _ in 0..100 {
        answered += usize::from(create(&client).await.is_ok());
    }
    assert_sent_once(&gateway, 100);
    assert!(answered > 0 && answered <= gateway.requests().len());
}

#[tokio::test]
async fn an_answer_that_nobody_asked_for_is_nobodys_answer() {
    let numbered =
        |number: usize| HONEST.replace("\"requestId\":1", &format!("\"requestId\":{number}"));
    let asked = Arc::new(AtomicUsize::new(0));
    let mut gateway = Gateway::treating(move |mut line| {
        let number = asked.fetch_add(1, Ordering::SeqCst);
        async move {
            line.request().await;
            let both = [kept_open(&numbered(number)), kept_open(&numbered(666))];
            line.write(&both.concat()).await.unwrap();
            line.end().await;
        }
    })
    .await;
    let client = client(&gateway.url);
    for number in 0..3 {
        let created = create(&client).await.unwrap();
        assert_eq!(created.request_id.0, number);
        gateway.taken().await;
    }
    assert_sent_once(&gateway, 3);
}

#[tokio::test]
async fn an_answer_on_a_line_that_closes_is_heard() {
    let trap = Trap::new().await;
    trap.tells(HONEST);
    for _ in 0..10 {
        create(&trap.client).await.unwrap();
    }
    assert_eq!(trap.gateway.connections(), 10);
    assert_sent_once(&trap.gateway, 10);
}
