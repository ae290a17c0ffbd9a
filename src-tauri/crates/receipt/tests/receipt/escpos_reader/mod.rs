//! An ESC/POS printer that writes down and draws what it would print. It shares no code with the
//! writer, knows the commands by Epson's reference, and panics on what its model cannot do.

mod canvas;
mod code_pages;
mod drawn_text;
mod model;
mod symbol;

pub use canvas::Canvas;
pub use model::{Alphabet, Model};

use code_pages::CodePage;

/// What came out.
#[derive(Debug)]
pub struct Paper {
    pub lines: Vec<Line>,
    /// The paper as it looks.
    pub canvas: Canvas,
    /// How often the printer was initialised.
    pub starts: usize,
    /// How it was cut, and how many bytes came after that.
    pub cut: Option<(Cut, usize)>,
    /// The pins on which a drawer was opened.
    pub drawers: Vec<u8>,
    /// How many lines did not fit, so that the printer broke them where they were full.
    pub overrun: usize,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cut {
    Full,
    Partial,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Line {
    pub text: String,
    pub align: Align,
    pub bold: bool,
    /// How many times the usual width and height.
    pub scale: (u8, u8),
    pub kind: Kind,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Kind {
    /// Letters of the printer's.
    #[default]
    Letters,
    /// Dots that show letters.
    DrawnLetters,
    /// A QR symbol of the printer's.
    Symbol,
    /// Dots that show a QR symbol.
    DrawnSymbol,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Align {
    #[default]
    Left,
    Centre,
    Right,
}

impl Paper {
    /// The paper's text with a margin that tells how each line was printed.
    pub fn transcript(&self, columns: usize) -> String {
        let mut text = String::new();
        for pin in &self.drawers {
            text.push_str(&format!("[drawer {pin}]\n"));
        }
        for line in &self.lines {
            text.push_str(line.transcript(columns).trim_end());
            text.push('\n');
        }
        match self.cut {
            Some((cut, _)) => text + &format!("[cut {cut:?}]\n"),
            None => text,
        }
    }
}

impl Line {
    fn transcript(&self, columns: usize) -> String {
        let margin = match (self.kind, self.bold, self.scale) {
            (Kind::Symbol | Kind::DrawnSymbol, ..) => return format!("QR| {}", self.text),
            (_, true, (2, 2)) => "B2| ",
            (_, true, _) => "B | ",
            (_, false, (2, 2)) => " 2| ",
            (..) => "  | ",
        };
        let taken = self.text.chars().count() * usize::from(self.scale.0);
        let free = columns.saturating_sub(taken);
        let indent = match self.align {
            Align::Left => 0,
            Align::Centre => free / 2,
            Align::Right => free,
        };
        format!("{margin}{}{}", " ".repeat(indent), self.text)
    }
}

/// What a usual printer with paper so many dots wide makes of the bytes.
pub fn read(bytes: &[u8], dots: usize) -> Paper {
    read_by(Model::usual(dots), bytes)
}

/// What a printer makes of the bytes.
pub fn read_by(model: Model, bytes: &[u8]) -> Paper {
    let mut reader = Reader {
        bytes,
        at: 0,
        page: model.page_at_start(),
        joins_bytes: model.alphabet == Alphabet::DoubleByte,
        style: Line::default(),
        text: String::new(),
        symbol: None,
        paper: Paper {
            lines: Vec::new(),
            canvas: Canvas::new(model.dots),
            starts: 0,
            cut: None,
            drawers: Vec::new(),
            overrun: 0,
        },
        model,
    };
    while reader.at < bytes.len() {
        reader.step();
    }
    assert_eq!(reader.text, "", "words that were never printed");
    reader.paper
}

struct Reader<'a> {
    model: Model,
    bytes: &'a [u8],
    at: usize,
    page: CodePage,
    /// Two bytes above 0x80 are one Chinese character.
    joins_bytes: bool,
    style: Line,
    text: String,
    symbol: Option<(String, usize)>,
    paper: Paper,
}

impl Reader<'_> {
    fn next(&mut self) -> u8 {
        let byte = *self.bytes.get(self.at).expect("the command is not cut off");
        self.at += 1;
        byte
    }

    fn word(&mut self) -> usize {
        usize::from(self.next()) + 256 * usize::from(self.next())
    }

    fn step(&mut self) {
        match self.next() {
            0x1b => self.escape(),
            0x1c => {
                assert_eq!(self.next(), b'.', "after FS");
                self.joins_bytes = false;
            }
            0x1d => self.group(),
            0x0a => self.feed(1),
            byte @ (0x00..=0x1f | 0x7f) => panic!("stray control byte {byte:#04x} at {}", self.at),
            byte => {
                let character = self.character(byte);
                self.text.push(character);
            }
        }
    }

    fn character(&mut self, byte: u8) -> char {
        // the second byte of a GBK character is never a control byte or a digit
        let joins = |next: &u8| self.joins_bytes && byte > 0x80 && *next >= 0x40;
        if self.bytes.get(self.at).is_some_and(joins) {
            self.at += 1;
            return '囗';
        }
        self.page.character(byte)
    }

    fn escape(&mut self) {
        match self.next() {
            b'@' => {
                self.paper.starts += 1;
                self.page = self.model.page_at_start();
                self.joins_bytes = self.model.alphabet == Alphabet::DoubleByte;
                self.style = Line {
                    scale: (1, 1),
                    ..Line::default()
                };
            }
            b't' => {
                let number = self.next();
                self.page = self.model.page(number);
            }
            b'a' => {
                self.assert_line_start();
                self.style.align = match self.next() {
                    0 => Align::Left,
                    1 => Align::Centre,
                    2 => Align::Right,
                    other => panic!("no alignment {other}"),
                }
            }
            b'E' => self.style.bold = self.next() & 1 == 1,
            b'J' => {
                let dots = usize::from(self.next());
                self.assert_line_start();
                self.paper.canvas.feed(dots);
                // as high as a line, or else a margin
                if dots.is_multiple_of(canvas::LINE) {
                    self.paper.lines.push(Line {
                        kind: Kind::DrawnLetters,
                        ..Line::default()
                    });
                }
            }
            b'd' => {
                let lines = self.next();
                self.feed(lines);
            }
            b'p' => {
                let [pin, on, off] = [self.next(), self.next(), self.next()];
                assert!(
                    pin <= 1 && on > 0 && off > on,
                    "a pulse that opens a drawer"
                );
                self.paper.drawers.push(if pin == 0 { 2 } else { 5 });
            }
            other => panic!("unknown command ESC {other:#04x} before byte {}", self.at),
        }
    }

    fn group(&mut self) {
        match self.next() {
            b'!' => {
                let scale = self.next();
                self.style.scale = ((scale >> 4) + 1, (scale & 7) + 1);
            }
            b'V' => {
                assert!(self.model.cuts, "it has no cutter");
                let cut = match (self.next(), self.next()) {
                    (65, 0) => Cut::Full,
                    (66, 0) => Cut::Partial,
                    other => panic!("no cut {other:?}"),
                };
                self.paper.cut = Some((cut, self.bytes.len() - self.at));
            }
            b'(' => self.symbol_command(),
            b'v' => self.dots(),
            other => panic!("unknown command GS {other:#04x} before byte {}", self.at),
        }
    }

    fn symbol_command(&mut self) {
        assert!(self.model.draws_symbols, "it draws no QR symbols");
        assert_eq!(self.next(), b'k');
        let length = self.word();
        let body: Vec<u8> = (0..length).map(|_| self.next()).collect();
        let (text, module) = self.symbol.take().unwrap_or_default();
        self.symbol = Some(match body.as_slice() {
            [49, 65, 50, 0] | [49, 69, 49] => (text, module),
            [49, 67, size @ 1..=16] => (text, usize::from(*size)),
            [49, 80, 48, data @ ..] => (String::from_utf8(data.to_vec()).unwrap(), module),
            [49, 81, 48] => {
                self.print_symbol(text, module);
                return;
            }
            other => panic!("unknown symbol command {other:?}"),
        });
    }

    fn print_symbol(&mut self, text: String, module: usize) {
        self.assert_line_start();
        let symbol = symbol::drawn(&text, module, self.model.dots);
        self.paper.canvas.put(&symbol, self.style.align);
        self.paper.lines.push(Line {
            text,
            kind: Kind::Symbol,
            ..self.style.clone()
        });
    }

    /// `GS v 0`: what the dots show is read like a picture.
    fn dots(&mut self) {
        self.assert_line_start();
        assert_eq!([self.next(), self.next()], [b'0', 0], "after GS v");
        let (across, height) = (self.word(), self.word());
        assert!(
            across * 8 <= self.model.dots,
            "{across} bytes leave the paper"
        );
        let mut strip = Canvas::new(across * 8);
        for _ in 0..height {
            let row: Vec<u8> = (0..across).map(|_| self.next()).collect();
            strip.push_row(&row);
        }
        self.paper.canvas.put(&strip, self.style.align);
        let line = match symbol::read(&strip) {
            Some(text) => Line {
                text,
                kind: Kind::DrawnSymbol,
                ..Line::default()
            },
            None => drawn_text::read(&strip, self.model.dots),
        };
        self.paper.lines.push(line);
    }

    fn assert_line_start(&self) {
        assert_eq!(self.text, "", "a command in the middle of a line");
    }

    /// Prints the line, and feeds as many lines less one.
    fn feed(&mut self, lines: u8) {
        let text: Vec<char> = std::mem::take(&mut self.text).chars().collect();
        let fed = usize::from(lines) - 1;
        let across = self.model.dots / canvas::CELL / usize::from(self.style.scale.0);
        self.paper.overrun += usize::from(text.len() > across);
        for text in text
            .chunks(across)
            .chain(text.is_empty().then_some([].as_slice()))
        {
            let line = Line {
                text: text.iter().collect(),
                ..self.style.clone()
            };
            self.paper.canvas.write(&line);
            self.paper.lines.push(line);
        }
        for _ in 0..fed {
            self.paper.canvas.feed(canvas::LINE);
            self.paper.lines.push(Line::default());
        }
    }
}
