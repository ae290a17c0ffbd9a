//! How it ended, or what is being waited for.

use jiff::Timestamp;

use crate::money::Amount;
use crate::page::html::{Escaped, Layout, Next, Tone, row, size};
use crate::page::paying::nothing_charged;
use crate::page::{Scene, View, attempts, purchase};
use crate::session::{Attempt, Cause};

/// One sheet that says how things stand.
struct Sheet<'a> {
    tone: Tone,
    title: &'a str,
    /// The amount that matters now.
    amount: Amount,
    text: &'a str,
    details: String,
    /// Where "back to the shop" leads.
    url: &'a str,
}

impl Sheet<'_> {
    fn draw(&self, view: &View<'_>) -> String {
        let words = view.words();
        let weight = match self.tone {
            Tone::Good | Tone::Bad => "primary",
            Tone::Waiting => "secondary",
        };
        let money = words.money(self.amount);
        // What was not charged is no headline.
        let (headline, detail) = match self.tone {
            Tone::Good | Tone::Waiting => (headline(&money), String::new()),
            Tone::Bad => (String::new(), row(words.amount(), &money)),
        };
        let text = match self.text {
            "" => String::new(),
            text => format!("<p>{}</p>", Escaped(text)),
        };
        format!(
            "<section class=\"act outcome {tone}-outcome\" aria-labelledby=\"title\">
<div role=\"status\">{mark}<h1 id=\"title\" class=\"{tone}\">{title}</h1>
{headline}{text}</div>
<dl>{shop}{detail}{details}{purchase}</dl>
<a id=\"return\" class=\"{weight}\" href=\"{url}\">{back}</a>
</section>",
            tone = self.tone.class(),
            mark = self.tone.mark(),
            title = Escaped(self.title),
            shop = row(words.shop(), view.shop),
            details = self.details,
            purchase = purchase::details(view),
            url = Escaped(self.url),
            back = words.back_to_shop(),
        )
    }

    fn scene<'v>(&self, view: &View<'v>, next: Next<'v>) -> Scene<'v> {
        let attempts = attempts::draw(view);
        Scene {
            title: self.title.to_owned(),
            next,
            layout: Layout::Sheet,
            main: self.draw(view) + &attempts,
        }
    }
}

/// The bank, or the shop, has it in hand.
pub(crate) fn in_progress<'a>(view: &View<'a>, title: &str) -> Scene<'a> {
    let order = &view.session.order;
    let attempt = view.last_attempt();
    let sheet = Sheet {
        tone: Tone::Waiting,
        title,
        amount: attempt.map_or(order.amount, |attempt| attempt.amount),
        text: view.words().do_not_pay_again(),
        details: attempt.map_or_else(String::new, |attempt| card(view, attempt)),
        url: &order.return_url,
    };
    sheet.scene(view, Next::LookAgain)
}

pub(crate) fn paid<'a>(view: &View<'a>, at: Timestamp, next: Next<'a>) -> Scene<'a> {
    let words = view.words();
    let date = view.local(at).strftime("%d-%m-%Y %H:%M").to_string();
    let sheet = Sheet {
        tone: Tone::Good,
        title: words.approved(),
        amount: view.session.order.amount,
        text: "",
        details: payments(view) + &row(words.date(), date),
        url: &view.session.order.return_url,
    };
    sheet.scene(view, next)
}

pub(crate) fn part_paid_over<'a>(view: &View<'a>, paid: Amount, next: Next<'a>) -> Scene<'a> {
    let words = view.words();
    let order = &view.session.order;
    let left = view.session.left(view.now).unwrap_or(order.amount);
    let sheet = Sheet {
        tone: Tone::Waiting,
        title: words.paid_in_part(),
        amount: paid,
        text: &words.part_paid_over(left, order.amount),
        details: payments(view),
        url: &order.return_url,
    };
    sheet.scene(view, next)
}

pub(crate) fn unpaid<'a>(view: &View<'a>, cause: Cause, url: &str, next: Next<'a>) -> Scene<'a> {
    let (title, why) = view.words().unpaid(cause);
    let sheet = Sheet {
        tone: Tone::Bad,
        title,
        amount: view.session.order.amount,
        text: &format!("{} {why}", nothing_charged(view)),
        details: String::new(),
        url,
    };
    sheet.scene(view, next)
}

fn headline(money: &str) -> String {
    format!("<p class=\"{}\">{}</p>", size(money), Escaped(money))
}

/// Each approved payment: its card, instalments and authorization, in one line where there are
/// several.
fn payments(view: &View<'_>) -> String {
    let words = view.words();
    let approved: Vec<_> = view
        .session
        .attempts(view.now)
        .filter_map(|attempt| Some((attempt, attempt.authorization(view.now)?)))
        .collect();
    if let [(attempt, authorization)] = approved.as_slice() {
        return card(view, attempt) + &row(words.authorization(), authorization);
    }
    let payments = approved.iter().map(|(attempt, authorization)| {
        let told = format!(
            "{} · {} · {} {authorization}",
            name(attempt),
            words.in_instalments(attempt.instalments),
            words.authorization().to_lowercase(),
        );
        row(&words.money(attempt.amount), told)
    });
    payments.collect()
}

/// The card of an attempt, and its instalments.
fn card(view: &View<'_>, attempt: &Attempt) -> String {
    let words = view.words();
    let instalments = words.in_instalments(attempt.instalments);
    row(words.card_used(), name(attempt)) + &row(words.instalments(), instalments)
}

fn name(attempt: &Attempt) -> String {
    let card = &attempt.card;
    format!("{} ···· {}", card.brand.name(), card.last_digits)
}
