//! The client against a server that answers whatever a test wants.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod actions;
mod answers;
mod notifications;
mod requests;
mod server;
mod shapes;
