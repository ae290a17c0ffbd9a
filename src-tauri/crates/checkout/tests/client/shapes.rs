//! Answers in the shapes that the documentation prints, and looser ones.

use placetopay_checkout::{
    Amount, Asked, Conversion, Currency, Customer, Discount, Error, FieldValue, InternalReference,
    Reference, Report, RequestId, Session, Status, SubscriptionKind, ToldField,
};
use secrecy::ExposeSecret as _;
use serde_json::{Value, json};

use crate::answers::{client, order};
use crate::server::{Server, http, ok};

async fn queried(body: &Value) -> Result<Session, Error> {
    let server = Server::answering([ok(body)]).await;
    let id = body["requestId"].as_i64().unwrap_or(733);
    client(&server).query_session(RequestId(id)).await
}

fn status(word: &str, reason: &str) -> Value {
    json!({
        "status": word,
        "reason": reason,
        "message": format!("dice {word}"),
        "date": "2026-11-22T14:05:00-03:00",
    })
}

fn request(currency: &str, total: impl Into<Value>) -> Value {
    json!({
        "locale": "es_CL",
        "payer": { "document": "11111111-1", "documentType": "CLRUT", "name": "Ana" },
        "payment": {
            "reference": "C1-7",
            "description": "Pan",
            "amount": { "currency": currency, "total": total.into() },
            "allowPartial": false,
            "subscribe": false,
        },
        "fields": [{ "keyword": "_processUrl_", "value": "https://x/", "displayOn": "none" }],
        "returnUrl": "https://shop.cl/",
        "ipAddress": "127.0.0.1",
        "userAgent": "x",
        "expiration": "2026-11-22T14:20:00.946Z",
    })
}

fn clp(minor: i64) -> Amount {
    Amount::clp(minor)
}

#[tokio::test]
async fn a_created_session_has_its_number_and_its_page() {
    for id in [json!(733), json!("733")] {
        let server = Server::answering([]).await;
        let url = format!("{}/session/733/cc9b8690", server.url);
        let body = json!({
            "status": status("OK", "PC"),
            "requestId": id,
            "processUrl": url,
            "somethingNew": { "a": [1] },
        });
        server.then(ok(&body));
        let order = order();
        let created = client(&server).create_session(&order).await.unwrap();
        let expiration = created.expiration.timestamp().to_string();
        assert_eq!(expiration, "2026-11-22T17:20:00Z");
        assert_eq!(created.request_id, RequestId(733));
        assert_eq!(created.process_url.as_str(), url);
    }
}

#[tokio::test]
async fn a_session_that_nobody_tried_to_pay() {
    for payment in [json!(null), json!([]), json!({})] {
        let session = queried(&json!({
            "requestId": 733,
            "status": status("PENDING", "PT"),
            "request": request("CLP", 12_990),
            "payment": payment,
            "subscription": null,
        }))
        .await
        .unwrap();
        let time = |text: &str| text.parse().unwrap();
        let payer = Customer {
            document_type: Some("CLRUT".into()),
            document: Some("11111111-1".into()),
            name: Some("Ana".into()),
            ..Customer::default()
        };
        assert_eq!(
            session,
            Session {
                request_id: RequestId(733),
                report: Report {
                    status: Status::Pending,
                    reason: "PT".into(),
                    message: "dice PENDING".into(),
                    at: Some(time("2026-11-22T17:05:00Z")),
                },
                request: Asked {
                    reference: Some("C1-7".into()),
                    description: Some("Pan".into()),
                    amount: Some(clp(12_990)),
                    allow_partial: Some(false),
                    expiration: Some(time("2026-11-22T14:20:00.946Z")),
                    return_url: Some("https://shop.cl/".into()),
                    buyer: None,
                    payer: Some(payer),
                    fields: vec![ToldField {
                        keyword: "_processUrl_".into(),
                        value: FieldValue::Text("https://x/".into()),
                    }],
                },
                transactions: vec![],
                subscription: None,
            }
        );
    }
}

#[tokio::test]
async fn numbers_come_as_texts_and_texts_as_numbers() {
    let session = queried(&json!({
        "requestId": "733",
        "status": { "status": "APPROVED", "reason": 0, "message": 17, "date": 5, "new": true },
        "request": request("CLP", "12990"),
        "payment": [{
            "status": status("APPROVED", "00"),
            "internalReference": "98",
            "reference": 7,
            "paymentMethod": "visa",
            "paymentMethodName": "Visa",
            "issuerName": null,
            "amount": {
                "from": { "currency": "CLP", "total": "12990.00" },
                "to": { "currency": "CLP", "total": 12990 },
                "factor": "1",
            },
            "authorization": 999999,
            "receipt": 110000857921_i64,
            "refunded": "false",
            "processorFields": [
                { "keyword": "lastDigits", "value": "0081", "displayOn": "none" },
                { "keyword": "installments", "value": "3" },
                { "keyword": "totalAmount", "value": 200 },
                { "keyword": "id", "value": null },
                { "keyword": 7 },
                { "keyword": "credit", "value": { "code": "1", "installments": 9 } },
            ],
            "discount": null,
            "dispersion": null,
            "somethingNew": [[]],
        }],
        "alsoNew": 1,
    }))
    .await
    .unwrap();
    assert_eq!(session.request_id, RequestId(733));
    assert_eq!(
        (
            session.report.reason.as_str(),
            session.report.message.as_str()
        ),
        ("0", "17")
    );
    assert_eq!(session.report.at, None);
    assert_eq!(session.request.amount, Some(clp(12_990)));
    let [paid] = &session.transactions[..] else {
        panic!("{session:?}");
    };
    assert_eq!(paid.internal_reference, InternalReference(98));
    assert_eq!(paid.report.status, Status::Approved);
    let whole = Conversion {
        from: clp(12_990),
        to: Some(clp(12_990)),
        factor: Some(1.into()),
    };
    assert_eq!(paid.amount, Some(whole));
    assert_eq!(
        paid.report.at,
        Some("2026-11-22T17:05:00Z".parse().unwrap())
    );
    assert_eq!(paid.reference.as_deref(), Some("7"));
    assert_eq!(paid.payment_method.as_deref(), Some("visa"));
    assert_eq!(paid.payment_method_name.as_deref(), Some("Visa"));
    assert_eq!(paid.issuer, None);
    assert_eq!(paid.authorization.as_deref(), Some("999999"));
    assert_eq!(paid.receipt.as_deref(), Some("110000857921"));
    assert_eq!(paid.last_digits.as_deref(), Some("0081"));
    assert_eq!(paid.instalments, Some(3));
    assert!(!paid.refunded);
    let values: Vec<_> = paid.processor_fields.iter().map(|f| &f.value).collect();
    let text = |text: &str| FieldValue::Text(text.into());
    let nested = FieldValue::Nested(r#"{"code":"1","installments":9}"#.into());
    assert_eq!(
        values,
        [
            &text("0081"),
            &text("3"),
            &text("200"),
            &FieldValue::Nothing,
            &FieldValue::Nothing,
            &nested
        ]
    );
}

#[tokio::test]
async fn an_approval_as_documented_with_a_discount_and_keys_that_end_in_a_blank() {
    let session = queried(&json!({
        "requestId": 733,
        "status": status("APPROVED", "00"),
        "request": request("COP", 2000),
        "payment": [{
            "status": status("APPROVED", "00"),
            "internalReference": 98,
            "paymentMethod": "visa",
            "amount": {
                "from": { "currency ": "COP", "total ": 1000 },
                "to": { "currency ": "COP", "total ": 1000 },
                "factor": 1,
            },
            "refunded": true,
            "processorFields": [{ "keyword": "1111", "value": "lastDigits" }],
            "discount": { "base": 3000, "code": "17934", "type": "FRANCHISE", "amount": 1000.5 },
            "subscription": null,
        }],
        "subscription": {
            "status": status("OK", "00"),
            "type": "token",
            "instrument": [
                { "keyword": "token", "value": "a3bfc8e2" },
                { "keyword": "subtoken", "value": "8740257204881111" },
                { "keyword": "franchise", "value": "visa" },
                { "keyword": "franchiseName", "value": "Visa" },
                { "keyword": "lastDigits", "value": "1111" },
                { "keyword": "validUntil", "value": "2029-12-31" },
                { "keyword": "installments", "value": null },
            ],
        },
    }))
    .await
    .unwrap();
    let stored = session.subscription.as_ref().unwrap();
    assert_eq!(stored.kind, SubscriptionKind::Token);
    let token = stored.token.as_ref().unwrap();
    assert_eq!(token.secret().expose_secret(), "a3bfc8e2");
    assert_ne!(stored.token, stored.subtoken);
    assert_eq!(stored.franchise.as_deref(), Some("Visa"));
    assert_eq!(stored.last_digits.as_deref(), Some("1111"));
    assert_eq!(stored.valid_until, Some("2029-12-31".parse().unwrap()));
    assert_eq!(stored.instalments, None);
    let shown = format!("{session:?}");
    for secret in ["a3bfc8e2", "8740257204881111", "11111111-1", "Ana"] {
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }
    let paid = &session.transactions[0];
    let cop = |minor| Amount::new(minor, Currency::COP).unwrap();
    assert_eq!(paid.amount.unwrap().from, cop(100_000));
    let discount = Discount {
        amount: cop(100_050),
        base: Some(cop(300_000)),
        code: Some("17934".into()),
        kind: Some("FRANCHISE".into()),
    };
    assert_eq!(paid.discount, Some(discount));
    assert_eq!(paid.last_digits, None);
    assert!(paid.refunded);
}

#[tokio::test]
async fn a_part_paid_in_another_currency_counts_in_the_sessions() {
    let part = json!({
        "status": status("APPROVED", "00"),
        "internalReference": 98,
        "amount": {
            "to": { "total": 1.05, "currency": "USD" },
            "from": { "total": 5000, "currency": "CLP" },
            "factor": 0.00021,
        },
    });
    let body = |word| {
        json!({
            "requestId": 733,
            "status": status(word, "P0"),
            "request": request("CLP", 10_000),
            "payment": [part],
        })
    };
    let open = queried(&body("APPROVED_PARTIAL")).await.unwrap();
    assert_eq!(open.report.status, Status::ApprovedPartial);
    let told = open.transactions[0].amount.unwrap();
    assert_eq!(told.from, clp(5_000));
    assert_eq!(told.to, Some(Amount::new(105, Currency::USD).unwrap()));
    assert_eq!(told.factor.unwrap().to_string(), "0.00021");
    let over = queried(&body("PARTIAL_EXPIRED")).await.unwrap();
    assert_eq!(over.report.status, Status::PartialExpired);
}

#[tokio::test]
async fn a_rejection_keeps_its_attempts_with_and_without_a_receipt() {
    let attempt = |id: u32, reason: &str| {
        json!({
            "status": status("REJECTED", reason),
            "internalReference": id,
            "amount": { "from": { "currency": "CLP", "total": 12_990 }, "factor": 1 },
            "authorization": "000000",
            "dispersion": [{ "internalReference": 5, "status": status("REJECTED", "?C") }],
        })
    };
    let session = queried(&json!({
        "requestId": 733,
        "status": status("REJECTED", "XN"),
        "request": request("CLP", 12_990),
        "payment": [attempt(2, "65"), attempt(1, "51")],
    }))
    .await
    .unwrap();
    assert_eq!(
        (&session.report.status, session.report.reason.as_str()),
        (&Status::Rejected, "XN")
    );
    let told: Vec<_> = session
        .transactions
        .iter()
        .map(|t| {
            (
                t.internal_reference.0,
                t.report.reason.as_str(),
                t.receipt.clone(),
            )
        })
        .collect();
    assert_eq!(told, [(2, "65", None), (1, "51", None)]);
    let [share] = &session.transactions[0].dispersion[..] else {
        panic!("{session:?}");
    };
    assert_eq!(share.internal_reference, Some(InternalReference(5)));
    assert_eq!(share.report.reason, "?C");
}

#[tokio::test]
async fn every_known_word_has_its_meaning_and_a_new_one_is_kept() {
    for (word, meaning) in [
        ("OK", Status::Ok),
        ("FAILED", Status::Failed),
        ("PENDING", Status::Pending),
        ("PENDING_VALIDATION", Status::PendingValidation),
        ("PENDING_PROCESS", Status::PendingProcess),
        ("PENDING_CONFIRMATION", Status::PendingConfirmation),
        ("APPROVED", Status::Approved),
        ("APPROVED_PARTIAL", Status::ApprovedPartial),
        ("REJECTED", Status::Rejected),
        ("PARTIAL_EXPIRED", Status::PartialExpired),
        ("CANCELED", Status::Canceled),
        ("REFUNDED", Status::Refunded),
        ("ERROR", Status::Error),
        ("ON_HOLD", Status::Unrecognized("ON_HOLD".into())),
        ("approved", Status::Unrecognized("approved".into())),
    ] {
        let body = json!({ "requestId": 1, "status": status(word, "") });
        let session = queried(&body).await.unwrap();
        assert_eq!(session.report.status, meaning);
        assert_eq!(session.request, Asked::default());
    }
}

#[tokio::test]
async fn money_that_is_not_exact_makes_the_answer_unusable() {
    for (currency, total) in [
        ("CLP", "12990.5"),
        ("CLP", "1e400"),
        ("CLP", "99999999999999999999"),
        ("CLP", "\"mil\""),
        ("CLP", "null"),
        ("ZZZ", "1"),
        ("USD", "0.001"),
    ] {
        let body = format!(
            r#"{{"requestId":1,"status":{{"status":"APPROVED"}},"payment":[{{
                "internalReference":1,"status":{{"status":"APPROVED"}},
                "amount":{{"from":{{"currency":"{currency}","total":{total}}}}}}}]}}"#
        );
        let server = Server::answering([http("200 OK", &[], &body)]).await;
        let error = client(&server)
            .query_session(RequestId(1))
            .await
            .unwrap_err();
        assert!(
            matches!(error, Error::UnusableAnswer { .. }),
            "{total}: {error:?}"
        );
    }
}

#[tokio::test]
async fn an_odd_amount_in_the_cards_currency_does_not_spoil_what_counts() {
    for to in [
        json!(null),
        json!({ "currency": "CLP", "total": 1.5 }),
        json!({ "currency": "???", "total": 1 }),
        json!([]),
    ] {
        let session = queried(&json!({
            "requestId": 1,
            "status": status("APPROVED", "00"),
            "payment": [{
                "internalReference": 1,
                "status": status("APPROVED", "00"),
                "amount": { "from": { "currency": "CLP", "total": 5 }, "to": to, "factor": "x" },
            }],
        }))
        .await
        .unwrap();
        let told = session.transactions[0].amount.unwrap();
        assert_eq!((told.from, told.to, told.factor), (clp(5), None, None));
    }
}

#[tokio::test]
async fn an_answer_about_another_session_is_none() {
    let server = Server::answering([ok(&json!({
        "requestId": 2,
        "status": status("APPROVED", "00"),
    }))])
    .await;
    let error = client(&server).query_session(RequestId(1)).await;
    let Err(Error::UnusableAnswer { why }) = &error else {
        panic!("{error:?}");
    };
    assert_eq!(why, "it is about session 2");
}

#[tokio::test]
async fn what_people_read_cannot_garble_a_screen_and_what_is_compared_stays_as_told() {
    let odd = "A\u{202e}na\u{0}\u{1b}[2J";
    let session = queried(&json!({
        "requestId": 1,
        "status": { "status": "PENDING", "reason": odd, "message": odd },
        "request": { "payment": { "reference": odd, "description": odd } },
        "payment": [{ "internalReference": 1, "status": status("REJECTED", ""), "issuerName": odd }],
    }))
    .await
    .unwrap();
    let legible = "Ana  [2J";
    assert_eq!(session.report.reason, legible);
    assert_eq!(session.report.message, legible);
    assert_eq!(session.request.description.as_deref(), Some(legible));
    assert_eq!(session.transactions[0].issuer.as_deref(), Some(legible));
    assert_eq!(session.request.reference.as_deref(), Some(odd));
}

fn approved(currency: &str, parts: &Value) -> Value {
    json!({
        "requestId": 1,
        "status": status("APPROVED", "00"),
        "request": request("CLP", 12_990),
        "payment": parts.as_array().unwrap().iter().map(|part| json!({
            "internalReference": 1,
            "status": status(part["word"].as_str().unwrap_or("APPROVED"), ""),
            "amount": part["total"].as_i64().map(|total| {
                json!({ "from": { "currency": currency, "total": total } })
            }),
            "discount": { "amount": part["discount"] },
        })).collect::<Vec<_>>(),
    })
}

#[tokio::test]
async fn a_session_pays_exactly_what_was_asked_or_not_at_all() {
    let ours: Reference = "C1-7".parse().unwrap();
    let pays = async |body: Value| queried(&body).await.unwrap().pays(&ours, clp(12_990));
    for parts in [
        json!([{ "total": 12_990 }]),
        json!([{ "total": 12_000 }, { "total": 990 }]),
        json!([{ "total": 11_990, "discount": 1_000 }]),
        json!([{ "total": 12_990 }, { "word": "REJECTED", "total": 12_990 }]),
    ] {
        assert!(pays(approved("CLP", &parts)).await, "{parts}");
    }
    for parts in [
        json!([]),
        json!([{ "total": 12_989 }]),
        json!([{ "total": 12_991 }]),
        json!([{ "total": 12_990 }, { "total": null }]),
        json!([{ "total": 12_990, "discount": 1 }]),
        json!([{ "word": "PENDING", "total": 12_990 }]),
        json!([{ "word": "APPROVED_PARTIAL", "total": 12_990 }]),
        json!([{ "total": i64::MAX }, { "total": i64::MAX }]),
    ] {
        assert!(!pays(approved("CLP", &parts)).await, "{parts}");
    }
    let whole = json!([{ "total": 12_990 }]);
    assert!(!pays(approved("COP", &whole)).await);
    let changed = |pointer: &str, value: Value| {
        let mut body = approved("CLP", &whole);
        *body.pointer_mut(pointer).unwrap() = value;
        body
    };
    for body in [
        changed("/status/status", json!("PENDING")),
        changed("/status/status", json!("OK")),
        changed("/request/payment/reference", json!("C1-8")),
        changed("/request/payment/amount/currency", json!("COP")),
        changed("/request", json!(null)),
    ] {
        assert!(!pays(body.clone()).await, "{body}");
    }
    let session = queried(&approved("CLP", &whole)).await.unwrap();
    assert!(!session.pays(&ours, Amount::new(12_990, Currency::JPY).unwrap()));
}

#[tokio::test]
async fn oddities_beside_the_money_do_not_hide_a_payment() {
    let session = queried(&json!({
        "requestId": 1,
        "status": status("APPROVED", "00"),
        "request": {
            "payment": { "reference": "C1-7", "amount": { "currency": "CLP", "total": 5 } },
            "buyer": "Ana",
            "payer": [1],
            "fields": ["uno", "dos"],
        },
        "payment": [
            { "internalReference": null, "status": status("REJECTED", "XN") },
            {
                "internalReference": 7,
                "status": status("FAILED", "?-"),
                "amount": { "from": { "currency": "???", "total": "x" } },
                "discount": "no",
            },
            {
                "internalReference": 8,
                "status": status("APPROVED", "00"),
                "amount": { "from": { "currency": "CLP", "total": 5 } },
                "processorFields": "nada",
                "dispersion": [{ "status": 5 }],
            },
        ],
        "subscription": { "instrument": [] },
    }))
    .await
    .unwrap();
    let told: Vec<_> = session
        .transactions
        .iter()
        .map(|told| {
            (
                told.internal_reference.0,
                told.amount.map(|amount| amount.from),
            )
        })
        .collect();
    assert_eq!(told, [(7, None), (8, Some(clp(5)))]);
    assert!(session.pays(&"C1-7".parse().unwrap(), clp(5)));
    assert_eq!((session.request.buyer, session.subscription), (None, None));
}

#[tokio::test]
async fn what_may_have_taken_money_is_read_strictly() {
    for word in [
        "APPROVED",
        "APPROVED_PARTIAL",
        "PENDING",
        "REFUNDED",
        "NEW_WORD",
    ] {
        for attempt in [
            json!({ "internalReference": null }),
            json!({ "internalReference": 1, "amount": { "from": { "currency": "CLP" } } }),
            json!({ "internalReference": 1, "amount": 5 }),
            json!({
                "internalReference": 1,
                "amount": { "from": { "currency": "CLP", "total": 5 } },
                "discount": { "amount": 0.5 },
            }),
        ] {
            let mut attempt = attempt;
            attempt["status"] = status(word, "");
            let body = json!({
                "requestId": 1,
                "status": status("APPROVED", "00"),
                "payment": [attempt],
            });
            let error = queried(&body).await.unwrap_err();
            assert!(matches!(error, Error::UnusableAnswer { .. }), "{body}");
        }
    }
}

#[tokio::test]
async fn debug_shows_neither_the_page_nor_what_the_processor_told() {
    let session = queried(&json!({
        "requestId": 1,
        "status": status("PENDING", "PT"),
        "request": request("CLP", 5),
        "payment": [{
            "internalReference": 1,
            "status": status("REJECTED", "51"),
            "processorFields": [{ "keyword": "expiration", "value": "1229" }],
        }],
    }))
    .await
    .unwrap();
    let shown = format!("{session:?}");
    for hidden in ["https://x/", "1229", "Ana", "11111111-1"] {
        assert!(!shown.contains(hidden), "{hidden} in {shown}");
    }
    assert!(shown.contains("_processUrl_"), "{shown}");
}
