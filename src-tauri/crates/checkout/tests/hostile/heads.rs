//! Heads that are not HTTP, or HTTP that nobody should write.

use crate::calls::{Failure, HONEST, Trap, create, query};
use crate::gateway::http;

#[tokio::test]
async fn what_is_not_http_is_no_answer() {
    let trap = Trap::new().await;
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
        let told = String::from_utf8_lossy(bytes);
        trap.fails(Failure::Unanswered, bytes, &told).await;
    }
}

#[tokio::test]
async fn a_body_whose_length_is_contested_is_no_answer() {
    let trap = Trap::new().await;
    for lengths in [
        "content-length: 5\r\ncontent-length: 6",
        "content-length: 5, 6",
        "content-length: 18446744073709551615",
        "content-length: 18446744073709551616",
        "content-length: -1",
        "content-length: +5",
        "content-length: five",
        "content-length: ",
    ] {
        let bytes = format!("HTTP/1.1 200 OK\r\n{lengths}\r\n\r\n{HONEST}");
        trap.fails(Failure::Unanswered, bytes, lengths).await;
    }
}

#[tokio::test]
async fn hundreds_of_headers_are_no_answer() {
    let headers: String = (0..5_000).map(|n| format!("x-{n}: y\r\n")).collect();
    let bytes = format!("HTTP/1.1 200 OK\r\n{headers}\r\n{HONEST}");
    let trap = Trap::new().await;
    trap.fails(Failure::Unanswered, bytes, "5 000 headers")
        .await;
}

#[tokio::test]
async fn some_informational_answers_come_before_an_answer() {
    let hints = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n";
    let answer = http("200 OK", &[], HONEST.as_bytes());
    let trap = Trap::new().await;
    let answer = [hints.repeat(50).as_bytes(), &answer].concat();
    trap.gateway.answer(answer);
    query(&trap.client).await.unwrap();
    create(&trap.client).await.unwrap();
    let nothing = "nothing after them";
    trap.fails(Failure::Unanswered, hints, nothing).await;
    let switched =
        "HTTP/1.1 101 Switching Protocols\r\nupgrade: h2c\r\nconnection: upgrade\r\n\r\n";
    let other = "another protocol";
    trap.fails(Failure::Unanswered, switched, other).await;
}
