//! A payer, a buyer or a recipient, checked and otherwise kept as sent.

use crate::documents;
use crate::fields::{Object, Rule, Text, Violation};

/// Checks the person in property `name` of `request`, if there is one. `path` and `address` are what
/// its own properties and those of its address are called in a refusal.
pub(crate) fn check(
    request: &Object,
    name: &str,
    path: &'static str,
    address: &'static str,
) -> Result<(), Violation> {
    if !request.properties.contains_key(name) {
        return Ok(());
    }
    let person = request.child(path, name)?;
    person.optional::<Text<0, 25>>("document")?;
    person.optional::<Text<0, 6>>("documentType")?;
    for name in ["name", "surname", "company"] {
        person.optional::<Text<1, 60>>(name)?;
    }
    check_email(&person)?;
    person.optional::<Text<1, 30>>("mobile")?;
    if person.properties.contains_key("address") {
        check_address(&person.child(address, "address")?)?;
    }
    check_document(&person)
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

fn check_email(person: &Object) -> Result<(), Violation> {
    match person.optional::<Text<1, 80>>("email")? {
        Some(Text(email)) if !looks_like_an_address(&email) => {
            Err(person.breaks("email", Rule::Email))
        }
        Some(_) | None => Ok(()),
    }
}

/// Something on both sides of one `@`, and no blank.
pub(crate) fn looks_like_an_address(email: &str) -> bool {
    email
        .split_once('@')
        .is_some_and(|(name, host)| !name.is_empty() && !host.is_empty() && !host.contains('@'))
        && !email.contains(char::is_whitespace)
}

/// A document is held to the form of its kind; without a kind to none.
fn check_document(person: &Object) -> Result<(), Violation> {
    let Some(Text(kind)) = person.optional::<Text<0, 6>>("documentType")? else {
        return Ok(());
    };
    let Text::<0, 25>(document) = person.required("document")?;
    match documents::check(&kind, &document) {
        Ok(()) => Ok(()),
        Err(rule @ Rule::UnknownDocument) => Err(person.breaks("documentType", rule)),
        Err(rule) => Err(person.breaks("document", rule)),
    }
}
