//! The printer, and what comes out of it.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex};

use receipt::{
    Columns, Document, OpenPrinter, Printer, PrinterError, PrinterTarget, Profile, Trouble,
};

use crate::verdict::{Findings, lock};

/// How the printer does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Health {
    /// It prints.
    #[default]
    Fine,
    /// It is off.
    Dead,
    /// It stops in the middle: of every second document nothing comes out, of the others all.
    Stumbles,
}

/// What a sheet is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum About {
    Sale,
    Part,
    PartialExpired,
    Refund,
    ShiftClose,
}

/// How many sheets of one receipt came out.
#[derive(Clone, Copy, Debug, Default)]
struct Sheets {
    ever: u32,
    /// Since the ledger was last lost.
    of_this_ledger: u32,
}

/// Receipts by the reference that they bear, what they are about, and what tells them from others.
type Drawer = BTreeMap<(String, About, String), Sheets>;

/// The printer under the counter.
#[derive(Debug)]
pub struct Paper {
    health: Mutex<Health>,
    sheets: Mutex<Drawer>,
    stumbles: Mutex<u32>,
    findings: Arc<Findings>,
}

impl Paper {
    /// A printer with paper.
    pub fn new(findings: Arc<Findings>) -> Arc<Self> {
        Arc::new(Paper {
            health: Mutex::default(),
            sheets: Mutex::default(),
            stumbles: Mutex::default(),
            findings,
        })
    }

    /// Something happens to it.
    pub fn becomes(&self, health: Health) {
        *lock(&self.health) = health;
    }

    /// What the receipts are about that came out and bear this reference, as far as the ledger can
    /// know.
    pub fn receipts_of(&self, reference: &str) -> Vec<About> {
        let sheets = lock(&self.sheets);
        let of_it = sheets
            .iter()
            .filter(|((bears, ..), sheets)| bears == reference && sheets.of_this_ledger > 0);
        of_it.map(|((_, about, _), _)| *about).collect()
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
        let says_copy = text.contains("COPIA");
        let mut sheets = lock(&self.sheets);
        let sheets = sheets.entry(identity(text)).or_default();
        let is_first = sheets.ever == 0;
        self.findings.demand(is_first || says_copy, "I13", || {
            format!("a second receipt does not say COPIA: {text}")
        });
        self.findings
            .demand(text.contains("SIN VALOR"), "paper", || {
                format!("a receipt of a simulated gateway claims value: {text}")
            });
        sheets.ever += 1;
        sheets.of_this_ledger += 1;
    }
}

/// Which receipt it is, whether a copy or not.
fn identity(text: &str) -> (String, About, String) {
    let value = |label: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(label));
        line.unwrap_or_default().trim().to_owned()
    };
    let about = match text {
        _ if text.contains("CIERRE DE TURNO") => About::ShiftClose,
        _ if text.contains("DEVOLUCI") => About::Refund,
        _ if text.contains("VENCIDO") => About::PartialExpired,
        _ if text.contains("PARCIAL") => About::Part,
        _ => About::Sale,
    };
    let own = match about {
        About::Sale | About::PartialExpired => String::new(),
        About::Part => value("Referencia interna"),
        About::Refund | About::ShiftClose => {
            let lines = text.lines().filter(|line| !line.contains("COPIA"));
            lines.collect()
        }
    };
    (value("Referencia "), about, own)
}

/// A till's hold on the printer.
#[derive(Debug)]
pub struct Tray {
    pub paper: Arc<Paper>,
    pub target: PrinterTarget,
}

impl Printer for Tray {
    fn open(&self) -> Result<Box<dyn OpenPrinter>, PrinterError> {
        if *lock(&self.paper.health) == Health::Dead {
            return Err(PrinterError::Unreachable {
                host: "printer".to_owned(),
                port: 9100,
                source: io::ErrorKind::TimedOut.into(),
            });
        }
        let (paper, target) = (Arc::clone(&self.paper), self.target.clone());
        Ok(Box::new(OpenTray { paper, target }))
    }

    fn target(&self) -> &PrinterTarget {
        &self.target
    }
}

struct OpenTray {
    paper: Arc<Paper>,
    target: PrinterTarget,
}

impl OpenPrinter for OpenTray {
    fn print(self: Box<Self>, document: &Document, _: &Profile) -> Result<(), PrinterError> {
        let text = document.to_text(Columns::Wide48);
        let health = *lock(&self.paper.health);
        if health != Health::Stumbles {
            self.paper.print(&text);
            return Ok(());
        }
        let mut stumbles = lock(&self.paper.stumbles);
        *stumbles += 1;
        if stumbles.is_multiple_of(2) {
            self.paper.print(&text);
        }
        Err(PrinterError::Stopped {
            target: self.target,
            trouble: Trouble::PaperOut,
        })
    }
}
