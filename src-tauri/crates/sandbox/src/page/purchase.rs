//! What is bought, from whom, for how much, and until when it can be paid.

use crate::page::View;
use crate::page::html::{Escaped, row, size};
use crate::session::State;

/// Beyond this many seconds a countdown tells nobody anything.
const LONGEST_COUNTDOWN: i64 = 24 * 60 * 60;

/// The purchase beside the form.
pub(crate) fn draw(view: &View<'_>) -> String {
    let words = view.words();
    let order = &view.session.order;
    let left = view.session.left(view.now).unwrap_or(order.amount);
    let money = words.money(left);
    let (label, parts) = match view.session.state(view.now) {
        State::PartPaid { paid, .. } => {
            let paid = words.money(order.amount.with(paid));
            let total = row(words.total(), words.money(order.amount));
            (
                format!("<span class=\"label\">{}</span> ", words.left()),
                total + &row(words.paid(), paid),
            )
        }
        State::Waiting { .. }
        | State::InProgress { .. }
        | State::PartPaidInProgress { .. }
        | State::Paid { .. }
        | State::PartPaidOver { .. }
        | State::Unpaid { .. } => (String::new(), String::new()),
    };
    format!(
        "<section class=\"purchase\" aria-label=\"{}\">
<h1><span class=\"shop\">{}</span> {label}<span class=\"{}\">{}</span></h1>
{}
<dl>{parts}{}</dl>
</section>",
        words.purchase(),
        Escaped(view.shop),
        size(&money),
        Escaped(&money),
        due(view),
        details(view),
    )
}

/// The description and the reference.
pub(crate) fn details(view: &View<'_>) -> String {
    let words = view.words();
    let order = &view.session.order;
    let description = order.description.as_deref();
    let description = description.map(|description| row(words.description(), description));
    description.unwrap_or_default() + &row(words.reference(), &order.reference)
}

/// The time of the clock says it all; the script adds how much is left and keeps it right.
fn due(view: &View<'_>) -> String {
    let words = view.words();
    let expires = view.session.order.expires;
    let left = expires.duration_since(view.now);
    let seconds = left.as_secs().max(1);
    let countdown = if seconds > LONGEST_COUNTDOWN {
        String::new()
    } else {
        format!(
            "<span id=\"countdown\" role=\"timer\" data-seconds=\"{seconds}\" data-speed=\"{}\" hidden> · {} <b></b></span>",
            view.speed,
            words.time_left()
        )
    };
    format!(
        "<p class=\"due\">{}{countdown}</p><p id=\"soon\" class=\"waiting\" role=\"status\" data-text=\"{}\"></p>",
        words.expires(&view.local(expires), &view.local(view.now)),
        words.soon(),
    )
}
