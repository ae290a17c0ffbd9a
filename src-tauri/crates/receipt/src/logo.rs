//! The shop's sign at the top of its receipts.

use std::fmt;
use std::io::Cursor;

use image::imageops::{self, BiLevel, FilterType};
use image::{DynamicImage, GrayImage, ImageFormat, ImageReader, Limits, Luma};
use thiserror::Error;

/// A picture in black dots, of a size that fits every paper. `Debug` tells its size only.
#[derive(Clone, PartialEq, Eq)]
pub struct Logo {
    dots: GrayImage,
}

/// Why a picture is no logo.
#[derive(Debug, Error)]
pub enum LogoError {
    /// Nobody can read it as a picture: PNG, JPEG, GIF and WebP can be read.
    #[error("the picture cannot be read: {0}")]
    Unreadable(image::ImageError),
    /// It has hardly any dots, or would have once it fits.
    #[error("the picture is too small or too long")]
    TooSmall,
    /// It has no dark part at all.
    #[error("the picture is blank")]
    Blank,
}

/// What reading a picture may take on an old computer, in bytes.
const MOST_MEMORY: u64 = 96 << 20;

impl Logo {
    /// How wide it is at most, in dots: what the narrowest paper has, less a margin.
    pub const WIDEST: u32 = 360;

    /// How high it is at most, in dots: three centimetres.
    pub const HIGHEST: u32 = 240;

    /// How wide and high it is at least.
    pub const SMALLEST: u32 = 4;

    /// Reads a picture: what is clear becomes paper, what is too large is made smaller, and what is
    /// grey becomes dots.
    ///
    /// # Errors
    /// [`LogoError`].
    pub fn read(bytes: &[u8]) -> Result<Self, LogoError> {
        let mut reader = ImageReader::new(Cursor::new(bytes))
            .with_guessed_format()
            .map_err(|error| LogoError::Unreadable(error.into()))?;
        let mut limits = Limits::default();
        limits.max_image_width = Some(8_192);
        limits.max_image_height = Some(8_192);
        limits.max_alloc = Some(MOST_MEMORY);
        reader.limits(limits);
        let picture = reader.decode().map_err(LogoError::Unreadable)?;
        let mut dots = fitted(on_paper(picture));
        if dots.width().min(dots.height()) < Self::SMALLEST {
            return Err(LogoError::TooSmall);
        }
        imageops::dither(&mut dots, &BiLevel);
        let logo = Logo { dots };
        let has_ink = logo.rows().flatten().any(|dark| dark);
        has_ink.then_some(logo).ok_or(LogoError::Blank)
    }

    /// The same as a PNG file, which [`read`](Self::read) reads back as it is.
    ///
    /// # Errors
    /// None: memory takes every byte.
    pub fn to_png(&self) -> Result<Vec<u8>, LogoError> {
        let mut png = Cursor::new(Vec::new());
        let written = self.dots.write_to(&mut png, ImageFormat::Png);
        written.map_err(LogoError::Unreadable)?;
        Ok(png.into_inner())
    }

    /// How many dots it is wide.
    #[must_use]
    pub fn width(&self) -> usize {
        usize::try_from(self.dots.width()).unwrap_or(usize::MAX)
    }

    /// Its rows from top to bottom, each from left to right; `true` where it is dark.
    pub fn rows(&self) -> impl Iterator<Item = impl Iterator<Item = bool>> {
        let rows = self.dots.rows();
        rows.map(|row| row.map(|Luma([light])| *light < 128))
    }
}

impl fmt::Debug for Logo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (width, height) = self.dots.dimensions();
        write!(f, "Logo({width}×{height})")
    }
}

/// In greys, on white.
fn on_paper(picture: DynamicImage) -> GrayImage {
    let colours = picture.into_rgba8();
    GrayImage::from_fn(colours.width(), colours.height(), |x, y| {
        let [red, green, blue, cover] = colours.get_pixel(x, y).0.map(u32::from);
        let light = (299 * red + 587 * green + 114 * blue) / 1000;
        let seen = (light * cover + 255 * (255 - cover)) / 255;
        Luma([u8::try_from(seen).unwrap_or(u8::MAX)])
    })
}

fn fitted(picture: GrayImage) -> GrayImage {
    let (width, height) = picture.dimensions();
    if width <= Logo::WIDEST && height <= Logo::HIGHEST {
        return picture;
    }
    let fitting =
        DynamicImage::from(picture).resize(Logo::WIDEST, Logo::HIGHEST, FilterType::Lanczos3);
    fitting.into_luma8()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A PNG by another hand.
    fn png(width: u32, height: u32, rgba: impl Fn(u32, u32) -> [u8; 4]) -> Vec<u8> {
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, width, height);
        encoder.set_color(png::ColorType::Rgba);
        encoder.set_depth(png::BitDepth::Eight);
        let places = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
        let pixels: Vec<u8> = places.flat_map(|(x, y)| rgba(x, y)).collect();
        let mut writer = encoder.write_header().unwrap();
        writer.write_image_data(&pixels).unwrap();
        drop(writer);
        file
    }

    #[test]
    fn black_is_ink_and_what_is_clear_is_paper() {
        let file = png(4, 4, |x, y| match (x, y) {
            (0, _) => [0, 0, 0, 255],
            (1, 0) => [0, 0, 0, 0],
            _ => [255, 255, 255, 255],
        });
        let logo = Logo::read(&file).unwrap();
        let rows: Vec<Vec<bool>> = logo.rows().map(Iterator::collect).collect();
        assert_eq!(rows, [[true, false, false, false]; 4]);
        assert_eq!(Logo::read(&logo.to_png().unwrap()).unwrap(), logo);
    }

    #[test]
    fn a_large_picture_is_made_to_fit_and_grey_becomes_dots() {
        let logo = Logo::read(&png(1_000, 500, |_, _| [128, 128, 128, 255])).unwrap();
        assert_eq!(logo.width(), 360);
        let dots: Vec<bool> = logo.rows().flatten().collect();
        assert_eq!(dots.len(), 360 * 180);
        let dark = dots.iter().filter(|dark| **dark).count();
        assert!(
            (dots.len() * 2 / 5..dots.len() * 3 / 5).contains(&dark),
            "{dark}"
        );
    }

    #[test]
    fn what_is_no_picture_or_a_blank_one_is_refused() {
        assert!(matches!(Logo::read(b"GIF8"), Err(LogoError::Unreadable(_))));
        assert!(matches!(Logo::read(b""), Err(LogoError::Unreadable(_))));
        for (width, height) in [(1, 1), (3, 100), (8_000, 20)] {
            let line = png(width, height, |_, _| [0, 0, 0, 255]);
            assert!(matches!(Logo::read(&line), Err(LogoError::TooSmall)));
        }
        let white = png(8, 8, |_, _| [255; 4]);
        assert!(matches!(Logo::read(&white), Err(LogoError::Blank)));
    }
}
