//! The page while there is something to pay.

use crate::cards::Decision;
use crate::order::Parts;
use crate::page::html::{Escaped, Layout, Next};
use crate::page::{Scene, View, attempts, card_fields, fault, purchase, test_cards};
use crate::pay_form::Field;
use crate::session::{Standing, State};

pub(crate) fn draw<'a>(view: &View<'a>) -> Scene<'a> {
    let words = view.words();
    let left = view.session.left(view.now);
    let amount = words.money(left.unwrap_or(view.session.order.amount));
    let title = match view.returned {
        Some(_) => format!("{} {amount}", nothing_charged(view)),
        None => amount,
    };
    Scene {
        title,
        next: Next::Stay,
        layout: Layout::Form,
        main: format!(
            "{}<section class=\"act\" aria-label=\"{}\">{}{}</section>{}",
            purchase::draw(view),
            words.payment(),
            news(view),
            forms(view),
            attempts::draw(view),
        ),
    }
}

/// What every complaint about a form begins with.
pub(crate) fn nothing_charged(view: &View<'_>) -> &'static str {
    match view.session.state(view.now) {
        State::PartPaid { .. } | State::PartPaidInProgress { .. } | State::PartPaidOver { .. } => {
            view.words().nothing_more_charged()
        }
        State::Waiting { .. }
        | State::InProgress { .. }
        | State::Paid { .. }
        | State::Unpaid { .. } => view.words().nothing_charged(),
    }
}

/// The form's first button is out of sight: a browser presses the first one on Enter, and that
/// must not be a test card.
fn forms(view: &View<'_>) -> String {
    let words = view.words();
    let link = view.link();
    let complaint = fault::draw(view);
    let (above_all, above_fields) = match view.returned {
        Some(form) if form.fault(Field::Amount).is_some() => (complaint.as_str(), ""),
        Some(_) | None => ("", complaint.as_str()),
    };
    format!(
        "<form method=\"post\" action=\"{link}/pay\">
<button class=\"unseen\" name=\"typed\" value=\"1\" tabindex=\"-1\" aria-hidden=\"true\">{pay}</button>
{above_all}{part}{test_cards}
<fieldset class=\"typed\"><legend>{legend}</legend>
{above_fields}{fields}
<button id=\"pay\" class=\"primary\" name=\"typed\" value=\"1\">{pay_amount}</button>
</fieldset>
</form>
<form method=\"post\" action=\"{link}/abandon\">
<button id=\"abandon\" class=\"quiet\">{abandon}</button>
</form>",
        pay = words.pay(),
        part = part(view),
        test_cards = test_cards::draw(words),
        legend = words.typed_card(),
        fields = card_fields::draw(words, view.returned),
        pay_amount = match view.session.order.parts {
            Parts::WholeOnly => words.pay_amount(view.session.order.amount),
            Parts::Allowed => words.pay().to_owned(),
        },
        abandon = words.abandon(),
    )
}

/// What came of the last attempt.
fn news(view: &View<'_>) -> String {
    let words = view.words();
    if view.returned.is_some() {
        return String::new();
    }
    match (view.last_standing(), view.session.left(view.now)) {
        (
            Some(Standing::Decided {
                decision: Decision::Reject(reason),
                ..
            }),
            _,
        ) => format!(
            "<p class=\"notice\" role=\"status\"><strong>{}</strong> {}. {}</p>",
            words.attempt_not_charged(),
            Escaped(reason.words(words.0)),
            words.another_card(),
        ),
        (
            Some(Standing::Decided {
                decision: Decision::Approve,
                ..
            }),
            Some(left),
        ) => {
            let paid = view.last_attempt().map_or(left, |attempt| attempt.amount);
            let told = Escaped(words.part_paid(paid, left));
            format!("<p class=\"notice done\" role=\"status\">{told}</p>")
        }
        (
            Some(
                Standing::Challenged { .. }
                | Standing::Unconfirmed
                | Standing::Validating
                | Standing::ByHand
                | Standing::Decided { .. },
            )
            | None,
            _,
        ) => String::new(),
    }
}

/// The field for a part of the amount, where parts are taken.
fn part(view: &View<'_>) -> String {
    let words = view.words();
    match (view.session.order.parts, view.session.left(view.now)) {
        (Parts::WholeOnly, _) | (Parts::Allowed, None) => String::new(),
        (Parts::Allowed, Some(left)) => {
            let hint = words.part_hint(left);
            let field = card_fields::Input {
                field: Field::Amount,
                hint: Some(&hint),
                attributes: "inputmode=\"numeric\" autocomplete=\"off\" maxlength=\"20\"",
                needed: false,
            };
            format!(
                "<div class=\"part\">{}</div>",
                field.draw(words, view.returned)
            )
        }
    }
}
