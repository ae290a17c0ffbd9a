//! `verify`: checks that the ledger is whole.

use std::path::Path;

use serde::Serialize;
use till::{Finding, Reader, Settings};

use crate::args::Format;
use crate::outcome::{Outcome, Refusal};
use crate::output;

#[derive(Serialize)]
struct Report {
    findings: Vec<String>,
}

pub fn run(data: &Path, format: Format) -> Result<Outcome, Refusal> {
    let settings = Settings::load(data)?;
    let reader = Reader::open(&settings.folder(data))?;
    let findings = reader.tables().verify()?;
    let report = Report {
        findings: findings.iter().map(words_of).collect(),
    };
    let words = if report.findings.is_empty() {
        "El registro está íntegro.".to_owned()
    } else {
        report.findings.join("\n")
    };
    output::write(format, &report, &words)?;
    Ok(if report.findings.is_empty() {
        Outcome::Done
    } else {
        Outcome::Failed
    })
}

fn words_of(finding: &Finding) -> String {
    match finding {
        Finding::File(why) => format!("El archivo está dañado: {why}."),
        Finding::Reference { table } => format!("{table}: una fila nombra a otra que no está."),
        Finding::Chain { event } => {
            format!("El evento {event} no sigue al anterior: se cambió algo.")
        }
        Finding::Event { event, why } => format!("El evento {event} no se puede repetir: {why}."),
        Finding::Table(table) => format!("{table}: no coincide con los eventos."),
    }
}
