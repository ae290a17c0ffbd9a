//! Answers that never end: too large, or too slow.

use placetopay_checkout::Error;
use tokio::task::JoinSet;

use crate::calls::{Failure, HONEST, client, failures, impatient};
use crate::gateway::{Gateway, MOST_TAKEN};

/// A gateway that writes this head and then this piece of a body again and again.
async fn flooding(head: &str, piece: &str) -> Gateway {
    let (head, piece) = (head.to_owned(), piece.to_owned());
    Gateway::treating(move |mut line| {
        let (head, piece) = (head.clone(), piece.clone());
        async move {
            line.request().await;
            if line.write(head.as_bytes()).await.is_ok() {
                line.flood(piece.as_bytes()).await;
            }
        }
    })
    .await
}

/// A gateway that writes this at once and then a byte every now and then.
async fn dripping(at_once: &'static str, drops: &'static str) -> Gateway {
    Gateway::treating(move |mut line| async move {
        line.request().await;
        if line.write(at_once.as_bytes()).await.is_ok() {
            line.drip(drops.as_bytes()).await;
        }
    })
    .await
}

/// Checks that each of the four calls hung up before it had taken much.
async fn assert_little_was_taken(mut gateway: Gateway, trap: &str) {
    for _ in 0..4 {
        let taken = gateway.taken().await;
        assert!(taken < MOST_TAKEN, "{trap}: {taken} bytes");
    }
    assert_eq!(gateway.connections(), 4, "{trap}: each is sent once");
}

async fn a_flood_fails(failure: Failure, head: &str, piece: &str) {
    let gateway = flooding(head, piece).await;
    // patient enough that it is the flood, not the time, that ends the call
    let client = client(&gateway.url);
    failure.of_every_call(&client, head).await;
    assert_little_was_taken(gateway, head).await;
}

async fn a_flood_outlasts_patience(head: &'static str, piece: &'static str) {
    let gateway = flooding(head, piece).await;
    let client = impatient(&gateway.url);
    Failure::Unanswered.of_every_call(&client, head).await;
}

async fn dripping_outlasts_patience(at_once: &'static str, drops: &'static str) {
    let gateway = dripping(at_once, drops).await;
    let client = impatient(&gateway.url);
    Failure::Unanswered.of_every_call(&client, at_once).await;
    assert_little_was_taken(gateway, at_once).await;
}

/// Springs all of these at the same time, since each takes as long as its client waits.
async fn together(traps: impl IntoIterator<Item = impl Future<Output = ()> + Send + 'static>) {
    let traps: JoinSet<()> = traps.into_iter().collect();
    traps.join_all().await;
}

#[tokio::test]
async fn a_body_without_end_is_hostile_and_hardly_read() {
    let chunk = format!("1000\r\n{:4096}\r\n", "");
    for (head, piece) in [
        ("HTTP/1.1 200 OK\r\ncontent-length: 1073741824\r\n\r\n", " "),
        (
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n",
            &chunk,
        ),
        (
            "HTTP/1.1 200 OK\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n",
            &chunk,
        ),
        ("HTTP/1.1 200 OK\r\n\r\n", " "),
        ("HTTP/1.0 200 OK\r\n\r\n", " "),
        ("HTTP/1.1 400 Bad Request\r\n\r\n", "<p>sorry</p>"),
    ] {
        a_flood_fails(Failure::Hostile, head, piece).await;
    }
}

#[tokio::test]
async fn a_status_says_what_it_says_however_large_its_page() {
    for (failure, head) in [
        (
            Failure::NothingDone,
            "HTTP/1.1 429 Too Many Requests\r\n\r\n",
        ),
        (Failure::Unanswered, "HTTP/1.1 500 Oops\r\n\r\n"),
        (
            Failure::Hostile,
            "HTTP/1.1 307 Elsewhere\r\nlocation: /\r\n\r\n",
        ),
    ] {
        a_flood_fails(failure, head, "<p>sorry</p>").await;
    }
}

#[tokio::test]
async fn a_status_says_what_it_says_however_slow_its_page() {
    let head = "HTTP/1.1 429 Too Many Requests\r\nretry-after: 7\r\ncontent-length: 9999\r\n\r\n";
    let gateway = dripping(head, "x").await;
    for (purpose, error) in failures(&impatient(&gateway.url), head).await {
        let Error::Unavailable { retry_after, .. } = error else {
            panic!("{purpose:?}: {error:?}");
        };
        assert_eq!(retry_after.unwrap().as_secs(), 7);
    }
}

#[tokio::test]
async fn a_frame_around_the_body_without_end_is_no_answer_and_hardly_read() {
    for (head, piece) in [
        (
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1;",
            "extension",
        ),
        (
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n",
            "x-more: yes\r\n",
        ),
    ] {
        a_flood_fails(Failure::Unanswered, head, piece).await;
    }
}

#[tokio::test]
async fn a_head_without_end_is_no_answer_and_hardly_read() {
    for (head, piece) in [
        ("HTTP/1.1 200 OK\r\n", "x-more: yes\r\n"),
        ("HTTP/1.1 200 OK\r\nx-long: ", "y"),
        ("HTTP/1.1 200 OK\r\n", "x"),
        ("HTTP/1.1 200 OK\r\nx-folded: y\r\n", " y\r\n"),
        ("HTTP/1.1 200 ", "O"),
        ("HTTP/1.1 ", "2"),
        ("", "\r\n"),
    ] {
        a_flood_fails(Failure::Unanswered, head, piece).await;
    }
}

#[tokio::test]
async fn padding_without_end_is_given_up_in_time() {
    let chunked = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
    a_flood_outlasts_patience(chunked, "0").await;
}

#[tokio::test]
async fn informational_answers_without_end_are_given_up_in_time() {
    const CONTINUE: &str = "HTTP/1.1 100 Continue\r\n\r\n";
    const HINTS: &str = "HTTP/1.1 103 Early Hints\r\nlink: </a.css>; rel=preload\r\n\r\n";
    together([CONTINUE, HINTS].map(|piece| async move {
        a_flood_outlasts_patience("", piece).await;
        dripping_outlasts_patience("", piece).await;
    }))
    .await;
}

#[tokio::test]
async fn a_body_that_drips_is_given_up_in_time() {
    let heads = [
        "HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n",
        "HTTP/1.1 200 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nffff\r\n",
        "HTTP/1.1 503 Service Unavailable\r\ncontent-length: 100000\r\n\r\n",
    ];
    together(heads.map(|head| dripping_outlasts_patience(head, HONEST))).await;
}

#[tokio::test]
async fn a_head_that_drips_is_given_up_in_time() {
    let heads = [
        ("", "HTTP/1.1 200 OK\r\nx: "),
        ("HTTP/1.1 200 ", "O"),
        ("HTTP/1.1 200 OK\r\n", "x-slow: yes\r\n"),
        ("HTTP/1.1 200 OK\r\ndate:", " "),
    ];
    together(heads.map(|(head, drops)| dripping_outlasts_patience(head, drops))).await;
}

#[tokio::test]
async fn silence_is_given_up_in_time() {
    let heads = ["", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\n\r\n"];
    together(heads.map(|head| dripping_outlasts_patience(head, ""))).await;
}
