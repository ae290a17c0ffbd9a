//! `refund` and `decide-refund`: giving money back.

use std::time::Duration;

use sandbox::{Fault, RequestKind, Rule, When};
use serde_json::{Value, json};

use crate::common::{Bank, Counter, REJECTS, keys, listed, page, pay, pay_part};

async fn refund(counter: &Counter, options: &str, code: i32) -> Value {
    let line = format!("refund 1 --supervisor Ana --json {options}");
    counter.run(line.trim_end()).await.exits(code).only()
}

fn pesos(minor: i64) -> Value {
    json!({"minor": minor, "currency": "CLP"})
}

/// The next answer about a refund is lost on the way.
fn lose_the_answer(bank: &Bank) {
    bank.sandbox.add_fault(Rule {
        on: Some(RequestKind::Transaction),
        when: When::Next(std::num::NonZeroU32::MIN),
        fault: Fault::LoseAnswer,
    });
}

#[tokio::test]
async fn the_whole_of_the_only_payment_goes_back() {
    let bank = Bank::open().await;
    let counter = bank.counter().await;
    counter.paid_sale(12_990).await;
    let told = refund(&counter, "", 0).await;
    let wanted = "event saleId refundId transaction amount by askedAt settledAt kind authorization";
    assert_eq!(keys(&told), listed(wanted));
    assert_eq!(
        (&told["event"], &told["kind"]),
        (&json!("refund"), &json!("done"))
    );
    assert_eq!(
        (&told["amount"], &told["by"]),
        (&pesos(12_990), &json!("Ana"))
    );

    let listed = &counter.sales("--state refunded").await[0];
    assert_eq!(listed["givenBack"], pesos(12_990));
    let words = counter.run("sales").await.exits(0);
    let devuelto = "DEVUELTO $12.990 de $12.990";
    assert!(words.text().contains(devuelto), "{}", words.text());
    let sale = counter.run("sale 1 --json").await.exits(0).only();
    assert_eq!(sale["refunds"][0]["refundId"], 1);
    assert_eq!(sale["refunds"][0]["kind"], "done");
    let words = counter.run("sale 1").await.exits(0);
    let line = "Devolución 1 ($12.990, Ana): Se devolvieron $12.990.";
    assert!(words.text().contains(line), "{}", words.text());

    let line = "refund 1 --supervisor Ana --json";
    counter
        .run(line)
        .await
        .refused(1, "ya se devolvió completo");
    let told = counter.run("cancel 1 --json").await.exits(14).only();
    assert_eq!(told["outcome"], "given-back");
    counter.run("ask 1").await.exits(14);
    counter.run("verify").await.exits(0);
}

#[tokio::test]
async fn a_part_goes_back_when_the_bank_has_settled() {
    let bank = Bank::open().await;
    let counter = bank.counter().await;
    counter.paid_sale(12_990).await;
    let early = refund(&counter, "--amount 6000", 20).await;
    assert_eq!(early["kind"], "not-done");
    bank.clock.advance(Duration::from_hours(25));
    let part = refund(&counter, "--amount 6.000", 0).await;
    assert_eq!(part["amount"], pesos(6_000));
    let line = "refund 1 --supervisor Ana --amount 6991 --json";
    let done = counter.run(line).await;
    done.refused(2, "Se pueden devolver a lo más $6.990.");
    let words = counter.run("sale 1").await.exits(0);
    let devuelto = "DEVUELTO $6.000 de $12.990";
    assert!(words.text().contains(devuelto), "{}", words.text());
    assert_eq!(refund(&counter, "", 0).await["amount"], pesos(6_990));
}

#[tokio::test]
async fn of_several_payments_one_has_to_be_chosen() {
    let bank = Bank::open().await;
    let counter = bank.counter().await;
    let line = "charge --amount 12990 --allow-partial --json";
    let opened = counter.run(line).await.exits(0).only();
    pay_part(&page(&opened), 6000).await;
    pay_part(&page(&opened), 6990).await;
    counter.run("watch").await.exits(0);
    let line = "refund 1 --supervisor Ana --json";
    let done = counter.run(line).await;
    let done = done.refused(2, "varios pagos").says("($6.000)");
    let number: i64 = {
        let sale = counter.run("sale 1 --json").await.exits(0).only();
        let transactions = sale["transactions"].as_array().unwrap().clone();
        let part = transactions.iter().find(|t| t["amount"] == pesos(6_000));
        part.unwrap()["internalReference"].as_i64().unwrap()
    };
    let done = done.says(&format!("{number} ($6.000)"));
    drop(done.says("--transaction"));
    let part = refund(&counter, &format!("--transaction {number}"), 0).await;
    assert_eq!(part["amount"], pesos(6_000));
    let line = "refund 1 --supervisor Ana --transaction 77 --json";
    counter.run(line).await.refused(2, "no tiene ese pago");
}

#[tokio::test]
async fn i11_what_nobody_knows_is_15_until_a_supervisor_finds_out() {
    for (finding, state, kind) in [
        ("given-back", "refunded", "given-back"),
        ("not-given-back", "approved", "not-given-back"),
    ] {
        let bank = Bank::open().await;
        let counter = bank.counter().await;
        counter.paid_sale(12_990).await;
        lose_the_answer(&bank);
        let told = refund(&counter, "", 15).await;
        assert_eq!(told["kind"], "unknown");
        assert_eq!(counter.state().await, "approved");
        let line = "refund 1 --supervisor Ana --json";
        let done = counter.run(line).await;
        done.refused(15, "No se sabe qué pasó con una devolución anterior");
        let asked = bank.sandbox.received();
        let asked = asked
            .iter()
            .filter(|asked| asked.path == "/api/transaction");
        assert_eq!(asked.count(), 1, "it was sent again");

        let line = format!("decide-refund 1 1 {finding} --supervisor Eva --json");
        let told = counter.run(&line).await.exits(0).only();
        assert_eq!(
            (&told["kind"], &told["finding"]),
            (&json!("decided"), &json!(kind))
        );
        assert_eq!(counter.state().await, state);
        let done = counter.run(&line).await;
        done.refused(1, "Ya se sabe qué pasó con esa devolución.");
        counter.run("verify").await.exits(0);
    }
}

#[tokio::test]
async fn without_a_connection_nothing_goes_back_and_it_is_21() {
    let bank = Bank::open().await;
    let counter = bank.counter().await;
    counter.paid_sale(12_990).await;
    bank.sandbox.stop().await;
    let told = refund(&counter, "", 21).await;
    assert_eq!(told["kind"], "not-done");
    let done = counter.run("refund 1 --supervisor Ana").await.exits(21);
    assert!(
        done.text().contains("No se devolvió nada."),
        "{}",
        done.text()
    );
}

#[tokio::test]
async fn what_cannot_be_given_back_is_refused_before_anything_is_asked() {
    let bank = Bank::open().await;
    let counter = bank.counter().await;
    let opened = counter.charge(12_990).await;
    pay(&page(&opened), REJECTS).await;
    counter.run("cancel 1").await.exits(0);
    for (line, code, words) in [
        ("refund 1 --supervisor Ana", 1, "Ese pago no está aprobado."),
        ("refund 7 --supervisor Ana", 2, "No existe esa venta"),
        (
            "refund 1 --supervisor Ana --amount doce",
            1,
            "no está aprobado",
        ),
        ("refund 1", 2, "--supervisor"),
        (
            "decide-refund 1 1 given-back --supervisor Ana",
            2,
            "no tiene una devolución 1",
        ),
        (
            "decide-refund 1 1 quizás --supervisor Ana",
            2,
            "not-given-back",
        ),
    ] {
        counter.run(line).await.refused(code, words);
    }
    let nobody = ["refund", "1", "--supervisor", " "];
    let done = counter.run_args(&nobody).await;
    done.refused(2, "Falta el nombre de quien autoriza.");
    let asked = bank.sandbox.received();
    assert!(asked.iter().all(|asked| asked.path != "/api/transaction"));
}
