//! Why the till was not set up as asked.

use std::path::Path;

use ledger::BackupError;
use sale::{Words, words};

use super::starting::{explain_open, explain_start};
use super::{
    Explanation, disk_full, explain_error, explain_failure, explain_settings, secret_missing, told,
};
use crate::{Failure, KeychainError, SetUpError};

fn nothing_changed() -> Words {
    words!("No se cambió nada.", "Nothing was changed.")
}

/// Why the settings are as they were.
#[must_use]
pub fn explain_set_up(error: &SetUpError) -> Explanation {
    let told = match error {
        SetUpError::Till(error) => explain_error(error),
        SetUpError::Settings(error) => explain_settings(error),
        SetUpError::Secret(error) => no_secret(error),
        SetUpError::StillOpen(1) => told(
            words!(
                "Hay 1 cobro pendiente con el comercio de ahora.",
                "There is 1 pending charge with the shop as it is now."
            ),
            words!(
                "Espere a que termine o cancélelo, e intente de nuevo.",
                "Wait until it ends or cancel it, and try again."
            ),
        ),
        SetUpError::StillOpen(open) => told(
            words!(
                "Hay {open} cobros pendientes con el comercio de ahora.",
                "There are {open} pending charges with the shop as it is now."
            ),
            words!(
                "Espere a que terminen o cancélelos, e intente de nuevo.",
                "Wait until they end or cancel them, and try again."
            ),
        ),
        SetUpError::NotTaken(failure) => not_taken(failure),
        SetUpError::Start(error) => explain_start(error),
    };
    match told.money.is_empty() {
        true => Explanation {
            money: nothing_changed(),
            ..told
        },
        false => told,
    }
}

fn no_secret(error: &KeychainError) -> Explanation {
    match error {
        KeychainError::NoSecret => told(
            secret_missing(),
            words!(
                "Cópiela de donde Banchile se la entregó y péguela con el botón.",
                "Copy it from where Banchile gave it to you and paste it with the button."
            ),
        ),
        KeychainError::Unusable(_) | KeychainError::NotKept => told(
            words!(
                "El llavero del sistema no guardó la llave secreta ({error}).",
                "The system's keychain did not keep the secret key ({error})."
            ),
            words!(
                "Desbloquéelo e intente de nuevo.",
                "Unlock it and try again."
            ),
        ),
    }
}

/// Why the gateway did not take the credentials.
fn not_taken(failure: &Failure) -> Explanation {
    let advice = match failure {
        Failure::Credentials(_) => words!(
            "Revise el usuario y la llave, y que sean de este ambiente.",
            "Check the user and the key, and that they are of this environment."
        ),
        Failure::Clock => words!(
            "Ponga en hora este computador e intente de nuevo.",
            "Set this computer's time right and try again."
        ),
        Failure::Unreachable { .. } => words!(
            "Revise internet e intente de nuevo.",
            "Check the internet and try again."
        ),
        Failure::NotFound
        | Failure::Refused { .. }
        | Failure::Unusable { .. }
        | Failure::Untrusted { .. } => words!(
            "Revise la dirección e intente de nuevo, o avise a soporte.",
            "Check the address and try again, or contact support."
        ),
    };
    Explanation {
        money: nothing_changed(),
        what: explain_failure(failure).what,
        advice,
    }
}

fn damaged_copy(kept: Option<&Path>) -> Words {
    let Some(kept) = kept.map(Path::display) else {
        return Words::default();
    };
    words!(
        " La copia dañada está en {kept}.",
        " The damaged copy is in {kept}."
    )
}

/// Why there is no backup.
#[must_use]
pub fn explain_backup(error: &BackupError) -> Explanation {
    let (what, advice) = match error {
        BackupError::Ledger(error) => {
            let told = explain_open(error);
            (told.what, told.advice)
        }
        BackupError::Damaged { kept, findings } => {
            let findings = findings.join("; ");
            (
                words!(
                    "El registro de ventas está dañado ({findings}).{kept}",
                    "The sales record is damaged ({findings}).{kept}";
                    kept = damaged_copy(kept.as_deref())
                ),
                words!(
                    "No cobre por aquí y avise a soporte: se recupera con «cobroctl restore».",
                    "Do not charge here and contact support: it is recovered with “cobroctl \
                     restore”."
                ),
            )
        }
        BackupError::DiskFull => (
            disk_full(),
            words!(
                "Libere espacio e intente de nuevo.",
                "Free some space and try again."
            ),
        ),
        BackupError::Disk { why } => (
            words!(
                "El disco falló al guardar ({why}).",
                "The disk failed while saving ({why})."
            ),
            words!(
                "Revise el disco e intente de nuevo.",
                "Check the disk and try again."
            ),
        ),
    };
    Explanation {
        money: words!(
            "No se hizo el respaldo; los anteriores siguen ahí.",
            "The backup was not made; the earlier ones are still there."
        ),
        what,
        advice,
    }
}
