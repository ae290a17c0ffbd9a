//! The client against servers that mean it harm, over real sockets.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod calls;
mod clock;
mod connections;
mod floods;
mod gateway;
mod heads;
mod json;
mod redirects;
mod refusals;
mod tls;
mod unreadable;
