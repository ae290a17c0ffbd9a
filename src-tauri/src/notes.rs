//! What the program notes while it runs, for whoever looks into a fault: on standard error, and in a
//! file a day below the data folder.

use std::path::Path;

use tracing_appender::rolling::{RollingFileAppender, Rotation};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, fmt};

/// How many days are kept.
const KEPT: usize = 14;

/// Begins to note. Without a folder that can be written to, on standard error alone.
pub fn begin(data: Option<&Path>) {
    let filter = EnvFilter::try_from_env("COBRO_LOG").unwrap_or_else(|_| "info".into());
    let file = data.and_then(|data| file_below(&data.join(till::LOGS)));
    let file = file.map(|file| fmt::layer().with_ansi(false).with_writer(file));
    tracing_subscriber::registry()
        .with(filter)
        .with(fmt::layer().with_writer(std::io::stderr))
        .with(file)
        .init();
}

fn file_below(folder: &Path) -> Option<std::sync::Mutex<RollingFileAppender>> {
    let file = RollingFileAppender::builder()
        .rotation(Rotation::DAILY)
        .filename_prefix("cobro")
        .filename_suffix("log")
        .max_log_files(KEPT)
        .build(folder);
    file.ok().map(std::sync::Mutex::new)
}
