//! Where the window is drawn: a display of its own, so that tests do not fight over the keyboard.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

/// A virtual display with a window manager.
pub struct Display {
    name: String,
    server: Child,
    manager: Child,
}

impl Display {
    pub fn open(size: &str) -> Self {
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-nolisten", "tcp", "-screen", "0"])
            .arg(format!("{size}x24"))
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("Xvfb starts");
        let mut number = String::new();
        BufReader::new(server.stdout.take().unwrap())
            .read_line(&mut number)
            .unwrap();
        let name = format!(":{}", number.trim());
        let manager = Command::new("openbox")
            .env("DISPLAY", &name)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("openbox starts");
        Display {
            name,
            server,
            manager,
        }
    }

    pub fn name(&self) -> &str {
        &self.name
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        for process in [&mut self.manager, &mut self.server] {
            process.kill().ok();
            process.wait().ok();
        }
    }
}
