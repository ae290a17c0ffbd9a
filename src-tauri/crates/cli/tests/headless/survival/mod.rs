//! `cobroctl` killed at any point, and on a disk that fails at any call: whatever happened, the next
//! start finds all that there is, and tells what the gateway tells.

mod moments;
mod shop;

#[cfg(target_os = "linux")]
mod disk_errors;
#[cfg(target_os = "linux")]
mod life;
#[cfg(target_os = "linux")]
mod points;
#[cfg(target_os = "linux")]
mod strace;

/// How often or how thoroughly, from the environment where somebody asks for more than the tests.
fn asked_for(variable: &str, otherwise: u32) -> u32 {
    match std::env::var(variable) {
        Ok(count) => count.parse().expect("a number"),
        Err(_) => otherwise,
    }
}
