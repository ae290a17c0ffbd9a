//! Training: everything works with no setup and no network.

use crate::common::{APPROVES, Counter, files_below, page, pay};

#[tokio::test]
async fn a_till_that_nobody_set_up_trains() {
    let counter = Counter::new();
    let mut running = counter.start("charge --amount 12990 --wait --json");
    let page = page(&running.line().await);
    assert!(page.starts_with("http://127.0.0.1:"), "{page}");
    pay(&page, APPROVES).await;
    let lines = running.exits(0).await;
    let last = lines.last().unwrap();
    assert_eq!(
        (&last["event"], &last["state"]),
        (&"final".into(), &"approved".into())
    );
    let training = counter.data().join("training");
    let paper = std::fs::read_to_string(training.join("receipts.txt")).unwrap();
    assert!(paper.contains("SIN VALOR"), "{paper}");
    assert_eq!(
        counter.files().len(),
        files_below(&training).len(),
        "nothing else"
    );
}

#[tokio::test]
async fn a_restart_resumes_the_gateways_sessions_too() {
    let counter = Counter::new();
    let opened = counter.charge(12_990).await;
    let mut watching = counter.start("watch --json");
    watching.until("event", "state").await;
    pay(&page(&opened), APPROVES).await;
    let lines = watching.exits(0).await;
    assert_eq!(lines.last().unwrap()["state"], "approved");
}
