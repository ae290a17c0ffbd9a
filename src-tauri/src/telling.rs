//! Telling the window of every sale that changes, and of how the till fares.

use sale::Currency;
use serde::Serialize;
use tauri::{AppHandle, Emitter as _};
use till::{Change, SaleFilter, SaleId, Till};
use tokio::sync::broadcast::error::RecvError;

use crate::dto::{Payment, People, SaleChanged};
use crate::view::{self, Scene};
use crate::windows::CASHIER;

/// How many sales the window lists, and how many are told anew when news were missed.
pub const LISTED: u32 = 50;

/// Runs as long as the till does.
pub async fn tell_changes(app: AppHandle, till: Till) {
    let (app, till) = (&app, &till);
    let mut changes = till.changes();
    loop {
        let told = match changes.recv().await {
            Ok(Change::Sale(sale)) => tell(app, till, sale).await,
            Ok(Change::People) => tell_people(app, till).await,
            Ok(Change::Settings | Change::OnScreen) => Ok(()),
            Ok(Change::Contact | Change::Trading) => {
                tell_condition(app, till);
                Ok(())
            }
            Err(RecvError::Lagged(_)) => {
                tell_condition(app, till);
                tell_people(app, till).await.ok();
                tell_listed(app, till).await
            }
            Err(RecvError::Closed) => return,
        };
        if let Err(error) = told {
            tracing::error!(%error, "the window could not be told of a change");
        }
    }
}

async fn tell_listed(app: &AppHandle, till: &Till) -> Result<(), till::Error> {
    let filter = SaleFilter {
        limit: Some(LISTED),
        ..SaleFilter::default()
    };
    for sale in till.sales(filter).await? {
        tell(app, till, sale.id).await?;
    }
    Ok(())
}

async fn tell(app: &AppHandle, till: &Till, id: SaleId) -> Result<(), till::Error> {
    let in_full = till.sale_in_full(id).await?;
    let scene = Scene::of(till);
    let changed = SaleChanged {
        row: view::row(&scene, &in_full),
        payment: view::payment(&scene, &in_full),
        today: view::today(till.today(Currency::CLP).await?),
        waiting: view::waiting(&till.open_sales().await?),
    };
    emit(app, "sale-changed", changed);
    Ok(())
}

async fn tell_people(app: &AppHandle, till: &Till) -> Result<(), till::Error> {
    emit(app, "people-changed", people_of(till).await?);
    Ok(())
}

fn tell_condition(app: &AppHandle, till: &Till) {
    let condition = view::condition(&till.contact(), &till.trading());
    emit(app, "condition-changed", condition);
}

fn emit(app: &AppHandle, event: &str, news: impl Serialize + Clone) {
    if let Err(error) = app.emit_to(CASHIER, event, news) {
        tracing::error!(%error, "the window does not take events");
    }
}

/// A sale as its own screen shows it.
pub async fn payment_of(till: &Till, id: SaleId) -> Result<Payment, till::Error> {
    let in_full = till.sale_in_full(id).await?;
    Ok(view::payment(&Scene::of(till), &in_full))
}

/// Who is at the counter, and who could be.
pub async fn people_of(till: &Till) -> Result<People, till::Error> {
    let cashiers = till.cashiers().await?;
    Ok(view::people(&till.at_counter(), &cashiers))
}
