//! Printing over TCP.

use std::io::Read;
use std::net::{TcpListener, TcpStream};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use receipt::{Columns, NetworkPrinter, Printer, PrinterError, PrinterTarget, Timeouts, printer};

use crate::samples::receipt;

const LOOPBACK: &str = "127.0.0.1";

/// A listener that meets one connection as told; its port, and what it makes of it.
fn sink<T: Send + 'static>(
    meet: impl FnOnce(TcpStream) -> T + Send + 'static,
) -> (u16, JoinHandle<T>) {
    let listener = TcpListener::bind((LOOPBACK, 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    let met = thread::spawn(move || meet(listener.accept().unwrap().0));
    (port, met)
}

fn read_all(mut stream: TcpStream) -> Vec<u8> {
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).unwrap();
    bytes
}

fn at(port: u16) -> Box<dyn Printer> {
    printer(PrinterTarget::Network {
        host: LOOPBACK.into(),
        port,
    })
}

fn impatient(port: u16) -> NetworkPrinter {
    let timeouts = Timeouts {
        close: Duration::from_millis(50),
        ..Timeouts::default()
    };
    NetworkPrinter::new(LOOPBACK.into(), port, timeouts)
}

#[test]
fn the_bytes_arrive_unchanged() {
    let (port, sink) = sink(read_all);
    let document = receipt().document();
    at(port).print(&document, Columns::Wide48).unwrap();
    assert_eq!(sink.join().unwrap(), document.to_escpos(Columns::Wide48));
}

#[test]
fn a_printer_that_keeps_the_line_has_printed() {
    let (port, sink) = sink(|stream| {
        let kept = stream.try_clone().unwrap();
        (read_all(stream), kept)
    });
    let document = receipt().document();
    impatient(port)
        .print(&document, Columns::default())
        .unwrap();
    assert_eq!(
        sink.join().unwrap().0,
        document.to_escpos(Columns::default())
    );
}

#[test]
fn nobody_listens() {
    let listener = TcpListener::bind((LOOPBACK, 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let error = at(port)
        .print(&receipt().document(), Columns::default())
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
        .print(&receipt().document(), Columns::default())
        .unwrap_err();
    assert!(
        matches!(error, PrinterError::UnknownHost { .. }),
        "{error:?}"
    );
}

#[test]
fn a_printer_that_leaves_in_the_middle_may_have_printed_a_part() {
    let (port, sink) = sink(|mut stream| {
        // then gone, with bytes unread
        stream.read_exact(&mut [0; 100]).unwrap();
    });
    let error = at(port)
        .print(&receipt().document(), Columns::default())
        .unwrap_err();
    assert!(
        matches!(error, PrinterError::Interrupted { .. }),
        "{error:?}"
    );
    sink.join().unwrap();
}
