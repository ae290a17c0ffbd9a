//! What of a text can stand on the paper.

use std::fmt;

/// One line of text of which every character is printable, one column wide and known to the
/// printer.
///
/// # Design
/// The characters are the printable ones of Latin-1, which windows-1252 holds at the same
/// places: its remaining ones (0x80 to 0x9F) are control codes to printers that mistake one page
/// for the other. The rest is written plainly (`—` as `-`, `€` as `EUR`, `č` as `c`), dropped
/// when it has no ink of its own (control, bidirectional and joining characters), or shown as
/// one `?` a run. Blank space is one space between words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PaperText(String);

impl PaperText {
    /// The printable rest of any text; empty where nothing of it is.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let mut clean = String::with_capacity(text.len());
        for character in text.chars() {
            append(&mut clean, character);
        }
        clean.truncate(clean.trim_end().len());
        PaperText(clean)
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Nothing is to be printed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many columns it takes in the usual size.
    #[must_use]
    pub fn width(&self) -> usize {
        self.0.chars().count()
    }
}

impl fmt::Display for PaperText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn append(clean: &mut String, character: char) {
    if character.is_whitespace() {
        if !clean.is_empty() && !clean.ends_with(' ') {
            clean.push(' ');
        }
    } else if is_latin_1(character) {
        clean.push(character);
    } else if let Some(accented) = clean
        .chars()
        .next_back()
        .and_then(|letter| with_accent(letter, character))
    {
        clean.pop();
        clean.push(accented);
    } else if let Some(plain) = plain(character) {
        clean.push_str(plain);
    } else if let Some(letter) = without_accent(character) {
        clean.push(letter);
    } else if !is_inkless(character) && !clean.ends_with('?') {
        clean.push('?');
    }
}

fn is_latin_1(character: char) -> bool {
    matches!(character, '!'..='~' | '\u{a1}'..='\u{ac}' | '\u{ae}'..='\u{ff}')
}

/// The letter that a letter and a combining accent make; some systems write `ñ` as those two.
fn with_accent(letter: char, accent: char) -> Option<char> {
    let (letters, accented) = match accent {
        '\u{300}' => ("AEIOUaeiou", "ÀÈÌÒÙàèìòù"),
        '\u{301}' => ("AEIOUYaeiouy", "ÁÉÍÓÚÝáéíóúý"),
        '\u{302}' => ("AEIOUaeiou", "ÂÊÎÔÛâêîôû"),
        '\u{303}' => ("ANOano", "ÃÑÕãñõ"),
        '\u{308}' => ("AEIOUaeiouy", "ÄËÏÖÜäëïöüÿ"),
        '\u{30a}' => ("Aa", "Åå"),
        '\u{327}' => ("Cc", "Çç"),
        _ => return None,
    };
    letters
        .chars()
        .zip(accented.chars())
        .find_map(|(plain, accented)| (plain == letter).then_some(accented))
}

/// How a sign outside the page is written with signs inside.
fn plain(character: char) -> Option<&'static str> {
    Some(match character {
        '\u{2010}'..='\u{2015}' | '\u{2212}' => "-",
        '\u{2018}'..='\u{201b}' | '\u{2032}' | '\u{2bc}' => "'",
        '\u{201c}'..='\u{201f}' | '\u{2033}' => "\"",
        '‹' => "<",
        '›' => ">",
        '…' => "...",
        '•' | '∙' | '⋅' | '●' => "·",
        '€' => "EUR",
        '™' => "TM",
        '№' => "N°",
        'Œ' => "OE",
        'œ' => "oe",
        'ƒ' => "f",
        'ﬁ' => "fi",
        'ﬂ' => "fl",
        _ => return None,
    })
}

/// The bare letter of one in the block Latin Extended-A, where names of Croatian, Polish, Czech
/// and Turkish origin have theirs.
fn without_accent(character: char) -> Option<char> {
    const BARE: &[u8; 0x80] = b"AaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIiIiJjJjKkk\
        LlLlLlLlLlNnNnNnnNnOoOoOoOoRrRrRrSsSsSsSsTtTtTtUuUuUuUuUuUuWwYyYZzZzZzs";
    let place = u32::from(character).checked_sub(0x100)?;
    let letter = BARE.get(usize::try_from(place).ok()?)?;
    Some(char::from(*letter))
}

/// Characters that only command, direct, join or decorate others.
fn is_inkless(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{ad}'
                | '\u{300}'..='\u{36f}'
                | '\u{61c}'
                | '\u{180b}'..='\u{180f}'
                | '\u{1ab0}'..='\u{1aff}'
                | '\u{1dc0}'..='\u{1dff}'
                | '\u{200b}'..='\u{200f}'
                | '\u{202a}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{20d0}'..='\u{20ff}'
                | '\u{fe00}'..='\u{fe0f}'
                | '\u{fe20}'..='\u{fe2f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e0fff}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clean(text: &str) -> String {
        PaperText::new(text).to_string()
    }

    #[test]
    fn spanish_survives_however_it_is_encoded() {
        let spanish = "¿Añejo? ¡Ñandú, pingüino, cigüeña! ÁÉÍÓÚ 5º 3ª ···· 1111";
        assert_eq!(clean(spanish), spanish);
        assert_eq!(clean("n\u{303}andu\u{301} A\u{301}"), "ñandú Á");
    }

    #[test]
    fn signs_outside_the_page_are_written_plainly() {
        assert_eq!(clean("don’t — “50 €”…"), "don't - \"50 EUR\"...");
        assert_eq!(
            clean("Mihovilović Čapek Łódź Œuvre"),
            "Mihovilovic Capek Lódz OEuvre"
        );
        assert_eq!(clean("c\u{30c}"), "c");
    }

    #[test]
    fn what_has_no_plain_form_is_one_question_mark() {
        assert_eq!(clean("Café ☕🏪 日本"), "Café ? ?");
        assert_eq!(clean("👩\u{200d}👩\u{200d}👧\u{fe0f}!"), "?!");
    }

    #[test]
    fn nothing_commands_the_printer_or_turns_the_text_around() {
        assert_eq!(clean("a\u{1b}@b\u{10}\u{4}c\u{0}\u{7f}\u{9b}"), "a@bc");
        assert_eq!(clean("abc\u{202e}def\u{2069}\u{200f}\u{ad}"), "abcdef");
        assert_eq!(clean(" a\r\n\tb\u{a0}\u{3000}c \n"), "a b c");
        assert!(PaperText::new("\u{202e}\n\u{301}").is_empty());
    }
}
