//! A document as plain text.

use crate::layout::{Row, rows};
use crate::{Align, Columns, Document, Qr, Style};

impl Document {
    /// The document as lines of at most so many columns, each ending in `\n`.
    ///
    /// Lines break where they break on the paper. Large and bold words are written as usual
    /// ones, a QR symbol as what it says, the shop's sign not at all.
    #[must_use]
    pub fn to_text(&self, columns: Columns) -> String {
        let mut text = String::new();
        for row in self.blocks().iter().flat_map(|block| rows(block, columns)) {
            match row {
                Row::Text { text: line, style } => push(&mut text, &line, style, columns),
                Row::Qr(qr) => push_words_of(&mut text, qr, columns),
                Row::Logo(_) => {}
            }
        }
        text
    }
}

fn push(text: &mut String, line: &str, style: Style, columns: Columns) {
    let free = columns.count().saturating_sub(line.chars().count());
    let indent = match style.align {
        Align::Left => 0,
        Align::Centre => free / 2,
        Align::Right => free,
    };
    text.push_str(&" ".repeat(indent));
    text.push_str(line);
    text.push('\n');
}

fn push_words_of(text: &mut String, qr: &Qr, columns: Columns) {
    for line in qr.text().as_bytes().chunks(columns.count()) {
        text.push_str(&String::from_utf8_lossy(line));
        text.push('\n');
    }
}
