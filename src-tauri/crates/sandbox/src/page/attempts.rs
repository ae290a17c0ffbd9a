//! What was tried so far.

use crate::cards::Decision;
use crate::page::View;
use crate::page::html::{Escaped, Tone};
use crate::session::{Attempt, Standing};

/// The attempts, newest first. Left out where the page itself says the same.
pub(crate) fn draw(view: &View<'_>) -> String {
    let words = view.words();
    let is_over = view.session.state(view.now).is_final();
    let is_news = |attempt: &Attempt| match attempt.standing(view.now) {
        Standing::Decided {
            decision: Decision::Reject(_),
            ..
        } => true,
        Standing::Decided {
            decision: Decision::Approve,
            ..
        } => !is_over,
        Standing::Challenged { .. }
        | Standing::Unconfirmed
        | Standing::Validating
        | Standing::ByHand => false,
    };
    let mut attempts = view.session.attempts(view.now);
    if !attempts.any(is_news) {
        return String::new();
    }
    let attempts = view.session.attempts(view.now);
    let lines: String = attempts.rev().map(|attempt| line(attempt, view)).collect();
    format!(
        "<section class=\"attempts\" aria-labelledby=\"attempts\"><h2 id=\"attempts\">{}</h2><ol>{lines}</ol></section>",
        words.attempts()
    )
}

fn line(attempt: &Attempt, view: &View<'_>) -> String {
    let (tone, outcome) = outcome(attempt, view);
    format!(
        "<li><span><time>{}</time> {} ···· {}</span> <b>{}</b> <span class=\"{}\">{}{}</span></li>",
        view.local(attempt.made).strftime("%H:%M"),
        attempt.card.brand.name(),
        Escaped(&attempt.card.last_digits),
        Escaped(view.words().money(attempt.amount)),
        tone.class(),
        tone.mark(),
        Escaped(outcome),
    )
}

fn outcome(attempt: &Attempt, view: &View<'_>) -> (Tone, String) {
    let words = view.words();
    match attempt.standing(view.now) {
        Standing::Challenged { .. } => (Tone::Waiting, words.code_missing().to_owned()),
        Standing::Unconfirmed => (Tone::Waiting, words.shop_confirms().to_owned()),
        Standing::Validating | Standing::ByHand => {
            (Tone::Waiting, words.bank_validates().to_owned())
        }
        Standing::Decided {
            decision: Decision::Approve,
            ..
        } => {
            let authorization = attempt.authorization(view.now).unwrap_or_default();
            let told = words.authorization().to_lowercase();
            let told = format!("{} · {told} {authorization}", words.attempt_approved());
            (Tone::Good, told)
        }
        Standing::Decided {
            decision: Decision::Reject(reason),
            ..
        } => {
            let told = format!("{}. {}", words.attempt_rejected(), reason.words(words.0));
            (Tone::Bad, told)
        }
    }
}
