//! Printing to a file that grows, or to a device that looks like one.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::print_to_device::print_to_device;
use crate::{Document, OpenPrinter, Printer, PrinterError, PrinterTarget, Profile, Timeouts};

/// Appends documents to a file, creating it and its folders; or writes them to a device.
///
/// A file whose name ends in `.txt` gets text with an empty line after each document, any other
/// ESC/POS. A file holds a document wholly, on the disk, or not at all.
#[derive(Debug)]
pub struct FilePrinter {
    path: PathBuf,
    target: PrinterTarget,
    timeouts: Timeouts,
}

impl FilePrinter {
    /// A printer to the file or device at a path; the write time-out counts for devices.
    #[must_use]
    pub fn new(path: PathBuf, timeouts: Timeouts) -> Self {
        FilePrinter {
            target: PrinterTarget::File(path.clone()),
            path,
            timeouts,
        }
    }
}

impl Printer for FilePrinter {
    fn open(&self) -> Result<Box<dyn OpenPrinter>, PrinterError> {
        let path = self.path.clone();
        let patience = self.timeouts.write;
        match Place::of(&path) {
            Place::File => Ok(Box::new(OpenFile { path })),
            Place::Device => Ok(Box::new(OpenDevice { path, patience })),
            Place::MissingDevice(source) => Err(PrinterError::Unplugged { path, source }),
        }
    }

    fn target(&self) -> &PrinterTarget {
        &self.target
    }
}

struct OpenFile {
    path: PathBuf,
}

impl OpenPrinter for OpenFile {
    fn print(self: Box<Self>, document: &Document, profile: &Profile) -> Result<(), PrinterError> {
        append(&self.path, &bytes(&self.path, document, profile))
    }
}

struct OpenDevice {
    path: PathBuf,
    patience: Duration,
}

impl OpenPrinter for OpenDevice {
    fn print(self: Box<Self>, document: &Document, profile: &Profile) -> Result<(), PrinterError> {
        let bytes = bytes(&self.path, document, profile);
        print_to_device(&self.path, bytes, self.patience)
    }
}

fn bytes(path: &Path, document: &Document, profile: &Profile) -> Vec<u8> {
    let is_text = path
        .extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("txt"));
    if is_text {
        format!("{}\n", document.to_text(profile.columns)).into_bytes()
    } else {
        document.to_escpos(profile)
    }
}

/// What a path leads to.
enum Place {
    File,
    Device,
    /// A printer that was unplugged takes its device along; a plain file must not take its place.
    MissingDevice(io::Error),
}

impl Place {
    fn of(path: &Path) -> Self {
        match fs::metadata(path) {
            Ok(found) if found.is_file() || found.is_dir() => Place::File,
            Ok(_) => Place::Device,
            Err(error) if error.kind() == ErrorKind::NotFound && path.starts_with("/dev") => {
                Place::MissingDevice(error)
            }
            Err(_) => Place::File,
        }
    }
}

fn append(path: &Path, bytes: &[u8]) -> Result<(), PrinterError> {
    let (mut file, length) = open(path).map_err(|source| refused(path, source))?;
    let Err(source) = file.write_all(bytes).and_then(|()| file.sync_all()) else {
        return Ok(());
    };
    match file.set_len(length) {
        Ok(()) => Err(refused(path, source)),
        Err(_) => Err(PrinterError::Interrupted {
            target: PrinterTarget::File(path.to_owned()),
            source,
        }),
    }
}

/// The file at its end, and its length so far.
fn open(path: &Path) -> io::Result<(File, u64)> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(path)?;
    let length = file.seek(SeekFrom::End(0))?;
    Ok((file, length))
}

/// A refusal before anything was written.
pub(crate) fn refused(path: &Path, source: io::Error) -> PrinterError {
    let path = path.to_owned();
    match source.kind() {
        ErrorKind::PermissionDenied => PrinterError::PermissionDenied { path, source },
        _ => PrinterError::FileUnusable { path, source },
    }
}
