//! Whatever stands in a field, the paper stays in order.

use receipt::{Columns, Document, SaleReceipt};

use crate::escpos_reader::read;
use crate::samples::{payment, receipt};

/// Numbers that look random and are the same in every run (xorshift).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % sides
    }

    fn text(&mut self) -> String {
        const PIECES: [&str; 24] = [
            "\u{1b}@",
            "\u{1d}V\0",
            "\u{10}\u{4}\u{1}",
            "\u{9b}2J",
            "\u{202e}$1",
            "\u{2066}",
            "e\u{301}\u{301}",
            "👩\u{200d}👩\u{200d}👧",
            "日本語",
            "€ — ’",
            "\r\n",
            "\t",
            "\u{a0}",
            "\u{ad}",
            "\u{feff}",
            "ﷺ",
            "<b>&amp;\"'",
            "$999.999.999",
            "palabra",
            "ñÑáÉ¿¡",
            "supercalifragilísticoespialidosoymuchomásquenocabe",
            " ",
            "?",
            "\0",
        ];
        let pieces = self.roll(14);
        (0..pieces)
            .map(|_| match self.roll(3) {
                0 => PIECES[self.roll(PIECES.len())].to_owned(),
                1 => any_character(self.roll(0x300)).to_string(),
                _ => any_character(self.roll(0x0011_0000)).to_string(),
            })
            .collect()
    }

    fn maybe_text(&mut self) -> Option<String> {
        (self.roll(4) > 0).then(|| self.text())
    }
}

fn any_character(code: usize) -> char {
    char::from_u32(u32::try_from(code).unwrap()).unwrap_or('\u{fffd}')
}

fn nasty(dice: &mut Dice) -> SaleReceipt {
    let mut nasty = receipt();
    nasty.shop.name = dice.text();
    nasty.shop.address = dice.maybe_text();
    nasty.description = dice.maybe_text();
    nasty.payments = vec![payment(1); dice.roll(4)];
    for payment in &mut nasty.payments {
        payment.method = dice.maybe_text();
        payment.authorization = dice.maybe_text();
        payment.receipt = dice.maybe_text();
        payment.instalments = Some(u16::try_from(dice.roll(65_536)).unwrap());
    }
    nasty
}

#[test]
fn any_text_keeps_within_the_columns_and_commands_nothing() {
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    for _ in 0..400 {
        let document = nasty(&mut dice).document();
        for columns in Columns::ALL {
            in_order(&document, columns);
        }
    }
}

fn in_order(document: &Document, columns: Columns) {
    let text = document.to_text(columns);
    assert!(!text.contains(|c: char| c != '\n' && (c.is_control() || c > '\u{ff}')));
    for line in text.lines() {
        assert!(line.chars().count() <= columns.count(), "{line:?}");
    }

    let bytes = document.to_escpos(columns);
    let paper = read(&bytes);
    assert_eq!((paper.starts, paper.after_cut), (1, Some(0)));
    assert!(!bytes.iter().any(|byte| (0x7f..=0x9f).contains(byte)));
    for line in &paper.lines {
        let taken = line.text.chars().count() * usize::from(line.scale.0);
        assert!(taken <= columns.count(), "{line:?}");
    }

    let said: Vec<&str> = text.split_whitespace().collect();
    let printed = paper.lines.iter();
    let printed: Vec<&str> = printed
        .flat_map(|line| line.text.split_whitespace())
        .collect();
    assert_eq!(printed, said);

    assert!(
        !document
            .to_html()
            .contains(|c: char| c != '\n' && c.is_control())
    );
}
