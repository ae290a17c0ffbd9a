//! Words and symbols dot by dot, for printers whose own letters are not to be trusted.

use std::convert::Infallible;

use embedded_graphics::mono_font::MonoTextStyle;
use embedded_graphics::pixelcolor::BinaryColor;
use embedded_graphics::prelude::{DrawTarget, Drawable as _, OriginDimensions, Pixel, Point, Size};
use embedded_graphics::text::{Baseline, Text};
use profont::PROFONT_18_POINT;

use crate::{Align, Logo, Qr, Style, Weight};

/// How many dots wide a character of the usual size is.
pub(crate) const CELL: usize = 12;

/// How many dots high a line of the usual size is.
const LINE: usize = 30;

/// The highest part of a letter is so far from the line's top.
const ABOVE: usize = 4;

/// Dots on a strip of paper; black where set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Strip {
    width: usize,
    dots: Vec<bool>,
}

impl Strip {
    fn new(width: usize, height: usize) -> Self {
        Strip {
            width,
            dots: vec![false; width * height],
        }
    }

    /// A line of words on paper so many dots wide; it fits, or its end is lost.
    pub fn of_text(text: &str, style: Style, width: usize) -> Self {
        let scale = style.size.columns();
        let length = text.chars().count() * CELL;
        let mut words = Strip::new(length + 1, LINE);
        words.write(text, 0);
        if style.weight == Weight::Bold {
            words.write(text, 1);
        }
        let free = width.saturating_sub(length * scale);
        let left = match style.align {
            Align::Left => 0,
            Align::Centre => free / 2,
            Align::Right => free,
        };
        words.on_paper(scale, left, width)
    }

    /// A symbol in the middle of paper so many dots wide, with the quiet margin that it needs.
    pub fn of_qr(qr: &Qr, width: usize) -> Self {
        const QUIET: usize = 4;
        let side = qr.width() + 2 * QUIET;
        let module = module(qr, width);
        let mut symbol = Strip::new(side, side);
        for (column, row) in qr.dark() {
            symbol.set(column + QUIET, row + QUIET);
        }
        let left = width.saturating_sub(side * module) / 2;
        symbol.on_paper(module, left, width)
    }

    /// The shop's sign in the middle of paper so many dots wide.
    pub fn of_logo(logo: &Logo, width: usize) -> Self {
        let mut sign = Strip::new(logo.width(), logo.rows().count());
        for (row, dots) in logo.rows().enumerate() {
            let dark = dots.enumerate().filter(|(_, dark)| *dark);
            dark.for_each(|(column, _)| sign.set(column, row));
        }
        sign.on_paper(1, width.saturating_sub(logo.width()) / 2, width)
    }

    fn height(&self) -> usize {
        self.dots.len().checked_div(self.width).unwrap_or(0)
    }

    fn set(&mut self, column: usize, row: usize) {
        if column < self.width
            && let Some(dot) = self.dots.get_mut(row * self.width + column)
        {
            *dot = true;
        }
    }

    fn write(&mut self, text: &str, right: i32) {
        let style = MonoTextStyle::new(&PROFONT_18_POINT, BinaryColor::On);
        let top = i32::try_from(ABOVE).unwrap_or(0);
        let Ok(_) =
            Text::with_baseline(text, Point::new(right, top), style, Baseline::Top).draw(self);
    }

    /// The same, so many times as large and so far from the left.
    fn on_paper(&self, scale: usize, left: usize, width: usize) -> Self {
        let mut paper = Strip::new(width, self.height() * scale);
        let black = self.dots.iter().enumerate().filter(|(_, dot)| **dot);
        for (index, _) in black {
            let (column, row) = (index % self.width, index / self.width);
            for across in 0..scale {
                for down in 0..scale {
                    paper.set(left + column * scale + across, row * scale + down);
                }
            }
        }
        paper
    }

    /// `GS v 0`, as wide as there is ink; a strip without any is fed.
    pub fn commands(&self) -> Vec<u8> {
        let inked = |row: &[bool]| row.iter().rposition(|dot| *dot).map_or(0, |last| last + 1);
        let rows = self.dots.chunks(self.width);
        let bytes_across = rows.clone().map(inked).max().unwrap_or(0).div_ceil(8);
        let (across, height) = (low_high(bytes_across), low_high(self.height()));
        if bytes_across == 0 {
            return vec![0x1b, b'J', height[0]];
        }
        let mut commands = vec![0x1d, b'v', b'0', 0];
        commands.extend(across);
        commands.extend(height);
        for row in rows {
            let bytes = row.chunks(8).take(bytes_across);
            commands.extend(bytes.map(|dots| {
                let bits = dots.iter().enumerate();
                bits.fold(0, |byte, (place, dot)| {
                    byte | (u8::from(*dot) << (7 - place))
                })
            }));
        }
        commands
    }
}

/// How many dots a module has: as many as fit the paper with the quiet margin, and no more than a
/// phone likes.
pub(crate) fn module(qr: &Qr, dots: usize) -> usize {
    (dots / (qr.width() + 8)).clamp(2, 8)
}

fn low_high(number: usize) -> [u8; 2] {
    u16::try_from(number).unwrap_or(u16::MAX).to_le_bytes()
}

impl OriginDimensions for Strip {
    fn size(&self) -> Size {
        let dots = |count| u32::try_from(count).unwrap_or(u32::MAX);
        Size::new(dots(self.width), dots(self.height()))
    }
}

impl DrawTarget for Strip {
    type Color = BinaryColor;
    type Error = Infallible;

    fn draw_iter<I: IntoIterator<Item = Pixel<BinaryColor>>>(
        &mut self,
        pixels: I,
    ) -> Result<(), Infallible> {
        for Pixel(point, color) in pixels {
            let place = (usize::try_from(point.x), usize::try_from(point.y));
            if let ((Ok(column), Ok(row)), true) = (place, color.is_on()) {
                self.set(column, row);
            }
        }
        Ok(())
    }
}
