//! Whatever a gateway answers: no reader panics, looseness changes no meaning, a key twice is no
//! answer, an amount is the decimal that was told, and no error repeats what the answer says.

use std::fmt;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::TestRng;
use secrecy::SecretString;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::request::action::Action;
use crate::{
    ActionAnswer, Amount, Cancelled, Created, Currency, Environment, Error, Expiration,
    InternalReference, Notification, RequestId, Reversal, Session, UnverifiedNotification,
};

#[derive(Debug, PartialEq)]
enum Reading {
    Session(Session),
    Created(Created),
    Cancelled(Cancelled),
    Acted(ActionAnswer),
    Notified(Notification),
}

type Reader = fn(&[u8]) -> Result<Reading, Error>;

const SECRET: &str = "llave";

const SESSION: Reader = |body| Session::parse(body).map(Reading::Session);

const CREATED: Reader = |body| {
    let expiration = Expiration::after(Expiration::SHORTEST, jiff::Timestamp::UNIX_EPOCH);
    let gateway = Environment::BanchileTest.into();
    Created::parse(body, &gateway, expiration.unwrap()).map(Reading::Created)
};

const CANCELLED: Reader = |body| Cancelled::parse(body, RequestId(28)).map(Reading::Cancelled);

const REVERSED: Reader = |body| acted(body, Action::Reverse(Reversal::WHOLE));

const CONFIRMED: Reader = |body| acted(body, Action::Confirm);

const CALLED_OFF: Reader = |body| acted(body, Action::Cancel);

const NOTIFIED: Reader = |body| {
    let secret = SecretString::from(SECRET.to_owned());
    let read =
        UnverifiedNotification::parse(body).and_then(|unverified| unverified.verify(&secret));
    read.map(Reading::Notified)
        .map_err(|error| Error::UnusableAnswer {
            why: error.to_string(),
        })
};

const READERS: [Reader; 7] = [
    SESSION, CREATED, CANCELLED, REVERSED, CONFIRMED, CALLED_OFF, NOTIFIED,
];

fn acted(body: &[u8], action: Action) -> Result<Reading, Error> {
    ActionAnswer::parse(body, action, InternalReference(640)).map(Reading::Acted)
}

fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(cases)
    }
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn no_bytes_make_a_reader_panic(bytes in vec(any::<u8>(), 0..200), (_, json) in answer()) {
        let text = json.to_string();
        let cut = bytes.len().min(text.len());
        for body in [&bytes[..], &text.as_bytes()[cut..], &text.as_bytes()[..cut]] {
            for reader in READERS {
                drop(reader(body));
            }
        }
    }

    #[test]
    fn no_json_makes_a_reader_panic(json in any_json(), (_, answer) in changed(mutate, 6)) {
        for body in [json, answer] {
            for reader in READERS {
                drop(reader(body.to_string().as_bytes()));
            }
        }
    }

    #[test]
    fn an_answer_means_the_same_in_every_loose_form(
        ((reader, strict), loose) in answer().prop_perturb(|(reader, json), mut rng| {
            let loose = loosened(json.clone(), &mut rng);
            ((reader, json), loose)
        }),
    ) {
        let meant = reader(strict.to_string().as_bytes());
        prop_assert!(meant.is_ok(), "{:?}: {}", meant, strict);
        prop_assert_eq!(reader(loose.to_string().as_bytes()), meant, "{}", loose);
    }

    #[test]
    fn a_key_twice_is_no_answer((reader, json) in changed(say_twice, 1)) {
        prop_assert!(reader(json.to_string().as_bytes()).is_err(), "{}", json);
    }

    #[test]
    fn no_error_repeats_what_the_answer_says((_, json) in changed(mark, 6)) {
        for reader in READERS {
            let error = reader(json.to_string().as_bytes()).err();
            if let Some(Error::UnusableAnswer { why } | Error::HostileAnswer { why }) = error {
                prop_assert!(!why.contains(MARK), "{} of {}", why, json);
            }
        }
    }
}

proptest! {
    #![proptest_config(cases(2_000))]

    #[test]
    fn an_amount_that_is_read_is_the_decimal_told(
        text in decimal(),
        quote in select(&["", "\""]),
        currency in currency(),
    ) {
        if let Some(amount) = asked(&format!("{quote}{text}{quote}"), currency) {
            let told = Told::read(&text);
            prop_assert!(told.is_some_and(|told| told.is(amount)), "{text} is {amount}");
        }
    }

    #[test]
    fn every_amount_is_read_in_every_way_of_writing_it(
        minor in any::<i64>(),
        currency in currency(),
        (zeros, quote) in (0..4_usize, select(&["", "\""])),
    ) {
        let amount = Amount::new(minor, currency).unwrap();
        let exponent = currency.exponent().unwrap();
        let major = amount.to_major();
        let point = if major.contains('.') { "" } else { "." };
        let padding = "0".repeat(zeros);
        let padded = format!("{major}{point}{padding}");
        let written = if zeros == 0 { &major } else { &padded };
        for text in [written.clone(), format!("{minor}e-{exponent}"), format!("{written}E+0")] {
            prop_assert!(Told::read(&text).is_some_and(|told| told.is(amount)), "{text}");
            let read = asked(&format!("{quote}{text}{quote}"), currency);
            prop_assert_eq!(read, Some(amount), "{}", text);
        }
    }
}

/// The amount that a session was opened with, where the answer tells it so.
fn asked(total: &str, currency: Currency) -> Option<Amount> {
    let code = currency.code();
    let body = format!(
        r#"{{"requestId":1,"status":{{"status":"PENDING"}},
            "request":{{"payment":{{"amount":{{"currency":"{code}","total":{total}}}}}}}}}"#
    );
    Session::parse(body.as_bytes()).ok()?.request.amount
}

/// A decimal number as a text tells it: `digits` times ten to the power of `exponent`.
struct Told {
    digits: i128,
    exponent: i32,
}

impl Told {
    fn read(text: &str) -> Option<Told> {
        let text = text.trim();
        let (number, power) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        let decimals = i32::try_from(fraction.len()).ok()?;
        Some(Told {
            digits: format!("{whole}{fraction}").parse().ok()?,
            exponent: power.parse::<i32>().ok()?.checked_sub(decimals)?,
        })
    }

    fn is(&self, amount: Amount) -> bool {
        let shift = self.exponent + i32::from(amount.currency().exponent().unwrap());
        let power = 10_i128.checked_pow(shift.unsigned_abs());
        let times = |number: i128| power.and_then(|power| number.checked_mul(power));
        let minor = i128::from(amount.minor());
        match (self.digits, shift) {
            (0, _) => minor == 0,
            (digits, 0..) => times(digits) == Some(minor),
            (digits, _) => times(minor) == Some(digits),
        }
    }
}

fn currency() -> impl Strategy<Value = Currency> {
    select(&[Currency::CLP, Currency::USD, Currency::KWD, Currency::CLF])
}

/// Numbers, near-numbers, and numbers with a grain of dust at the end.
fn decimal() -> impl Strategy<Value = String> {
    prop_oneof![
        r"-?(0|[1-9][0-9]{0,18})(\.[0-9]{1,5})?([eE][+-]?[0-9]{1,2})?",
        r"[1-9][0-9]{0,3}\.0{0,31}[0-9]{1,2}([eE][+-]?[0-9]{1,2})?",
        r"[-+0-9._eE ]{1,9}",
    ]
}

/// JSON as a text has it: members in order, a key perhaps twice, numbers to the digit.
#[derive(Clone)]
enum Json {
    Plain(String),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

impl From<Value> for Json {
    fn from(value: Value) -> Self {
        match value {
            Value::Array(list) => Json::List(list.into_iter().map(Json::from).collect()),
            Value::Object(members) => {
                let members = members.into_iter();
                Json::Object(members.map(|(name, value)| (name, value.into())).collect())
            }
            plain => Json::Plain(plain.to_string()),
        }
    }
}

impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Json::Plain(text) => text.clone(),
            Json::List(list) => {
                let list: Vec<_> = list.iter().map(Json::to_string).collect();
                format!("[{}]", list.join(","))
            }
            Json::Object(members) => {
                let member = |(name, value): &(String, Json)| format!("{}:{value}", json!(name));
                let members: Vec<_> = members.iter().map(member).collect();
                format!("{{{}}}", members.join(","))
            }
        };
        f.write_str(&text)
    }
}

/// A failure shows the text.
impl fmt::Debug for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Json {
    fn children(&mut self) -> Vec<&mut Json> {
        match self {
            Json::Plain(_) => vec![],
            Json::List(list) => list.iter_mut().collect(),
            Json::Object(members) => members.iter_mut().map(|(_, value)| value).collect(),
        }
    }

    /// Some place in it, deep or not.
    fn somewhere(&mut self, rng: &mut TestRng) -> &mut Json {
        let count = self.children().len();
        if count == 0 || below(rng, 4) == 0 {
            return self;
        }
        let child = below(rng, count);
        self.children().swap_remove(child).somewhere(rng)
    }
}

fn below(rng: &mut TestRng, bound: usize) -> usize {
    rng.next_u32() as usize % bound
}

/// A well-formed answer after up to so many changes.
fn changed(
    change: fn(&mut Json, &mut TestRng),
    most: usize,
) -> impl Strategy<Value = (Reader, Json)> {
    (answer(), 1..=most).prop_perturb(move |((reader, mut json), count), mut rng| {
        for _ in 0..count {
            change(&mut json, &mut rng);
        }
        (reader, json)
    })
}

const STRANGERS: [&str; 9] = [
    "null",
    "true",
    "-1",
    "1e99",
    "99999999999999999999",
    "\"\"",
    "\"x\"",
    "[]",
    "{}",
];

/// Deletes, doubles, replaces, quotes or unquotes something somewhere.
fn mutate(json: &mut Json, rng: &mut TestRng) {
    let place = json.somewhere(rng);
    let stranger = Json::Plain(STRANGERS[below(rng, STRANGERS.len())].to_owned());
    match (below(rng, 3), place) {
        (0, Json::List(list)) if !list.is_empty() => {
            list.remove(below(rng, list.len()));
        }
        (0, Json::Object(members)) if !members.is_empty() => {
            members.remove(below(rng, members.len()));
        }
        (1, Json::List(list)) if !list.is_empty() => list.push(list[0].clone()),
        (1, Json::Object(members)) if !members.is_empty() => {
            members.push(members[below(rng, members.len())].clone());
        }
        (1, Json::Plain(text)) if text.starts_with('"') => *text = text.replace('"', ""),
        (1, Json::Plain(text)) => *text = format!("\"{text}\""),
        (_, place) => *place = stranger,
    }
}

/// Says a key of some object once more, here or deeper, with another value.
fn say_twice(json: &mut Json, rng: &mut TestRng) {
    loop {
        if let Json::Object(members) = json.somewhere(rng)
            && !members.is_empty()
        {
            let (name, _) = members[below(rng, members.len())].clone();
            let blank = if below(rng, 4) == 0 { " " } else { "" };
            members.push((name + blank, Json::Plain("7".to_owned())));
            return;
        }
    }
}

const MARK: &str = "7654321";

/// Puts the mark where something was told, or under a key of that name.
fn mark(json: &mut Json, rng: &mut TestRng) {
    let unquoted = below(rng, 2) == 0;
    match json.somewhere(rng) {
        Json::Plain(text) if unquoted => *text = MARK.to_owned(),
        Json::Plain(text) => *text = format!("\"{MARK}\""),
        Json::List(list) => list.push(Json::Plain(MARK.to_owned())),
        Json::Object(members) => members.push((MARK.to_owned(), Json::List(vec![]))),
    }
}

/// Members in another order and unknown ones among them, numbers as strings and back, lists that
/// are `null` or an empty object. What a field carries as a structure of its own stays as it is.
fn loosened(json: Json, rng: &mut TestRng) -> Json {
    match json {
        Json::Plain(text) => Json::Plain(requoted(text, rng)),
        Json::List(list) if list.is_empty() => {
            Json::Plain(["null", "[]", "{}"][below(rng, 3)].to_owned())
        }
        Json::List(list) => {
            Json::List(list.into_iter().map(|entry| loosened(entry, rng)).collect())
        }
        Json::Object(members) => {
            let unknown = Json::Plain(STRANGERS[below(rng, STRANGERS.len())].to_owned());
            let mut loose = vec![("unknown".to_owned(), unknown)];
            for (name, value) in members {
                let nested = name == "value" && !matches!(value, Json::Plain(_));
                let value = if nested { value } else { loosened(value, rng) };
                loose.insert(below(rng, loose.len() + 1), (name, value));
            }
            Json::Object(loose)
        }
    }
}

fn requoted(text: String, rng: &mut TestRng) -> String {
    let is_number = |text: &str| {
        text.len() < 16 && !text.starts_with('0') && text.bytes().all(|c| c.is_ascii_digit())
    };
    let inner = text.trim_matches('"');
    match below(rng, 2) {
        0 if text.starts_with(|c: char| c == '-' || c.is_ascii_digit()) => format!("\"{text}\""),
        0 if !inner.is_empty() && is_number(inner) => inner.to_owned(),
        _ => text,
    }
}

fn any_json() -> impl Strategy<Value = Json> {
    let plain = prop_oneof![
        select(&STRANGERS[..]).prop_map(str::to_owned),
        any::<f64>().prop_map(|number| json!(number).to_string()),
        any::<String>().prop_map(|text| json!(text).to_string()),
        status_word().prop_map(|word| json!(word).to_string()),
    ];
    let key = prop_oneof![
        select(vec![
            "status",
            "requestId",
            "request",
            "payment",
            "amount",
            "from",
            "currency"
        ]),
        select(vec![
            "total",
            "internalReference",
            "session",
            "date",
            "signature",
            "unknown"
        ]),
    ];
    let key = key.prop_map(str::to_owned);
    plain
        .prop_map(Json::Plain)
        .prop_recursive(6, 40, 5, move |inner| {
            let members = vec((key.clone(), inner.clone()), 0..5);
            prop_oneof![
                vec(inner, 0..4).prop_map(Json::List),
                members.prop_map(Json::Object)
            ]
        })
}

/// A well-formed answer and who reads it.
fn answer() -> impl Strategy<Value = (Reader, Json)> {
    let is = |reader: Reader| move |json: Value| (reader, Json::from(json));
    prop_oneof![
        4 => session().prop_map(is(SESSION)),
        1 => created().prop_map(is(CREATED)),
        1 => cancelled().prop_map(is(CANCELLED)),
        1 => action().prop_map(is(REVERSED)),
        1 => action().prop_map(is(CONFIRMED)),
        1 => action().prop_map(is(CALLED_OFF)),
        1 => notification().prop_map(is(NOTIFIED)),
    ]
}

fn status_word() -> impl Strategy<Value = &'static str> {
    let waiting = [
        "PENDING",
        "PENDING_VALIDATION",
        "PENDING_PROCESS",
        "PENDING_CONFIRMATION",
    ];
    let over = [
        "APPROVED",
        "REJECTED",
        "PARTIAL_EXPIRED",
        "CANCELED",
        "REFUNDED",
    ];
    let others = ["OK", "FAILED", "APPROVED_PARTIAL", "ERROR", "ON_HOLD"];
    select([&waiting[..], &over[..], &others[..]].concat())
}

fn status_of(word: impl Strategy<Value = &'static str>) -> impl Strategy<Value = Value> {
    let reason = select(vec![json!("00"), json!(401), json!("?C"), json!(null)]);
    (word, reason, 0..60).prop_map(|(word, reason, second)| {
        let date = format!("2026-11-22T14:05:{second:02}-03:00");
        json!({ "status": word, "reason": reason, "message": "Así quedó", "date": date })
    })
}

fn status() -> impl Strategy<Value = Value> {
    status_of(status_word())
}

fn money() -> impl Strategy<Value = Value> {
    prop_oneof![
        any::<i64>().prop_map(|total| json!({ "currency": "CLP", "total": total })),
        any::<i32>().prop_map(|cents| {
            let total = f64::from(cents) / 100.0;
            json!({ "currency": "USD", "total": total })
        }),
    ]
}

fn conversion() -> impl Strategy<Value = Value> {
    let factor = select(vec![json!(1), json!(0.00021), json!(null)]);
    (money(), money(), factor)
        .prop_map(|(from, to, factor)| json!({ "from": from, "to": to, "factor": factor }))
}

fn fields() -> impl Strategy<Value = Vec<Value>> {
    let keyword = select(vec![
        "lastDigits",
        "bin",
        "installments",
        "credit",
        "id",
        "token",
    ]);
    let value = select(vec![
        json!("0081"),
        json!(36),
        json!(12.5),
        json!(null),
        json!(true),
        json!({ "installments": 6, "code": "x" }),
        json!([1, "2"]),
    ]);
    let field = (keyword, value).prop_map(
        |(keyword, value)| json!({ "keyword": keyword, "value": value, "displayOn": "none" }),
    );
    vec(field, 0..5)
}

fn share() -> impl Strategy<Value = Value> {
    (status(), conversion(), any::<bool>()).prop_map(|(status, amount, refunded)| {
        json!({
            "status": status,
            "internalReference": 421_692,
            "amount": amount,
            "agreement": 26,
            "agreementType": "MERCHANT",
            "refunded": refunded,
        })
    })
}

fn transaction() -> impl Strategy<Value = Value> {
    let parts = (fields(), vec(share(), 0..3), any::<bool>());
    (status(), any::<i64>(), conversion(), parts).prop_map(|(status, id, amount, parts)| {
        let (fields, shares, discounted) = parts;
        let discount = discounted.then(|| json!({ "amount": 1000, "base": 3000, "code": "17934" }));
        json!({
            "status": status,
            "internalReference": id,
            "reference": "C1-7",
            "amount": amount,
            "discount": discount,
            "paymentMethod": "visa",
            "issuerName": "Banco «Ñ»",
            "authorization": "000000",
            "receipt": 110_000_857_921_i64,
            "refunded": discounted,
            "processorFields": fields,
            "dispersion": shares,
        })
    })
}

fn session() -> impl Strategy<Value = Value> {
    let asked = (money(), fields(), any::<bool>());
    let stored = proptest::option::of((status(), fields()));
    (status(), any::<i64>(), asked, vec(transaction(), 0..3), stored).prop_map(
        |(status, id, (amount, fields, partial), transactions, stored)| {
            let stored = stored.map(|(status, fields)| {
                json!({ "status": status, "type": "token", "instrument": fields })
            });
            json!({
                "requestId": id,
                "status": status,
                "request": {
                    "payer": { "document": "11111111-1", "documentType": "CLRUT", "mobile": 569 },
                    "payment": {
                        "reference": "1001",
                        "amount": amount,
                        "allowPartial": partial,
                    },
                    "fields": fields,
                    "returnUrl": "https://tienda.cl/",
                    "expiration": "2026-11-22T14:20:00.946Z",
                },
                "payment": transactions,
                "subscription": stored,
            })
        },
    )
}

fn created() -> impl Strategy<Value = Value> {
    (status_of(Just("OK")), any::<i64>()).prop_map(|(status, id)| {
        let page = "https://checkout.test.banchilepagos.cl/session/1/cc9b";
        json!({ "status": status, "requestId": id, "processUrl": page })
    })
}

fn cancelled() -> impl Strategy<Value = Value> {
    (status_of(Just("OK")), session()).prop_map(|(status, mut session)| {
        session["requestId"] = json!(28);
        session["status"]["status"] = json!("REJECTED");
        session["payment"] = json!(null);
        json!({ "status": status, "session": session })
    })
}

fn action() -> impl Strategy<Value = Value> {
    let payment = proptest::option::of(transaction());
    (status(), payment)
        .prop_map(|(status, payment)| json!({ "status": status, "payment": payment }))
}

fn notification() -> impl Strategy<Value = Value> {
    (status(), 1..i64::MAX).prop_map(|(status, id)| {
        let told = |name: &str| status[name].as_str().unwrap().to_owned();
        let signed = format!("{id}{}{}{SECRET}", told("status"), told("date"));
        let signature = format!("sha256:{}", hex::encode(Sha256::digest(signed)));
        json!({ "status": status, "requestId": id, "reference": "C1-7", "signature": signature })
    })
}
