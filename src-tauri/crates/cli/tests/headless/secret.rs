//! I15: the secret key is in nothing that anybody reads.

use crate::common::{APPROVES, Bank, Counter, Done, finish, page, pay};

const KEY: &str = "Ll4ve-MUY-secreta";

#[track_caller]
fn assert_hidden(bytes: &[u8], place: &str) {
    let found = bytes.windows(KEY.len()).any(|part| part == KEY.as_bytes());
    assert!(!found, "the secret key is in {place}");
}

/// Runs a command that logs all that it can.
async fn run(counter: &Counter, line: &str) -> Done {
    let mut command = counter.command(&line.split(' ').collect::<Vec<_>>());
    command.env("COBRO_LOG", "trace");
    let done = finish(command).await;
    assert_hidden(&done.stdout, &format!("the output of {line}"));
    assert_hidden(done.stderr.as_bytes(), &format!("the log of {line}"));
    done
}

#[tokio::test]
async fn i15_the_secret_key_is_in_no_output_and_no_file() {
    let bank = Bank::with_secret(KEY).await;
    let counter = bank.counter().await;
    let line = "charge --amount 12990 --json";
    let opened = run(&counter, line).await.exits(0);
    assert!(!opened.stderr.is_empty(), "it does log");
    pay(&page(&opened.only()), APPROVES).await;
    run(&counter, "watch --json").await.exits(0);
    run(&counter, line).await.exits(0);
    run(&counter, "cancel 2 --json").await.exits(0);
    for line in [
        "sales --json",
        "sale 1 --json",
        "receipt 1",
        "verify --json",
    ] {
        run(&counter, line).await.exits(0);
    }
    bank.sandbox.stop().await;
    run(&counter, line).await.exits(21);

    let files = counter.files();
    assert!(files.iter().any(|file| *file == counter.ledger()));
    for file in files {
        let bytes = std::fs::read(&file).unwrap();
        assert_hidden(&bytes, &file.display().to_string());
    }
}

#[tokio::test]
async fn i15_a_refused_key_is_not_repeated() {
    let bank = Bank::open().await;
    let counter = Counter::at(bank.url(), &bank.site().login, KEY).await;
    let line = "charge --amount 12990 --json";
    run(&counter, line).await.exits(20).says("(102)");
    for file in counter.files() {
        let bytes = std::fs::read(&file).unwrap();
        assert_hidden(&bytes, &file.display().to_string());
    }
}

#[tokio::test]
async fn i15_no_command_takes_a_secret_as_an_argument() {
    let counter = Counter::new();
    for argument in ["--secret", "--secret-key", "--key", "--password"] {
        let line = format!("init --environment test --login L {argument} {KEY}");
        let done = counter.run(&line).await;
        done.refused(2, argument);
        assert!(counter.files().is_empty());
    }
}
