//! A gateway that lies about the time.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use placetopay_checkout::Error;

use crate::calls::{Failure, HONEST, Purpose, Trap, cancel, client, create, query, reverse};
use crate::gateway::{Gateway, http};

const REFUSED_TIME: &[u8] =
    br#"{"status":{"status":"FAILED","reason":401,"message":"Autenticacion fallida 103"}}"#;

/// Before any payment, beyond the calendar, and no time at all.
const LIES: [&[&str]; 12] = [
    &["date: Thu, 01 Jan 1970 00:00:00 GMT"],
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
];

#[tokio::test]
async fn an_absurd_date_breaks_neither_its_call_nor_the_next() {
    let trap = Trap::new().await;
    for lie in LIES {
        trap.gateway.answer(http("200 OK", lie, HONEST.as_bytes()));
        trap.client.learn_clock().await.unwrap();
        query(&trap.client).await.unwrap();
        create(&trap.client).await.unwrap();
        reverse(&trap.client).await.unwrap();
        cancel(&trap.client).await.unwrap();
    }
    assert_eq!(trap.gateway.requests().len(), 5 * LIES.len());
    let now = ["date: Sun, 22 Nov 2026 17:05:03 GMT"];
    trap.gateway.answer(http("200 OK", &now, HONEST.as_bytes()));
    query(&trap.client).await.unwrap();
    assert_eq!(trap.client.clock_offset().unwrap().as_secs(), 3);
}

#[tokio::test]
async fn a_time_that_is_refused_with_an_absurd_date_is_corrected_once_at_most() {
    for lie in &LIES[..4] {
        let trap = Trap::new().await;
        let refused = http("401 Unauthorized", lie, REFUSED_TIME);
        trap.gateway.answer(refused);
        let error = create(&trap.client).await.unwrap_err();
        assert!(matches!(error, Error::Clock { .. }), "{lie:?}: {error:?}");
        let sent = trap.gateway.requests().len();
        assert!(sent <= 2, "{lie:?}: {sent} requests");
    }
}

#[tokio::test]
async fn a_time_that_is_refused_with_ever_another_date_is_corrected_once() {
    let minute = Arc::new(AtomicUsize::new(0));
    let gateway = Gateway::treating(move |mut line| {
        let minute = minute.fetch_add(1, Ordering::SeqCst);
        async move {
            line.request().await;
            let date = format!("date: Sun, 22 Nov 2026 18:{minute:02}:00 GMT");
            let refused = http("401 Unauthorized", &[&date], REFUSED_TIME);
            line.write(&refused).await.ok();
        }
    })
    .await;
    let client = client(&gateway.url);
    let error = query(&client).await.unwrap_err();
    assert!(matches!(error, Error::Clock { .. }), "{error:?}");
    assert_eq!(gateway.requests().len(), 2);
    let error = create(&client).await.unwrap_err();
    assert!(matches!(error, Error::Clock { .. }), "{error:?}");
    assert_eq!(gateway.requests().len(), 4);
}

#[tokio::test]
async fn a_clock_that_cannot_be_learnt_is_unavailable() {
    let trap = Trap::new().await;
    for bytes in ["", "SSH-2.0-OpenSSH_9.6\r\n", "HTTP/1.1 200 OK\r\ndate: "] {
        trap.gateway.answer(bytes);
        let error = trap.client.learn_clock().await.unwrap_err();
        assert!(Failure::NothingDone.is(Purpose::Query, &error), "{error:?}");
        assert_eq!(trap.client.clock_offset(), None);
    }
}
