//! A payer, a buyer or a recipient, checked and otherwise kept as sent.

use serde_json::value::RawValue;

use crate::fields::{Object, Rule, Text, Value as _, Violation};

/// Checks the person in property `name` of `request`, if there is one. `path` is what its own
/// properties are called in a refusal.
pub(crate) fn check(request: &Object, path: &'static str, name: &str) -> Result<(), Violation> {
    if !request.properties.contains_key(name) {
        return Ok(());
    }
    let person = request.child(path, name)?;
    person.optional::<Text<0, 25>>("document")?;
    person.optional::<Text<0, 6>>("documentType")?;
    for name in ["name", "surname", "company"] {
        person.optional::<Text<1, 60>>(name)?;
    }
    person.optional::<Text<1, 80>>("email")?;
    person.optional::<Text<1, 30>>("mobile")?;
    if person.properties.contains_key("address") {
        check_address(&person.child(path, "address")?)?;
    }
    check_rut(&person)
}

fn check_address(address: &Object) -> Result<(), Violation> {
    address.optional::<Text<2, 2>>("country")?;
    address.optional::<Text<0, 3>>("state")?;
    address.optional::<Text<0, 30>>("city")?;
    address.optional::<Text<0, 10>>("postalCode")?;
    address.optional::<Text<1, 128>>("street")?;
    address.optional::<Text<0, 20>>("phone")?;
    Ok(())
}

fn check_rut(person: &Object) -> Result<(), Violation> {
    let is_rut = |raw: &RawValue| Text::<0, 6>::parse(raw).is_ok_and(|Text(kind)| kind == "CLRUT");
    if !person
        .properties
        .get("documentType")
        .is_some_and(|kind| is_rut(kind))
    {
        return Ok(());
    }
    let Text::<0, 25>(document) = person.required("document")?;
    if looks_like_rut(&document) {
        Ok(())
    } else {
        Err(person.breaks("document", Rule::Rut))
    }
}

/// Whether it matches `^\d{1,2}(\.?\d{1,3}){2}-[\dkK]$`. The gateway doesn't look at the check
/// digit, so neither does this.
fn looks_like_rut(document: &str) -> bool {
    let Some((body, check)) = document.rsplit_once('-') else {
        return false;
    };
    let groups: Vec<&str> = body.split('.').collect();
    let lengths: Vec<usize> = groups.iter().map(|group| group.len()).collect();
    let shaped = match lengths[..] {
        [all] => (3..=8).contains(&all),
        [1..=2, rest] => (2..=6).contains(&rest) || lengths[0] == 2 && rest == 1,
        [first, 1..=3] => (2..=5).contains(&first),
        [1..=2, 1..=3, 1..=3] => true,
        _ => false,
    };
    let digits = groups
        .iter()
        .all(|group| group.bytes().all(|digit| digit.is_ascii_digit()));
    shaped && digits && matches!(check.as_bytes(), [b'0'..=b'9' | b'k' | b'K'])
}

#[cfg(test)]
mod tests {
    use super::looks_like_rut;

    #[test]
    fn a_rut_has_the_shape_that_the_gateway_asks_for() {
        for good in [
            "12345678-5",
            "12.345.678-K",
            "1.234.567-k",
            "12345.678-0",
            "1.2.3-4",
        ] {
            assert!(looks_like_rut(good), "{good}");
        }
        for bad in [
            "12345678",
            "123456789-0",
            "12.345.678-x",
            "12.345.6789-0",
            "-1",
            "1.2-3",
        ] {
            assert!(!looks_like_rut(bad), "{bad}");
        }
    }
}
