//! What a create may ask for: each documented limit, and one step over it.

use serde_json::{Value, json};

use crate::support::{APPROVES, World, assert_status, minutes};

/// A property of a create request, what is allowed in it and what isn't.
struct Limit {
    path: String,
    good: Vec<Value>,
    bad: Vec<Value>,
}

fn limit(path: impl Into<String>, good: Vec<Value>, bad: Vec<Value>) -> Limit {
    Limit {
        path: path.into(),
        good,
        bad,
    }
}

/// A text with a longest length, and perhaps a shortest of one.
fn text(path: impl Into<String>, least: usize, most: usize) -> Limit {
    let mut bad = vec![length(most + 1), json!(7), json!(["x"])];
    if least > 0 {
        bad.push(length(least - 1));
    }
    limit(path, vec![length(least), length(most)], bad)
}

/// A text of so many characters, each of two bytes.
fn length(characters: usize) -> Value {
    json!("ñ".repeat(characters))
}

/// Sets the property at a dotted path, with the objects that lead there; null takes it away.
fn with(mut order: Value, path: &str, value: &Value) -> Value {
    let (parents, name) = path.rsplit_once('.').unwrap_or(("", path));
    let mut object = &mut order;
    for parent in parents.split('.').filter(|parent| !parent.is_empty()) {
        object = &mut object[parent];
    }
    if value.is_null() {
        object.as_object_mut().unwrap().remove(name);
    } else {
        object[name] = value.clone();
    }
    order
}

/// Asserts that what is allowed passes, and that what isn't is refused in both languages.
async fn assert_limits(world: &World, limits: &[Limit]) {
    for (number, Limit { path, good, bad }) in limits.iter().enumerate() {
        for (place, value) in good.iter().enumerate() {
            let order = world.order(&format!("G{number}-{place}"));
            let reply = world.create(with(order, path, value)).await;
            assert_eq!(reply.code, 200, "{path} = {value}: {}", reply.text);
        }
        for value in bad {
            assert_refused(world, path, value).await;
        }
    }
    // Nothing that was refused used up its reference.
    world.open(world.order("refused")).await;
}

async fn assert_refused(world: &World, path: &str, value: &Value) {
    let reason = match path.split('.').next() {
        Some("metadata") => "metadata_not_valid",
        Some(_) | None => "request_not_valid",
    };
    let order = with(world.order("refused"), path, value);
    let spanish = world.create(order.clone()).await.refused(422, reason);
    let named = format!("El campo {path} ");
    assert!(spanish.starts_with(&named), "{path} = {value}: {spanish}");
    if path == "locale" {
        return;
    }
    let order = with(order, "locale", &json!("en_US"));
    let english = world.create(order).await.refused(422, reason);
    let named = format!("The field {path} ");
    assert!(english.starts_with(&named), "{path} = {value}: {english}");
}

#[tokio::test]
async fn the_sessions_own_limits() {
    let world = World::new().await;
    let after = |wait: std::time::Duration| json!((world.clock.now() + wait).to_string());
    let second = std::time::Duration::from_secs(1);
    let address = |length: usize| json!(format!("https://shop.test/{:a<1$}", "", length - 18));
    let addresses = |path| {
        let bad = [
            address(256),
            json!("shop.test/return"),
            json!("/return"),
            json!("ftp://shop.test/"),
            json!("javascript:alert(1)"),
            json!(""),
            json!(7),
        ];
        limit(
            path,
            vec![address(255), json!("http://shop.test")],
            bad.into(),
        )
    };
    let required = |mut limit: Limit| {
        limit.bad.push(Value::Null);
        limit
    };
    assert_limits(
        &world,
        &[
            required(addresses("returnUrl")),
            required(text("ipAddress", 1, 46)),
            required(text("userAgent", 1, 255)),
            addresses("cancelUrl"),
            limit(
                "expiration",
                vec![
                    after(minutes(5)),
                    json!("2026-11-22T14:10:00-03:00"),
                    json!("2026-11-22T18:10:00+01:00"),
                ],
                vec![
                    after(minutes(5) - second),
                    after(minutes(0)),
                    json!("2026-11-22T14:09:59-03:00"),
                    json!("2026-11-22T14:10:00"),
                    json!("22/11/2026"),
                    json!(1_795_000_000),
                    Value::Null,
                ],
            ),
            limit(
                "locale",
                vec![json!("es_CL"), json!("en_US"), json!("pt_BR"), Value::Null],
                ["es-CL", "es", "es_cl", "ES_CL", "es_CLP", "e_CL", ""]
                    .map(Value::from)
                    .into(),
            ),
            limit(
                "skipResult",
                vec![json!(true), json!(false)],
                vec![json!("true"), json!(1)],
            ),
            limit(
                "noBuyerFill",
                vec![json!(true), json!(false)],
                vec![json!("true"), json!(1)],
            ),
            limit(
                "type",
                vec![Value::Null],
                vec![json!("checkin"), json!("autopay")],
            ),
        ],
    )
    .await;
}

#[tokio::test]
async fn the_payments_limits() {
    let world = World::new().await;
    let item = json!({"sku": "1", "name": "Pan", "category": "physical", "qty": "1", "price": 990, "tax": 0});
    let item_with = |name: &str, value: Value| json!([with(item.clone(), name, &value)]);
    assert_limits(
        &world,
        &[
            limit(
                "payment.reference",
                vec![json!("x"), length(32)],
                vec![json!(""), length(33), json!(7), Value::Null],
            ),
            text("payment.description", 1, 250),
            limit(
                "payment",
                vec![],
                vec![json!([]), json!("12990"), Value::Null],
            ),
            limit("payment.amount", vec![], vec![json!(12990), Value::Null]),
            limit(
                "payment.amount.currency",
                ["CLP", "USD", "CLF"].map(Value::from).into(),
                vec![
                    json!("clp"),
                    json!("PESO"),
                    json!("CL"),
                    json!(152),
                    Value::Null,
                ],
            ),
            limit(
                "payment.amount.total",
                vec![
                    json!(1),
                    json!(0.5),
                    json!(1.2e4),
                    json!(9_007_199_254_740_991_i64),
                ],
                vec![
                    json!(0),
                    json!(0.49),
                    json!(-1),
                    json!("12990"),
                    json!(1e40),
                    json!([12990]),
                    Value::Null,
                ],
            ),
            limit(
                "payment.allowPartial",
                vec![json!(true), json!(false), Value::Null],
                vec![json!("true"), json!(1)],
            ),
            limit(
                "payment.items",
                vec![
                    json!([]),
                    json!(vec![item.clone(); 50]),
                    json!([{}]),
                    item_with("category", json!("digital")),
                    item_with("qty", json!(2)),
                    item_with("price", json!("990.5")),
                    item_with("name", length(255)),
                ],
                vec![
                    json!(vec![item.clone(); 51]),
                    json!({}),
                    json!(["Pan"]),
                    item_with("category", json!("virtual")),
                    item_with("qty", json!("una")),
                    item_with("price", json!(true)),
                    item_with("name", length(256)),
                    item_with("sku", json!(7)),
                ],
            ),
        ],
    )
    .await;
}

#[tokio::test]
async fn the_limits_of_additional_fields() {
    let world = World::new().await;
    let field = json!({"keyword": "caja", "value": "C1", "displayOn": "none"});
    let field_with = |name: &str, value: Value| json!([with(field.clone(), name, &value)]);
    let shown = ["none", "payment", "receipt", "both", "approved"];
    let fields = |path: &str| {
        let mut good = vec![
            json!([]),
            json!(vec![field.clone(); 50]),
            field_with("keyword", length(50)),
            field_with("value", length(255)),
            field_with("value", json!({"installments": 3})),
        ];
        good.extend(shown.map(|shown| field_with("displayOn", json!(shown))));
        let bad = vec![
            json!(vec![field.clone(); 51]),
            json!({}),
            json!(["caja"]),
            field_with("keyword", length(51)),
            field_with("keyword", json!("")),
            field_with("keyword", json!(7)),
            field_with("keyword", Value::Null),
            field_with("value", length(256)),
            field_with("displayOn", json!("screen")),
            field_with("displayOn", json!("NONE")),
        ];
        limit(path, good, bad)
    };
    assert_limits(&world, &[fields("fields"), fields("payment.fields")]).await;
}

#[tokio::test]
async fn the_limits_of_people() {
    for person in ["payer", "buyer", "payment.shipping"] {
        let world = World::new().await;
        let of = |name: &str| format!("{person}.{name}");
        let address = |length: usize| json!(format!("{:a<1$}@shop.test", "", length - 10));
        assert_limits(
            &world,
            &[
                text(of("name"), 1, 60),
                text(of("surname"), 1, 60),
                text(of("company"), 1, 60),
                text(of("mobile"), 1, 30),
                text(of("document"), 0, 25),
                limit(
                    of("email"),
                    vec![json!("a@b"), address(80)],
                    vec![
                        address(81),
                        json!(""),
                        json!("ana"),
                        json!("ana@"),
                        json!("@shop.test"),
                        json!("ana@shop@test"),
                        json!("ana soto@shop.test"),
                        json!(7),
                    ],
                ),
                limit(
                    person,
                    vec![json!({}), Value::Null],
                    vec![json!("Ana"), json!([])],
                ),
            ],
        )
        .await;
    }
}

#[tokio::test]
async fn the_limits_of_addresses() {
    let world = World::new().await;
    for person in ["payer", "buyer", "payment.shipping"] {
        for (name, least, most) in [
            ("country", 2, 2),
            ("state", 0, 3),
            ("city", 0, 30),
            ("postalCode", 0, 10),
            ("street", 1, 128),
            ("phone", 0, 20),
        ] {
            let path = format!("{person}.address.{name}");
            let Limit { good, bad, .. } = text(path.as_str(), least, most);
            for (place, value) in good.iter().enumerate() {
                let order = world.order(&format!("{person}.{name}-{place}"));
                world.open(with(order, &path, value)).await;
            }
            for value in bad {
                let order = with(world.order("A"), &path, &value);
                let message = world.create(order).await.refused(422, "request_not_valid");
                assert!(
                    message.contains(&format!(".{name} ")),
                    "{path} = {value}: {message}"
                );
            }
        }
    }
}

/// Documents of each kind: of its form, and not.
const DOCUMENTS: [(&str, &[&str], &[&str]); 28] = [
    (
        "CLRUT",
        &["12345678-5", "12.345.678-K", "1.234.567-k"],
        &["12345678", "12.345.678-X", "-5"],
    ),
    (
        "PPN",
        &["AB12", "A123456789012345"],
        &["AB1", "A1234567890123456", "AB-12"],
    ),
    ("TAX", &["AB12"], &["AB1"]),
    ("LIC", &["AB12"], &["AB1"]),
    (
        "EIN",
        &["1-1234567", "12-1234567"],
        &["0-1234567", "12-123456", "121234567"],
    ),
    (
        "CC",
        &["1234", "1234567890"],
        &["123", "0123", "12345678901"],
    ),
    (
        "CE",
        &["1234", "12345678", "ABCDE1234"],
        &["123", "ABCDEF1234", "0234"],
    ),
    ("TI", &["12345", "123456789012"], &["1234", "1234567890123"]),
    (
        "NIT",
        &["1234567", "1234567890"],
        &["123456", "12345678901"],
    ),
    ("RUT", &["1234567", "1234567890"], &["123456", "12345678-9"]),
    ("CI", &["1234567890"], &["123456789", "12345678901"]),
    ("RUC", &["1234567890123"], &["123456789012"]),
    ("CRCPF", &["123456789"], &["12345678", "012345678"]),
    ("CPJ", &["1234567890"], &["123456789", "0123456789"]),
    ("DIMEX", &["12345678901", "123456789012"], &["1234567890"]),
    ("DIDI", &["12345678901", "123456789012"], &["1234567890"]),
    (
        "CIP",
        &["12345678", "PE12345678", "N1234"],
        &["X1234", "123"],
    ),
    (
        "PARUC",
        &["8-123-456", "A"],
        &["8 123", "12345678901234567"],
    ),
    (
        "CPF",
        &["1234567890", "12345678901"],
        &["123456789", "123456789012"],
    ),
    ("DNI", &["12345678"], &["1234567", "123456789"]),
    (
        "PERUC",
        &["10123456789", "20123456789"],
        &["11123456789", "1012345678"],
    ),
    (
        "HNDNI",
        &["A1", "123456789012345"],
        &["1234567890123456", "A-1"],
    ),
    ("HNDR", &["A1"], &["A-1"]),
    (
        "RTN",
        &["12345678901234", "1234567890123456"],
        &["1234567890123"],
    ),
    ("BZSSN", &["123456789"], &["12345678"]),
    ("BRN", &["12345", "1234567"], &["1234", "12345678"]),
    ("UYCI", &["123456-7", "1234567-8"], &["12345-6", "1234567"]),
    ("UYRUT", &["123456789012"], &["12345678901"]),
];

#[tokio::test]
async fn a_document_has_the_form_of_its_kind() {
    let world = World::new().await;
    let of = |kind: &str, number: &str| json!({"documentType": kind, "document": number});
    for (kind, good, bad) in DOCUMENTS {
        for number in good {
            let order = world.order(&format!("D-{kind}-{number}"));
            world.open(with(order, "payer", &of(kind, number))).await;
        }
        for number in bad {
            let order = with(world.order("D"), "payer", &of(kind, number));
            let message = world.create(order).await.refused(422, "request_not_valid");
            assert!(
                message.contains("payer.document "),
                "{kind} {number}: {message}"
            );
        }
    }
    for (payer, path) in [
        (of("XYZ", "12345678"), "payer.documentType "),
        (of("clrut", "12345678-5"), "payer.documentType "),
        (of("1234567", "12345678-5"), "payer.documentType "),
        (json!({"documentType": "CLRUT"}), "payer.document "),
        (of("CLRUT", ""), "payer.document "),
    ] {
        let order = with(world.order("D"), "payer", &payer);
        let message = world.create(order).await.refused(422, "request_not_valid");
        assert!(message.contains(path), "{payer}: {message}");
    }
    // Without a kind there is no form to have.
    let order = with(
        world.order("D"),
        "payer",
        &json!({"document": "what I like"}),
    );
    world.open(order).await;
}

#[tokio::test]
async fn the_limits_of_metadata() {
    let world = World::new().await;
    let words = |path, good: &[&str]| {
        let good = good.iter().copied().map(Value::from).collect();
        limit(path, good, vec![json!("SOMETHING"), json!(""), json!(7)])
    };
    assert_limits(
        &world,
        &[
            words(
                "metadata.initiatorIndicator",
                &[
                    "AGENT",
                    "CARDHOLDER_COF",
                    "CARDHOLDER_RECURRING_VARIABLE_AMOUNT",
                    "CARDHOLDER_RECURRING_FIXED_AMOUNT",
                    "CARDHOLDER_WITH_INSTALLMENTS",
                    "MERCHANT_COF",
                    "MERCHANT_RECURRING_VARIABLE_AMOUNT",
                    "MERCHANT_RECURRING_FIXED_AMOUNT",
                    "MERCHANT_WITH_INSTALLMENTS",
                ],
            ),
            words(
                "metadata.EBTDeliveryIndicator",
                &[
                    "DIRECT_DELIVERY",
                    "CUSTOMER_PICKUP",
                    "COMMERCIAL_SHIPPING",
                    "OTHER",
                    "NOT_AVAILABLE",
                ],
            ),
            limit(
                "metadata.requiresConfirmation",
                vec![json!(false)],
                vec![json!("true"), json!(1)],
            ),
            limit(
                "metadata.openingDate",
                vec![json!("2020-02-29")],
                ["2021-02-29", "29-02-2020", "2020-2-9", "20200229", "ayer"]
                    .map(Value::from)
                    .into(),
            ),
            limit(
                "metadata.beneficiaryId",
                vec![json!("1122334455")],
                vec![json!(7), json!("")],
            ),
            limit(
                "metadata",
                vec![json!({}), json!({"own": {"key": [1]}})],
                vec![json!([]), json!("AGENT")],
            ),
        ],
    )
    .await;
}

#[tokio::test]
async fn taxes_and_details_need_a_kind_and_an_amount() {
    for (path, kind) in [
        ("payment.amount.taxes", "valueAddedTax"),
        ("payment.amount.details", "tip"),
    ] {
        let world = World::new().await;
        let whole = json!({"kind": kind, "amount": 10.5, "base": 100});
        let line_with = |name: &str, value: Value| json!([with(whole.clone(), name, &value)]);
        let good = vec![
            json!([]),
            line_with("base", Value::Null),
            line_with("amount", json!(0)),
        ];
        let bad = vec![
            json!({}),
            line_with("kind", Value::Null),
            line_with("amount", Value::Null),
            line_with("amount", json!("10")),
            line_with("base", json!("100")),
        ];
        assert_limits(&world, &[limit(path, good, bad)]).await;

        for empty in [json!([]), Value::Null] {
            let order = with(world.order(&format!("P-{empty}")), path, &empty);
            world
                .open(with(order, "payment.allowPartial", &json!(true)))
                .await;
        }
        let order = with(world.order("P"), path, &json!([whole]));
        let order = with(order, "payment.allowPartial", &json!(true));
        let message = world.create(order).await.refused(422, "request_not_valid");
        assert_eq!(
            message,
            format!("El campo {path} no se permite junto con allowPartial.")
        );
    }
}

#[tokio::test]
async fn pesos_have_no_cents() {
    let world = World::new().await;
    for (place, (sent, total)) in [
        (json!(576.9875), 577),
        (json!(576.5), 577),
        (json!(576.49), 576),
        (json!(0.5), 1),
        (json!(12990.0), 12990),
        (json!(1.299e4), 12990),
    ]
    .into_iter()
    .enumerate()
    {
        let order = with(
            world.order(&format!("R-{place}")),
            "payment.amount.total",
            &sent,
        );
        let session = world.open(order).await;
        world.pay(&session, APPROVES).await;
        let answer = world.query(&session).await;
        assert_eq!(
            answer["request"]["payment"]["amount"]["total"], total,
            "{sent}"
        );
        assert_eq!(
            answer["payment"][0]["amount"]["from"]["total"], total,
            "{sent}"
        );
        assert_status(world.status(&session).await, "APPROVED", "00");
    }
}

#[tokio::test]
async fn a_site_may_take_parts_unless_told_otherwise() {
    let world = World::new().await;
    let site = world.site_of("parciales");
    for (said, taken) in [
        (Value::Null, true),
        (json!(true), true),
        (json!(false), false),
    ] {
        let order = world.order(&format!("S-{said}"));
        let order = with(order, "payment.allowPartial", &said);
        let session = world.open_as(site, order).await;
        let code = world
            .pay_form(&session, &format!("card={APPROVES}&amount=1000"))
            .await
            .code;
        assert_eq!(code, if taken { 303 } else { 422 }, "{said}");
        let answer = world.query_as(site, &session).await;
        assert_eq!(answer["request"]["payment"]["allowPartial"], taken);
        let status = if taken { "APPROVED_PARTIAL" } else { "PENDING" };
        assert_eq!(answer["status"]["status"], status, "{said}");
    }
    let taxed = with(
        world.order("S-taxed"),
        "payment.amount.taxes",
        &json!([{"kind": "valueAddedTax", "amount": 10}]),
    );
    let silent = with(taxed.clone(), "payment.allowPartial", &Value::Null);
    let reply = world.ask_as(site, "/api/session", silent).await;
    let message = reply.refused(422, "request_not_valid");
    assert!(message.contains("payment.amount.taxes"), "{message}");
    world.open_as(site, taxed).await;
}

#[tokio::test]
async fn a_refusal_names_the_whole_way_and_fits_its_schema() {
    let world = World::new().await;
    for (place, value, path) in [
        (
            "payer",
            json!({ "address": { "country": "Chile" } }),
            "payer.address.country",
        ),
        ("buyer", json!({ "address": [] }), "buyer.address"),
        (
            "metadata",
            json!({ "initiatorIndicator": "NOBODY" }),
            "metadata.initiatorIndicator",
        ),
    ] {
        let mut order = world.order("F-1");
        order[place] = value;
        let reply = world.create(order).await;
        assert_eq!(reply.code, 422, "{}", reply.text);
        let message = reply.json()["status"]["message"].clone();
        let message = message.as_str().unwrap();
        assert!(message.contains(&format!(" {path} ")), "{message}");
        assert!(message.chars().count() <= 255, "{message}");
    }
}
