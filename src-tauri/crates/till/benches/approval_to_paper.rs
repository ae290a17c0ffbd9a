//! How long an approval takes to the paper: from the question whose answer is APPROVED to the last
//! byte at a printer on loopback.
//!
//! `cargo bench -p till --bench approval_to_paper`
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use sale::{Amount, Currency, SaleState, SessionState};
use sandbox::{Config, Sandbox};
use till::{
    Cadence, Charge, Credentials, Duplicates, Environment, Ledger, Settings, Setup, Till, World,
};

const SALES: usize = 100;

/// Whether a printer answers how it is; most cheap ones never do.
#[derive(Clone, Copy, Debug)]
enum Manner {
    Talking,
    Silent,
}

#[tokio::main]
async fn main() {
    for manner in [Manner::Talking, Manner::Silent] {
        let mut times = measure(manner).await;
        times.sort();
        let at = |share: usize| times[(times.len() - 1) * share / 100].as_millis();
        println!(
            "{manner:?} printer: {} ms at the median, {} ms at 95 %, {} ms at most, of {SALES}",
            at(50),
            at(95),
            at(100)
        );
    }
}

async fn measure(manner: Manner) -> Vec<Duration> {
    let sandbox = Sandbox::start(Config::training()).await.unwrap();
    let data = tempfile::tempdir().unwrap();
    let (printer, papers) = printer(manner);
    let site = &sandbox.sites()[0];
    let mut settings = Settings::training(data.path()).unwrap();
    settings.environment = Environment::Custom(sandbox.url().parse().unwrap());
    settings.login = site.login.clone();
    settings.set_printer(Some(&printer), None).unwrap();
    let secret = site.secret_key.clone().into();
    // asked only when this program asks
    let hour = Duration::from_secs(3_600);
    let till = Till::start(Setup {
        ledger: Ledger::open(&settings.folder(data.path())).unwrap(),
        gateway: settings.environment.gateway().unwrap(),
        credentials: Credentials::new(settings.login.clone(), secret).unwrap(),
        settings,
        world: World::real(),
        zone: jiff::tz::TimeZone::UTC,
        cadence: Cadence {
            on_screen: hour,
            lingering: hour,
            background: hour,
            slowest: hour,
            ..Cadence::default()
        },
    })
    .unwrap();
    let mut times = Vec::new();
    for number in 0..SALES {
        times.push(one(&till, &papers, number).await);
    }
    times
}

async fn one(till: &Till, papers: &Receiver<Instant>, number: usize) -> Duration {
    let charge = Charge {
        amount: Amount::parse(&(1_000 + number).to_string(), Currency::CLP).unwrap(),
        reference: None,
        description: None,
        customer: sale::Customer::default(),
        allow_partial: false,
        expires_in: Charge::USUAL_TIME,
        duplicates: Duplicates::Allowed,
    };
    let sale = till.charge(charge).await.unwrap();
    let SessionState::Opened { process_url, .. } = &sale.sessions[0].state else {
        panic!("{sale:?}");
    };
    let http = reqwest::Client::builder().no_proxy();
    let pay = http.build().unwrap().post(format!("{process_url}/pay"));
    let form = "card=4110760000000081";
    let pay = pay.header("content-type", "application/x-www-form-urlencoded");
    pay.body(form).send().await.unwrap();
    let asked = Instant::now();
    till.ask_now(sale.id).await.unwrap();
    assert_eq!(till.sale(sale.id).await.unwrap().state, SaleState::Approved);
    let printed = tokio::task::block_in_place(|| papers.recv().unwrap());
    printed - asked
}

/// A printer on loopback: where it is, and when it had the last byte of each document.
fn printer(manner: Manner) -> (String, Receiver<Instant>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (tells, told) = channel();
    std::thread::spawn(move || {
        for line in listener.incoming() {
            take(line.unwrap(), manner, &tells);
        }
    });
    (format!("tcp:{address}"), told)
}

/// Every document ends with a cut.
fn take(mut line: TcpStream, manner: Manner, tells: &Sender<Instant>) {
    const CUT: &[u8] = b"\x1dVA\0";
    let mut heard = Vec::new();
    let mut room = [0; 4096];
    let mut is_cut = false;
    loop {
        match line.read(&mut room) {
            Ok(0) | Err(_) => return,
            Ok(count) => heard.extend(&room[..count]),
        }
        if !is_cut && heard.windows(CUT.len()).any(|bytes| bytes == CUT) {
            is_cut = true;
            tells.send(Instant::now()).unwrap();
        }
        match (manner, heard.as_slice()) {
            (Manner::Talking, [.., 0x10, 4, 1..=4]) => line.write_all(&[0x12]).unwrap(),
            (Manner::Talking, [.., 0x1d, b'r', 1]) => line.write_all(&[0]).unwrap(),
            _ => {}
        }
    }
}
