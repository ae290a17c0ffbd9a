//! Any valid request arrives as it was meant.

use std::cell::RefCell;
use std::fmt::Debug;
use std::net::IpAddr;

use jiff::{SignedDuration, Timestamp};
use placetopay_checkout::{Client, Currency, DocumentType, InternalReference, Reversal};
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::string::string_regex;
use serde::Deserialize;
use serde::de::IgnoredAny;
use tokio::runtime::{Builder, Runtime};

use crate::limits;
use crate::order::{
    Address, Amount, Detail, Field, Item, Major, Metadata, Order, Payment, Person, Tax,
};
use crate::recorder::{NOW, Recorder, keep};

fn config() -> ProptestConfig {
    ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(192)
    }
}

#[test]
fn any_order_arrives_as_it_was_meant() {
    let gateway = Gateway::start();
    proptest!(config(), |(order in order())| {
        let session = order.build().unwrap();
        let body = gateway.sent("create-request", async |client| {
            client.create_session(&session).await.unwrap_err();
        });
        prop_assert_eq!(serde_json::from_str::<Order>(&body).unwrap(), order);
    });
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct PartGivenBack {
    auth: IgnoredAny,
    internal_reference: i64,
    action: String,
    amount: Amount,
}

#[test]
fn any_reversal_arrives_as_it_was_meant() {
    let gateway = Gateway::start();
    let total = currency().prop_flat_map(|currency| (Just(currency), positive(currency)));
    proptest!(config(), |(number in 1..=i64::MAX, (currency, total) in total)| {
        let part = Reversal::part(total.of(currency)).unwrap();
        let body = gateway.sent("transaction-request", async |client| {
            client.reverse(InternalReference(number), part).await.unwrap_err();
        });
        let meant = PartGivenBack {
            auth: IgnoredAny,
            internal_reference: number,
            action: "reverse".to_owned(),
            amount: Amount::of(currency, total),
        };
        prop_assert_eq!(serde_json::from_str::<PartGivenBack>(&body).unwrap(), meant);
    });
}

#[test]
fn currencies_have_the_decimals_that_iso_4217_gives_them() {
    for (code, decimals) in [("CLP", 0), ("JPY", 0), ("USD", 2), ("KWD", 3), ("CLF", 4)] {
        let currency = Currency::from_code(code).unwrap();
        assert_eq!(currency.exponent(), Some(decimals), "{code}");
    }
    assert!(currencies().len() > 150);
}

/// One recorder for all cases: a client is slow to set up.
struct Gateway {
    runtime: Runtime,
    recorder: RefCell<Recorder>,
}

impl Gateway {
    fn start() -> Gateway {
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        let recorder = RefCell::new(runtime.block_on(Recorder::start()));
        Gateway { runtime, recorder }
    }

    fn sent(&self, kind: &str, call: impl AsyncFnOnce(&Client)) -> String {
        let mut recorder = self.recorder.borrow_mut();
        let body = self.runtime.block_on(recorder.sent(kind, call)).body;
        keep("any", kind, &body);
        body
    }
}

fn currencies() -> Vec<Currency> {
    let letters = || 'A'..='Z';
    let codes =
        letters().flat_map(|a| letters().flat_map(move |b| letters().map(move |c| [a, b, c])));
    codes
        .filter_map(|code| Currency::from_code(&String::from_iter(code)))
        .filter(|currency| currency.exponent().is_some())
        .collect()
}

fn currency() -> impl Strategy<Value = Currency> {
    prop_oneof![
        Just(Currency::CLP),
        Just(Currency::USD),
        select(currencies())
    ]
}

fn major(minor: impl Strategy<Value = i64>, currency: Currency) -> impl Strategy<Value = Major> {
    let exponent = u32::from(currency.exponent().unwrap());
    minor.prop_map(move |minor| Major::new(minor.into(), exponent))
}

fn positive(currency: Currency) -> impl Strategy<Value = Major> {
    major(
        prop_oneof![1..=100_000_i64, 1..=i64::MAX, Just(i64::MAX)],
        currency,
    )
}

fn not_negative(currency: Currency) -> impl Strategy<Value = Major> {
    major(prop_oneof![0..=100_000_i64, 0..=i64::MAX], currency)
}

/// A text of exactly 1, exactly `most` or so many characters between: a few letters over and over.
fn text(most: usize) -> impl Strategy<Value = String> {
    let any = any::<char>().prop_filter("a control character", |c| !c.is_control());
    let letter = prop_oneof![
        any,
        select(vec!['a', ' ', 'ñ', '"', '\\', '/', '\u{2028}', '🥖'])
    ];
    let length = prop_oneof![Just(1), Just(most), 1..=most];
    (vec(letter, 1..9), length)
        .prop_map(|(letters, length)| letters.into_iter().cycle().take(length).collect())
        .prop_filter("blank", |text: &String| !text.trim().is_empty())
}

/// None, some, or the most that a list may have.
fn up_to_50<T: Clone + Debug>(entry: impl Strategy<Value = T> + 'static) -> BoxedStrategy<Vec<T>> {
    let most = |entries: Vec<T>| entries.into_iter().cycle().take(50).collect();
    let (some, full) = (vec(entry, 0..4), any::<bool>());
    let list = (some, full).prop_map(move |(list, full)| if full { most(list) } else { list });
    list.boxed()
}

fn matching(regex: &str) -> impl Strategy<Value = String> + use<> {
    string_regex(regex).unwrap()
}

fn word(words: &'static [&'static str]) -> impl Strategy<Value = String> {
    select(words).prop_map(str::to_owned)
}

fn url() -> impl Strategy<Value = String> {
    let path = prop_oneof![matching("[a-z0-9_~/-]{0,60}"), matching("[a-z]{237}")];
    path.prop_map(|path| format!("https://tienda.cl/{path}"))
}

fn order() -> impl Strategy<Value = Order> {
    let ends = prop_oneof![Just(300), 300..=315_360_000_i64];
    let said = (
        matching("[a-z]{2}_[A-Z]{2}"),
        currency().prop_flat_map(payment).boxed(),
        ends,
    );
    let addresses = (
        url(),
        of(url()),
        any::<IpAddr>(),
        matching("[!-~]([ -~]{0,254})"),
    );
    let people = (
        of(person()).boxed(),
        of(person()).boxed(),
        up_to_50(field()),
    );
    let methods = of(matching("[a-zA-Z0-9_-]{1,9}(,[a-zA-Z0-9_-]{1,9}){0,4}"));
    let rest = (methods, any::<bool>(), any::<bool>(), of(metadata()));
    (said, addresses, people, rest).prop_map(|(said, addresses, people, rest)| {
        let (locale, payment, seconds) = said;
        let (return_url, cancel_url, ip_address, user_agent) = addresses;
        let (buyer, payer, fields) = people;
        let (payment_method, skip_result, no_buyer_fill, mut metadata) = rest;
        if let Some(metadata) = metadata.as_mut().filter(|_| payment.allow_partial) {
            metadata.requires_confirmation = false;
        }
        let now: Timestamp = NOW.parse().unwrap();
        Order {
            auth: IgnoredAny,
            locale,
            payment,
            expiration: now + SignedDuration::from_secs(seconds),
            return_url,
            cancel_url,
            ip_address,
            user_agent,
            buyer,
            payer,
            fields,
            payment_method,
            skip_result,
            no_buyer_fill,
            metadata,
        }
    })
}

fn payment(currency: Currency) -> impl Strategy<Value = Payment> {
    let items = up_to_50(item(currency));
    let reference = matching("[!-~]([ -~]{0,30}[!-~])?");
    let split = any::<bool>();
    (
        reference,
        of(text(250)),
        amount(currency).boxed(),
        split,
        items,
    )
        .prop_map(
            |(reference, description, mut amount, allow_partial, items)| {
                if allow_partial {
                    amount.taxes.clear();
                    amount.details.clear();
                }
                Payment {
                    reference,
                    description,
                    amount,
                    allow_partial,
                    items,
                }
            },
        )
}

prop_compose! {
    fn amount(currency: Currency)(
        total in positive(currency),
        taxes in vec(tax(currency), 0..9),
        details in vec(detail(currency), 0..9),
    ) -> Amount {
        Amount { taxes, details, ..Amount::of(currency, total) }
    }
}

prop_compose! {
    fn tax(currency: Currency)(
        kind in word(limits::TAXES),
        amount in not_negative(currency),
        base in of(not_negative(currency)),
    ) -> Tax {
        Tax { kind, amount, base }
    }
}

prop_compose! {
    fn detail(currency: Currency)(
        kind in word(limits::DETAILS),
        amount in not_negative(currency),
    ) -> Detail {
        Detail { kind, amount }
    }
}

prop_compose! {
    fn item(currency: Currency)(
        (sku, name) in (text(40), text(40)),
        category in of(word(limits::CATEGORIES)),
        qty in any::<std::num::NonZeroU32>(),
        price in not_negative(currency),
        tax in of(not_negative(currency)),
    ) -> Item {
        Item { sku, name, category, qty, price, tax }
    }
}

prop_compose! {
    fn field()(
        keyword in text(50),
        value in text(255),
        display_on in word(limits::DISPLAYS),
    ) -> Field {
        Field { keyword, value, display_on }
    }
}

prop_compose! {
    fn person()(
        document in of(document()),
        (name, surname, company) in (of(text(60)), of(text(60)), of(text(60))),
        email in of(matching("[a-zñ.+]{1,40}@[a-z.]{1,39}")),
        mobile in of(matching("[0-9][0-9 +().-]{0,29}")),
        address in of(address().boxed()),
    ) -> Person {
        let (document_type, document) = document.unzip();
        Person { document, document_type, name, surname, company, email, mobile, address }
    }
}

prop_compose! {
    fn address()(
        country in of(matching("[A-Z]{2}")),
        (state, city, postal_code) in (of(text(3)), of(text(30)), of(text(10))),
        street in of(text(128)),
        phone in of(matching("[0-9][0-9 +().-]{0,19}")),
    ) -> Address {
        Address { country, state, city, postal_code, street, phone }
    }
}

prop_compose! {
    fn metadata()(
        initiator_indicator in of(word(limits::INITIATORS)),
        ebt_delivery_indicator in of(word(limits::EBT_DELIVERIES)),
        opening_date in of(matching("(19|20)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])")),
        beneficiary_id in of(text(40)),
        requires_confirmation in any::<bool>(),
    ) -> Metadata {
        Metadata {
            initiator_indicator,
            ebt_delivery_indicator,
            opening_date,
            beneficiary_id,
            requires_confirmation,
        }
    }
}

/// A document's kind and a number that meets its rule.
fn document() -> impl Strategy<Value = (String, String)> {
    let meeting = |kind: DocumentType| {
        // the generator knows no anchors, and takes \d for the digits of every script
        let rule = kind.rule().trim_matches(['^', '$']).replace(r"\d", "[0-9]");
        let number = matching(&rule).prop_filter("too long", |number| number.len() <= 25);
        (Just(kind.code().to_owned()), number)
    };
    let others = DocumentType::ALL
        .into_iter()
        .filter(|kind| *kind != DocumentType::ClRut);
    let others = select(others.collect::<Vec<_>>()).prop_flat_map(meeting);
    prop_oneof![others, rut()]
}

fn rut() -> impl Strategy<Value = (String, String)> {
    (1_000_000..=99_999_999_u32).prop_map(|number| {
        let digits = number.to_string().into_bytes().into_iter().rev();
        let sum: u32 = digits
            .zip((2..=7).cycle())
            .map(|(d, weight)| u32::from(d - b'0') * weight)
            .sum();
        let digit = match 11 - sum % 11 {
            11 => "0".to_owned(),
            10 => "K".to_owned(),
            digit => digit.to_string(),
        };
        ("CLRUT".to_owned(), format!("{number}-{digit}"))
    })
}
