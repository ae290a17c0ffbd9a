//! `charge`: opens a sale and, where asked to, waits for its outcome.

use std::time::Duration;

use sale::{Amount, Currency, Customer, SaleState, SessionState};
use till::{Change, Duplicates, SaleRecord, Till};

use crate::args::{Charge, Format};
use crate::commands::follow::{self, Changed, Deadline, Onlooker, Signs};
use crate::outcome::{Outcome, Refusal};
use crate::output::{self, Happening, State};
use crate::running::{self, Place};

pub async fn run(place: &Place, charge: Charge) -> Result<Outcome, Refusal> {
    let (wait, timeout, format) = (charge.wait, charge.timeout, charge.format);
    let charge = parse(charge)?;
    let running = running::start(place).await?;
    let onlooker = wait.then(|| Onlooker::of(&running.till));
    let sale = running.till.charge(charge).await?;
    tell_opening(format, &sale)?;
    if let SaleState::Unopened { .. } = sale.state {
        return Ok(Outcome::from(&sale.state));
    }
    let Some(mut onlooker) = onlooker else {
        return Ok(Outcome::Done);
    };
    running.till.put_on_screen(Some(sale.id));
    let sale = wait_for(
        &running.till,
        sale,
        &mut onlooker,
        Deadline::after(Some(timeout)),
        format,
    )
    .await?;
    follow::printed(&running.till, sale.id, &mut onlooker).await?;
    Ok(Outcome::from(&sale.state))
}

fn parse(charge: Charge) -> Result<till::Charge, Refusal> {
    let currency: Currency = charge
        .currency
        .parse()
        .map_err(|_| Refusal::Usage(format!("No existe la moneda {}.", charge.currency)))?;
    let reference = charge
        .reference
        .map(|reference| reference.parse())
        .transpose();
    Ok(till::Charge {
        amount: Amount::parse(&charge.amount, currency)?,
        description: charge.description.filter(|text| !text.trim().is_empty()),
        customer: Customer::default(),
        allow_partial: charge.allow_partial,
        reference: reference.map_err(|_: sale::ReferenceError| {
            let advice = "Use de 1 a 32 letras, números o signos, sin espacios.";
            Refusal::Usage(format!("La referencia no sirve. {advice}"))
        })?,
        expires_in: Duration::try_from(charge.expires_in).unwrap_or(Duration::ZERO),
        duplicates: if charge.allow_duplicate {
            Duplicates::Allowed
        } else {
            Duplicates::Refused
        },
    })
}

fn tell_opening(format: Format, sale: &SaleRecord) -> Result<(), Refusal> {
    let (sale_id, reference) = (sale.id.0, follow::reference(sale));
    let session = sale.newest_session();
    let opened = session.and_then(|session| match &session.state {
        SessionState::Opened {
            request_id,
            process_url,
            ..
        } => Some((session, request_id, process_url)),
        SessionState::Intended | SessionState::Unopened { .. } | SessionState::Forgotten => None,
    });
    let words;
    let happening = match opened {
        Some((session, request_id, process_url)) => {
            words = format!("{reference} {} se paga en {process_url}", sale.amount);
            Happening::Opened {
                sale_id,
                reference,
                request_id: request_id.0,
                process_url: process_url.clone(),
                expiration: session.expires_at,
            }
        }
        None => {
            words = format!("{reference} {} no se abrió", sale.amount);
            eprintln!("{}", output::words(sale));
            Happening::Unopened {
                sale_id,
                reference,
                state: State::from(&sale.state),
            }
        }
    };
    Ok(output::write(format, &happening, &words)?)
}

async fn wait_for(
    till: &Till,
    mut sale: SaleRecord,
    onlooker: &mut Onlooker,
    deadline: Deadline,
    format: Format,
) -> Result<SaleRecord, Refusal> {
    let (mut told, mut signs) = (None, Signs::default());
    loop {
        follow::tell(format, &sale, &mut told)?;
        signs.tell(till);
        if !sale.state.is_open() {
            return Ok(sale);
        }
        match onlooker.next_change(deadline).await {
            Some(Changed::One(Change::Sale(id))) if id != sale.id => {}
            Some(Changed::One(_) | Changed::Some) => sale = till.sale(sale.id).await?,
            None => {
                let timeout = Happening::Timeout {
                    sale_id: sale.id.0,
                    state: (&sale.state).into(),
                };
                output::write(
                    format,
                    &timeout,
                    "Sigue abierto; «cobroctl watch» lo sigue mirando.",
                )?;
                return Ok(sale);
            }
        }
    }
}
