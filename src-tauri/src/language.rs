//! The language of this process's window. One process has one screen, which speaks one language at
//! a time; it is kept in one place, like the locale of C, so that not every view is handed it. What
//! is below the shell knows nothing of it: that makes [`Words`], which are in every language.

use std::sync::atomic::{AtomicBool, Ordering};

use sale::{Language, Words};

static IS_ENGLISH: AtomicBool = AtomicBool::new(false);

/// Chooses the language of all that the window is told from now on.
pub fn speak(language: Language) {
    IS_ENGLISH.store(language == Language::English, Ordering::Relaxed);
}

/// In the chosen language; in Spanish until one is chosen.
#[must_use]
pub fn spoken(words: &Words) -> String {
    let language = if IS_ENGLISH.load(Ordering::Relaxed) {
        Language::English
    } else {
        Language::Spanish
    };
    words.in_language(language).to_owned()
}
