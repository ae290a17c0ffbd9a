//! What a printer says of itself when it is asked: DLE EOT, answered at once even by one that does
//! not print. Many printers never answer.

use std::fmt;
use std::io::{self, Read, Write};

/// Why a printer does not print.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Trouble {
    /// The paper is out.
    PaperOut,
    /// The cover is open.
    CoverOpen,
    /// The cutter or something else is stuck.
    Error,
    /// It is off-line, and does not say why.
    Offline,
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Trouble::PaperOut => "the paper is out",
            Trouble::CoverOpen => "the cover is open",
            Trouble::Error => "something is stuck",
            Trouble::Offline => "it is off-line",
        })
    }
}

/// What a printer answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    /// It prints.
    Ready,
    /// It does not.
    Troubled(Trouble),
    /// It did not answer, or not with a status.
    Untold,
}

const PRINTER: u8 = 1;
const OFFLINE: u8 = 2;
const PAPER: u8 = 4;

/// What an answer says is wrong.
type Meaning = fn(u8) -> Option<Trouble>;

/// The question why a printer does not print, if it does not.
pub(crate) const WHY: [u8; 3] = [0x10, 0x04, OFFLINE];

/// What a byte says that may be an answer to [`WHY`]; `None` also of a printer that prints.
pub(crate) fn told_why(byte: u8) -> Option<Trouble> {
    let bits = [
        (0x04, Trouble::CoverOpen),
        (0x20, Trouble::PaperOut),
        (0x40, Trouble::Error),
    ];
    let set = bits.into_iter().find(|(bit, _)| byte & bit != 0);
    set.filter(|_| is_status(byte)).map(|(_, trouble)| trouble)
}

/// Asks a printer how it is. The first question without an answer, or with a bad one, is the last.
///
/// # Errors
/// The line is broken. A time-out is none: that is [`Status::Untold`].
pub(crate) fn ask(line: &mut (impl Read + Write)) -> io::Result<Status> {
    let questions: [(u8, Meaning); 3] = [
        (OFFLINE, told_why),
        (PAPER, |paper| {
            (paper & 0x60 != 0).then_some(Trouble::PaperOut)
        }),
        (PRINTER, |printer| {
            (printer & 0x08 != 0).then_some(Trouble::Offline)
        }),
    ];
    for (question, trouble) in questions {
        let Some(answer) = answer(line, question)? else {
            return Ok(Status::Untold);
        };
        if let Some(trouble) = trouble(answer) {
            return Ok(Status::Troubled(trouble));
        }
    }
    Ok(Status::Ready)
}

/// The answer to one question; `None` where none came, or something else.
fn answer(line: &mut (impl Read + Write), question: u8) -> io::Result<Option<u8>> {
    line.write_all(&[0x10, 0x04, question])?;
    let mut status = [0];
    match line.read(&mut status) {
        Ok(0) => Ok(None),
        Ok(_) => Ok(is_status(status[0]).then_some(status[0])),
        Err(error) => match error.kind() {
            io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut => Ok(None),
            _ => Err(error),
        },
    }
}

/// Two bits of each status are always set and two never.
fn is_status(byte: u8) -> bool {
    byte & 0b1001_0011 == 0b0001_0010
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::VecDeque;

    /// A printer that answers the three questions, in their order.
    struct Line(VecDeque<u8>);

    impl Read for Line {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            match self.0.pop_front() {
                Some(byte) => {
                    into[0] = byte;
                    Ok(1)
                }
                None => Err(io::ErrorKind::TimedOut.into()),
            }
        }
    }

    impl Write for Line {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn told(offline: u8, paper: u8, printer: u8) -> Status {
        ask(&mut Line([offline, paper, printer].into())).unwrap()
    }

    #[test]
    fn each_trouble_is_told_apart() {
        assert_eq!(told(0x12, 0x12, 0x12), Status::Ready);
        assert_eq!(told(0x12, 0x1e, 0x12), Status::Ready, "paper near its end");
        for (answers, trouble) in [
            ((0x16, 0x12, 0x1a), Trouble::CoverOpen),
            ((0x32, 0x12, 0x1a), Trouble::PaperOut),
            ((0x12, 0x72, 0x12), Trouble::PaperOut),
            ((0x52, 0x12, 0x1a), Trouble::Error),
            ((0x12, 0x12, 0x1a), Trouble::Offline),
        ] {
            let (offline, paper, printer) = answers;
            assert_eq!(told(offline, paper, printer), Status::Troubled(trouble));
        }
    }

    #[test]
    fn a_printer_that_says_nothing_or_nonsense_is_taken_for_ready() {
        assert_eq!(ask(&mut Line([].into())).unwrap(), Status::Untold);
        assert_eq!(ask(&mut Line([b'?'].into())).unwrap(), Status::Untold);
    }
}
