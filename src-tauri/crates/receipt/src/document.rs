//! What is to be printed, before anyone knows on what.

use std::fmt;

use crate::{Logo, PaperText, Profile, Qr};

/// A printable document: blocks from top to bottom.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    blocks: Vec<Block>,
}

impl Document {
    pub(crate) fn blocks(&self) -> &[Block] {
        &self.blocks
    }
}

impl FromIterator<Block> for Document {
    fn from_iter<I: IntoIterator<Item = Block>>(blocks: I) -> Self {
        Document {
            blocks: blocks.into_iter().collect(),
        }
    }
}

/// One part of a document; it begins on a line of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// Words, wrapped to the paper.
    Text {
        /// The words.
        text: PaperText,
        /// How they look.
        style: Style,
    },
    /// A label on the left and its value on the right.
    Pair {
        /// What the value is.
        label: PaperText,
        /// The value.
        value: PaperText,
    },
    /// A line across the paper.
    Rule,
    /// An empty line.
    Feed,
    /// A QR symbol, centred.
    Qr(Qr),
    /// The shop's sign, centred; paper without dots leaves it out.
    Logo(Logo),
    /// Blocks as a printer of another profile would be told: so profiles are compared.
    As {
        /// The other profile.
        profile: Profile,
        /// What is printed by it.
        blocks: Vec<Block>,
    },
    /// The cash drawer opens, where there is one.
    Drawer,
}

impl Block {
    /// Words in a style.
    #[must_use]
    pub fn text(text: impl fmt::Display, style: Style) -> Self {
        Block::Text {
            text: PaperText::new(&text.to_string()),
            style,
        }
    }

    /// A label with its value.
    #[must_use]
    pub fn pair(label: &str, value: impl fmt::Display) -> Self {
        Block::Pair {
            label: PaperText::new(label),
            value: PaperText::new(&value.to_string()),
        }
    }
}

/// How words look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Style {
    /// Where on the line they stand.
    pub align: Align,
    /// How strong they are.
    pub weight: Weight,
    /// How large they are.
    pub size: Size,
}

impl Style {
    /// In the middle, regular, in the usual size.
    pub const CENTRED: Style = Style {
        align: Align::Centre,
        weight: Weight::Regular,
        size: Size::Usual,
    };

    /// The same, bold.
    #[must_use]
    pub const fn bold(self) -> Self {
        Style {
            weight: Weight::Bold,
            ..self
        }
    }

    /// The same, twice as wide and high.
    #[must_use]
    pub const fn double(self) -> Self {
        Style {
            size: Size::Double,
            ..self
        }
    }
}

/// Where on the line words stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Align {
    /// At the left.
    #[default]
    Left,
    /// In the middle.
    Centre,
    /// At the right.
    Right,
}

/// How strong words are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Weight {
    /// As usual.
    #[default]
    Regular,
    /// Stronger.
    Bold,
}

/// How large words are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Size {
    /// One column a character.
    #[default]
    Usual,
    /// Twice as wide and high; words too long for that keep the usual size rather than be cut.
    Double,
}

impl Size {
    /// How many columns a character takes.
    pub(crate) fn columns(self) -> usize {
        match self {
            Size::Usual => 1,
            Size::Double => 2,
        }
    }
}
