//! The gateway over real HTTP, driven by a client of its own.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod auth;
mod cancel;
mod cards;
mod client;
mod control;
mod create;
mod determinism;
mod ends;
mod faults;
mod limits;
mod notifications;
mod page;
mod parts;
mod published_cards;
mod store;
mod support;
mod transactions;
