//! The secret key on its way from the clipboard to the keychain: it never enters the window (`I15`).

use arboard::Clipboard;
use till::SecretString;

/// A secret key is one word of this many characters at most.
const LONGEST: usize = 128;

/// Why there is no secret key in the clipboard.
pub enum NoSecret {
    /// The system has no clipboard, or does not let anybody read it.
    NoClipboard(String),
    /// What is in it is no secret key.
    NotOne,
}

/// The secret key that somebody copied. Blocks.
pub fn secret() -> Result<SecretString, NoSecret> {
    let text = clipboard().and_then(|mut clipboard| clipboard.get_text());
    let text = match text {
        Ok(text) => text,
        Err(arboard::Error::ContentNotAvailable) => return Err(NoSecret::NotOne),
        Err(error) => return Err(NoSecret::NoClipboard(error.to_string())),
    };
    let word = text.trim();
    let is_one =
        !word.is_empty() && word.len() <= LONGEST && word.chars().all(|c| c.is_ascii_graphic());
    is_one
        .then(|| word.to_owned().into())
        .ok_or(NoSecret::NotOne)
}

/// Empties the clipboard, where what was copied would be everybody's. Blocks.
pub fn forget() {
    if let Err(error) = clipboard().and_then(|mut clipboard| clipboard.clear()) {
        tracing::warn!(%error, "the clipboard could not be emptied");
    }
}

fn clipboard() -> Result<Clipboard, arboard::Error> {
    Clipboard::new()
}
