//! `cobroctl` as other programs run it: the real binary, a real ledger, a gateway on this machine.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

mod ask;
mod backup;
mod cancel;
mod charge;
mod init;
mod lists;
mod owner;
mod people;
mod receipt;
mod refund;
mod secret;
mod surface;
mod survival;
mod test_page;
mod training;
mod trouble;
mod verify;
mod wait;
mod watch;
