//! Printing over TCP.

use std::net::TcpListener;
use std::time::Duration;

use receipt::{
    Columns, NetworkPrinter, Printer, PrinterError, PrinterTarget, Profile, Timeouts, Trouble,
    printer,
};

use crate::samples::receipt;
use crate::tcp_printer::{self, Answers, LOOPBACK, Manner};

fn at(port: u16) -> Box<dyn Printer> {
    printer(PrinterTarget::Network {
        host: LOOPBACK.into(),
        port,
    })
}

/// What printing on such a printer gives, and what it was given.
fn printed(manner: Manner) -> (Result<(), PrinterError>, Vec<u8>) {
    let (port, given) = tcp_printer::printer(manner);
    let usual = Timeouts::default();
    let timeouts = Timeouts {
        // one that talks is waited for, however busy the machine is
        answer: match manner {
            Manner::Silent | Manner::Slow(_) | Manner::Leaves(_) => usual.answer,
            Manner::Talking(_) | Manner::TalkingWithoutEnd | Manner::Stops(..) => {
                Duration::from_secs(5)
            }
        },
        write: Duration::from_secs(2),
        end: Duration::from_secs(1),
        silence: Duration::from_millis(50),
        ..usual
    };
    let printer = NetworkPrinter::new(LOOPBACK.into(), port, timeouts);
    let outcome = printer.print(&receipt().document(), &profile());
    (outcome, given.join().unwrap())
}

fn profile() -> Profile {
    Profile::of(Columns::Wide48)
}

fn bytes() -> Vec<u8> {
    receipt().document().to_escpos(&profile())
}

#[test]
fn the_bytes_arrive_unchanged_however_the_printer_behaves() {
    for manner in [
        Manner::Silent,
        Manner::Talking(Answers::READY),
        Manner::TalkingWithoutEnd,
        Manner::Slow(64),
    ] {
        let (outcome, given) = printed(manner);
        outcome.unwrap();
        assert_eq!(given, bytes());
    }
}

#[test]
fn nothing_is_sent_to_a_printer_that_says_that_it_does_not_print() {
    for (answers, expected) in [
        (Answers::PAPER_OUT, Trouble::PaperOut),
        (Answers::COVER_OPEN, Trouble::CoverOpen),
        (Answers::STUCK, Trouble::Error),
        (Answers::OFFLINE, Trouble::Offline),
    ] {
        let (outcome, given) = printed(Manner::Talking(answers));
        match outcome.unwrap_err() {
            PrinterError::Troubled { trouble, .. } => assert_eq!(trouble, expected),
            other => panic!("{other:?}"),
        }
        assert_eq!(given, b"");
    }
}

#[test]
fn a_printer_that_runs_out_of_paper_in_the_middle_says_so() {
    let (outcome, _) = printed(Manner::Stops(200, Answers::PAPER_OUT));
    match outcome.unwrap_err() {
        PrinterError::Stopped { trouble, .. } => assert_eq!(trouble, Trouble::PaperOut),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_printer_that_leaves_in_the_middle_may_have_printed_a_part() {
    let (outcome, given) = printed(Manner::Leaves(100));
    let error = outcome.unwrap_err();
    assert!(
        matches!(error, PrinterError::Interrupted { .. }),
        "{error:?}"
    );
    assert!(!given.is_empty());
}

#[test]
fn nobody_listens() {
    let listener = TcpListener::bind((LOOPBACK, 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let error = at(port)
        .print(&receipt().document(), &profile())
        .unwrap_err();
    assert!(
        matches!(error, PrinterError::Unreachable { .. }),
        "{error:?}"
    );
}

#[test]
fn a_host_without_a_name() {
    let printer = NetworkPrinter::new("impresora.invalid".into(), 9100, Timeouts::default());
    let error = printer
        .print(&receipt().document(), &profile())
        .unwrap_err();
    assert!(
        matches!(error, PrinterError::UnknownHost { .. }),
        "{error:?}"
    );
}
