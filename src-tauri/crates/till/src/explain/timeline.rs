//! What happened to a sale, event by event.

use ledger::{Copy, Event, Receipt};
use sale::{Progress, RefundFinding, RefundState, Standing};

/// What an event says to somebody who reads a sale's history; `None` for what is of no use there.
#[must_use]
pub fn explain_event(event: &Event) -> Option<String> {
    Some(match event {
        Event::SaleOpened { amount, .. } => format!("Se cobró {amount}"),
        Event::SessionIntended { reference, .. } => format!("Se pidió el cobro {reference}"),
        Event::SessionOpened { request_id, .. } => {
            format!("Banchile abrió el cobro (N° {request_id})")
        }
        Event::SessionUnopened { why, .. } => {
            let told = super::explain_unopened(why);
            format!("El cobro no se abrió. {}", told.what)
        }
        Event::SessionForgotten { .. } => {
            "El respaldo no tenía la respuesta de este cobro".to_owned()
        }
        Event::SessionSettled { standing, .. } => settled(standing),
        Event::SessionContradicted { told, .. } => {
            format!("Banchile dijo otra cosa después: {}", settled(told))
        }
        Event::SessionLeft { .. } => "Se dejó de preguntar: terminó hace días".to_owned(),
        Event::CancelAsked { .. } => "Se pidió cancelar".to_owned(),
        Event::RefundRequested { amount, by, .. } => {
            format!("Se pidió devolver {amount} (autorizó {by})")
        }
        Event::RefundFound { amount, .. } => format!("Se devolvieron {amount} fuera de esta caja"),
        Event::RefundSettled { state, .. } => refund(state),
        Event::ReceiptQueued { copy, receipt, .. } => queued(*copy, *receipt),
        Event::ReceiptDelayed { fault, .. } => format!("La impresora no imprime: {}", fault.what),
        Event::ReceiptStarted { .. } => return None,
        Event::ReceiptPrinted { target, .. } => format!("Comprobante impreso en {target}"),
        Event::ReceiptFailed { fault, .. } => {
            format!("El comprobante no se imprimió: {}", fault.what)
        }
        Event::ReceiptSeen { .. } => "Alguien vio que el comprobante salió completo".to_owned(),
        Event::CashierSet { .. }
        | Event::SettingsChanged { .. }
        | Event::SignedIn { .. }
        | Event::SignedOut { .. }
        | Event::PinMissed { .. }
        | Event::ShiftOpened { .. }
        | Event::ShiftClosed { .. }
        | Event::ShiftPrinted { .. }
        | Event::LedgerRestored { .. } => return None,
    })
}

/// What a receipt is about.
#[must_use]
pub fn explain_receipt(receipt: Receipt) -> &'static str {
    match receipt {
        Receipt::Sale => "Comprobante de pago",
        Receipt::Part { .. } => "Comprobante de un pago parcial",
        Receipt::PartialExpired { .. } => "Comprobante de la parte pagada",
        Receipt::Refund { .. } => "Comprobante de devolución",
    }
}

fn settled(standing: &Standing) -> String {
    match standing {
        Standing::Pending { progress } => match progress {
            Progress::Waiting => "Esperando el pago".to_owned(),
            Progress::AttemptRejected { attempts } => {
                format!("Tarjeta rechazada, el cliente puede reintentar ({attempts})")
            }
            Progress::Validating => "El banco está validando".to_owned(),
            Progress::PartlyPaid { paid } => format!("Pagado en parte: {paid}"),
        },
        Standing::Attention { attention } => {
            format!(
                "Sin confirmar. {}",
                super::explain_attention(attention).what
            )
        }
        Standing::Approved => "PAGADO".to_owned(),
        Standing::Rejected { rejection } => {
            format!("Sin pago. {}", super::explain_rejection(rejection))
        }
        Standing::Doubted { .. } => "Terminó sin pago, y quedó en duda".to_owned(),
        Standing::PartialExpired { paid } => format!("Terminó con {paid} pagados"),
        Standing::Conflict { conflict } => {
            format!("No coincide. {}", super::explain_conflict(conflict).what)
        }
    }
}

fn refund(state: &RefundState) -> String {
    match state {
        RefundState::Requested => "Se está devolviendo".to_owned(),
        RefundState::Done { .. } => "Devuelto".to_owned(),
        RefundState::NotDone { .. } => "No se devolvió".to_owned(),
        RefundState::Unknown { .. } => "No se sabe si se devolvió".to_owned(),
        RefundState::Decided { finding, by } => match finding {
            RefundFinding::GivenBack => format!("{by} comprobó que se devolvió"),
            RefundFinding::NotGivenBack => format!("{by} comprobó que no se devolvió"),
        },
    }
}

fn queued(copy: Copy, receipt: Receipt) -> String {
    let what = explain_receipt(receipt);
    match copy {
        Copy::Original => format!("{what} a la impresora"),
        Copy::Reprint => format!("{what} a la impresora otra vez (COPIA)"),
    }
}
