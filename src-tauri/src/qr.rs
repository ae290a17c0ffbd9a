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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_fills_the_dark_modules_and_no_others() {
        let text = "http://127.0.0.1:8090/session/1/9ce71a065a42dfa3a4ae18c0c88f76da";
        let qr = qr(text).unwrap();
        let size = qr.size as usize;
        let mut drawn = vec![false; size * size];
        for run in qr.path.split('M').skip(1) {
            let (at, rest) = run.split_once('h').unwrap();
            let (x, y) = at.split_once(' ').unwrap();
            let length: usize = rest.split('v').next().unwrap().parse().unwrap();
            let start = y.parse::<usize>().unwrap() * size + x.parse::<usize>().unwrap();
            drawn[start..start + length].fill(true);
        }
        let code = QrCode::with_error_correction_level(text, EcLevel::M).unwrap();
        let dark: Vec<_> = code
            .to_colors()
            .iter()
            .map(|color| *color == Color::Dark)
            .collect();
        assert_eq!(drawn, dark);
    }

    #[test]
    fn what_fits_no_qr_code_is_none() {
        assert!(qr(&"x".repeat(5_000)).is_none());
    }
}
