//! `restore`: puts a backup in the ledger's place.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use sale::date_time;
use serde::Serialize;
use till::{
    NewerEvents, RestoreError, Restored, Settings, backups, explain_backup, restore, shop_zone,
};

use crate::args::Format;
use crate::outcome::{Outcome, Refusal};
use crate::output;
use crate::spanish::spanish;

#[derive(Serialize)]
struct Answer {
    event: &'static str,
    /// How many events the backup has.
    events: i64,
    /// The time of the last one.
    until: Option<Timestamp>,
    /// Where the ledger from before is.
    replaced: Option<PathBuf>,
}

pub fn run(
    data: &Path,
    file: &Path,
    discard_newer: bool,
    format: Format,
) -> Result<Outcome, Refusal> {
    let settings = Settings::load(data)?;
    let folder = settings.folder(data);
    let newer = if discard_newer {
        NewerEvents::Discarded
    } else {
        NewerEvents::Kept
    };
    let restored = match restore(&folder, file, Timestamp::now(), newer) {
        Ok(restored) => restored,
        Err(RestoreError::Missing(missing)) => return Err(no_such_backup(&folder, &missing)?),
        Err(error) => return Err(refusal(error)),
    };
    let words = words(&restored);
    let answer = Answer {
        event: "restore",
        events: restored.events,
        until: restored.until,
        replaced: restored.replaced,
    };
    output::write(format, &answer, &words)?;
    Ok(Outcome::Done)
}

fn words(restored: &Restored) -> String {
    let until = match restored.until {
        Some(until) => format!("hasta el {}", date_time(until, &shop_zone())),
        None => "todavía sin ventas".to_owned(),
    };
    let replaced = restored.replaced.as_ref();
    let replaced = replaced.map(|folder| format!(" El anterior quedó en {}.", folder.display()));
    format!(
        "El registro se recuperó {until}.{} Ejecute «cobroctl watch» para saber qué pasó después \
         con los cobros pendientes. Los cobros hechos desde entonces no están aquí: búsquelos en el \
         portal de Banchile antes de cobrarlos otra vez.",
        replaced.unwrap_or_default()
    )
}

/// Names the backups that there are.
fn no_such_backup(folder: &Path, missing: &Path) -> Result<Refusal, Refusal> {
    let there = backups(folder).map_err(|error| Refusal::Told(spanish(&explain_backup(&error))))?;
    let named: Vec<_> = there.iter().map(|b| b.path.display().to_string()).collect();
    let advice = if named.is_empty() {
        format!("No hay respaldos en {}.", folder.display())
    } else {
        format!("Hay estos:\n{}", named.join("\n"))
    };
    Ok(Refusal::Usage(format!(
        "No existe el respaldo {}. {advice}",
        missing.display()
    )))
}

fn refusal(error: RestoreError) -> Refusal {
    let (what, advice) = match error {
        RestoreError::Ledger(error) => return error.into(),
        RestoreError::Missing(file) => (
            format!("No existe el respaldo {}.", file.display()),
            "Elija otro.".to_owned(),
        ),
        RestoreError::Foreign(file) => (
            format!("{} no es un respaldo de Cobro.", file.display()),
            "Elija otro.".to_owned(),
        ),
        RestoreError::Newer(file) => (
            format!("{} es de una versión más nueva de Cobro.", file.display()),
            "Instale la versión nueva e intente de nuevo.".to_owned(),
        ),
        RestoreError::Damaged { findings } => (
            format!("El respaldo está dañado ({}).", findings.join("; ")),
            "Elija otro.".to_owned(),
        ),
        RestoreError::WouldLose { events, since } => would_lose(events, since),
        RestoreError::DiskFull => (
            "El disco de este computador está lleno.".to_owned(),
            "Libere espacio e intente de nuevo.".to_owned(),
        ),
        RestoreError::Disk { why } => (
            format!("El disco falló al guardar ({why})."),
            "Revise el disco e intente de nuevo.".to_owned(),
        ),
    };
    Refusal::Told(format!("No se cambió nada. {what} {advice}"))
}

fn would_lose(events: i64, since: Timestamp) -> (String, String) {
    let changes = match events {
        1 => "1 cambio".to_owned(),
        events => format!("{events} cambios"),
    };
    let since = date_time(since, &shop_zone());
    (
        format!(
            "El registro de ahora tiene {changes} desde el {since} que el respaldo no tiene: se \
             perderían ventas, pagos o devoluciones."
        ),
        "Si Cobro abre, siga con el registro de ahora. Si no, o si aun así quiere el respaldo, \
         agregue --discard-newer; el de ahora queda guardado aparte."
            .to_owned(),
    )
}
