//! `receipt`: the receipt of an approved sale on standard output.

use std::io::Write as _;
use std::path::Path;

use jiff::Timestamp;
use till::{
    Copy, Field, Reader, SaleId, Settings, SettingsError, copy_after, current_receipt, document_of,
    letterhead_of, shop_zone,
};

use crate::args::{Receipt, ReceiptFormat};
use crate::outcome::{Outcome, Refusal};

pub fn run(data: &Path, receipt: Receipt) -> Result<Outcome, Refusal> {
    let settings = Settings::load(data)?;
    let reader = Reader::open(&settings.folder(data))?;
    let sale = reader.tables().sale(SaleId(receipt.id))?;
    let jobs = reader.tables().print_jobs_of(sale.id)?;
    let current = current_receipt(&sale, &jobs).ok_or(till::Error::NoReceipt)?;
    let copy = (copy_after(&sale, current, &jobs) == Copy::Reprint).then(Timestamp::now);
    let letterhead = letterhead_of(&sale, &settings, &shop_zone());
    let document = document_of(&sale, current, letterhead, copy).ok_or(till::Error::NoReceipt)?;
    let profile = match receipt.profile {
        Some(profile) => profile
            .parse()
            .map_err(|_| Refusal::Setting(SettingsError::Field(Field::Profile)))?,
        None => settings.profile(),
    };
    let bytes = match receipt.format {
        ReceiptFormat::Text => document.to_text(profile.columns).into_bytes(),
        ReceiptFormat::Escpos => document.to_escpos(&profile),
        ReceiptFormat::Html => document.to_html().into_bytes(),
    };
    std::io::stdout().lock().write_all(&bytes)?;
    Ok(Outcome::Done)
}
