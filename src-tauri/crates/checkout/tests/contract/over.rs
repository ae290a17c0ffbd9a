//! A value just over a limit is refused, and the error names the field.

use std::num::NonZeroU32;

use jiff::{SignedDuration, Timestamp};
use placetopay_checkout::{
    Address, Amount, CreateSession, Currency, Detail, DetailKind, Document, DocumentType,
    Expiration, Field, Item, Person, Problem, Reference, RequestError, Reversal, Tax, TaxKind,
    UserAgent,
};
use proptest::prelude::*;

use crate::recorder::NOW;

fn now() -> Timestamp {
    NOW.parse().unwrap()
}

fn session(amount: Amount) -> Result<CreateSession, RequestError> {
    let expiration = Expiration::after(Expiration::SHORTEST, now())?;
    let url = "https://tienda.cl/".parse().unwrap();
    CreateSession::new("C1-1".parse()?, amount, expiration, url)
}

fn peso() -> CreateSession {
    session(Amount::clp(1)).unwrap()
}

fn url(length: usize) -> url::Url {
    let path = "a".repeat(length - "https://tienda.cl/".len());
    format!("https://tienda.cl/{path}").parse().unwrap()
}

/// What takes a text of so many characters: its field, its limit, and how it is said.
type Limited = (
    &'static str,
    usize,
    fn(usize, char) -> Result<(), RequestError>,
);

fn of(length: usize, letter: char) -> String {
    String::from_iter(vec![letter; length])
}

const TEXTS: [Limited; 15] = [
    ("payment.description", 250, |n, c| {
        peso().description(of(n, c)).map(drop)
    }),
    ("fields.keyword", 50, |n, c| {
        Field::new(of(n, c), "1").map(drop)
    }),
    ("fields.value", 255, |n, c| {
        Field::new("1", of(n, c)).map(drop)
    }),
    ("name", 60, |n, c| Person::new().name(of(n, c)).map(drop)),
    ("surname", 60, |n, c| {
        Person::new().surname(of(n, c)).map(drop)
    }),
    ("company", 60, |n, c| {
        Person::new().company(of(n, c)).map(drop)
    }),
    ("email", 80, |n, c| {
        Person::new().email(of(n - 5, c) + "@x.cl").map(drop)
    }),
    ("mobile", 30, |n, _| {
        Person::new().mobile(of(n, '7')).map(drop)
    }),
    ("address.state", 3, |n, c| {
        Address::new().state(of(n, c)).map(drop)
    }),
    ("address.city", 30, |n, c| {
        Address::new().city(of(n, c)).map(drop)
    }),
    ("address.postalCode", 10, |n, c| {
        Address::new().postal_code(of(n, c)).map(drop)
    }),
    ("address.street", 128, |n, c| {
        Address::new().street(of(n, c)).map(drop)
    }),
    ("address.phone", 20, |n, _| {
        Address::new().phone(of(n, '7')).map(drop)
    }),
    ("payment.reference", Reference::MOST, |n, _| {
        Reference::new(of(n, 'x')).map(drop)
    }),
    ("userAgent", 255, |n, _| {
        UserAgent::new(of(n, 'x')).map(drop)
    }),
];

const LISTS: [Limited; 2] = [
    ("fields", 50, |n, _| {
        peso().fields(vec![Field::new("1", "1")?; n]).map(drop)
    }),
    ("payment.items", 50, |n, _| {
        peso()
            .items(vec![Item::new("1", "Pan", Amount::clp(1))?; n])
            .map(drop)
    }),
];

const URLS: [Limited; 2] = [
    ("returnUrl", 255, |n, _| {
        let expiration = Expiration::after(Expiration::SHORTEST, now())?;
        CreateSession::new("C1-1".parse()?, Amount::clp(1), expiration, url(n)).map(drop)
    }),
    ("cancelUrl", 255, |n, _| peso().cancel_url(url(n)).map(drop)),
];

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_text_or_a_list_over_its_limit(
        excess in prop_oneof![Just(1), 1..999_usize],
        letter in any::<char>().prop_filter("no letter", |c| {
            !c.is_control() && !c.is_whitespace() && *c != '@'
        }),
    ) {
        for (field, most, say) in TEXTS.into_iter().chain(URLS) {
            prop_assert_eq!(say(most, letter), Ok(()));
            let error = say(most + excess, letter).unwrap_err();
            prop_assert_eq!((error.field(), error.problem()), (field, Problem::TooLong { most }));
        }
        for (field, most, say) in LISTS {
            prop_assert_eq!(say(most, letter), Ok(()));
            let error = say(most + excess, letter).unwrap_err();
            prop_assert_eq!((error.field(), error.problem()), (field, Problem::TooMany { most }));
        }
    }

    #[test]
    fn nothing_or_less_of_money(minor in prop_oneof![Just(0), Just(-1), i64::MIN..=0]) {
        let amount = Amount::new(minor, Currency::USD).unwrap();
        for (error, field) in [
            (session(amount).map(drop), "payment.amount.total"),
            (Reversal::part(amount).map(drop), "amount"),
        ] {
            let error = error.unwrap_err();
            prop_assert_eq!((error.field(), error.problem()), (field, Problem::NotPositive));
        }
        for (told, field) in [
            (Tax::new(TaxKind::Ice, amount).map(drop), "taxes.amount"),
            (zero_tax().base(amount).map(drop), "taxes.base"),
            (Detail::new(DetailKind::Fee, amount).map(drop), "details.amount"),
            (Item::new("1", "Pan", amount).map(drop), "items.price"),
            (free_item().tax(amount).map(drop), "items.tax"),
        ] {
            let told = told.map_err(|error| (error.field(), error.problem()));
            let right = if minor < 0 { Err((field, Problem::Negative)) } else { Ok(()) };
            prop_assert_eq!(told, right);
        }
    }

    #[test]
    fn a_session_of_less_than_five_minutes(nanoseconds in -1_000_000_000_000..300_000_000_000_i64) {
        let lifetime = SignedDuration::from_nanos(nanoseconds);
        let error = Expiration::at(now() + lifetime, now()).unwrap_err();
        prop_assert_eq!((error.field(), error.problem()), ("expiration", Problem::TooSoon));
    }
}

fn zero_tax() -> Tax {
    Tax::new(TaxKind::Ice, Amount::new(0, Currency::USD).unwrap()).unwrap()
}

fn free_item() -> Item {
    let item = Item::new("1", "Pan", Amount::new(0, Currency::USD).unwrap()).unwrap();
    item.quantity(NonZeroU32::MAX)
}

#[test]
fn a_document_of_more_than_25_characters() {
    let document = |length: usize| {
        let number = format!("PE{}", "1".repeat(length - 2));
        Document::new(DocumentType::Cip, number)
    };
    assert!(document(25).is_ok());
    assert_eq!(document(26).unwrap_err().field(), "document");
}

#[test]
fn a_page_to_return_to_is_on_the_web() {
    let script = || "javascript://tienda.cl/%0aalert(1)".parse().unwrap();
    assert_eq!(
        peso().cancel_url(script()).unwrap_err().field(),
        "cancelUrl"
    );
}
