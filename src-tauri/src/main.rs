//! The desktop application.
#![cfg_attr(all(windows, not(debug_assertions)), windows_subsystem = "windows")]

fn main() {
    #[cfg(target_os = "linux")]
    keep_windows_from_staying_blank();
    cobro::run();
}

/// With many drivers WebKitGTK's DMA-BUF renderer leaves the window blank, and it is the slower
/// one on old counter computers.
#[cfg(target_os = "linux")]
fn keep_windows_from_staying_blank() {
    const VARIABLE: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";
    if std::env::var_os(VARIABLE).is_none() {
        // SAFETY: the program has no other thread yet that could read the environment.
        #[expect(
            unsafe_code,
            reason = "WebKit reads its switches from the environment only"
        )]
        unsafe {
            std::env::set_var(VARIABLE, "1");
        }
    }
}
