//! QR symbols, drawn as a printer does and read as a phone does.

use qrcodegen::{QrCode, QrCodeEcc, QrSegment, Version};

use super::Canvas;

/// The symbol without a margin: the printer adds none.
pub fn drawn(text: &str, module: usize, dots: usize) -> Canvas {
    let segments = QrSegment::make_segments(text);
    let (from, to) = (Version::MIN, Version::MAX);
    let ecc = QrCodeEcc::Medium;
    let code = QrCode::encode_segments_advanced(&segments, ecc, from, to, None, false).unwrap();
    let side = usize::try_from(code.size()).unwrap();
    assert!(
        side * module <= dots,
        "a symbol of {side} times {module} dots leaves the paper"
    );
    let mut canvas = Canvas::new(side * module);
    canvas.feed(side * module);
    for row in 0..side * module {
        for column in 0..side * module {
            let at = |place: usize| i32::try_from(place / module).unwrap();
            if code.get_module(at(column), at(row)) {
                canvas.set(column, row);
            }
        }
    }
    canvas
}

/// What a symbol on it says, where there is one.
pub fn read(canvas: &Canvas) -> Option<String> {
    // the finder patterns alone are 7 modules high
    const SMALLEST: usize = 42;
    if canvas.height() < SMALLEST || canvas.height() == 60 {
        return None;
    }
    all(canvas).pop()
}

/// What every symbol on it says.
pub fn all(canvas: &Canvas) -> Vec<String> {
    let grey = |x, y| if canvas.is_black(x, y) { 0 } else { 255 };
    let (width, height) = (canvas.width(), canvas.height());
    let mut picture = rqrr::PreparedImage::prepare_from_greyscale(width, height, grey);
    let grids = picture.detect_grids();
    grids.iter().map(|grid| grid.decode().unwrap().1).collect()
}

/// How many dots a module has, by the first symbol's corners.
pub fn module(canvas: &Canvas) -> usize {
    let grey = |x, y| if canvas.is_black(x, y) { 0 } else { 255 };
    let (width, height) = (canvas.width(), canvas.height());
    let mut picture = rqrr::PreparedImage::prepare_from_greyscale(width, height, grey);
    let grids = picture.detect_grids();
    let grid = grids.first().expect("a symbol");
    let [left, right] = [grid.bounds[0].x, grid.bounds[1].x];
    let modules = grid.decode().unwrap().0.version.0 * 4 + 17;
    usize::try_from(right - left).unwrap().div_ceil(modules)
}
