//! The file that sessions outlive a run in.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::book::Book;

/// Where a sandbox keeps its sessions.
pub(crate) struct Store {
    file: PathBuf,
}

/// What is in the file.
#[derive(Serialize, Deserialize)]
struct Kept<B> {
    version: Version,
    /// Where it was last served, so that old processUrls go on working.
    port: u16,
    book: B,
}

#[derive(Serialize, Deserialize)]
enum Version {
    #[serde(rename = "1")]
    One,
}

/// The file can't be read; it is left as it is.
#[derive(Debug, thiserror::Error)]
pub enum UnreadableStore {
    /// The system doesn't let it be read.
    #[error("the file can't be read")]
    Io(#[from] io::Error),
    /// It holds something else than a sandbox's sessions, or was damaged.
    #[error("the file isn't a sandbox's store, or is damaged")]
    Content(#[from] serde_json::Error),
}

/// The file couldn't be written; what it held before is still there.
#[derive(Debug, thiserror::Error)]
#[error("the file can't be written")]
pub struct UnwritableStore(#[from] io::Error);

impl Store {
    pub(crate) fn new(file: PathBuf) -> Self {
        Self { file }
    }

    pub(crate) fn file(&self) -> &Path {
        &self.file
    }

    /// What was kept, and the port it was served on; `None` when there is no file yet.
    pub(crate) fn load(&self) -> Result<Option<(Book, u16)>, UnreadableStore> {
        let text = match fs::read_to_string(&self.file) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let kept: Kept<Book> = serde_json::from_str(&text)?;
        Ok(Some((kept.book, kept.port)))
    }

    /// Replaces the file in one step: a crash leaves the old one or the new one.
    pub(crate) fn save(&self, book: &Book, port: u16) -> Result<(), UnwritableStore> {
        let kept = serde_json::to_vec_pretty(&Kept {
            version: Version::One,
            port,
            book,
        });
        let fresh = self.file.with_added_extension("new");
        let mut file = File::create(&fresh)?;
        file.write_all(&kept.map_err(io::Error::from)?)?;
        file.sync_all()?;
        fs::rename(&fresh, &self.file)?;
        sync_directory(&self.file)?;
        Ok(())
    }
}

/// Makes a rename durable where directories can be synced.
fn sync_directory(file: &Path) -> io::Result<()> {
    match file.parent() {
        Some(directory) if cfg!(unix) && !directory.as_os_str().is_empty() => {
            File::open(directory)?.sync_all()
        }
        _ => Ok(()),
    }
}
