//! What a program that calls `cobroctl` relies on besides the commands' own data.

use crate::common::{APPROVES, Bank, Counter, files_below, finish, keys, listed, page, pay};

#[tokio::test]
async fn help_tells_every_exit_status() {
    let counter = Counter::new();
    for line in [
        "--help",
        "charge --help",
        "help charge",
        "ask --help",
        "refund --help",
    ] {
        let help = counter.run(line).await.exits(0);
        assert_eq!(help.stderr, "");
        for status in [
            "0 approved",
            "1 failed",
            "2 usage",
            "10 rejected",
            "11 partially paid",
            "12 still open",
            "13 conflict",
            "14 given back",
            "15 nobody knows",
            "20 refused",
            "21 gateway unreachable",
            "22 another process",
            "23 a sale of the same amount",
            "24 not allowed",
        ] {
            let text = help.text().split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(text.contains(status), "{line}: {status}: {}", help.text());
        }
    }
}

#[tokio::test]
async fn help_names_every_command_and_every_option_of_charge() {
    let counter = Counter::new();
    let help = counter.run("--help").await.exits(0);
    for command in [
        "init",
        "charge",
        "watch",
        "sales",
        "sale",
        "cancel",
        "ask",
        "refund",
        "decide-refund",
        "receipt",
        "cashiers",
        "add-cashier",
        "dismiss-cashier",
        "shift",
        "close-shift",
        "verify",
        "backup",
        "restore",
        "sandbox",
    ] {
        let listed = help.text().lines().any(|line| {
            let mut words = line.split_whitespace();
            words.next() == Some(command)
        });
        assert!(listed, "{command}");
    }
    let help = counter.run("charge --help").await.exits(0);
    for option in [
        "--amount",
        "--currency",
        "--reference",
        "--description",
        "--allow-partial",
        "--allow-duplicate",
        "--expires-in",
        "--wait",
        "--timeout",
        "--json",
        "--data-dir",
    ] {
        assert!(help.text().contains(option), "{option}");
    }
    let help = counter.run("init --help").await.exits(0);
    assert!(help.text().contains("COBRO_SECRET_KEY"), "documented");
}

#[tokio::test]
async fn without_a_command_or_with_an_unknown_one_it_is_usage() {
    let counter = Counter::new();
    counter.run("pagar").await.refused(2, "pagar");
    let done = counter.run("sales --nada").await;
    done.refused(2, "--nada");
    let done = finish(counter.bare()).await;
    done.refused(2, "Usage");
}

#[tokio::test]
async fn without_json_the_data_is_words_and_nothing_is_on_stderr() {
    let bank = Bank::open().await;
    let counter = bank.counter().await;
    let charged = counter.run("charge --amount 12990").await.exits(0);
    assert_eq!(charged.stderr, "");
    let words = charged.text();
    assert!(
        words.contains("$12.990") && words.contains(bank.url()),
        "{words}"
    );
    let page = words.split_whitespace().last().unwrap();
    pay(page, APPROVES).await;
    let watched = counter.run("watch").await.exits(0);
    assert!(
        watched.text().contains("PAGADO $12.990"),
        "{}",
        watched.text()
    );
    assert_eq!(watched.stderr, "");
    let listed = counter.run("sales").await.exits(0);
    assert_eq!(listed.text().lines().count(), 1);
    assert!(
        listed.text().contains("PAGADO $12.990"),
        "{}",
        listed.text()
    );
}

#[tokio::test]
async fn the_data_folder_comes_from_the_argument_else_the_environment_else_the_platform() {
    let (chosen, named, home) = (Counter::new(), Counter::new(), Counter::new());
    let bare = || {
        let mut command = home.bare();
        command
            .env("HOME", home.data())
            .env("XDG_DATA_HOME", home.data().join("share"))
            .args(["charge", "--amount", "12990", "--json"]);
        command
    };
    let mut command = bare();
    command.env("COBRO_DATA_DIR", named.data());
    command.arg("--data-dir").arg(chosen.data());
    finish(command).await.exits(0);
    let ledger = |folder: &std::path::Path| folder.join("training").join("ledger.sqlite3");
    assert!(ledger(chosen.data()).exists());
    assert!(named.files().is_empty() && home.files().is_empty());

    let mut command = bare();
    command.env("COBRO_DATA_DIR", named.data());
    finish(command).await.exits(0);
    assert!(ledger(named.data()).exists());
    assert!(home.files().is_empty());

    if cfg!(target_os = "linux") {
        finish(bare()).await.exits(0);
        let files = files_below(&home.data().join("share").join("cobro"));
        assert!(files.iter().any(|file| file.ends_with("ledger.sqlite3")));
    }
}

#[cfg(unix)]
#[tokio::test]
async fn the_sandbox_stands_alone_and_takes_a_whole_payment() {
    let counter = Counter::new();
    let mut gateway = counter.start("sandbox --listen 127.0.0.1:0 --json");
    let ready = gateway.line().await;
    assert_eq!(keys(&ready), listed("url sites"));
    let site = &ready["sites"][0];
    assert_eq!(keys(site), listed("name login secretKey"));
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let (url, login, key) = (
        text(&ready["url"]),
        text(&site["login"]),
        text(&site["secretKey"]),
    );
    assert!(url.starts_with("http://127.0.0.1:"), "{url}");
    assert!(counter.files().is_empty(), "it needs no till");

    let till = Counter::at(&url, &login, &key).await;
    let mut running = till.start("charge --amount 12990 --wait --json");
    let opened = running.line().await;
    assert!(page(&opened).starts_with(&url));
    pay(&page(&opened), APPROVES).await;
    running.exits(0).await;

    let address = url.trim_start_matches("http://");
    let second = counter
        .run(&format!("sandbox --listen {address} --json"))
        .await;
    second.refused(1, address);
    gateway.signal("TERM").await;
    assert!(gateway.exits(0).await.is_empty());
}

#[cfg(unix)]
#[tokio::test]
async fn the_sandbox_breaks_on_purpose_and_is_controlled() {
    let counter = Counter::new();
    let rule = r#"{"on":"create","when":{"next":1},"fault":"loseAnswer"}"#;
    let mut gateway = counter.start(&format!(
        "sandbox --listen 127.0.0.1:0 --control 127.0.0.1:0 --speed 60 --seed 7 \
         --fault {rule} --json"
    ));
    let ready = gateway.line().await;
    assert_eq!(keys(&ready), listed("control sites url"));
    let control = ready["control"].as_str().unwrap();
    let told = reqwest::get(format!("{control}/faults")).await.unwrap();
    let told: serde_json::Value = serde_json::from_str(&told.text().await.unwrap()).unwrap();
    assert_eq!(
        told,
        serde_json::from_str::<serde_json::Value>(&format!("[{rule}]")).unwrap()
    );
    gateway.signal("TERM").await;
    gateway.exits(0).await;

    let wrong = r#"sandbox --fault {"fault":"noSuchFault"}"#;
    counter.run(wrong).await.refused(2, "a rule is like");
    counter.run("sandbox --speed 0").await.refused(2, "--speed");
    let open = counter.run("sandbox --listen 127.0.0.1:0 --control 0.0.0.0:0");
    open.await.refused(1, "0.0.0.0");
}
