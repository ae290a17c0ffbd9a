//! The test cards, each a button that pays at once.

use crate::cards::{Bank, Behaviour, CARDS, Decision, TestCard, ThreeDs};
use crate::page::html::{Escaped, Tone};
use crate::page::words::Words;

/// The cards that trainees need most, in the order that they need them.
const USUAL: [&str; 5] = [
    "4110760000000081",
    "4110760000000016",
    "4110760000000073",
    "4048370000000037",
    "4110760000000008",
];

/// What the other cards are good for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Group {
    Approve,
    Reject,
    Pending,
    Slow,
    ThreeDs,
    Special,
}

const GROUPS: [Group; 6] = [
    Group::Approve,
    Group::Reject,
    Group::Pending,
    Group::Slow,
    Group::ThreeDs,
    Group::Special,
];

impl Group {
    fn of(behaviour: Behaviour) -> Self {
        match (behaviour.bank, behaviour.three_ds) {
            (Bank::Under200Dollars | Bank::RightCode | Bank::ByHand(_) | Bank::BreaksDown, _) => {
                Self::Special
            }
            (
                Bank::AtOnce(_) | Bank::Validated(_) | Bank::Slow(_),
                ThreeDs::Frictionless
                | ThreeDs::Challenge
                | ThreeDs::Attempted
                | ThreeDs::NotAuthenticated,
            ) => Self::ThreeDs,
            (Bank::AtOnce(Decision::Approve), ThreeDs::None) => Self::Approve,
            (Bank::AtOnce(Decision::Reject(_)), ThreeDs::None) => Self::Reject,
            (Bank::Validated(_), ThreeDs::None) => Self::Pending,
            (Bank::Slow(_), ThreeDs::None) => Self::Slow,
        }
    }

    fn title(self, words: Words) -> &'static str {
        match self {
            Self::Approve => words.approving_cards(),
            Self::Reject => words.rejecting_cards(),
            Self::Pending => words.pending_cards(),
            Self::Slow => words.slow_cards(),
            Self::ThreeDs => words.three_ds_cards(),
            Self::Special => words.special_cards(),
        }
    }
}

/// The usual cards in sight, the others behind a disclosure.
pub(crate) fn draw(words: Words) -> String {
    let usual: String = USUAL
        .iter()
        .filter_map(|number| TestCard::find(number))
        .map(|card| button(card, words))
        .collect();
    let groups: String = GROUPS
        .iter()
        .map(|&group| draw_group(group, words))
        .collect();
    format!(
        "<fieldset class=\"choices\"><legend>{}</legend>{usual}</fieldset>
<details><summary>{}</summary>{groups}</details>",
        words.test_cards(),
        words.more_test_cards(),
    )
}

fn draw_group(group: Group, words: Words) -> String {
    let buttons: String = CARDS
        .iter()
        .filter(|card| !USUAL.contains(&card.number) && Group::of(card.behaviour) == group)
        .map(|card| button(card, words))
        .collect();
    format!(
        "<fieldset class=\"choices\"><legend>{}</legend>{buttons}</fieldset>",
        group.title(words)
    )
}

fn button(card: &TestCard, words: Words) -> String {
    format!(
        "<button class=\"choice\" name=\"card\" value=\"{}\">{}<span>{}</span> <small>{} <code>{}</code></small></button>",
        card.number,
        tone(card.behaviour).mark(),
        Escaped(words.tells(card.behaviour)),
        card.brand.name(),
        card.grouped(),
    )
}

/// What the trainee sees first after pressing.
fn tone(behaviour: Behaviour) -> Tone {
    match (behaviour.three_ds, behaviour.bank) {
        (ThreeDs::NotAuthenticated, _)
        | (_, Bank::AtOnce(Decision::Reject(_)) | Bank::BreaksDown) => Tone::Bad,
        (_, Bank::Validated(_) | Bank::Slow(_) | Bank::ByHand(_)) => Tone::Waiting,
        (_, Bank::AtOnce(Decision::Approve) | Bank::Under200Dollars | Bank::RightCode) => {
            Tone::Good
        }
    }
}
