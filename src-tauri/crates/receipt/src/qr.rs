//! A text as a QR symbol.

use qrcode::{Color, EcLevel, QrCode};
use thiserror::Error;

/// A web address, or other visible ASCII text, that fits a QR symbol.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Qr {
    text: String,
    width: usize,
    modules: Vec<Color>,
}

impl Qr {
    /// The symbol of a text, with error correction of level M.
    ///
    /// # Errors
    /// [`QrError`] says why the text makes no symbol. Only visible ASCII is taken: a printer
    /// without QR of its own prints the text, and must not find commands in it.
    pub fn new(text: &str) -> Result<Self, QrError> {
        if text.is_empty() {
            return Err(QrError::Empty);
        }
        if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(QrError::Characters);
        }
        let symbol =
            QrCode::with_error_correction_level(text, EcLevel::M).map_err(|_| QrError::TooLong)?;
        Ok(Qr {
            text: text.to_owned(),
            width: symbol.width(),
            modules: symbol.into_colors(),
        })
    }

    /// What a reader of the symbol reads.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// How many modules a side has.
    pub(crate) fn width(&self) -> usize {
        self.width
    }

    /// The places of the dark modules, as column and row.
    pub(crate) fn dark(&self) -> impl Iterator<Item = (usize, usize)> {
        self.modules
            .iter()
            .enumerate()
            .filter(|(_, module)| **module == Color::Dark)
            .map(|(index, _)| (index % self.width, index / self.width))
    }
}

/// Why a text makes no QR symbol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum QrError {
    /// No character at all.
    #[error("there is nothing to encode")]
    Empty,
    /// A space, a control character or one outside ASCII.
    #[error("the text has characters other than visible ASCII ones")]
    Characters,
    /// More than the largest symbol holds.
    #[error("the text does not fit a QR symbol")]
    TooLong,
}
