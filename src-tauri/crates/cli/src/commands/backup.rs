//! `backup`: copies the ledger as it stands.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::Serialize;
use till::{BackupError, Settings, back_up};

use crate::args::Format;
use crate::outcome::{Outcome, Refusal};
use crate::output;

#[derive(Serialize)]
struct Answer {
    event: &'static str,
    path: PathBuf,
    at: Timestamp,
    bytes: u64,
}

pub fn run(data: &Path, keep: usize, format: Format) -> Result<Outcome, Refusal> {
    let settings = Settings::load(data)?;
    let backup = back_up(&settings.folder(data), Timestamp::now(), keep).map_err(refusal)?;
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

/// Why there is no backup.
pub fn refusal(error: BackupError) -> Refusal {
    let (what, advice) = match error {
        BackupError::Ledger(error) => return error.into(),
        BackupError::Damaged { kept, findings } => {
            let findings = findings.join("; ");
            let kept = kept.map(|kept| format!(" La copia dañada está en {}.", kept.display()));
            (
                format!(
                    "El registro de ventas está dañado ({findings}).{}",
                    kept.unwrap_or_default()
                ),
                "No cobre por aquí y avise a soporte: se recupera con «cobroctl restore».",
            )
        }
        BackupError::DiskFull => (
            "El disco de este computador está lleno.".to_owned(),
            "Libere espacio e intente de nuevo.",
        ),
        BackupError::Disk { why } => (
            format!("El disco falló al guardar ({why})."),
            "Revise el disco e intente de nuevo.",
        ),
    };
    let money = "No se hizo el respaldo; los anteriores siguen ahí.";
    Refusal::Told(format!("{money} {what} {advice}"))
}
