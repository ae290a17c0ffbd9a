//! Heads that are not HTTP, or HTTP that nobody should write.

use crate::calls::{Failure, HONEST, client, create, query};
use crate::gateway::{Gateway, http};

#[tokio::test]
async fn what_is_not_http_is_no_answer() {
    for bytes in [
        &b"SSH-2.0-OpenSSH_9.6\r\n"[..],
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"\x15\x03\x03\x00\x02\x02\x28",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"HTTP/3 200\r\n\r\n",
        b"ICY 200 OK\r\n\r\n",
        b"HTTP/1.1 2x0 OK\r\n\r\n",
        b"HTTP/1.1 99 Low\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nx: a\0b\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n: nameless\r\n\r\n",
        b"\0\0\0\0\0\0\0\0",
        b"\xff\xfe\xfd",
        b"<html></html>",
        HONEST.as_bytes(),
        b"\r\n\r\n\r\n",
        b"",
    ] {
        let trap = String::from_utf8_lossy(bytes);
        Failure::Unanswered.after(bytes, &trap).await;
    }
}

#[tokio::test]
async fn a_body_whose_length_is_contested_is_no_answer() {
    for lengths in [
        "content-length: 5\r\ncontent-length: 6",
        "content-length: 18446744073709551616",
        "content-length: -1",
        "content-length: five",
        "content-length: 18446744073709551615",
    ] {
        let bytes = format!("HTTP/1.1 200 OK\r\n{lengths}\r\n\r\n{HONEST}");
        let gateway = Gateway::answering(bytes).await;
        let client = client(&gateway.url);
        for error in [
            query(&client).await.unwrap_err(),
            create(&client).await.unwrap_err(),
        ] {
            println!("{lengths}: {error:?}");
        }
    }
}

#[tokio::test]
async fn hundreds_of_headers_are_no_answer() {
    let headers: String = (0..5_000).map(|n| format!("x-{n}: y\r\n")).collect();
    let bytes = format!("HTTP/1.1 200 OK\r\n{headers}\r\n{HONEST}");
    Failure::Unanswered.after(bytes, "5 000 headers").await;
}

#[tokio::test]
async fn some_informational_answers_come_before_an_answer() {
    let hints = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n";
    let answer = http("200 OK", &[], HONEST.as_bytes());
    let gateway = Gateway::answering([hints.repeat(50).as_bytes(), &answer].concat()).await;
    let client = client(&gateway.url);
    query(&client).await.unwrap();
    create(&client).await.unwrap();
    Failure::Unanswered.after(hints, "nothing after them").await;
    let switched = "HTTP/1.1 101 Switching Protocols\r\nupgrade: h2c\r\nconnection: upgrade\r\n\r\n";
    Failure::Unanswered.after(switched, "another protocol").await;
}

#[tokio::test]
async fn an_absurd_date_breaks_neither_its_call_nor_the_next() {
    for dates in [
        &["date: Thu, 01 Jan 1970 00:00:00 GMT"][..],
        &["date: Fri, 31 Dec 9999 23:59:59 GMT"],
        &["date: Thu, 30 Dec 9999 21:59:59 GMT"],
        &["date: Thu, 30 Dec 9999 21:50:00 GMT"],
        &["date: Sat, 01 Jan 0000 00:00:00 GMT"],
        &["date: Sun, 99 Nov 2026 99:99:99 GMT"],
        &["date: tomorrow"],
        &["date:"],
        &["date: \u{202e}"],
        &["date: -9223372036854775808"],
        &[
            "date: Thu, 01 Jan 1970 00:00:00 GMT",
            "date: Thu, 30 Dec 9999 21:59:59 GMT",
        ],
        &[
            "date: Thu, 30 Dec 9999 21:59:59 GMT",
            "date: Thu, 01 Jan 1970 00:00:00 GMT",
        ],
    ] {
        let gateway = Gateway::answering(http("200 OK", dates, HONEST.as_bytes())).await;
        let client = client(&gateway.url);
        client.learn_clock().await.unwrap();
        for _ in 0..2 {
            query(&client).await.unwrap();
            create(&client).await.unwrap();
            crate::calls::reverse(&client).await.unwrap();
            crate::calls::cancel(&client).await.unwrap();
        }
        assert_eq!(gateway.requests().len(), 9, "{dates:?}");
    }
}

#[tokio::test]
async fn a_clock_that_is_refused_with_ever_another_date_is_corrected_once() {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    let minute = Arc::new(AtomicUsize::new(0));
    let gateway = Gateway::treating(move |mut line| {
        let minute = minute.fetch_add(1, Ordering::SeqCst);
        async move {
            line.request().await;
            let date = format!("date: Sun, 22 Nov 2026 18:{minute:02}:00 GMT");
            let body = r#"{"status":{"status":"FAILED","reason":401,"message":"fallida 103"}}"#;
            let answer = http("401 Unauthorized", &[&date], body.as_bytes());
            line.write(&answer).await.ok();
        }
    })
    .await;
    let client = client(&gateway.url);
    query(&client).await.unwrap_err();
    assert_eq!(gateway.requests().len(), 2);
    create(&client).await.unwrap_err();
    assert_eq!(gateway.requests().len(), 4);
}
