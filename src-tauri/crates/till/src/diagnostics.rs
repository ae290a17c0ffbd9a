//! What support needs to know of a till, in one file without secrets and without customers.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use ledger::{OpenError, Reader};
use sale::Deed;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::{Error, ExportError, Settings, Till, backups};

/// Where a program writes what happened, below its data folder.
pub const LOGS: &str = "logs";

/// Of a longer log, its end is enough.
const MOST_OF_A_LOG: usize = 2_000_000;

/// What the running till knows of itself.
struct About {
    facts: String,
    data: PathBuf,
    folder: PathBuf,
}

impl Till {
    /// Writes what support needs to know into a new file: how the till is set up and fares, whether
    /// its ledger is whole, and what the program noted. `data` is the folder of its settings. The
    /// file appears whole or not at all.
    ///
    /// # Errors
    /// [`ExportError`].
    pub async fn diagnostics(&self, data: &Path, path: &Path) -> Result<(), ExportError> {
        self.may(Deed::SetUp)?;
        let about = About {
            facts: self.facts().await?,
            data: data.to_owned(),
            folder: self.shared.folder.clone(),
        };
        let path = path.to_owned();
        let written = tokio::task::spawn_blocking(move || about.into_file(&path)).await;
        let written = written.map_err(|_| Error::Closing)?;
        written.map_err(|error| ExportError::File(error.to_string()))
    }

    async fn facts(&self) -> Result<String, Error> {
        let counts = self.shared.read(|tables| {
            let waiting = tables.next_print_job()?.is_some();
            Ok((
                tables.newest_event()?,
                tables.open_sessions()?.len(),
                waiting,
            ))
        });
        let (events, open, waiting) = counts.await?;
        let (settings, now) = (self.settings(), self.now());
        let mut facts = String::new();
        let lines = [
            ("version", env!("CARGO_PKG_VERSION").to_owned()),
            (
                "system",
                format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
            ),
            ("written", now.to_string()),
            ("zone", self.zone().iana_name().unwrap_or("none").to_owned()),
            (
                "gateway's clock less this one",
                format!("{:#}", self.clock_offset()),
            ),
            ("environment", settings.environment.name().to_owned()),
            ("gateway", self.shared.client.gateway().to_string()),
            ("till", settings.till_code.to_string()),
            ("contact", format!("{:?}", self.contact())),
            ("trading", format!("{:?}", self.trading())),
            ("events", events.to_string()),
            ("open sessions", open.to_string()),
            ("a receipt waits", waiting.to_string()),
        ];
        for (name, value) in lines {
            // a String takes every character
            writeln!(facts, "{name}: {value}").ok();
        }
        Ok(facts)
    }
}

impl About {
    fn into_file(self, path: &Path) -> io::Result<()> {
        let folder = path.parent().unwrap_or(Path::new("."));
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        let mut bundle = ZipWriter::new(file.as_file_mut());
        put(&mut bundle, "about.txt", self.facts.as_bytes())?;
        put(&mut bundle, "ledger.txt", self.ledger().as_bytes())?;
        if let Ok(settings) = Settings::load(&self.data) {
            put(&mut bundle, "till.json", settings.to_json()?.as_bytes())?;
        }
        for (name, log) in logs(&self.data.join(LOGS))? {
            put(&mut bundle, &format!("{LOGS}/{name}"), &log)?;
        }
        bundle.finish().map_err(io::Error::other)?;
        file.as_file().sync_all()?;
        file.persist_noclobber(path)?;
        Ok(())
    }

    fn ledger(&self) -> String {
        let verified = Reader::open(&self.folder).and_then(|reader| reader.tables().verify());
        let mut told = match verified {
            Ok(findings) if findings.is_empty() => "the ledger is whole\n".to_owned(),
            Ok(findings) => format!("{findings:#?}\n"),
            Err(OpenError::Damaged { findings }) => format!("damaged: {findings:#?}\n"),
            Err(error) => format!("it cannot be verified: {error}\n"),
        };
        for backup in backups(&self.folder).unwrap_or_default() {
            writeln!(told, "backup of {}: {} bytes", backup.at, backup.bytes).ok();
        }
        told
    }
}

fn put(bundle: &mut ZipWriter<&mut File>, name: &str, content: &[u8]) -> io::Result<()> {
    let start = bundle.start_file(name, SimpleFileOptions::default());
    start.map_err(io::Error::other)?;
    bundle.write_all(content)
}

/// The ends of the logs, each with its name; none where there is no such folder.
fn logs(folder: &Path) -> io::Result<Vec<(String, Vec<u8>)>> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut logs = Vec::new();
    for entry in entries {
        let entry = entry?;
        let Ok(log) = std::fs::read(entry.path()) else {
            continue;
        };
        let end = log.len().saturating_sub(MOST_OF_A_LOG);
        let name = entry.file_name().to_string_lossy().into_owned();
        logs.push((name, log.get(end..).unwrap_or_default().to_owned()));
    }
    logs.sort();
    Ok(logs)
}
