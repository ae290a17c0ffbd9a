//! The file that sessions outlive a run in: one line a change, the last one of a session counts.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead as _, BufReader, BufWriter};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::book::{Book, Numbers};
use crate::session::Session;

/// Where a sandbox keeps its sessions.
pub(crate) struct Store {
    file: PathBuf,
}

/// The file's first line.
#[derive(Serialize, Deserialize)]
struct Head {
    sandbox: Version,
    /// Where it was last served, so that old processUrls go on working.
    port: u16,
    numbers: Numbers,
}

#[derive(Serialize, Deserialize)]
enum Version {
    #[serde(rename = "2")]
    Two,
}

/// Every further line.
#[derive(Serialize, Deserialize)]
struct Entry<S> {
    session: S,
    numbers: Numbers,
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
    /// What was kept in a file, and the port it was served on; `None` when there is no file yet.
    pub(crate) fn load(file: &Path) -> Result<Option<(Book, u16)>, UnreadableStore> {
        let opened = match File::open(file) {
            Ok(opened) => BufReader::new(opened),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let mut lines = opened.lines();
        let head = lines.next().transpose()?.unwrap_or_default();
        let Head { port, numbers, .. } = serde_json::from_str(&head)?;
        let mut book = Book::new(numbers);
        let mut lines = lines.peekable();
        while let Some(line) = lines.next().transpose()? {
            match serde_json::from_str::<Entry<Session>>(&line) {
                Ok(entry) => drop(book.put(entry.session, entry.numbers, Timestamp::MIN)),
                // A crash may have cut the last line short; that change was never answered.
                Err(error) if lines.peek().is_none() && error.is_eof() => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(Some((book, port)))
    }

    /// Writes everything down anew, replacing the file in one step, and opens it for more.
    pub(crate) fn create(file: &Path, book: &Book, port: u16) -> Result<Self, UnwritableStore> {
        let fresh = file.with_added_extension("new");
        let mut writing = BufWriter::new(File::create(&fresh)?);
        let head = Head {
            sandbox: Version::Two,
            port,
            numbers: book.numbers(),
        };
        write_line(&mut writing, &head)?;
        for session in book.sessions() {
            let entry = Entry {
                session: &**session,
                numbers: book.numbers(),
            };
            write_line(&mut writing, &entry)?;
        }
        writing.into_inner().map_err(io::Error::from)?.sync_all()?;
        fs::rename(&fresh, file)?;
        Ok(Self {
            file: file.to_owned(),
        })
    }

    /// Keeps a session that is new or has changed, in one write.
    pub(crate) fn keep(&self, session: &Session, numbers: Numbers) -> Result<(), UnwritableStore> {
        // Opened each time: a file that was taken away is noticed.
        let mut file = OpenOptions::new().append(true).open(&self.file)?;
        write_line(&mut file, &Entry { session, numbers })
    }
}

fn write_line(to: &mut impl io::Write, value: &impl Serialize) -> Result<(), UnwritableStore> {
    let mut line = serde_json::to_vec(value).map_err(io::Error::from)?;
    line.push(b'\n');
    Ok(to.write_all(&line)?)
}
