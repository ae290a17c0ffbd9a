//! A document as the commands of ESC/POS printers.

use std::cell::RefCell;

use escpos::driver::Driver;
use escpos::errors::Result;
use escpos::printer::Printer;
use escpos::printer_options::PrinterOptions;
use escpos::utils::{
    JustifyMode, PageCode, Protocol, QRCodeCorrectionLevel, QRCodeModel, QRCodeOption,
};

use crate::code_page::encoded;
use crate::layout::{Row, rows};
use crate::raster::{Strip, module};
use crate::{Align, Block, Cut, Document, DoubleByte, Drawer, Letters, Profile, Qr, QrBy, Size};
use crate::{Style, Weight};

/// The crate ends lines with `ESC d 1`, of which some printers make two lines.
const LINE_FEED: &[u8] = b"\n";

/// Printers without a cutter are torn off above the print head, some lines below the last.
const LINES_TO_THE_EDGE: u8 = 3;

const CANCEL_DOUBLE_BYTE: &[u8] = b"\x1c.";

/// `GS V 66 0`. What the crate sends for it is a full cut after one more step of paper.
const PARTIAL_CUT: &[u8] = b"\x1dVB\0";

impl Document {
    /// The document as bytes for an ESC/POS printer: initialise, the text in the printer's letters
    /// or drawn, feed, cut.
    #[must_use]
    #[expect(
        clippy::expect_used,
        reason = "the sheet takes every byte, PaperText is within the page, Qr fits a symbol"
    )]
    pub fn to_escpos(&self, profile: &Profile) -> Vec<u8> {
        written(self, *profile).expect("a sheet that takes every byte")
    }
}

fn written(document: &Document, profile: Profile) -> Result<Vec<u8>> {
    let mut writer = Writer::begin(profile)?;
    writer.blocks(document.blocks(), profile)?;
    writer.end(profile.cut)
}

struct Writer {
    printer: Printer<Sheet>,
    /// As the printer was told last.
    style: Option<Style>,
}

impl Writer {
    fn begin(profile: Profile) -> Result<Self> {
        let options = PrinterOptions::new(None, None, profile.columns.into());
        let mut printer = Printer::new(Sheet::default(), Protocol::default(), Some(options));
        printer.init()?;
        let mut writer = Writer {
            printer,
            style: None,
        };
        writer.select_letters(profile)?;
        Ok(writer)
    }

    fn select_letters(&mut self, profile: Profile) -> Result<()> {
        if profile.double_byte == DoubleByte::Cancelled {
            self.printer.custom(CANCEL_DOUBLE_BYTE)?;
        }
        let page = match profile.letters {
            Letters::Windows1252 => PageCode::WPC1252,
            Letters::Pc858 => PageCode::PC858,
            Letters::Pc850 => PageCode::PC850,
            Letters::Drawn => return Ok(()),
        };
        self.printer.page_code(page)?;
        Ok(())
    }

    fn blocks(&mut self, blocks: &[Block], profile: Profile) -> Result<()> {
        for block in blocks {
            match block {
                Block::As {
                    profile: other,
                    blocks,
                } => {
                    self.select_letters(*other)?;
                    self.blocks(blocks, *other)?;
                    self.select_letters(profile)?;
                }
                Block::Drawer => self.open(profile.drawer)?,
                Block::Text { .. }
                | Block::Pair { .. }
                | Block::Rule
                | Block::Feed
                | Block::Qr(_)
                | Block::Logo(_) => {
                    let columns = match profile.letters {
                        Letters::Drawn => profile.drawn_columns(),
                        Letters::Windows1252 | Letters::Pc858 | Letters::Pc850 => profile.columns,
                    };
                    for row in rows(block, columns) {
                        self.row(&row, profile)?;
                    }
                }
            }
        }
        Ok(())
    }

    fn row(&mut self, row: &Row<'_>, profile: Profile) -> Result<()> {
        let dots = profile.dots.count();
        match row {
            Row::Text { text, style } if profile.letters == Letters::Drawn => {
                self.draw(&Strip::of_text(text, *style, dots))
            }
            Row::Text { text, style } => {
                self.select(*style)?;
                let bytes = encoded(text, profile.letters);
                self.printer.custom(&bytes)?.custom(LINE_FEED)?;
                Ok(())
            }
            Row::Qr(qr) => match profile.qr {
                QrBy::Printer => self.symbol(qr, dots),
                QrBy::Dots => self.draw(&Strip::of_qr(qr, dots)),
            },
            Row::Logo(logo) => self.draw(&Strip::of_logo(logo, dots)),
        }
    }

    /// A symbol of the printer's, with the quiet margin that printers leave to us, as large as fits
    /// the paper and no larger than a phone likes.
    fn symbol(&mut self, qr: &Qr, dots: usize) -> Result<()> {
        let module = u8::try_from(module(qr, dots)).unwrap_or(3);
        let (model, level) = (QRCodeModel::Model2, QRCodeCorrectionLevel::M);
        let margin = [0x1b, b'J', 4 * module];
        self.select(Style::CENTRED)?;
        self.printer
            .custom(&margin)?
            .qrcode_option(qr.text(), QRCodeOption::new(model, module, level))?
            .custom(&margin)?;
        Ok(())
    }

    /// Some printers apply the alignment to dots, some do not.
    fn draw(&mut self, strip: &Strip) -> Result<()> {
        self.select(Style::default())?;
        self.printer.custom(&strip.commands())?;
        Ok(())
    }

    fn select(&mut self, style: Style) -> Result<()> {
        if self.style.replace(style) == Some(style) {
            return Ok(());
        }
        let size = match style.size {
            Size::Usual => 1,
            Size::Double => 2,
        };
        self.printer
            .justify(match style.align {
                Align::Left => JustifyMode::LEFT,
                Align::Centre => JustifyMode::CENTER,
                Align::Right => JustifyMode::RIGHT,
            })?
            .bold(style.weight == Weight::Bold)?
            .size(size, size)?;
        Ok(())
    }

    /// A pulse of 50 ms on, 500 ms off. The crate's command lacks these two times, and the printer
    /// would take the next two bytes for them.
    fn open(&mut self, drawer: Drawer) -> Result<()> {
        let pin = match drawer {
            Drawer::None => return Ok(()),
            Drawer::Pin2 => 0,
            Drawer::Pin5 => 1,
        };
        self.printer.custom(&[0x1b, b'p', pin, 25, 250])?;
        Ok(())
    }

    fn end(mut self, cut: Cut) -> Result<Vec<u8>> {
        self.select(Style::default())?;
        self.printer.feeds(LINES_TO_THE_EDGE)?;
        match cut {
            Cut::Full => self.printer.cut()?,
            Cut::Partial => self.printer.custom(PARTIAL_CUT)?,
            Cut::None => &mut self.printer,
        }
        .print()?;
        Ok(self.printer.driver().bytes.into_inner())
    }
}

/// The paper as far as the `escpos` crate knows: it collects what would be sent.
#[derive(Default)]
struct Sheet {
    bytes: RefCell<Vec<u8>>,
}

impl Driver for Sheet {
    fn name(&self) -> String {
        "sheet".to_owned()
    }

    fn write(&self, data: &[u8]) -> Result<()> {
        self.bytes.borrow_mut().extend_from_slice(data);
        Ok(())
    }

    fn read(&self, _: &mut [u8]) -> Result<usize> {
        Ok(0)
    }

    fn flush(&self) -> Result<()> {
        Ok(())
    }
}
