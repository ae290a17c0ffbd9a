//! A client in another language, written from the documentation alone.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use sandbox::{Clock, Config};
use serde_json::{Value, json};

use crate::support::{World, config};

fn start() -> Child {
    let client = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/independent/client.py");
    Command::new("python3")
        .arg(client)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("python3 is needed")
}

#[tokio::test]
async fn an_independent_client_gets_along() {
    let mut client = start();
    let mut line = String::new();
    let mut says = BufReader::new(client.stdout.take().unwrap());
    says.read_line(&mut line).unwrap();
    let said: Value = serde_json::from_str(&line).unwrap();

    let mut config = Config {
        settles_after: Duration::ZERO,
        ..config(&Clock::system())
    };
    config.sites[0].notification_url = said["notify"].as_str().map(str::to_owned);
    let world = World::with(config).await;
    let site = world.site();
    let gateway =
        json!({"url": world.sandbox.url(), "login": site.login, "secretKey": site.secret_key});
    writeln!(client.stdin.take().unwrap(), "{gateway}").unwrap();

    let output = tokio::task::spawn_blocking(move || client.wait_with_output());
    let output = output.await.unwrap().unwrap();
    let complaints = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{complaints}");
    assert_eq!(world.sandbox.sessions().len(), 3);
}
