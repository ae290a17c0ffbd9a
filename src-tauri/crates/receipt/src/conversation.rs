//! Talking with a printer that can answer: how it is before and after it is given a document.

use std::io::{self, ErrorKind, Read, Write};
use std::time::{Duration, Instant};

use crate::status::{self, Status};
use crate::{PrinterError, PrinterTarget, Timeouts, Trouble};

/// A line to a printer on which it may answer.
pub(crate) trait Line: Read + Write {
    /// Sets how long the next reading and writing may take.
    fn wait_at_most(&mut self, patience: Duration) -> io::Result<()>;
}

/// `GS r 1`: what the paper sensors say, answered only when all before it is worked off.
const TELL_WHEN_DONE: &[u8] = b"\x1dr\x01";

/// A line to a printer that was asked how it is and had nothing to complain of.
pub(crate) struct Conversation<L> {
    line: L,
    hears: Hears,
    timeouts: Timeouts,
    target: PrinterTarget,
}

/// Whether a printer answers questions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hears {
    /// It does.
    Questions,
    /// It only prints.
    Nothing,
}

impl<L: Line> Conversation<L> {
    /// Asks the printer how it is.
    ///
    /// # Errors
    /// [`PrinterError::Troubled`], or what `broken` makes of a line that broke.
    pub fn begin(
        mut line: L,
        timeouts: Timeouts,
        target: PrinterTarget,
        broken: impl FnOnce(io::Error) -> PrinterError,
    ) -> Result<Self, PrinterError> {
        let hears = match how_is_it(&mut line, &timeouts).map_err(broken)? {
            Status::Ready => Hears::Questions,
            Status::Untold => Hears::Nothing,
            Status::Troubled(trouble) => return Err(PrinterError::Troubled { target, trouble }),
        };
        Ok(Conversation {
            line,
            hears,
            timeouts,
            target,
        })
    }

    /// Lets the printer take so much longer.
    pub fn wait_longer(&mut self, by: Duration) {
        self.timeouts.write += by;
        self.timeouts.end += by;
    }

    /// Where the printer is.
    pub fn target(&self) -> &PrinterTarget {
        &self.target
    }

    /// How long the printer may take for a document.
    pub fn patience(&self) -> Duration {
        self.timeouts.write + self.timeouts.end
    }

    /// Gives the printer the bytes, and hears whether it worked them off. `ended` is called where
    /// it does not tell.
    ///
    /// # Errors
    /// [`PrinterError::Stopped`] or [`PrinterError::Interrupted`].
    pub fn give(
        mut self,
        bytes: &[u8],
        ended: impl FnOnce(&mut L, &Timeouts) -> io::Result<()>,
    ) -> Result<(), PrinterError> {
        let deadline = Instant::now() + self.timeouts.write;
        let sent = send(&mut self.line, bytes, deadline);
        if let Err(source) = sent {
            return Err(self.stopped(source));
        }
        let ending = match self.hears {
            Hears::Questions => {
                let deadline = Instant::now() + self.timeouts.end;
                hear_the_end(&mut self.line, &self.timeouts, deadline)
            }
            Hears::Nothing => Ok(Ending::Untold),
        };
        let target = self.target;
        match ending {
            Ok(Ending::Told) => Ok(()),
            Ok(Ending::Troubled(trouble)) => Err(PrinterError::Stopped { target, trouble }),
            Ok(Ending::Untold) => ended(&mut self.line, &self.timeouts)
                .map_err(|source| PrinterError::Interrupted { target, source }),
            Err(source) => Err(PrinterError::Interrupted { target, source }),
        }
    }

    /// A printer that stopped taking bytes may still say why.
    fn stopped(mut self, source: io::Error) -> PrinterError {
        let target = self.target;
        match how_is_it(&mut self.line, &self.timeouts) {
            Ok(Status::Troubled(trouble)) => PrinterError::Stopped { target, trouble },
            Ok(Status::Ready | Status::Untold) | Err(_) => {
                PrinterError::Interrupted { target, source }
            }
        }
    }
}

fn how_is_it(line: &mut impl Line, timeouts: &Timeouts) -> io::Result<Status> {
    line.wait_at_most(timeouts.answer)?;
    status::ask(line)
}

/// Writes everything before the deadline. A line's own time-out would start again with every
/// byte that a slow printer takes.
fn send(line: &mut impl Line, mut bytes: &[u8], deadline: Instant) -> io::Result<()> {
    while !bytes.is_empty() {
        line.wait_at_most(remaining(deadline)?)?;
        match line.write(bytes) {
            Ok(0) => return Err(ErrorKind::WriteZero.into()),
            Ok(taken) => bytes = bytes.get(taken..).unwrap_or_default(),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// What a printer said once it had every byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ending {
    /// That it worked all of it off.
    Told,
    /// Nothing: it does not answer questions, or not this one.
    Untold,
    /// That it does not print.
    Troubled(Trouble),
}

/// Waits until the printer worked everything off. Whenever it is silent for a while it is asked why
/// it does not print, since one without paper answers that alone.
fn hear_the_end(
    line: &mut impl Line,
    timeouts: &Timeouts,
    deadline: Instant,
) -> io::Result<Ending> {
    send(line, TELL_WHEN_DONE, deadline)?;
    while let Ok(left) = remaining(deadline) {
        line.wait_at_most(left.min(timeouts.silence))?;
        let mut heard = [0; 16];
        match line.read(&mut heard) {
            Ok(0) => return Ok(Ending::Untold),
            Ok(count) => {
                if let Some(ending) = heard.iter().take(count).find_map(|byte| ending(*byte)) {
                    return Ok(ending);
                }
            }
            Err(error) if is_silence(&error) => line.write_all(&status::WHY)?,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(Ending::Untold)
}

fn ending(byte: u8) -> Option<Ending> {
    if is_paper_status(byte) {
        return Some(Ending::Told);
    }
    status::told_why(byte).map(Ending::Troubled)
}

/// An answer to `GS r`: two of its bits are never set, one of which is set in every answer to
/// `DLE EOT`.
fn is_paper_status(byte: u8) -> bool {
    byte & 0b1001_0000 == 0
}

pub(crate) fn is_silence(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut)
}

pub(crate) fn remaining(deadline: Instant) -> io::Result<Duration> {
    let left = deadline.saturating_duration_since(Instant::now());
    if left.is_zero() {
        Err(ErrorKind::TimedOut.into())
    } else {
        Ok(left)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::VecDeque;

    /// A printer that says these bytes, silent for a while where there is none.
    struct Script {
        says: VecDeque<Option<u8>>,
        heard: Vec<u8>,
    }

    impl Read for Script {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            match self.says.pop_front().expect("it was heard out") {
                Some(byte) => {
                    into[0] = byte;
                    Ok(1)
                }
                None => Err(ErrorKind::TimedOut.into()),
            }
        }
    }

    impl Write for Script {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.heard.extend(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl Line for Script {
        fn wait_at_most(&mut self, _: Duration) -> io::Result<()> {
            Ok(())
        }
    }

    fn ended(says: &[Option<u8>]) -> (Ending, Vec<u8>) {
        let mut line = Script {
            says: says.iter().copied().collect(),
            heard: Vec::new(),
        };
        let deadline = Instant::now() + Duration::from_secs(60);
        let ending = hear_the_end(&mut line, &Timeouts::default(), deadline).unwrap();
        (ending, line.heard)
    }

    #[test]
    fn the_end_is_heard_whenever_it_comes() {
        let asked = |times| [TELL_WHEN_DONE, &status::WHY.repeat(times)].concat();
        assert_eq!(ended(&[Some(0)]), (Ending::Told, asked(0)));
        assert_eq!(ended(&[Some(0x12), Some(0x0c)]), (Ending::Told, asked(0)));
        let near_the_end_of_the_roll = [Some(0x03)];
        assert_eq!(ended(&near_the_end_of_the_roll), (Ending::Told, asked(0)));
        let late = [None, Some(0), Some(0x12)];
        assert_eq!(
            ended(&late),
            (Ending::Told, asked(1)),
            "it crosses the question"
        );
        let slow = [None, Some(0x12), None, Some(0x12), Some(0)];
        assert_eq!(ended(&slow), (Ending::Told, asked(2)));
        let stops = [None, Some(0x12), None, Some(0x32)];
        assert_eq!(
            ended(&stops),
            (Ending::Troubled(Trouble::PaperOut), asked(2))
        );
    }
}
