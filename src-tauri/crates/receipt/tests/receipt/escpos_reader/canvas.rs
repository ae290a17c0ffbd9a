//! Paper as dots, and letters on it.

use std::path::Path;

use noto_sans_mono_bitmap::{FontWeight, RasterHeight, get_raster, get_raster_width};

use super::{Align, Line, symbol};

/// The height of a usual line.
pub const LINE: usize = 30;

/// The width of a usual character.
pub const CELL: usize = 12;

/// Dots; black where set.
#[derive(Clone, Debug)]
pub struct Canvas {
    width: usize,
    rows: Vec<Vec<bool>>,
}

impl Canvas {
    pub fn new(width: usize) -> Self {
        let rows = Vec::new();
        Canvas { width, rows }
    }

    pub fn width(&self) -> usize {
        self.width
    }

    pub fn height(&self) -> usize {
        self.rows.len()
    }

    pub fn is_black(&self, column: usize, row: usize) -> bool {
        let row = self.rows.get(row);
        row.and_then(|row| row.get(column)).is_some_and(|dot| *dot)
    }

    pub fn feed(&mut self, dots: usize) {
        let blank = vec![false; self.width];
        self.rows.extend(std::iter::repeat_n(blank, dots));
    }

    /// A row of eight dots a byte.
    pub fn push_row(&mut self, bytes: &[u8]) {
        let bits = |byte: &u8| (0..8).map(|place| byte >> (7 - place) & 1 == 1).collect();
        self.rows
            .push(bytes.iter().flat_map::<Vec<bool>, _>(bits).collect());
    }

    pub fn set(&mut self, column: usize, row: usize) {
        self.rows[row][column] = true;
    }

    /// Puts something below what is there.
    pub fn put(&mut self, other: &Canvas, align: Align) {
        let free = self
            .width
            .checked_sub(other.width)
            .expect("it fits the paper");
        let left = match align {
            Align::Left => 0,
            Align::Centre => free / 2,
            Align::Right => free,
        };
        let top = self.height();
        self.feed(other.height());
        for (row, dots) in other.rows.iter().enumerate() {
            for (column, _) in dots.iter().enumerate().filter(|(_, dot)| **dot) {
                self.set(left + column, top + row);
            }
        }
    }

    /// Prints a line in letters of the printer's.
    pub fn write(&mut self, line: &Line) {
        let (across, down) = (usize::from(line.scale.0), usize::from(line.scale.1));
        let mut words = Canvas::new(line.text.chars().count() * CELL * across);
        words.feed(LINE * down);
        for (place, character) in line.text.chars().enumerate() {
            let letter = letter(character, line.bold);
            for (column, row) in letter {
                for x in 0..across {
                    for y in 0..down {
                        let column = (place * CELL + column) * across + x;
                        words.set(column, row * down + y);
                    }
                }
            }
        }
        self.put(&words, line.align);
    }

    /// What a phone reads on it.
    pub fn symbols(&self) -> Vec<String> {
        symbol::all(self)
    }

    /// How many dots a module of its symbol has: the finder pattern's upper edge has seven.
    pub fn module_of_the_symbol(&self) -> usize {
        symbol::module(self)
    }

    /// Writes the picture, with a margin as paper has it.
    pub fn save(&self, path: &Path) {
        const MARGIN: usize = 24;
        let (width, height) = (self.width + 2 * MARGIN, self.height() + 2 * MARGIN);
        let mut grey = vec![255; width * height];
        for (row, dots) in self.rows.iter().enumerate() {
            for (column, _) in dots.iter().enumerate().filter(|(_, dot)| **dot) {
                grey[(row + MARGIN) * width + column + MARGIN] = 0;
            }
        }
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        let file = std::io::BufWriter::new(std::fs::File::create(path).unwrap());
        let side = |length| u32::try_from(length).unwrap();
        let mut encoder = png::Encoder::new(file, side(width), side(height));
        encoder.set_color(png::ColorType::Grayscale);
        encoder
            .write_header()
            .unwrap()
            .write_image_data(&grey)
            .unwrap();
    }
}

/// The black dots of a letter in its cell.
fn letter(character: char, bold: bool) -> Vec<(usize, usize)> {
    const TOP: usize = 4;
    let (weight, height) = (FontWeight::Regular, RasterHeight::Size20);
    let raster = get_raster(character, weight, height);
    let raster = raster.unwrap_or_else(|| get_raster('?', weight, height).unwrap());
    let threshold = if bold { 70 } else { 130 };
    let mut dots = Vec::new();
    for (row, line) in raster.rows().enumerate() {
        let inked = line.iter().enumerate().filter(|(_, ink)| **ink > threshold);
        dots.extend(inked.map(|(column, _)| (column, row + TOP)));
    }
    assert!(get_raster_width(weight, height) <= CELL);
    dots
}
