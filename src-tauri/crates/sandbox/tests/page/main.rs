//! The payment page in a real browser, used as customers and trainees do, on a phone and on a
//! desktop, in the light and in the dark.
#![cfg(target_os = "linux")]
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod browser;
#[path = "../gateway/support.rs"]
#[allow(dead_code)]
mod support;

use std::time::Duration;

use serde_json::{Value, json};

use crate::browser::{Browser, DESKTOP, PHONE, Screen, Scripts};
use crate::support::{Opened, World, assert_status, minutes};

/// A gateway, a shop, and a customer with a browser.
struct Scene {
    world: World,
    browser: Browser,
}

impl Scene {
    async fn on(screen: Screen) -> Self {
        Self {
            world: World::new().await,
            browser: Browser::open(screen, Scripts::On).await,
        }
    }

    /// Where the shop is: another origin than the gateway, and it says nothing much.
    fn shop(&self, path: &str) -> String {
        let url = self.world.sandbox.url().replace("127.0.0.1", "localhost");
        format!("{url}/{path}")
    }

    fn order(&self, reference: &str) -> Value {
        let mut order = self.world.order(reference);
        order["returnUrl"] = json!(self.shop("return"));
        order["cancelUrl"] = json!(self.shop("cancel"));
        order
    }

    /// Opens a session, and its page in the browser.
    async fn visit(&self, order: Value) -> Opened {
        let session = self.world.open(order).await;
        self.browser.go(&session.url).await;
        self.browser.shows("#pay").await;
        session
    }

    async fn press(&self, card: &str) {
        let button = format!("button[name=card][value=\"{card}\"]");
        self.browser.click(&button).await;
    }

    async fn type_card(&self, card: &str, expiry: &str, cvv: &str) {
        for (field, typed) in [("#card", card), ("#expiry", expiry), ("#cvv", cvv)] {
            self.browser.fill(field, typed).await;
        }
    }

    async fn status_is(&self, session: &Opened, status: &str, reason: &str) {
        assert_status(self.world.status(session).await, status, reason);
    }
}

/// Tests each state on both screens, each in a test of its own.
macro_rules! on_both_screens {
    ($($name:ident)*) => {
        mod phone {
            $(#[tokio::test]
            async fn $name() {
                super::$name(&super::Scene::on(super::PHONE).await).await;
            })*
        }
        mod desktop {
            $(#[tokio::test]
            async fn $name() {
                super::$name(&super::Scene::on(super::DESKTOP).await).await;
            })*
        }
    };
}

on_both_screens! {
    one_press_pays
    typing_pays
    what_is_wrong_is_said_at_its_field
    a_real_card_is_warned_of_and_forgotten
    the_right_code_pays
    three_wrong_codes_do_not_pay
    a_pending_payment_shows_its_end_by_itself
    parts_add_up
    leaving_leads_to_the_shop
    time_runs_out_by_itself
    too_many_rejections_end_it
    an_english_page_is_english
    a_wrong_link_is_told
}

async fn one_press_pays(scene: &Scene) {
    let Scene { world, browser } = scene;
    let session = scene.visit(scene.order("C1-261122-0014")).await;
    browser.shows("#countdown:not([hidden])").await;
    let due = browser.text(".due").await;
    assert!(due.starts_with("Vence a las 14:35 · Quedan "), "{due}");
    browser.judge("paying").await;
    browser.click("summary").await;
    browser.shows("details[open] .choice").await;
    browser.judge("more-cards").await;

    scene.press("4110760000000081").await;
    browser.says("Pago aprobado").await;
    let answer = world.query(&session).await;
    let authorization = answer["payment"][0]["authorization"].as_str().unwrap();
    for said in [
        "$12.990",
        "···· 0081",
        "Sin cuotas",
        authorization,
        "C1-261122-0014",
    ] {
        browser.says(said).await;
    }
    browser.judge("paid").await;
    browser.click("#return").await;
    browser.is_at(&scene.shop("return")).await;
}

async fn typing_pays(scene: &Scene) {
    let Scene { world, browser } = scene;
    let session = scene.visit(scene.order("B-2")).await;
    scene.type_card("4110 7600 0000 0081", "12/30", "123").await;
    browser.fill("#name", "Ana Soto").await;
    browser.fill("#rut", "12.345.678-5").await;
    browser.fill("#email", "ana@correo.cl").await;
    browser.click("#instalments option[value='3']").await;
    browser.click("#email").await;
    browser.press_enter().await;
    browser.says("Pago aprobado").await;
    browser.says("3 cuotas").await;
    let answer = world.query(&session).await.to_string();
    assert!(!answer.contains("Ana Soto") && !answer.contains("12.345.678-5"));
}

async fn what_is_wrong_is_said_at_its_field(scene: &Scene) {
    let browser = &scene.browser;
    let session = scene.visit(scene.order("B-3")).await;
    scene.type_card("4110 7600 0000 0081", "13/30", "123").await;
    browser.fill("#name", "Ana Soto").await;
    browser.click("#pay").await;
    browser
        .says("No se cobró nada. Escriba el vencimiento como MM/AA.")
        .await;
    let focus = browser.evaluate("return document.activeElement.id").await;
    assert_eq!(focus, "fault", "the complaint is where the customer looks");
    let invalid = browser.attribute("#expiry", "aria-invalid").await;
    assert_eq!(invalid.as_deref(), Some("true"));
    let described = browser
        .attribute("#expiry", "aria-describedby")
        .await
        .unwrap();
    assert!(described.contains("expiry-fault"));
    assert_eq!(browser.value("#expiry").await, "13/30");
    assert_eq!(browser.value("#name").await, "Ana Soto");
    assert_eq!(browser.value("#card").await, "");
    assert_eq!(browser.value("#cvv").await, "");
    browser.judge("wrong-expiry").await;

    browser.fill("#rut", "12.345.678-9").await;
    browser.fill("#email", "ana").await;
    browser.click("#pay").await;
    browser.shows("#fault a[href='#email']").await;
    assert_eq!(browser.count("[aria-invalid]").await, 5);
    browser.judge("many-faults").await;
    browser.click("#fault a[href='#rut']").await;
    let focus = browser.evaluate("return document.activeElement.id").await;
    assert_eq!(focus, "rut");
    // What is half typed doesn't keep a test card's button from paying.
    scene.press("4110760000000081").await;
    browser.says("Pago aprobado").await;
    scene.status_is(&session, "APPROVED", "00").await;
}

async fn a_real_card_is_warned_of_and_forgotten(scene: &Scene) {
    let browser = &scene.browser;
    let session = scene.visit(scene.order("B-4")).await;
    scene.type_card("4242 4242 4242 4242", "12/30", "987").await;
    browser.fill("#name", "Ana Soto").await;
    browser.click("#pay").await;
    browser.says("Parece una tarjeta real").await;
    browser.judge("real-card").await;
    let (_, token) = session.url.rsplit_once('/').unwrap();
    let source = browser.source().await.replace(token, "");
    for secret in ["4242", "987", "12/30", "Ana Soto"] {
        assert!(!source.contains(secret), "{secret} came back");
    }
    assert!(scene.world.query(&session).await["payment"].is_null());
}

async fn the_right_code_pays(scene: &Scene) {
    let browser = &scene.browser;
    let session = scene.visit(scene.order("B-5")).await;
    scene.press("4110760000000008").await;
    browser.shows("#code").await;
    browser.judge("challenge").await;
    browser.type_keys("54321").await;
    browser.press_enter().await;
    browser
        .says("No se cobró nada. Ese no es el código. Le quedan 2 intentos.")
        .await;
    browser.judge("wrong-code").await;
    browser.fill("#code", "12345").await;
    browser.click("#confirm").await;
    browser.says("Pago aprobado").await;
    scene.status_is(&session, "APPROVED", "00").await;
}

async fn three_wrong_codes_do_not_pay(scene: &Scene) {
    let browser = &scene.browser;
    let session = scene.visit(scene.order("B-6")).await;
    scene.press("4110760000000008").await;
    for (code, said) in [
        ("1", "Le quedan 2 intentos"),
        ("123456", "Le queda 1 intento"),
        (
            "00000",
            "Este intento no se cobró. El banco no pudo verificar su identidad",
        ),
    ] {
        browser.fill("#code", code).await;
        browser.click("#confirm").await;
        browser.says(said).await;
    }
    browser.judge("rejected").await;
    scene.status_is(&session, "PENDING", "PT").await;
}

async fn a_pending_payment_shows_its_end_by_itself(scene: &Scene) {
    let Scene { world, browser } = scene;
    for (card, said) in [
        ("4110760000000073", "Pago aprobado"),
        ("4048370000000037", "Este intento no se cobró"),
    ] {
        scene.visit(scene.order(card)).await;
        scene.press(card).await;
        browser.says("El banco está validando su pago").await;
        browser.says("No vuelva a pagar").await;
        browser.judge("pending").await;
        world.clock.advance(Duration::from_secs(20));
        browser.says(said).await;
    }
}

async fn parts_add_up(scene: &Scene) {
    let browser = &scene.browser;
    let mut order = scene.order("B-8");
    order["payment"]["allowPartial"] = json!(true);
    let session = scene.visit(order).await;
    browser.judge("part").await;
    browser.fill("#amount", "20.000").await;
    scene.press("4110760000000081").await;
    browser.says("No se cobró nada. Falta pagar $12.990").await;
    browser.judge("part-too-much").await;
    browser.fill("#amount", "6.000").await;
    scene.press("4110760000000081").await;
    browser.says("Pagó $6.000. Falta $6.990.").await;
    browser.judge("part-paid").await;
    scene.press("4110760000000081").await;
    browser.says("Pago aprobado").await;
    browser.says("$6.990").await;
    browser.judge("paid-in-parts").await;
    scene.status_is(&session, "APPROVED", "00").await;

    let mut order = scene.order("B-9");
    order["payment"]["allowPartial"] = json!(true);
    scene.visit(order).await;
    browser.fill("#amount", "6.000").await;
    scene.press("4110760000000081").await;
    browser.says("Pagó $6.000").await;
    browser.click("#abandon").await;
    browser.says("Faltaron $6.990 de $12.990").await;
    browser.judge("part-paid-over").await;
}

async fn leaving_leads_to_the_shop(scene: &Scene) {
    let browser = &scene.browser;
    let session = scene.visit(scene.order("B-10")).await;
    browser.click("#abandon").await;
    browser.says("Pago cancelado").await;
    browser
        .says("No se cobró nada. Usted decidió no continuar.")
        .await;
    browser.judge("abandoned").await;
    browser.click("#return").await;
    browser.is_at(&scene.shop("cancel")).await;
    scene.status_is(&session, "REJECTED", "?C").await;

    let mut order = scene.order("B-11");
    order["skipResult"] = json!(true);
    scene.visit(order).await;
    scene.press("4110760000000081").await;
    browser.is_at(&scene.shop("return")).await;
}

async fn time_runs_out_by_itself(scene: &Scene) {
    let Scene { world, browser } = scene;
    let session = world.open(scene.order("B-12")).await;
    world.clock.advance(minutes(30) - Duration::from_secs(3));
    browser.go(&session.url).await;
    browser.says("Quedan menos de 2 minutos para pagar.").await;
    world.clock.advance(Duration::from_secs(3));
    browser.says("Plazo vencido").await;
    browser.judge("expired").await;
}

async fn too_many_rejections_end_it(scene: &Scene) {
    let browser = &scene.browser;
    let session = scene.visit(scene.order("B-13")).await;
    for _ in 0..9 {
        scene.world.pay(&session, support::REJECTS).await;
    }
    scene.press(support::REJECTS).await;
    browser.says("Se alcanzó el máximo de intentos").await;
    browser.judge("too-many").await;
}

async fn an_english_page_is_english(scene: &Scene) {
    let browser = &scene.browser;
    let mut order = scene.order("B-14");
    order["locale"] = json!("en_US");
    order["payment"]["allowPartial"] = json!(true);
    scene.visit(order).await;
    assert_eq!(
        browser.attribute("html", "lang").await.as_deref(),
        Some("en")
    );
    browser.says("CLP 12,990").await;
    scene.type_card("1", "", "").await;
    browser.fill("#amount", "6.50").await;
    browser.click("#pay").await;
    browser
        .says("Nothing was charged. Check these details:")
        .await;
    browser.judge("english").await;
    browser.fill("#amount", "6,000").await;
    scene.press("4110760000000081").await;
    browser.says("You paid CLP 6,000. CLP 6,990 is left.").await;
}

async fn a_wrong_link_is_told(scene: &Scene) {
    let browser = &scene.browser;
    browser.go(&scene.shop("session/1/x")).await;
    browser.says("Este enlace de pago no existe").await;
    browser.judge("no-such-link").await;
}

#[tokio::test]
async fn the_focus_is_seen() {
    let scene = Scene::on(DESKTOP).await;
    scene.visit(scene.order("B-15")).await;
    let outline = "const style = getComputedStyle(document.activeElement);
        return [style.outlineStyle, style.outlineWidth]";
    for _ in 0..8 {
        scene.browser.press_tab().await;
        assert_eq!(
            scene.browser.evaluate(outline).await,
            json!(["solid", "3px"])
        );
    }
}

#[tokio::test]
async fn a_script_in_the_request_does_not_run() {
    let scene = Scene::on(DESKTOP).await;
    let mut order = scene.order("<b id=evil>");
    order["payment"]["description"] = json!("<script id=evil>document.title='x'</script>");
    scene.visit(order).await;
    assert_eq!(scene.browser.count("#evil").await, 0);
    scene.browser.says("<script id=evil>").await;
}

#[tokio::test]
async fn without_scripts_all_works() {
    let world = World::new().await;
    let browser = Browser::open(PHONE, Scripts::Off).await;
    let session = world.open(world.order("B-16")).await;
    browser.go(&session.url).await;
    browser.shows("#countdown[hidden]").await;
    browser.click("button[value='4110760000000073']").await;
    browser.says("El banco está validando su pago").await;
    world.clock.advance(Duration::from_secs(20));
    browser.says("Pago aprobado").await;
    assert_status(world.status(&session).await, "APPROVED", "00");
}
