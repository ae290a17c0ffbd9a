//! How wide the paper is.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

/// How many characters of the printer's usual font fit on a line.
///
/// Read from `32`, `42` or `48`; the default is 42, the width of most 80 mm printers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Columns {
    /// 32 columns: 58 mm paper.
    Narrow32,
    /// 42 columns: 80 mm paper on most printers.
    #[default]
    Medium42,
    /// 48 columns: 80 mm paper on printers of 576 dots.
    Wide48,
}

impl Columns {
    /// Every width, narrowest first.
    pub const ALL: [Columns; 3] = [Columns::Narrow32, Columns::Medium42, Columns::Wide48];

    /// The number of columns.
    #[must_use]
    pub fn count(self) -> usize {
        usize::from(u8::from(self))
    }
}

impl From<Columns> for u8 {
    fn from(columns: Columns) -> Self {
        match columns {
            Columns::Narrow32 => 32,
            Columns::Medium42 => 42,
            Columns::Wide48 => 48,
        }
    }
}

impl TryFrom<u8> for Columns {
    type Error = ColumnsError;

    fn try_from(count: u8) -> Result<Self, Self::Error> {
        Columns::ALL
            .into_iter()
            .find(|columns| u8::from(*columns) == count)
            .ok_or(ColumnsError)
    }
}

impl FromStr for Columns {
    type Err = ColumnsError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let count: u8 = text.trim().parse().map_err(|_| ColumnsError)?;
        count.try_into()
    }
}

impl fmt::Display for Columns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.count().fmt(f)
    }
}

/// A number of columns that no receipt is laid out for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a receipt has 32, 42 or 48 columns")]
pub struct ColumnsError;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_32_42_or_48() {
        for columns in Columns::ALL {
            assert_eq!(columns.to_string().parse(), Ok(columns));
        }
        assert_eq!(Columns::default().count(), 42);
        for text in ["", "40", "-32", "cuarenta"] {
            assert_eq!(text.parse::<Columns>(), Err(ColumnsError), "{text}");
        }
    }
}
