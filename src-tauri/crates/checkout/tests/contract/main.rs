//! What every call sends: byte for byte, within the gateway's limits, and as it was meant.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod bodies;
mod limits;
mod order;
mod over;
mod recorder;
mod round_trip;
