//! `backup`: copies the ledger as it stands.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::Serialize;
use till::{Settings, back_up, explain_backup};

use crate::args::Format;
use crate::outcome::{Outcome, Refusal};
use crate::output;
use crate::spanish::spanish;

#[derive(Serialize)]
struct Answer {
    event: &'static str,
    path: PathBuf,
    at: Timestamp,
    bytes: u64,
}

pub fn run(data: &Path, keep: usize, format: Format) -> Result<Outcome, Refusal> {
    let settings = Settings::load(data)?;
    let backup = back_up(&settings.folder(data), Timestamp::now(), keep)
        .map_err(|error| Refusal::Told(spanish(&explain_backup(&error))))?;
    let words = format!("El respaldo quedó en {}.", backup.path.display());
    let answer = Answer {
        event: "backup",
        path: backup.path,
        at: backup.at,
        bytes: backup.bytes,
    };
    output::write(format, &answer, &words)?;
    Ok(Outcome::Done)
}
