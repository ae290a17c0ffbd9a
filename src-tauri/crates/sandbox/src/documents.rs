//! The forms of identity documents, as the documentation prints them. No check digit is checked:
//! the gateway does not do so either.

use std::sync::LazyLock;

use regex_lite::Regex;

use crate::fields::Rule;

/// Each kind's code, its name, and the form of its number.
const KINDS: [(&str, &str, &str); 28] = [
    ("PPN", "pasaporte", "^[a-zA-Z0-9_]{4,16}$"),
    ("TAX", "TAX", "^[a-zA-Z0-9_]{4,16}$"),
    ("LIC", "LIC", "^[a-zA-Z0-9_]{4,16}$"),
    ("EIN", "EIN", r"^[1-9]\d?-\d{7}$"),
    ("CC", "cédula", "^[1-9][0-9]{3,9}$"),
    (
        "CE",
        "cédula de extranjería",
        "^([a-zA-Z]{1,5})?[1-9][0-9]{3,7}$",
    ),
    ("TI", "tarjeta de identidad", "^[1-9][0-9]{4,11}$"),
    ("NIT", "NIT", r"^[1-9]\d{6,9}$"),
    ("RUT", "RUT de Colombia", r"^[1-9]\d{6,9}$"),
    ("CI", "cédula", r"^\d{10}$"),
    ("RUC", "RUC", r"^\d{13}$"),
    ("CRCPF", "cédula", "^[1-9][0-9]{8}$"),
    ("CPJ", "cédula jurídica", "^[1-9][0-9]{9}$"),
    ("DIMEX", "DIMEX", "^[1-9][0-9]{10,11}$"),
    ("DIDI", "DIDI", "^[1-9][0-9]{10,11}$"),
    (
        "CLRUT",
        "RUT como 12345678-9",
        r"^(\d{1,2}(\.?\d{1,3}){2}-[\dKk])$",
    ),
    ("CIP", "cédula", r"^(N|E|PE\d+)?\d{2,6}\d{2,6}$"),
    ("PARUC", "RUC", r"^[a-zA-Z0-9\-]{1,16}$"),
    ("CPF", "CPF", r"^\d{10,11}$"),
    ("DNI", "DNI", r"^\d{8}$"),
    ("PERUC", "RUC", r"^(10|15|16|17|20)\d{9}$"),
    ("HNDNI", "DNI", "^[a-zA-Z0-9]{1,15}$"),
    ("HNDR", "documento de residencia", "^[a-zA-Z0-9]{1,15}$"),
    ("RTN", "RTN", "^[0-9]{14,16}$"),
    ("BZSSN", "SSN", "^[0-9]{9}$"),
    ("BRN", "BRN", "^[0-9]{5,7}$"),
    ("UYCI", "cédula", r"^\d{6,7}-[0-9]$"),
    ("UYRUT", "RUT de Uruguay", r"^\d{12}$"),
];

/// Checks a number against the form of its kind.
pub(crate) fn check(kind: &str, number: &str) -> Result<(), Rule> {
    static FORMS: LazyLock<Vec<Option<Regex>>> =
        LazyLock::new(|| KINDS.map(|(_, _, form)| Regex::new(form).ok()).into());
    let place = KINDS.iter().position(|(code, ..)| *code == kind);
    let place = place.ok_or(Rule::UnknownDocument)?;
    let (_, name, _) = KINDS[place];
    match FORMS.get(place) {
        Some(Some(form)) if form.is_match(number) => Ok(()),
        _ => Err(Rule::Document(name)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_is_a_regular_expression() {
        for (code, _, form) in KINDS {
            assert!(Regex::new(form).is_ok(), "{code}");
            assert!(check(code, "").is_err(), "{code}");
        }
    }

    #[test]
    fn a_rut_has_the_shape_that_the_gateway_asks_for() {
        for good in [
            "12345678-5",
            "12.345.678-K",
            "1.234.567-k",
            "12345.678-0",
            "1.2.3-4",
        ] {
            assert_eq!(check("CLRUT", good), Ok(()), "{good}");
        }
        for bad in [
            "12345678",
            "123456789-0",
            "12.345.678-x",
            "12.345.6789-0",
            "-1",
            "1.2-3",
        ] {
            assert!(check("CLRUT", bad).is_err(), "{bad}");
        }
        assert_eq!(check("XYZ", "1"), Err(Rule::UnknownDocument));
    }
}
