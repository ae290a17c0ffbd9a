//! A small ESC/POS printer that writes down what it would print. It shares no code with the
//! writer, knows the commands by Epson's reference, and panics on anything else.

/// What came out.
#[derive(Debug, Default, PartialEq)]
pub struct Paper {
    pub lines: Vec<Line>,
    /// How often the printer was initialised.
    pub starts: usize,
    /// Bytes that came after the cut; `None` when nothing was cut.
    pub after_cut: Option<usize>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Line {
    pub text: String,
    pub align: Align,
    pub bold: bool,
    /// How many times the usual width and height.
    pub scale: (u8, u8),
    /// The line is a QR symbol of its text.
    pub is_qr: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Align {
    #[default]
    Left,
    Centre,
    Right,
}

impl Paper {
    /// The lines that hold something.
    pub fn written(&self) -> Vec<&Line> {
        let written = self.lines.iter().filter(|line| !line.text.is_empty());
        written.collect()
    }
}

pub fn read(bytes: &[u8]) -> Paper {
    let mut reader = Reader {
        bytes,
        at: 0,
        page: None,
        style: Line::default(),
        text: String::new(),
        qr: String::new(),
        paper: Paper::default(),
    };
    while reader.at < bytes.len() {
        reader.step();
    }
    assert_eq!(reader.text, "", "words that were never printed");
    reader.paper
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    page: Option<u8>,
    style: Line,
    text: String,
    qr: String,
    paper: Paper,
}

impl Reader<'_> {
    fn next(&mut self) -> u8 {
        let byte = *self.bytes.get(self.at).expect("the command is not cut off");
        self.at += 1;
        byte
    }

    fn step(&mut self) {
        match self.next() {
            0x1b => self.escape(),
            0x1d => self.group(),
            0x0a => self.feed(1),
            byte => {
                let character = self.character(byte);
                self.text.push(character);
            }
        }
    }

    fn escape(&mut self) {
        match self.next() {
            b'@' => {
                self.paper.starts += 1;
                self.page = None;
                self.style = Line {
                    scale: (1, 1),
                    ..Line::default()
                };
            }
            b't' => self.page = Some(self.next()),
            b'a' => {
                self.style.align = match self.next() {
                    0 => Align::Left,
                    1 => Align::Centre,
                    2 => Align::Right,
                    other => panic!("no alignment {other}"),
                }
            }
            b'E' => self.style.bold = self.next() & 1 == 1,
            b'd' => {
                let lines = self.next();
                self.feed(lines);
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
                assert_eq!([self.next(), self.next()], [65, 0], "feed and full cut");
                self.paper.after_cut = Some(self.bytes.len() - self.at);
            }
            b'(' => self.symbol(),
            other => panic!("unknown command GS {other:#04x} before byte {}", self.at),
        }
    }

    fn symbol(&mut self) {
        assert_eq!(self.next(), b'k');
        let length = usize::from(self.next()) + 256 * usize::from(self.next());
        let body: Vec<u8> = (0..length).map(|_| self.next()).collect();
        match body.as_slice() {
            [49, 65, 50, 0] | [49, 67, 1..=16] | [49, 69, 48..=51] => {}
            [49, 80, 48, data @ ..] => self.qr = String::from_utf8(data.to_vec()).unwrap(),
            [49, 81, 48] => self.paper.lines.push(Line {
                text: std::mem::take(&mut self.qr),
                is_qr: true,
                ..self.style.clone()
            }),
            other => panic!("unknown symbol command {other:?}"),
        }
    }

    /// Prints the line, and feeds as many lines less one.
    fn feed(&mut self, lines: u8) {
        let text = std::mem::take(&mut self.text);
        let fed = usize::from(lines) - 1;
        let style = self.style.clone();
        self.paper.lines.push(Line { text, ..style });
        self.paper.lines.extend(vec![Line::default(); fed]);
    }

    fn character(&self, byte: u8) -> char {
        assert_eq!(self.page, Some(16), "text outside page 16, windows-1252");
        // https://encoding.spec.whatwg.org/index-windows-1252.txt, the rows 0x80 to 0x9F
        const C1: &str = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}Ž\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}žŸ";
        match byte {
            0x20..=0x7e | 0xa0..=0xff => char::from(byte),
            0x80..=0x9f => C1.chars().nth(usize::from(byte) - 0x80).unwrap(),
            0x00..=0x1f | 0x7f => panic!("stray control byte {byte:#04x} at {}", self.at - 1),
        }
    }
}
