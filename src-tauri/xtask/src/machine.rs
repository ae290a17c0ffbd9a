//! Installing what a fresh machine lacks: system libraries by apt where there is apt, npm
//! packages, and the WebDriver bridge for tests in a real window.

use std::fs;
use std::path::Path;

use crate::command::{Command, Failed, repository};

/// What building and running needs from Debian or Ubuntu.
const TO_RUN: &[&str] = &[
    "build-essential",
    "pkg-config",
    "libwebkit2gtk-4.1-dev",
    "xdg-utils",
];

/// What the tests in a real window, in a browser, of a power loss and of a print queue need besides.
const TO_TEST: &[&str] = &[
    "webkit2gtk-driver",
    "chromium",
    "chromium-driver",
    "xvfb",
    "openbox",
    "wmctrl",
    "xclip",
    "imagemagick",
    "dbus",
    "fonts-noto-core",
    "fonts-noto-mono",
    "zbar-tools",
    "strace",
    "cups",
];

const TAURI_DRIVER: &str = "2.1.0";

/// Installs what running needs.
pub fn set_up() -> Result<(), Failed> {
    apt(TO_RUN)?;
    packages_of_the_front_end()
}

/// Installs what running and testing need.
pub fn set_up_for_tests() -> Result<(), Failed> {
    apt(&[TO_RUN, TO_TEST].concat())?;
    packages_of_the_front_end()?;
    tauri_driver()
}

/// npm, in the front end's folder.
pub fn npm(arguments: &str) -> Command {
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    Command::new(&format!("{npm} {arguments}")).inside("ui")
}

fn apt(packages: &[&str]) -> Result<(), Failed> {
    if !cfg!(target_os = "linux") || !Path::new("/usr/bin/apt-get").exists() {
        return Ok(());
    }
    let missing: Vec<_> = packages
        .iter()
        .copied()
        .filter(|package| !is_installed(package))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let is_root = Command::new("id -u")
        .output()
        .is_some_and(|id| id.trim() == "0");
    let apt = if is_root { "apt-get" } else { "sudo apt-get" };
    Command::new(&format!("{apt} update -q")).run()?;
    let install = format!(
        "{apt} install -q -y --no-install-recommends {}",
        missing.join(" ")
    );
    Command::new(&install)
        .env("DEBIAN_FRONTEND", "noninteractive")
        .run()
}

fn is_installed(package: &str) -> bool {
    let query = format!("dpkg-query --show --showformat=${{Status}} {package}");
    Command::new(&query)
        .output()
        .is_some_and(|status| status.ends_with("ok installed"))
}

/// npm notes in a file of its own which lock file it installed last.
fn packages_of_the_front_end() -> Result<(), Failed> {
    let ui = repository().join("ui");
    let changed = |path: &Path| fs::metadata(path).and_then(|file| file.modified()).ok();
    let installed = changed(&ui.join("node_modules/.package-lock.json"));
    if installed.is_some() && installed >= changed(&ui.join("package-lock.json")) {
        return Ok(());
    }
    npm("ci --no-audit --no-fund").run()
}

/// The bridge between WebDriver and Tauri's web view; there is none for macOS.
fn tauri_driver() -> Result<(), Failed> {
    let program = repository().join("target/tools/bin/tauri-driver");
    if !cfg!(target_os = "linux") || program.exists() {
        return Ok(());
    }
    let version = format!("tauri-driver --version {TAURI_DRIVER}");
    Command::new(&format!(
        "cargo install {version} --locked --root target/tools --target-dir target/tools/build"
    ))
    .run()
}
