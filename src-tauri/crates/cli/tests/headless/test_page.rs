//! `test-page` and `printers`: finding out about a printer before anything is sold.

use crate::common::Counter;

#[tokio::test]
async fn the_page_shows_each_profile_on_the_printer_that_is_tried() {
    let counter = Counter::new();
    let paper = counter.data().join("prueba.bin");
    let line = format!(
        "test-page --printer file:{} --profile columns=48",
        paper.display()
    );
    let done = counter.run(&line).await.exits(0);
    done.says("La página de prueba salió en file:");
    let bytes = std::fs::read(&paper).unwrap();
    let holds = |part: &[u8]| bytes.windows(part.len()).any(|window| window == part);
    let page = |number: u8| [0x1b, b't', number];
    for number in [2, 16, 19] {
        assert!(holds(&page(number)), "page {number}");
    }
    assert!(holds(b"\x1d(k") && holds(b"\x1dv0"), "both kinds of QR");
    assert!(holds(&b"-".repeat(48)));
    assert!(counter.settings().is_none(), "nothing is set up by it");
}

#[tokio::test]
async fn what_is_wrong_with_the_printer_is_told() {
    let counter = Counter::new();
    let missing = counter
        .run("test-page --printer file:/dev/cobro-none")
        .await;
    missing.refused(1, "no está conectada");
    let wrong = "test-page --printer file:/dev/null --profile ink=red";
    counter.run(wrong).await.refused(2, "perfil");
    counter.run("init --environment training").await.exits(0);
    let training = counter.run("test-page").await.exits(0);
    training.says("receipts.txt");
}

/// As `lpstat` of CUPS lists them.
#[cfg(unix)]
#[tokio::test]
async fn printers_are_listed_as_they_are_set_up() {
    use std::os::unix::fs::PermissionsExt as _;

    let counter = Counter::new();
    let lpstat = counter.data().join("lpstat");
    std::fs::write(&lpstat, "#!/bin/sh\nprintf 'Caja\\nEPSON_TM-T20\\n'\n").unwrap();
    std::fs::set_permissions(&lpstat, std::fs::Permissions::from_mode(0o755)).unwrap();
    let path = format!("{}:/usr/bin:/bin", counter.data().display());
    let found = counter
        .run_with_path("printers --json", &path)
        .await
        .exits(0);
    let lines = found.json();
    let printers = lines.iter().map(|line| line["printer"].as_str().unwrap());
    let (ports, queues): (Vec<_>, Vec<_>) = printers.partition(|name| name.starts_with("serial:"));
    assert_eq!(queues, ["queue:Caja", "queue:EPSON_TM-T20"]);
    assert!(
        ports.iter().all(|port| port.ends_with(":9600")),
        "{ports:?}"
    );
}
