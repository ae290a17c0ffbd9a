//! Printers of Windows, whose spooler sends bytes on as they are (RAW).
#![allow(unsafe_code, reason = "the spooler has a C interface")]

use std::io;
use std::ptr::{null, null_mut};
use std::time::Duration;

use windows_sys::Win32::Graphics::Printing::{
    AbortPrinter, ClosePrinter, DOC_INFO_1W, EndDocPrinter, EndPagePrinter, EnumPrintersW,
    OpenPrinterW, PRINTER_ENUM_CONNECTIONS, PRINTER_ENUM_LOCAL, PRINTER_HANDLE, PRINTER_INFO_4W,
    StartDocPrinterW, StartPagePrinter, WritePrinter,
};

use super::within;
use crate::{PrinterError, PrinterTarget, QueueName};

/// Hands bytes to a printer's spooler, waiting at most so long.
pub(super) fn print(
    queue: &QueueName,
    bytes: Vec<u8>,
    patience: Duration,
) -> Result<(), PrinterError> {
    let name = queue.clone();
    let done = within(patience, move || hand_over(&name, &bytes));
    done.unwrap_or_else(|source| {
        Err(PrinterError::Interrupted {
            target: PrinterTarget::Queue(queue.clone()),
            source,
        })
    })
}

/// A spooler may print while it is still given bytes: once it was offered one, nobody knows what
/// comes out.
fn hand_over(queue: &QueueName, bytes: &[u8]) -> Result<(), PrinterError> {
    let spooler = Spooler::open(queue).map_err(|source| match source.raw_os_error() {
        // ERROR_INVALID_PRINTER_NAME
        Some(1801) => PrinterError::UnknownQueue {
            queue: queue.clone(),
        },
        _ => refused(queue, &source),
    })?;
    let mut taken = Taken::Nothing;
    spooler
        .print(bytes, &mut taken)
        .map_err(|source| match taken {
            Taken::Nothing => refused(queue, &source),
            Taken::Bytes => PrinterError::Interrupted {
                target: PrinterTarget::Queue(queue.clone()),
                source,
            },
        })
}

fn refused(queue: &QueueName, source: &io::Error) -> PrinterError {
    PrinterError::QueueRefused {
        queue: queue.clone(),
        why: source.to_string(),
    }
}

/// What a spooler took of a document.
enum Taken {
    Nothing,
    Bytes,
}

/// A printer's spooler, closed when dropped.
struct Spooler(PRINTER_HANDLE);

impl Spooler {
    fn open(queue: &QueueName) -> io::Result<Self> {
        let name = wide(queue.as_str());
        let mut handle = PRINTER_HANDLE::default();
        // SAFETY: the name ends in 0 and outlives the call, the handle is written by it.
        let opened = unsafe { OpenPrinterW(name.as_ptr(), &raw mut handle, null()) };
        checked(opened)?;
        Ok(Spooler(handle))
    }

    /// What was begun and fails is taken back, as far as it is not printed.
    fn print(&self, bytes: &[u8], taken: &mut Taken) -> io::Result<()> {
        let (mut name, mut kind) = (wide("Cobro"), wide("RAW"));
        let document = DOC_INFO_1W {
            pDocName: name.as_mut_ptr(),
            pOutputFile: null_mut(),
            pDatatype: kind.as_mut_ptr(),
        };
        // SAFETY: the handle is open; the document and its strings outlive the call.
        let job = unsafe { StartDocPrinterW(self.0, 1, &raw const document) };
        checked(i32::from(job != 0))?;
        let printed = self.page(bytes, taken);
        if printed.is_err() {
            // SAFETY: the handle is open and its document begun.
            unsafe { AbortPrinter(self.0) };
            return printed;
        }
        // SAFETY: the handle is open and its document begun.
        checked(unsafe { EndDocPrinter(self.0) })
    }

    fn page(&self, bytes: &[u8], taken: &mut Taken) -> io::Result<()> {
        // SAFETY: the handle is open and its document begun.
        checked(unsafe { StartPagePrinter(self.0) })?;
        let written = self.write(bytes, taken);
        // SAFETY: the handle is open and its page begun.
        let ended = checked(unsafe { EndPagePrinter(self.0) });
        written.and(ended)
    }

    fn write(&self, mut bytes: &[u8], taken: &mut Taken) -> io::Result<()> {
        while !bytes.is_empty() {
            let (mut count, length) = (0, u32::try_from(bytes.len()).unwrap_or(u32::MAX));
            *taken = Taken::Bytes;
            // SAFETY: the handle is open; so many bytes are there, and `count` is written.
            let written =
                unsafe { WritePrinter(self.0, bytes.as_ptr().cast(), length, &raw mut count) };
            checked(written)?;
            bytes = match (count, bytes.get(count as usize..)) {
                (0, _) | (_, None) => return Err(io::ErrorKind::WriteZero.into()),
                (_, Some(rest)) => rest,
            };
        }
        Ok(())
    }
}

impl Drop for Spooler {
    fn drop(&mut self) {
        // SAFETY: the handle is open, and nothing uses it after this.
        unsafe { ClosePrinter(self.0) };
    }
}

/// The names of all printers.
pub(super) fn queues() -> Vec<QueueName> {
    let flags = PRINTER_ENUM_LOCAL | PRINTER_ENUM_CONNECTIONS;
    let (mut needed, mut count) = (0, 0);
    // SAFETY: nothing is written where there is no room; the two numbers are.
    unsafe {
        EnumPrintersW(
            flags,
            null(),
            4,
            null_mut(),
            0,
            &raw mut needed,
            &raw mut count,
        )
    };
    // of the type that stands at its beginning, so that it is aligned
    let entries = (needed as usize).div_ceil(size_of::<PRINTER_INFO_4W>());
    let mut room = vec![PRINTER_INFO_4W::default(); entries];
    let bytes = room.as_mut_ptr().cast();
    // SAFETY: there are so many bytes of room; the two numbers are written.
    let listed = unsafe {
        EnumPrintersW(
            flags,
            null(),
            4,
            bytes,
            needed,
            &raw mut needed,
            &raw mut count,
        )
    };
    if checked(listed).is_err() {
        return Vec::new();
    }
    let named = room.iter().take(count as usize);
    named
        .filter_map(|printer| read(printer.pPrinterName)?.parse().ok())
        .collect()
}

/// The text up to its 0.
fn read(text: *const u16) -> Option<String> {
    if text.is_null() {
        return None;
    }
    // SAFETY: the spooler's texts end in 0 and live in the room that was given to it.
    let characters = unsafe {
        let length = (0..).take_while(|place| *text.add(*place) != 0).count();
        std::slice::from_raw_parts(text, length)
    };
    String::from_utf16(characters).ok()
}

fn wide(text: &str) -> Vec<u16> {
    text.encode_utf16().chain([0]).collect()
}

fn checked(done: i32) -> io::Result<()> {
    if done == 0 {
        return Err(io::Error::last_os_error());
    }
    Ok(())
}
