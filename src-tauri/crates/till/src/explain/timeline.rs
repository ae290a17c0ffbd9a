//! What happened to a sale, event by event.

use ledger::{Copy, Event, Receipt};
use sale::{Progress, RefundFinding, RefundState, Standing, Words, words};

/// What an event says to somebody who reads a sale's history; `None` for what is of no use there.
#[must_use]
pub fn explain_event(event: &Event) -> Option<Words> {
    Some(match event {
        Event::SaleOpened { amount, .. } => {
            words!("Se cobró {amount}", "A charge of {amount} was started")
        }
        Event::SessionIntended { reference, .. } => words!(
            "Se pidió el cobro {reference}",
            "The charge {reference} was asked for"
        ),
        Event::SessionOpened { request_id, .. } => words!(
            "Banchile abrió el cobro (N° {request_id})",
            "Banchile opened the charge (no. {request_id})"
        ),
        Event::SessionUnopened { why, .. } => words!(
            "El cobro no se abrió. {what}",
            "The charge was not opened. {what}";
            what = super::explain_unopened(why).what
        ),
        Event::SessionForgotten { .. } => words!(
            "El respaldo no tenía la respuesta de este cobro",
            "The backup did not hold the answer about this charge"
        ),
        Event::SessionSettled { standing, .. } => settled(standing),
        Event::SessionContradicted { told, .. } => words!(
            "Banchile dijo otra cosa después: {told}",
            "Banchile said something else later: {told}";
            told = settled(told)
        ),
        Event::SessionLeft { .. } => words!(
            "Se dejó de preguntar: terminó hace días",
            "No longer asked about: it ended days ago"
        ),
        Event::CancelAsked { .. } => words!("Se pidió cancelar", "A cancel was asked for"),
        Event::RefundRequested { amount, by, .. } => words!(
            "Se pidió devolver {amount} (autorizó {by})",
            "A refund of {amount} was asked for (authorized by {by})"
        ),
        Event::RefundFound { amount, .. } => words!(
            "Se devolvieron {amount} fuera de esta caja",
            "{amount} was refunded outside this till"
        ),
        Event::RefundSettled { state, .. } => refund(state),
        Event::ReceiptQueued { copy, receipt, .. } => queued(*copy, *receipt),
        Event::ReceiptDelayed { fault, .. } => words!(
            "La impresora no imprime: {what}",
            "The printer does not print: {what}";
            what = fault.what
        ),
        Event::ReceiptPrinted { target, .. } => words!(
            "Comprobante impreso en {target}",
            "Receipt printed on {target}";
            target = target
        ),
        Event::ReceiptFailed { fault, .. } => words!(
            "El comprobante no se imprimió: {what}",
            "The receipt was not printed: {what}";
            what = fault.what
        ),
        Event::ReceiptSeen { .. } => words!(
            "Alguien vio que el comprobante salió completo",
            "Somebody saw that the receipt came out whole"
        ),
        Event::ReceiptStarted { .. }
        | Event::CashierSet { .. }
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
pub fn explain_receipt(receipt: Receipt) -> Words {
    match receipt {
        Receipt::Sale => words!("Comprobante de pago", "Payment receipt"),
        Receipt::Part { .. } => words!(
            "Comprobante de un pago parcial",
            "Receipt of a partial payment"
        ),
        Receipt::PartialExpired { .. } => words!(
            "Comprobante de la parte pagada",
            "Receipt of the part that was paid"
        ),
        Receipt::Refund { .. } => words!("Comprobante de devolución", "Refund receipt"),
    }
}

fn settled(standing: &Standing) -> Words {
    match standing {
        Standing::Pending { progress } => pending(progress),
        Standing::Attention { attention } => words!(
            "Sin confirmar. {what}",
            "Not confirmed. {what}";
            what = super::explain_attention(attention).what
        ),
        Standing::Approved => words!("PAGADO", "PAID"),
        Standing::Rejected { rejection } => words!(
            "Sin pago. {why}",
            "Not paid. {why}";
            why = super::explain_rejection(rejection)
        ),
        Standing::Doubted { .. } => words!(
            "Terminó sin pago, y quedó en duda",
            "It ended without a payment, and is in doubt"
        ),
        Standing::PartialExpired { paid } => {
            words!("Terminó con {paid} pagados", "It ended with {paid} paid")
        }
        Standing::Conflict { conflict } => words!(
            "No coincide. {what}",
            "It does not match. {what}";
            what = super::explain_conflict(conflict).what
        ),
    }
}

fn pending(progress: &Progress) -> Words {
    match progress {
        Progress::Waiting => words!("Esperando el pago", "Waiting for the payment"),
        Progress::AttemptRejected { attempts } => words!(
            "Tarjeta rechazada, el cliente puede reintentar ({attempts})",
            "Card declined, the customer can try again ({attempts})"
        ),
        Progress::Validating => words!("El banco está validando", "The bank is checking"),
        Progress::PartlyPaid { paid } => words!("Pagado en parte: {paid}", "Partly paid: {paid}"),
    }
}

fn refund(state: &RefundState) -> Words {
    match state {
        RefundState::Requested => words!("Se está devolviendo", "The refund is under way"),
        RefundState::Done { .. } => words!("Devuelto", "Refunded"),
        RefundState::NotDone { .. } => words!("No se devolvió", "Not refunded"),
        RefundState::Unknown { .. } => words!(
            "No se sabe si se devolvió",
            "It is not known whether it was refunded"
        ),
        RefundState::Decided { finding, by } => match finding {
            RefundFinding::GivenBack => words!(
                "{by} comprobó que se devolvió",
                "{by} checked that it was refunded"
            ),
            RefundFinding::NotGivenBack => words!(
                "{by} comprobó que no se devolvió",
                "{by} checked that it was not refunded"
            ),
        },
    }
}

fn queued(copy: Copy, receipt: Receipt) -> Words {
    let what = explain_receipt(receipt);
    match copy {
        Copy::Original => words!(
            "{what} a la impresora",
            "{what} to the printer";
            what = what
        ),
        Copy::Reprint => words!(
            "{what} a la impresora otra vez (COPIA)",
            "{what} to the printer again (COPIA)";
            what = what
        ),
    }
}
