//! Printers on TCP, as they behave.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread::{self, JoinHandle};
use std::time::Duration;

pub const LOOPBACK: &str = "127.0.0.1";

/// A printer's answers to `DLE EOT` 1, 2 and 4.
#[derive(Clone, Copy)]
pub struct Answers(pub [u8; 3]);

impl Answers {
    pub const READY: Answers = Answers([0x12, 0x12, 0x12]);
    pub const PAPER_OUT: Answers = Answers([0x1a, 0x32, 0x72]);
    pub const COVER_OPEN: Answers = Answers([0x1a, 0x16, 0x12]);
    pub const STUCK: Answers = Answers([0x1a, 0x52, 0x12]);
    pub const OFFLINE: Answers = Answers([0x1a, 0x12, 0x12]);
}

/// How it behaves.
#[derive(Clone, Copy)]
pub enum Manner {
    /// It prints and never says a word.
    Silent,
    /// It says how it is, and when it is done.
    Talking(Answers),
    /// It says how it is, but knows no `GS r`.
    TalkingWithoutEnd,
    /// It takes so many bytes a millisecond.
    Slow(usize),
    /// It is ready, and after so many bytes in this state.
    Stops(usize, Answers),
    /// It hangs up after so many bytes.
    Leaves(usize),
}

/// A listener that meets one connection; its port, and the document that it was given.
pub fn printer(manner: Manner) -> (u16, JoinHandle<Vec<u8>>) {
    let listener = TcpListener::bind((LOOPBACK, 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    let met = thread::spawn(move || TcpPrinter::new(manner, listener.accept().unwrap().0).run());
    (port, met)
}

struct TcpPrinter {
    manner: Manner,
    line: TcpStream,
    heard: Vec<u8>,
    document: Vec<u8>,
}

impl TcpPrinter {
    fn new(manner: Manner, line: TcpStream) -> Self {
        TcpPrinter {
            manner,
            line,
            heard: Vec::new(),
            document: Vec::new(),
        }
    }

    fn run(mut self) -> Vec<u8> {
        let mut room = match self.manner {
            Manner::Slow(bytes) => vec![0; bytes],
            Manner::Leaves(bytes) => vec![0; bytes],
            _ => vec![0; 512],
        };
        loop {
            match self.line.read(&mut room) {
                Ok(0) | Err(_) => return self.document,
                Ok(count) => self.heard.extend(&room[..count]),
            }
            self.work_off();
            match self.manner {
                Manner::Slow(_) => thread::sleep(Duration::from_millis(1)),
                Manner::Leaves(bytes) if self.document.len() >= bytes => return self.document,
                _ => {}
            }
        }
    }

    fn work_off(&mut self) {
        while let Some((taken, answer)) = self.next() {
            match answer {
                Some(answer) => self.answer(answer),
                None => self.document.extend(&self.heard[..taken]),
            }
            self.heard.drain(..taken);
        }
    }

    /// How many bytes come next, and what they ask, if anything.
    fn next(&self) -> Option<(usize, Option<Question>)> {
        match self.heard.as_slice() {
            [] | [0x10 | 0x1d] | [0x10, 4] | [0x1d, b'r'] => None,
            [0x10, 4, about, ..] => Some((3, Some(Question::State(*about)))),
            [0x1d, b'r', 1, ..] => Some((3, Some(Question::End))),
            [..] => Some((1, None)),
        }
    }

    fn answer(&mut self, question: Question) {
        let answers = match self.manner {
            Manner::Silent | Manner::Slow(_) | Manner::Leaves(_) => return,
            Manner::Talking(answers) => answers,
            Manner::TalkingWithoutEnd => Answers::READY,
            Manner::Stops(bytes, answers) if self.document.len() >= bytes => answers,
            Manner::Stops(..) => Answers::READY,
        };
        let Answers([printer, offline, paper]) = answers;
        let answer = match question {
            Question::State(1) => printer,
            Question::State(2) => offline,
            Question::State(4) => paper,
            Question::State(other) => panic!("DLE EOT {other}"),
            Question::End => match self.manner {
                Manner::Talking(_) => 0,
                _ => return,
            },
        };
        self.line.write_all(&[answer]).unwrap();
    }
}

enum Question {
    State(u8),
    End,
}
