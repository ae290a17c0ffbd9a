#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod escpos_reader;
mod files;
mod html;
mod nasty;
mod network;
mod paper;
mod samples;
mod wording;
