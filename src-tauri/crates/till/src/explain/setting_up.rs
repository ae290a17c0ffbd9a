//! Why the till was not set up as asked.

use ledger::BackupError;

use super::starting::{explain_open, explain_start};
use super::{Explanation, explain_error, explain_failure, explain_settings, explanation};
use crate::{Failure, KeychainError, SetUpError};

const NOTHING_CHANGED: &str = "No se cambió nada.";

/// Why the settings are as they were.
#[must_use]
pub fn explain_set_up(error: &SetUpError) -> Explanation {
    let told = match error {
        SetUpError::Till(error) => explain_error(error),
        SetUpError::Settings(error) => explain_settings(error),
        SetUpError::Secret(KeychainError::NoSecret) => explanation(
            "",
            "Falta la llave secreta de este comercio.",
            "Cópiela de donde Banchile se la entregó y péguela con el botón.",
        ),
        SetUpError::Secret(error @ (KeychainError::Unusable(_) | KeychainError::NotKept)) => {
            explanation(
                "",
                format!("El llavero del sistema no guardó la llave secreta ({error})."),
                "Desbloquéelo e intente de nuevo.",
            )
        }
        SetUpError::StillOpen(1) => explanation(
            "",
            "Hay 1 cobro pendiente con el comercio de ahora.",
            "Espere a que termine o cancélelo, e intente de nuevo.",
        ),
        SetUpError::StillOpen(open) => explanation(
            "",
            format!("Hay {open} cobros pendientes con el comercio de ahora."),
            "Espere a que terminen o cancélelos, e intente de nuevo.",
        ),
        SetUpError::NotTaken(failure) => not_taken(failure),
        SetUpError::Start(error) => explain_start(error),
    };
    match told.money.is_empty() {
        true => Explanation {
            money: NOTHING_CHANGED.to_owned(),
            ..told
        },
        false => told,
    }
}

/// Why the gateway did not take the credentials.
fn not_taken(failure: &Failure) -> Explanation {
    let told = explain_failure(failure);
    let advice = match failure {
        Failure::Credentials(_) => "Revise el usuario y la llave, y que sean de este ambiente.",
        Failure::Clock => "Ponga en hora este computador e intente de nuevo.",
        Failure::Unreachable { .. } => "Revise internet e intente de nuevo.",
        Failure::NotFound
        | Failure::Refused { .. }
        | Failure::Unusable { .. }
        | Failure::Untrusted { .. } => "Revise la dirección e intente de nuevo, o avise a soporte.",
    };
    explanation(NOTHING_CHANGED, told.what, advice)
}

/// Why there is no backup.
#[must_use]
pub fn explain_backup(error: &BackupError) -> Explanation {
    let (what, advice) = match error {
        BackupError::Ledger(error) => {
            let told = explain_open(error);
            return explanation(NO_BACKUP, told.what, told.advice);
        }
        BackupError::Damaged { kept, findings } => {
            let kept = kept.as_ref().map(|kept| kept.display().to_string());
            let kept = kept.map(|kept| format!(" La copia dañada está en {kept}."));
            (
                format!(
                    "El registro de ventas está dañado ({}).{}",
                    findings.join("; "),
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
    explanation(NO_BACKUP, what, advice)
}

const NO_BACKUP: &str = "No se hizo el respaldo; los anteriores siguen ahí.";
