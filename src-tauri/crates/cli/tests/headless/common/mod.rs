//! What every test needs: a counter with a till, and a gateway with its customer.

mod bank;
mod counter;

pub use bank::*;
pub use counter::*;
