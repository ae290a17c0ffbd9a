#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[cfg(target_os = "linux")]
mod cups;
mod escpos_reader;
mod files;
mod html;
mod nasty;
mod network;
mod paper;
mod samples;
#[cfg(unix)]
mod serial;
mod snapshots;
mod tcp_printer;
mod wording;
