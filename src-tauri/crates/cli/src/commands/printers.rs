//! `printers`: the printers that the system knows.

use serde::Serialize;
use till::{PrinterTarget, system_printers};

use crate::args::Format;
use crate::outcome::{Outcome, Refusal};
use crate::output;

#[derive(Serialize)]
struct Line {
    printer: String,
}

pub fn run(format: Format) -> Result<Outcome, Refusal> {
    let found = system_printers();
    if found.is_empty() {
        eprintln!("El sistema no conoce ninguna impresora.");
    }
    for name in found {
        let printer = PrinterTarget::Queue(name).to_string();
        let words = printer.clone();
        output::write(format, &Line { printer }, &words)?;
    }
    Ok(Outcome::Done)
}
