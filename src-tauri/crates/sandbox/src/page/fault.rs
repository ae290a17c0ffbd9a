//! What was wrong with a form: first that nothing was charged, then what to put right.

use crate::order::Parts;
use crate::page::View;
use crate::page::html::Escaped;
use crate::page::paying::nothing_charged;
use crate::pay_form::{Fault, Field};

/// The complaint above the form. It takes the focus, so that whoever can't see it hears it, and
/// whoever looks at a small screen finds it there.
pub(crate) fn draw(view: &View<'_>) -> String {
    let words = view.words();
    let Some(form) = view.returned else {
        return String::new();
    };
    let told = match form.faults.as_slice() {
        [fault] => Escaped(words.fault(*fault)).to_string(),
        faults => {
            let lines = faults.iter().map(|fault| line(view, *fault));
            let lines = lines.collect::<String>();
            format!("{}<ul>{lines}</ul>", words.check_these())
        }
    };
    format!(
        "<div id=\"fault\" class=\"notice\" role=\"alert\" tabindex=\"-1\" autofocus><strong>{}</strong> {told}</div>",
        nothing_charged(view)
    )
}

/// Names the field, and leads there; what is wrong stands beside it. A session that takes no parts
/// has no field for the amount.
fn line(view: &View<'_>, fault: Fault) -> String {
    let words = view.words();
    match (fault.field(), view.session.order.parts) {
        (Field::Amount, Parts::WholeOnly) => format!("<li>{}</li>", Escaped(words.fault(fault))),
        (field, _) => format!(
            "<li><a href=\"#{}\">{}</a></li>",
            field.name(),
            words.label(field)
        ),
    }
}
