use serde_json::{Value, json};

use crate::support::{World, assert_status, minutes};

/// Sets the value at a JSON pointer; null takes it away.
fn changed(mut order: Value, pointer: &str, value: Value) -> Value {
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    let object = order.pointer_mut(parent).unwrap().as_object_mut().unwrap();
    if value.is_null() {
        object.remove(name);
    } else {
        object.insert(name.to_owned(), value);
    }
    order
}

#[tokio::test]
async fn a_session_waits_for_its_customer() {
    let world = World::new().await;
    let session = world.open(world.order("C-1")).await;
    let prefix = format!("{}/session/{}/", world.sandbox.url(), session.id);
    let token = session.url.strip_prefix(&prefix).unwrap();
    assert!(token.len() == 32 && token.bytes().all(|digit| digit.is_ascii_hexdigit()));

    let answer = world.query(&session).await;
    assert_eq!(answer["requestId"], session.id);
    assert_status(world.status(&session).await, "PENDING", "PT");
    assert_eq!(answer["payment"], Value::Null);
    assert_eq!(answer["subscription"], Value::Null);
    let request = &answer["request"];
    assert_eq!(request["auth"], Value::Null);
    assert_eq!(request["locale"], "es_CL");
    assert_eq!(
        request["payment"]["amount"],
        json!({"currency": "CLP", "total": 12990})
    );
    assert_eq!(
        request["fields"],
        json!([{"keyword": "_processUrl_", "value": session.url, "displayOn": "none"}])
    );

    let next = world.open(world.order("C-2")).await;
    assert!(next.id > session.id);
    assert_ne!(next.url.rsplit('/').next(), Some(token));
}

#[tokio::test]
async fn what_was_asked_is_echoed() {
    let world = World::new().await;
    let mut order = world.order("C-3");
    order["locale"] = json!("en_US");
    order["cancelUrl"] = json!("https://shop.test/cancel");
    order["fields"] = json!([{"keyword": "caja", "value": "C1", "displayOn": "none"}]);
    order["payer"] = json!({"name": "Ana", "documentType": "CLRUT", "document": "12.345.678-K",
        "address": {"city": "Ñuñoa", "country": "CL"}});
    order["payment"]["items"] = json!([{"sku": "1", "name": "Pan", "qty": "1", "price": 990}]);
    order["payment"]["amount"]["taxes"] =
        json!([{"kind": "valueAddedTax", "amount": 2074.01, "base": 10915.99}]);
    order["somethingNew"] = json!({"kept": [1.10]});
    order["buyer"] = Value::Null;
    let session = world.open(order.clone()).await;
    let request = world.query(&session).await["request"].clone();
    for name in [
        "locale",
        "cancelUrl",
        "payer",
        "expiration",
        "returnUrl",
        "somethingNew",
    ] {
        assert_eq!(request[name], order[name], "{name}");
    }
    assert_eq!(request["payment"]["items"], order["payment"]["items"]);
    assert_eq!(request["payment"]["amount"], order["payment"]["amount"]);
    assert_eq!(request["fields"][0], order["fields"][0]);
    assert_eq!(request["fields"][1]["value"], session.url);
    assert!(request.get("buyer").is_none());
}

#[tokio::test]
async fn every_limit_is_checked() {
    let world = World::new().await;
    let soon = (world.clock.now() + minutes(5) - minutes(1)).to_string();
    let document = |document| json!({"documentType": "CLRUT", "document": document});
    let field = json!({"keyword": "k", "value": "v", "displayOn": "none"});
    for (pointer, value) in [
        ("/payment", Value::Null),
        ("/payment", json!([])),
        ("/payment/reference", Value::Null),
        ("/payment/reference", json!("")),
        ("/payment/reference", json!("x".repeat(33))),
        ("/payment/reference", json!(7)),
        ("/payment/description", json!("x".repeat(251))),
        ("/payment/amount", Value::Null),
        ("/payment/amount/total", Value::Null),
        ("/payment/amount/total", json!(0)),
        ("/payment/amount/total", json!(0.4)),
        ("/payment/amount/total", json!(-12990)),
        ("/payment/amount/total", json!("12990")),
        ("/payment/amount/currency", Value::Null),
        ("/payment/amount/currency", json!("clp")),
        ("/payment/amount/currency", json!("PESO")),
        ("/payment/allowPartial", json!("true")),
        ("/payment/items", json!(vec![json!({}); 51])),
        ("/ipAddress", Value::Null),
        ("/ipAddress", json!("1".repeat(47))),
        ("/userAgent", Value::Null),
        ("/userAgent", json!("u".repeat(256))),
        ("/returnUrl", Value::Null),
        ("/returnUrl", json!("shop.test/return")),
        ("/returnUrl", json!("javascript:alert(1)")),
        (
            "/returnUrl",
            json!(format!("https://shop.test/{}", "r".repeat(255))),
        ),
        ("/cancelUrl", json!("/cancel")),
        ("/expiration", Value::Null),
        ("/expiration", json!("2026-11-22 14:45")),
        ("/expiration", json!(soon)),
        ("/locale", json!("es-CL")),
        ("/fields", json!(vec![field; 51])),
        ("/fields", json!([{"value": "no keyword"}])),
        ("/payer", json!({"name": "x".repeat(61)})),
        ("/payer", document("12345678")),
        ("/type", json!("checkin")),
    ] {
        let reply = world
            .create(changed(world.order("C-4"), pointer, value.clone()))
            .await;
        let message = reply.refused(422, "request_not_valid");
        let path = pointer.trim_start_matches('/').replace('/', ".");
        assert!(message.contains(&path), "{pointer} {value}: {message}");
    }
    // Nothing of that used up the reference.
    world.open(world.order("C-4")).await;
}

#[tokio::test]
async fn the_limits_themselves_are_allowed() {
    let world = World::new().await;
    let mut order = world.order(&"ñ".repeat(32));
    order["payment"]["description"] = json!("ñ".repeat(250));
    order["ipAddress"] = json!("1".repeat(46));
    order["userAgent"] = json!("u".repeat(255));
    order["expiration"] = json!((world.clock.now() + minutes(5)).to_string());
    order["returnUrl"] = json!(format!("https://shop.test/{}", "r".repeat(237)));
    world.open(order).await;
}

#[tokio::test]
async fn amounts_are_rounded_to_their_currency_and_exact() {
    let world = World::new().await;
    for (reference, currency, sent, total) in [
        ("R-1", "CLP", "576.9875", "577"),
        ("R-2", "CLP", "1e4", "10000"),
        ("R-3", "USD", "0.105", "0.11"),
        ("R-4", "USD", "90071992547409.93", "90071992547409.93"),
    ] {
        let mut order = world.order(reference);
        order["auth"] = world.auth();
        order["payment"]["amount"]["currency"] = json!(currency);
        let body = order.to_string().replace("12990", sent);
        let created = world.post_text("/api/session", body).await.json();
        let path = format!("/api/session/{}", created["requestId"]);
        let answer = world.ask(&path, json!({})).await.text;
        assert!(answer.contains(&format!("\"total\":{total}}}")), "{answer}");
    }
}

#[tokio::test]
async fn parts_exclude_taxes_and_details() {
    let world = World::new().await;
    for name in ["taxes", "details"] {
        let mut order = world.order("C-5");
        order["payment"]["allowPartial"] = json!(true);
        order["payment"]["amount"][name] = json!([{"kind": "tip", "amount": 10}]);
        let message = world.create(order).await.refused(422, "request_not_valid");
        assert!(message.contains("allowPartial"), "{message}");
    }
}

#[tokio::test]
async fn a_reference_is_used_once() {
    let world = World::new().await;
    world.open(world.order("C-6")).await;
    world
        .create(world.order("C-6"))
        .await
        .refused(422, "reference_used");
}

#[tokio::test]
async fn what_is_no_json_object_is_refused() {
    let world = World::new().await;
    for body in ["", "{", "[]", "\"auth\""] {
        world
            .post_text("/api/session", body.to_owned())
            .await
            .refused(400, "request_not_valid");
    }
    let url = format!("{}/api/session", world.sandbox.url());
    let untyped = world.http.post(url).body(world.order("C-7").to_string());
    assert_eq!(untyped.send().await.unwrap().status(), 400);
}

#[tokio::test]
async fn a_body_of_more_than_a_mebibyte_is_refused() {
    let world = World::new().await;
    let mut order = world.order("C-8");
    order["padding"] = json!("x".repeat(1024 * 1024));
    world.create(order).await.refused(413, "request_too_large");
}

#[tokio::test]
async fn an_unknown_session_is_not_found() {
    let world = World::new().await;
    for id in ["99", "0", "-1", "abc", "99999999999999999999999"] {
        let reply = world.ask(&format!("/api/session/{id}"), json!({})).await;
        reply.refused(404, "request_not_valid");
    }
    world
        .ask("/api/nothing", json!({}))
        .await
        .refused(404, "request_not_valid");
}
