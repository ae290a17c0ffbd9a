//! Setting a till up in its window: the first time, and later.

use sandbox::{Config, Sandbox};
use serde_json::json;

use crate::charge;
use crate::customer::{APPROVES, pay};
use crate::window::{Counter, Window, training};

async fn next_step(window: &Window, css: &str) {
    window.click("#wizard-next").await;
    window.shows(css).await;
}

#[tokio::test]
async fn who_only_wants_to_practise_charges_at_once() {
    let counter = Counter::brand_new("1024x600", Vec::new()).await;
    let window = counter.window().await;
    window.shows("#welcome").await;
    assert!(counter.settings().is_none(), "nobody chose yet");
    window.click("#welcome-practise").await;
    charge(&window, "990").await;
    assert_eq!(counter.settings().unwrap()["environment"], "training");
}

#[tokio::test]
async fn a_shop_is_set_up_step_by_step_and_charges() {
    let sandbox = Sandbox::start(Config::training()).await.unwrap();
    let site = sandbox.sites()[0].clone();
    let key = vec![("COBRO_SECRET_KEY", site.secret_key.clone())];
    let counter = Counter::brand_new("1024x600", key).await;
    let window = counter.window().await;
    window.click("#welcome-set-up").await;
    window.fill("#shop-name", "Almacén Ñuñoa").await;
    window.fill("#shop-rut", "76.086.428-1").await;
    window.says("#shop-rut-check", "No es correcto").await;
    window.clear("#shop-rut").await;
    window.fill("#shop-rut", "760864285").await;
    next_step(&window, "#environment-custom, #other-address").await;
    window.click("#other-address summary").await;
    window.click("#environment-custom").await;
    window.fill("#site-url", sandbox.url()).await;
    window.fill("#login", "somebody-else").await;
    window.click("#secret-keychain").await;
    window.click("#wizard-next").await;
    window.says("#welcome", "101").await;
    window.clear("#login").await;
    window.fill("#login", &site.login).await;
    next_step(&window, "#till-code").await;
    window.clear("#till-code").await;
    window.fill("#till-code", "N3").await;
    next_step(&window, "#cashiers").await;
    next_step(&window, "#ready").await;
    window.click("#wizard-finish").await;
    let page = charge(&window, "12990").await;
    assert!(page.starts_with(sandbox.url()));
    assert!(window.text("#reference").await.starts_with("N3-"));
    pay(&page, APPROVES).await;
    window.shows("#outcome[data-state=approved]").await;
    let kept = counter.settings().unwrap();
    assert_eq!(kept["shopName"], "Almacén Ñuñoa");
    assert_eq!(kept["shopRut"], "76.086.428-5");
    assert_eq!(kept["login"], json!(site.login));
    assert!(!kept.to_string().contains(&site.secret_key));
}

#[tokio::test]
async fn i15_a_copied_key_is_checked_and_never_reaches_the_page_or_the_disk() {
    const CANARY: &str = "canary-7f3a9c15e2";
    let sandbox = Sandbox::start(Config::training()).await.unwrap();
    let site = sandbox.sites()[0].clone();
    let counter = Counter::open().await;
    let window = counter.window().await;
    window.shows("#charge").await;
    counter.copy(CANARY);
    window.click("#to-settings").await;
    window.click("#section-banchile").await;
    window.click("#other-address summary").await;
    window.click("#environment-custom").await;
    window.fill("#site-url", sandbox.url()).await;
    window.fill("#login", &site.login).await;
    window.click("#secret-clipboard").await;
    window.click("#connect").await;
    window.says("#settings", "102").await;
    assert!(!window.source().await.contains(CANARY));
    assert!(!counter.keeps(CANARY), "in a file");
    assert_eq!(counter.settings().unwrap()["environment"], "training");
}

#[tokio::test]
async fn preferences_hold_at_once_and_after_a_restart() {
    let mut counter = Counter::open().await;
    let window = counter.window().await;
    window.shows("#charge").await;
    window.click("#to-settings").await;
    window.click("#section-screen").await;
    window.click("#language-en").await;
    window.says("#charge", "Charge").await;
    counter.kill();
    counter.reopen().await;
    let window = counter.window().await;
    window.says("#charge", "Charge").await;
    window.type_keys("9999999999").await;
    window.says("#problem", "Nothing was charged.").await;
    window.click("#to-settings").await;
    window.click("#section-shop").await;
    window.clear("#shop-name").await;
    window.fill("#shop-name", "Corner Shop").await;
    window.click("#save-shop").await;
    window.shows("#settings-done").await;
    window.click("#section-backups").await;
    window.click("#back-up").await;
    window.says("#backups", "ledger-").await;
    window.click("#section-support").await;
    window.click("#save-report").await;
    window.shows("#report-path").await;
    let report = counter.saved(".zip").expect("a report");
    let told = window.text("#report-path").await;
    assert!(told.contains(&*report.to_string_lossy()), "{told}");
    assert_eq!(counter.settings().unwrap()["shopName"], "Corner Shop");
}

#[tokio::test]
async fn a_till_that_lacks_its_key_says_so_and_starts_once_it_can() {
    let settings = |data: &std::path::Path| {
        let mut settings = training(data);
        settings["environment"] = "test".into();
        settings["login"] = "somebody".into();
        Some(settings)
    };
    let mut counter = Counter::with("1024x600", Vec::new(), settings).await;
    let window = counter.window().await;
    window.shows("#start-again").await;
    window.shows("#problem").await;
    counter.write_settings(training(&counter.data()));
    window.click("#start-again").await;
    window.shows("#charge").await;
    counter.ask_to_close();
    counter.is_closed().await;
}
