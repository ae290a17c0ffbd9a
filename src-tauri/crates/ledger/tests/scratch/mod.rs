//! Folders that are written and read once, many times over.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

/// The files of a folder by name.
pub type Files = BTreeMap<String, Vec<u8>>;

/// A folder in memory where the system has such a place.
pub fn folder() -> TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() {
        tempfile::tempdir_in(memory).unwrap()
    } else {
        tempfile::tempdir().unwrap()
    }
}

/// Makes a folder hold these files and nothing else.
pub fn fill(folder: &Path, files: &Files) {
    let before: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().path())
        .collect();
    for file in before {
        fs::remove_file(file).unwrap();
    }
    for (name, content) in files {
        fs::write(folder.join(name), content).unwrap();
    }
}
