//! The logo, beside the settings as `logo.png`.

use std::io::{self, Write as _};
use std::path::Path;

use receipt::Logo;

const FILE_NAME: &str = "logo.png";

/// A logo that cannot be read is left out: receipts are worth more than their decoration.
pub(super) fn load(data: &Path) -> Option<Logo> {
    let png = std::fs::read(data.join(FILE_NAME)).ok()?;
    let read = Logo::read(&png);
    read.inspect_err(|error| tracing::warn!(%error, "receipts go without the logo"))
        .ok()
}

pub(super) fn save(logo: Option<&Logo>, data: &Path) -> io::Result<()> {
    let path = data.join(FILE_NAME);
    let Some(logo) = logo else {
        return match std::fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            Ok(()) | Err(_) => Ok(()),
        };
    };
    let mut file = tempfile::NamedTempFile::new_in(data)?;
    file.write_all(&logo.to_png().map_err(io::Error::other)?)?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    Ok(())
}
