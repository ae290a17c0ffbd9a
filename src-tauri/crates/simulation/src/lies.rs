//! Answers made wrong on their way.

use serde_json::{Map, Value, json};

/// What is wrong with an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lie {
    /// A status that nobody knows.
    UnknownStatus,
    /// A transaction's status that nobody knows.
    UnknownTransaction,
    /// Another reference.
    Reference,
    /// A unit of money more everywhere.
    Amount,
    /// A unit less in what was paid.
    Paid,
    /// Another currency.
    Currency,
    /// Paid, though it is not, in another currency.
    PaidInOtherCurrency,
    /// Paid, though it is not, under another reference.
    PaidUnderOtherReference,
    /// Paid, though it is not, a unit less.
    PaidLess,
    /// Paid, though it is not, with what was rejected.
    PaidWithRejected,
    /// No transactions.
    NoTransactions,
    /// Half of it.
    Truncated,
    /// No JSON.
    Page,
}

impl Lie {
    /// All of them.
    pub const ALL: [Lie; 13] = [
        Lie::UnknownStatus,
        Lie::UnknownTransaction,
        Lie::Reference,
        Lie::Amount,
        Lie::Paid,
        Lie::Currency,
        Lie::PaidInOtherCurrency,
        Lie::PaidUnderOtherReference,
        Lie::PaidLess,
        Lie::PaidWithRejected,
        Lie::NoTransactions,
        Lie::Truncated,
        Lie::Page,
    ];

    /// The body as it arrives.
    pub fn told(self, body: Vec<u8>) -> Vec<u8> {
        match self {
            Lie::Truncated => body[..body.len() / 2].to_vec(),
            Lie::Page => b"<!doctype html><title>Volvemos pronto</title>".to_vec(),
            _ => match serde_json::from_slice(&body) {
                Ok(mut answer) => {
                    self.distort(&mut answer);
                    answer.to_string().into_bytes()
                }
                Err(_) => body,
            },
        }
    }

    fn distort(self, answer: &mut Value) {
        match self {
            Lie::UnknownStatus => set(answer, "/status/status", json!("ON_HOLD")),
            Lie::UnknownTransaction => {
                each_payment(answer, |payment| {
                    set(payment, "/status/status", json!("HELD"))
                });
            }
            Lie::Reference => set(answer, "/request/payment/reference", json!("C9-1")),
            Lie::Amount => everywhere(answer, &mut |members| more(members, 1)),
            Lie::Paid => each_payment(answer, |payment| {
                everywhere(payment, &mut |members| more(members, -1));
            }),
            Lie::Currency => everywhere(answer, &mut other_currency),
            Lie::PaidInOtherCurrency => {
                pretend_paid(answer, "APPROVED");
                each_payment(answer, |payment| everywhere(payment, &mut other_currency));
            }
            Lie::PaidUnderOtherReference => {
                pretend_paid(answer, "APPROVED");
                set(answer, "/request/payment/reference", json!("C9-1"));
            }
            Lie::PaidLess => {
                pretend_paid(answer, "APPROVED");
                each_payment(answer, |payment| {
                    everywhere(payment, &mut |members| more(members, -1));
                });
            }
            Lie::PaidWithRejected => pretend_paid(answer, "REJECTED"),
            Lie::NoTransactions => set(answer, "/payment", Value::Null),
            Lie::Truncated | Lie::Page => {}
        }
    }
}

/// The answer says that all is paid, by one transaction with this status.
fn pretend_paid(answer: &mut Value, transaction: &str) {
    let amount = answer.pointer("/request/payment/amount").cloned();
    let amount = amount.unwrap_or_default();
    let date = answer.pointer("/status/date").cloned().unwrap_or_default();
    set(answer, "/status/status", json!("APPROVED"));
    let payment = json!([{
        "status": {"status": transaction, "reason": "00", "message": "", "date": date},
        "internalReference": 999_999,
        "amount": {"from": amount, "to": amount, "factor": 1},
    }]);
    set(answer, "/payment", payment);
}

/// The same number of minor units in the other one, so that only the currency is wrong.
fn other_currency(members: &mut Map<String, Value>) {
    let total = members.get("total").and_then(Value::as_f64);
    let (Some(currency), Some(total)) = (members.get("currency"), total) else {
        return;
    };
    let other = if *currency == "CLP" {
        [("currency", json!("USD")), ("total", json!(total / 100.0))]
    } else {
        [
            ("currency", json!("CLP")),
            ("total", json!((total * 100.0).round())),
        ]
    };
    members.extend(other.map(|(name, value)| (name.to_owned(), value)));
}

fn set(answer: &mut Value, pointer: &str, value: Value) {
    if let Some(place) = answer.pointer_mut(pointer) {
        *place = value;
    }
}

fn each_payment(answer: &mut Value, change: impl FnMut(&mut Value)) {
    if let Some(Value::Array(payments)) = answer.get_mut("payment") {
        payments.iter_mut().for_each(change);
    }
}

fn more(members: &mut Map<String, Value>, by: i64) {
    if let Some(total) = members.get_mut("total")
        && let Some(right) = total.as_f64()
    {
        *total = match total.as_i64() {
            Some(whole) => json!(whole + by),
            None => json!(right + by as f64),
        };
    }
}

fn everywhere(value: &mut Value, change: &mut impl FnMut(&mut Map<String, Value>)) {
    match value {
        Value::Array(values) => values
            .iter_mut()
            .for_each(|value| everywhere(value, change)),
        Value::Object(members) => {
            change(members);
            members
                .values_mut()
                .for_each(|value| everywhere(value, change));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
