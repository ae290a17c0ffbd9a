//! The page for the screen.

use receipt::{Block, Document, Qr, Style};

use crate::samples::receipt;

#[test]
fn nothing_in_a_name_is_taken_for_html() {
    let mut hostile = receipt();
    hostile.particulars.letterhead.shop.name = "<script>alert('1')</script>".into();
    hostile.particulars.description =
        Some("\"Té & Café\" </dd><img src=x onerror=alert(1)>".into());
    let page = hostile.document().to_html();
    assert!(page.contains("&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;"));
    assert!(page.contains("&quot;Té &amp; Café&quot; &lt;/dd&gt;&lt;img"));
    for tag in ["<script", "<img"] {
        assert!(!page.contains(tag), "{tag}");
    }
}

#[test]
fn the_page_stands_alone_and_says_what_the_paper_says() {
    let page = receipt().document().to_html();
    assert!(page.starts_with("<!DOCTYPE html>\n<html lang=\"es-CL\">"));
    for fetched in ["http", "src=", "url(", "@import", "<link"] {
        assert!(!page.contains(fetched), "{fetched}");
    }
    assert!(page.contains("<p class=\"centre bold double\">$12.990</p>"));
    assert!(page.contains("<dt>Tarjeta</dt><dd>···· 1111</dd>"));
}

#[test]
fn a_qr_symbol_is_drawn_with_its_quiet_margin() {
    let qr = Block::Qr(Qr::new("https://a.cl").unwrap());
    let page = Document::from_iter([Block::text("Escanee", Style::CENTRED), qr]).to_html();
    assert!(
        page.contains("<svg viewBox=\"0 0 29 29\""),
        "21 modules and twice 4"
    );
    assert!(page.contains("d=\"M4 4h1v1h-1zM5 4h1v1h-1z"));
}
