//! The frame around every page, and the pieces that all of them are made of.

use std::fmt;

use crate::page::words::Words;

/// Text made harmless inside HTML.
pub(crate) struct Escaped<T>(pub(crate) T);

impl<T: fmt::Display> fmt::Display for Escaped<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0
            .to_string()
            .chars()
            .try_for_each(|letter| match letter {
                '&' => f.write_str("&amp;"),
                '<' => f.write_str("&lt;"),
                '>' => f.write_str("&gt;"),
                '"' => f.write_str("&quot;"),
                '\'' => f.write_str("&#39;"),
                letter => write!(f, "{letter}"),
            })
    }
}

/// What a browser does by itself after a while.
#[derive(Clone, Copy)]
pub(crate) enum Next<'a> {
    Stay,
    /// Looks again, because the bank is at work. The script does it without disturbing a reader;
    /// without the script the page is loaded again.
    LookAgain,
    Go(&'a str),
}

/// A whole page.
pub(crate) struct Document<'a> {
    pub(crate) words: Words,
    pub(crate) title: &'a str,
    pub(crate) next: Next<'a>,
    /// Distinguishes the page with a form beside the purchase from that with one sheet.
    pub(crate) layout: Layout,
    pub(crate) main: &'a str,
}

#[derive(Clone, Copy)]
pub(crate) enum Layout {
    Form,
    Sheet,
}

impl Document<'_> {
    pub(crate) fn draw(&self) -> String {
        let words = self.words;
        let (layout, marker) = match (self.layout, self.next) {
            (Layout::Form, _) => ("form", ""),
            (Layout::Sheet, Next::LookAgain) => ("sheet", " data-look-again"),
            (Layout::Sheet, Next::Stay | Next::Go(_)) => ("sheet", ""),
        };
        format!(
            "<!doctype html>
<html lang=\"{tag}\">
<head>
<meta charset=\"utf-8\">
<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">
<meta name=\"color-scheme\" content=\"light dark\">
{refresh}
<title>{title}</title>
<link rel=\"stylesheet\" href=\"/style.css\">
<script src=\"/countdown.js\" defer></script>
</head>
<body>
<header class=\"simulation\"><strong>{simulation}</strong> {no_real_cards}</header>
<main class=\"{layout}\"{marker}>{main}</main>
<footer>{footer}</footer>
</body>
</html>
",
            tag = words.tag(),
            refresh = self.refresh(),
            title = Escaped(self.title),
            simulation = words.simulation(),
            no_real_cards = words.no_real_cards(),
            main = self.main,
            footer = words.footer(),
        )
    }

    fn refresh(&self) -> String {
        match self.next {
            Next::Stay => String::new(),
            Next::LookAgain => {
                "<noscript><meta http-equiv=\"refresh\" content=\"3\"></noscript>".to_owned()
            }
            Next::Go(url) => {
                format!(
                    "<meta http-equiv=\"refresh\" content=\"0; url={}\">",
                    Escaped(url)
                )
            }
        }
    }
}

/// How good the news is. It never stands for itself: words are always beside it.
#[derive(Clone, Copy)]
pub(crate) enum Tone {
    Good,
    Bad,
    Waiting,
}

impl Tone {
    pub(crate) fn class(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Bad => "bad",
            Self::Waiting => "waiting",
        }
    }

    /// A tick, a cross or a clock.
    pub(crate) fn mark(self) -> String {
        let lines = match self {
            Self::Good => "<path d=\"M5 13l4.5 4.5L19 7\"/>",
            Self::Bad => "<path d=\"M6 6l12 12M18 6L6 18\"/>",
            Self::Waiting => "<circle cx=\"12\" cy=\"12\" r=\"9\"/><path d=\"M12 7v5l3.5 2\"/>",
        };
        format!(
            "<svg class=\"mark {}\" viewBox=\"0 0 24 24\" width=\"20\" height=\"20\" aria-hidden=\"true\">{lines}</svg>",
            self.class()
        )
    }
}

/// A line of a list of details.
pub(crate) fn row(name: &str, value: impl fmt::Display) -> String {
    format!("<div><dt>{name}</dt><dd>{}</dd></div>", Escaped(value))
}

/// The class of a large amount: a long one must not break.
pub(crate) fn size(money: &str) -> &'static str {
    if money.len() > 11 {
        "amount long"
    } else {
        "amount"
    }
}
