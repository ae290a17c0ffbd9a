//! Files for people, among their downloads.

use std::path::{Path, PathBuf};

use sale::words;
use tauri::{AppHandle, Manager as _};
use till::ExportError;

use crate::dto::Problem;
use crate::problem::nothing_happened;

/// The folder where people look for what they saved.
pub fn folder(app: &AppHandle) -> Result<PathBuf, Problem> {
    let folders = app.path();
    let folder = folders.download_dir().or_else(|_| folders.document_dir());
    folder.or_else(|_| folders.home_dir()).map_err(|error| {
        nothing_happened(
            words!(
                "No hay una carpeta donde guardar archivos ({error}).",
                "There is no folder to save files in ({error})."
            ),
            words!("Avise a soporte.", "Contact support."),
        )
    })
}

/// A name that nothing has yet.
pub fn free(folder: &Path, name: &str, ending: &str) -> PathBuf {
    let first = std::iter::once(format!("{name}.{ending}"));
    let more = (2..).map(|count| format!("{name} ({count}).{ending}"));
    let mut free = first.chain(more).map(|name| folder.join(name));
    free.find(|path| !path.exists())
        .unwrap_or_else(|| folder.join(name))
}

/// Why a file was not saved.
pub fn not_saved(error: ExportError, folder: &Path) -> Problem {
    match error {
        ExportError::Till(error) => error.into(),
        ExportError::File(why) => {
            tracing::warn!(why, "a file for people was not written");
            let folder = folder.display();
            nothing_happened(
                words!(
                    "El archivo no se pudo guardar en {folder}.",
                    "The file could not be saved in {folder}."
                ),
                words!(
                    "Revise el espacio y los permisos de esa carpeta.",
                    "Check the space and the permissions of that folder."
                ),
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_never_takes_the_place_of_another() {
        let folder = tempfile::tempdir().unwrap();
        let first = free(folder.path(), "Ventas", "csv");
        assert_eq!(first, folder.path().join("Ventas.csv"));
        std::fs::write(&first, "").unwrap();
        let second = free(folder.path(), "Ventas", "csv");
        assert_eq!(second, folder.path().join("Ventas (2).csv"));
    }
}
