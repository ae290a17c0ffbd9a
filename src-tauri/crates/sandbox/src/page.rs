//! The payment page. Plain HTML: nothing here needs JavaScript, and none may run.

use std::fmt;

use axum::http::header;
use axum::response::IntoResponse;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::cards::{Bank, Behaviour, CARDS, Decision, Reason, TestCard, ThreeDs};
use crate::language::Language;
use crate::order::{Parts, ResultPage};
use crate::pay_form::Fault;
use crate::session::{Attempt, Cause, Session, Standing, State};

/// What a browser may do on the page: load the one style sheet and send the forms back here.
pub(crate) const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// `GET /style.css`
pub(crate) async fn style() -> impl IntoResponse {
    (
        [(header::CONTENT_TYPE, "text/css; charset=utf-8")],
        include_str!("page.css"),
    )
}

/// What a page is drawn from.
pub(crate) struct View<'a> {
    pub(crate) session: &'a Session,
    pub(crate) shop: &'a str,
    pub(crate) now: Timestamp,
    pub(crate) zone: &'a TimeZone,
    /// What was wrong with the payment just sent.
    pub(crate) fault: Option<&'a Fault>,
}

/// Text made harmless inside HTML.
struct Escaped<T>(T);

impl<T: fmt::Display> fmt::Display for Escaped<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0
            .to_string()
            .chars()
            .try_for_each(|letter| match letter {
                '&' => f.write_str("&amp;"),
                '<' => f.write_str("&lt;"),
                '>' => f.write_str("&gt;"),
                '"' => f.write_str("&quot;"),
                '\'' => f.write_str("&#39;"),
                letter => write!(f, "{letter}"),
            })
    }
}

/// What a browser does by itself after a while.
enum Next<'a> {
    Stay,
    /// Looks again, because the bank is at work.
    LookAgain,
    Go(&'a str),
}

/// The page of a session as it stands.
pub(crate) fn render(view: &View<'_>) -> String {
    let order = &view.session.order;
    let state = view.session.state(view.now);
    let (next, act) = match state {
        State::Waiting { .. } | State::PartPaid { .. } => (Next::Stay, paying(view)),
        State::InProgress { .. } | State::PartPaidInProgress { .. } => {
            (look_again(view), in_progress(view))
        }
        State::Paid { .. } => (leave(view, &order.return_url), paid(view)),
        State::PartPaidOver { .. } => (leave(view, &order.return_url), part_paid_over(view)),
        State::Unpaid { cause, .. } => {
            let url = match cause {
                Cause::CustomerLeft => order.leave_url(),
                Cause::MerchantCancelled
                | Cause::CalledOff
                | Cause::NotConfirmed
                | Cause::Expired
                | Cause::TooManyRejections => &order.return_url,
            };
            (leave(view, url), rejected(cause, url))
        }
    };
    let main = format!(
        "<section class=\"order\">{}</section><section class=\"act\">{act}</section>{}",
        summary(view, state),
        attempts(view),
    );
    document(&format!("{} · {}", order.amount, view.shop), next, &main)
}

/// A page with a message and nothing to do.
pub(crate) fn message(title: &str, words: &str) -> String {
    let main = format!(
        "<section class=\"act outcome\"><h1>{}</h1><p>{}</p></section>",
        Escaped(title),
        Escaped(words)
    );
    document(title, Next::Stay, &main)
}

/// Nobody's typing is interrupted.
fn look_again<'a>(view: &View<'_>) -> Next<'a> {
    let last = view.session.attempts(view.now).last();
    match last.map(|attempt| attempt.standing(view.now)) {
        Some(Standing::Challenged { .. }) => Next::Stay,
        Some(
            Standing::Unconfirmed
            | Standing::Validating
            | Standing::ByHand
            | Standing::Decided { .. },
        )
        | None => Next::LookAgain,
    }
}

fn leave<'a>(view: &View<'_>, url: &'a str) -> Next<'a> {
    match view.session.order.result_page {
        ResultPage::Shown => Next::Stay,
        ResultPage::Skipped => Next::Go(url),
    }
}

fn document(title: &str, next: Next<'_>, main: &str) -> String {
    let refresh = match next {
        Next::Stay => String::new(),
        Next::LookAgain => "<meta http-equiv=\"refresh\" content=\"3\">".to_owned(),
        Next::Go(url) => {
            format!(
                "<meta http-equiv=\"refresh\" content=\"0; url={}\">",
                Escaped(url)
            )
        }
    };
    format!(
        "<!doctype html>
<html lang=\"es-CL\">
<head>
<meta charset=\"utf-8\">
<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">
<meta name=\"color-scheme\" content=\"light dark\">
{refresh}
<title>{title}</title>
<link rel=\"stylesheet\" href=\"/style.css\">
</head>
<body>
<p class=\"simulation\"><strong>SIMULACIÓN</strong> — no ingrese tarjetas reales</p>
<main>{main}</main>
</body>
</html>
",
        title = Escaped(title),
    )
}

fn summary(view: &View<'_>, state: State) -> String {
    let order = &view.session.order;
    let due = match state {
        State::Waiting { .. } | State::PartPaid { .. } => {
            format!("<p class=\"due\">{}</p>", expiry(order.expires, view))
        }
        State::InProgress { .. }
        | State::PartPaidInProgress { .. }
        | State::Paid { .. }
        | State::PartPaidOver { .. }
        | State::Unpaid { .. } => String::new(),
    };
    let description = order.description.as_deref();
    format!(
        "<p class=\"shop\">{}</p><p class=\"amount\">{}</p>{due}<dl>{}{}{}</dl>",
        Escaped(view.shop),
        Escaped(order.amount),
        paid_so_far(view, state),
        description.map_or_else(String::new, |description| row("Descripción", description)),
        row("Referencia", &order.reference),
    )
}

fn paid_so_far(view: &View<'_>, state: State) -> String {
    match state {
        State::PartPaid { paid, .. }
        | State::PartPaidInProgress { paid, .. }
        | State::PartPaidOver { paid, .. } => {
            let left = view.session.left(view.now).map(|left| row("Falta", left));
            row("Pagado", view.session.order.amount.with(paid)) + &left.unwrap_or_default()
        }
        State::Waiting { .. }
        | State::InProgress { .. }
        | State::Paid { .. }
        | State::Unpaid { .. } => String::new(),
    }
}

fn row(name: &str, value: impl fmt::Display) -> String {
    format!("<div><dt>{name}</dt><dd>{}</dd></div>", Escaped(value))
}

fn expiry(expires: Timestamp, view: &View<'_>) -> String {
    let expires = expires.to_zoned(view.zone.clone());
    let today = view.now.to_zoned(view.zone.clone()).date();
    let format = if expires.date() == today {
        "Vence a las %H:%M"
    } else {
        "Vence el %d-%m-%Y a las %H:%M"
    };
    expires.strftime(format).to_string()
}

fn attempts(view: &View<'_>) -> String {
    let attempts = view.session.attempts(view.now);
    let lines: String = attempts
        .rev()
        .map(|attempt| attempt_line(attempt, view))
        .collect();
    if lines.is_empty() {
        return String::new();
    }
    format!("<section class=\"attempts\"><h2>Intentos</h2><ol>{lines}</ol></section>")
}

fn attempt_line(attempt: &Attempt, view: &View<'_>) -> String {
    let (class, outcome) = match attempt.standing(view.now) {
        Standing::Challenged { .. } => ("waiting", "◷ Falta su código".to_owned()),
        Standing::Unconfirmed => ("waiting", "◷ El comercio está confirmando".to_owned()),
        Standing::Validating | Standing::ByHand => {
            ("waiting", "◷ El banco está validando".to_owned())
        }
        Standing::Decided {
            decision: Decision::Approve,
            ..
        } => {
            let authorization = attempt.authorization(view.now).unwrap_or_default();
            ("good", format!("✓ Aprobada · autorización {authorization}"))
        }
        Standing::Decided {
            decision: Decision::Reject(reason),
            ..
        } => (
            "bad",
            format!("✕ Rechazada. {}", reason.words(Language::Spanish)),
        ),
    };
    format!(
        "<li><span class=\"how\"><time>{}</time> {} ···· {}</span> <b>{}</b> <span class=\"{class}\">{}</span></li>",
        attempt.made.to_zoned(view.zone.clone()).strftime("%H:%M"),
        attempt.card.brand.name(),
        Escaped(&attempt.card.last_digits),
        Escaped(attempt.amount),
        Escaped(outcome),
    )
}

/// The form. Its first button is out of sight: a browser presses the first one on Enter, and that
/// must not be a test card.
fn paying(view: &View<'_>) -> String {
    let link = format!("/session/{}/{}", view.session.id, view.session.token);
    format!(
        "{notice}<form method=\"post\" action=\"{link}/pay\" autocomplete=\"off\">
<button class=\"enter\" tabindex=\"-1\" aria-hidden=\"true\">Pagar</button>
{part}
<fieldset class=\"choices\"><legend>Pague con una tarjeta de prueba</legend>{choices}</fieldset>
<fieldset class=\"typed\"><legend>O escriba el número de una de ellas</legend>
{typed}
<button id=\"pay\" class=\"primary\">Pagar{amount}</button>
</fieldset>
</form>
<form method=\"post\" action=\"{link}/abandon\">
<button id=\"abandon\" class=\"quiet\">No deseo continuar</button>
</form>",
        notice = notice(view),
        part = part(view),
        choices = choices(),
        typed = include_str!("card_fields.html"),
        amount = match view.session.order.parts {
            Parts::WholeOnly => format!(" {}", Escaped(view.session.order.amount)),
            Parts::Allowed => String::new(),
        },
    )
}

fn notice(view: &View<'_>) -> String {
    if let Some(fault) = view.fault {
        return format!("<p class=\"notice\" role=\"alert\">{}</p>", Escaped(fault));
    }
    let last = view.session.attempts(view.now).last();
    match last.map(|attempt| attempt.standing(view.now)) {
        Some(Standing::Decided {
            decision: Decision::Reject(reason),
            ..
        }) => format!(
            "<p class=\"notice\" role=\"status\">Este intento no se cobró. {}. Puede intentar con otra tarjeta.</p>",
            Escaped(reason.words(Language::Spanish))
        ),
        Some(
            Standing::Challenged { .. }
            | Standing::Unconfirmed
            | Standing::Validating
            | Standing::ByHand
            | Standing::Decided {
                decision: Decision::Approve,
                ..
            },
        )
        | None => String::new(),
    }
}

/// The field for a part of the amount, where parts are taken.
fn part(view: &View<'_>) -> String {
    match (view.session.order.parts, view.session.left(view.now)) {
        (Parts::WholeOnly, _) | (Parts::Allowed, None) => String::new(),
        (Parts::Allowed, Some(left)) => format!(
            "<div class=\"part\"><label for=\"amount\">Monto a pagar ahora</label>
<input id=\"amount\" name=\"amount\" inputmode=\"numeric\" placeholder=\"{left}\" aria-describedby=\"amount-hint\">
<p id=\"amount-hint\" class=\"hint\">Puede pagar una parte. Vacío paga todo lo que falta: {left}.</p></div>",
            left = Escaped(left),
        ),
    }
}

fn choices() -> String {
    let (usual, others): (Vec<_>, Vec<_>) =
        CARDS.iter().partition(|card| USUAL.contains(&card.number));
    let buttons = |cards: Vec<&TestCard>| cards.into_iter().map(choice).collect::<String>();
    format!(
        "{}<details><summary>Más tarjetas de prueba</summary>{}</details>",
        buttons(usual),
        buttons(others)
    )
}

/// The cards that trainees need most.
const USUAL: [&str; 5] = [
    "4110760000000081",
    "4110760000000016",
    "4110760000000073",
    "4048370000000037",
    "4110760000000008",
];

fn choice(card: &TestCard) -> String {
    format!(
        "<button class=\"choice\" name=\"card\" value=\"{}\"><span>{}</span><code>{}</code></button>",
        card.number,
        Escaped(tells(card.behaviour)),
        card.grouped()
    )
}

/// What a card does, as the trainee reads it.
fn tells(behaviour: Behaviour) -> String {
    let bank = match behaviour.bank {
        Bank::AtOnce(Decision::Approve) => "Aprueba",
        Bank::AtOnce(Decision::Reject(Reason::InsufficientFunds)) => "Rechaza, sin fondos",
        Bank::AtOnce(Decision::Reject(_)) => "Rechaza",
        Bank::Validated(Decision::Approve) => "Pendiente, luego aprueba",
        Bank::Validated(Decision::Reject(_)) => "Pendiente, luego rechaza",
        Bank::Slow(Decision::Approve) => "Tarda y aprueba",
        Bank::Slow(Decision::Reject(_)) => "Tarda y rechaza",
        Bank::Under200Dollars => "Aprueba bajo 200 USD",
        Bank::RightCode => "Aprueba con 11/28 y CVV 917",
        Bank::ByHand(_) => "Revisión manual, luego rechaza",
        Bank::BreaksDown => "Falla el proceso",
    };
    let three_ds = match behaviour.three_ds {
        ThreeDs::Challenge => ", pide código",
        ThreeDs::NotAuthenticated => ", no autenticada",
        ThreeDs::None | ThreeDs::Frictionless | ThreeDs::Attempted => "",
    };
    format!("{bank}{three_ds}")
}

/// What the customer waits for, or is asked for, while an attempt is under way.
fn in_progress(view: &View<'_>) -> String {
    let last = view.session.attempts(view.now).last();
    let url = &view.session.order.return_url;
    match last.map(|attempt| attempt.standing(view.now)) {
        Some(Standing::Challenged { left }) => challenge(view, left),
        Some(Standing::Unconfirmed) => outcome(
            "waiting",
            "El comercio está confirmando su pago",
            "No vuelva a pagar. Esta página se actualiza sola.",
            url,
        ),
        Some(Standing::Validating | Standing::ByHand | Standing::Decided { .. }) | None => outcome(
            "waiting",
            "El banco está validando su pago",
            "No vuelva a pagar. Esta página se actualiza sola.",
            url,
        ),
    }
}

/// 3-D Secure: the customer's bank asks for a code.
fn challenge(view: &View<'_>, left: u8) -> String {
    let link = format!("/session/{}/{}", view.session.id, view.session.token);
    let wrong = match left {
        3.. => String::new(),
        2 => notice_of("Ese no es el código. Le quedan 2 intentos."),
        _ => notice_of("Ese no es el código. Le queda 1 intento."),
    };
    format!(
        "{wrong}<h1>Confirme que es usted</h1>
<p>Su banco le envió un código. En esta simulación es <code>12345</code>.</p>
<form method=\"post\" action=\"{link}/code\" autocomplete=\"off\">
<label for=\"code\">Código de su banco</label>
<input id=\"code\" name=\"code\" inputmode=\"numeric\" autocomplete=\"one-time-code\" maxlength=\"8\" required autofocus>
<button id=\"confirm\" class=\"primary\">Confirmar</button>
</form>"
    )
}

fn notice_of(words: &str) -> String {
    format!("<p class=\"notice\" role=\"alert\">{words}</p>")
}

fn paid(view: &View<'_>) -> String {
    let amount = view.session.order.amount;
    outcome(
        "good",
        "Pago aprobado",
        &format!("Pagó {amount}."),
        &view.session.order.return_url,
    )
}

fn part_paid_over(view: &View<'_>) -> String {
    let order = &view.session.order;
    let left = view.session.left(view.now).unwrap_or(order.amount);
    outcome(
        "waiting",
        "Pagado en parte",
        &format!(
            "Faltaron {left} de {}. El comercio le dirá cómo seguir.",
            order.amount
        ),
        &order.return_url,
    )
}

fn rejected(cause: Cause, url: &str) -> String {
    let (title, words) = match cause {
        Cause::CustomerLeft => (
            "Pago cancelado",
            "No se cobró nada. Usted decidió no continuar.",
        ),
        Cause::CalledOff | Cause::NotConfirmed => (
            "Pago cancelado",
            "No se cobró nada. El comercio no lo confirmó.",
        ),
        Cause::MerchantCancelled => (
            "Pago cancelado",
            "No se cobró nada. El comercio lo canceló.",
        ),
        Cause::Expired => (
            "Plazo vencido",
            "No se cobró nada. Pida al comercio un enlace nuevo.",
        ),
        Cause::TooManyRejections => (
            "Pago rechazado",
            "No se cobró nada. Se alcanzó el máximo de intentos; pida al comercio un enlace nuevo.",
        ),
    };
    outcome("bad", title, words, url)
}

fn outcome(class: &str, title: &str, words: &str, url: &str) -> String {
    format!(
        "<div class=\"outcome\" role=\"status\"><h1 class=\"{class}\">{}</h1><p>{}</p></div>
<a id=\"return\" class=\"primary\" href=\"{}\">Volver al comercio</a>",
        Escaped(title),
        Escaped(words),
        Escaped(url)
    )
}
