//! Answers that arrive whole and are none.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;

use crate::calls::{Failure, HONEST, Trap, query};
use crate::gateway::http;

/// The first bytes of 4 MiB of blanks as gzip, then [`BOMB_ZEROS`] zeros, then [`BOMB_TAIL`].
const BOMB_HEAD: &[u8] =
    b"\x1f\x8b\x08\0\0\0\0\0\x02\x03\xed\xc1\x81\0\0\0\0\xc3\x20\x95\xf9\x53\x1e\xe4\x55\x01";
const BOMB_ZEROS: usize = 4_063;
const BOMB_TAIL: &[u8] = b"\x7c\x1b\x15\x3e\xfa\xfc\0\0\x40\0";

/// [`HONEST`] as gzip.
const HONEST_GZIP: &str = "H4sIAAAAAAACAz2KMQ6DMBAE/7K1xdk0kfyDiIIqDzDklFgKNvEdFeLvHA3aZkczO0STboK43w/jAIfGSWox8t5oYZH0YcMpc8Fx+f/Gos83YnBYW50tebWfJV/VVSJR6B+dtwUSc7kWCpSmGccJeuExVHYAAAA=";

impl Trap {
    async fn is_unreadable(&self, headers: &[&str], body: &[u8], told: &str) {
        let bytes = http("200 OK", headers, body);
        self.fails(Failure::Unusable, bytes, told).await;
    }
}

#[tokio::test]
async fn a_page_is_no_answer_although_it_is_ok() {
    let trap = Trap::new().await;
    let html = ["content-type: text/html; charset=utf-8"];
    trap.is_unreadable(&html, b"<!DOCTYPE html><title>Login</title>", "HTML")
        .await;
    trap.is_unreadable(&["content-type: application/json"], b"<html>", "a lie")
        .await;
    trap.is_unreadable(&[], b"", "nothing").await;
    trap.is_unreadable(&[], b" \r\n\t", "blanks").await;
    trap.is_unreadable(&[], b"null", "null").await;
    trap.is_unreadable(&[], b"OK", "a word").await;
    trap.is_unreadable(&[], b"status=OK&requestId=1", "a form")
        .await;
}

#[tokio::test]
async fn a_success_that_is_not_200_is_no_answer() {
    let trap = Trap::new().await;
    for status in ["201 Created", "202 Accepted", "206 Partial Content", "299"] {
        let bytes = http(status, &[], HONEST.as_bytes());
        trap.fails(Failure::Unanswered, bytes, status).await;
    }
    for status in ["204 No Content", "205 Reset Content"] {
        let bytes = format!("HTTP/1.1 {status}\r\nconnection: close\r\n\r\n");
        trap.fails(Failure::Unanswered, bytes, status).await;
    }
}

#[tokio::test]
async fn another_encoding_of_text_is_not_guessed() {
    let trap = Trap::new().await;
    let latin1 = HONEST.replace("bien", "#").into_bytes();
    let latin1: Vec<u8> = latin1
        .into_iter()
        .map(|byte| if byte == b'#' { 0xf1 } else { byte })
        .collect();
    let told = ["content-type: application/json; charset=iso-8859-1"];
    trap.is_unreadable(&told, &latin1, "Latin-1").await;
    trap.is_unreadable(&[], &latin1, "Latin-1, not told").await;
    let little: Vec<u8> = HONEST.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = HONEST.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let utf16 = ["content-type: application/json; charset=utf-16"];
    trap.is_unreadable(&utf16, &little, "UTF-16LE").await;
    trap.is_unreadable(&utf16, &big, "UTF-16BE").await;
    trap.is_unreadable(&utf16, &[b"\xff\xfe", &little[..]].concat(), "UTF-16")
        .await;
    // overlong, surrogate, beyond Unicode
    for bytes in [&b"\xc0\x80"[..], b"\xed\xa0\x80", b"\xf4\x90\x80\x80"] {
        let body = HONEST.replace("bien", "#");
        let (before, after) = body.split_once('#').unwrap();
        let body = [before.as_bytes(), bytes, after.as_bytes()].concat();
        trap.is_unreadable(&[], &body, "almost UTF-8").await;
    }
}

#[tokio::test]
async fn a_charset_that_is_a_lie_is_ignored() {
    let told = ["content-type: application/json; charset=iso-8859-1"];
    let body = HONEST.replace("bien", "señal");
    let trap = Trap::new().await;
    trap.gateway.answer(http("200 OK", &told, body.as_bytes()));
    let session = query(&trap.client).await.unwrap();
    assert_eq!(session.report.message, "señal");
}

#[tokio::test]
async fn nothing_is_inflated() {
    let trap = Trap::new().await;
    let bomb = [BOMB_HEAD, &[0; BOMB_ZEROS], BOMB_TAIL].concat();
    let small = BASE64.decode(HONEST_GZIP).unwrap();
    for encoding in ["content-encoding: gzip", "content-encoding: x-gzip"] {
        trap.is_unreadable(&[encoding], &bomb, "4 MiB of blanks in 4 KiB")
            .await;
        trap.is_unreadable(&[encoding], &small, "an honest answer, packed")
            .await;
    }
    for encoding in ["deflate", "br", "zstd", "gzip, gzip, gzip"] {
        let encoding = format!("content-encoding: {encoding}");
        trap.is_unreadable(&[&encoding], &bomb, &encoding).await;
    }
}

#[tokio::test]
async fn no_packing_is_asked_for() {
    let trap = Trap::new().await;
    trap.tells(HONEST);
    query(&trap.client).await.unwrap();
    let head = trap.gateway.requests()[0].head.to_lowercase();
    assert!(head.contains("accept: application/json"), "{head}");
    assert!(!head.contains("encoding"), "{head}");
}
