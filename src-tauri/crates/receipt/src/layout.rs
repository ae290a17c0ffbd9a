//! Where each word goes on paper of a given width.

use crate::{Align, Block, Columns, Logo, PaperText, Qr, Size, Style};

/// One line of the paper.
pub(crate) enum Row<'a> {
    /// Characters that fit the width in their size.
    Text { text: String, style: Style },
    /// A symbol, centred.
    Qr(&'a Qr),
    /// The shop's sign, centred.
    Logo(&'a Logo),
}

/// The lines of a block, each within the columns.
pub(crate) fn rows(block: &Block, columns: Columns) -> Vec<Row<'_>> {
    match block {
        Block::Text { text, style } => lines(text, *style, columns.count()),
        Block::Pair { label, value } => pair(label, value, columns.count()),
        Block::Rule => vec![plain("-".repeat(columns.count()))],
        Block::Feed => vec![plain(String::new())],
        Block::Qr(qr) => vec![Row::Qr(qr)],
        Block::Logo(logo) => vec![Row::Logo(logo)],
        Block::As { blocks, .. } => blocks
            .iter()
            .flat_map(|block| rows(block, columns))
            .collect(),
        Block::Drawer => Vec::new(),
    }
}

fn plain<'a>(text: String) -> Row<'a> {
    Row::Text {
        text,
        style: Style::default(),
    }
}

fn lines<'a>(text: &PaperText, style: Style, columns: usize) -> Vec<Row<'a>> {
    let size = largest_uncut(text, style.size, columns);
    let style = Style { size, ..style };
    wrapped(text.as_str(), columns / size.columns())
        .into_iter()
        .map(|text| Row::Text { text, style })
        .collect()
}

/// The wished size, or the usual one where the wished would cut a word: an amount stays whole.
fn largest_uncut(text: &PaperText, wished: Size, columns: usize) -> Size {
    let longest = text.as_str().split(' ').map(|word| word.chars().count());
    if longest.max().unwrap_or(0) * wished.columns() <= columns {
        wished
    } else {
        Size::Usual
    }
}

/// Label and value on one line, the value at its end; or below each other where both don't fit.
fn pair<'a>(label: &PaperText, value: &PaperText, columns: usize) -> Vec<Row<'a>> {
    match columns.checked_sub(label.width() + value.width()) {
        Some(gap @ 1..) => vec![plain(format!("{label}{}{value}", " ".repeat(gap)))],
        Some(0) | None => {
            let mut rows = lines(label, Style::default(), columns);
            rows.extend(lines(value, below(value, columns), columns));
            rows
        }
    }
}

/// A value below its label stands at the end too, but words of several lines read from the left.
fn below(value: &PaperText, columns: usize) -> Style {
    let align = if value.width() <= columns {
        Align::Right
    } else {
        Align::Left
    };
    Style {
        align,
        ..Style::default()
    }
}

/// The words in lines of at most `width` characters; only a word longer than a line is cut.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut free = width;
    for piece in text.split(' ').flat_map(|word| pieces(word, width)) {
        let length = piece.chars().count();
        if line.is_empty() {
            free = width - length;
        } else if length < free {
            line.push(' ');
            free -= length + 1;
        } else {
            lines.push(std::mem::take(&mut line));
            free = width - length;
        }
        line.push_str(&piece);
    }
    lines.push(line);
    lines
}

fn pieces(word: &str, width: usize) -> Vec<String> {
    let characters: Vec<char> = word.chars().collect();
    characters
        .chunks(width)
        .map(|piece| piece.iter().collect())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wraps_between_words_and_cuts_only_a_word_longer_than_a_line() {
        assert_eq!(wrapped("dos panes y leche", 9), ["dos panes", "y leche"]);
        assert_eq!(wrapped("dos panes", 8), ["dos", "panes"]);
        assert_eq!(wrapped("a 1234567890 b", 4), ["a", "1234", "5678", "90 b"]);
        assert_eq!(wrapped("", 4), [""]);
    }
}
