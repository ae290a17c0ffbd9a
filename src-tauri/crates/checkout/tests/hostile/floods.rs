//! Answers that never end: too large, or too slow.

use crate::calls::{Failure, HONEST, client, failures, impatient};
use crate::gateway::Gateway;

/// The most that a connection may take: the largest answer of 1 MiB, and what the kernel keeps of
/// both ends, which grows with what is read.
const MOST_TAKEN: u64 = 8 << 20;

/// A gateway that writes this head and then this piece of a body again and again.
async fn flooding(head: &'static str, piece: &'static [u8]) -> Gateway {
    Gateway::treating(move |mut line| async move {
        line.request().await;
        if line.write(head.as_bytes()).await.is_ok() {
            line.flood(piece).await;
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

async fn assert_little_was_taken(mut gateway: Gateway, trap: &str) {
    for _ in 0..4 {
        let taken = gateway.taken().await;
        assert!(taken < MOST_TAKEN, "{trap}: {taken} bytes");
    }
    assert_eq!(gateway.connections(), 4, "{trap}: each is sent once");
}

#[tokio::test]
async fn a_body_without_end_is_hostile_and_hardly_read() {
    for (trap, head, piece) in [
        (
            "1 GiB announced",
            "HTTP/1.1 200 OK\r\ncontent-length: 1073741824\r\n\r\n",
            &b" "[..],
        ),
        (
            "chunked",
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n",
            b"10\r\n                \r\n",
        ),
        ("until it closes", "HTTP/1.1 200 OK\r\n\r\n", b" "),
        (
            "chunked although a length was told",
            "HTTP/1.1 200 OK\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n",
            b"10\r\n                \r\n",
        ),
        (
            "an error page",
            "HTTP/1.1 400 Bad Request\r\n\r\n",
            b"<p>sorry</p>",
        ),
    ] {
        let gateway = flooding(head, piece).await;
        let client = client(&gateway.url);
        Failure::Hostile.of_every_call(&client, trap).await;
        assert_little_was_taken(gateway, trap).await;
    }
}

#[tokio::test]
async fn the_size_of_a_body_changes_nothing_about_what_its_status_says() {
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
        let gateway = flooding(head, b"<p>sorry</p>").await;
        let client = client(&gateway.url);
        failure.of_every_call(&client, head).await;
        assert_little_was_taken(gateway, head).await;
    }
}

#[tokio::test]
async fn a_chunk_whose_extension_never_ends_is_no_answer() {
    let head = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1;";
    let gateway = flooding(head, b"x").await;
    let client = client(&gateway.url);
    Failure::Unanswered.of_every_call(&client, head).await;
    assert_little_was_taken(gateway, head).await;
}

#[tokio::test]
async fn trailers_without_end_are_no_answer() {
    let head = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n";
    let gateway = flooding(head, b"x-more: yes\r\n").await;
    let client = client(&gateway.url);
    Failure::Unanswered.of_every_call(&client, head).await;
    assert_little_was_taken(gateway, head).await;
}

#[tokio::test]
async fn a_body_that_drips_is_given_up_in_time() {
    for (trap, at_once) in [
        (
            "announced",
            "HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n",
        ),
        ("until it closes", "HTTP/1.1 200 OK\r\n\r\n"),
        (
            "one chunk",
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nffff\r\n",
        ),
        (
            "an error page",
            "HTTP/1.1 503 Service Unavailable\r\ncontent-length: 100000\r\n\r\n",
        ),
    ] {
        let gateway = dripping(at_once, HONEST).await;
        let client = impatient(&gateway.url);
        Failure::Unanswered.of_every_call(&client, trap).await;
        assert_little_was_taken(gateway, trap).await;
    }
}

#[tokio::test]
async fn what_a_status_says_is_heard_although_the_body_drips() {
    let head = "HTTP/1.1 429 Too Many Requests\r\nretry-after: 7\r\ncontent-length: 9999\r\n\r\n";
    let gateway = dripping(head, "x").await;
    for (purpose, error) in failures(&impatient(&gateway.url)).await {
        let placetopay_checkout::Error::Unavailable { retry_after, .. } = error else {
            panic!("{purpose:?}: {error:?}");
        };
        assert_eq!(retry_after.unwrap().as_secs(), 7);
    }
}

#[tokio::test]
async fn a_head_that_drips_is_given_up_in_time() {
    for (trap, at_once, drops) in [
        ("from its first byte", "", "HTTP/1.1 200 OK\r\nx: "),
        ("a header", "HTTP/1.1 200 OK\r\n", "x-slow: yes\r\n"),
        ("a status line", "HTTP/1.1 200 ", "O"),
        ("silence", "HTTP/1.1 200 OK\r\ndate:", " "),
    ] {
        let gateway = dripping(at_once, drops).await;
        let client = impatient(&gateway.url);
        Failure::Unanswered.of_every_call(&client, trap).await;
        assert_little_was_taken(gateway, trap).await;
    }
}

#[tokio::test]
async fn silence_is_given_up_in_time() {
    let gateway = Gateway::treating(|mut line| async move {
        line.request().await;
        line.end().await;
    })
    .await;
    let client = impatient(&gateway.url);
    Failure::Unanswered.of_every_call(&client, "silence").await;
    assert_little_was_taken(gateway, "silence").await;
}

#[tokio::test]
async fn a_head_without_end_is_no_answer_and_hardly_read() {
    for (trap, head, piece) in [
        ("headers", "HTTP/1.1 200 OK\r\n", &b"x-more: yes\r\n"[..]),
        ("one header", "HTTP/1.1 200 OK\r\nx-long: ", b"y"),
        ("a header's name", "HTTP/1.1 200 OK\r\n", b"x"),
        ("a status line", "HTTP/1.1 200 ", b"O"),
        ("a status", "HTTP/1.1 ", b"2"),
        ("blank lines before it", "", b"\r\n"),
        (
            "folded lines",
            "HTTP/1.1 200 OK\r\nx-long: y\r\n",
            b" y\r\n",
        ),
    ] {
        let gateway = flooding(head, piece).await;
        let client = impatient(&gateway.url);
        Failure::Unanswered.of_every_call(&client, trap).await;
        assert_little_was_taken(gateway, trap).await;
    }
}

#[tokio::test]
async fn informational_answers_without_end_are_given_up_in_time() {
    for piece in [
        "HTTP/1.1 100 Continue\r\n\r\n",
        "HTTP/1.1 103 Early Hints\r\nlink: </a.css>; rel=preload\r\n\r\n",
    ] {
        let gateway = Gateway::treating(move |mut line| async move {
            line.request().await;
            while line.write(piece.as_bytes()).await.is_ok() {}
        })
        .await;
        let client = impatient(&gateway.url);
        Failure::Unanswered.of_every_call(&client, piece).await;
        let gateway = dripping("", piece).await;
        let client = impatient(&gateway.url);
        Failure::Unanswered.of_every_call(&client, piece).await;
    }
}
