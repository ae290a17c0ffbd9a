//! A gateway that fails while a sale is watched (`I4`), and one that refuses the credentials.

use std::path::Path;
use std::time::{Duration, Instant};

use sale::{Progress, SaleState};
use till::{Contact, Failure, SaleRecord, Till, explain_failure};

use crate::front::Mood;
use crate::shop::*;

const WAITING: SaleState = SaleState::Pending {
    progress: Progress::Waiting,
};

/// A sale on screen that the gateway was asked about.
async fn watched(shop: &Shop) -> (Till, SaleRecord) {
    let till = shop.till().await;
    let sale = till.charge(usual()).await.unwrap();
    till.put_on_screen(Some(sale.id));
    assert_eq!(till.ask_now(sale.id).await.unwrap().failure, None);
    assert_eq!(till.contact(), Contact::Fine);
    (till, sale)
}

fn refused(failure: checkout::AuthFailure) -> Contact {
    Contact::Lost(Failure::Credentials(failure))
}

#[tokio::test]
async fn i4_no_trouble_while_watching_rejects_and_all_of_it_passes() {
    let html = "<title>Mantención</title>".to_owned();
    for mood in [
        Mood::Says("500 Internal Server Error", "x-a: b", html.clone()),
        Mood::Says("503 Service Unavailable", "retry-after: 0", html.clone()),
        Mood::Says("429 Too Many Requests", "x-a: b", html.clone()),
        Mood::Says("404 Not Found", "x-a: b", html.clone()),
        Mood::Says(
            "400 Bad Request",
            "x-a: b",
            r#"{"status":{"status":"FAILED"}}"#.to_owned(),
        ),
        Mood::Says(
            "307 Temporary Redirect",
            "location: http://127.0.0.1:9/",
            html.clone(),
        ),
        Mood::Says("200 OK", "x-a: b", html),
        Mood::Lies("\"requestId\":", "\"requestId\":1.5,\"x\":"),
        Mood::HangsUp,
    ] {
        let shop = Shop::open().await;
        let (till, sale) = watched(&shop).await;
        shop.front.is(mood.clone());
        until_contact_is_lost(&till).await;
        shop.front.hears(2).await;
        let asked = till.ask_now(sale.id).await.unwrap();
        let failure = asked
            .failure
            .unwrap_or_else(|| panic!("{mood:?} is no answer"));
        let told = spanish(&explain_failure(&failure));
        assert!(told.starts_with("No se sabe si se pagó. "), "{told}");
        assert!(
            told.contains("No entregue ni cobre de otra forma"),
            "{told}"
        );
        assert_eq!(till.sale(sale.id).await.unwrap().state, WAITING, "{mood:?}");

        shop.pay(&sale, APPROVES).await;
        shop.front.is(Mood::Fine);
        until_approved(&till, sale.id).await;
        assert_eq!(till.contact(), Contact::Fine);
        until_printed(&till, sale.id, 1).await;
        shop.assert_whole();
    }
}

#[tokio::test]
async fn i4_silence_while_watching_is_lost_contact_and_passes() {
    let mut shop = Shop::open().await;
    shop.cadence.patience = Duration::from_millis(300);
    let (till, sale) = watched(&shop).await;
    shop.front.is(Mood::Silent);
    until_contact_is_lost(&till).await;
    assert_eq!(till.sale(sale.id).await.unwrap().state, WAITING);
    shop.pay(&sale, APPROVES).await;
    shop.front.is(Mood::Fine);
    until_approved(&till, sale.id).await;
}

#[tokio::test]
async fn silence_about_one_sale_keeps_no_other_waiting() {
    let mut shop = Shop::open().await;
    shop.cadence.patience = 3 * PATIENCE;
    let (till, sale) = watched(&shop).await;
    let sale::SessionState::Opened { request_id, .. } = sale.sessions[0].state else {
        panic!("{sale:?}");
    };
    shop.front
        .is(Mood::SilentAt(format!("/api/session/{request_id}")));
    shop.front.hears(1).await;
    let other = till.charge(usual()).await.unwrap();
    shop.pay(&other, APPROVES).await;
    until_approved(&till, other.id).await;
    assert_eq!(till.sale(sale.id).await.unwrap().state, WAITING);
}

#[tokio::test]
async fn the_gateways_wish_to_be_left_alone_is_kept() {
    let shop = Shop::open().await;
    let (till, sale) = watched(&shop).await;
    let busy = Mood::Says("503 Service Unavailable", "retry-after: 1", String::new());
    shop.front.is(busy);
    shop.front.answers(503).await;
    let begun = Instant::now();
    shop.front.is(Mood::Fine);
    shop.front.hears(1).await;
    let waited = begun.elapsed();
    assert!(waited >= Duration::from_millis(850), "{waited:?}");
    shop.pay(&sale, APPROVES).await;
    until_approved(&till, sale.id).await;
}

#[tokio::test]
async fn refused_credentials_stop_the_asking_until_somebody_asks() {
    let shop = Shop::open().await;
    let (till, sale) = watched(&shop).await;
    let other = till.charge(usual()).await.unwrap();
    shop.front.refuses_credentials(106);
    let refused = refused(checkout::AuthFailure::CredentialsExpired);
    until_contact(&till, |contact| *contact == refused).await;
    for sale in [&sale, &other] {
        shop.pay(sale, APPROVES).await;
    }
    let third = till.charge(usual()).await.unwrap();
    assert!(
        matches!(third.state, SaleState::Unopened { .. }),
        "{:?}",
        third.state
    );

    // nothing happens, which no event tells: ten times as long as it takes to ask, while the
    // cashier looks at the sale again and again
    let before = shop.front.heard().len();
    for _ in 0..6 {
        till.put_on_screen(Some(sale.id));
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let asked = shop.front.heard().len() - before;
    assert!(
        asked <= 1,
        "the gateway was asked {asked} times; one was under way"
    );
    assert_eq!(till.contact(), refused);
    assert_eq!(till.sale(sale.id).await.unwrap().state, WAITING);

    shop.front.is(Mood::Fine);
    assert_eq!(till.ask_now(sale.id).await.unwrap().failure, None);
    for sale in [&sale, &other] {
        until_approved(&till, sale.id).await;
    }
    assert_eq!(till.contact(), Contact::Fine);
}

#[tokio::test]
async fn i2_once_the_credentials_are_taken_again_every_open_sale_is_asked_about() {
    let shop = Shop::open().await;
    let (till, first) = watched(&shop).await;
    let second = till.charge(usual()).await.unwrap();
    shop.front.refuses_credentials(104);
    let refused = refused(checkout::AuthFailure::SiteInactive);
    until_contact(&till, |contact| *contact == refused).await;
    let told = till.ask_now(first.id).await.unwrap();
    let inactive = Failure::Credentials(checkout::AuthFailure::SiteInactive);
    assert_eq!(told.failure, Some(inactive));
    for sale in [&first, &second] {
        shop.pay(sale, APPROVES).await;
    }
    shop.front.is(Mood::Fine);
    let third = till.charge(usual()).await.unwrap();
    assert_eq!(third.state, WAITING);
    for sale in [&first, &second] {
        until_approved(&till, sale.id).await;
    }
}

#[tokio::test]
async fn i2_a_till_that_nobody_touches_notices_that_the_credentials_are_taken_again() {
    let mut shop = Shop::open().await;
    shop.cadence.pause = Duration::from_millis(50);
    let (till, sale) = watched(&shop).await;
    shop.front.refuses_credentials(106);
    let refused = refused(checkout::AuthFailure::CredentialsExpired);
    until_contact(&till, |contact| *contact == refused).await;
    shop.pay(&sale, APPROVES).await;
    shop.front.is(Mood::Fine);
    until_approved(&till, sale.id).await;
    until_contact(&till, |contact| *contact == Contact::Fine).await;
}

#[tokio::test]
async fn i15_the_secret_is_in_no_file_of_the_till() {
    let shop = Shop::open().await;
    let (till, sale) = watched(&shop).await;
    shop.settings.save(&shop.settings, shop.data()).unwrap();
    shop.pay(&sale, APPROVES).await;
    until_approved(&till, sale.id).await;
    until_printed(&till, sale.id, 1).await;
    till::back_up(&shop.folder(), till.now(), 3).unwrap();
    std::fs::create_dir(shop.data().join(till::LOGS)).unwrap();
    std::fs::write(shop.data().join(till::LOGS).join("cobro.log"), "a note").unwrap();
    let bundle = shop.data().join("bundle.zip");
    till.diagnostics(shop.data(), &bundle).await.unwrap();
    let mut seen = unpacked(&bundle, &shop.data().join("unpacked"));
    let mut folders = vec![shop.data().to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let bytes = std::fs::read(&path).unwrap();
            let secret = shop.secret.as_bytes();
            let holds = bytes.windows(secret.len()).any(|part| part == secret);
            assert!(!holds, "the secret is in {}", path.display());
            seen.push(path.file_name().unwrap().to_string_lossy().into_owned());
        }
    }
    let bundled = ["about.txt", "ledger.txt", "logs/cobro.log"];
    for file in ["ledger.sqlite3", "till.json", "receipts.txt", "bundle.zip"]
        .into_iter()
        .chain(bundled)
    {
        assert!(
            seen.iter().any(|name| name == file),
            "{file} was not looked at"
        );
    }
    assert!(
        seen.iter().any(|name| name.starts_with("ledger-")),
        "no backup"
    );
    assert!(!format!("{till:?}").contains(&shop.secret));
}

/// Unpacks a bundle, and tells what was in it.
fn unpacked(bundle: &Path, into: &Path) -> Vec<String> {
    let file = std::fs::File::open(bundle).unwrap();
    let mut bundle = zip::ZipArchive::new(file).unwrap();
    bundle.extract(into).unwrap();
    bundle.file_names().map(str::to_owned).collect()
}
