//! A counter, the training gateway as a process of its own, and what both must agree on in the end.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::common::{Counter, Running};

/// Counter and gateway.
pub struct Shop {
    pub counter: Counter,
    control: String,
    http: reqwest::Client,
    _gateway: Running,
}

impl Shop {
    pub async fn open() -> Shop {
        let free = "127.0.0.1:0";
        let line = format!("sandbox --listen {free} --control {free} --json");
        let mut gateway = Counter::new().start(&line);
        let told = gateway.line().await;
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let site = &told["sites"][0];
        let (login, secret) = (text(&site["login"]), text(&site["secretKey"]));
        Shop {
            counter: Counter::at(&text(&told["url"]), &login, &secret).await,
            control: text(&told["control"]),
            http: reqwest::Client::builder().no_proxy().build().unwrap(),
            _gateway: gateway,
        }
    }

    async fn look(&self, at: &str) -> Vec<Value> {
        let url = format!("{}/{at}", self.control);
        let answer = self.http.get(url).send().await.unwrap();
        serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap()
    }

    /// Every session at the gateway is over.
    async fn everything_expires(&self) {
        for session in self.look("sessions").await {
            let url = format!("{}/sessions/{}/expire", self.control, session["requestId"]);
            if session["status"] == "PENDING" {
                let answer = self.http.post(url).send().await.unwrap();
                assert!(answer.status().is_success());
            }
        }
    }

    /// Starts the till once more with nothing in its way: then it is whole, and holds what the
    /// gateway holds. Tells how many sales are approved.
    pub async fn heals(&self) -> usize {
        self.everything_expires().await;
        let watch = "watch --json --timeout 60s";
        self.counter.run(watch).await.exits(0);
        self.counter.run("verify").await.exits(0);
        let sales = self.counter.sales("").await;
        for sale in &sales {
            let state = sale["state"].as_str().unwrap();
            let is_open = ["opening", "pending", "attention"].contains(&state);
            assert!(!is_open, "still open: {sale}");
        }
        self.agrees_on_money(&sales).await;
        self.agrees_on_refunds(&sales).await;
        self.printed_each_once(&sales)
    }

    async fn agrees_on_money(&self, sales: &[Value]) {
        let sessions = sales
            .iter()
            .flat_map(|sale| sale["sessions"].as_array().unwrap());
        let sessions = sessions.map(|kept| (kept["reference"].as_str().unwrap(), kept));
        let kept: BTreeMap<_, _> = sessions.collect();
        let asked_for = self.look("sessions").await;
        for session in &asked_for {
            let reference = session["reference"].as_str().unwrap();
            let Some(kept) = kept.get(reference) else {
                panic!("I1: {session} was asked for before its intent was durable");
            };
            let (paid, approved) = (
                session["status"] == "APPROVED",
                kept["status"] == "approved",
            );
            assert_eq!(paid, approved, "I2, I3: {session} is kept as {kept}");
        }
        for kept in kept.values().filter(|kept| kept["status"] == "approved") {
            let truly = asked_for.iter().find(|told| {
                told["reference"] == kept["reference"] && told["requestId"] == kept["requestId"]
            });
            assert!(truly.is_some(), "I3: {kept} is not known to the gateway");
        }
    }

    /// A refund is sent once at most, and done where it was (`I11`).
    async fn agrees_on_refunds(&self, sales: &[Value]) {
        let mut sent: BTreeMap<i64, u32> = BTreeMap::new();
        for request in self.look("received").await {
            if request["path"] == "/api/transaction" && request["answered"] == 200 {
                let body: Value = serde_json::from_str(request["body"].as_str().unwrap()).unwrap();
                *sent
                    .entry(body["internalReference"].as_i64().unwrap())
                    .or_default() += 1;
            }
        }
        let paid = ["approved", "refunded"];
        for sale in sales {
            if sent.is_empty() || !paid.contains(&sale["state"].as_str().unwrap()) {
                continue;
            }
            let line = format!("sale {} --json", sale["saleId"]);
            let sale = self.counter.run(&line).await.exits(0).only();
            let transaction = sale["transactions"][0]["internalReference"].as_i64();
            let sent = sent.remove(&transaction.unwrap()).unwrap_or_default();
            let refunds = sale["refunds"].as_array().unwrap();
            let is = |kind: &str| {
                refunds
                    .iter()
                    .filter(|refund| refund["kind"] == kind)
                    .count()
            };
            assert!(sent <= 1, "I11: given back {sent} times: {sale}");
            assert!(is("done") <= sent as usize, "I11: not given back: {sale}");
            let accounted = is("done") + is("unknown") >= sent as usize;
            assert!(accounted, "I11: given back, and nobody knows: {sale}");
            assert_eq!(is("requested"), 0, "still on its way: {sale}");
        }
        assert_eq!(sent, BTreeMap::new(), "given back without a sale");
    }

    /// Nothing is printed twice as an original, and nothing that is not paid.
    fn printed_each_once(&self, sales: &[Value]) -> usize {
        let printed = self.counter.printed();
        let receipts = printed.split("COMPROBANTE DE PAGO ELECTRÓNICO").skip(1);
        let mut originals: BTreeMap<&str, usize> = BTreeMap::new();
        for receipt in receipts.filter(|receipt| !receipt.contains("COPIA")) {
            let line = receipt.lines().find(|line| line.starts_with("Referencia "));
            if let Some(reference) = line.and_then(|line| line.split_whitespace().last()) {
                *originals.entry(reference).or_default() += 1;
            }
        }
        let mut approved = 0;
        for session in sales
            .iter()
            .flat_map(|sale| sale["sessions"].as_array().unwrap())
        {
            let originals = originals.remove(session["reference"].as_str().unwrap());
            let is_approved = session["status"] == "approved";
            approved += usize::from(is_approved);
            let most = usize::from(is_approved);
            assert!(
                originals.unwrap_or_default() <= most,
                "printed {originals:?} times: {session}"
            );
        }
        assert_eq!(originals, BTreeMap::new(), "printed without a sale");
        approved
    }
}
