//! How the window looks, sounds and speaks.

use std::num::NonZeroU16;

use sale::Language;
use serde::{Deserialize, Serialize};

/// How the window looks, sounds and speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Preferences {
    /// What it speaks.
    pub language: Language,
    /// Its colours.
    pub theme: Theme,
    /// Whether outcomes are heard, too.
    pub sounds: bool,
    /// When a till that nobody touches locks itself.
    pub lock_after: LockAfter,
    /// Whether a second window faces the customer.
    pub customer_display: bool,
}

/// The colours of the window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Theme {
    /// Those of the system.
    #[default]
    System,
    /// Ink on paper.
    Light,
    /// The other way round.
    Dark,
}

/// When a till that nobody touches locks itself, where it knows cashiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LockAfter {
    /// After so many minutes.
    Minutes(NonZeroU16),
    /// Only when somebody locks it.
    Never,
}

impl Default for LockAfter {
    fn default() -> Self {
        const FIVE: NonZeroU16 = NonZeroU16::new(5).unwrap();
        LockAfter::Minutes(FIVE)
    }
}

impl Default for Preferences {
    fn default() -> Self {
        Preferences {
            language: Language::default(),
            theme: Theme::default(),
            sounds: true,
            lock_after: LockAfter::default(),
            customer_display: false,
        }
    }
}
