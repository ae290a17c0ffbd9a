//! The ESC/POS bytes, read back by another hand.

use receipt::{
    Block, Columns, Cut, Document, DoubleByte, Drawer, Letters, Profile, Qr, QrBy, QrError, Size,
    Style, Weight,
};

use crate::escpos_reader::{self, Align, Alphabet, Kind, Line, Model, Paper, read, read_by};
use crate::samples::{self, PAGE, receipt};

fn printed(document: &Document, columns: Columns) -> Paper {
    let profile = Profile::of(columns);
    let paper = read(&document.to_escpos(&profile), profile.dots.count());
    assert_eq!(paper.starts, 1);
    assert_eq!(paper.cut, Some((escpos_reader::Cut::Full, 0)));
    assert_eq!(paper.overrun, 0);
    paper
}

fn line<'a>(paper: &'a Paper, words: &str) -> &'a Line {
    let found = paper.lines.iter().find(|line| line.text.contains(words));
    found.unwrap_or_else(|| panic!("{words} is not on {paper:#?}"))
}

#[test]
fn the_paper_says_what_the_text_says() {
    let document = receipt().document();
    for columns in Columns::ALL {
        let paper = printed(&document, columns);
        let text = document.to_text(columns);
        let words: Vec<&str> = text.lines().map(str::trim).collect();
        let lines: Vec<&str> = paper.lines.iter().map(|line| line.text.trim()).collect();
        // the lines after the last word bring it out of the printer
        assert_eq!(lines[..words.len()], words);
        assert!(lines[words.len()..].iter().all(|line| line.is_empty()));
    }
}

#[test]
fn it_begins_with_windows_1252_and_ends_with_a_cut() {
    let bytes = receipt().document().to_escpos(&Profile::default());
    assert_eq!(bytes[..5], [0x1b, b'@', 0x1b, b't', 16]);
    assert_eq!(bytes[bytes.len() - 4..], [0x1d, b'V', b'A', 0]);
}

#[test]
fn accents_and_the_dots_of_a_card_survive() {
    let paper = printed(&receipt().document(), Columns::Narrow32);
    for words in [
        "Almacén Ñuñoa",
        "ELECTRÓNICO",
        "Irarrázaval",
        "café",
        "···· 1111",
        "N°",
    ] {
        line(&paper, words);
    }
    let all: String = ('\u{a1}'..='\u{ff}').filter(|c| *c != '\u{ad}').collect();
    let document = Document::from_iter([Block::text(&all, Style::default())]);
    let paper = printed(&document, Columns::Wide48);
    let read: String = paper.lines.iter().map(|line| line.text.as_str()).collect();
    assert_eq!(read, all);
}

#[test]
fn the_amount_is_large_and_in_the_middle() {
    for columns in Columns::ALL {
        let paper = printed(&receipt().document(), columns);
        let amount = line(&paper, "$12.990");
        assert_eq!(amount.text, "$12.990");
        assert_eq!((amount.scale, amount.align), ((2, 2), Align::Centre));
        assert!(amount.bold);
        let after = line(&paper, "Medio de pago");
        assert_eq!((after.scale, after.bold), ((1, 1), false));
    }
}

#[test]
fn large_words_wrap_in_half_the_columns_and_shrink_rather_than_break() {
    let style = Style {
        size: Size::Double,
        weight: Weight::Regular,
        ..Style::default()
    };
    let of = |words: &str| {
        let document = Document::from_iter([Block::text(words, style)]);
        let paper = printed(&document, Columns::Narrow32);
        let written = paper.lines.iter().filter(|line| !line.text.is_empty());
        written
            .map(|line| (line.text.clone(), line.scale.0))
            .collect::<Vec<_>>()
    };
    let whole = |text: &str, scale| (text.to_owned(), scale);
    assert_eq!(
        of("dieciséis letras y más"),
        [whole("dieciséis letras", 2), whole("y más", 2)]
    );
    assert_eq!(of("1.234.567.890.123"), [whole("1.234.567.890.123", 1)]);
}

#[test]
fn a_qr_symbol_holds_its_exact_text() {
    let url = "https://checkout.example/spa/session/2415698/f5cd2bd6a04d";
    let document = Document::from_iter([Block::Qr(Qr::new(url).unwrap()), Block::Rule]);
    for columns in Columns::ALL {
        let paper = printed(&document, columns);
        let symbol = line(&paper, url);
        assert_eq!(symbol.kind, Kind::Symbol);
        assert_eq!((symbol.align, symbol.text.as_str()), (Align::Centre, url));
        let text = document.to_text(columns);
        let (said, rule) = text.trim_end().rsplit_once('\n').unwrap();
        assert_eq!(said.replace('\n', ""), url);
        assert_eq!(rule, "-".repeat(columns.count()));
    }
}

#[test]
fn a_qr_symbol_takes_visible_ascii_that_fits() {
    assert_eq!(Qr::new(""), Err(QrError::Empty));
    assert_eq!(Qr::new("a b"), Err(QrError::Characters));
    assert_eq!(Qr::new("a\u{1b}@"), Err(QrError::Characters));
    assert_eq!(Qr::new("ñ"), Err(QrError::Characters));
    assert_eq!(Qr::new(&"x".repeat(2_332)), Err(QrError::TooLong));
    let largest = Document::from_iter([Block::Qr(Qr::new(&"x".repeat(2_331)).unwrap())]);
    printed(&largest, Columns::Narrow32);
}

/// Printers that shops have, and the profile that is right for each.
fn printers() -> [(&'static str, Model, Profile); 6] {
    let usual = Profile::of(Columns::Narrow32);
    let model = Model::usual(384);
    [
        ("usual", model, usual),
        (
            "without symbols",
            Model {
                draws_symbols: false,
                ..model
            },
            Profile {
                qr: QrBy::Dots,
                ..usual
            },
        ),
        (
            "without a cutter",
            Model {
                cuts: false,
                ..model
            },
            Profile {
                cut: Cut::None,
                ..usual
            },
        ),
        (
            "made for China",
            Model {
                alphabet: Alphabet::DoubleByte,
                ..model
            },
            Profile {
                double_byte: DoubleByte::Cancelled,
                ..usual
            },
        ),
        (
            "pages 850 and 858",
            model,
            Profile {
                letters: Letters::Pc858,
                ..usual
            },
        ),
        (
            "one page alone",
            Model {
                alphabet: Alphabet::Page437Only,
                ..model
            },
            Profile {
                letters: Letters::Drawn,
                ..usual
            },
        ),
    ]
}

#[test]
fn a_profile_brings_every_printer_to_the_same_words() {
    let everything = samples::everything().document();
    let slip = samples::qr_slip().document();
    for document in [everything, slip] {
        let address: Vec<&str> = (0..PAGE.len())
            .step_by(32)
            .map(|at| &PAGE[at..PAGE.len().min(at + 32)])
            .collect();
        let text = document
            .to_text(Columns::Narrow32)
            .replace(&address.join("\n"), "");
        let expected: Vec<&str> = text.split_whitespace().collect();
        for (name, model, profile) in printers() {
            let paper = read_by(model, &document.to_escpos(&profile));
            let lines = paper.lines.iter().filter(|line| line.text != PAGE);
            let words: Vec<&str> = lines
                .flat_map(|line| line.text.split_whitespace())
                .collect();
            assert_eq!(words, expected, "{name}");
        }
    }
}

#[test]
fn the_wrong_profile_is_seen_on_the_test_page_and_so_is_the_right_one() {
    const SAMPLE: &str = "¿Ñandú, café? ¡Sí! N° 5 Ô";
    for (alphabet, right) in [
        (Alphabet::Epson, "ABCDE"),
        (Alphabet::DoubleByte, "DE"),
        (Alphabet::Page437Only, "D"),
    ] {
        let model = Model {
            alphabet,
            ..Model::usual(384)
        };
        let profile = Profile::of(Columns::Narrow32);
        let page = samples::test_page(profile).document();
        let paper = read_by(model, &page.to_escpos(&profile));
        let is_sample = |pair: &&[Line]| pair[1].text == SAMPLE;
        let names = paper
            .lines
            .windows(2)
            .filter(is_sample)
            .filter_map(|pair| pair[0].text.chars().next());
        assert_eq!(names.collect::<String>(), right, "{alphabet:?}");
    }
}

#[test]
fn every_letter_of_the_page_is_right_in_every_alphabet() {
    let all: String = ('\u{a1}'..='\u{ff}').filter(|c| *c != '\u{ad}').collect();
    let document = Document::from_iter([Block::text(&all, Style::default())]);
    for letters in Letters::ALL {
        let profile = Profile {
            letters: *letters,
            ..Profile::of(Columns::Wide48)
        };
        let paper = read(&document.to_escpos(&profile), 576);
        let words = paper.lines.iter().map(|line| line.text.as_str());
        // the font draws the two alike
        let expected = match letters {
            Letters::Drawn => all.replace('Ø', "0"),
            Letters::Windows1252 | Letters::Pc850 | Letters::Pc858 => all.clone(),
        };
        assert_eq!(words.collect::<String>(), expected, "{letters}");
    }
}

#[test]
fn a_symbol_of_dots_is_read_as_its_exact_text_and_so_is_one_of_the_printer() {
    let longest = format!("https://checkout.example/{}", "x".repeat(300));
    for text in [PAGE, "https://a.cl", &longest] {
        let document = Document::from_iter([Block::Qr(Qr::new(text).unwrap())]);
        for columns in Columns::ALL {
            for qr in QrBy::ALL {
                let profile = Profile {
                    qr: *qr,
                    ..Profile::of(columns)
                };
                let paper = read(&document.to_escpos(&profile), profile.dots.count());
                assert_eq!(paper.canvas.symbols(), [text], "{qr} on {columns} columns");
                let name = format!("symbol-{}-{columns}-{qr}.png", text.len());
                paper.canvas.save(
                    &std::path::Path::new(env!("CARGO_TARGET_TMPDIR"))
                        .join("paper")
                        .join(name),
                );
            }
        }
    }
}

#[test]
fn a_symbol_has_modules_that_phones_can_tell_apart() {
    let document = samples::qr_slip().document();
    for columns in Columns::ALL {
        let profile = Profile {
            qr: QrBy::Dots,
            ..Profile::of(columns)
        };
        let paper = read(&document.to_escpos(&profile), profile.dots.count());
        assert!(paper.canvas.module_of_the_symbol() >= 4);
    }
}

#[test]
fn the_paper_is_cut_as_the_printer_can() {
    let cut = |cut| {
        let profile = Profile {
            cut,
            ..Profile::default()
        };
        read(&receipt().document().to_escpos(&profile), 512).cut
    };
    assert_eq!(cut(Cut::Full), Some((escpos_reader::Cut::Full, 0)));
    assert_eq!(cut(Cut::Partial), Some((escpos_reader::Cut::Partial, 0)));
    assert_eq!(cut(Cut::None), None);
}

#[test]
fn a_drawer_opens_once_and_only_where_there_is_one() {
    let opened = |document: &Document, drawer| {
        let profile = Profile {
            drawer,
            ..Profile::default()
        };
        read(&document.to_escpos(&profile), 512).drawers
    };
    let original = receipt().document();
    assert_eq!(opened(&original, Drawer::None), []);
    assert_eq!(opened(&original, Drawer::Pin2), [2]);
    assert_eq!(opened(&original, Drawer::Pin5), [5]);
    assert_eq!(
        opened(&samples::everything().document(), Drawer::Pin2),
        [],
        "a copy"
    );
}
