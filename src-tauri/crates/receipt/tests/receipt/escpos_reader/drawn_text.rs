//! Letters in dots, read by comparing each cell with the font's picture of each letter.

use std::collections::HashMap;
use std::sync::LazyLock;

use embedded_graphics::image::GetPixel as _;
use embedded_graphics::pixelcolor::BinaryColor;
use embedded_graphics::prelude::{OriginDimensions as _, Point};
use profont::PROFONT_18_POINT as FONT;

use super::{Align, Canvas, Kind, Line};

const CELL: usize = 12;
const LINE: usize = 30;
const LETTER: usize = 22;
const ABOVE: usize = 4;

/// The black dots of one letter, as column and row, but for the first column: a bold letter may
/// lean into its neighbour's.
type Dots = Vec<(usize, usize)>;

/// Which letter dots are, and whether it is a bold one.
static LETTERS: LazyLock<HashMap<Dots, (char, bool)>> = LazyLock::new(|| {
    let mut letters = HashMap::new();
    for character in ('!'..='~').chain('\u{a1}'..='\u{ff}') {
        for bold in [false, true] {
            let picture = picture(character, bold);
            letters.entry(picture).or_insert((character, bold));
        }
    }
    letters
});

/// A letter of the font; a bold one is printed twice, one dot apart.
fn picture(character: char, bold: bool) -> Dots {
    let size = |length: u32| usize::try_from(length).unwrap();
    let a_row = size(FONT.image.size().width) / CELL;
    let index = FONT.glyph_mapping.index(character);
    let (left, top) = (index % a_row * CELL, index / a_row * LETTER);
    let is_black = |column: usize, row: usize| {
        let place = |length: usize| i32::try_from(length).unwrap();
        let at = Point::new(place(left + column), place(top + row));
        FONT.image.pixel(at) == Some(BinaryColor::On)
    };
    cell(|column, row| is_black(column, row) || bold && is_black(column - 1, row))
}

fn cell(is_black: impl Fn(usize, usize) -> bool) -> Dots {
    let all = (0..LETTER).flat_map(|row| (1..CELL).map(move |column| (column, row)));
    all.filter(|(column, row)| is_black(*column, *row))
        .collect()
}

/// The line that the dots show, on paper so many dots wide.
pub fn read(strip: &Canvas, dots: usize) -> Line {
    let scale = strip.height() / LINE;
    assert!(
        strip.height().is_multiple_of(LINE) && (1..=2).contains(&scale),
        "lines of text"
    );
    let found = (0..CELL * scale).find_map(|left| {
        let (text, bold, begin) = words(strip, dots, left, scale)?;
        let free = dots - text.trim().chars().count() * CELL * scale;
        Some((text, bold, aligned(begin, free, CELL * scale)?))
    });
    let (text, bold, align) = found.expect("letters of the font");
    let scale = u8::try_from(scale).unwrap();
    Line {
        text: text.trim().to_owned(),
        align,
        bold,
        scale: (scale, scale),
        kind: Kind::DrawnLetters,
    }
}

/// How words stand that begin so far from the left, and leave so many dots free.
fn aligned(begin: usize, free: usize, cell: usize) -> Option<Align> {
    match begin {
        0 => Some(Align::Left),
        begin if begin == free => Some(Align::Right),
        begin if begin == free / 2 => Some(Align::Centre),
        begin => (begin % cell == 0).then_some(Align::Left),
    }
}

/// The words whose cells begin so far from the left, whether they are bold, and where they begin.
fn words(strip: &Canvas, dots: usize, left: usize, scale: usize) -> Option<(String, bool, usize)> {
    let mut text = String::new();
    let mut is_bold = false;
    let mut begin = None;
    for at in (left..dots).step_by(CELL * scale) {
        let at_cell =
            |column: usize, row: usize| strip.is_black(at + column * scale, (row + ABOVE) * scale);
        match cell(at_cell) {
            blank if blank.is_empty() => text.push(' '),
            letter => {
                let (character, bold) = LETTERS.get(&letter)?;
                is_bold |= bold;
                begin.get_or_insert(at);
                text.push(*character);
            }
        }
    }
    Some((text, is_bold, begin?))
}
