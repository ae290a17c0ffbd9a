//! The receipt of an approved sale.

use std::fmt::Display;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use sale::{
    Amount, Reference, RequestId, Rut, TillCode, Transaction, TransactionStatus, date_time,
};

use crate::{Block, Document, PaperText, Style};

/// Who sold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shop {
    /// The name on the sign.
    pub name: String,
    /// The tax number.
    pub rut: Option<Rut>,
    /// Street and place.
    pub address: Option<String>,
}

/// Whether real money moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Training {
    /// Practice: the paper says that it has no value.
    Yes,
    /// A real sale.
    No,
}

/// Everything that the receipt of an approved sale says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaleReceipt {
    /// Who sold.
    pub shop: Shop,
    /// The till that charged.
    pub till: TillCode,
    /// Where the shop's clock hangs.
    pub zone: TimeZone,
    /// The shop's name for the session.
    pub reference: Reference,
    /// The gateway's number of the session.
    pub request_id: RequestId,
    /// What was sold.
    pub description: Option<String>,
    /// What was to be paid.
    pub amount: Amount,
    /// When it was approved.
    pub approved_at: Timestamp,
    /// How it was paid. Only approved transactions are printed.
    pub payments: Vec<Transaction>,
    /// Whether real money moved.
    pub training: Training,
    /// When it is printed again, or `None` the first time.
    pub copy: Option<Timestamp>,
}

impl SaleReceipt {
    /// The receipt as a document.
    #[must_use]
    pub fn document(&self) -> Document {
        [
            self.head(),
            self.sale(),
            self.total(),
            self.payments(),
            self.foot(),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    fn head(&self) -> Vec<Block> {
        let rut = self.shop.rut.map(|rut| format!("RUT {rut}"));
        let mut blocks = Vec::new();
        blocks.extend(centred_bold(&self.shop.name));
        blocks.extend(rut.map(|rut| Block::text(rut, Style::CENTRED)));
        blocks.extend(self.shop.address.as_deref().and_then(centred));
        blocks.push(Block::Feed);
        blocks.extend(centred_bold("COMPROBANTE DE PAGO ELECTRÓNICO"));
        if let Some(at) = self.copy {
            blocks.extend(centred_bold(&format!(
                "COPIA · {}",
                date_time(at, &self.zone)
            )));
        }
        blocks.extend(self.warning());
        blocks
    }

    fn warning(&self) -> Option<Block> {
        match self.training {
            Training::Yes => centred_bold("DEMOSTRACIÓN · SIN VALOR"),
            Training::No => None,
        }
    }

    fn sale(&self) -> Vec<Block> {
        let mut blocks = vec![
            Block::Rule,
            Block::pair("Fecha", date_time(self.approved_at, &self.zone)),
            Block::pair("Caja", &self.till),
            Block::pair("Referencia", &self.reference),
        ];
        blocks.extend(told("Descripción", self.description.as_ref()));
        blocks
    }

    fn total(&self) -> Vec<Block> {
        vec![
            Block::Rule,
            Block::text("TOTAL", Style::CENTRED),
            Block::text(self.amount, Style::CENTRED.bold().double()),
        ]
    }

    fn payments(&self) -> Vec<Block> {
        let approved: Vec<&Transaction> = self
            .payments
            .iter()
            .filter(|payment| payment.status == TransactionStatus::Approved)
            .collect();
        let parts = approved.len();
        let mut blocks = Vec::new();
        for (index, payment) in approved.into_iter().enumerate() {
            blocks.push(Block::Rule);
            if parts > 1 {
                let heading = format!("Pago {} de {parts}", index + 1);
                blocks.push(Block::text(heading, Style::default().bold()));
            }
            if parts > 1 || payment.discount.is_some() {
                blocks.extend(told("Pagado", payment.amount));
            }
            blocks.extend(told("Descuento", payment.discount));
            blocks.extend(means(payment));
        }
        blocks
    }

    fn foot(&self) -> Vec<Block> {
        let mut blocks = vec![
            Block::Rule,
            Block::pair("Solicitud", self.request_id),
            Block::Feed,
        ];
        blocks.extend(self.warning());
        blocks.extend(centred("No reemplaza la boleta"));
        blocks
    }
}

/// How a payment was made, as far as the gateway told.
fn means(payment: &Transaction) -> Vec<Block> {
    let instalments = payment.instalments.map(|count| match count {
        0 | 1 => "Sin cuotas".to_owned(),
        count => count.to_string(),
    });
    let mut blocks = Vec::new();
    blocks.extend(told("Medio de pago", payment.method.as_ref()));
    blocks.extend(told("Tarjeta", payment.last_digits.as_ref()));
    blocks.extend(told("Cuotas", instalments));
    blocks.extend(told("Autorización", payment.authorization.as_ref()));
    blocks.extend(told("N° de comprobante", payment.receipt.as_ref()));
    blocks.push(Block::pair(
        "Referencia interna",
        payment.internal_reference,
    ));
    if payment.refunded {
        blocks.extend(centred_bold("PAGO DEVUELTO"));
    }
    blocks
}

/// A pair, unless its value was not told or has nothing to print.
fn told(label: &str, value: Option<impl Display>) -> Option<Block> {
    let value = PaperText::new(&value?.to_string());
    (!value.is_empty()).then(|| Block::Pair {
        label: PaperText::new(label),
        value,
    })
}

fn centred(text: &str) -> Option<Block> {
    styled(text, Style::CENTRED)
}

fn centred_bold(text: &str) -> Option<Block> {
    styled(text, Style::CENTRED.bold())
}

fn styled(text: &str, style: Style) -> Option<Block> {
    let text = PaperText::new(text);
    (!text.is_empty()).then_some(Block::Text { text, style })
}
