//! Gives the application its manifest, icons and the capabilities of `tauri.conf.json`.

fn main() {
    tauri_build::build();
}
