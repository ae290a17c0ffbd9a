//! The way to the ledger: one writer on a thread of its own, readers beside it.

use std::path::PathBuf;
use std::sync::mpsc;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use ledger::{Ledger, Reader, Tables};
use tokio::sync::oneshot;

use crate::{Error, Hands, StartError};

/// A ledger that many ask at once.
pub(crate) enum Records {
    Threads(Threads),
    Here(Mutex<Ledger>),
}

type Work = Box<dyn FnOnce(&mut Ledger) + Send>;

/// Dropping it waits until the writer has let go of the ledger.
pub(crate) struct Threads {
    work: Option<mpsc::Sender<Work>>,
    writer: Option<JoinHandle<()>>,
    readers: Arc<Readers>,
}

/// Connections that read, kept open between two reads.
struct Readers {
    folder: PathBuf,
    idle: Mutex<Vec<Reader>>,
}

impl Records {
    pub fn new(ledger: Ledger, hands: Hands) -> Result<Self, StartError> {
        Ok(match hands {
            Hands::Threads => Records::Threads(Threads::new(ledger)?),
            Hands::Here => Records::Here(Mutex::new(ledger)),
        })
    }

    /// Changes the ledger, after whoever came before.
    pub async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Ledger) -> Result<T, ledger::Error> + Send + 'static,
    ) -> Result<T, Error> {
        match self {
            Records::Threads(threads) => threads.write(work).await,
            Records::Here(ledger) => Ok(work(
                &mut ledger.lock().unwrap_or_else(PoisonError::into_inner),
            )?),
        }
    }

    /// Reads one snapshot, with all in it that was committed before; never waits for a writer.
    pub async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(Tables<'_>) -> Result<T, ledger::Error> + Send + 'static,
    ) -> Result<T, Error> {
        match self {
            Records::Threads(threads) => {
                let readers = threads.readers.clone();
                let done = tokio::task::spawn_blocking(move || readers.read(work));
                done.await.map_err(|_| Error::Closing)?
            }
            Records::Here(ledger) => {
                let ledger = ledger.lock().unwrap_or_else(PoisonError::into_inner);
                Ok(ledger.read(work)?)
            }
        }
    }
}

impl Threads {
    fn new(mut ledger: Ledger) -> Result<Self, StartError> {
        let readers = Arc::new(Readers {
            folder: ledger.folder().to_owned(),
            idle: Mutex::default(),
        });
        let (work, queue) = mpsc::channel::<Work>();
        let write = move || {
            for work in queue {
                work(&mut ledger);
            }
        };
        let writer = thread::Builder::new()
            .name("ledger".to_owned())
            .spawn(write);
        Ok(Threads {
            work: Some(work),
            writer: Some(writer.map_err(StartError::Thread)?),
            readers,
        })
    }

    async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Ledger) -> Result<T, ledger::Error> + Send + 'static,
    ) -> Result<T, Error> {
        let (tell, told) = oneshot::channel();
        let work: Work = Box::new(move |ledger| {
            // whoever asked may have left; the change is made all the same
            tell.send(work(ledger)).ok();
        });
        let queue = self.work.as_ref().ok_or(Error::Closing)?;
        queue.send(work).map_err(|_| Error::Closing)?;
        Ok(told.await.map_err(|_| Error::Closing)??)
    }
}

impl Drop for Threads {
    fn drop(&mut self) {
        drop(self.work.take());
        if let Some(writer) = self.writer.take() {
            writer.join().ok();
        }
    }
}

impl Readers {
    fn read<T>(
        &self,
        work: impl FnOnce(Tables<'_>) -> Result<T, ledger::Error>,
    ) -> Result<T, Error> {
        let idle = self
            .idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop();
        let mut reader = match idle {
            Some(reader) => reader,
            None => Reader::open(&self.folder)?,
        };
        reader.refresh()?;
        let read = work(reader.tables());
        reader.rest()?;
        self.idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(reader);
        Ok(read?)
    }
}
