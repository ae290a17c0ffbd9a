//! `printers`: the printers that the system knows, and the ports that one may be connected to.

use serde::Serialize;
use till::{PrinterTarget, serial_ports, system_printers};

use crate::args::Format;
use crate::outcome::{Outcome, Refusal};
use crate::output;

#[derive(Serialize)]
struct Line {
    printer: String,
}

pub fn run(format: Format) -> Result<Outcome, Refusal> {
    let queues = system_printers().into_iter().map(PrinterTarget::Queue);
    let found: Vec<_> = queues.chain(serial_ports()).collect();
    if found.is_empty() {
        eprintln!("El sistema no conoce ninguna impresora.");
    }
    for target in found {
        let printer = target.to_string();
        let words = printer.clone();
        output::write(format, &Line { printer }, &words)?;
    }
    Ok(Outcome::Done)
}
