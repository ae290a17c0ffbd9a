//! The client that every example asks: set up from the environment.

use std::env;
use std::error::Error;

use placetopay_checkout::{Client, Credentials, Environment, Gateway, Options};

/// Reads `CHECKOUT_GATEWAY` (an environment's name such as `banchile-test`, or an address),
/// `CHECKOUT_LOGIN` and `CHECKOUT_SECRET_KEY`.
pub fn connect() -> Result<Client, Box<dyn Error>> {
    let wanted = variable("CHECKOUT_GATEWAY")?;
    let gateway = match wanted.parse::<Environment>() {
        Ok(environment) => Gateway::from(environment),
        Err(_) => wanted.parse()?,
    };
    let login = variable("CHECKOUT_LOGIN")?;
    let credentials = Credentials::new(login, variable("CHECKOUT_SECRET_KEY")?.into())?;
    Ok(Client::new(gateway, credentials, Options::default())?)
}

fn variable(name: &str) -> Result<String, String> {
    env::var(name).map_err(|_| format!("set {name} first"))
}
