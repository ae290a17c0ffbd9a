//! The book of sales: looking one up, giving money back, and tables.

use sale::{Amount, Deed, Money, words};
use tauri::{AppHandle, State};
use till::{CashierId, Explanation, Kind, RefundId, SaleId, SaleRecord, explain_amount};

use super::downloads;
use super::people::read_pin;
use crate::desk::Desk;
use crate::dto::{
    Authority, ExportFormat, Exported, Found, Lookup, Problem, RefundAnswer, RefundFinding,
    RefundOrder, SaleDetail, SaleKind,
};
use crate::view::{self, Scene};

/// How many sales a page of what was found has.
const PAGE: u32 = 100;

/// Finds sales, newest first.
#[tauri::command]
pub async fn look_up(desk: State<'_, Desk>, lookup: Lookup) -> Result<Found, Problem> {
    let till = desk.till().await?;
    till.may(Deed::Sell)?;
    let sales = till.look_up(&read(lookup), PAGE).await?;
    Ok(view::found(&Scene::of(&till), &sales, PAGE))
}

/// All that is known of a sale.
#[tauri::command]
pub async fn sale_detail(desk: State<'_, Desk>, sale_id: i64) -> Result<SaleDetail, Problem> {
    let till = desk.till().await?;
    till.may(Deed::Sell)?;
    detail(&till, SaleId(sale_id)).await
}

async fn detail(till: &till::Till, sale: SaleId) -> Result<SaleDetail, Problem> {
    let in_full = till.sale_in_full(sale).await?;
    let events = till.events_of(sale).await?;
    let everybody = till.everybody().await?;
    Ok(view::detail(
        &Scene::of(till),
        &in_full,
        &events,
        &everybody,
    ))
}

/// Gives money of a payment back, and tells what came of it.
#[tauri::command]
pub async fn refund(desk: State<'_, Desk>, order: RefundOrder) -> Result<RefundAnswer, Problem> {
    let till = desk.till().await?;
    let sale = till.sale(SaleId(order.sale_id)).await?;
    let amount = match &order.amount {
        Some(typed) => Some(part(typed, &sale)?),
        None => None,
    };
    let given = till.refund(till::RefundOrder {
        sale: sale.id,
        transaction: order.transaction,
        amount,
        authority: authority(order.authority)?,
    });
    Ok(view::refund_answer(&given.await?))
}

/// A part to give back, as typed.
fn part(typed: &str, sale: &SaleRecord) -> Result<Money, Problem> {
    let amount = Amount::parse(typed, sale.amount.currency());
    let refused = |error| Explanation {
        money: words!("No se devolvió nada.", "Nothing was refunded."),
        ..explain_amount(error)
    };
    Ok(amount.map(Money::from).map_err(refused)?)
}

/// Records what a supervisor found out about a refund that nobody knew about.
#[tauri::command]
pub async fn decide_refund(
    desk: State<'_, Desk>,
    sale_id: i64,
    refund_id: i64,
    finding: RefundFinding,
    on_word_of: Authority,
) -> Result<SaleDetail, Problem> {
    let till = desk.till().await?;
    let finding = match finding {
        RefundFinding::GivenBack => sale::RefundFinding::GivenBack,
        RefundFinding::NotGivenBack => sale::RefundFinding::NotGivenBack,
    };
    let authority = authority(on_word_of)?;
    till.decide_refund(SaleId(sale_id), RefundId(refund_id), finding, authority)
        .await?;
    detail(&till, SaleId(sale_id)).await
}

/// Writes the sales that were looked up into a table among the user's downloads.
#[tauri::command]
pub async fn export_sales(
    app: AppHandle,
    desk: State<'_, Desk>,
    lookup: Lookup,
    format: ExportFormat,
) -> Result<Exported, Problem> {
    let till = desk.till().await?;
    till.may(Deed::Export)?;
    let (format, ending) = match format {
        ExportFormat::Csv => (till::ExportFormat::Csv, "csv"),
        ExportFormat::Xlsx => (till::ExportFormat::Xlsx, "xlsx"),
    };
    let folder = downloads::folder(&app)?;
    let day = sale::day(till.now(), till.zone()).strftime("%Y-%m-%d");
    let path = downloads::free(&folder, &format!("Ventas {day}"), ending);
    let lookup = till::Lookup {
        before: None,
        ..read(lookup)
    };
    let exported = till.export(&lookup, format, &path).await;
    let count = exported.map_err(|error| downloads::not_saved(error, &folder))?;
    Ok(Exported {
        count: u32::try_from(count).unwrap_or(u32::MAX),
        path: path.display().to_string(),
    })
}

fn read(lookup: Lookup) -> till::Lookup {
    till::Lookup {
        words: lookup.words,
        kind: match lookup.kind {
            SaleKind::All => Kind::All,
            SaleKind::Paid => Kind::Paid,
            SaleKind::Pending => Kind::Pending,
            SaleKind::Unpaid => Kind::Unpaid,
            SaleKind::GivenBack => Kind::GivenBack,
            SaleKind::ToReview => Kind::ToReview,
        },
        before: lookup.before.map(SaleId),
    }
}

/// On whose word.
pub fn authority(authority: Authority) -> Result<till::Authority, Problem> {
    Ok(match authority {
        Authority::AtCounter => till::Authority::AtCounter,
        Authority::Colleague { cashier_id, pin } => till::Authority::Colleague {
            cashier: CashierId(cashier_id),
            pin: read_pin(&pin)?,
        },
        Authority::Named { name } => match name.parse() {
            Ok(name) => till::Authority::Named(name),
            Err(_) => return Err(till::Error::Nameless.into()),
        },
    })
}
