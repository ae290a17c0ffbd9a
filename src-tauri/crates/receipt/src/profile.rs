//! What a printer can do, so that the same document comes out right on each.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use crate::Columns;

/// What a printer can do. The test page tells which one is right.
///
/// ```
/// use receipt::{Columns, Dots, Profile};
/// assert_eq!(Profile::of(Columns::Narrow32).dots, Dots::D384);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Profile {
    /// How many characters fit on a line.
    pub columns: Columns,
    /// How many dots fit across the paper.
    pub dots: Dots,
    /// How text becomes ink.
    pub letters: Letters,
    /// Whether it would read accented letters as Chinese.
    pub double_byte: DoubleByte,
    /// Who draws a QR symbol.
    pub qr: QrBy,
    /// How the paper is cut after a document.
    pub cut: Cut,
    /// The cash drawer that hangs on it.
    pub drawer: Drawer,
}

impl Profile {
    /// The usual printer with paper of this width: windows-1252, a QR of its own, a full cut, no
    /// drawer.
    #[must_use]
    pub const fn of(columns: Columns) -> Self {
        Profile {
            columns,
            dots: match columns {
                Columns::Narrow32 => Dots::D384,
                Columns::Medium42 => Dots::D512,
                Columns::Wide48 => Dots::D576,
            },
            letters: Letters::Windows1252,
            double_byte: DoubleByte::Absent,
            qr: QrBy::Printer,
            cut: Cut::Full,
            drawer: Drawer::None,
        }
    }

    /// The columns of text that is drawn dot by dot, which cannot be more than the paper's dots.
    pub(crate) fn drawn_columns(&self) -> Columns {
        let fits = |columns: &Columns| columns.count() * crate::raster::CELL <= self.dots.count();
        let fitting = Columns::ALL.into_iter().filter(fits);
        fitting
            .filter(|columns| *columns <= self.columns)
            .max()
            .unwrap_or(Columns::Narrow32)
    }
}

/// As settings and commands write it: `columns=42,letters=pc858`. What is left out is as usual with
/// such paper.
///
/// ```
/// use receipt::{Letters, Profile};
/// let profile: Profile = "columns=32, letters=pc858".parse()?;
/// assert_eq!(profile.letters, Letters::Pc858);
/// assert_eq!(profile.to_string().parse(), Ok(profile));
/// # Ok::<(), receipt::ProfileError>(())
/// ```
impl FromStr for Profile {
    type Err = ProfileError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let words = text
            .split(',')
            .map(str::trim)
            .filter(|word| !word.is_empty());
        let pairs: Vec<(&str, &str)> = words
            .map(|word| word.split_once('=').ok_or(ProfileError))
            .collect::<Result<_, _>>()?;
        let columns = pairs.iter().rfind(|(name, _)| *name == "columns");
        let columns = columns.map_or(Ok(Columns::default()), |(_, columns)| columns.parse());
        let mut profile = Profile::of(columns.map_err(|_| ProfileError)?);
        for (name, value) in pairs {
            match name {
                "columns" => {}
                "dots" => profile.dots = value.parse()?,
                "letters" => profile.letters = value.parse()?,
                "double-byte" => profile.double_byte = value.parse()?,
                "qr" => profile.qr = value.parse()?,
                "cut" => profile.cut = value.parse()?,
                "drawer" => profile.drawer = value.parse()?,
                _ => return Err(ProfileError),
            }
        }
        Ok(profile)
    }
}

impl fmt::Display for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Profile {
            columns,
            dots,
            letters,
            double_byte,
            qr,
            cut,
            drawer,
        } = self;
        write!(
            f,
            "columns={columns},dots={dots},letters={letters},double-byte={double_byte},\
             qr={qr},cut={cut},drawer={drawer}"
        )
    }
}

impl Default for Profile {
    fn default() -> Self {
        Profile::of(Columns::default())
    }
}

/// An enum with a name for each of its values, as settings and commands write it.
macro_rules! named {
    ($(#[$about:meta])* $kind:ident, $($(#[$what:meta])* $value:ident = $name:literal),+ $(,)?) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $kind {
            $($(#[$what])* $value),+
        }

        impl $kind {
            /// Every value.
            pub const ALL: &'static [$kind] = &[$($kind::$value),+];

            /// Its name in settings and commands.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $($kind::$value => $name),+
                }
            }
        }

        impl fmt::Display for $kind {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.name())
            }
        }

        impl FromStr for $kind {
            type Err = ProfileError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                let named = |value: &$kind| value.name().eq_ignore_ascii_case(text.trim());
                $kind::ALL.iter().copied().find(named).ok_or(ProfileError)
            }
        }
    };
}

named! {
    /// How many dots fit across the paper, at 8 a millimetre.
    Dots,
    /// 58 mm paper.
    D384 = "384",
    /// 80 mm paper, with wide margins.
    D512 = "512",
    /// 80 mm paper.
    D576 = "576",
}

impl Dots {
    /// The number of dots.
    #[must_use]
    pub const fn count(self) -> usize {
        match self {
            Dots::D384 => 384,
            Dots::D512 => 512,
            Dots::D576 => 576,
        }
    }
}

named! {
    /// How text becomes ink.
    Letters,
    /// The printer's letters, page 16.
    Windows1252 = "windows-1252",
    /// The printer's letters, page 19.
    Pc858 = "pc858",
    /// The printer's letters, page 2.
    Pc850 = "pc850",
    /// Drawn dot by dot: right on every printer, and slower.
    Drawn = "raster",
}

named! {
    /// Whether a printer reads two bytes as one Chinese character, as those made for China do.
    DoubleByte,
    /// It does not.
    Absent = "absent",
    /// It does until it is told not to (`FS .`).
    Cancelled = "cancelled",
}

named! {
    /// Who draws a QR symbol.
    QrBy,
    /// The printer (`GS ( k`).
    Printer = "native",
    /// We do, dot by dot.
    Dots = "raster",
}

named! {
    /// How the paper is cut after a document.
    Cut,
    /// Through.
    Full = "full",
    /// All but a point.
    Partial = "partial",
    /// By hand.
    None = "none",
}

named! {
    /// The cash drawer that hangs on a printer.
    Drawer,
    /// None, or it is to stay closed.
    None = "none",
    /// It opens by a pulse on pin 2.
    Pin2 = "pin-2",
    /// It opens by a pulse on pin 5.
    Pin5 = "pin-5",
}

/// No printer is described so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error(
    "no printer is described so: columns, dots, letters, double-byte, qr, cut and drawer, each with one of its values, as in `columns=42,letters=pc858`"
)]
pub struct ProfileError;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_is_read_by_its_name() {
        for letters in Letters::ALL {
            assert_eq!(letters.to_string().parse(), Ok(*letters));
        }
        assert_eq!(" Raster".parse(), Ok(QrBy::Dots));
        assert_eq!("Comic Sans".parse::<Letters>(), Err(ProfileError));
    }

    #[test]
    fn a_profile_is_read_as_it_is_written() {
        let read = |text: &str| text.parse::<Profile>();
        assert_eq!(read(""), Ok(Profile::default()));
        let profile = Profile {
            letters: Letters::Drawn,
            double_byte: DoubleByte::Cancelled,
            qr: QrBy::Dots,
            cut: Cut::Partial,
            drawer: Drawer::Pin5,
            ..Profile::of(Columns::Narrow32)
        };
        assert_eq!(read(&profile.to_string()), Ok(profile));
        for wrong in ["42", "columns=40", "ink=red", "letters=pc999", "cut"] {
            assert_eq!(read(wrong), Err(ProfileError), "{wrong}");
        }
    }

    #[test]
    fn what_is_drawn_is_never_wider_than_the_paper() {
        let mut profile = Profile::of(Columns::Wide48);
        assert_eq!(profile.drawn_columns(), Columns::Wide48);
        profile.dots = Dots::D384;
        assert_eq!(profile.drawn_columns(), Columns::Narrow32);
        profile.columns = Columns::Narrow32;
        profile.dots = Dots::D576;
        assert_eq!(profile.drawn_columns(), Columns::Narrow32);
    }
}
