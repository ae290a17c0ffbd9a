//! A shop with a gateway in the test's hand.

use std::path::Path;

use sandbox::{Config, Fault, RequestKind, Rule, Sandbox, When};
use serde_json::{Value, json};

use crate::window::{Counter, training};

/// A gateway in the test's hand, and a till that takes payments there.
pub struct Shop {
    pub sandbox: Sandbox,
    pub counter: Counter,
}

impl Shop {
    /// On a usual screen, with a window as nobody changed it.
    pub async fn usual() -> Self {
        Self::open("1366x768", json!({})).await
    }

    pub async fn open(size: &str, window: Value) -> Self {
        let sandbox = Sandbox::start(Config::training()).await.unwrap();
        let site = sandbox.sites()[0].clone();
        let settings = |data: &Path| {
            let mut settings = training(data);
            settings["environment"] = "custom".into();
            settings["url"] = sandbox.url().into();
            settings["login"] = site.login.clone().into();
            settings["shopName"] = "Almacén Ñuñoa".into();
            settings["window"] = window;
            Some(settings)
        };
        let env = vec![("COBRO_SECRET_KEY", site.secret_key.clone())];
        let counter = Counter::with(size, env, settings).await;
        Shop { sandbox, counter }
    }

    /// The number of the newest session.
    pub fn newest(&self) -> u64 {
        self.sandbox.sessions().last().unwrap().request_id
    }

    /// From now on such requests fare like this.
    pub fn breaks(&self, on: RequestKind, fault: Fault) {
        self.sandbox.add_fault(Rule {
            on: Some(on),
            when: When::Always,
            fault,
        });
    }

    /// The newest session's page.
    pub fn page(&self) -> String {
        self.sandbox.sessions().last().unwrap().process_url.clone()
    }

    /// How many requests came whose path ends like this.
    pub fn asked(&self, path: &str) -> usize {
        let received = self.sandbox.received();
        let asked = received.iter().filter(|asked| asked.path.ends_with(path));
        asked.count()
    }
}
