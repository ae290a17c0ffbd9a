//! Every document as printers of each width print it, read back from the bytes.

use std::fs;
use std::path::{Path, PathBuf};

use receipt::{Columns, Letters, Profile, QrBy};

use crate::escpos_reader::{Cut, read};
use crate::samples;

/// Set to write what comes out as what is expected, to be looked at before it is kept.
const UPDATE: &str = "COBRO_UPDATE";

fn expected_at(name: &str, columns: Columns) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/receipt/snapshots");
    folder.join(format!("{name}-{columns}.txt"))
}

fn picture_at(name: &str, columns: Columns, how: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("paper");
    folder.join(format!("{name}-{columns}-{how}.png"))
}

#[test]
fn every_document_on_every_width() {
    for columns in Columns::ALL {
        let profile = Profile::of(columns);
        for (name, document) in samples::all(profile) {
            let paper = read(&document.to_escpos(&profile), profile.dots.count());
            paper.canvas.save(&picture_at(name, columns, "letters"));
            assert_eq!((paper.starts, paper.cut), (1, Some((Cut::Full, 0))));
            assert!(
                paper.overrun == 0 || name == "test-page",
                "{name} on {columns} columns"
            );
            let transcript = paper.transcript(columns.count());
            let path = expected_at(name, columns);
            if std::env::var_os(UPDATE).is_some() {
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(&path, &transcript).unwrap();
            }
            let expected = fs::read_to_string(&path)
                .unwrap_or_default()
                .replace("\r\n", "\n");
            assert_eq!(
                transcript, expected,
                "{name} on {columns} columns:\n{transcript}"
            );
        }
    }
}

#[test]
fn what_is_drawn_dot_by_dot_says_the_same() {
    for columns in Columns::ALL {
        let letters = Profile::of(columns);
        let drawn = Profile {
            letters: Letters::Drawn,
            qr: QrBy::Dots,
            ..letters
        };
        for (name, document) in samples::all(letters) {
            let expected = read(&document.to_escpos(&letters), letters.dots.count());
            let paper = read(&document.to_escpos(&drawn), drawn.dots.count());
            paper.canvas.save(&picture_at(name, columns, "drawn"));
            let expected = expected.transcript(columns.count());
            assert_eq!(
                paper.transcript(columns.count()),
                expected,
                "{name} {columns}"
            );
        }
    }
}
