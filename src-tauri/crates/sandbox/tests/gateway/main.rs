//! The gateway over real HTTP, driven by a client of its own.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod auth;
mod cancel;
mod cards;
mod create;
mod ends;
mod page;
mod parts;
mod store;
mod support;
