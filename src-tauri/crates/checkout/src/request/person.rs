//! Who buys and who pays.

use std::fmt;

use serde::Serialize;

use crate::Document;
use crate::request::limit::{self, Problem, RequestError};

/// A person or company: as buyer it fills the payment page in advance, as payer it is forced.
///
/// Every part may be left out. `Debug` never shows personal data.
///
/// Source: "Person".
///
/// ```
/// use placetopay_checkout::{Document, DocumentType, Person};
///
/// let ana = Person::new()
///     .document(Document::new(DocumentType::ClRut, "11.111.111-1")?)
///     .name("Ana")?
///     .email("ana@example.cl")?;
/// assert!(Person::new().email("ana").is_err());
/// # Ok::<(), placetopay_checkout::RequestError>(())
/// ```
#[derive(Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Person {
    #[serde(flatten)]
    document: Option<Document>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    surname: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    company: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mobile: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<Address>,
}

impl Person {
    /// Nobody in particular yet.
    #[must_use]
    pub fn new() -> Self {
        Person::default()
    }

    /// The identity document.
    #[must_use]
    pub fn document(mut self, document: Document) -> Self {
        self.document = Some(document);
        self
    }

    /// The first name, or a company's name, in at most 60 characters.
    ///
    /// # Errors
    /// [`RequestError`] of `name`.
    pub fn name(mut self, name: impl Into<String>) -> Result<Self, RequestError> {
        self.name = Some(limit::text("name", name, 60)?);
        Ok(self)
    }

    /// The last name, in at most 60 characters; companies have none.
    ///
    /// # Errors
    /// [`RequestError`] of `surname`.
    pub fn surname(mut self, surname: impl Into<String>) -> Result<Self, RequestError> {
        self.surname = Some(limit::text("surname", surname, 60)?);
        Ok(self)
    }

    /// The company that the person belongs to, in at most 60 characters.
    ///
    /// # Errors
    /// [`RequestError`] of `company`.
    pub fn company(mut self, company: impl Into<String>) -> Result<Self, RequestError> {
        self.company = Some(limit::text("company", company, 60)?);
        Ok(self)
    }

    /// The e-mail address, in at most 80 characters.
    ///
    /// # Errors
    /// [`RequestError`] of `email`, also where it is none.
    pub fn email(mut self, email: impl Into<String>) -> Result<Self, RequestError> {
        let email = limit::text("email", email, 80)?;
        let around = email.split_once('@');
        let looks_right = around.is_some_and(|(name, host)| {
            !name.is_empty() && !host.is_empty() && !host.contains('@')
        });
        if !looks_right || email.contains(char::is_whitespace) {
            let expected = "an e-mail address";
            return Err(RequestError::new("email", Problem::Form { expected }));
        }
        self.email = Some(email);
        Ok(self)
    }

    /// The telephone number, in at most 30 characters, such as `+56 9 1234 5678`.
    ///
    /// # Errors
    /// [`RequestError`] of `mobile`.
    pub fn mobile(mut self, mobile: impl Into<String>) -> Result<Self, RequestError> {
        self.mobile = Some(telephone("mobile", mobile, 30)?);
        Ok(self)
    }

    /// Where the person lives.
    #[must_use]
    pub fn address(mut self, address: Address) -> Self {
        self.address = Some(address);
        self
    }
}

/// Personal data stays out of logs.
impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Person(…)")
    }
}

/// Where a person lives. `Debug` never shows it.
///
/// Source: "Address".
///
/// ```
/// use placetopay_checkout::Address;
///
/// let address = Address::new().country("CL")?.city("Ñuñoa")?.street("Irarrázaval 123")?;
/// assert!(Address::new().country("Chile").is_err());
/// # Ok::<(), placetopay_checkout::RequestError>(())
/// ```
#[derive(Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Address {
    #[serde(skip_serializing_if = "Option::is_none")]
    country: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    city: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    postal_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    street: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phone: Option<String>,
}

impl Address {
    /// Nowhere yet.
    #[must_use]
    pub fn new() -> Self {
        Address::default()
    }

    /// The country, as two upper-case letters of ISO 3166-1.
    ///
    /// # Errors
    /// [`RequestError`] of `address.country`.
    pub fn country(mut self, country: impl Into<String>) -> Result<Self, RequestError> {
        let country = country.into();
        if country.len() != 2 || !country.bytes().all(|letter| letter.is_ascii_uppercase()) {
            let expected = "two upper-case letters of ISO 3166-1";
            let problem = Problem::Form { expected };
            return Err(RequestError::new("address.country", problem));
        }
        self.country = Some(country);
        Ok(self)
    }

    /// The region, as at most three characters of ISO 3166-2 after the country, such as `RM`.
    ///
    /// # Errors
    /// [`RequestError`] of `address.state`.
    pub fn state(mut self, state: impl Into<String>) -> Result<Self, RequestError> {
        self.state = Some(limit::text("address.state", state, 3)?);
        Ok(self)
    }

    /// The city or municipality, in at most 30 characters.
    ///
    /// # Errors
    /// [`RequestError`] of `address.city`.
    pub fn city(mut self, city: impl Into<String>) -> Result<Self, RequestError> {
        self.city = Some(limit::text("address.city", city, 30)?);
        Ok(self)
    }

    /// The postal code, in at most 10 characters.
    ///
    /// # Errors
    /// [`RequestError`] of `address.postalCode`.
    pub fn postal_code(mut self, postal_code: impl Into<String>) -> Result<Self, RequestError> {
        self.postal_code = Some(limit::text("address.postalCode", postal_code, 10)?);
        Ok(self)
    }

    /// Street and number, in at most 128 characters.
    ///
    /// # Errors
    /// [`RequestError`] of `address.street`.
    pub fn street(mut self, street: impl Into<String>) -> Result<Self, RequestError> {
        self.street = Some(limit::text("address.street", street, 128)?);
        Ok(self)
    }

    /// The telephone number there, in at most 20 characters.
    ///
    /// # Errors
    /// [`RequestError`] of `address.phone`.
    pub fn phone(mut self, phone: impl Into<String>) -> Result<Self, RequestError> {
        self.phone = Some(telephone("address.phone", phone, 20)?);
        Ok(self)
    }
}

/// Personal data stays out of logs.
impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Address(…)")
    }
}

fn telephone(
    field: &'static str,
    number: impl Into<String>,
    most: usize,
) -> Result<String, RequestError> {
    let number = limit::text(field, number, most)?;
    let belongs = |c: char| c.is_ascii_digit() || " +-().".contains(c);
    if !number.chars().all(belongs) || !number.contains(|c: char| c.is_ascii_digit()) {
        let expected = "a telephone number";
        return Err(RequestError::new(field, Problem::Form { expected }));
    }
    Ok(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_limit_names_its_field() {
        let person = Person::new;
        let long = |count: usize| "ñ".repeat(count);
        for (refused, field) in [
            (person().name(long(61)), "name"),
            (person().name(" "), "name"),
            (person().surname(long(61)), "surname"),
            (person().company(long(61)), "company"),
            (person().email(format!("a@{}", long(79))), "email"),
            (person().email("a@b@c"), "email"),
            (person().email("a b@c.cl"), "email"),
            (person().email("@c.cl"), "email"),
            (person().mobile("+".repeat(31)), "mobile"),
            (person().mobile("call me"), "mobile"),
        ] {
            assert_eq!(refused.unwrap_err().field(), field);
        }
        assert!(person().name(long(60)).is_ok());
        let address = Address::new;
        for (refused, field) in [
            (address().country("cl"), "address.country"),
            (address().state("RMET"), "address.state"),
            (address().city(long(31)), "address.city"),
            (address().postal_code("12345678901"), "address.postalCode"),
            (address().street(long(129)), "address.street"),
            (address().phone("123456789012345678901"), "address.phone"),
        ] {
            assert_eq!(refused.unwrap_err().field(), field);
        }
    }

    #[test]
    fn debug_shows_nobody() {
        let person = Person::new().name("Ana").unwrap().address(Address::new());
        assert_eq!(format!("{person:?}"), "Person(…)");
        assert_eq!(format!("{:?}", Address::new()), "Address(…)");
    }
}
