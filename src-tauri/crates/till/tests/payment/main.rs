//! A shop takes payments: the till over the real sandbox, a real ledger and printers.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod cancel;
mod charge;
mod clock;
mod front;
mod printing;
mod restart;
mod settle;
mod shop;
mod trouble;
