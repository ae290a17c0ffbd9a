//! The payment page. Plain HTML that works without scripts; the only one that may run counts down.
//!
//! # Design
//! A page follows from the session, the time, and the form that came back, if one did. While there
//! is something to pay it shows the purchase beside a form; in every other state it is one sheet
//! that says how things stand. All its words are in [`words`].

mod attempts;
mod card_fields;
mod challenge;
mod fault;
mod html;
mod outcome;
mod paying;
mod purchase;
mod test_cards;
mod words;

use axum::http::header;
use axum::response::IntoResponse;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

use crate::language::Language;
use crate::order::ResultPage;
use crate::page::html::{Document, Escaped, Layout, Next};
use crate::page::words::Words;
use crate::pay_form::ReturnedForm;
use crate::session::{Attempt, Cause, Session, Standing, State};

/// What a browser may do on the page: load the one style sheet and the one script, ask here how
/// things stand, and send the forms back here.
pub(crate) const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// `GET /style.css`
pub(crate) async fn style() -> impl IntoResponse {
    (
        [(header::CONTENT_TYPE, "text/css; charset=utf-8")],
        include_str!("style.css"),
    )
}

/// `GET /countdown.js`
pub(crate) async fn countdown() -> impl IntoResponse {
    (
        [(header::CONTENT_TYPE, "text/javascript; charset=utf-8")],
        include_str!("countdown.js"),
    )
}

/// What a page is drawn from.
pub(crate) struct View<'a> {
    pub(crate) session: &'a Session,
    pub(crate) shop: &'a str,
    pub(crate) now: Timestamp,
    /// How many times as fast as the customer's clock the gateway's runs.
    pub(crate) speed: u32,
    pub(crate) zone: &'a TimeZone,
    /// The form just sent, where something was wrong with it.
    pub(crate) returned: Option<&'a ReturnedForm>,
}

impl View<'_> {
    fn words(&self) -> Words {
        Words(self.session.order.language)
    }

    /// A time as the customer's clock shows it.
    fn local(&self, at: Timestamp) -> Zoned {
        at.to_zoned(self.zone.clone())
    }

    /// Where the session's forms are sent.
    fn link(&self) -> String {
        format!("/session/{}/{}", self.session.id, self.session.token)
    }

    fn last_attempt(&self) -> Option<&Attempt> {
        self.session.attempts(self.now).last()
    }

    fn last_standing(&self) -> Option<Standing> {
        self.last_attempt()
            .map(|attempt| attempt.standing(self.now))
    }
}

/// What a state puts on the page.
struct Scene<'a> {
    /// What the browser's tab says before the shop's name.
    title: String,
    next: Next<'a>,
    layout: Layout,
    main: String,
}

/// The page of a session as it stands.
pub(crate) fn render(view: &View<'_>) -> String {
    let scene = scene(view);
    Document {
        words: view.words(),
        title: &format!("{} · {}", scene.title, view.shop),
        next: scene.next,
        layout: scene.layout,
        main: &scene.main,
    }
    .draw()
}

fn scene<'a>(view: &View<'a>) -> Scene<'a> {
    let order = &view.session.order;
    match view.session.state(view.now) {
        State::Waiting { .. } | State::PartPaid { .. } => paying::draw(view),
        State::InProgress { .. } | State::PartPaidInProgress { .. } => match view.last_standing() {
            Some(Standing::Challenged { left }) => challenge::draw(view, left),
            Some(Standing::Unconfirmed) => outcome::in_progress(view, view.words().confirming()),
            Some(Standing::Validating | Standing::ByHand | Standing::Decided { .. }) | None => {
                outcome::in_progress(view, view.words().validating())
            }
        },
        State::Paid { at } => outcome::paid(view, at, leave(view, &order.return_url)),
        State::PartPaidOver { paid, .. } => {
            let paid = order.amount.with(paid);
            outcome::part_paid_over(view, paid, leave(view, &order.return_url))
        }
        State::Unpaid { cause, .. } => {
            let url = match cause {
                Cause::CustomerLeft => order.leave_url(),
                Cause::MerchantCancelled
                | Cause::CalledOff
                | Cause::NotConfirmed
                | Cause::Expired
                | Cause::TooManyRejections => &order.return_url,
            };
            outcome::unpaid(view, cause, url, leave(view, url))
        }
    }
}

fn leave<'a>(view: &View<'_>, url: &'a str) -> Next<'a> {
    match view.session.order.result_page {
        ResultPage::Shown => Next::Stay,
        ResultPage::Skipped => Next::Go(url),
    }
}

/// The page under an address that leads to no session.
pub(crate) fn no_such_link() -> String {
    message(Words::no_such_link, Words::ask_for_a_link)
}

/// The page after a payment that could not be kept.
pub(crate) fn not_kept() -> String {
    message(Words::not_stored, Words::try_again)
}

/// A message with nothing to do, in both languages: there is no session that would name one.
fn message(title: fn(Words) -> &'static str, text: fn(Words) -> &'static str) -> String {
    let (spanish, english) = (Words(Language::Spanish), Words(Language::English));
    let main = format!(
        "<section class=\"act\"><h1>{}</h1><p>{}</p><p lang=\"en\" class=\"hint\">{}. {}</p></section>",
        Escaped(title(spanish)),
        Escaped(text(spanish)),
        Escaped(title(english)),
        Escaped(text(english)),
    );
    Document {
        words: spanish,
        title: title(spanish),
        next: Next::Stay,
        layout: Layout::Sheet,
        main: &main,
    }
    .draw()
}
