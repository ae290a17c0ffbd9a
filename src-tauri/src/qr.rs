//! The customer's QR code, as an SVG path.

use std::fmt::Write as _;

use qrcode::{Color, EcLevel, QrCode};

use crate::dto::Qr;

/// The QR code of an address; `None` where it is too long for one.
pub fn qr(url: &str) -> Option<Qr> {
    let code = QrCode::with_error_correction_level(url, EcLevel::M).ok()?;
    let (width, colors) = (code.width(), code.to_colors());
    let mut path = String::new();
    for (y, row) in colors.chunks(width).enumerate() {
        let mut x = 0;
        for run in row.chunk_by(|one, next| one == next) {
            if run[0] == Color::Dark {
                let length = run.len();
                write!(path, "M{x} {y}h{length}v1h-{length}z").ok()?;
            }
            x += run.len();
        }
    }
    Some(Qr {
        size: u32::try_from(width).ok()?,
        path,
    })
}
