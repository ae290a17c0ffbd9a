//! The fields that a customer types into.

use crate::page::html::Escaped;
use crate::page::words::Words;
use crate::pay_form::{Field, ReturnedForm};

/// The instalments on offer; the gateway takes any number up to 48.
const INSTALMENTS: [u8; 16] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 18, 24, 36, 48];

/// One field with its label, and what goes with it.
pub(crate) struct Input<'a> {
    pub(crate) field: Field,
    pub(crate) hint: Option<&'a str>,
    pub(crate) attributes: &'a str,
    /// Without it nothing can be paid.
    pub(crate) needed: bool,
}

/// What ties a field to its hint and to what is wrong with it.
struct Ties {
    /// The attributes of the field itself.
    attributes: String,
    /// What stands between label and field.
    notes: String,
}

impl Input<'_> {
    pub(crate) fn draw(&self, words: Words, returned: Option<&ReturnedForm>) -> String {
        let name = self.field.name();
        let ties = ties(self.field, self.hint, words, returned);
        let value = returned.map_or("", |form| form.value(self.field));
        let value = match value {
            "" => String::new(),
            value => format!(" value=\"{}\"", Escaped(value)),
        };
        let (optional, required) = match (self.needed, self.field) {
            (true, _) => (String::new(), " aria-required=\"true\""),
            (false, Field::Amount) => (String::new(), ""),
            (false, _) => (format!(" <span>{}</span>", words.optional()), ""),
        };
        format!(
            "<div class=\"field\"><label for=\"{name}\">{}{optional}</label>{}
<input id=\"{name}\" name=\"{name}\" {}{required}{}{value}></div>",
            words.label(self.field),
            ties.notes,
            self.attributes,
            ties.attributes,
        )
    }
}

fn ties(field: Field, hint: Option<&str>, words: Words, returned: Option<&ReturnedForm>) -> Ties {
    let name = field.name();
    let fault = returned.and_then(|form| form.fault(field));
    let hint = hint.map(|hint| {
        let note = format!("<p id=\"{name}-hint\" class=\"hint\">{}</p>", Escaped(hint));
        (format!("{name}-hint"), note)
    });
    let fault = fault.map(|fault| {
        let told = Escaped(words.fault_at_field(fault));
        let note = format!("<p id=\"{name}-fault\" class=\"fault\">{told}</p>");
        (format!("{name}-fault"), note)
    });
    let invalid = if fault.is_some() {
        " aria-invalid=\"true\""
    } else {
        ""
    };
    let (ids, notes): (Vec<_>, Vec<_>) = hint.into_iter().chain(fault).unzip();
    let described = match ids.as_slice() {
        [] => String::new(),
        ids => format!(" aria-describedby=\"{}\"", ids.join(" ")),
    };
    Ties {
        attributes: described + invalid,
        notes: notes.concat(),
    }
}

/// A browser's memory is kept away from the card: it would offer real ones.
const CARD_DATA: &str = "inputmode=\"numeric\" autocomplete=\"off\" spellcheck=\"false\"";

/// The fields of a typed card and of whom it belongs to.
pub(crate) fn draw(words: Words, returned: Option<&ReturnedForm>) -> String {
    let needed = |field, hint, length: u8| {
        let input = Input {
            field,
            hint: Some(hint),
            attributes: &format!("{CARD_DATA} maxlength=\"{length}\""),
            needed: true,
        };
        input.draw(words, returned)
    };
    let optional = |field, hint, attributes| {
        let input = Input {
            field,
            hint,
            attributes,
            needed: false,
        };
        input.draw(words, returned)
    };
    format!(
        "{card}<div class=\"pair\">{expiry}{cvv}</div>{instalments}{name}{rut}{email}<p class=\"hint\">{not_kept}</p>",
        card = needed(Field::Card, words.card_hint(), 23),
        expiry = needed(Field::Expiry, words.expiry_hint(), 7),
        cvv = needed(Field::Cvv, words.cvv_hint(), 4),
        instalments = instalments(words, returned),
        name = optional(Field::Name, None, "autocomplete=\"name\" maxlength=\"60\""),
        rut = optional(
            Field::Rut,
            Some(words.rut_hint()),
            "autocomplete=\"off\" spellcheck=\"false\" maxlength=\"14\""
        ),
        email = optional(
            Field::Email,
            None,
            "inputmode=\"email\" autocomplete=\"email\" spellcheck=\"false\" maxlength=\"254\""
        ),
        not_kept = words.not_kept(),
    )
}

fn instalments(words: Words, returned: Option<&ReturnedForm>) -> String {
    let chosen = returned.map_or("", |form| form.value(Field::Instalments));
    let options = INSTALMENTS.iter().map(|&instalments| {
        let selected = if chosen == instalments.to_string() {
            " selected"
        } else {
            ""
        };
        let told = words.in_instalments(instalments);
        format!("<option value=\"{instalments}\"{selected}>{told}</option>")
    });
    let ties = ties(Field::Instalments, None, words, returned);
    format!(
        "<div class=\"field\"><label for=\"instalments\">{}</label>{}
<select id=\"instalments\" name=\"instalments\"{}>{}</select></div>",
        words.instalments(),
        ties.notes,
        ties.attributes,
        options.collect::<String>(),
    )
}
