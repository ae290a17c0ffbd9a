//! What comes out on paper.

use tauri::State;
use till::{JobId, SaleId};

use crate::desk::Desk;
use crate::dto::{Payment, Problem};
use crate::telling::payment_of;

/// Prints a sale's receipt again.
#[tauri::command]
pub async fn reprint(desk: State<'_, Desk>, sale_id: i64) -> Result<Payment, Problem> {
    let till = desk.till().await?;
    till.reprint(SaleId(sale_id)).await?;
    Ok(payment_of(&till, SaleId(sale_id)).await?)
}

/// Prints again a receipt that did not come out whole.
#[tauri::command]
pub async fn print_again(
    desk: State<'_, Desk>,
    sale_id: i64,
    job_id: i64,
) -> Result<Payment, Problem> {
    let till = desk.till().await?;
    till.reprint_job(JobId(job_id)).await?;
    Ok(payment_of(&till, SaleId(sale_id)).await?)
}

/// Somebody saw all of a receipt on paper of which nobody knew what came out.
#[tauri::command]
pub async fn receipt_seen(
    desk: State<'_, Desk>,
    sale_id: i64,
    job_id: i64,
) -> Result<Payment, Problem> {
    let till = desk.till().await?;
    till.receipt_seen(JobId(job_id)).await?;
    Ok(payment_of(&till, SaleId(sale_id)).await?)
}

/// Prints the QR of a sale that can be paid.
#[tauri::command]
pub async fn print_qr_slip(desk: State<'_, Desk>, sale_id: i64) -> Result<(), Problem> {
    let till = desk.till().await?;
    Ok(till.print_qr_slip(SaleId(sale_id)).await?)
}

/// Prints that nothing was paid.
#[tauri::command]
pub async fn print_rejection_slip(desk: State<'_, Desk>, sale_id: i64) -> Result<(), Problem> {
    let till = desk.till().await?;
    Ok(till.print_rejection_slip(SaleId(sale_id)).await?)
}
