//! The printer, and what comes out of it.

use std::collections::BTreeMap;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use receipt::{Columns, Document, Printer, PrinterError, PrinterTarget};

use crate::verdict::{Findings, lock};

/// The printer under the counter.
#[derive(Debug)]
pub struct Paper {
    is_dead: AtomicBool,
    sheets: Mutex<BTreeMap<String, u32>>,
    findings: Arc<Findings>,
}

impl Paper {
    /// A printer with paper.
    pub fn new(findings: Arc<Findings>) -> Arc<Self> {
        Arc::new(Paper {
            is_dead: AtomicBool::new(false),
            sheets: Mutex::default(),
            findings,
        })
    }

    /// Somebody switches it off, or on.
    pub fn switch(&self, is_dead: bool) {
        self.is_dead.store(is_dead, Ordering::Relaxed);
    }

    /// How many receipts came out that bear this reference.
    pub fn sheets_of(&self, reference: &str) -> u32 {
        lock(&self.sheets)
            .get(reference)
            .copied()
            .unwrap_or_default()
    }

    /// How many receipts came out.
    pub fn sheets(&self) -> u32 {
        lock(&self.sheets).values().sum()
    }

    /// The ledger is an earlier one: of each reference it knows of so many receipts at most.
    pub fn forget_but(&self, known: &BTreeMap<String, u32>) {
        for (reference, sheets) in lock(&self.sheets).iter_mut() {
            *sheets = known.get(reference).map_or(0, |known| *known.min(sheets));
        }
    }

    fn print(&self, text: &str) {
        let reference = text
            .split_whitespace()
            .find(|word| word.starts_with("C1-"))
            .unwrap_or_default();
        let mut sheets = lock(&self.sheets);
        let before = sheets.entry(reference.to_owned()).or_default();
        let says_copy = text.contains("COPIA");
        self.findings.demand(*before == 0 || says_copy, "I13", || {
            format!("a second receipt of {reference} does not say COPIA")
        });
        self.findings
            .demand(text.contains("SIN VALOR"), "paper", || {
                format!("a receipt of a simulated gateway claims value: {text}")
            });
        *before += 1;
    }
}

/// A till's hold on the printer.
#[derive(Debug)]
pub struct Tray {
    pub paper: Arc<Paper>,
    pub target: PrinterTarget,
}

impl Printer for Tray {
    fn print(&self, document: &Document, columns: Columns) -> Result<(), PrinterError> {
        if self.paper.is_dead.load(Ordering::Relaxed) {
            return Err(PrinterError::Unreachable {
                host: "printer".to_owned(),
                port: 9100,
                source: io::ErrorKind::TimedOut.into(),
            });
        }
        self.paper.print(&document.to_text(columns));
        Ok(())
    }

    fn target(&self) -> &PrinterTarget {
        &self.target
    }
}
