//! A gateway that refuses, is not there, or talks nonsense: told clearly, and nothing is lost.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::common::{
    Asked, Bank, Counter, gateway, keys, listed, nobody, not_authenticated, opening_gateway,
    silent, status,
};

/// Charges in vain: exit status, words and an `unopened` sale in a whole ledger.
async fn in_vain(counter: &Counter, code: i32, words: &str) -> Value {
    // waiting must not make a difference: there is nothing to wait for
    let line = "charge --amount 12990 --wait --json";
    let done = counter.run(line).await.exits(code);
    let done = done.says("No se cobró nada.").says(words);
    let told = done.only();
    assert_eq!(keys(&told), listed("event saleId reference state message"));
    assert_eq!(told["event"], "unopened");
    assert_eq!(told["state"], "unopened");
    assert!(told["message"].as_str().unwrap().contains(words), "{told}");
    let sales = counter.sales("").await;
    assert_eq!(sales.len(), 1);
    assert_eq!(sales[0]["state"], "unopened");
    let session = json!({
        "reference": told["reference"],
        "requestId": null,
        "status": "unopened",
    });
    assert_eq!(sales[0]["sessions"], json!([session]));
    counter.run("verify").await.exits(0);
    counter.run("watch").await.exits(0);
    told
}

#[tokio::test]
async fn an_unknown_login_is_20_and_told_as_101() {
    let bank = Bank::open().await;
    let counter = Counter::at(bank.url(), "nadie", &bank.site().secret_key).await;
    let words = "Banchile no reconoce el usuario de este comercio (101). Revise las credenciales";
    in_vain(&counter, 20, words).await;
}

#[tokio::test]
async fn a_wrong_secret_key_is_20_and_told_as_102() {
    let bank = Bank::open().await;
    let counter = Counter::at(bank.url(), &bank.site().login, "otra").await;
    let words =
        "La llave secreta de este comercio no es la correcta (102). Revise las credenciales";
    in_vain(&counter, 20, words).await;
}

#[tokio::test]
async fn a_refused_clock_is_20_and_told_as_103() {
    let url = gateway(|_| (401, not_authenticated(103).to_string())).await;
    let counter = Counter::at(&url, "L", "K").await;
    in_vain(&counter, 20, "(103). Ponga la fecha y la hora correctas").await;
}

#[tokio::test]
async fn other_refused_credentials_are_20_and_told_apart() {
    for (number, words) in [
        (100, "Banchile no acepta las credenciales (100)"),
        (104, "El comercio está inactivo en Banchile (104)"),
        (105, "El comercio está vencido en Banchile (105)"),
        (106, "Las credenciales de este comercio vencieron (106)"),
        (10001, "Banchile no acepta las credenciales (10001)"),
    ] {
        let url = gateway(move |_| (401, not_authenticated(number).to_string())).await;
        let counter = Counter::at(&url, "L", "K").await;
        in_vain(&counter, 20, words).await;
    }
}

#[tokio::test]
async fn what_the_gateway_refuses_is_20_in_its_words() {
    let bank = Bank::open().await;
    let (first, second) = (bank.counter().await, bank.counter().await);
    let line = "charge --amount 12990 --reference BOLETA-1 --json";
    first.run(line).await.exits(0);
    let done = second.run(line).await.exits(20);
    assert_eq!(done.only()["event"], "unopened");
    done.says("Banchile no aceptó el cobro");
}

#[tokio::test]
async fn a_gateway_that_is_down_is_21() {
    let (url, _kept) = nobody();
    let counter = Counter::at(&url, "L", "K").await;
    in_vain(&counter, 21, "No hay conexión con Banchile.").await;
}

#[tokio::test]
async fn html_instead_of_an_answer_is_21() {
    for code in [200, 400, 500, 502, 503] {
        let page = "<!DOCTYPE html><html><body>Mantenimiento</body></html>";
        let url = gateway(move |_| (code, page.to_owned())).await;
        let counter = Counter::at(&url, "L", "K").await;
        in_vain(&counter, 21, "Banchile no respondió bien").await;
    }
}

#[tokio::test]
async fn a_gateway_that_never_answers_is_21_before_half_a_minute_is_over() {
    let counter = Counter::at(&silent().await, "L", "K").await;
    let begun = Instant::now();
    in_vain(&counter, 21, "Banchile no respondió").await;
    assert!(begun.elapsed() < Duration::from_secs(30));
}

#[tokio::test]
async fn a_page_that_is_not_the_gateways_is_21_and_never_shown() {
    for page in [
        "https://banchile-pagos.evil.cl/session/1/x",
        "http://127.0.0.1.evil.cl/session/1/x",
        "http://127.0.0.1:1/evil",
        "javascript:alert('evil')",
        "evil",
    ] {
        let url = gateway(move |_: &Asked| {
            let ok = status("OK", "PC", "La petición se ha procesado correctamente");
            let answer = json!({"status": ok, "requestId": 1, "processUrl": page});
            (200, answer.to_string())
        })
        .await;
        let counter = Counter::at(&url, "L", "K").await;
        let told = in_vain(&counter, 21, "no es de Banchile").await;
        assert!(!told.to_string().contains("evil"), "{told}");
        let sale = counter.run("sale 1 --json").await.exits(0);
        assert!(!sale.text().contains("evil"), "{}", sale.text());
    }
}

#[tokio::test]
async fn losing_the_gateway_while_waiting_is_told_and_ends_nothing() {
    for (code, answer, words) in [
        (502, json!("nada"), "No hay conexión con Banchile."),
        (200, json!("<html>"), "su respuesta no se entiende"),
        (401, not_authenticated(106), "vencieron (106)"),
    ] {
        let url = opening_gateway(move |_| (code, answer.clone())).await;
        let counter = Counter::at(&url, "L", "K").await;
        let mut running = counter.start("charge --amount 12990 --wait --json");
        running.until("event", "state").await;
        let told = running.words().await;
        assert!(told.starts_with("No se sabe si se pagó."), "{told}");
        assert!(told.contains(words), "{told}");
        running.kill().await;
        assert_eq!(counter.state().await, "pending");

        let mut watching = counter.start("watch --json");
        watching.until("event", "state").await;
        let told = watching.words().await;
        assert!(told.contains(words), "{told}");
    }
}
