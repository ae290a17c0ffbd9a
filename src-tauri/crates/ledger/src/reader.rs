//! Reading a ledger that another process may own.

use std::path::Path;

use rusqlite::Connection;

use crate::migrations::{self, Age};
use crate::open::{self, FILE_NAME};
use crate::{Error, OpenError, Tables};

/// Reads a ledger that another process may own, as it stood at the first read: what the owner
/// changes meanwhile is not seen before the next [`refresh`](Self::refresh).
#[derive(Debug)]
pub struct Reader(Connection);

impl Reader {
    /// Opens the ledger in a folder for reading alone.
    ///
    /// # Errors
    /// [`OpenError::Missing`] where there is none yet; [`OpenError::Damaged`] where commits cannot be
    /// read any more.
    pub fn open(folder: &Path) -> Result<Self, OpenError> {
        let path = folder.join(FILE_NAME);
        if !path.exists() {
            return Err(OpenError::Missing(folder.to_owned()));
        }
        open::check_log_in_use(&path)?;
        let connection = open::for_reading(&path)?;
        match migrations::age(&connection)? {
            Age::Current => {}
            Age::Empty => return Err(OpenError::Missing(folder.to_owned())),
            Age::Older => return Err(OpenError::Older),
            Age::Newer => return Err(OpenError::Newer),
        }
        connection.execute_batch("BEGIN")?;
        Ok(Reader(connection))
    }

    /// Sees from now on what the ledger holds at the next read, so that a reader can be kept open.
    ///
    /// # Errors
    /// The database fails.
    pub fn refresh(&mut self) -> Result<(), Error> {
        self.rest()?;
        self.0.execute_batch("BEGIN")?;
        Ok(())
    }

    /// Lets go of what it sees: while it sees an old state, the owner cannot clear the write-ahead
    /// log.
    ///
    /// # Errors
    /// The database fails.
    pub fn rest(&mut self) -> Result<(), Error> {
        if !self.0.is_autocommit() {
            self.0.execute_batch("COMMIT")?;
        }
        Ok(())
    }

    /// What the ledger holds.
    #[must_use]
    pub fn tables(&self) -> Tables<'_> {
        Tables(&self.0)
    }
}
