//! The limits that the gateway's documentation states, as a table, and a reader that holds a body
//! to them. It knows nothing of the client: what both agree on is what the gateway asks for.

use jiff::Timestamp;
use serde_json::Value;

use self::Shape::{Form, List, Money, Object, OneOf, Text, Truth, Whole};

/// What a value must be.
enum Shape {
    /// A text of 1 to so many characters.
    Text(usize),
    /// A text of at most so many characters that has a certain form.
    Form(usize, fn(&str) -> bool),
    OneOf(&'static [&'static str]),
    Truth,
    /// A whole number of at least one.
    Whole,
    /// A number, not negative.
    Money,
    /// A list of 1 to so many.
    List(usize, &'static Shape),
    /// These members and no others.
    Object(&'static [Member]),
}

struct Member {
    name: &'static str,
    required: bool,
    shape: Shape,
}

const fn must(name: &'static str, shape: Shape) -> Member {
    Member {
        name,
        required: true,
        shape,
    }
}

const fn may(name: &'static str, shape: Shape) -> Member {
    Member {
        name,
        required: false,
        shape,
    }
}

/// A text without a documented limit, but not empty.
const ANY: Shape = Text(usize::MAX);

pub const TAXES: &[&str] = &[
    "valueAddedTax",
    "exciseDuty",
    "ice",
    "airportTax",
    "stateTax",
    "reducedStateTax",
    "municipalTax",
];

pub const DETAILS: &[&str] = &[
    "discount",
    "additional",
    "vatDevolutionBase",
    "shipping",
    "handlingFee",
    "insurance",
    "giftWrap",
    "subtotal",
    "fee",
    "tip",
    "airline",
    "interests",
];

pub const DISPLAYS: &[&str] = &["none", "payment", "receipt", "both", "approved"];

pub const CATEGORIES: &[&str] = &["physical", "digital"];

pub const INITIATORS: &[&str] = &[
    "AGENT",
    "CARDHOLDER_COF",
    "CARDHOLDER_RECURRING_VARIABLE_AMOUNT",
    "CARDHOLDER_RECURRING_FIXED_AMOUNT",
    "CARDHOLDER_WITH_INSTALLMENTS",
    "MERCHANT_COF",
    "MERCHANT_RECURRING_VARIABLE_AMOUNT",
    "MERCHANT_RECURRING_FIXED_AMOUNT",
    "MERCHANT_WITH_INSTALLMENTS",
];

pub const EBT_DELIVERIES: &[&str] = &[
    "DIRECT_DELIVERY",
    "CUSTOMER_PICKUP",
    "COMMERCIAL_SHIPPING",
    "OTHER",
    "NOT_AVAILABLE",
];

const AUTH: Shape = Object(&[
    must("login", Text(32)),
    must("tranKey", Text(64)),
    must("nonce", Text(255)),
    must("seed", Form(35, is_time)),
]);

const PERSON: Shape = Object(&[
    may("document", Text(25)),
    may("documentType", Text(6)),
    may("name", Text(60)),
    may("surname", Text(60)),
    may("company", Text(60)),
    may("email", Form(80, |text| text.contains('@'))),
    may("mobile", Text(30)),
    may("address", ADDRESS),
]);

const ADDRESS: Shape = Object(&[
    may("country", Form(2, |text| is_letters(text, 2))),
    may("state", Text(3)),
    may("city", Text(30)),
    may("postalCode", Text(10)),
    may("street", Text(128)),
    may("phone", Text(20)),
]);

const CURRENCY: Shape = Form(3, |text| is_letters(text, 3));

const AMOUNT: Shape = Object(&[
    must("currency", CURRENCY),
    must("total", Money),
    may("taxes", List(usize::MAX, &TAX)),
    may("details", List(usize::MAX, &DETAIL)),
]);

const TAX: Shape = Object(&[
    must("kind", OneOf(TAXES)),
    must("amount", Money),
    may("base", Money),
]);

const DETAIL: Shape = Object(&[must("kind", OneOf(DETAILS)), must("amount", Money)]);

const ITEM: Shape = Object(&[
    must("sku", ANY),
    must("name", ANY),
    may("category", OneOf(CATEGORIES)),
    must("qty", Whole),
    must("price", Money),
    may("tax", Money),
]);

const FIELD: Shape = Object(&[
    must("keyword", Text(50)),
    must("value", Text(255)),
    must("displayOn", OneOf(DISPLAYS)),
]);

const PAYMENT: Shape = Object(&[
    must("reference", Text(32)),
    may("description", Text(250)),
    must("amount", AMOUNT),
    must("allowPartial", Truth),
    may("items", List(50, &ITEM)),
]);

const METADATA: Shape = Object(&[
    may("initiatorIndicator", OneOf(INITIATORS)),
    may("EBTDeliveryIndicator", OneOf(EBT_DELIVERIES)),
    may("openingDate", Form(10, is_date)),
    may("beneficiaryId", ANY),
    may("requiresConfirmation", Truth),
]);

const CREATE: Shape = Object(&[
    must("auth", AUTH),
    must("locale", Form(5, is_locale)),
    must("payment", PAYMENT),
    must("expiration", Form(35, is_time)),
    must("returnUrl", Form(255, is_address)),
    may("cancelUrl", Form(255, is_address)),
    must(
        "ipAddress",
        Form(46, |text| text.parse::<std::net::IpAddr>().is_ok()),
    ),
    must("userAgent", Text(255)),
    may("buyer", PERSON),
    may("payer", PERSON),
    may("fields", List(50, &FIELD)),
    may("paymentMethod", Form(usize::MAX, are_codes)),
    may("skipResult", Truth),
    may("noBuyerFill", Truth),
    may("metadata", METADATA),
]);

const ONLY_AUTH: Shape = Object(&[must("auth", AUTH)]);

const ACTION: Shape = Object(&[
    must("auth", AUTH),
    must("internalReference", Whole),
    must("action", OneOf(&["reverse", "confirm", "cancel"])),
    may("amount", PART),
]);

const PART: Shape = Object(&[must("currency", CURRENCY), must("total", Money)]);

const OLDER_REVERSE: Shape = Object(&[must("auth", AUTH), must("internalReference", Whole)]);

/// Holds a body to the limits of its kind; the error names the place.
pub fn check(kind: &str, body: &Value) -> Result<(), String> {
    let shape = match kind {
        "create-request" => CREATE,
        "cancel-request" => ONLY_AUTH,
        "transaction-request" => ACTION,
        "reverse-request" => OLDER_REVERSE,
        _ => panic!("no body is called {kind}"),
    };
    fits(&shape, body, "")?;
    together(body)
}

fn fits(shape: &Shape, value: &Value, place: &str) -> Result<(), String> {
    let right = match (shape, value) {
        (Text(most), Value::String(text)) => is_text(text, *most),
        (Form(most, form), Value::String(text)) => is_text(text, *most) && form(text),
        (OneOf(words), Value::String(text)) => words.contains(&text.as_str()),
        (Truth, Value::Bool(_)) => true,
        (Whole, Value::Number(number)) => number.as_i64().is_some_and(|number| number >= 1),
        (Money, Value::Number(number)) => number.as_f64().is_some_and(|number| number >= 0.0),
        (List(most, shape), Value::Array(list)) => {
            for (at, value) in list.iter().enumerate() {
                fits(shape, value, &format!("{place}/{at}"))?;
            }
            (1..=*most).contains(&list.len())
        }
        (Object(members), Value::Object(object)) => {
            for member in *members {
                let place = format!("{place}/{}", member.name);
                match object.get(member.name) {
                    Some(value) => fits(&member.shape, value, &place)?,
                    None if member.required => return Err(format!("{place} is missing")),
                    None => {}
                }
            }
            let known = |name: &str| members.iter().any(|member| member.name == name);
            object.keys().all(|name| known(name))
        }
        _ => false,
    };
    right
        .then_some(())
        .ok_or_else(|| format!("{place} is {value}"))
}

/// What one member says about another.
fn together(body: &Value) -> Result<(), String> {
    let payment = &body["payment"];
    let amount = &payment["amount"];
    if payment["allowPartial"] == true {
        for part in ["taxes", "details"] {
            if !amount[part].is_null() {
                return Err(format!("/payment/amount/{part} cannot be paid in parts"));
            }
        }
    }
    for total in [&body["amount"]["total"], &amount["total"]] {
        if total.as_f64() == Some(0.0) {
            return Err("an amount is zero".to_owned());
        }
    }
    for person in ["buyer", "payer"] {
        let number = body[person]["document"].as_str();
        let kind = body[person]["documentType"].as_str();
        let fits = match (kind, number) {
            (Some("CLRUT"), Some(number)) => is_rut(number),
            (kind, number) => kind.is_some() == number.is_some(),
        };
        if !fits {
            return Err(format!("/{person}/document does not fit its kind"));
        }
    }
    Ok(())
}

fn is_text(text: &str, most: usize) -> bool {
    (1..=most).contains(&text.chars().count())
}

fn is_letters(text: &str, count: usize) -> bool {
    text.len() == count && text.bytes().all(|letter| letter.is_ascii_uppercase())
}

/// ISO 8601 with a numeric offset.
fn is_time(text: &str) -> bool {
    let offset = text.get(19..).unwrap_or_default();
    offset.len() == 6 && offset.starts_with(['+', '-']) && text.parse::<Timestamp>().is_ok()
}

fn is_date(text: &str) -> bool {
    text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok()
}

fn is_locale(text: &str) -> bool {
    text.split_once('_').is_some_and(|(language, country)| {
        is_letters(&language.to_uppercase(), 2) && is_letters(country, 2)
    })
}

fn is_address(text: &str) -> bool {
    text.is_ascii()
        && text
            .split_once("://")
            .is_some_and(|(_, rest)| !rest.is_empty())
}

fn are_codes(text: &str) -> bool {
    text.split(',')
        .all(|code| !code.is_empty() && !code.contains(char::is_whitespace))
}

/// Three to eight digits (dots between them or not), a dash and the check digit.
fn is_rut(text: &str) -> bool {
    text.split_once('-').is_some_and(|(number, digit)| {
        let digits = number.replace('.', "");
        (3..=8).contains(&digits.len())
            && digits.bytes().all(|digit| digit.is_ascii_digit())
            && digit.len() == 1
            && "0123456789kK".contains(digit)
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::check;

    fn good() -> Value {
        json!({
            "auth": {
                "login": "a", "tranKey": "b", "nonce": "c", "seed": "2026-11-22T14:05:00-03:00",
            },
            "locale": "es_CL",
            "payment": {
                "reference": "1",
                "amount": { "currency": "CLP", "total": 1 },
                "allowPartial": false,
                "items": [{ "sku": "1", "name": "Pan", "qty": 1, "price": 0 }],
            },
            "expiration": "2026-11-22T17:10:00+00:00",
            "returnUrl": "https://shop.cl/",
            "ipAddress": "::1",
            "userAgent": "x",
            "payer": { "document": "11.111.111-1", "documentType": "CLRUT" },
            "fields": [{ "keyword": "a", "value": "b", "displayOn": "none" }],
        })
    }

    #[test]
    fn a_broken_limit_is_found_at_its_place() {
        check("create-request", &good()).unwrap();
        for (place, wrong) in [
            ("/auth/seed", json!("2026-11-22T17:05:00Z")),
            ("/auth/login", json!("x".repeat(33))),
            ("/locale", json!("es-CL")),
            ("/payment", json!({})),
            ("/payment/reference", json!("x".repeat(33))),
            ("/payment/reference", json!("")),
            ("/payment/amount/currency", json!("clp")),
            ("/payment/amount/total", json!("1")),
            ("/payment/amount/total", json!(-1)),
            ("/payment/allowPartial", json!("false")),
            ("/payment/items", json!([])),
            ("/payment/items/0/qty", json!(0)),
            ("/payment/items/0/qty", json!("1")),
            ("/expiration", json!("mañana")),
            ("/returnUrl", json!("x".repeat(256))),
            ("/ipAddress", json!("localhost")),
            ("/userAgent", json!(null)),
            ("/fields", json!(vec![good()["fields"][0].clone(); 51])),
            ("/fields/0/displayOn", json!("nowhere")),
            ("/payer/document", json!("1-9")),
            ("/payer/document", json!("x".repeat(26))),
        ] {
            let mut body = good();
            *body.pointer_mut(place).unwrap() = wrong;
            let violation = check("create-request", &body).unwrap_err();
            assert!(violation.starts_with(place), "{place}: {violation}");
        }
    }

    #[test]
    fn what_is_missing_or_unknown_or_does_not_go_together_is_found() {
        let without = |name: &str| {
            let mut body = good();
            body.as_object_mut().unwrap().remove(name).unwrap();
            body
        };
        for name in [
            "auth",
            "locale",
            "payment",
            "expiration",
            "ipAddress",
            "userAgent",
        ] {
            let violation = check("create-request", &without(name)).unwrap_err();
            assert_eq!(violation, format!("/{name} is missing"));
        }
        let with = |place: &str, name: &str, value: Value| {
            let mut body = good();
            body.pointer_mut(place).unwrap()[name] = value;
            check("create-request", &body)
        };
        with("/payment", "description", json!("x".repeat(250))).unwrap();
        with("/payment", "description", json!("x".repeat(251))).unwrap_err();
        with("/payment", "alowPartial", json!(true)).unwrap_err();
        with("/payment/amount", "total", json!(0)).unwrap_err();
        with("/payer", "documentType", json!(null)).unwrap_err();
        let tip = json!([{ "kind": "tip", "amount": 1 }]);
        with("/payment/amount", "details", tip.clone()).unwrap();
        let mut body = good();
        body["payment"]["allowPartial"] = json!(true);
        check("create-request", &body).unwrap();
        body["payment"]["amount"]["details"] = tip;
        check("create-request", &body).unwrap_err();
    }
}
