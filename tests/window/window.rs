//! A counter with Cobro running on it, and its window as WebDriver sees it.

use std::fs;
use std::io::Write as _;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::rc::Rc;
use std::time::Duration;

use fantoccini::error::{CmdError, ErrorStatus};
use fantoccini::key::Key;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::display::Display;

/// Longer than anything takes on a busy machine; what is fast is measured, not asserted.
const PATIENCE: Duration = Duration::from_secs(60);

/// Longer than a barcode scanner takes from one key to the next.
const BETWEEN_KEYS: Duration = Duration::from_millis(120);

/// A counter computer: a folder, a display, and Cobro behind a WebDriver bridge.
pub struct Counter {
    place: Rc<Place>,
    bridge: Bridge,
}

/// The computer itself.
struct Place {
    folder: TempDir,
    display: Display,
    /// What Cobro finds in its environment besides.
    env: Vec<(&'static str, String)>,
}

impl Place {
    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }
}

/// A till that trains, as its settings file holds it.
pub fn training(data: &Path) -> Value {
    let receipts = data.join("receipts.txt");
    json!({
        "environment": "training",
        "url": null,
        "login": "",
        "tillCode": "C1",
        "returnUrl": "https://www.banchilepagos.cl/",
        "shopName": "Comercio de práctica",
        "shopRut": null,
        "shopAddress": null,
        "shopFooter": null,
        "printers": [{ "target": format!("file:{}", receipts.display()), "profile": "" }],
    })
}

impl Counter {
    /// A till that trains, on a usual screen.
    pub async fn open() -> Self {
        Self::with("1366x768", Vec::new(), |data| Some(training(data))).await
    }

    /// A till that nobody has set up.
    pub async fn brand_new(size: &str, env: Vec<(&'static str, String)>) -> Self {
        Self::with(size, env, |_| None).await
    }

    /// A till with these settings, with more in its environment.
    pub async fn with(
        size: &str,
        env: Vec<(&'static str, String)>,
        settings: impl FnOnce(&Path) -> Option<Value>,
    ) -> Self {
        let place = Rc::new(Place {
            folder: tempfile::tempdir().unwrap(),
            display: Display::open(size),
            env,
        });
        fs::create_dir(place.data()).unwrap();
        if let Some(settings) = settings(&place.data()) {
            fs::write(place.data().join("till.json"), settings.to_string()).unwrap();
        }
        let bridge = Bridge::start(&place).await;
        Counter { place, bridge }
    }

    /// Somebody mends the settings by hand.
    pub fn write_settings(&self, settings: Value) {
        fs::write(self.data().join("till.json"), settings.to_string()).unwrap();
    }

    /// Puts words into the display's clipboard, as another program does.
    pub fn copy(&self, words: &str) {
        let mut copied = Command::new("xclip")
            .args(["-selection", "clipboard"])
            .env("DISPLAY", self.display())
            .stdin(Stdio::piped())
            .spawn()
            .expect("xclip");
        copied
            .stdin
            .take()
            .unwrap()
            .write_all(words.as_bytes())
            .unwrap();
        assert!(copied.wait().unwrap().success());
    }

    /// What is saved in the user's own folder with such an ending.
    pub fn saved(&self, ending: &str) -> Option<PathBuf> {
        let home = fs::read_dir(self.place.folder.path()).unwrap();
        let mut paths = home.map(|entry| entry.unwrap().path());
        paths.find(|path| path.to_string_lossy().ends_with(ending))
    }

    /// Whether a file of this computer holds these words.
    pub fn keeps(&self, words: &str) -> bool {
        let mut folders = vec![self.place.folder.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap().flatten() {
                let path = entry.path();
                if path.is_dir() {
                    folders.push(path);
                } else if let Ok(bytes) = fs::read(&path)
                    && bytes
                        .windows(words.len())
                        .any(|part| part == words.as_bytes())
                {
                    return true;
                }
            }
        }
        false
    }

    /// Another Cobro on the same computer with the same data.
    pub async fn second(&self) -> Self {
        Counter {
            place: self.place.clone(),
            bridge: Bridge::start(&self.place).await,
        }
    }

    /// The settings as they are kept.
    pub fn settings(&self) -> Option<Value> {
        let file = fs::read(self.data().join("till.json")).ok()?;
        Some(serde_json::from_slice(&file).unwrap())
    }

    pub fn data(&self) -> PathBuf {
        self.place.data()
    }

    /// The display's name, for other programs on it.
    pub fn display(&self) -> &str {
        self.place.display.name()
    }

    pub async fn window(&self) -> Window {
        Window {
            client: self.bridge.client.clone(),
            display: self.display().to_owned(),
        }
    }

    /// The window that shows something, as soon as there is one.
    pub async fn window_with(&self, css: &str) -> Window {
        let client = &self.bridge.client;
        let found = async {
            loop {
                for window in client.windows().await.unwrap() {
                    client.switch_to_window(window).await.unwrap();
                    if client.find(Locator::Css(css)).await.is_ok() {
                        return;
                    }
                }
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        };
        let found = tokio::time::timeout(PATIENCE, found).await;
        found.unwrap_or_else(|_| panic!("no window shows {css}"));
        self.window().await
    }

    /// Kills Cobro without a warning.
    pub fn kill(&mut self) {
        self.bridge.end();
    }

    /// Starts it again on the same data.
    pub async fn reopen(&mut self) {
        self.bridge = Bridge::start(&self.place).await;
    }

    /// Goes through the window's cross and starts it again.
    pub async fn restart(&mut self) {
        self.ask_to_close();
        self.is_closed().await;
        self.bridge.end();
        self.reopen().await;
    }

    /// Moves the newest window: left, top, width, height.
    pub fn place_window(&self, [left, top, width, height]: [u32; 4]) {
        let newest = newest_window(self.display());
        let place = format!("0,{left},{top},{width},{height}");
        let moved = Command::new("wmctrl")
            .args(["-i", "-r", &newest, "-e", &place])
            .env("DISPLAY", self.display())
            .status();
        assert!(moved.unwrap().success());
    }

    /// Waits until the newest window stands where and as large as this.
    pub async fn window_stands(&self, expected: impl Fn([u32; 4]) -> bool) -> [u32; 4] {
        let standing = async {
            loop {
                let place = window_place(self.display());
                if expected(place) {
                    return place;
                }
                tokio::time::sleep(Duration::from_millis(25)).await;
            }
        };
        let stands = tokio::time::timeout(PATIENCE, standing).await;
        stands.unwrap_or_else(|_| panic!("it stands at {:?}", window_place(self.display())))
    }

    /// Kills the process that draws the page, as a lack of memory would, and waits for the next one.
    pub async fn kill_page(&self) {
        let dead = self.page_process();
        let killed = Command::new("kill").args(["-KILL", &dead]).status();
        assert!(killed.unwrap().success(), "no page to kill");
        let next = async {
            while ["", &dead].contains(&self.page_process().as_str()) {
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        };
        let next = tokio::time::timeout(PATIENCE, next).await;
        next.expect("another process draws the page");
    }

    fn page_process(&self) -> String {
        let group = self.bridge.process.id().to_string();
        let found = Command::new("pgrep")
            .args(["-g", &group, "WebKitWebProces"])
            .output();
        let found = String::from_utf8(found.expect("pgrep").stdout).unwrap();
        found.trim().to_owned()
    }

    /// Waits until the QR code that can be seen on the screen is this one, or there is none.
    pub async fn screen_shows_qr(&self, page: Option<&str>) {
        let seen = async {
            while self.seen_qr().as_deref() != page {
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        };
        tokio::time::timeout(PATIENCE, seen)
            .await
            .unwrap_or_else(|_| panic!("the screen does not come to show {page:?}"));
    }

    /// Without asking the page for anything.
    fn seen_qr(&self) -> Option<String> {
        let screen = Command::new("import")
            .args(["-window", "root", "png:-"])
            .env("DISPLAY", self.display())
            .output();
        scan(&screen.expect("import").stdout)
    }

    /// Asks for the newest window to be closed, as its cross does.
    pub fn ask_to_close(&self) {
        let newest = newest_window(self.display());
        let closed = Command::new("wmctrl")
            .args(["-i", "-c", &newest])
            .env("DISPLAY", self.display())
            .status();
        assert!(closed.unwrap().success());
    }

    /// Waits until Cobro has ended.
    pub async fn is_closed(&mut self) {
        let gone = async {
            while self.bridge.client.current_url().await.is_ok() {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        };
        tokio::time::timeout(PATIENCE, gone)
            .await
            .expect("the window closes");
    }

    /// The page that Cobro opened in the system's browser.
    pub async fn opened_page(&self) -> String {
        let path = self.place.folder.path().join("opened");
        let opened = async {
            loop {
                match fs::read_to_string(&path) {
                    Ok(page) if page.ends_with('\n') => return page.trim().to_owned(),
                    Ok(_) | Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
                }
            }
        };
        tokio::time::timeout(PATIENCE, opened)
            .await
            .expect("a browser is opened")
    }

    /// What came out of the printer.
    pub fn receipts(&self) -> String {
        fs::read_to_string(self.printer()).unwrap()
    }

    /// Waits until something came out of the printer.
    pub async fn prints(&self, words: &str) {
        let printed = async {
            while !fs::read_to_string(self.printer()).is_ok_and(|text| text.contains(words)) {
                tokio::time::sleep(Duration::from_millis(25)).await;
            }
        };
        tokio::time::timeout(PATIENCE, printed).await.expect(words);
    }

    /// Waits until something came out of the printer so many times.
    pub async fn prints_times(&self, words: &str, times: usize) {
        let printed = async {
            while self.receipts().matches(words).count() != times {
                tokio::time::sleep(Duration::from_millis(25)).await;
            }
        };
        tokio::time::timeout(PATIENCE, printed).await.expect(words);
    }

    pub fn has_printed(&self) -> bool {
        self.printer().exists()
    }

    /// Puts a folder where the printer would write.
    pub fn take_printer_away(&self) {
        fs::create_dir(self.printer()).unwrap();
    }

    /// Takes the folder away again.
    pub fn give_printer_back(&self) {
        fs::remove_dir(self.printer()).unwrap();
    }

    fn printer(&self) -> PathBuf {
        self.data().join("receipts.txt")
    }
}

/// tauri-driver with the Cobro that it started.
struct Bridge {
    process: Child,
    client: Client,
}

impl Bridge {
    async fn start(place: &Place) -> Self {
        let (folder, display) = (place.folder.path(), place.display.name());
        let (port, native) = (free_port(), free_port());
        let bridge = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/tools/bin/tauri-driver");
        let process = Command::new("dbus-run-session")
            .arg("--")
            .arg(bridge)
            .args([
                "--port",
                &port.to_string(),
                "--native-port",
                &native.to_string(),
            ])
            .env("DISPLAY", display)
            .env("COBRO_DATA_DIR", place.data())
            .env("HOME", folder)
            .env("XDG_CONFIG_HOME", folder.join("config"))
            .env("PATH", path_with_a_browser(folder))
            .env("TZ", "America/Santiago")
            .env_remove("COBRO_SECRET_KEY")
            .envs(place.env.iter().map(|(name, value)| (name, value)))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .expect("tauri-driver starts: cargo xtask setup installs it");
        let client = connect(port).await;
        Bridge { process, client }
    }

    fn end(&mut self) {
        let group = format!("-{}", self.process.id());
        Command::new("kill")
            .args(["-KILL", "--", &group])
            .status()
            .ok();
        self.process.wait().ok();
    }
}

impl Drop for Bridge {
    fn drop(&mut self) {
        self.end();
    }
}

async fn connect(port: u16) -> Client {
    let mut capabilities = serde_json::Map::new();
    let options = json!({ "application": env!("CARGO_BIN_EXE_cobro") });
    capabilities.insert("tauri:options".to_owned(), options);
    let url = format!("http://127.0.0.1:{port}");
    let connected = async {
        loop {
            let mut builder = ClientBuilder::new(HttpConnector::new());
            match builder
                .capabilities(capabilities.clone())
                .connect(&url)
                .await
            {
                Ok(client) => return client,
                Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            }
        }
    };
    tokio::time::timeout(PATIENCE, connected)
        .await
        .expect("the window opens")
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port()
}

/// The system's browser, as far as Cobro knows, notes which page it is to open.
fn path_with_a_browser(folder: &Path) -> String {
    let bin = folder.join("bin");
    fs::create_dir_all(&bin).unwrap();
    let opener = bin.join("xdg-open");
    let script = format!(
        "#!/bin/sh\necho \"$1\" > '{}'\n",
        folder.join("opened").display()
    );
    fs::write(&opener, script).unwrap();
    fs::set_permissions(&opener, fs::Permissions::from_mode(0o755)).unwrap();
    format!("{}:{}", bin.display(), std::env::var("PATH").unwrap())
}

/// The page that a QR code in a picture leads to.
fn scan(picture: &[u8]) -> Option<String> {
    let mut scanner = Command::new("zbarimg")
        .args(["--quiet", "--raw", "png:-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("zbarimg");
    scanner.stdin.take().unwrap().write_all(picture).unwrap();
    let text = String::from_utf8(scanner.wait_with_output().unwrap().stdout).unwrap();
    text.starts_with("http").then(|| text.trim().to_owned())
}

/// The window that was opened last on a display.
fn newest_window(display: &str) -> String {
    let list = Command::new("wmctrl")
        .arg("-l")
        .env("DISPLAY", display)
        .output();
    let list = String::from_utf8(list.expect("wmctrl").stdout).unwrap();
    let newest = list.lines().last().expect("a window");
    newest.split(' ').next().unwrap().to_owned()
}

/// Left, top, width and height of the newest window's contents.
fn window_place(display: &str) -> [u32; 4] {
    let told = Command::new("xwininfo")
        .args(["-id", &newest_window(display)])
        .env("DISPLAY", display)
        .output();
    let told = String::from_utf8(told.expect("xwininfo").stdout).unwrap();
    ["upper-left X", "upper-left Y", "Width", "Height"].map(|what| {
        let mut lines = told.lines().filter(|line| line.contains(what));
        let (_, number) = lines.next().expect(what).split_once(": ").unwrap();
        number.trim().parse().unwrap()
    })
}

/// The window: driven through WebDriver, looked at on its display.
pub struct Window {
    client: Client,
    display: String,
}

impl Window {
    /// Waits until something is there.
    pub async fn shows(&self, css: &str) {
        let shown = self
            .client
            .wait()
            .at_most(PATIENCE)
            .every(Duration::from_millis(25));
        if shown.for_element(Locator::Css(css)).await.is_err() {
            let body = self.text("body").await;
            panic!("{css} is not shown; the window says: {body}");
        }
    }

    /// Waits until something says this.
    pub async fn says(&self, css: &str, words: &str) {
        let said = async {
            while !self.text(css).await.contains(words) {
                tokio::time::sleep(Duration::from_millis(25)).await;
            }
        };
        tokio::time::timeout(PATIENCE, said).await.expect(words);
    }

    /// Waits until something is gone.
    pub async fn hides(&self, css: &str) {
        let gone = async {
            while self.count(css).await > 0 {
                tokio::time::sleep(Duration::from_millis(25)).await;
            }
        };
        tokio::time::timeout(PATIENCE, gone)
            .await
            .expect("it goes away");
    }

    pub async fn text(&self, css: &str) -> String {
        self.shows_any(css).await;
        self.client
            .find(Locator::Css(css))
            .await
            .unwrap()
            .text()
            .await
            .unwrap()
    }

    async fn shows_any(&self, css: &str) {
        self.client
            .wait()
            .at_most(PATIENCE)
            .for_element(Locator::Css(css))
            .await
            .expect(css);
    }

    pub async fn count(&self, css: &str) -> usize {
        self.client.find_all(Locator::Css(css)).await.unwrap().len()
    }

    /// Clicks what is there; once more where it was drawn anew in that moment.
    pub async fn click(&self, css: &str) {
        loop {
            self.shows(css).await;
            let Ok(button) = self.client.find(Locator::Css(css)).await else {
                continue;
            };
            match button.click().await {
                Ok(()) => return,
                Err(CmdError::Standard(error))
                    if error.error == ErrorStatus::StaleElementReference => {}
                Err(error) => panic!("{css} cannot be clicked: {error}"),
            }
        }
    }

    /// Clicks what ends the application, perhaps before it can answer.
    pub async fn click_last(&self, css: &str) {
        self.shows(css).await;
        self.client
            .find(Locator::Css(css))
            .await
            .unwrap()
            .click()
            .await
            .ok();
    }

    /// Types an amount where the focus is, as the cashier does without looking: key by key, since a
    /// burst is a barcode scanner's.
    pub async fn type_keys(&self, keys: &str) {
        self.shows("#charge").await;
        for key in keys.chars() {
            self.send(&key.to_string()).await;
            tokio::time::sleep(BETWEEN_KEYS).await;
        }
    }

    /// Types as fast as a barcode scanner does.
    pub async fn scan(&self, code: &str) {
        self.shows("#charge").await;
        self.send(code).await;
    }

    pub async fn press_enter(&self) {
        self.press(Key::Enter).await;
    }

    pub async fn press(&self, key: Key) {
        self.send(&key.to_string()).await;
    }

    /// Sends keys to whatever has the focus.
    pub async fn send(&self, keys: &str) {
        let focus = self.client.active_element().await.unwrap();
        focus.send_keys(keys).await.unwrap();
    }

    /// Writes into a field.
    pub async fn fill(&self, css: &str, text: &str) {
        self.shows(css).await;
        let field = self.client.find(Locator::Css(css)).await.unwrap();
        field.send_keys(text).await.unwrap();
    }

    /// Writes over whatever a field holds.
    pub async fn overwrite(&self, css: &str, text: &str) {
        let erased = Key::Backspace.to_string().repeat(40);
        self.fill(css, &format!("{}{erased}{text}", Key::End)).await;
    }

    /// Empties a field.
    pub async fn clear(&self, css: &str) {
        self.shows(css).await;
        let field = self.client.find(Locator::Css(css)).await.unwrap();
        field.clear().await.unwrap();
    }

    /// Waits until the page holds these words.
    pub async fn holds(&self, words: &str) {
        let held = async {
            while !self.source().await.contains(words) {
                tokio::time::sleep(Duration::from_millis(25)).await;
            }
        };
        tokio::time::timeout(PATIENCE, held).await.expect(words);
    }

    /// Everything that the page holds.
    pub async fn source(&self) -> String {
        self.client.source().await.unwrap()
    }

    /// What a phone's camera reads from the screen.
    pub async fn scanned_qr(&self) -> String {
        let scanned = async {
            loop {
                if let Some(page) = scan(&self.picture().await) {
                    return page;
                }
            }
        };
        let scanned = tokio::time::timeout(PATIENCE, scanned).await;
        scanned.expect("the QR code on screen can be read")
    }

    /// Makes the newest window as large as the screen.
    pub fn fill_the_screen(&self) {
        let newest = newest_window(&self.display);
        let filled = Command::new("wmctrl")
            .args([
                "-i",
                "-r",
                &newest,
                "-b",
                "add,maximized_vert,maximized_horz",
            ])
            .env("DISPLAY", &self.display)
            .status();
        assert!(filled.unwrap().success());
    }

    /// Whether the page would pass for people who see, hear or move otherwise, as axe finds it; what it
    /// finds otherwise.
    pub async fn barriers(&self) -> Vec<String> {
        let axe = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui/node_modules/axe-core/axe.min.js");
        let axe = fs::read_to_string(axe).expect("cargo xtask setup installs axe");
        self.client.execute(&axe, Vec::new()).await.unwrap();
        let run = "const done = arguments[0];
            axe.run({ resultTypes: ['violations'] }).then(
                (found) => done(found.violations.flatMap((rule) =>
                    rule.nodes.map((node) => `${rule.id}: ${node.html}`))),
                (error) => done([`axe broke off: ${error}`]));";
        let found = self.client.execute_async(run, Vec::new()).await.unwrap();
        serde_json::from_value(found).unwrap()
    }

    /// Whether something stands outside the window, or under its edge, that nobody can scroll to.
    pub async fn is_wider_than_its_window(&self) -> bool {
        let wide = "return document.documentElement.scrollWidth > window.innerWidth";
        let wide = self.client.execute(wide, Vec::new()).await.unwrap();
        wide.as_bool().unwrap()
    }

    /// Whether the page keeps an event from the browser that draws it.
    pub async fn keeps_from_browser(&self, event: &str) -> bool {
        let kept = format!("return !document.body.dispatchEvent({event})");
        let kept = self.client.execute(&kept, Vec::new()).await.unwrap();
        kept.as_bool().unwrap()
    }

    /// How wide the page is, in its own measure.
    pub async fn width(&self) -> u64 {
        let width = self
            .client
            .execute("return window.innerWidth", Vec::new())
            .await;
        width.unwrap().as_u64().unwrap()
    }

    /// What has the focus, by its id.
    pub async fn focused(&self) -> String {
        let id = "return document.activeElement?.id ?? ''";
        let id = self.client.execute(id, Vec::new()).await.unwrap();
        id.as_str().unwrap().to_owned()
    }

    /// The window as PNG, as its display shows it once all that is known is drawn.
    pub async fn picture(&self) -> Vec<u8> {
        let drawn = "const done = arguments[0];
            requestAnimationFrame(() => requestAnimationFrame(() => done(null)));";
        self.client.execute_async(drawn, Vec::new()).await.unwrap();
        let picture = Command::new("import")
            .args(["-window", &newest_window(&self.display), "png:-"])
            .env("DISPLAY", &self.display)
            .output();
        picture.expect("import").stdout
    }
}
