//! The logo, beside the settings as `logo.png`.

use std::io;
use std::path::Path;

use receipt::Logo;
use tempfile::NamedTempFile;

use super::saving::written;

const FILE_NAME: &str = "logo.png";

/// A logo that cannot be read is left out: receipts are worth more than their decoration.
pub(super) fn load(data: &Path) -> Option<Logo> {
    let png = std::fs::read(data.join(FILE_NAME)).ok()?;
    let read = Logo::read(&png);
    read.inspect_err(|error| tracing::warn!(%error, "receipts go without the logo"))
        .ok()
}

/// What is to become of the file. One that could not be read is not known to be unwanted, so only a
/// change of the logo touches it.
pub(super) enum Change {
    Kept,
    New(NamedTempFile),
    Gone,
}

pub(super) fn prepare(
    before: Option<&Logo>,
    next: Option<&Logo>,
    data: &Path,
) -> io::Result<Change> {
    match next {
        same if same == before => Ok(Change::Kept),
        Some(logo) => {
            let png = logo.to_png().map_err(io::Error::other)?;
            written(&png, data).map(Change::New)
        }
        None => Ok(Change::Gone),
    }
}

impl Change {
    pub fn put(self, data: &Path) -> io::Result<()> {
        let path = data.join(FILE_NAME);
        match self {
            Change::Kept => Ok(()),
            Change::New(file) => file.persist(path).map(drop).map_err(io::Error::from),
            Change::Gone => match std::fs::remove_file(path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
                Ok(()) | Err(_) => Ok(()),
            },
        }
    }
}
