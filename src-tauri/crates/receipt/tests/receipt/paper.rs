//! The ESC/POS bytes, read back by another hand.

use receipt::{Block, Columns, Document, Qr, QrError, Size, Style, Weight};

use crate::escpos_reader::{Align, Line, Paper, read};
use crate::samples::receipt;

fn printed(document: &Document, columns: Columns) -> Paper {
    let paper = read(&document.to_escpos(columns));
    assert_eq!(paper.starts, 1);
    assert_eq!(paper.after_cut, Some(0));
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
    let bytes = receipt().document().to_escpos(Columns::default());
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
        let lines = paper.written().into_iter();
        lines
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
        assert!(symbol.is_qr);
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
