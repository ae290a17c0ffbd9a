//! Printing to a serial port: one end of a pair of terminals is the printer.

use std::fs::File;
use std::io::{Read, Write};
use std::thread;
use std::time::Duration;

use receipt::{
    Printer, PrinterError, PrinterTarget, Profile, SerialPrinter, Timeouts, Trouble, printer,
};
use serialport::{SerialPort, TTYPort};

use crate::samples::receipt;

/// A port that is kept there while the printer reads from its other end.
struct Port {
    name: String,
    _kept: File,
}

impl Port {
    fn printer(&self) -> Box<dyn Printer> {
        printer(PrinterTarget::Serial {
            port: self.name.clone(),
            speed: 9_600,
        })
    }
}

fn pair() -> (TTYPort, Port) {
    let (mut device, mut terminal) = TTYPort::pair().unwrap();
    device.set_timeout(Duration::from_secs(10)).unwrap();
    let name = terminal.name().unwrap();
    terminal.set_exclusive(false).unwrap();
    let kept = File::open(&name).unwrap();
    (device, Port { name, _kept: kept })
}

/// Reads so many bytes, answering every `DLE EOT` with such a byte.
fn read(port: &mut TTYPort, length: usize, answer: Option<u8>) -> Vec<u8> {
    let mut heard = Vec::new();
    let mut byte = [0];
    while heard.len() < length {
        port.read_exact(&mut byte).unwrap();
        heard.push(byte[0]);
        if let (Some(answer), [.., 0x10, 4, 1..=4]) = (answer, heard.as_slice()) {
            port.write_all(&[answer]).unwrap();
        }
    }
    heard
}

#[test]
fn the_bytes_arrive_unchanged() {
    let (mut device, port) = pair();
    let bytes = receipt().document().to_escpos(&Profile::default());
    let question = [0x10, 4, 2];
    let length = question.len() + bytes.len();
    let heard = thread::spawn(move || (read(&mut device, length, None), device));
    port.printer()
        .print(&receipt().document(), &Profile::default())
        .unwrap();
    let (heard, _device) = heard.join().unwrap();
    assert_eq!(heard[..question.len()], question);
    assert_eq!(heard[question.len()..], bytes);
}

#[test]
fn a_printer_without_paper_is_given_nothing() {
    let (mut device, port) = pair();
    let heard = thread::spawn(move || (read(&mut device, 3, Some(0x72)), device));
    let timeouts = Timeouts {
        answer: Duration::from_secs(5),
        ..Timeouts::default()
    };
    let error = SerialPrinter::new(port.name.clone(), 9_600, timeouts)
        .print(&receipt().document(), &Profile::default())
        .unwrap_err();
    match error {
        PrinterError::Troubled { trouble, .. } => assert_eq!(trouble, Trouble::PaperOut),
        other => panic!("{other:?}"),
    }
    heard.join().unwrap();
}

/// Prints on a printer that says that it is ready so many times, each time that it is asked, and stops
/// the line for good with XOFF before the last.
fn print_until_stopped(times: usize) -> PrinterError {
    let (mut device, port) = pair();
    let stopping = thread::spawn(move || {
        for left in (0..times).rev() {
            device.read_exact(&mut [0; 3]).unwrap();
            let says: &[u8] = if left == 0 { &[0x13, 0x12] } else { &[0x12] };
            device.write_all(says).unwrap();
        }
        device
    });
    let timeouts = Timeouts {
        write: Duration::from_millis(100),
        end: Duration::from_millis(100),
        answer: Duration::from_secs(2),
        ..Timeouts::default()
    };
    let printer = SerialPrinter::new(port.name.clone(), 115_200, timeouts);
    let printed = printer.print(&receipt().document(), &Profile::default());
    drop(stopping.join().unwrap());
    printed.unwrap_err()
}

#[test]
fn of_a_printer_that_stops_the_line_for_good_nobody_knows_what_came_out() {
    let error = print_until_stopped(3);
    assert!(
        matches!(error, PrinterError::Interrupted { .. }),
        "{error:?}"
    );
}

#[test]
fn a_printer_that_takes_no_question_is_not_ready() {
    let error = print_until_stopped(1);
    let PrinterError::Troubled { trouble, .. } = error else {
        panic!("{error:?}");
    };
    assert_eq!(trouble, Trouble::Offline);
}

#[test]
fn a_port_that_is_not_there_is_unplugged() {
    let nowhere = printer(PrinterTarget::Serial {
        port: "/dev/cobro-no-such-port".into(),
        speed: 9_600,
    });
    let error = nowhere
        .print(&receipt().document(), &Profile::default())
        .unwrap_err();
    assert!(matches!(error, PrinterError::Unplugged { .. }), "{error:?}");
}
