//! `receipt`: the receipt of an approved sale on standard output.

use std::io::Write as _;
use std::path::Path;

use jiff::Timestamp;
use till::{Copy, Reader, SaleId, Settings, copy_after, receipt_of, shop_zone};

use crate::args::{Receipt, ReceiptFormat};
use crate::outcome::{Outcome, Refusal};

pub fn run(data: &Path, receipt: Receipt) -> Result<Outcome, Refusal> {
    let settings = Settings::load(data)?;
    let reader = Reader::open(&settings.folder(data))?;
    let sale = reader.tables().sale(SaleId(receipt.id))?;
    let jobs = reader.tables().print_jobs_of(sale.id)?;
    let copy = (copy_after(&sale, &jobs) == Copy::Reprint).then(Timestamp::now);
    let document = receipt_of(&sale, &settings, &shop_zone(), copy)
        .ok_or(till::Error::NoReceipt)?
        .document();
    let columns = receipt.columns.unwrap_or(settings.columns);
    let bytes = match receipt.format {
        ReceiptFormat::Text => document.to_text(columns).into_bytes(),
        ReceiptFormat::Escpos => document.to_escpos(columns),
        ReceiptFormat::Html => document.to_html().into_bytes(),
    };
    std::io::stdout().lock().write_all(&bytes)?;
    Ok(Outcome::Done)
}
