//! What is recorded: a till at work, and plain rows where only `synchronous` differs. Each commit
//! is acknowledged after it returned.

use std::collections::BTreeMap;
use std::fs;
use std::hash::{DefaultHasher, Hasher as _};
use std::io::Write as _;
use std::path::Path;

use ledger::{FILE_NAME, Ledger, SaleFilter, SaleId, Tables};
use rusqlite::Connection;

use crate::day::Day;

/// The sum of the digests of all that a file holds, so that one commit changes one term.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fingerprint(pub u64);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Workload {
    /// A ledger that fills over several checkpoints.
    LongDay,
    /// A ledger that is closed and opened again after every few sales.
    Reopened,
    /// Plain rows, `synchronous=FULL`.
    RowsFull,
    /// Plain rows, `synchronous=NORMAL`: a commit returns before it is durable.
    RowsNormal,
}

impl Workload {
    pub const ALL: [Workload; 4] = [
        Workload::LongDay,
        Workload::Reopened,
        Workload::RowsFull,
        Workload::RowsNormal,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Workload::LongDay => "long-day",
            Workload::Reopened => "reopened",
            Workload::RowsFull => "rows-full",
            Workload::RowsNormal => "rows-normal",
        }
    }

    pub fn named(name: &str) -> Self {
        let found = Workload::ALL.into_iter().find(|w| w.name() == name);
        found.unwrap_or_else(|| panic!("there is no workload {name}"))
    }

    /// Does the work in a folder and writes each acknowledgement as a line to a file.
    pub fn run(self, folder: &Path, acknowledgements: &Path) {
        let mut book = Book::open(acknowledgements);
        match self {
            Workload::LongDay => trade(folder, 1, 60, &mut book),
            Workload::Reopened => {
                let mut day = Day::new(2);
                for _ in 0..8 {
                    let mut ledger = Ledger::open(folder).unwrap();
                    serve(&mut day, &mut ledger, 3, &mut book);
                }
            }
            Workload::RowsFull => write_rows(folder, "FULL", &mut book),
            Workload::RowsNormal => write_rows(folder, "NORMAL", &mut book),
        }
    }

    /// Opens what a crash left, as a till does after it, and tells what is there.
    pub fn recover(self, folder: &Path) -> Result<Fingerprint, String> {
        match self {
            Workload::LongDay | Workload::Reopened => recover_ledger(folder),
            Workload::RowsFull | Workload::RowsNormal => {
                recover_rows(folder).map_err(|error| error.to_string())
            }
        }
    }
}

/// Where commits are acknowledged.
struct Book {
    file: fs::File,
    terms: BTreeMap<i64, Fingerprint>,
}

impl Book {
    fn open(path: &Path) -> Self {
        Book {
            file: fs::File::create(path).unwrap(),
            terms: BTreeMap::new(),
        }
    }

    /// Acknowledges that one term is now this, in one write.
    fn acknowledge(&mut self, id: i64, term: Fingerprint, change: &str) {
        self.terms.insert(id, term);
        let total: Fingerprint = self.terms.values().copied().sum();
        let line = format!("{:016x} {change} {id}\n", total.0);
        self.file.write_all(line.as_bytes()).unwrap();
    }
}

fn trade(folder: &Path, seed: u64, sales: u32, book: &mut Book) {
    let mut ledger = Ledger::open(folder).unwrap();
    serve(&mut Day::new(seed), &mut ledger, sales, book);
}

fn serve(day: &mut Day, ledger: &mut Ledger, sales: u32, book: &mut Book) {
    for _ in 0..sales {
        day.serve(ledger, &mut |ledger, sale, change| {
            let term = sale_fingerprint(ledger.tables(), sale).unwrap();
            book.acknowledge(sale.0, term, change);
        });
    }
}

fn recover_ledger(folder: &Path) -> Result<Fingerprint, String> {
    let ledger = Ledger::open(folder).map_err(|error| error.to_string())?;
    let tables = ledger.tables();
    let findings = tables.verify().map_err(|error| error.to_string())?;
    if !findings.is_empty() {
        return Err(format!("verify: {findings:?}"));
    }
    let sales = tables.sales(&SaleFilter::default());
    sales
        .and_then(|sales| {
            let terms = sales.iter().map(|sale| sale_fingerprint(tables, sale.id));
            terms.sum()
        })
        .map_err(|error| error.to_string())
}

fn sale_fingerprint(tables: Tables<'_>, sale: SaleId) -> Result<Fingerprint, ledger::Error> {
    let told = (
        tables.sale(sale)?,
        tables.print_jobs_of(sale)?,
        tables.events_of(sale)?,
    );
    Ok(Fingerprint::of(&format!("{told:?}")))
}

fn write_rows(folder: &Path, synchronous: &str, book: &mut Book) {
    drop(Ledger::open(folder).unwrap());
    let connection = Connection::open(folder.join(FILE_NAME)).unwrap();
    connection
        .pragma_update(None, "journal_mode", "WAL")
        .unwrap();
    connection
        .pragma_update(None, "synchronous", synchronous)
        .unwrap();
    connection
        .execute_batch("CREATE TABLE rows (number INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT")
        .unwrap();
    for number in 1..=300 {
        let body = format!("{number:0>3500}");
        connection
            .execute("INSERT INTO rows VALUES (?, ?)", (number, &body))
            .unwrap();
        book.acknowledge(number, row_fingerprint(number, &body), "insert");
    }
}

fn recover_rows(folder: &Path) -> rusqlite::Result<Fingerprint> {
    let connection = Connection::open(folder.join(FILE_NAME))?;
    connection.pragma_query(None, "integrity_check", |row| {
        match row.get_ref(0)?.as_str()? {
            "ok" => Ok(()),
            damage => Err(rusqlite::Error::InvalidColumnName(damage.into())),
        }
    })?;
    if !connection.table_exists(None, "rows")? {
        return Ok(Fingerprint::default());
    }
    connection
        .prepare("SELECT number, body FROM rows")?
        .query_map([], |row| {
            Ok(row_fingerprint(row.get(0)?, row.get_ref(1)?.as_str()?))
        })?
        .sum()
}

fn row_fingerprint(number: i64, body: &str) -> Fingerprint {
    Fingerprint::of(&format!("{number} {body}"))
}

impl Fingerprint {
    fn of(told: &str) -> Self {
        let mut hasher = DefaultHasher::new();
        hasher.write(told.as_bytes());
        Fingerprint(hasher.finish())
    }
}

impl std::iter::Sum for Fingerprint {
    fn sum<I: Iterator<Item = Self>>(terms: I) -> Self {
        Fingerprint(terms.fold(0, |sum, term| sum.wrapping_add(term.0)))
    }
}
