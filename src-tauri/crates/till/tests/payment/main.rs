//! A shop takes payments: the till over the real sandbox, a real ledger and printers.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod asking;
mod bell;
mod cancel;
mod charge;
mod clock;
mod front;
mod lookup;
mod people;
mod printing;
mod refund;
mod restart;
mod ring;
mod set_up;
mod settle;
mod shifts;
mod shop;
mod trading;
mod trouble;
