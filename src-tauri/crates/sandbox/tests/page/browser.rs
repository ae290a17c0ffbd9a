//! A customer's browser: headless Chromium behind chromedriver, and what is asked of every page.

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use fantoccini::key::Key;
use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use reqwest::{Method, Url};
use serde_json::{Map, Value, json};
use tempfile::TempDir;

/// Longer than anything takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

const AXE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../../ui/node_modules/axe-core/axe.min.js"
);

/// Whether pages may run scripts.
#[derive(Clone, Copy)]
pub enum Scripts {
    On,
    Off,
}

/// What a customer looks at.
#[derive(Clone, Copy, Debug)]
pub struct Screen {
    name: &'static str,
    width: u32,
    height: u32,
    mobile: bool,
}

pub const PHONE: Screen = Screen {
    name: "phone",
    width: 360,
    height: 740,
    mobile: true,
};

pub const DESKTOP: Screen = Screen {
    name: "desktop",
    width: 1280,
    height: 800,
    mobile: false,
};

pub struct Browser {
    client: Client,
    screen: Screen,
    _driver: Driver,
    _profile: TempDir,
}

impl Browser {
    pub async fn open(screen: Screen, scripts: Scripts) -> Self {
        let driver = Driver::start();
        let profile = tempfile::tempdir().unwrap();
        let mut builder = ClientBuilder::new(HttpConnector::new());
        let client = builder
            .capabilities(capabilities(profile.path(), scripts))
            .connect(&format!("http://127.0.0.1:{}", driver.port))
            .await
            .expect("chromedriver starts Chromium: cargo xtask setup installs both");
        let browser = Self {
            client,
            screen,
            _driver: driver,
            _profile: profile,
        };
        let metrics = json!({
            "width": screen.width,
            "height": screen.height,
            "deviceScaleFactor": 1,
            "mobile": screen.mobile,
        });
        browser
            .devtools("Emulation.setDeviceMetricsOverride", metrics)
            .await;
        browser
    }

    pub async fn go(&self, url: &str) {
        self.client.goto(url).await.unwrap();
    }

    /// Waits until something is there.
    pub async fn shows(&self, css: &str) {
        let wait = self.client.wait().at_most(PATIENCE);
        if wait.for_element(Locator::Css(css)).await.is_err() {
            let page = self.text("body").await;
            panic!("{css} is not shown; the page says: {page}");
        }
    }

    /// Waits until the page says something.
    pub async fn says(&self, words: &str) {
        let xpath = format!("//main[contains(normalize-space(.), \"{words}\")]");
        let wait = self.client.wait().at_most(PATIENCE);
        if wait.for_element(Locator::XPath(&xpath)).await.is_err() {
            let page = self.text("body").await;
            panic!("{words:?} is not said; the page says: {page}");
        }
    }

    /// Waits until the browser is somewhere else.
    pub async fn is_at(&self, url: &str) {
        let url = url.parse().unwrap();
        let wait = self.client.wait().at_most(PATIENCE);
        wait.for_url(&url).await.unwrap();
    }

    pub async fn text(&self, css: &str) -> String {
        let element = self.client.find(Locator::Css(css)).await.expect(css);
        element.text().await.unwrap()
    }

    pub async fn value(&self, css: &str) -> String {
        let element = self.client.find(Locator::Css(css)).await.expect(css);
        element.prop("value").await.unwrap().unwrap_or_default()
    }

    pub async fn attribute(&self, css: &str, name: &str) -> Option<String> {
        let element = self.client.find(Locator::Css(css)).await.expect(css);
        element.attr(name).await.unwrap()
    }

    pub async fn count(&self, css: &str) -> usize {
        self.client.find_all(Locator::Css(css)).await.unwrap().len()
    }

    pub async fn source(&self) -> String {
        self.client.source().await.unwrap()
    }

    pub async fn click(&self, css: &str) {
        self.shows(css).await;
        // The band at the top would cover what is only just in sight.
        let into_sight = "document.querySelector(arguments[0]).scrollIntoView({block: 'center'})";
        self.client
            .execute(into_sight, vec![json!(css)])
            .await
            .unwrap();
        let element = self.client.find(Locator::Css(css)).await.unwrap();
        element.click().await.unwrap();
    }

    /// Types into a field, over what is there.
    pub async fn fill(&self, css: &str, text: &str) {
        self.shows(css).await;
        let element = self.client.find(Locator::Css(css)).await.unwrap();
        element.clear().await.unwrap();
        element.send_keys(text).await.unwrap();
    }

    /// Types where the focus is.
    pub async fn type_keys(&self, keys: &str) {
        let focus = self.client.active_element().await.unwrap();
        focus.send_keys(keys).await.unwrap();
    }

    pub async fn press_enter(&self) {
        self.type_keys(&Key::Enter.to_string()).await;
    }

    pub async fn press_tab(&self) {
        self.type_keys(&Key::Tab.to_string()).await;
    }

    pub async fn evaluate(&self, script: &str) -> Value {
        self.client.execute(script, Vec::new()).await.unwrap()
    }

    /// Looks at the page in the light and in the dark: nothing that axe-core objects to, nothing
    /// too small to hit, nothing that has to be scrolled sideways, nothing from elsewhere.
    pub async fn judge(&self, name: &str) {
        let axe = std::fs::read_to_string(AXE)
            .expect("axe-core is installed: cargo xtask setup, or npm ci in ui/");
        for scheme in ["light", "dark"] {
            let feature = json!([{"name": "prefers-color-scheme", "value": scheme}]);
            self.devtools("Emulation.setEmulatedMedia", json!({"features": feature}))
                .await;
            let look = format!("{name} {} {scheme}", self.screen.name);
            self.keep_picture(&look).await;
            let violations = self.violations(&axe).await;
            assert_eq!(violations, json!([]), "{look}: {violations:#}");
            assert_eq!(self.evaluate(SMALL_TARGETS).await, json!([]), "{look}");
            assert_eq!(self.evaluate(OVERFLOW).await, json!(0), "{look}");
            assert_eq!(self.evaluate(FROM_ELSEWHERE).await, json!([]), "{look}");
        }
    }

    async fn violations(&self, axe: &str) -> Value {
        let script = format!(
            "{axe};
            const done = arguments[arguments.length - 1];
            axe.run({{resultTypes: ['violations']}}).then(
                found => done(found.violations.map(rule =>
                    [rule.id, rule.help, rule.nodes.map(node => node.html + ' ' + node.failureSummary)])),
                error => done([String(error)]));"
        );
        self.client
            .execute_async(&script, Vec::new())
            .await
            .unwrap()
    }

    /// With `SANDBOX_PICTURES=directory`, every page looked at is kept there as a picture.
    async fn keep_picture(&self, look: &str) {
        let Some(directory) = std::env::var_os("SANDBOX_PICTURES") else {
            return;
        };
        let height = self
            .evaluate("return document.documentElement.scrollHeight")
            .await;
        let clip =
            json!({"x": 0, "y": 0, "width": self.screen.width, "height": height, "scale": 1});
        let picture = json!({"format": "png", "captureBeyondViewport": true, "clip": clip});
        let picture = self.devtools("Page.captureScreenshot", picture).await;
        let picture = BASE64.decode(picture["data"].as_str().unwrap()).unwrap();
        let name = format!("{}.png", look.replace(' ', "-"));
        std::fs::write(Path::new(&directory).join(name), picture).unwrap();
    }

    async fn devtools(&self, method: &'static str, params: Value) -> Value {
        let command = DevTools { method, params };
        self.client.issue_cmd(command).await.unwrap()
    }
}

/// Buttons, links and fields that a thumb would miss; a link within a sentence may be small.
const SMALL_TARGETS: &str = "
    const small = box => box.width < 44 || box.height < 44;
    return [...document.querySelectorAll('a, button, input, select, summary')]
        .filter(target => !target.matches('.unseen') && target.checkVisibility())
        .filter(target => small(target.getBoundingClientRect()))
        .map(target => target.outerHTML);";

const OVERFLOW: &str = "
    const page = document.documentElement;
    return Math.max(0, page.scrollWidth - page.clientWidth);";

const FROM_ELSEWHERE: &str = "
    return performance.getEntriesByType('resource')
        .map(resource => resource.name).filter(name => !name.startsWith(location.origin));";

/// Chromium's own protocol, through chromedriver.
#[derive(Debug)]
struct DevTools {
    method: &'static str,
    params: Value,
}

impl WebDriverCompatibleCommand for DevTools {
    fn endpoint(
        &self,
        base: &Url,
        session: Option<&str>,
    ) -> Result<Url, <Url as std::str::FromStr>::Err> {
        let session = session.unwrap_or_default();
        base.join(&format!("session/{session}/goog/cdp/execute"))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        let body = json!({"cmd": self.method, "params": self.params});
        (Method::POST, Some(body.to_string()))
    }
}

/// chromedriver, on a port of its own choice, and the Chromium that it started.
struct Driver {
    process: Child,
    port: u16,
}

impl Driver {
    /// Of two that start together, one may find the port that it chose taken, and ends.
    fn start() -> Self {
        const TRIES: usize = 5;
        let mut tries = std::iter::repeat_with(Self::started).take(TRIES);
        tries
            .find_map(|started| started)
            .expect("chromedriver says its port")
    }

    fn started() -> Option<Self> {
        let mut process = Command::new("chromedriver")
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver is missing: cargo xtask setup installs chromium-driver");
        let said = BufReader::new(process.stdout.take().unwrap());
        let port = said.lines().find_map(|line| {
            let line = line.unwrap();
            let (_, port) = line.split_once("started successfully on port ")?;
            port.trim_end_matches('.').parse().ok()
        });
        if port.is_none() {
            process.wait().unwrap();
        }
        Some(Self {
            process,
            port: port?,
        })
    }

    /// Asks it to end, and Chromium with it: killed, it would leave Chromium behind.
    fn shut_down(&self) -> io::Result<()> {
        let mut line = TcpStream::connect(("127.0.0.1", self.port))?;
        line.set_read_timeout(Some(PATIENCE))?;
        line.write_all(b"GET /shutdown HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
        line.read_to_end(&mut Vec::new())?;
        Ok(())
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        if self.shut_down().is_err() {
            self.process.kill().ok();
        }
        self.process.wait().ok();
    }
}

fn capabilities(profile: &Path, scripts: Scripts) -> Map<String, Value> {
    let profile = format!("--user-data-dir={}", profile.display());
    let scripts = match scripts {
        Scripts::On => 1,
        Scripts::Off => 2,
    };
    let options = json!({
        "args": [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--disable-dev-shm-usage", "--no-proxy-server", "--window-size=1280,800", profile,
        ],
        "prefs": {"profile.managed_default_content_settings.javascript": scripts},
    });
    let Value::Object(capabilities) =
        json!({"browserName": "chrome", "goog:chromeOptions": options})
    else {
        unreachable!("an object was written")
    };
    capabilities
}
