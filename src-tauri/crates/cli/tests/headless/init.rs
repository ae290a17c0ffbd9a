//! Setting a till up.

use crate::common::{Bank, Counter};

const KEY: &str = "llave-de-prueba";

#[tokio::test]
async fn every_environment_is_set_up_and_named() {
    for (line, environment, url) in [
        ("--environment training", "training", None),
        ("--environment test --login L", "test", None),
        ("--environment uat --login L", "uat", None),
        ("--environment production --login L", "production", None),
        (
            "--environment custom --url http://127.0.0.1:8090 --login L",
            "custom",
            Some("http://127.0.0.1:8090"),
        ),
        (
            "--environment custom --url http://[::1]:8090 --login L",
            "custom",
            Some("http://[::1]:8090"),
        ),
        (
            "--environment custom --url http://localhost:8090 --login L",
            "custom",
            Some("http://localhost:8090"),
        ),
        (
            "--environment custom --url https://checkout.getnet.cl --login L",
            "custom",
            Some("https://checkout.getnet.cl"),
        ),
    ] {
        let counter = Counter::new().with_secret(KEY);
        let done = counter.run(&format!("init {line} --till-code C7")).await;
        let done = done.exits(0).says("C7").says(environment);
        assert_eq!(done.text(), "", "words are no data");
        let settings = counter.settings().unwrap();
        assert_eq!(settings["environment"], environment);
        assert_eq!(settings["url"].as_str(), url);
        assert_eq!(settings["tillCode"], "C7");
    }
}

#[tokio::test]
async fn everything_about_the_shop_is_kept() {
    let counter = Counter::new().with_secret(KEY);
    let done = counter.run_args(&[
        "init",
        "--environment",
        "test",
        "--login",
        "sitio-1",
        "--till-code",
        "caja2",
        "--return-url",
        "https://panaderia.cl/gracias",
        "--shop-name",
        "Panadería Ñuñoa",
        "--shop-rut",
        "76.086.428-5",
        "--shop-address",
        "Irarrázaval 123",
        "--printer",
        "tcp:192.168.1.50",
        "--profile",
        "columns=32,letters=pc858",
        "--fallback-printer",
        "queue:Cocina",
        "--shop-footer",
        "¡Gracias!",
    ]);
    done.await.exits(0);
    let settings = counter.settings().unwrap();
    for (name, value) in [
        ("login", "sitio-1"),
        ("tillCode", "CAJA2"),
        ("returnUrl", "https://panaderia.cl/gracias"),
        ("shopName", "Panadería Ñuñoa"),
        ("shopRut", "76.086.428-5"),
        ("shopAddress", "Irarrázaval 123"),
        ("shopFooter", "¡Gracias!"),
    ] {
        assert_eq!(settings[name], value, "{name}");
    }
    let printers = &settings["printers"];
    assert_eq!(printers[0]["target"], "tcp:192.168.1.50:9100");
    let profile = printers[0]["profile"].as_str().unwrap();
    assert!(
        profile.starts_with("columns=32,dots=384,letters=pc858,"),
        "{profile}"
    );
    assert_eq!(printers[1]["target"], "queue:Cocina");
}

#[tokio::test]
async fn bad_values_are_usage_and_leave_the_folder_as_it_was() {
    let counter = Counter::new().with_secret(KEY);
    for (line, words) in [
        ("--environment moon --login L", "moon"),
        ("--environment custom --login L", "dirección"),
        (
            "--environment test --url https://x.cl --login L",
            "dirección",
        ),
        ("--environment custom --url http://x.cl --login L", "https"),
        (
            "--environment custom --url http://192.168.1.9:80 --login L",
            "https",
        ),
        (
            "--environment custom --url http://127.0.0.1.x.cl --login L",
            "https",
        ),
        (
            "--environment custom --url http://localhost.x.cl --login L",
            "https",
        ),
        ("--environment custom --url ftp://x.cl --login L", "https"),
        (
            "--environment custom --url https://u:p@x.cl --login L",
            "dirección",
        ),
        ("--environment custom --url nada --login L", "dirección"),
        ("--environment test", "--login"),
        ("--environment test --login=", "--login"),
        (
            "--environment test --login L --shop-rut 76.086.428-4",
            "RUT",
        ),
        ("--environment test --login L --shop-rut nada", "RUT"),
        (
            "--environment test --login L --till-code C-1",
            "código de la caja",
        ),
        (
            "--environment test --login L --till-code TOOLONG",
            "código de la caja",
        ),
        (
            "--environment test --login L --till-code=",
            "código de la caja",
        ),
        (
            "--environment test --login L --return-url nada",
            "página de retorno",
        ),
        ("--environment test --login L --printer nada", "impresora"),
        (
            "--environment test --login L --printer file:/tmp/a --profile columns=40",
            "perfil",
        ),
        (
            "--environment test --login L --profile columns=42",
            "impresora",
        ),
        (
            "--environment test --login L --fallback-printer queue:a",
            "--printer",
        ),
        (
            "--environment test --login L --printer queue:-o",
            "impresora",
        ),
        ("--login L", "--environment"),
    ] {
        let done = counter.run(&format!("init {line}")).await;
        done.refused(2, words);
        assert!(counter.files().is_empty(), "{line}");
    }
}

#[tokio::test]
async fn a_refused_setup_leaves_the_one_before() {
    let counter = Counter::new().with_secret(KEY);
    let good = "init --environment uat --login L --till-code C3";
    counter.run(good).await.exits(0);
    let before = counter.settings();
    let bad = "init --environment moon --login M --till-code C4";
    counter.run(bad).await.exits(2);
    assert_eq!(counter.settings(), before);
}

#[tokio::test]
async fn a_missing_secret_key_is_usage() {
    let counter = Counter::new();
    let line = "init --environment test --login L";
    for input in ["", "\n", "  \n"] {
        let done = counter.run_with_input(line, input).await;
        done.refused(2, "COBRO_SECRET_KEY");
    }
    let empty = counter.with_secret("");
    let done = empty.run_with_input(line, "").await;
    done.refused(2, "COBRO_SECRET_KEY");
    assert!(empty.files().is_empty());
}

/// Only where the keychain is found over D-Bus can a test take it away.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn without_a_keychain_nothing_is_kept_and_the_way_out_is_told() {
    let counter = Counter::new();
    let line = "init --environment test --login L";
    let done = counter.run_with_input(line, &format!("{KEY}\n")).await;
    let done = done.refused(1, "No se guardó nada");
    let done = done.says("llavero").says("COBRO_SECRET_KEY");
    assert!(!done.stderr.contains(KEY));
    assert!(counter.files().is_empty());
}

/// See above.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_till_whose_secret_key_is_not_to_be_had_says_so() {
    let bank = Bank::open().await;
    let counter = bank.counter().await.with_secret("");
    let done = counter.run("charge --amount 12990 --json").await;
    done.refused(1, "llavero").says("COBRO_SECRET_KEY");
    assert_eq!(counter.sales("").await.len(), 0);
}

#[tokio::test]
async fn training_needs_no_credentials() {
    let counter = Counter::new();
    let done = counter.run("init --environment training").await;
    done.exits(0);
    assert_eq!(counter.settings().unwrap()["login"], "");
}

#[tokio::test]
async fn the_gateway_and_the_login_stay_while_a_payment_is_open() {
    let bank = Bank::open().await;
    let counter = bank.counter().await;
    let (url, login) = (bank.url(), &bank.site().login);
    let opened = counter.charge(12_990).await;
    let before = counter.settings();
    for line in [
        format!("--environment custom --url {url} --login otro"),
        format!("--environment custom --url http://127.0.0.1:9 --login {login}"),
        // by way of another environment it would come to the same
        "--environment training".to_owned(),
        format!("--environment production --login {login}"),
    ] {
        let done = counter.run(&format!("init {line}")).await;
        done.refused(1, "pendientes");
        assert_eq!(counter.settings(), before, "{line}");
    }
    let same = format!("init --environment custom --url {url} --login {login} --till-code C9");
    counter.run(&same).await.exits(0);
    assert_eq!(counter.settings().unwrap()["tillCode"], "C9");

    let cancel = format!("cancel {}", opened["saleId"]);
    counter.run(&cancel).await.exits(0);
    let elsewhere = "init --environment custom --url http://127.0.0.1:9 --login otro";
    counter.run(elsewhere).await.exits(0);
}

#[tokio::test]
async fn open_training_payments_do_not_keep_a_shop_from_going_live() {
    let counter = Counter::new().with_secret(KEY);
    counter.charge(12_990).await;
    let live = "init --environment production --login L";
    counter.run(live).await.exits(0);
    assert_eq!(counter.sales("").await.len(), 0, "they never meet");
}
