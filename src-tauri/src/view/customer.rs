//! What the customer sees of a sale.

use till::Settings;

use crate::dto::{CustomerDisplay, CustomerScene, Payment, PaymentState};
use crate::starting::mode;

/// The customer's window while this sale is on the cashier's screen.
pub fn customer_display(settings: &Settings, payment: Option<Payment>) -> CustomerDisplay {
    CustomerDisplay {
        shop: settings.shop.name.clone(),
        language: super::preferences(&settings.window).language,
        mode: mode(&settings.environment),
        scene: payment.map_or(CustomerScene::Idle, scene),
    }
}

/// It claims no outcome that the ledger does not have.
fn scene(payment: Payment) -> CustomerScene {
    let Payment {
        amount,
        state,
        link,
        ..
    } = payment;
    let pay = |amount: String, missing, try_again| match link {
        Some(link) => CustomerScene::Pay {
            amount,
            qr: link.qr,
            missing,
            try_again,
        },
        None => CustomerScene::Wait { amount },
    };
    match state {
        PaymentState::Opening | PaymentState::Validating => CustomerScene::Wait { amount },
        PaymentState::Waiting => pay(amount, None, false),
        PaymentState::AttemptRejected { .. } => pay(amount, None, true),
        PaymentState::PartlyPaid { missing, .. } => pay(amount, Some(missing), false),
        PaymentState::Approved { .. } => CustomerScene::Thanks { amount },
        PaymentState::Unopened { .. }
        | PaymentState::Rejected { .. }
        | PaymentState::Cancelled { .. }
        | PaymentState::Expired { .. } => CustomerScene::NotPaid { amount },
        PaymentState::Attention { .. }
        | PaymentState::Refunded { .. }
        | PaymentState::PartlyRefunded { .. }
        | PaymentState::PartialExpired { .. }
        | PaymentState::Conflict { .. } => CustomerScene::AskCashier { amount },
    }
}
