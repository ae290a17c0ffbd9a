//! The body of every kind of call, written out.

use std::num::NonZeroU32;

use placetopay_checkout::{
    Address, Amount, Category, Client, CreateSession, Currency, Detail, DetailKind, DisplayOn,
    Document, DocumentType, EbtDelivery, Expiration, Field, Initiator, InternalReference, Item,
    Locale, Metadata, PaymentMethods, Person, RequestId, Reversal, Tax, TaxKind,
};
use serde_json::{Value, json};

use crate::recorder::{NOW, Recorder, keep};

/// What a call sends, without its `auth`.
async fn sent(name: &str, kind: &str, path: &str, call: impl AsyncFnOnce(&Client)) -> Value {
    let request = Recorder::start().await.sent(kind, call).await;
    assert_eq!(request.path, path);
    keep(name, kind, &request.body);
    let mut body: Value = serde_json::from_str(&request.body).unwrap();
    body.as_object_mut().unwrap().remove("auth").unwrap();
    body
}

async fn created(name: &str, session: &CreateSession) -> Value {
    sent(name, "create-request", "/api/session", async |client| {
        client.create_session(session).await.unwrap_err();
    })
    .await
}

fn session(amount: Amount) -> CreateSession {
    let quarter = "2026-11-22T17:20:00Z".parse().unwrap();
    CreateSession::new(
        "C1-261122-0001".parse().unwrap(),
        amount,
        Expiration::at(quarter, NOW.parse().unwrap()).unwrap(),
        "https://tienda.cl/gracias".parse().unwrap(),
    )
    .unwrap()
}

fn clp(pesos: i64) -> Amount {
    Amount::clp(pesos)
}

fn usd(cents: i64) -> Amount {
    Amount::new(cents, Currency::USD).unwrap()
}

fn simple(amount: Value) -> Value {
    json!({
        "locale": "es_CL",
        "payment": { "reference": "C1-261122-0001", "amount": amount, "allowPartial": false },
        "expiration": "2026-11-22T17:20:00+00:00",
        "returnUrl": "https://tienda.cl/gracias",
        "ipAddress": "127.0.0.1",
        "userAgent": "contrato/1",
    })
}

#[tokio::test]
async fn a_simple_session() {
    let body = created("simple", &session(clp(12_990))).await;
    assert_eq!(body, simple(json!({ "currency": "CLP", "total": 12990 })));
}

#[tokio::test]
async fn a_session_in_dollars_and_cents() {
    for (cents, total) in [(1_205, json!(12.05)), (1_200, json!(12)), (1, json!(0.01))] {
        let body = created("dollars", &session(usd(cents))).await;
        assert_eq!(body, simple(json!({ "currency": "USD", "total": total })));
    }
}

#[tokio::test]
async fn a_session_payable_in_parts() {
    let partial = session(clp(10_000)).allow_partial().unwrap();
    let mut expected = simple(json!({ "currency": "CLP", "total": 10000 }));
    expected["payment"]["allowPartial"] = json!(true);
    assert_eq!(created("partial", &partial).await, expected);
}

fn taxes() -> Vec<Tax> {
    let iva = Tax::new(TaxKind::ValueAddedTax, usd(399)).unwrap();
    let luxury = Tax::new(TaxKind::ExciseDuty, usd(0)).unwrap();
    vec![iva.base(usd(2_100)).unwrap(), luxury]
}

fn details() -> Vec<Detail> {
    [(DetailKind::Subtotal, 2_100), (DetailKind::Tip, 1)]
        .map(|(kind, cents)| Detail::new(kind, usd(cents)).unwrap())
        .into()
}

fn items() -> Vec<Item> {
    let bread = Item::new("PAN-1", "Pan ámasado \"batido\"", usd(1_050)).unwrap();
    let bread = bread.category(Category::Physical).tax(usd(200)).unwrap();
    let book = Item::new("LIB-7", "Libro", usd(0)).unwrap();
    vec![
        bread.quantity(NonZeroU32::new(2).unwrap()),
        book.category(Category::Digital),
        Item::new("X", "Otro", usd(7)).unwrap(),
    ]
}

fn fields() -> Vec<Field> {
    let plain = Field::new("nota", "sin mostrar").unwrap();
    let shown = [
        DisplayOn::None,
        DisplayOn::Payment,
        DisplayOn::Receipt,
        DisplayOn::Both,
        DisplayOn::Approved,
    ]
    .map(|on| Field::new("Pedido", "A-17").unwrap().shown(on));
    std::iter::once(plain).chain(shown).collect()
}

fn metadata() -> Metadata {
    Metadata::new()
        .requires_confirmation()
        .initiator(Initiator::MerchantRecurringVariableAmount)
        .ebt_delivery(EbtDelivery::CustomerPickup)
        .opening_date("2019-02-28".parse().unwrap())
        .beneficiary_id("B-9")
        .unwrap()
}

fn person(kind: DocumentType, number: &str) -> Person {
    let document = Document::new(kind, number).unwrap();
    Person::new().document(document)
}

fn ana() -> Person {
    let address = Address::new().country("CL").unwrap().state("RM").unwrap();
    let address = address
        .city("Ñuñoa")
        .unwrap()
        .postal_code("7750000")
        .unwrap();
    let address = address.street("Irarrázaval 123").unwrap();
    person(DocumentType::ClRut, "10.000.013-k")
        .name("Ana María")
        .unwrap()
        .surname("Núñez")
        .unwrap()
        .company("Panadería Ñ")
        .unwrap()
        .email("ana@panaderia.cl")
        .unwrap()
        .mobile("+56 9 1234 5678")
        .unwrap()
        .address(address.phone("+56 2 2345 6789").unwrap())
}

fn everything() -> CreateSession {
    session(usd(2_500))
        .description("Pan y «libro»")
        .unwrap()
        .taxes(taxes())
        .unwrap()
        .details(details())
        .unwrap()
        .items(items())
        .unwrap()
        .buyer(
            person(DocumentType::Passport, "AB_1234")
                .name("Bo")
                .unwrap(),
        )
        .payer(ana())
        .fields(fields())
        .unwrap()
        .metadata(metadata())
        .unwrap()
        .cancel_url("https://tienda.cl/volver?a=1&b=ñ".parse().unwrap())
        .unwrap()
        .payment_methods(PaymentMethods::new(["visa", "master", "CR_VS"]).unwrap())
        .skip_result()
        .no_buyer_fill()
        .locale(Locale::EN_US)
        .ip_address("2001:db8::9".parse().unwrap())
        .user_agent("Mozilla/5.0 (X11)".parse().unwrap())
}

#[tokio::test]
async fn a_session_with_every_option_at_once() {
    let body = created("everything", &everything()).await;
    let order = |on: &str| json!({ "keyword": "Pedido", "value": "A-17", "displayOn": on });
    let expected = json!({
        "locale": "en_US",
        "payment": {
            "reference": "C1-261122-0001",
            "description": "Pan y «libro»",
            "amount": {
                "currency": "USD",
                "total": 25,
                "taxes": [
                    { "kind": "valueAddedTax", "amount": 3.99, "base": 21 },
                    { "kind": "exciseDuty", "amount": 0 },
                ],
                "details": [
                    { "kind": "subtotal", "amount": 21 },
                    { "kind": "tip", "amount": 0.01 },
                ],
            },
            "allowPartial": false,
            "items": [
                {
                    "sku": "PAN-1",
                    "name": "Pan ámasado \"batido\"",
                    "category": "physical",
                    "qty": 2,
                    "price": 10.5,
                    "tax": 2,
                },
                { "sku": "LIB-7", "name": "Libro", "category": "digital", "qty": 1, "price": 0 },
                { "sku": "X", "name": "Otro", "qty": 1, "price": 0.07 },
            ],
        },
        "expiration": "2026-11-22T17:20:00+00:00",
        "returnUrl": "https://tienda.cl/gracias",
        "cancelUrl": "https://tienda.cl/volver?a=1&b=%C3%B1",
        "ipAddress": "2001:db8::9",
        "userAgent": "Mozilla/5.0 (X11)",
        "buyer": { "document": "AB_1234", "documentType": "PPN", "name": "Bo" },
        "payer": {
            "document": "10000013-K",
            "documentType": "CLRUT",
            "name": "Ana María",
            "surname": "Núñez",
            "company": "Panadería Ñ",
            "email": "ana@panaderia.cl",
            "mobile": "+56 9 1234 5678",
            "address": {
                "country": "CL",
                "state": "RM",
                "city": "Ñuñoa",
                "postalCode": "7750000",
                "street": "Irarrázaval 123",
                "phone": "+56 2 2345 6789",
            },
        },
        "fields": [
            { "keyword": "nota", "value": "sin mostrar", "displayOn": "none" },
            order("none"),
            order("payment"),
            order("receipt"),
            order("both"),
            order("approved"),
        ],
        "paymentMethod": "visa,master,CR_VS",
        "skipResult": true,
        "noBuyerFill": true,
        "metadata": {
            "requiresConfirmation": true,
            "initiatorIndicator": "MERCHANT_RECURRING_VARIABLE_AMOUNT",
            "EBTDeliveryIndicator": "CUSTOMER_PICKUP",
            "openingDate": "2019-02-28",
            "beneficiaryId": "B-9",
        },
    });
    assert_eq!(body, expected);
}

#[tokio::test]
async fn documents_of_several_countries() {
    for (kind, number, code, sent) in [
        (DocumentType::ClRut, "12345678-5", "CLRUT", "12345678-5"),
        (DocumentType::Cc, "1036949824", "CC", "1036949824"),
        (DocumentType::Nit, "900123456", "NIT", "900123456"),
        (DocumentType::CoRut, "900123456", "RUT", "900123456"),
        (DocumentType::EcRuc, "1790012345001", "RUC", "1790012345001"),
        (DocumentType::Cpf, "12345678901", "CPF", "12345678901"),
        (DocumentType::UyCi, "1234567-2", "UYCI", "1234567-2"),
        (DocumentType::Ein, "12-3456789", "EIN", "12-3456789"),
        (DocumentType::PaRuc, "8-123-456", "PARUC", "8-123-456"),
    ] {
        let session = session(clp(1)).payer(person(kind, number));
        let body = created("document", &session).await;
        assert_eq!(
            body["payer"],
            json!({ "document": sent, "documentType": code })
        );
    }
}

#[tokio::test]
async fn each_part_of_the_metadata_alone() {
    let plain = Metadata::new;
    for (metadata, expected) in [
        (plain(), json!({})),
        (
            plain().requires_confirmation(),
            json!({ "requiresConfirmation": true }),
        ),
        (
            plain().initiator(Initiator::Agent),
            json!({ "initiatorIndicator": "AGENT" }),
        ),
        (
            plain().ebt_delivery(EbtDelivery::NotAvailable),
            json!({ "EBTDeliveryIndicator": "NOT_AVAILABLE" }),
        ),
        (
            plain().opening_date("2020-01-31".parse().unwrap()),
            json!({ "openingDate": "2020-01-31" }),
        ),
        (
            plain().beneficiary_id("1").unwrap(),
            json!({ "beneficiaryId": "1" }),
        ),
    ] {
        let session = session(clp(1)).metadata(metadata).unwrap();
        assert_eq!(created("metadata", &session).await["metadata"], expected);
    }
}

#[tokio::test]
async fn a_query_and_a_cancel_send_auth_alone() {
    let id = RequestId(4177);
    let queried = sent(
        "query",
        "cancel-request",
        "/api/session/4177",
        async |client| {
            client.query_session(id).await.unwrap_err();
        },
    );
    assert_eq!(queried.await, json!({}));
    let path = "/api/session/4177/cancel";
    let cancelled = sent("cancel", "cancel-request", path, async |client| {
        client.cancel_session(id).await.unwrap_err();
    });
    assert_eq!(cancelled.await, json!({}));
}

const TRANSACTION: InternalReference = InternalReference(9_007_199_254_740_993);

async fn acted(name: &str, call: impl AsyncFnOnce(&Client)) -> Value {
    sent(name, "transaction-request", "/api/transaction", call).await
}

#[tokio::test]
async fn a_reversal_of_the_whole_and_of_a_part() {
    let part = |amount| Reversal::part(amount).unwrap();
    for (name, reversal, amount) in [
        ("whole", Reversal::WHOLE, None),
        (
            "pesos",
            part(clp(500)),
            Some(json!({ "currency": "CLP", "total": 500 })),
        ),
        (
            "cents",
            part(usd(1_999)),
            Some(json!({ "currency": "USD", "total": 19.99 })),
        ),
    ] {
        let body = acted(name, async |client| {
            client.reverse(TRANSACTION, reversal).await.unwrap_err();
        });
        let mut expected =
            json!({ "internalReference": 9_007_199_254_740_993_i64, "action": "reverse" });
        if let Some(amount) = amount {
            expected["amount"] = amount;
        }
        assert_eq!(body.await, expected);
    }
}

#[tokio::test]
async fn a_confirmation_and_its_cancellation() {
    let confirmed = acted("confirm", async |client| {
        client.confirm_transaction(TRANSACTION).await.unwrap_err();
    });
    let expected = |action| json!({ "internalReference": TRANSACTION.0, "action": action });
    assert_eq!(confirmed.await, expected("confirm"));
    let cancelled = acted("call-off", async |client| {
        client.cancel_transaction(TRANSACTION).await.unwrap_err();
    });
    assert_eq!(cancelled.await, expected("cancel"));
}

#[tokio::test]
async fn the_older_reversal_has_neither_action_nor_amount() {
    let body = sent("older", "reverse-request", "/api/reverse", async |client| {
        client
            .reverse_at_older_address(TRANSACTION)
            .await
            .unwrap_err();
    });
    assert_eq!(body.await, json!({ "internalReference": TRANSACTION.0 }));
}
