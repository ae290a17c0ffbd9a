//! Shifts.

use sale::Deed;
use tauri::State;
use till::ShiftId;

use super::book::authority;
use crate::desk::Desk;
use crate::dto::{Authority, Problem, ShiftScreen};
use crate::view;

/// How many closed shifts the window lists.
const LISTED: u32 = 60;

/// The shifts' own screen.
#[tauri::command]
pub async fn shifts(desk: State<'_, Desk>) -> Result<ShiftScreen, Problem> {
    screen(&desk.till().await?).await
}

async fn screen(till: &till::Till) -> Result<ShiftScreen, Problem> {
    till.may(Deed::Sell)?;
    let open = till.open_shift_so_far().await?;
    Ok(view::shift_screen(till, open, till.shifts(LISTED).await?))
}

/// Opens a shift.
#[tauri::command]
pub async fn open_shift(desk: State<'_, Desk>) -> Result<ShiftScreen, Problem> {
    let till = desk.till().await?;
    till.open_shift().await?;
    screen(&till).await
}

/// Closes the shift that is open.
#[tauri::command]
pub async fn close_shift(
    desk: State<'_, Desk>,
    shift_id: i64,
    on_word_of: Authority,
) -> Result<ShiftScreen, Problem> {
    let till = desk.till().await?;
    till.close_shift(ShiftId(shift_id), authority(on_word_of)?)
        .await?;
    screen(&till).await
}

/// Prints the close of a shift.
#[tauri::command]
pub async fn print_shift(desk: State<'_, Desk>, shift_id: i64) -> Result<ShiftScreen, Problem> {
    let till = desk.till().await?;
    till.print_shift(ShiftId(shift_id)).await?;
    screen(&till).await
}
