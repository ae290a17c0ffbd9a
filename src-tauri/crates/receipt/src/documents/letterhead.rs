//! What every document says of the shop, above and below what it is about.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use sale::{Rut, TillCode, date_time};

use crate::{Block, Logo, PaperText, Style};

/// Who sold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shop {
    /// The name on the sign.
    pub name: String,
    /// The tax number.
    pub rut: Option<Rut>,
    /// Street and place.
    pub address: Option<String>,
    /// What stands at the foot of receipts; `None` for [`Shop::USUAL_FOOTER`].
    pub footer: Option<String>,
    /// The sign at the top of receipts.
    pub logo: Option<Logo>,
}

impl Shop {
    /// A receipt of a payment is no receipt for the tax office.
    pub const USUAL_FOOTER: &'static str = "No reemplaza la boleta";
}

/// Whether real money moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Training {
    /// Practice: the paper says that it has no value.
    Yes,
    /// A real sale.
    No,
}

/// Whose document it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letterhead {
    /// The shop.
    pub shop: Shop,
    /// The till.
    pub till: TillCode,
    /// Who was at the till, where that is known.
    pub cashier: Option<String>,
    /// Where the shop's clock hangs.
    pub zone: TimeZone,
    /// Whether real money moved.
    pub training: Training,
}

impl Letterhead {
    /// The shop, what the document is, and when it is a copy.
    pub(super) fn head(&self, title: &str, copy: Option<Timestamp>) -> Vec<Block> {
        let rut = self.shop.rut.map(|rut| format!("RUT {rut}"));
        let mut blocks = Vec::new();
        blocks.extend(self.shop.logo.clone().map(Block::Logo));
        blocks.extend(centred_bold(&self.shop.name));
        blocks.extend(rut.map(|rut| Block::text(rut, Style::CENTRED)));
        blocks.extend(self.shop.address.as_deref().and_then(centred));
        blocks.push(Block::Feed);
        blocks.extend(centred_bold(title));
        if let Some(at) = copy {
            blocks.extend(centred_bold(&format!("COPIA · {}", self.time(at))));
        }
        blocks.extend(self.warning());
        blocks.push(Block::Rule);
        blocks
    }

    /// When and where it happened.
    pub(super) fn place(&self, at: Timestamp) -> Vec<Block> {
        let mut blocks = vec![
            Block::pair("Fecha", self.time(at)),
            Block::pair("Caja", &self.till),
        ];
        blocks.extend(told("Cajero", self.cashier.as_ref()));
        blocks
    }

    /// What the document is not.
    pub(super) fn foot(&self, note: &str) -> Vec<Block> {
        let mut blocks = vec![Block::Feed];
        blocks.extend(self.warning());
        blocks.extend(centred(note));
        blocks
    }

    /// The shop's own words at the foot of a receipt.
    pub(super) fn footer(&self) -> &str {
        self.shop.footer.as_deref().unwrap_or(Shop::USUAL_FOOTER)
    }

    pub(super) fn time(&self, at: Timestamp) -> String {
        date_time(at, &self.zone)
    }

    fn warning(&self) -> Option<Block> {
        match self.training {
            Training::Yes => centred_bold("DEMOSTRACIÓN · SIN VALOR"),
            Training::No => None,
        }
    }
}

/// A pair, unless its value was not told or has nothing to print.
pub(super) fn told(label: &str, value: Option<impl std::fmt::Display>) -> Option<Block> {
    let value = PaperText::new(&value?.to_string());
    (!value.is_empty()).then(|| Block::Pair {
        label: PaperText::new(label),
        value,
    })
}

/// What the document is about, large in the middle.
pub(super) fn large(label: &str, amount: impl std::fmt::Display) -> Vec<Block> {
    vec![
        Block::Rule,
        Block::text(label, Style::CENTRED),
        Block::text(amount, Style::CENTRED.bold().double()),
    ]
}

pub(super) fn centred(text: &str) -> Option<Block> {
    styled(text, Style::CENTRED)
}

pub(super) fn centred_bold(text: &str) -> Option<Block> {
    styled(text, Style::CENTRED.bold())
}

fn styled(text: &str, style: Style) -> Option<Block> {
    let text = PaperText::new(text);
    (!text.is_empty()).then_some(Block::Text { text, style })
}
