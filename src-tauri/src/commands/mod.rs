//! What the window may ask. Each command parses at the edge and answers with what it shows.

pub mod book;
pub mod charging;
mod downloads;
pub mod paper;
pub mod people;
pub mod printers;
pub mod settings;
pub mod shifts;
pub mod site;
pub mod support;
pub mod window;
