//! The payment form, from what a browser sends to a payment that can be tried.

use jiff::civil::Date;

use crate::cards::{Code, RIGHT_CODE, TestCard, digits_of, looks_like_a_card};
use crate::money::{Amount, Currency};
use crate::session::{PayRefused, Payment, Wanted};

/// What is wrong with what the customer sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    NoCard,
    UnknownCard,
    RealCard,
    Expiry,
    CardExpired,
    Cvv,
    Instalments,
    Rut,
    Email,
    Amount,
    WholeOnly { whole: Amount },
    TooMuch { left: Amount },
}

/// A field of the form, in the order of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Field {
    Amount,
    Card,
    Expiry,
    Cvv,
    Instalments,
    Name,
    Rut,
    Email,
}

impl Field {
    /// Its name in the form and its id on the page.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Amount => "amount",
            Self::Card => "card",
            Self::Expiry => "expiry",
            Self::Cvv => "cvv",
            Self::Instalments => "instalments",
            Self::Name => "name",
            Self::Rut => "rut",
            Self::Email => "email",
        }
    }
}

impl Fault {
    /// Where it is put right.
    pub(crate) fn field(self) -> Field {
        match self {
            Self::NoCard | Self::UnknownCard | Self::RealCard => Field::Card,
            Self::Expiry | Self::CardExpired => Field::Expiry,
            Self::Cvv => Field::Cvv,
            Self::Instalments => Field::Instalments,
            Self::Rut => Field::Rut,
            Self::Email => Field::Email,
            Self::Amount | Self::WholeOnly { .. } | Self::TooMuch { .. } => Field::Amount,
        }
    }
}

/// The pairs of a form. A name may come twice: a test card's button and the field for a number
/// are both called `card`.
pub(crate) struct PayForm(pub(crate) Vec<(String, String)>);

/// Which button sent a form.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sent {
    /// The one under the typed fields.
    Typed,
    /// A test card's. What is half typed beside it doesn't matter.
    Pressed,
    /// None: a program sent only what it chose to.
    ByProgram,
}

/// A form that goes back to the customer, with what is wrong in it, in the order of its fields.
pub(crate) struct ReturnedForm {
    form: PayForm,
    pub(crate) faults: Vec<Fault>,
}

/// The longest value that goes back to the customer, in bytes.
const LONGEST_VALUE: usize = 254;

impl ReturnedForm {
    pub(crate) fn new(form: PayForm, faults: Vec<Fault>) -> Self {
        Self { form, faults }
    }

    pub(crate) fn fault(&self, field: Field) -> Option<Fault> {
        let mut faults = self.faults.iter().copied();
        faults.find(|fault| fault.field() == field)
    }

    /// What the customer typed, to be shown again. Never a card's number or CVV, nor anything that
    /// could be a card's number in the wrong field, nor anything typed beside a real card.
    pub(crate) fn value(&self, field: Field) -> &str {
        match field {
            Field::Card | Field::Cvv => return "",
            Field::Amount
            | Field::Expiry
            | Field::Instalments
            | Field::Name
            | Field::Rut
            | Field::Email => {}
        }
        if self.faults.contains(&Fault::RealCard) {
            return "";
        }
        let value = self.form.filled(field.name()).unwrap_or_default();
        let digits = value.bytes().filter(u8::is_ascii_digit).count();
        if digits < 12 && value.len() <= LONGEST_VALUE {
            value
        } else {
            ""
        }
    }
}

impl PayForm {
    /// The payment that the customer wants, checked as on `today`.
    pub(crate) fn payment(&self, currency: Currency, today: Date) -> Result<Payment, Vec<Fault>> {
        let card = self.card();
        if card.as_ref().is_err_and(|fault| *fault == Fault::RealCard) {
            return Err(vec![Fault::RealCard]);
        }
        let (wanted, instalments) = (self.wanted(currency), self.instalments());
        let mut faults: Vec<Fault> = [wanted.as_ref().err(), card.as_ref().err()]
            .into_iter()
            .flatten()
            .copied()
            .collect();
        faults.extend(self.faults_of_what_is_not_kept(today));
        faults.extend(instalments.err());
        faults.sort_by_key(|fault| fault.field());
        match (card, wanted, instalments) {
            (Ok(card), Ok(wanted), Ok(instalments)) if faults.is_empty() => Ok(Payment {
                card,
                code: self.code(),
                wanted,
                instalments,
            }),
            _ => Err(faults),
        }
    }

    fn sent(&self) -> Sent {
        let cards = self.0.iter().filter(|(name, _)| name == "card").count();
        match (self.filled("typed"), cards) {
            (Some(_), _) => Sent::Typed,
            (None, 0 | 1) => Sent::ByProgram,
            (None, _) => Sent::Pressed,
        }
    }

    fn card(&self) -> Result<&'static TestCard, Fault> {
        let number = self.filled("card").ok_or(Fault::NoCard)?;
        TestCard::find(number).ok_or_else(|| {
            if looks_like_a_card(&digits_of(number)) {
                Fault::RealCard
            } else {
                Fault::UnknownCard
            }
        })
    }

    fn faults_of_what_is_not_kept(&self, today: Date) -> Vec<Fault> {
        let sent = self.sent();
        let check = |field: Field, check: &dyn Fn(&str) -> Result<(), Fault>| match (
            sent,
            field,
            self.filled(field.name()),
        ) {
            (Sent::Pressed, ..) => Ok(()),
            (Sent::Typed, Field::Expiry, None) => Err(Fault::Expiry),
            (Sent::Typed, Field::Cvv, None) => Err(Fault::Cvv),
            (Sent::Typed | Sent::ByProgram, _, None) => Ok(()),
            (Sent::Typed | Sent::ByProgram, _, Some(typed)) => check(typed),
        };
        let checked = [
            check(Field::Expiry, &|typed| check_expiry(typed, today)),
            check(Field::Cvv, &check_cvv),
            check(Field::Rut, &check_rut),
            check(Field::Email, &check_email),
        ];
        checked.into_iter().filter_map(Result::err).collect()
    }

    fn instalments(&self) -> Result<u8, Fault> {
        match self.filled("instalments").map(str::parse) {
            None => Ok(1),
            Some(Ok(instalments @ 1..=48)) => Ok(instalments),
            Some(_) => Err(Fault::Instalments),
        }
    }

    fn wanted(&self, currency: Currency) -> Result<Wanted, Fault> {
        let Some(typed) = self.filled("amount") else {
            return Ok(Wanted::Rest);
        };
        let part = Amount::from_typed(typed, currency).ok_or(Fault::Amount)?;
        Ok(Wanted::Part(part))
    }

    fn code(&self) -> Code {
        let typed = |name| digits_of(self.filled(name).unwrap_or_default());
        match (typed("expiry"), typed("cvv")) {
            (expiry, cvv) if (expiry.as_str(), cvv.as_str()) == RIGHT_CODE => Code::Right,
            _ => Code::Other,
        }
    }

    /// The first value of this name that isn't empty.
    fn filled(&self, name: &str) -> Option<&str> {
        let values = self.0.iter().filter(|(key, _)| key == name);
        values
            .map(|(_, value)| value.trim())
            .find(|value| !value.is_empty())
    }
}

fn check_expiry(typed: &str, today: Date) -> Result<(), Fault> {
    let digits: String = typed
        .chars()
        .filter(|typed| !matches!(typed, '/' | ' '))
        .collect();
    let number: i16 = match digits.len() {
        4 => digits.parse().map_err(|_| Fault::Expiry)?,
        _ => return Err(Fault::Expiry),
    };
    let (month, year) = (number / 100, 2000 + number % 100);
    if !(1..=12).contains(&month) {
        return Err(Fault::Expiry);
    }
    if (year, month) < (today.year(), i16::from(today.month())) {
        return Err(Fault::CardExpired);
    }
    Ok(())
}

fn check_cvv(typed: &str) -> Result<(), Fault> {
    let digits = typed.bytes().all(|digit| digit.is_ascii_digit());
    if digits && matches!(typed.len(), 3..=4) {
        Ok(())
    } else {
        Err(Fault::Cvv)
    }
}

/// With or without dots and hyphen; the check digit is that of modulus 11.
fn check_rut(typed: &str) -> Result<(), Fault> {
    let written: String = typed
        .chars()
        .filter(|typed| !matches!(typed, '.' | '-' | ' '))
        .collect();
    let (number, check) = match written.char_indices().next_back() {
        Some((at, check)) => (written.get(..at).unwrap_or_default(), check),
        None => return Err(Fault::Rut),
    };
    let is_number = number.bytes().all(|digit| digit.is_ascii_digit());
    if !is_number || !(1..=8).contains(&number.len()) {
        return Err(Fault::Rut);
    }
    let digits = number.bytes().rev().map(|digit| u32::from(digit - b'0'));
    let sum: u32 = digits
        .zip((2..=7).cycle())
        .map(|(digit, factor)| digit * factor)
        .sum();
    let right = match 11 - sum % 11 {
        11 => '0',
        10 => 'K',
        digit => char::from_digit(digit, 10).unwrap_or('K'),
    };
    if check.eq_ignore_ascii_case(&right) {
        Ok(())
    } else {
        Err(Fault::Rut)
    }
}

/// Something, an at sign, and a name with a dot inside: enough to catch a slip.
fn check_email(typed: &str) -> Result<(), Fault> {
    let is_mailbox = |(name, host): (&str, &str)| {
        let dot = host.rsplit_once('.');
        let labels = dot.is_some_and(|(front, end)| !front.is_empty() && end.len() > 1);
        !name.is_empty() && labels && !host.contains('@') && !host.contains("..")
    };
    let plain = !typed.contains(|c: char| c.is_whitespace() || c.is_control());
    if plain && typed.len() <= LONGEST_VALUE && typed.split_once('@').is_some_and(is_mailbox) {
        Ok(())
    } else {
        Err(Fault::Email)
    }
}

/// What the customer is told of a refused payment: the form's fault, or nothing where the page
/// itself says how things stand.
pub(crate) fn fault_of(refused: PayRefused) -> Option<Fault> {
    match refused {
        PayRefused::InProgress | PayRefused::Over => None,
        PayRefused::WholeOnly { whole } => Some(Fault::WholeOnly { whole }),
        PayRefused::TooMuch { left } => Some(Fault::TooMuch { left }),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_rut_is_told_by_its_check_digit() {
        for right in [
            "11.111.111-1",
            "12345678-5",
            "76.354.771-K",
            "76354771k",
            "6-K",
        ] {
            assert_eq!(check_rut(right), Ok(()), "{right}");
        }
        for wrong in [
            "",
            "K",
            "-",
            "11.111.111-2",
            "12345678-K",
            "123456789-2",
            "ñ",
            "1a-9",
        ] {
            assert_eq!(check_rut(wrong), Err(Fault::Rut), "{wrong}");
        }
    }

    #[test]
    fn an_e_mail_has_a_name_and_a_host() {
        for right in ["ana@correo.cl", "a.b+c@x.y.cl"] {
            assert_eq!(check_email(right), Ok(()), "{right}");
        }
        for wrong in [
            "ana",
            "@x.cl",
            "ana@cl",
            "ana@x.",
            "ana@.cl",
            "a@b@x.cl",
            "a na@x.cl",
            "ana@x..cl",
        ] {
            assert_eq!(check_email(wrong), Err(Fault::Email), "{wrong}");
        }
    }

    fn returned(pairs: &[(&str, &str)], faults: &[Fault]) -> ReturnedForm {
        let pairs = pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        ReturnedForm::new(PayForm(pairs.collect()), faults.to_vec())
    }

    #[test]
    fn nothing_secret_goes_back() {
        let form = returned(
            &[
                ("card", "4110760000000081"),
                ("cvv", "123"),
                ("name", "4242 4242 4242 4242"),
                ("email", "ana@x.cl"),
            ],
            &[Fault::Expiry],
        );
        assert_eq!(form.value(Field::Card), "");
        assert_eq!(form.value(Field::Cvv), "");
        assert_eq!(form.value(Field::Name), "");
        assert_eq!(form.value(Field::Email), "ana@x.cl");
        let beside_a_real_card = returned(&[("email", "ana@x.cl")], &[Fault::RealCard]);
        assert_eq!(beside_a_real_card.value(Field::Email), "");
    }
}
