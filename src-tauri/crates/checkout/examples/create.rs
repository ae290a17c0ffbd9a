//! Opens a session and prints the page where it can be paid:
//!
//! ```sh
//! cargo run --example create -- C1-0001 12990
//! ```

use std::env;
use std::error::Error;

use jiff::SignedDuration;
use placetopay_checkout::{Amount, CreateSession, Currency, Expiration};

use crate::connect::connect;

mod connect;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let (Some(reference), Some(pesos)) = (env::args().nth(1), env::args().nth(2)) else {
        return Err("usage: create REFERENCE PESOS".into());
    };
    let client = connect()?;
    client.learn_clock().await?;
    let session = CreateSession::new(
        reference.parse()?,
        Amount::from_major(&pesos, Currency::CLP)?,
        Expiration::after(SignedDuration::from_mins(15), client.gateway_now())?,
        "https://tienda.example.cl/gracias".parse()?,
    )?;
    let created = client.create_session(&session).await?;
    println!("session {}", created.request_id);
    println!("pay at  {}", created.process_url);
    println!("until   {}", created.expiration.timestamp());
    Ok(())
}
