use serde_json::json;

use crate::support::{APPROVES, REJECTS, World};

#[tokio::test]
async fn the_page_says_what_is_paid_to_whom_until_when() {
    let world = World::new().await;
    let session = world.open(world.order("G-1")).await;
    let page = world.page(&session).await;
    assert_eq!(page.code, 200);
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    for shown in [
        "Comercio de práctica",
        "$12.990",
        "G-1",
        "Pan &amp; queso",
        "Vence a las 14:35",
        "SIMULACIÓN",
        "No ingrese tarjetas reales",
        "id=\"card\"",
        "id=\"pay\"",
        "id=\"abandon\"",
        "lang=\"es-CL\"",
    ] {
        assert!(page.text.contains(shown), "{shown}");
    }
    assert!(!page.text.contains("name=\"amount\""));
    assert_only_script(&page.text);
}

/// The one script is the gateway's own, and no style or handler is written into the page.
#[track_caller]
fn assert_only_script(page: &str) {
    assert_eq!(page.matches("<script").count(), 1);
    assert!(page.contains("<script src=\"/countdown.js\" defer></script>"));
    for inline in [" style=", "<style", " onclick", "javascript:"] {
        assert!(!page.contains(inline), "{inline}");
    }
}

#[tokio::test]
async fn the_page_is_sealed() {
    let world = World::new().await;
    let session = world.open(world.order("G-2")).await;
    let style = format!("{}/style.css", world.sandbox.url());
    let script = format!("{}/countdown.js", world.sandbox.url());
    for reply in [
        world.page(&session).await,
        world.pay(&session, "1").await,
        world.pay(&session, REJECTS).await,
        world.get(&format!("{}x", session.url)).await,
        world.get(&style).await,
        world.get(&script).await,
    ] {
        let policy = reply.header("content-security-policy");
        assert_eq!(
            policy,
            "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; \
             form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        );
        assert_eq!(reply.header("x-content-type-options"), "nosniff");
        assert_eq!(reply.header("referrer-policy"), "no-referrer");
        assert_eq!(reply.header("cache-control"), "no-store");
    }
    assert_eq!(
        world.get(&style).await.header("content-type"),
        "text/css; charset=utf-8"
    );
    assert_eq!(
        world.get(&script).await.header("content-type"),
        "text/javascript; charset=utf-8"
    );
}

#[tokio::test]
async fn everything_from_the_request_is_escaped() {
    let world = World::new().await;
    let mut order = world.order("<b>'\"&");
    order["payment"]["description"] = json!("<script>alert(1)</script>");
    order["returnUrl"] = json!("https://shop.test/?a=1&b='");
    let session = world.open(order).await;
    let page = world.page(&session).await.text;
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    assert!(page.contains("&lt;b&gt;&#39;&quot;&amp;"));
    assert!(!page.contains("<b>'"));
    assert_only_script(&page);
    world.pay(&session, APPROVES).await;
    let page = world.page(&session).await.text;
    assert!(
        page.contains("href=\"https://shop.test/?a=1&amp;b=&#39;\""),
        "{page}"
    );
}

#[tokio::test]
async fn earlier_attempts_are_listed() {
    let world = World::new().await;
    let session = world.open(world.order("G-3")).await;
    world.pay(&session, REJECTS).await;
    let page = world.page(&session).await.text;
    assert!(page.contains("···· 0016") && page.contains("Rechazada. Fondos insuficientes"));
    assert!(page.contains("Puede intentar con otra tarjeta"));
    world.pay(&session, APPROVES).await;
    let page = world.page(&session).await.text;
    assert!(page.contains("···· 0081") && page.contains("Aprobada · autorización"));
    assert!(page.contains("Pago aprobado") && !page.contains("id=\"pay\""));
}

#[tokio::test]
async fn the_way_back_leads_to_the_merchant() {
    let world = World::new().await;
    let mut order = world.order("G-4");
    order["cancelUrl"] = json!("https://shop.test/cancel");
    let left = world.open(order).await;
    world.abandon(&left).await;
    let page = world.page(&left).await.text;
    assert!(page.contains("href=\"https://shop.test/cancel\">Volver al comercio</a>"));

    let left = world.open(world.order("G-5")).await;
    world.abandon(&left).await;
    assert!(
        world
            .page(&left)
            .await
            .text
            .contains("href=\"https://shop.test/return\"")
    );

    let mut order = world.order("G-6");
    order["skipResult"] = json!(true);
    let skipped = world.open(order).await;
    world.pay(&skipped, APPROVES).await;
    let page = world.page(&skipped).await.text;
    assert!(
        page.contains("content=\"0; url=https://shop.test/return\""),
        "{page}"
    );
}

#[tokio::test]
async fn a_link_must_be_exact() {
    let world = World::new().await;
    let session = world.open(world.order("G-7")).await;
    let (base, token) = session.url.rsplit_once('/').unwrap();
    for url in [
        format!("{base}/{}", token.replace(|digit| digit != '0', "0")),
        format!("{}/session/99/{token}", world.sandbox.url()),
        format!("{}/session/x/{token}", world.sandbox.url()),
        format!("{}/elsewhere", world.sandbox.url()),
    ] {
        let reply = world.get(&url).await;
        assert_eq!(reply.code, 404);
        assert!(reply.text.contains("Este enlace de pago no existe"));
    }
}

#[tokio::test]
async fn a_reload_after_paying_leads_back_to_the_page() {
    let world = World::new().await;
    let session = world.open(world.order("G-8")).await;
    for path in ["pay", "abandon"] {
        let reply = world.get(&format!("{}/{path}", session.url)).await;
        assert_eq!(reply.code, 303);
        assert!(session.url.ends_with(reply.header("location")));
    }
}

#[tokio::test]
async fn the_result_says_how_much_was_paid_with_what() {
    let world = World::new().await;
    let session = world.open(world.order("G-9")).await;
    world
        .pay_form(&session, &format!("card={APPROVES}&instalments=6"))
        .await;
    let answer = world.query(&session).await;
    let authorization = answer["payment"][0]["authorization"].as_str().unwrap();
    let page = world.page(&session).await.text;
    for said in [
        "Pago aprobado",
        "$12.990",
        "Visa ···· 0081",
        "6 cuotas",
        authorization,
    ] {
        assert!(page.contains(said), "{said}");
    }
}

#[tokio::test]
async fn the_page_speaks_the_sessions_language() {
    let world = World::new().await;
    let mut order = world.order("G-10");
    order["locale"] = json!("en_US");
    let session = world.open(order).await;
    let page = world.page(&session).await.text;
    for said in [
        "lang=\"en\"",
        "CLP 12,990",
        "Expires at 14:35",
        "Pay with a test card",
    ] {
        assert!(page.contains(said), "{said}");
    }
    world.pay(&session, REJECTS).await;
    let page = world.page(&session).await.text;
    assert!(page.contains("This attempt was not charged.</strong> Insufficient funds."));
    world.abandon(&session).await;
    let page = world.page(&session).await.text;
    assert!(page.contains("Nothing was charged. You chose not to go on."));
    assert!(page.contains("Back to the shop"));
}
