//! Whatever stands in a field, the paper stays in order.

use proptest::prelude::*;
use receipt::{Columns, Document, DoubleByte, Letters, Profile, QrBy};

use crate::escpos_reader::{Kind, read};
use crate::samples;

/// Anything, and what is known to be trouble.
fn text() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
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
    ]);
    let piece = prop_oneof![
        known.prop_map(str::to_owned),
        any::<String>(),
        any::<char>().prop_map(String::from),
        "[\u{0}-\u{2ff}]{0,20}",
    ];
    prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

fn profile() -> impl Strategy<Value = Profile> {
    let columns = prop::sample::select(Columns::ALL.to_vec());
    let letters = prop::sample::select(Letters::ALL.to_vec());
    let qr = prop::sample::select(QrBy::ALL.to_vec());
    (columns, letters, qr, any::<bool>()).prop_map(|(columns, letters, qr, cancels)| Profile {
        letters,
        qr,
        double_byte: match cancels {
            true => DoubleByte::Cancelled,
            false => DoubleByte::Absent,
        },
        ..Profile::of(columns)
    })
}

/// Every document with the texts in turn in its fields.
fn documents(texts: &[String]) -> Vec<Document> {
    let mut texts = texts.iter().cycle().cloned();
    let mut next = || texts.next().unwrap_or_default();
    let mut letterhead = samples::letterhead();
    letterhead.shop.name = next();
    letterhead.shop.address = Some(next());
    letterhead.shop.footer = Some(next());
    letterhead.cashier = Some(next());
    let mut payment = samples::payment(12_990);
    payment.method = Some(next());
    payment.authorization = Some(next());
    payment.receipt = Some(next());

    let mut sale = samples::everything();
    sale.particulars.letterhead = letterhead.clone();
    sale.particulars.description = Some(next());
    sale.payments = vec![payment.clone(), payment.clone()];
    let mut part = samples::part();
    part.particulars.letterhead = letterhead.clone();
    part.payment = payment.clone();
    let mut partial = samples::partial_expired();
    partial.particulars.description = Some(next());
    partial.payments = vec![payment.clone()];
    let mut rejection = samples::rejection();
    rejection.why = next();
    let mut refund = samples::refund();
    refund.by = next();
    refund.authorization = Some(next());
    refund.payment = payment;
    let mut close = samples::shift_close();
    close.taken[0].name = next();
    let mut slip = samples::qr_slip();
    slip.letterhead = letterhead;
    vec![
        sale.document(),
        part.document(),
        partial.document(),
        rejection.document(),
        refund.document(),
        close.document(),
        slip.document(),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(160))]

    #[test]
    fn any_text_keeps_within_the_columns_and_commands_nothing(
        texts in prop::collection::vec(text(), 1..12),
        profile in profile(),
        which in any::<prop::sample::Index>(),
    ) {
        in_order(which.get(&documents(&texts)), &profile);
    }
}

fn in_order(document: &Document, profile: &Profile) {
    let columns = profile.columns;
    let text = document.to_text(columns);
    assert!(!text.contains(|c: char| c != '\n' && (c.is_control() || c > '\u{ff}')));
    for line in text.lines() {
        assert!(line.chars().count() <= columns.count(), "{line:?}");
    }

    // the reader panics at any control byte that no command begins with
    let paper = read(&document.to_escpos(profile), profile.dots.count());
    assert_eq!((paper.starts, paper.overrun), (1, 0));
    assert_eq!(paper.cut.unwrap().1, 0, "nothing comes after the cut");
    for line in &paper.lines {
        let taken = line.text.chars().count() * usize::from(line.scale.0);
        let is_of_dots = matches!(line.kind, Kind::Symbol | Kind::DrawnSymbol);
        assert!(is_of_dots || taken <= columns.count(), "{line:?}");
    }

    let page = document.to_html();
    assert!(!page.contains(|c: char| c != '\n' && c.is_control()));
}
