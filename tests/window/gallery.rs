//! Every state of the window in one walk, in each language and theme: looked through for barriers by
//! axe, and kept as pictures by `cargo xtask gallery`.

use std::fs;
use std::path::PathBuf;

use fantoccini::key::Key;
use sandbox::{Fault, RequestKind};
use serde_json::{Value, json};

use crate::customer::{APPROVES, REJECTS, pay, pay_part};
use crate::shop::Shop;
use crate::walks;
use crate::window::{Counter, Window};

/// How a walk sees the window.
#[derive(Clone, Copy)]
pub struct Look {
    /// The screen.
    pub size: &'static str,
    theme: &'static str,
    language: &'static str,
}

impl Look {
    pub fn settings(self) -> Value {
        json!({
            "language": self.language,
            "theme": self.theme,
            "sounds": true,
            "lockAfter": "never",
            "customerDisplay": false,
        })
    }

    fn name(self) -> String {
        format!("{}-{}-{}", self.size, self.theme, self.language)
    }
}

/// One walk: what it has seen so far.
pub struct Walk {
    barriers: Vec<String>,
    pictures: Option<PathBuf>,
}

impl Walk {
    fn begin(look: Look) -> Self {
        let pictures = gallery().map(|folder| {
            let folder = folder.join(look.name());
            fs::create_dir_all(&folder).unwrap();
            folder
        });
        Walk {
            barriers: Vec::new(),
            pictures,
        }
    }

    /// Looks at the window as it is.
    pub async fn see(&mut self, window: &Window, state: &str) {
        let found = window.barriers().await;
        let found = found
            .into_iter()
            .map(|barrier| format!("{state}: {barrier}"));
        self.barriers.extend(found);
        if window.is_wider_than_its_window().await {
            self.barriers
                .push(format!("{state}: it is wider than its window"));
        }
        if let Some(folder) = &self.pictures {
            let picture = window.picture().await;
            fs::write(folder.join(format!("{state}.png")), picture).unwrap();
        }
    }

    fn end(self) {
        let barriers = self.barriers;
        assert!(barriers.is_empty(), "{}", barriers.join("\n"));
    }
}

pub async fn charge(window: &Window, amount: &str) {
    window.type_keys(amount).await;
    window.press_enter().await;
    window.shows("#state[data-state=waiting]").await;
}

pub async fn next_sale(window: &Window) {
    window.press(Key::Escape).await;
    window.shows("#charge").await;
}

/// The states of a payment, from the empty amount to each of its ends.
async fn walk_through_payments(walk: &mut Walk, shop: &Shop, window: &Window) {
    window.shows("#charge").await;
    walk.see(window, "10-charge-empty").await;
    window.type_keys("12990").await;
    walk.see(window, "11-charge-amount").await;
    window.click("#options summary").await;
    walk.see(window, "12-charge-options").await;
    window.fill("#customer-rut", "12.345.678-6").await;
    walk.see(window, "13-charge-wrong-rut").await;
    window.press(Key::Escape).await;
    window.press(Key::Escape).await;

    window.type_keys("99999999999").await;
    window.shows("#problem").await;
    walk.see(window, "14-charge-refused").await;
    window.press(Key::Escape).await;
    window.type_keys("9000000").await;
    window.press_enter().await;
    window.shows("#unusual-dialog[open]").await;
    walk.see(window, "15-charge-unusual").await;
    window.click("#unusual-back").await;
    window.press(Key::Escape).await;

    walks::a_scanned_code(walk, window).await;

    charge(window, "12990").await;
    walk.see(window, "20-waiting").await;
    window.click("#ask-now").await;
    window.shows("#answer").await;
    walk.see(window, "21-asked").await;
    pay(&shop.page(), REJECTS).await;
    window.shows("#state[data-state=attempt-rejected]").await;
    walk.see(window, "22-attempt-rejected").await;
    window.click("#set-aside").await;
    window.type_keys("12990").await;
    window.press_enter().await;
    window.shows("#duplicate-dialog[open]").await;
    walk.see(window, "23-duplicate").await;
    window.press_enter().await;
    window.click("#cancel").await;
    window.shows("#cancel-dialog[open]").await;
    walk.see(window, "24-cancel").await;
    window.click("#cancel-back").await;
    pay(&shop.page(), APPROVES).await;
    window.shows("#outcome[data-state=approved]").await;
    window.shows("#receipt[data-kind=printed]").await;
    walk.see(window, "30-paid").await;
    next_sale(window).await;

    walk_through_partial(walk, shop, window).await;
    walk_through_ends(walk, shop, window).await;
    walk_through_doubts(walk, shop, window).await;
}

async fn walk_through_partial(walk: &mut Walk, shop: &Shop, window: &Window) {
    window.type_keys("8000").await;
    window.click("#options summary").await;
    window.click("#allow-partial").await;
    window.press_enter().await;
    window.shows("#state[data-state=waiting]").await;
    pay_part(&shop.page(), APPROVES, 3_000).await;
    window.shows("#state[data-state=partly-paid]").await;
    walk.see(window, "25-partly-paid").await;
    shop.sandbox.expire(shop.newest()).unwrap();
    window.shows("#outcome[data-state=partial-expired]").await;
    walk.see(window, "31-partial").await;
    next_sale(window).await;
}

async fn walk_through_ends(walk: &mut Walk, shop: &Shop, window: &Window) {
    charge(window, "22000").await;
    shop.sandbox.expire(shop.newest()).unwrap();
    window.shows("#outcome[data-state=expired]").await;
    walk.see(window, "32-expired").await;
    next_sale(window).await;

    charge(window, "4500").await;
    window.click("#cancel").await;
    window.click("#cancel-confirm").await;
    window.shows("#outcome[data-state=cancelled]").await;
    walk.see(window, "33-cancelled").await;
    next_sale(window).await;

    shop.breaks(RequestKind::Create, Fault::LoseRequest);
    window.type_keys("990").await;
    window.press_enter().await;
    window.shows("#outcome[data-state=unopened]").await;
    walk.see(window, "34-not-opened").await;
    shop.sandbox.clear_faults();
    next_sale(window).await;
}

async fn walk_through_doubts(walk: &mut Walk, shop: &Shop, window: &Window) {
    const PENDING: &str = "4110760000000073";
    charge(window, "5990").await;
    pay(&shop.page(), PENDING).await;
    window.shows("#state[data-state=validating]").await;
    walk.see(window, "26-validating").await;
    shop.breaks(
        RequestKind::Query,
        Fault::UnknownStatus {
            word: "LOST".to_owned(),
        },
    );
    window.shows("#state[data-state=attention]").await;
    walk.see(window, "27-attention").await;
    shop.sandbox.clear_faults();
    shop.breaks(RequestKind::Query, Fault::LoseRequest);
    window.shows("#contact").await;
    walk.see(window, "28-no-connection").await;
    shop.sandbox.clear_faults();
    window.shows("#outcome[data-state=approved]").await;
    next_sale(window).await;

    charge(window, "7990").await;
    shop.breaks(RequestKind::Query, Fault::WrongAmount);
    pay(&shop.page(), APPROVES).await;
    window.shows("#outcome[data-state=conflict]").await;
    walk.see(window, "35-unconfirmed").await;
    shop.sandbox.clear_faults();
    next_sale(window).await;
}

async fn walk_through_the_book(walk: &mut Walk, window: &Window) {
    window.press(Key::F4).await;
    window.shows("#book-list [data-id='1']").await;
    walk.see(window, "40-sales").await;
    window.fill("#search", "no such sale").await;
    window.shows("#book-none").await;
    walk.see(window, "41-sales-none").await;
    for _ in 0..12 {
        window.press(Key::Backspace).await;
    }
    window.click("#book-list [data-id='1']").await;
    window.shows("[id^=refund-]").await;
    walk.see(window, "42-sale").await;
    window.click("[id^=refund-]").await;
    window.shows("#refund-dialog[open]").await;
    walk.see(window, "43-refund").await;
    window.click("#refund-confirm").await;
    window.shows("#approval-dialog[open]").await;
    walk.see(window, "44-refund-authority").await;
    window.fill("#approval-name", "Ana").await;
    window.click("#approval-confirm").await;
    window.shows("#refund-answer").await;
    walk.see(window, "45-refunded").await;
    window.click("#refund-done").await;
    window.press(Key::Escape).await;
    window.press(Key::Escape).await;
}

async fn walk_through_shifts(walk: &mut Walk, window: &Window) {
    window.click("#to-shifts").await;
    window.shows("#close-shift").await;
    walk.see(window, "50-shift").await;
    window.click("#close-shift").await;
    window.shows("#close-shift-dialog[open]").await;
    walk.see(window, "51-shift-close").await;
    window.click("#close-shift-confirm").await;
    window.shows("#print-shift").await;
    walk.see(window, "52-shift-closed").await;
    walks::a_printed_shift(walk, window).await;
}

async fn write_cashier(window: &Window, name: &str, pin: &str) {
    window.fill("#cashier-name", name).await;
    window.fill("#cashier-pin", pin).await;
    window.fill("#cashier-pin-again", pin).await;
    window.click("#cashier-save").await;
    window.hides("#cashier-save").await;
}

async fn walk_through_people(walk: &mut Walk, window: &Window) {
    window.click("#to-settings").await;
    window.click("#section-cashiers").await;
    walk.see(window, "67-settings-no-cashiers").await;
    window.click("#add-cashier").await;
    window.shows("#cashier-dialog[open]").await;
    walk.see(window, "68-settings-cashier").await;
    write_cashier(window, "Ana", "1111").await;
    window.click("#add-cashier").await;
    write_cashier(window, "Beto Muñoz", "2222").await;
    walk.see(window, "69-settings-cashiers").await;
    window.click("#lock").await;
    window.shows("#locked").await;
    walk.see(window, "70-locked").await;
    window.click("#cashier-1").await;
    window.shows("#pin").await;
    walk.see(window, "71-pin").await;
    window.send("2").await;
    tokio::time::sleep(std::time::Duration::from_millis(120)).await;
    window.send("222").await;
    window.press_enter().await;
    window.shows("#locked [role=alert]").await;
    walk.see(window, "72-wrong-pin").await;
    window.press(Key::Escape).await;
}

async fn walk_through_settings(walk: &mut Walk, window: &Window) {
    window.click("#to-settings").await;
    let sections = [
        "shop", "banchile", "till", "printer", "screen", "backups", "support",
    ];
    for (number, section) in sections.into_iter().enumerate() {
        window.click(&format!("#section-{section}")).await;
        window
            .shows(&format!("#section-{section}[aria-current=true]"))
            .await;
        window.shows("#settings-title").await;
        walk.see(window, &format!("6{number}-settings-{section}"))
            .await;
    }
    window.click("#section-shop").await;
    window.fill("#shop-name", "Otro nombre").await;
    walk.see(window, "78-settings-unsaved").await;
    window.click("#to-settings").await;
    window.shows("#unsaved-dialog[open]").await;
    walk.see(window, "79-unsaved").await;
    window.click("#unsaved-leave").await;
    window.hides("#settings").await;
}

/// A new till, step by step, without changing anything.
async fn walk_through_the_first_run(walk: &mut Walk, size: &str) {
    let counter = Counter::brand_new(size, Vec::new()).await;
    let window = counter.window().await;
    window.fill_the_screen();
    window.shows("#welcome-set-up").await;
    walk.see(&window, "00-welcome").await;
    window.click("#welcome-set-up").await;
    window.shows("#shop-name").await;
    walk.see(&window, "01-first-shop").await;
    window.fill("#shop-name", "Almacén Ñuñoa").await;
    let steps = [
        ("02-first-banchile", "#environment-training"),
        ("03-first-till", "#till-code"),
        ("04-first-cashiers", "#cashiers"),
        ("05-first-ready", "#ready"),
    ];
    for (state, css) in steps {
        window.click("#wizard-next").await;
        window.shows(css).await;
        walk.see(&window, state).await;
    }
}

async fn walk_through(look: Look) {
    let mut walk = Walk::begin(look);
    walk_through_the_first_run(&mut walk, look.size).await;
    let shop = Shop::open(look.size, look.settings()).await;
    let window = shop.counter.window().await;
    window.fill_the_screen();
    walk_through_payments(&mut walk, &shop, &window).await;
    walk_through_the_book(&mut walk, &window).await;
    walks::a_refund_in_doubt(&mut walk, &shop, &window).await;
    walk_through_shifts(&mut walk, &window).await;
    walk_through_settings(&mut walk, &window).await;
    walk_through_people(&mut walk, &window).await;
    walks::people_at_the_counter(&mut walk, &shop, &window).await;
    walks::the_customers_window(&mut walk, look).await;
    walks::stopped_tills(&mut walk, look).await;
    walk.end();
}

/// Where pictures are kept, if they are.
fn gallery() -> Option<PathBuf> {
    std::env::var_os("COBRO_GALLERY").map(PathBuf::from)
}

/// Every look in one language, beginning with the one that tests look at.
fn looks(language: &'static str, first: (&'static str, &'static str)) -> Vec<Look> {
    let all = ["1024x600", "1366x768", "1920x1080"]
        .into_iter()
        .flat_map(|size| ["light", "dark"].map(|theme| (size, theme)));
    let looks = std::iter::once(first).chain(all.filter(|look| *look != first));
    let looks = looks.map(|(size, theme)| Look {
        size,
        theme,
        language,
    });
    looks
        .take(match std::env::var_os("COBRO_GALLERY_FIRST") {
            None if gallery().is_some() => 6,
            _ => 1,
        })
        .collect()
}

#[tokio::test]
async fn every_state_is_open_to_everybody() {
    for look in looks("es", ("1024x600", "light")) {
        walk_through(look).await;
    }
}

#[tokio::test]
async fn every_state_is_open_to_everybody_in_english() {
    for look in looks("en", ("1366x768", "dark")) {
        walk_through(look).await;
    }
}
