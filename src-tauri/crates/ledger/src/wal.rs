//! The write-ahead log as bytes: SQLite takes the first frame that does not fit for its end, and
//! what was committed after it is silently gone. A power cut leaves no more than the last commit
//! unfinished, since each is synced before the next; where commits follow a frame that does not fit,
//! the log is damaged.
//!
//! Source: SQLite's "Write-Ahead Logging File Format".

use std::fs;
use std::io;
use std::path::Path;

const HEADER: usize = 32;
const FRAME_HEADER: usize = 24;
/// SQLite's own choice, which nothing here changes.
const PAGE: usize = 4096;
/// The last bit tells how its checksums read numbers: 1 is big-endian.
const MAGIC: u32 = 0x377f_0682;

/// Whether commits follow a frame that does not fit.
pub(crate) fn is_damaged(log: &Path) -> io::Result<bool> {
    match fs::read(log) {
        Ok(bytes) => Ok(Log::read(&bytes).is_some_and(|log| log.hides_commits())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

type Salts = [u8; 8];

struct Log<'b> {
    /// `None` where the header itself does not fit.
    header: Option<Header>,
    frames: Vec<Frame<'b>>,
}

struct Header {
    salts: Salts,
    sum: Sum,
}

struct Frame<'b> {
    /// The page's number and, with a commit, how many pages there are.
    number_and_commit: &'b [u8; 8],
    salts: Salts,
    sums: [u32; 2],
    page: &'b [u8],
}

impl<'b> Log<'b> {
    /// `None` where there is no frame.
    fn read(bytes: &'b [u8]) -> Option<Self> {
        let (header, rest) = bytes.split_first_chunk::<HEADER>()?;
        let frames = rest.chunks_exact(FRAME_HEADER + PAGE);
        let frames: Vec<_> = frames.filter_map(Frame::read).collect();
        (!frames.is_empty()).then(|| Log {
            header: Header::read(header),
            frames,
        })
    }

    fn hides_commits(&self) -> bool {
        let salts = match (&self.header, self.frames.first()) {
            (Some(header), _) => header.salts,
            (None, Some(frame)) => frame.salts,
            (None, None) => return false,
        };
        let unread = self.frames.iter().skip(self.fitting());
        let mut of_this_log = unread.filter(|frame| frame.salts == salts);
        of_this_log.any(|frame| frame.is_commit()) && of_this_log.next().is_some()
    }

    /// How many frames fit, each to the one before it.
    fn fitting(&self) -> usize {
        let Some(header) = &self.header else {
            return 0;
        };
        let mut sum = header.sum;
        let fits = |frame: &&Frame<'_>| {
            sum.add(frame.number_and_commit);
            sum.add(frame.page);
            frame.salts == header.salts && frame.sums == sum.sums
        };
        self.frames.iter().take_while(fits).count()
    }
}

impl Header {
    fn read(bytes: &[u8; HEADER]) -> Option<Self> {
        let magic = number(bytes, 0)?;
        let order = match magic ^ MAGIC {
            0 => Order::Little,
            1 => Order::Big,
            _ => return None,
        };
        let mut sum = Sum {
            order,
            sums: [0, 0],
        };
        sum.add(&bytes[..24]);
        let fits = sum.sums == [number(bytes, 24)?, number(bytes, 28)?];
        fits.then_some(Header {
            salts: *bytes[16..].first_chunk()?,
            sum,
        })
    }
}

impl<'b> Frame<'b> {
    fn read(bytes: &'b [u8]) -> Option<Self> {
        let (number_and_commit, rest) = bytes.split_first_chunk()?;
        let (salts, rest) = rest.split_first_chunk()?;
        let (sums, page) = rest.split_first_chunk::<8>()?;
        Some(Frame {
            number_and_commit,
            salts: *salts,
            sums: [number(sums, 0)?, number(sums, 4)?],
            page,
        })
    }

    fn is_commit(&self) -> bool {
        self.number_and_commit[4..] != [0; 4]
    }
}

/// How the checksums read numbers.
#[derive(Clone, Copy)]
enum Order {
    Little,
    Big,
}

/// SQLite's checksum, which goes on from frame to frame.
#[derive(Clone, Copy)]
struct Sum {
    order: Order,
    sums: [u32; 2],
}

impl Sum {
    fn add(&mut self, bytes: &[u8]) {
        match self.order {
            Order::Little => self.add_as(bytes, u32::from_le_bytes),
            Order::Big => self.add_as(bytes, u32::from_be_bytes),
        }
    }

    fn add_as(&mut self, bytes: &[u8], read: impl Fn([u8; 4]) -> u32) {
        let [mut one, mut other] = self.sums;
        let (numbers, _) = bytes.as_chunks::<4>();
        for [first, second] in numbers.as_chunks::<2>().0 {
            one = one.wrapping_add(read(*first)).wrapping_add(other);
            other = other.wrapping_add(read(*second)).wrapping_add(one);
        }
        self.sums = [one, other];
    }
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    let bytes = bytes.get(at..)?.first_chunk()?;
    Some(u32::from_be_bytes(*bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Ledger, Tables};

    #[test]
    fn a_ledgers_pages_are_as_long_as_is_taken_for_granted() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = Ledger::open(folder.path()).unwrap();
        let Tables(connection) = ledger.tables();
        let size: u32 = connection
            .pragma_query_value(None, "page_size", |row| row.get(0))
            .unwrap();
        assert_eq!(usize::try_from(size).unwrap(), PAGE);
    }
}
