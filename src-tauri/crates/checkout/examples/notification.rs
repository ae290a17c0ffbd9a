//! Verifies a notification's body from standard input:
//!
//! ```sh
//! CHECKOUT_SECRET_KEY=… cargo run --example notification < body.json
//! ```

use std::env;
use std::error::Error;
use std::io::{self, Read as _};

use placetopay_checkout::UnverifiedNotification;

fn main() -> Result<(), Box<dyn Error>> {
    let secret = env::var("CHECKOUT_SECRET_KEY")?.into();
    let mut body = Vec::new();
    io::stdin().take(1 << 20).read_to_end(&mut body)?;
    let notification = UnverifiedNotification::parse(&body)?.verify(&secret)?;
    let (id, status) = (notification.request_id, notification.report.status);
    println!("session {id} may be {status}: query it");
    Ok(())
}
