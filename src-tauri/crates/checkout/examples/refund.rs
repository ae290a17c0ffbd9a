//! Gives a transaction's money back, all of it or a part:
//!
//! ```sh
//! cargo run --example refund -- 640
//! cargo run --example refund -- 640 5000
//! ```

use std::env;
use std::error::Error;

use placetopay_checkout::{ActionOutcome, Amount, Currency, InternalReference, Reversal};

use crate::connect::connect;

mod connect;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let number = env::args()
        .nth(1)
        .ok_or("usage: refund TRANSACTION [PESOS]")?;
    let reversal = match env::args().nth(2) {
        Some(pesos) => Reversal::part(Amount::from_major(&pesos, Currency::CLP)?)?,
        None => Reversal::WHOLE,
    };
    let transaction = InternalReference(number.parse()?);
    let answer = connect()?.reverse(transaction, reversal).await?;
    match answer.outcome {
        ActionOutcome::Done => println!("given back"),
        ActionOutcome::Declined => println!("not given back: {}", answer.report.message),
        ActionOutcome::InProgress => println!("under way: do not send it again, ask a person"),
        ActionOutcome::Unclear => println!("unclear: do not send it again, ask a person"),
    }
    Ok(())
}
