//! The printer, and what comes out of it.

use std::collections::BTreeMap;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use receipt::{Columns, Document, Printer, PrinterError, PrinterTarget};

use crate::verdict::{Findings, lock};

/// How many receipts of one reference came out.
#[derive(Clone, Copy, Debug, Default)]
struct Sheets {
    ever: u32,
    /// Since the ledger was last lost.
    of_this_ledger: u32,
}

/// The printer under the counter.
#[derive(Debug)]
pub struct Paper {
    is_dead: AtomicBool,
    sheets: Mutex<BTreeMap<String, Sheets>>,
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

    /// How many receipts came out that bear this reference, as far as the ledger can know.
    pub fn sheets_of(&self, reference: &str) -> u32 {
        let sheets = lock(&self.sheets);
        sheets
            .get(reference)
            .map_or(0, |sheets| sheets.of_this_ledger)
    }

    /// How many receipts came out.
    pub fn sheets(&self) -> u32 {
        lock(&self.sheets).values().map(|sheets| sheets.ever).sum()
    }

    /// The ledger is an earlier one, which may not know that they came out.
    pub fn begin_again(&self) {
        for sheets in lock(&self.sheets).values_mut() {
            sheets.of_this_ledger = 0;
        }
    }

    fn print(&self, text: &str) {
        let reference = text
            .split_whitespace()
            .find(|word| word.starts_with("C1-"))
            .unwrap_or_default();
        let mut sheets = lock(&self.sheets);
        let sheets = sheets.entry(reference.to_owned()).or_default();
        let says_copy = text.contains("COPIA");
        let is_first = sheets.ever == 0;
        self.findings.demand(is_first || says_copy, "I13", || {
            format!("a second receipt of {reference} does not say COPIA")
        });
        self.findings
            .demand(text.contains("SIN VALOR"), "paper", || {
                format!("a receipt of a simulated gateway claims value: {text}")
            });
        sheets.ever += 1;
        sheets.of_this_ledger += 1;
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
