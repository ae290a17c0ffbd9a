//! 3-D Secure: the customer's bank asks for a code.

use crate::page::html::{Escaped, Layout, Next};
use crate::page::paying::nothing_charged;
use crate::page::{Scene, View, attempts};

/// Tries that a customer has before the first wrong one.
const ALL_TRIES: u8 = 3;

/// Nobody's typing is interrupted: the page stays as it is.
pub(crate) fn draw<'a>(view: &View<'a>, left: u8) -> Scene<'a> {
    let words = view.words();
    let main = format!(
        "<section class=\"act\" aria-labelledby=\"title\"><h1 id=\"title\">{title}</h1>
{charges}<p>{sent} <code class=\"secret\">12345</code>.</p>
{form}</section>{attempts}",
        title = words.challenge(),
        charges = charges(view),
        sent = words.code_sent(),
        form = form(view, left),
        attempts = attempts::draw(view),
    );
    Scene {
        title: words.challenge().to_owned(),
        next: Next::Stay,
        layout: Layout::Sheet,
        main,
    }
}

fn charges(view: &View<'_>) -> String {
    let attempt = view.last_attempt();
    attempt.map_or_else(String::new, |attempt| {
        let charges = view.words().charges(view.shop, attempt.amount);
        format!("<p>{}</p>", Escaped(charges))
    })
}

fn form(view: &View<'_>, left: u8) -> String {
    let words = view.words();
    let (complaint, tie) = if left < ALL_TRIES {
        let complaint = format!(
            "<p id=\"code-fault\" class=\"notice\" role=\"alert\"><strong>{}</strong> {}</p>",
            nothing_charged(view),
            words.wrong_code(left)
        );
        let tie = " aria-describedby=\"code-fault\" aria-invalid=\"true\"";
        (complaint, tie)
    } else {
        (String::new(), "")
    };
    format!(
        "<form method=\"post\" action=\"{link}/code\">{complaint}
<div class=\"field\"><label for=\"code\">{code}</label>
<input id=\"code\" name=\"code\" inputmode=\"numeric\" autocomplete=\"one-time-code\" spellcheck=\"false\" maxlength=\"8\" required autofocus{tie}></div>
<button id=\"confirm\" class=\"primary\">{confirm}</button>
</form>",
        link = view.link(),
        code = words.code(),
        confirm = words.confirm(),
    )
}
