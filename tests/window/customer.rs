//! The customer at the sandbox's payment page, over plain HTTP.

pub const APPROVES: &str = "4110760000000081";
pub const REJECTS: &str = "4110760000000016";

/// Pays with a card.
pub async fn pay(page: &str, card: &str) {
    send(page, format!("card={card}")).await;
}

/// Pays a part with a card.
pub async fn pay_part(page: &str, card: &str, amount: u32) {
    send(page, format!("card={card}&amount={amount}")).await;
}

async fn send(page: &str, form: String) {
    let form = browser()
        .post(format!("{page}/pay"))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(form);
    let status = form.send().await.unwrap().status();
    assert!(status.is_redirection(), "{status}");
}

/// Whether the page takes a payment.
pub async fn can_pay(page: &str) -> bool {
    let page = browser().get(page).send().await.unwrap();
    page.text().await.unwrap().contains("id=\"pay\"")
}

fn browser() -> reqwest::Client {
    let redirect = reqwest::redirect::Policy::none();
    reqwest::Client::builder()
        .redirect(redirect)
        .no_proxy()
        .build()
        .unwrap()
}
