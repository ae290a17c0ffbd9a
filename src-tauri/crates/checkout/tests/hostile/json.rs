//! JSON that is made to overwhelm, to deceive or to garble.

use placetopay_checkout::{ActionAnswer, Created, Error, Session};
use serde_json::json;

use crate::calls::{Failure, HONEST, Purpose, Trap, create, failures, honest_but, query, reverse};
use crate::gateway::http;

/// What reverses, marks or isolates the direction of writing, by Unicode's `Bidi_Control`.
const BIDI: &str = "\u{61c}\u{200e}\u{200f}\u{202a}\u{202b}\u{202c}\u{202d}\u{202e}\u{2066}\u{2067}\u{2068}\u{2069}";

fn shortened(told: &str) -> String {
    told.chars().take(60).collect()
}

impl Trap {
    async fn queried(&self, body: &str) -> Result<Session, Error> {
        self.tells(body);
        query(&self.client).await
    }

    async fn created(&self, body: &str) -> Result<Created, Error> {
        self.tells(body);
        create(&self.client).await
    }

    async fn reversed(&self, body: &str) -> Result<ActionAnswer, Error> {
        self.tells(body);
        reverse(&self.client).await
    }

    async fn every_call_finds(&self, failure: Failure, body: &str) {
        let bytes = http("200 OK", &[], body.as_bytes());
        self.fails(failure, bytes, &shortened(body)).await;
    }

    /// The honest answer is taken although it has this member too.
    async fn nobody_minds(&self, member: &str) {
        let told = shortened(member);
        let session = self.queried(&honest_but(member)).await;
        session.expect(&told);
    }

    async fn finds_no_amount(&self, amount: &str) {
        let told = shortened(amount);
        let (asked, paid) = with_amount(amount);
        for (purpose, error) in [
            (Purpose::Query, self.queried(&asked).await.err()),
            (Purpose::Reverse, self.reversed(&paid).await.err()),
        ] {
            let error = error.expect(&told);
            assert!(Failure::Unusable.is(purpose, &error), "{error:?}");
            assert!(error.to_string().len() < 200, "it repeats what it was told");
        }
    }
}

#[tokio::test]
async fn nesting_ten_thousand_deep_is_hostile() {
    const DEEP: usize = 10_000;
    let trap = Trap::new().await;
    let arrays = format!("{}{}", "[".repeat(DEEP), "]".repeat(DEEP));
    let objects = format!("{}1{}", "{\"a\":".repeat(DEEP), "}".repeat(DEEP));
    let mixed = format!("{}1{}", "[{\"a\":".repeat(DEEP), "}]".repeat(DEEP));
    for value in [&arrays, &objects, &mixed] {
        trap.every_call_finds(Failure::Hostile, value).await;
        let member = honest_but(&format!("\"x\":{value}"));
        trap.every_call_finds(Failure::Hostile, &member).await;
        let unclosed = value.trim_end_matches([']', '}']);
        trap.every_call_finds(Failure::Hostile, unclosed).await;
        let bytes = http("400 Bad Request", &[], value.as_bytes());
        trap.fails(Failure::Hostile, bytes, "as a refusal").await;
    }
    let brackets = "[{".repeat(DEEP);
    trap.nobody_minds(&format!("\"x\":\"{brackets}\"")).await;
}

/// An amount where a query tells one, and where a reversal does.
fn with_amount(amount: &str) -> (String, String) {
    let asked = format!(r#""request":{{"payment":{{"reference":"C1-7","amount":{amount}}}}}"#);
    let paid = format!(
        r#""payment":{{"status":{{"status":"APPROVED"}},"internalReference":98,"amount":{{"from":{amount}}}}}"#
    );
    (honest_but(&asked), honest_but(&paid))
}

#[tokio::test]
async fn numbers_beyond_reason_are_no_amounts() {
    let trap = Trap::new().await;
    for total in [
        "1e400",
        "-1e400",
        "1e308",
        "1e-400",
        "\"1e400\"",
        "1e99999999999999999999",
        "9223372036854775808",
        "\"9223372036854775808\"",
        "-9223372036854775809",
        "18446744073709551616",
        "79228162514264337593543950336",
        "0.5",
        "NaN",
        "\"NaN\"",
        "\"Infinity\"",
        "\"12 990\"",
        "\"12.990,00\"",
        "true",
        "null",
        "[]",
        "{}",
        "",
    ] {
        trap.finds_no_amount(&format!(r#"{{"currency":"CLP","total":{total}}}"#))
            .await;
    }
    let (asked, paid) = with_amount(r#"{"currency":"CLP","total":9223372036854775807}"#);
    let asked = trap.queried(&asked).await.unwrap().request.amount.unwrap();
    assert_eq!(asked.minor(), i64::MAX);
    let paid = trap.reversed(&paid).await.unwrap().transaction.unwrap();
    assert_eq!(paid.amount.unwrap().from, asked);
}

#[tokio::test]
async fn numbers_beyond_reason_are_no_session() {
    let trap = Trap::new().await;
    for number in [
        "9223372036854775808",
        "\"9223372036854775808\"",
        "-9223372036854775809",
        "1e400",
        "1e0",
        "1.0",
        "\"0x1\"",
        "\"١\"",
        "true",
        "null",
        "[1]",
    ] {
        let body = HONEST.replace("\"requestId\":1", &format!("\"requestId\":{number}"));
        let told = shortened(number);
        let error = trap.queried(&body).await.expect_err(&told);
        assert!(Failure::Unusable.is(Purpose::Query, &error), "{error:?}");
        let error = trap.created(&body).await.expect_err(&told);
        assert!(Failure::Unusable.is(Purpose::Create, &error), "{error:?}");
    }
}

#[tokio::test]
async fn a_number_of_a_million_digits_is_no_number() {
    let trap = Trap::new().await;
    let digits = "9".repeat(1_000_000);
    let fraction = format!("1.{}", "0".repeat(1_000_000));
    let quoted = format!("\"{digits}\"");
    for number in [&fraction, &quoted] {
        let (asked, _) = with_amount(&format!(r#"{{"currency":"CLP","total":{number}}}"#));
        let error = trap.queried(&asked).await.unwrap_err();
        assert!(Failure::Unusable.is(Purpose::Query, &error), "{error:?}");
        assert!(error.to_string().len() < 200, "it repeats what it was told");
    }
    let error = trap.created(&honest_but(&format!("\"x\":{digits}"))).await;
    let error = error.unwrap_err();
    assert!(Failure::Unusable.is(Purpose::Create, &error), "{error:?}");
    trap.nobody_minds(&format!("\"x\":{fraction}")).await;
}

#[tokio::test]
async fn a_number_that_is_beyond_reason_spoils_an_answer_wherever_it_is() {
    let trap = Trap::new().await;
    for number in ["1e400", "-1e400"] {
        let body = honest_but(&format!("\"x\":[{{\"y\":{number}}}]"));
        trap.every_call_finds(Failure::Unusable, &body).await;
    }
    trap.nobody_minds("\"x\":9223372036854775808").await;
    trap.nobody_minds("\"x\":1e-400").await;
}

#[tokio::test]
async fn a_key_that_comes_twice_spoils_an_answer() {
    let trap = Trap::new().await;
    for member in [
        r#""requestId":2"#,
        r#""requestId ":2"#,
        r#""request\u0049d":1"#,
        r#""status":{"status":"APPROVED"}"#,
        r#""processUrl":"https://127.0.0.1/other""#,
        r#""x":{"currency":"CLP","total":1,"total":1}"#,
        r#""x":{"currency":"CLP","total":1,"total ":2}"#,
        r#""x":{"currency":"CLP","total ":1,"total\u0020":2}"#,
        r#""x":[[{"y":{"":1,"":1}}]]"#,
    ] {
        trap.every_call_finds(Failure::Unusable, &honest_but(member))
            .await;
    }
    let refusal = r#"{"status":{"status":"FAILED","reason":1,"reason":2}}"#;
    let bytes = http("400 Bad Request", &[], refusal.as_bytes());
    trap.fails(Failure::Unusable, bytes, "a refusal").await;
    for amount in [
        r#"{"currency":"CLP","total":1,"total":12990}"#,
        r#"{"currency":"CLP","total":1,"total ":12990}"#,
        r#"{"currency":"CLP","currency ":"USD","total":12990}"#,
    ] {
        trap.finds_no_amount(amount).await;
    }
}

#[tokio::test]
async fn what_is_almost_json_is_none() {
    let trap = Trap::new().await;
    for body in [
        &format!("{HONEST}{HONEST}"),
        &format!("{HONEST}\0"),
        &format!("\0{HONEST}"),
        &format!("while(1);{HONEST}"),
        &format!("callback({HONEST})"),
        &format!("/* hi */{HONEST}"),
        &format!("\u{feff}\u{feff}{HONEST}"),
        &HONEST.replace('"', "'"),
        &HONEST.replace('}', ",}"),
        &HONEST.replace("bien", "bi\nen"),
        &HONEST.replace("bien", "bi\u{1b}[2Jen"),
        &HONEST.replace("\"requestId\":1", "\"requestId\":01"),
        &HONEST.replace("\"requestId\":1", "\"requestId\":+1"),
        &format!("[{HONEST}]"),
    ] {
        trap.every_call_finds(Failure::Unusable, body).await;
    }
}

#[tokio::test]
async fn half_a_character_spoils_an_answer() {
    let trap = Trap::new().await;
    for escape in [
        r"\ud800",
        r"\udc00",
        r"\ud800\ud800",
        r"\udc00\ud800",
        r"\ud800x",
        r"\ud800\n",
        r"\uD83",
        r"\u{1f600}",
    ] {
        let message = HONEST.replace("bien", escape);
        trap.every_call_finds(Failure::Unusable, &message).await;
        let value = honest_but(&format!("\"x\":\"{escape}\""));
        trap.every_call_finds(Failure::Unusable, &value).await;
        let key = honest_but(&format!("\"{escape}\":1"));
        trap.every_call_finds(Failure::Unusable, &key).await;
    }
    let whole = trap.queried(&HONEST.replace("bien", r"\ud83d\ude00")).await;
    assert_eq!(whole.unwrap().report.message, "\u{1f600}");
}

#[tokio::test]
async fn a_page_that_is_not_the_gateways_is_hostile() {
    let trap = Trap::new().await;
    let long = format!("https://127.0.0.1/{}", "a".repeat(2_000));
    let bidi = format!("https://127.0.0.1/{BIDI}");
    for page in [
        "https://127.0.0.1/\0",
        "https://127.0.0.1\0.evil.cl/",
        "https://127.0.0.1/\u{202e}gpj.exe",
        "https://127.0.0.1/a\r\nb",
        "https://127.0.0.1/\u{1b}[2J",
        "https://127.0.0.1/\u{7f}",
        "https://127.0.0.1/\u{feff}",
        "https://127.0.0.1/%00\u{a0}",
        "\u{200b}https://127.0.0.1/",
        " https://127.0.0.1/",
        "https://127.0.0.1@evil.cl/",
        "https://127.0.0.1:443@evil.cl/",
        "https://evil.cl@127.0.0.1/",
        "https://127.0.0.1\\@evil.cl/",
        "https://127.0.0.1.evil.cl/",
        "https://127.0.0.1:444/",
        "https:/\\127.0.0.1/",
        "https://１２７.0.0.1/",
        "http://127.0.0.1/",
        "http://127.0.0.1:1/",
        "https://evil.cl/?https://127.0.0.1/",
        "//127.0.0.1/",
        "javascript:alert(1)//https://127.0.0.1/",
        "data:text/html,<script>",
        "file:///etc/passwd",
        "",
        &long,
        &bidi,
    ] {
        let page = json!(page).to_string();
        let body = HONEST.replace("\"https://127.0.0.1/session/1/abc\"", &page);
        let error = trap.created(&body).await.expect_err(&page);
        assert!(
            Failure::Hostile.is(Purpose::Create, &error),
            "{page}: {error:?}"
        );
        assert!(!error.to_string().contains("evil"), "{error}");
    }
}

/// Everything that could garble a screen, a log or a receipt.
fn garbling() -> String {
    let controls = ('\0'..'\u{20}').chain('\u{7f}'..'\u{a0}');
    controls.chain(BIDI.chars()).collect()
}

fn assert_legible(text: &str) {
    assert!(text.starts_with("hola") && text.ends_with("adiós"));
    let garbles = |c: char| c.is_control() || BIDI.contains(c);
    assert!(!text.contains(garbles), "{text:?}");
}

#[tokio::test]
async fn a_reference_is_kept_as_told_and_what_people_read_is_legible() {
    let trap = Trap::new().await;
    let told = format!("hola{}adiós", garbling());
    let status = json!({ "status": "APPROVED", "reason": told, "message": told });
    let session = json!({
        "requestId": 1,
        "status": status,
        "request": { "payment": { "reference": told, "description": told } },
        "payment": [{
            "status": status,
            "internalReference": 98,
            "reference": told,
            "issuerName": told,
            "authorization": told,
            "processorFields": [{ "keyword": told, "value": told }],
        }],
    });
    let session = trap.queried(&session.to_string()).await.unwrap();
    assert_eq!(session.request.reference.as_deref(), Some(told.as_str()));
    assert_legible(&session.request.description.unwrap());
    assert_legible(&session.report.message);
    assert_legible(&session.report.reason);
    let paid = &session.transactions[0];
    assert_eq!(paid.reference.as_deref(), Some(told.as_str()));
    assert_legible(&paid.report.message);
    assert_legible(paid.issuer.as_deref().unwrap());
    assert_legible(paid.authorization.as_deref().unwrap());
    assert_legible(&paid.processor_fields[0].keyword);
    for http_status in ["400 Bad Request", "404 Not Found"] {
        let mut failed = json!({ "status": status });
        failed["status"]["status"] = json!("FAILED");
        let body = failed.to_string();
        trap.gateway.answer(http(http_status, &[], body.as_bytes()));
        for (_, error) in failures(&trap.client, http_status).await {
            let (Error::Refused { message, .. } | Error::NotFound { message }) = &error else {
                panic!("{error:?}");
            };
            assert_legible(message);
        }
    }
}

#[tokio::test]
async fn a_mebibyte_of_the_smallest_things_is_read_in_time() {
    let trap = Trap::new().await;
    let fields = "{},".repeat(100_000);
    let zeros = "0,".repeat(150_000);
    let keys: String = (0..30_000).map(|n| format!("\"{n:05}\":1,")).collect();
    let body = honest_but(&format!(
        r#""request":{{"fields":[{fields}{{}}]}},"x":[{zeros}0],"y":{{{keys}"":0}}"#
    ));
    assert!(body.len() > 900_000, "close to the largest");
    let session = trap.queried(&body).await.unwrap();
    assert_eq!(session.request.fields.len(), 100_001);
}
