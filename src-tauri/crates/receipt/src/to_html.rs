//! A document as a page for the screen.

use std::fmt::{self, Write};

use crate::{Align, Block, Document, Logo, PaperText, Qr, Size, Style, Weight};

const STYLE: &str = "\
:root{color-scheme:light}\
body{margin:0;padding:24px 0;background:#fff;color:#111;\
font:15px/1.45 'Noto Sans','Segoe UI',system-ui,sans-serif;font-variant-numeric:tabular-nums}\
main{width:302px;margin:0 auto;overflow-wrap:anywhere}\
p,dl,dd,dt{margin:0}\
p:empty{height:1.45em}\
p.centre{text-align:center}\
p.right{text-align:right}\
.bold{font-weight:700}\
.double{font-size:34px;line-height:1.3}\
.pair{display:flex;flex-wrap:wrap;justify-content:space-between;column-gap:16px}\
dd{margin-left:auto;text-align:right}\
hr{border:0;border-top:1px dashed #767676;margin:8px 0}\
svg{display:block;width:220px;margin:8px auto}\
@page{margin:4mm}\
@media print{body{padding:0}}";

impl Document {
    /// The document as one self-contained page: no script, nothing fetched.
    ///
    /// It shows the words of the paper, characters that the printer lacks replaced alike, so
    /// a preview promises nothing that the paper does not hold.
    #[must_use]
    pub fn to_html(&self) -> String {
        let mut page = String::from(
            "<!DOCTYPE html>\n<html lang=\"es-CL\">\n<head>\n<meta charset=\"utf-8\">\n\
             <title>Comprobante</title>\n<style>",
        );
        page.push_str(STYLE);
        page.push_str("</style>\n</head>\n<body>\n<main>\n");
        for block in self.blocks() {
            push(&mut page, block);
        }
        page.push_str("</main>\n</body>\n</html>\n");
        page
    }
}

fn push(page: &mut String, block: &Block) {
    let block = match block {
        Block::Text { text, style } => {
            format!("<p class=\"{}\">{}</p>\n", classes(*style), Escaped(text))
        }
        Block::Pair { label, value } => format!(
            "<dl class=\"pair\"><dt>{}</dt><dd>{}</dd></dl>\n",
            Escaped(label),
            Escaped(value)
        ),
        Block::Rule => "<hr>\n".to_owned(),
        Block::Feed => "<p></p>\n".to_owned(),
        Block::Qr(qr) => drawn(qr),
        Block::Logo(logo) => sign(logo),
        Block::As { blocks, .. } => {
            blocks.iter().for_each(|block| push(page, block));
            return;
        }
        Block::Drawer => return,
    };
    page.push_str(&block);
}

fn classes(style: Style) -> String {
    let align = match style.align {
        Align::Left => "left",
        Align::Centre => "centre",
        Align::Right => "right",
    };
    let weight = match style.weight {
        Weight::Regular => "",
        Weight::Bold => " bold",
    };
    let size = match style.size {
        Size::Usual => "",
        Size::Double => " double",
    };
    format!("{align}{weight}{size}")
}

fn drawn(qr: &Qr) -> String {
    const QUIET: usize = 4;
    let side = qr.width() + 2 * QUIET;
    let path: String = qr
        .dark()
        .map(|(column, row)| format!("M{} {}h1v1h-1z", column + QUIET, row + QUIET))
        .collect();
    format!(
        "<svg viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\" role=\"img\" \
         aria-label=\"Código QR\"><path d=\"{path}\"/></svg>\n"
    )
}

fn sign(logo: &Logo) -> String {
    let (width, mut height, mut path) = (logo.width(), 0, String::new());
    for (y, row) in logo.rows().enumerate() {
        height = y + 1;
        let dark = row.enumerate().filter(|(_, dark)| *dark);
        path.extend(dark.map(|(x, _)| format!("M{x} {y}h1v1h-1z")));
    }
    format!(
        "<svg viewBox=\"0 0 {width} {height}\" shape-rendering=\"crispEdges\" role=\"img\" \
         aria-label=\"Logo\"><path d=\"{path}\"/></svg>\n"
    )
}

/// A text with what has a meaning in HTML written as text.
struct Escaped<'a>(&'a PaperText);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for character in self.0.as_str().chars() {
            match character {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\'' => f.write_str("&#39;")?,
                other => f.write_char(other)?,
            }
        }
        Ok(())
    }
}
