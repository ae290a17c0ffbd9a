//! Charging, and what a cashier does with a payment.

use std::process::Stdio;
use std::time::Duration;

use sale::{Amount, AmountError, Currency, Customer, Deed, Rut, RutSoFar, Words, words};
use tauri::State;
use till::{
    Cancelled, Charge, Duplicates, LedgerError, SECRET_VARIABLE, SaleFilter, SaleId, Settings,
    explain_amount, explain_conflict, explain_failure, explain_inquiry, explain_not_cancelled,
    explain_unsure,
};

use crate::desk::Desk;
use crate::dto::{
    self, Asked, CancelOutcome, Home, NewCustomer, NewSale, Opened, Payment, Problem, RutCheck,
    TypedAmount, TypedRut,
};
use crate::problem::nothing_charged;
use crate::starting::{data_dir, mode};
use crate::telling::{LISTED, payment_of, people_of};
use crate::view::{self, Scene};

/// What the window begins with: while the till is locked, nothing of its sales.
#[tauri::command]
pub async fn home(desk: State<'_, Desk>) -> Result<Home, Problem> {
    let till = desk.till().await?;
    let may_look = till.may(Deed::Sell).is_ok();
    let filter = SaleFilter {
        limit: Some(if may_look { LISTED } else { 0 }),
        ..SaleFilter::default()
    };
    let sales = till.sales_in_full(filter).await?;
    let open = till.open_sales().await?;
    let unfinished = match open.last().filter(|_| may_look) {
        Some(sale) => Some(payment_of(&till, sale.id).await?),
        None => None,
    };
    let today = match may_look {
        true => Some(view::today(till.today(Currency::CLP).await?)),
        false => None,
    };
    let scene = Scene::of(&till);
    let settings = till.settings();
    let is_new = !data_dir().is_ok_and(|data| Settings::exist(&data));
    Ok(Home {
        people: people_of(&till).await?,
        till: settings.till_code.to_string(),
        is_new,
        shop: settings.shop.name.clone(),
        mode: mode(&settings.environment),
        currency: Currency::CLP.code().to_owned(),
        sales: sales.iter().map(|sale| view::row(&scene, sale)).collect(),
        today,
        waiting: view::waiting(&open),
        condition: view::condition(&till.contact(), &till.trading()),
        unfinished,
    })
}

/// Formats an amount as typed so far.
#[tauri::command]
pub fn type_amount(text: &str) -> Result<TypedAmount, Problem> {
    match Amount::parse(text, Currency::CLP) {
        Ok(amount) => Ok(TypedAmount {
            text: amount.to_string(),
            digits: amount.money().digits(),
        }),
        Err(AmountError::Empty | AmountError::Zero) => Ok(TypedAmount {
            text: sale::Money::zero(Currency::CLP).to_string(),
            digits: String::new(),
        }),
        Err(error) => Err(explain_amount(error).into()),
    }
}

/// Formats a RUT as typed so far, and tells whether its check digit fits.
#[tauri::command]
pub fn type_rut(text: &str) -> TypedRut {
    match Rut::so_far(text) {
        RutSoFar::Right(rut) => TypedRut {
            text: rut.to_string(),
            check: RutCheck::Right,
        },
        RutSoFar::Wrong => TypedRut {
            text: text.to_owned(),
            check: RutCheck::Wrong,
        },
        RutSoFar::Unfinished => TypedRut {
            text: text.to_owned(),
            check: RutCheck::Unfinished,
        },
    }
}

/// Charges; answers when the session's fate is known, or with the earlier sale of the same amount
/// that the cashier has to be asked about.
#[tauri::command]
pub async fn open_sale(desk: State<'_, Desk>, sale: NewSale) -> Result<Opened, Problem> {
    let till = desk.till().await?;
    let amount = Amount::parse(&sale.amount, Currency::CLP).map_err(explain_amount)?;
    let charged = till
        .charge(Charge {
            amount,
            description: sale.description.map(|text| text.trim().to_owned()),
            customer: customer(&sale.customer)?,
            allow_partial: sale.allow_partial,
            reference: reference(sale.reference.as_deref())?,
            expires_in: sale.minutes.map_or(Charge::USUAL_TIME, minutes),
            duplicates: match sale.duplicates {
                dto::Duplicates::Refused => Duplicates::Refused,
                dto::Duplicates::Allowed => Duplicates::Allowed,
            },
        })
        .await;
    let opened = match charged {
        Err(till::Error::Ledger(LedgerError::Duplicate(earlier))) => {
            let earlier = till.sale_in_full(earlier).await?;
            let earlier = view::row(&Scene::of(&till), &earlier);
            return Ok(Opened::Duplicate { earlier });
        }
        charged => charged?,
    };
    till.put_on_screen(Some(opened.id));
    let payment = Box::new(payment_of(&till, opened.id).await?);
    Ok(Opened::Sale { payment })
}

fn minutes(minutes: u32) -> Duration {
    Duration::from_secs(u64::from(minutes) * 60)
}

/// The shop's own reference, where the cashier wrote one.
fn reference(text: Option<&str>) -> Result<Option<sale::Reference>, Problem> {
    let text = text.map(str::trim).filter(|text| !text.is_empty());
    let reference = text.map(str::parse).transpose();
    reference.map_err(|_: sale::ReferenceError| {
        nothing_charged(
            words!("La referencia no sirve.", "The reference is not valid."),
            words!(
                "Use de 1 a 32 letras, números o signos, sin espacios.",
                "Use 1 to 32 letters, numbers or signs, without spaces."
            ),
        )
    })
}

/// Who buys, as far as the cashier wrote it.
fn customer(new: &NewCustomer) -> Result<Customer, Problem> {
    fn part<T: std::str::FromStr>(text: &str, wrong: [Words; 2]) -> Result<Option<T>, Problem> {
        let text = Some(text.trim()).filter(|text| !text.is_empty());
        let [what, advice] = wrong;
        let part = text.map(str::parse).transpose();
        part.map_err(|_| nothing_charged(what, advice))
    }
    let name = [
        words!(
            "El nombre del cliente no sirve.",
            "The customer's name is not valid."
        ),
        words!("Use a lo más 60 caracteres.", "Use at most 60 characters."),
    ];
    let rut = [
        words!(
            "El RUT del cliente no es correcto.",
            "The customer's RUT is not right."
        ),
        words!(
            "Revise los números y el dígito verificador, como 12.345.678-5.",
            "Check the numbers and the check digit, as in 12.345.678-5."
        ),
    ];
    let email = [
        words!(
            "El correo del cliente no es correcto.",
            "The customer's e-mail address is not right."
        ),
        words!(
            "Escríbalo completo, como nombre@correo.cl.",
            "Write all of it, as in name@mail.cl."
        ),
    ];
    Ok(Customer {
        name: part(&new.name, name)?,
        rut: part(&new.rut, rut)?,
        email: part(&new.email, email)?,
    })
}

/// Puts a sale on screen, or none: what is on screen is asked about most often.
#[tauri::command]
pub async fn show_payment(
    desk: State<'_, Desk>,
    sale_id: Option<i64>,
) -> Result<Option<Payment>, Problem> {
    let till = desk.till().await?;
    let sale = sale_id.map(SaleId);
    if sale.is_some() {
        till.may(Deed::Sell)?;
    }
    till.put_on_screen(sale);
    match sale {
        Some(sale) => Ok(Some(payment_of(&till, sale).await?)),
        None => Ok(None),
    }
}

/// Asks the gateway about a sale at once, and answers plainly: was it paid or not?
#[tauri::command]
pub async fn ask_now(desk: State<'_, Desk>, sale_id: i64) -> Result<Asked, Problem> {
    let till = desk.till().await?;
    let inquiry = till.ask_now(SaleId(sale_id)).await?;
    let in_full = till.sale_in_full(SaleId(sale_id)).await?;
    Ok(Asked {
        payment: view::payment(&Scene::of(&till), &in_full),
        answer: explain_inquiry(&in_full.sale, &inquiry, till.zone()).into(),
    })
}

/// Cancels a sale at the gateway and tells what came of it.
#[tauri::command]
pub async fn cancel_sale(desk: State<'_, Desk>, sale_id: i64) -> Result<CancelOutcome, Problem> {
    let till = desk.till().await?;
    Ok(match till.cancel(SaleId(sale_id)).await? {
        Cancelled::Revoked => CancelOutcome::Revoked,
        Cancelled::AlreadyPaid => CancelOutcome::AlreadyPaid,
        Cancelled::GivenBack => CancelOutcome::GivenBack,
        Cancelled::PartlyPaid => CancelOutcome::PartlyPaid,
        Cancelled::Validating => CancelOutcome::Validating,
        Cancelled::StillOpen => CancelOutcome::Unknown {
            problem: explain_not_cancelled().into(),
        },
        Cancelled::Conflict(conflict) => CancelOutcome::Unknown {
            problem: explain_conflict(&conflict).into(),
        },
        Cancelled::Unsure(why) => CancelOutcome::Unknown {
            problem: explain_unsure(why).into(),
        },
        Cancelled::Unknown(failure) => CancelOutcome::Unknown {
            problem: explain_failure(&failure).into(),
        },
    })
}

/// Charges the same sale again with a new session.
#[tauri::command]
pub async fn charge_again(desk: State<'_, Desk>, sale_id: i64) -> Result<Payment, Problem> {
    let till = desk.till().await?;
    let sale = till.charge_again(SaleId(sale_id)).await?;
    till.put_on_screen(Some(sale.id));
    Ok(payment_of(&till, sale.id).await?)
}

/// Opens the customer's page, as committed in the ledger, in the system's browser.
#[tauri::command]
pub async fn open_in_browser(desk: State<'_, Desk>, sale_id: i64) -> Result<(), Problem> {
    let till = desk.till().await?;
    till.may(Deed::Sell)?;
    let Some(link) = payment_of(&till, SaleId(sale_id)).await?.link else {
        return Err(till::Error::NotOpen.into());
    };
    browse(&link.url).map_err(|error| {
        tracing::error!(%error, "no browser opens");
        nothing_charged(
            words!(
                "No se pudo abrir el navegador.",
                "The browser could not be opened."
            ),
            words!(
                "El cliente puede escanear el código, o copie el enlace.",
                "The customer can scan the code, or copy the link."
            ),
        )
    })
}

/// Starts the system's browser without what automation hands to Cobro alone (`I15`).
fn browse(url: &str) -> std::io::Result<()> {
    let mut last = Err(std::io::ErrorKind::NotFound.into());
    for mut opener in open::commands(url) {
        opener
            .env_remove(SECRET_VARIABLE)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        last = opener.spawn().map(|mut browser| {
            std::thread::spawn(move || browser.wait());
        });
        if last.is_ok() {
            break;
        }
    }
    last
}
