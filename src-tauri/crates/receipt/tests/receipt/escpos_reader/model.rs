//! What printers differ in.

use super::code_pages::CodePage;

/// A printer that shops have.
#[derive(Clone, Copy, Debug)]
pub struct Model {
    /// How many dots fit across its paper.
    pub dots: usize,
    pub alphabet: Alphabet,
    /// Whether it knows `GS ( k`.
    pub draws_symbols: bool,
    pub cuts: bool,
}

/// Which letters a printer has.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Alphabet {
    /// Every page by Epson's numbers.
    Epson,
    /// Made for China: two bytes are one character until that is switched off.
    DoubleByte,
    /// It prints page 437, whatever it is told.
    Page437Only,
}

impl Model {
    pub fn usual(dots: usize) -> Self {
        Model {
            dots,
            alphabet: Alphabet::Epson,
            draws_symbols: true,
            cuts: true,
        }
    }

    pub fn page_at_start(self) -> CodePage {
        CodePage::Pc437
    }

    pub fn page(self, number: u8) -> CodePage {
        match (self.alphabet, number) {
            (Alphabet::Page437Only, _) | (_, 0) => CodePage::Pc437,
            (_, 2) => CodePage::Pc850,
            (_, 16) => CodePage::Windows1252,
            (_, 19) => CodePage::Pc858,
            (_, other) => panic!("no letters on page {other}"),
        }
    }
}
