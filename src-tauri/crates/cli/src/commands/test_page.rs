//! `test-page`: what a printer makes of each profile.

use std::path::Path;

use till::{Paper, Settings, print_test_page, shop_zone};

use crate::args::Printer;
use crate::outcome::{Outcome, Refusal};

pub fn run(data: &Path, printer: Printer) -> Result<Outcome, Refusal> {
    let mut settings = Settings::load(data)?;
    settings
        .set_printer(printer.printer.as_deref(), printer.profile.as_deref())
        .map_err(Refusal::Setting)?;
    let Some(on) = settings.printers.first() else {
        return Err(Refusal::Usage(
            "Falta --printer: esta caja no tiene una impresora.".to_owned(),
        ));
    };
    print_test_page(&settings, on, &shop_zone()).map_err(|fault| {
        let (what, advice) = (fault.what.es, fault.advice.es);
        let page = match fault.paper {
            Paper::Untouched => "No se imprimió la página de prueba.",
            Paper::Unsure => "No se sabe si la página de prueba salió completa.",
        };
        Refusal::Told(format!("{page} {what} {advice}"))
    })?;
    eprintln!("La página de prueba salió en {}.", on.target);
    Ok(Outcome::Done)
}
