//! Asks how a session stands:
//!
//! ```sh
//! cargo run --example query -- 733
//! ```

use std::env;
use std::error::Error;

use placetopay_checkout::{RequestId, Status};

use crate::connect::connect;

mod connect;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let id = env::args().nth(1).ok_or("usage: query SESSION")?.parse()?;
    let session = connect()?.query_session(RequestId(id)).await?;
    let words = &session.report;
    println!("{}: {} {}", session.request_id, words.status, words.message);
    for attempt in &session.transactions {
        let took = match (&attempt.report.status, attempt.amount) {
            (Status::Approved, Some(amount)) => format!("took {}", amount.from),
            (Status::Approved, None) => "took an untold amount".to_owned(),
            (Status::ApprovedPartial, _) => "took a part".to_owned(),
            _ => "took nothing".to_owned(),
        };
        let (number, status) = (attempt.internal_reference, &attempt.report.status);
        println!("  {number}: {status}, {took}");
    }
    Ok(())
}
